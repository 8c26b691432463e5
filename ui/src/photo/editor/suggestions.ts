import type { Region } from "../../shared/wire/Region";
import type { Shape } from "../../shared/wire/Shape";
import type { Suggestion } from "../../shared/wire/Suggestion";
import { shared } from "./boxes";
import { bounds } from "./shapes";

/** A suggestion with the place it has in the shell's list. */
export interface Offer extends Suggestion {
  index: number;
}

/** How much of a suggestion has to lie in one region until nothing is left to suggest. */
const COVERED = 0.9;

/** Those that nobody has set aside and no region covers; one whose region goes away is back. */
export const offers = (suggestions: Suggestion[], regions: Region[]): Offer[] =>
  suggestions
    .map((each, index) => ({ ...each, index }))
    .filter((each) => !each.dismissed && !regions.some((region) => covers(region.shape, each.shape)));

/** The region that a suggestion becomes when it is accepted: a face's is an ellipse, as faces are. */
export function accepted({ kind, shape }: Suggestion, style: Region["style"]): Region {
  const face = kind === "face";
  const round = face && shape.kind === "rectangle";
  return { shape: round ? { ...shape, kind: "ellipse" } : shape, style, face, name: null };
}

function covers(region: Shape, suggestion: Shape): boolean {
  const [a, b] = [bounds(region), bounds(suggestion)];
  const both = shared(a, b);
  return both.width * both.height >= COVERED * b.width * b.height;
}
