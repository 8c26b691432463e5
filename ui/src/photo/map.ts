import type { Position } from "../shared/wire/Position";

/** Hundredths of a degree, as the outline has them: x east of Greenwich, y south of the equator. */
export interface Point {
  x: number;
  y: number;
}

/** A piece of the world as an SVG shows it: plate carrée, its rows made narrower by `stretch` to keep true shapes. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  stretch: number;
  /** How far the outline is moved east, in turns around the world, so that it fills the frame. */
  turns: number[];
  marks: Point[];
}

const TURN = 36_000;
const POLE = 9_000;
/** How much of the world is seen to the north and to the south of a place. */
const REACH = 900;
/** Beyond it rows would be narrowed to nothing. */
const NARROWEST = Math.cos((80 * Math.PI) / 180);

export function point({ latitude, longitude }: Position): Point {
  return { x: longitude * 100, y: -latitude * 100 };
}

/** The whole world. */
export function world(positions: Position[]): Frame {
  const marks = positions.map(point);
  return { left: -TURN / 2, top: -POLE, width: TURN, height: 2 * POLE, stretch: 1, turns: [0], marks };
}

/** The surroundings of all positions, `aspect` times as wide as high; null where half the world lies between them. */
export function surroundings(positions: Position[], aspect: number): Frame | null {
  const [first, ...rest] = positions.map(point);
  if (!first) return null;
  // The short way around the world, which may lead over the antimeridian.
  const places = [first, ...rest.map(({ x, y }) => ({ x: first.x + short(x - first.x), y }))];
  const [left, right] = ends(places.map(({ x }) => x));
  const [top, bottom] = ends(places.map(({ y }) => y));
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  const stretch = Math.max(Math.cos(((middle.y / 100) * Math.PI) / 180), NARROWEST);
  const half = Math.max(REACH, (bottom - top) * 0.7, ((right - left) * 0.7 * stretch) / aspect);
  const across = (half * aspect) / stretch;
  if (half > POLE / 2 || across > TURN / 2) return null;
  // A little is seen beyond a pole, or a mark there would stand half outside.
  const furthest = POLE - half * 0.8;
  const y = Math.min(Math.max(middle.y, -furthest), furthest);
  return {
    left: (middle.x - across) * stretch,
    top: y - half,
    width: 2 * half * aspect,
    height: 2 * half,
    stretch,
    turns: [-1, 0, 1].filter(
      // The outline reaches a little over the antimeridian, to the end of Chukotka.
      (turn) => middle.x - across < TURN * (turn + 0.55) && middle.x + across > TURN * (turn - 0.5),
    ),
    marks: places,
  };
}

/** The positions that a map of the world can tell apart, in their order. */
export function distinct(positions: Position[]): Position[] {
  const near = (one: Position, other: Position) =>
    Math.abs(one.latitude - other.latitude) < 0.01 && Math.abs(one.longitude - other.longitude) < 0.01;
  return positions.filter((each, at) => positions.findIndex((other) => near(each, other)) === at);
}

function short(way: number): number {
  return way - TURN * Math.round(way / TURN);
}

function ends(numbers: number[]): [number, number] {
  return [Math.min(...numbers), Math.max(...numbers)];
}
