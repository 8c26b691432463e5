import { listed, many, moment } from "./words";

/** Words of every place. */
export const common = {
  product: "Safelight",
  listed,
  moment,
  photosCount: (n: number) => many(n, "photo", "photos"),
  recordsCount: (n: number) => many(n, "record", "records"),
  copiesCount: (n: number) => many(n, "copy", "copies"),

  places: {
    label: "Places",
    photos: "Photos",
    consents: "Consents",
    exports: "Exports",
    settings: "Settings",
  },

  common: {
    close: "Close",
    dismiss: "Dismiss",
    loading: "Loading…",
    none: "None",
    optional: "optional",
    dateShape: "YYYY-MM-DD",
    dateHint: "Year, month and day, as in 2026-05-31",
    retry: "Try again",
    wentWrong: "That did not work",
  },

  drop: {
    link: (n: number) =>
      n === 1 ? "Let go to link this form to this photo" : `Let go to link this form to ${n} photos`,
    ask: (n: number) =>
      n === 1
        ? "Let go to add this photo, or to link it as a form to this one"
        : `Let go to add this photo, or to link it as a form to ${n} photos`,
    whatTitle: "What is this picture?",
    whatText: (n: number) =>
      n === 1
        ? "A signed form is linked to the photo you dropped it on."
        : `A signed form is linked to the ${n} photos you dropped it on.`,
    isPhoto: "Another photo",
    isForm: "A signed consent form",
    knownTitle: (n: number) => (n === 1 ? "Link to this photo" : `Link to ${n} photos`),
    knownText: (name: string) => `${name} is in the register already.`,
    linkKnown: (person: string) => `Link the record of ${person}`,
    anew: "Begin another record with this form",
    photos: "Let go to see what these photos give away",
    form: "Let go to begin a consent record from this form",
  },
};
