import type { Shows } from "../wire/Shows";

/** A number with its noun. English first; the plural rules are English too. */
export const many = (n: number, one: string, more: string) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

/** As the library writes sizes. */
export const size = (bytes: number) => {
  if (bytes < 1e3) return many(bytes, "byte", "bytes");
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
};

/** How many frames or pages; nothing for a still picture. */
export const several = (shows: Shows) => {
  if (shows.kind === "animation") return many(shows.count, "frame", "frames");
  return shows.kind === "pages" ? many(shows.count, "page", "pages") : "";
};

export const listed = (words: string[]) =>
  new Intl.ListFormat("en-GB", { type: "conjunction" }).format(words);

const moments = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A moment by the clock of this computer. */
export const moment = (at: string) => moments.format(new Date(at));
