import type { Finding } from "../shared/wire/Finding";

/** What a file gives away of one kind. */
export interface Group {
  reveals: string;
  findings: Finding[];
}

/** Grouped by what they reveal, in the order in which the library gives them. */
export function grouped(findings: Finding[]): Group[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = groups.get(finding.reveals);
    if (known) known.push(finding);
    else groups.set(finding.reveals, [finding]);
  }
  return [...groups].map(([reveals, found]) => ({ reveals, findings: found }));
}

/** How many of a group are shown at first, and how many more each time. */
const FIRST = 4;
const STEP = 100;

/** How many of a group are shown after so many wishes for more. A single one left over is shown at once. */
export function shownOf(count: number, wishes: number): number {
  const shown = FIRST + wishes * STEP;
  return count <= shown + 1 ? count : shown;
}
