import { many } from "./words";

/** Exports. */
export const exports = {
  exports: {
    title: "Exports",
    emptyTitle: "No copy has been made yet",
    emptyText: "Each copy you export is listed here: when, for what, whose consent, and where it went.",
    toPhotos: "Go to Photos",
    list: "Copies made",
    at: "When",
    use: "Use",
    people: "People",
    record: "Record",
    digest: "Output digest (SHA-256)",
    where: "Where",
    went: "Went to",
    standing: {
      exported: "Exported",
      withdrawn: "Withdrawn: take it down",
      failed: "Failed: no file was made",
    },
    nobody: "Nobody",
    search: "Search copies by use, person, place, date, record or digest",
    filter: "Show",
    filters: {
      all: "All",
      exported: "Exported",
      withdrawn: "Withdrawn",
      failed: "Failed",
    },
    noMatch: "No copy matches.",
    older: "Show older copies",
    shown: (n: number) => `${many(n, "copy", "copies")} shown`,
    open: (at: string) => `Open the copy of ${at}`,
    copyTitle: (row: string) => `Copy ${row}`,
    saved: "Saved.",

    verify: "Check the ledger",
    whole: (n: number) => `${many(n, "row", "rows")}: none was edited, dropped or moved.`,
    broken: (why: string) => `The ledger was changed from outside: ${why}.`,

    whose: "Was this ours?…",
    whoseTitle: (name: string) => `Was ${name} ours?`,
    whoseDrop: "Let go to ask whether this file is a copy of yours, or to check a certificate",
    whoseNone:
      "No copy is this file, was made of it, or looks like it. A copy that was cropped, turned or changed much is not known again.",
    known: {
      copy: "This very copy, byte for byte",
      source: "A copy was made of this file",
      alike: "Looks like this copy: compare them yourself, since another picture may look much alike",
    },

    checkCertificate: "Check a certificate…",
    certificateTitle: (name: string) => `Certificate: ${name}`,
    certificateHolds: "The ledger holds this copy just as the certificate says.",
    pagesHold: "Its pages are those that were issued.",
    pagesNotCompared: (program: string) =>
      `Its pages could not be compared, since Safelight ${program} issued it and this is another version. What it says was compared.`,
    certificateOf: "It is about the file with the SHA-256",
    certificateCopy: "To see whether a file at hand is that copy, drop the file here.",
    certificateBroken: "This certificate does not agree with the ledger.",

    certificate: "Certificate",
    certificateText:
      "What the ledger says of this copy, without names. Whoever keeps this register can check it later.",
    savePdf: "Save as PDF…",
    saveJson: "Save as JSON…",
    needsDialogs: "This computer offers no window to pick where to save. Use the command line instead.",

    places: "Where it went",
    noPlaces:
      "Nobody has written down where this copy went. Add each place, so that you can ask there later.",
    place: "Place: a journal, an account, a person",
    addPlace: "Add the place",
    notedBy: "Written down by (for these lines)",
    notedByWhom: (name: string) => `written down by ${name}`,
    toTakeDown:
      "Its consent was withdrawn. Ask each place to take the copy down, and write down what came of it.",
    askedOn: "Asked on",
    answer: "Answer",
    outcomeOf: "Outcome",
    settledOn: "Settled on",
    outcomes: {
      open: "Not settled yet",
      done: "Taken down",
      impossible: "Cannot be taken down",
    },
    keepPlace: "Keep",
    kept: (place: string) => `Kept for ${place}.`,
    letterPdf: "Letter as PDF…",
    letterText: "Letter as text…",

    records: "Records it was made under",
    receipt: "Receipt as PDF…",
    receiptText: "Receipt as text…",
    contact: "Who asks, and where answers go (stands in letters and receipts)",
    withdrawUse: "Withdraw this use…",
    takenBack: "Withdrawn. Each copy to be taken down is marked in the list.",
  },
};
