/** Upright boxes in displayed pixels: origin top left, whole numbers once `within` has been over them. */

export interface Size {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Size, Point {}

/** No region is smaller than this, in displayed pixels, or it could not be seen or taken hold of. */
export const LEAST = 8;

export const clamp = (value: number, least: number, most: number) =>
  Math.min(Math.max(value, least), Math.max(least, most));

/** The box with whole pixels, inside the picture and at least `LEAST` wide and high where the picture is. */
export function within({ x, y, width, height }: Box, picture: Size): Box {
  const w = Math.min(Math.max(Math.round(width), Math.min(LEAST, picture.width)), picture.width);
  const h = Math.min(Math.max(Math.round(height), Math.min(LEAST, picture.height)), picture.height);
  return {
    x: clamp(Math.round(x), 0, picture.width - w),
    y: clamp(Math.round(y), 0, picture.height - h),
    width: w,
    height: h,
  };
}

/** The box between two corners, whichever way it was drawn. */
export function between(a: Point, b: Point): Box {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(b.x - a.x),
    height: Math.abs(b.y - a.y),
  };
}

/** The box between two corners, with sides as long as the longer one: a square, or the box of a circle. */
export function square(from: Point, to: Point): Box {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  const x = to.x < from.x ? from.x - side : from.x;
  const y = to.y < from.y ? from.y - side : from.y;
  return { x, y, width: side, height: side };
}

/** What two boxes share; nothing has no width or no height. */
export function shared(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

/** A box in the middle of what is seen, a quarter of its size. */
export function middle(seen: Box, picture: Size): Box {
  const [width, height] = [seen.width / 4, seen.height / 4];
  const [x, y] = [seen.x + (seen.width - width) / 2, seen.y + (seen.height - height) / 2];
  return within({ x, y, width, height }, picture);
}

/** The corner or side being dragged: -1 the near one, 1 the far one, 0 neither. */
export interface Grip {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

const CORNERS: Grip[] = [
  { x: -1, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 1 },
  { x: -1, y: 1 },
];
const SIDES: Grip[] = [
  { x: 0, y: -1 },
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
];

/** A grip takes a finger within a square of so many CSS pixels (WCAG 2.2, 2.5.8). */
export const TARGET = 24;

/**
 * Where the grips of a box are on the screen, in CSS pixels as the box is. A small box has none at its sides, and its
 * corners stand off, so that its middle can still be taken hold of.
 */
export function grips(at: Box): (Grip & { at: Point })[] {
  const off = (side: number) => clamp((2 * TARGET - side) / 2, 0, TARGET / 2);
  const [dx, dy] = [off(at.width), off(at.height)];
  const sides = SIDES.filter((grip) => (grip.x === 0 ? at.width : at.height) >= 3 * TARGET);
  return [...sides, ...CORNERS].map((grip) => ({
    ...grip,
    at: {
      x: at.x + ((grip.x + 1) / 2) * at.width + grip.x * dx,
      y: at.y + ((grip.y + 1) / 2) * at.height + grip.y * dy,
    },
  }));
}

/** The box after one of its grips was dragged by some pixels; dragged past the other side, it turns over. */
export function stretched(at: Box, grip: Grip, dx: number, dy: number, picture: Size): Box {
  const a = { x: at.x + (grip.x === -1 ? dx : 0), y: at.y + (grip.y === -1 ? dy : 0) };
  const b = {
    x: at.x + at.width + (grip.x === 1 ? dx : 0),
    y: at.y + at.height + (grip.y === 1 ? dy : 0),
  };
  return within(between(a, b), picture);
}
