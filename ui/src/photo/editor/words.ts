import { strings } from "../../shared/strings";
import type { Region } from "../../shared/wire/Region";
import { bounds } from "./shapes";
import type { Offer } from "./suggestions";

/** What is said of a region beside its place: its shape, how it is hidden, what it hides. */
export const facts = ({ shape, style, face, name }: Region): string[] => [
  strings.regions[shape.kind],
  strings.regions[style.kind],
  ...(face ? [strings.regions.face] : []),
  ...(name ? [name] : []),
];

/** The name by which a screen reader calls a region. */
export function label(region: Region, index: number): string {
  const { x, y, width, height } = bounds(region.shape);
  const words = facts(region).map((word) => (word === region.name ? word : word.toLowerCase()));
  return strings.regions.label(index + 1, words, x, y, width, height);
}

/** What a suggestion is called, and how large it is in displayed pixels. */
export function offered({ kind, shape, index }: Offer): [string, string] {
  const { width, height } = bounds(shape);
  const { kinds, one, size } = strings.suggestions;
  return [one(kinds[kind], index + 1), size(width, height)];
}
