/** A passphrase has at least so many; the shell refuses fewer. */
export const LEAST_LETTERS = 12;
