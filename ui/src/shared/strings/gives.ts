import { size } from "./words";

/** What a photo gives away. */
export const gives = {
  gives: {
    title: "Gives away",
    none: "No hidden information was found in this file. The picture itself may still tell something: look at it.",
    intro: "Written in the file, next to the picture. None of it goes into the copy.",
    more: (n: number) => `And ${n.toLocaleString("en")} more`,
    part: "Part of the file",
    size: "Its size",
    at: "Begins at",
    bytes: size,
    byte: (offset: number) => `byte ${offset.toLocaleString("en")}`,
    map: (values: string[]) => `On a map of the world: ${values.join("; ")}`,
    mapHint: "Drawn inside Safelight. Nothing was looked up.",
    times: (n: number) => `in ${n} parts`,
    look: (value: string) => `Look at it larger: ${value}`,
    hiddenAlt: "The picture that is hidden in the file",
    hiddenTitle: "Hidden in this file",
    hiddenHint: "It does not go into the copy.",
    noHidden: "It cannot be shown here. It does not go into the copy.",
    label: (reveals: string) => reveal[reveals]?.[0] ?? reveals.replaceAll("-", " "),
    sentence: (reveals: string) => reveal[reveals]?.[1] ?? "",
  },
};

/** What a finding reveals: the library's own heading, and the sentence below it. */
const reveal: Record<string, [string, string]> = {
  location: ["Where", "This photo says where it was taken."],
  name: ["Names of people", "This photo names people."],
  "hidden-picture": ["Hidden pictures", "The file carries a second picture, which may show what you hid."],
  "hidden-video": ["Hidden video or sound", "The file carries a film or a sound recording."],
  time: ["When", "This photo says when it was taken or changed."],
  device: ["Camera or phone", "This photo says which camera or phone took it, and with which settings."],
  text: ["Text", "The file carries captions, comments or keywords."],
  "edit-history": ["Editing history", "The file says which programs changed it."],
  provenance: ["Who made the picture and how", "The file says who made the picture."],
  unknown: [
    "Unknown data",
    "The file carries data that Safelight does not know. Anything may be hidden in it.",
  ],
};
