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
    goTo: {
      use: "Choose the use",
      people: "Go to People",
      checklist: "Go to the checklist",
      picture: "Mark the picture",
      record: "Open the record",
    },
  },
};
