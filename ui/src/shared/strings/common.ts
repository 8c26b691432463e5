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
    photos: "Let go to see what these photos give away",
    form: "Let go to begin a consent record from this form",
  },
};
