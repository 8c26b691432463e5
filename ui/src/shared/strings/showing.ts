import { many } from "./words";

/** Showing a copy to those in it before it is made. */
export const showing = {
  showing: {
    title: "Show the copy",
    open: "Show the copy to somebody in it…",
    making: "Making the copy…",
    alt: (regions: number) =>
      regions === 0
        ? "The copy, with nothing hidden"
        : `The copy, with ${many(regions, "region", "regions")} hidden`,
    text: (regions: number) =>
      `This is the very copy that would be exported${regions === 0 ? "" : `, with ${many(regions, "region", "regions")} hidden`}. If anything in it changes, it has to be shown again.`,
    nobody: "Nobody is listed in this photo yet. Link the record of the person first.",
    who: "Who looks at it",
    person: (person: string, asked: boolean) => (asked ? `${person} · asked to see it first` : person),
    said: (agreed: boolean, by: string, on: string) =>
      `Said ${agreed ? "yes" : "no"} to this copy on ${on}; shown by ${by}.`,
    answer: "Their answer",
    yes: "Yes, this copy may be used as agreed",
    no: "No, not this copy",
    by: "Shown by",
    record: "Record the answer",
    recorded: (person: string, agreed: boolean) => `Recorded: ${person} said ${agreed ? "yes" : "no"}.`,
    unseen: "This computer cannot draw it, so nobody can look at it here.",
    digest: "SHA-256 of the copy:",
  },
};
