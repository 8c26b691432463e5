import type { Region } from "../../shared/wire/Region";
import type { Shape } from "../../shared/wire/Shape";
import type { Suggestion } from "../../shared/wire/Suggestion";
import { shared } from "./boxes";
import { bounds, contains } from "./shapes";

/** A suggestion with the place it has in the shell's list. */
export interface Offer extends Suggestion {
  index: number;
}

/** How much of a suggestion has to lie in regions until nothing is left to suggest: the ellipse in a box covers 0.79 of it. */
const COVERED = 0.7;
/** The points that are looked at, along each side. */
const POINTS = 8;

/** Those that nobody has set aside and no region covers; one whose region goes away is back. */
export const offers = (suggestions: Suggestion[], regions: Region[]): Offer[] =>
  suggestions
    .map((each, index) => ({ ...each, index }))
    .filter((each) => !each.dismissed && covered(each.shape, regions) < COVERED);

/** The region that a suggestion becomes when it is accepted: a face's is an ellipse, as faces are. */
export function accepted({ kind, shape }: Suggestion, style: Region["style"]): Region {
  const face = kind === "face";
  const round = face && shape.kind === "rectangle";
  return { shape: round ? { ...shape, kind: "ellipse" } : shape, style, face, name: null };
}

/** How much of the box round a suggestion lies in regions. */
function covered(suggestion: Shape, regions: Region[]): number {
  const box = bounds(suggestion);
  const near = regions.filter(({ shape }) => {
    const { width, height } = shared(bounds(shape), box);
    return width > 0 && height > 0;
  });
  let inside = 0;
  for (let i = 0; i < POINTS ** 2; i++) {
    const x = box.x + (((i % POINTS) + 0.5) * box.width) / POINTS;
    const y = box.y + ((Math.floor(i / POINTS) + 0.5) * box.height) / POINTS;
    if (near.some(({ shape }) => contains(shape, { x, y }))) inside += 1;
  }
  return inside / POINTS ** 2;
}
