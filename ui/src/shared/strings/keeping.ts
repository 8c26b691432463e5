/** Keeping the register safe: the lock, backups, the passphrase. */
export const keeping = {
  keeping: {
    lockTitle: "Lock by itself",
    lockText:
      "When nobody has pressed or moved anything for a while. The time in which the computer sleeps counts; an export that runs is finished first.",
    after: "Lock after",
    minutes: (minutes: number) => (minutes === 0 ? "Never" : `${minutes} minutes`),

    backupTitle: "Backup",
    backupText:
      "One file, encrypted like the register. It is read again at once: it opens, no page of it is damaged, and its ledger holds. Keep it on another disk.",
    backUp: "Back up…",
    backingUp: "Writing and reading it again…",
    backedUp: (place: string, rows: number) =>
      `The backup is in ${place}. Its ledger of ${rows} ${rows === 1 ? "row" : "rows"} holds.`,
    backupOpens: "The passphrase of today opens it, also after you change the register's.",
    restoreText: "To restore a backup, lock the register: the door offers it.",

    keychainTitle: "Keychain",
    keychainText:
      "This computer's keychain can keep the key, so that the door opens with one press. Then anyone who is logged in as you can open the register, and so can any program that runs as you: the lock keeps out only those who have no access to your account.",
    keychain: "Unlock with this computer's keychain",
    keychainOn:
      "The key is kept. It goes when you switch this off or change the passphrase; keep the passphrase all the same.",
    keychainOff: "Only the passphrase opens the register.",
    fromKeychain: "Unlock with this computer's keychain",
    orPassphrase: "Or with the passphrase:",

    passphraseTitle: "Passphrase",
    passphraseText:
      "A change encrypts the whole register anew. Backups made before still open with the old passphrase: if somebody else knows it, destroy them.",
    change: "Change the passphrase…",
    now: "Passphrase as it is now",
    anew: "New passphrase",
    changing: "Encrypting…",
    changeIt: "Change it",
    changed: "The passphrase is changed.",

    restore: "Restore a backup…",
    restoreTitle: "Restore a backup",
    restoreIntro:
      "The backup is read through first. The register that is here, if there is one, is kept beside it under a name with the day; nothing is overwritten.",
    backupPassphrase: "Passphrase of the backup",
    backupPassphraseHint: "The one that the register had on the day of the backup.",
    chooseBackup: "Choose the backup…",
    back: "Back",
    restored: "The backup is restored, and its ledger holds.",
    older: "An older Safelight made it; it was brought up to date.",
    kept: (name: string) => `The register that was here is kept as ${name}.`,
    goOn: "Go on",
  },
};
