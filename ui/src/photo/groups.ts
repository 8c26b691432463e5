import type { Finding } from "../shared/wire/Finding";
import type { Position } from "../shared/wire/Position";

/** What a file gives away of one kind. */
export interface Group {
  reveals: string;
  lines: Line[];
  positions: Position[];
}

/** Something that a file says once or in several of its parts: cameras and editors repeat themselves. */
export interface Line {
  value: string;
  /** The number of the picture that it hides. */
  picture: number | null;
  places: Finding[];
}

/** Grouped by what they reveal, in the order in which the library gives them. */
export function grouped(findings: Finding[]): Group[] {
  const kinds = [...new Set(findings.map((finding) => finding.reveals))];
  return kinds.map((reveals) => {
    const found = findings.filter((finding) => finding.reveals === reveals);
    return { reveals, lines: lines(found), positions: found.flatMap((finding) => finding.position ?? []) };
  });
}

/** The same words are one line. Each picture is a line of its own, whatever it is called. */
function lines(findings: Finding[]): Line[] {
  const by = new Map<string, Line>();
  for (const finding of findings) {
    const { value, picture } = finding;
    const key = `${picture ?? ""} ${value}`;
    const known = by.get(key);
    if (known) known.places.push(finding);
    else by.set(key, { value, picture, places: [finding] });
  }
  return [...by.values()];
}

/** How many lines of a group are shown at first, and how many more each time. */
const FIRST = 4;
const STEP = 100;

/** How many of a group's lines are shown after so many wishes for more. A single one left over is shown at once. */
export function shownOf(count: number, wishes: number): number {
  const shown = FIRST + wishes * STEP;
  return count <= shown + 1 ? count : shown;
}
