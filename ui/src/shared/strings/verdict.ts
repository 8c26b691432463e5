import { many } from "./words";

/** The gate's answer. */
export const verdict = {
  verdict: {
    title: "Verdict",
    clear: "Cleared",
    clearText: "Checked against the consent you recorded. You can export this copy.",
    refused: "Not yet",
    refusedText: (n: number) => `${many(n, "thing", "things")} to settle before a copy can be made.`,
    refusedShort: (n: number) => `Not yet: ${n} to settle`,
    failed: "Failed",
    unchecked: "Not checked",
    checking: "Checking…",
    announceClear: "Verdict: cleared.",
    announceRefused: (n: number) => `Verdict: not yet, ${many(n, "refusal", "refusals")}.`,
    why: "Why",
    quoted: (words: string) => `“${words}”`,
    mend: {
      use: (phrase: string) => `Set the use: ${phrase}`,
      link: (person: string, record: string) => `Link the record of ${person || "one person"} (${record})`,
      add: (person: string) => (person ? `Enter a new record for ${person}` : "Enter a new record"),
      correct: (person: string) => (person ? `Correct the record of ${person}` : "Correct the record"),
      attach: (person: string) =>
        person ? `Attach the form to the record of ${person}` : "Attach the form to the record",
      count: (n: number) => `Save that it shows ${many(n, "person", "people")}`,
      countAnew: "Count the people",
      list: "Say who is in it",
      bystander: "Declare a hidden bystander",
      noPerson: "Declare that it shows no person",
      dismiss: (n: number) =>
        n === 1 ? "Set the suggestion aside: not a face" : `Set ${n} suggestions aside: not faces`,
      hideFaces: (n: number) => `Hide ${many(n, "face", "faces")}`,
      hidePlaces: (n: number) => `Hide ${many(n, "place", "places")} in the picture`,
      mark: (name: string) => `Draw a region over: ${name}`,
      awaited: (name: string) => `The next region you draw is named “${name}”.`,
      forget: "Do not name it",
      takenOn: (from: string, to: string) =>
        from === to
          ? `Enter the day it was taken (${from}?)`
          : `Enter the day it was taken (${from} to ${to}?)`,
      copies: (person: string) => (person ? `See the copies made for ${person}` : "See the copies made"),
      strictness: "See how strict the register is",
      show: (person: string) => (person ? `Show the copy to ${person}` : "Show the copy"),
      open: "Not confirmed yet",
    },
    goTo: {
      use: "Choose the use",
      people: "Go to People",
      checklist: "Go to the checklist",
      picture: "Mark the picture",
      record: "Open the record",
    },
  },
};
