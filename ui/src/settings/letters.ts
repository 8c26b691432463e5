/** A passphrase has at least so many; the shell refuses fewer. */
export const LEAST_LETTERS = 12;

/** Whether a passphrase typed twice is long enough, and the same both times. */
export const chosen = (passphrase: string, again: string) =>
  passphrase.length >= LEAST_LETTERS && again === passphrase;
