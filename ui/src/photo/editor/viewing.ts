import { type Box, clamp, type Point, shared, type Size } from "./boxes";

/** What part of the picture is seen, and how large: its point in the middle of the stage, and CSS pixels a pixel. */
export interface Seen {
  scale: number;
  centre: Point;
}

/** Room around a picture that is shown whole, in CSS pixels. */
const MARGIN = 16;
/** A picture is shown at most so many screen pixels wide a pixel. */
const MOST = 8;
/** The sides of the exact parts that a picture is asked for in: whole numbers of them lie next to one another. */
export const PART = 1024;

/** The scale at which all of the picture is seen. Small pictures are not blown up beyond twice. */
export const fitting = (stage: Size, picture: Size, unit: number): number =>
  Math.min(
    Math.max(stage.width - 2 * MARGIN, 1) / picture.width,
    Math.max(stage.height - 2 * MARGIN, 1) / picture.height,
    2 * unit,
  );

/** All of the picture. */
export const whole = (stage: Size, picture: Size, unit: number): Seen => ({
  scale: fitting(stage, picture, unit),
  centre: { x: picture.width / 2, y: picture.height / 2 },
});

/** No scale beyond what is of use, and no picture moved out of sight. `unit` is the scale of 1:1. */
export function settled({ scale, centre }: Seen, stage: Size, picture: Size, unit: number): Seen {
  const most = MOST * unit;
  const kept = clamp(scale, Math.min(fitting(stage, picture, unit), unit), most);
  const along = (at: number, side: number, room: number) => {
    const half = room / 2 / kept;
    const edge = MARGIN / kept;
    return side + 2 * edge <= 2 * half ? side / 2 : clamp(at, half - edge, side - half + edge);
  };
  return {
    scale: kept,
    centre: {
      x: along(centre.x, picture.width, stage.width),
      y: along(centre.y, picture.height, stage.height),
    },
  };
}

/** The picture at another scale, with the point under `at` (in CSS pixels on the stage) left where it is. */
export function about(seen: Seen, at: Point, scale: number, stage: Size): Seen {
  const point = under(seen, at, stage);
  return {
    scale,
    centre: {
      x: point.x - (at.x - stage.width / 2) / scale,
      y: point.y - (at.y - stage.height / 2) / scale,
    },
  };
}

/** The picture's point under a point of the stage. */
export const under = ({ scale, centre }: Seen, at: Point, stage: Size): Point => ({
  x: centre.x + (at.x - stage.width / 2) / scale,
  y: centre.y + (at.y - stage.height / 2) / scale,
});

/** Where the picture's corner is on the stage, on a pixel of the screen, so that at 1:1 pixel falls on pixel. */
export function corner({ scale, centre }: Seen, stage: Size, unit: number): Point {
  const whole = (at: number) => Math.round(at / unit) * unit;
  return { x: whole(stage.width / 2 - centre.x * scale), y: whole(stage.height / 2 - centre.y * scale) };
}

/** The next scale in or out: by the root of two, and never past all of the picture or 1:1 without a stop there. */
export function stepped(scale: number, way: 1 | -1, fit: number, unit: number): number {
  const next = scale * Math.SQRT2 ** way;
  const near = (a: number, b: number) => Math.abs(a / b - 1) < 0.01;
  for (const stop of [fit, unit]) {
    if (near(scale, stop)) continue;
    if (way === 1 ? scale < stop && next >= stop : scale > stop && next <= stop) return stop;
  }
  return next;
}

/** The picture moved just as far as it takes to see a box. */
export function revealing(seen: Seen, box: Box, stage: Size): Seen {
  const along = (at: number, from: number, side: number, room: number) => {
    const half = room / 2 / seen.scale;
    const edge = (2 * MARGIN) / seen.scale;
    if (side + 2 * edge > 2 * half) return clamp(at, from, from + side);
    return clamp(at, from + side + edge - half, from - edge + half);
  };
  return {
    scale: seen.scale,
    centre: {
      x: along(seen.centre.x, box.x, box.width, stage.width),
      y: along(seen.centre.y, box.y, box.height, stage.height),
    },
  };
}

/** The part of the picture that is on the stage. */
export function visible(seen: Seen, stage: Size, picture: Size): Box {
  const near = under(seen, { x: 0, y: 0 }, stage);
  const [width, height] = [stage.width / seen.scale, stage.height / seen.scale];
  return shared({ ...near, width, height }, { x: 0, y: 0, ...picture });
}

/** The exact parts that cover what is seen. */
export function parts(seen: Box, picture: Size): Box[] {
  const found: Box[] = [];
  if (seen.width <= 0 || seen.height <= 0) return found;
  const first = (at: number) => Math.floor(at / PART) * PART;
  for (let y = first(seen.y); y < Math.min(seen.y + seen.height, picture.height); y += PART)
    for (let x = first(seen.x); x < Math.min(seen.x + seen.width, picture.width); x += PART)
      found.push({
        x,
        y,
        width: Math.min(PART, picture.width - x),
        height: Math.min(PART, picture.height - y),
      });
  return found;
}

/** The longest side of the scaled picture to ask for: never more than about twice the screen. */
export const drawnSide = (zoomed: boolean, screen: Size): number =>
  Math.min(zoomed ? 4096 : 1600, 2 * Math.max(screen.width, screen.height, 400));
