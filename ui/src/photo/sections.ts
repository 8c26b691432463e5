/** Where in the window a refusal can be mended by hand. */
export type Section = "use" | "people" | "checklist" | "picture" | "record";

const sections: Record<string, Section> = {
  G01: "use",
  G02: "people",
  G03: "people",
  G04: "record",
  G05: "record",
  G06: "record",
  G07: "record",
  G08: "use",
  G09: "use",
  G10: "use",
  G11: "use",
  G12: "people",
  G13: "people",
  G14: "record",
  G15: "record",
  G16: "record",
  G17: "record",
  G18: "record",
  G20: "record",
  G21: "record",
  G22: "picture",
  G23: "picture",
  G25: "people",
  G27: "checklist",
};

export const sectionOf = (refusal: string): Section | null => sections[refusal] ?? null;
