import type { Region } from "../../shared/wire/Region";
import type { Shape } from "../../shared/wire/Shape";
import { between, type Box, clamp, middle, type Point, type Size, within } from "./boxes";

/** Shapes of regions, in displayed pixels. */

export type Kind = Shape["kind"];

/** The library takes no fewer and no more corners of a polygon. */
export const FEWEST = 3;
export const MOST = 1000;

/** The least upright box round a shape. */
export function bounds(shape: Shape): Box {
  if (shape.kind !== "polygon") {
    const { x, y, width, height } = shape;
    return { x, y, width, height };
  }
  const xs = shape.corners.map(([x]) => x);
  const ys = shape.corners.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** The shape with another box round it. */
export function fitted(shape: Shape, to: Box): Shape {
  if (shape.kind !== "polygon") return { kind: shape.kind, ...to };
  const from = bounds(shape);
  const along = (at: number, start: number, side: number, newStart: number, newSide: number) =>
    Math.round(newStart + ((at - start) * newSide) / Math.max(side, 1));
  return {
    kind: "polygon",
    corners: shape.corners.map(([x, y]) => [
      along(x, from.x, from.width, to.x, to.width),
      along(y, from.y, from.height, to.y, to.height),
    ]),
  };
}

/** The shape moved by some pixels, as far as the picture goes. */
export function moved(shape: Shape, dx: number, dy: number, picture: Size): Shape {
  const at = bounds(shape);
  if (shape.kind !== "polygon")
    return { kind: shape.kind, ...within({ ...at, x: at.x + dx, y: at.y + dy }, picture) };
  const x = clamp(Math.round(at.x + dx), 0, picture.width - at.width) - at.x;
  const y = clamp(Math.round(at.y + dy), 0, picture.height - at.height) - at.y;
  return { kind: "polygon", corners: shape.corners.map(([cx, cy]) => [cx + x, cy + y]) };
}

/** The shape made wider and higher by some pixels; what is taken away is taken from its far sides. */
export function grown(shape: Shape, dx: number, dy: number, picture: Size): Shape {
  const at = bounds(shape);
  const room = { width: picture.width - at.x, height: picture.height - at.y };
  const width = clamp(at.width + dx, 0, room.width);
  const height = clamp(at.height + dy, 0, room.height);
  return fitted(shape, within({ ...at, width, height }, picture));
}

const onPicture = ({ x, y }: Point, picture: Size): [number, number] => [
  clamp(Math.round(x), 0, picture.width),
  clamp(Math.round(y), 0, picture.height),
];

/** A polygon through some points; none where they are too few. */
export function polygon(points: Point[], picture: Size): Shape | null {
  const corners = points
    .map((point) => onPicture(point, picture))
    .filter(([x, y], i, all) => i === 0 || x !== all[i - 1]?.[0] || y !== all[i - 1]?.[1]);
  const [first, last] = [corners[0], corners.at(-1)];
  if (corners.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) corners.pop();
  return corners.length < FEWEST || corners.length > MOST ? null : { kind: "polygon", corners };
}

/** The corners that can be dragged one by one. */
export const corners = (shape: Shape): Point[] =>
  shape.kind === "polygon" ? shape.corners.map(([x, y]) => ({ x, y })) : [];

export function withCorner(shape: Shape, corner: number, to: Point, picture: Size): Shape {
  if (shape.kind !== "polygon") return shape;
  const moved = shape.corners.map((at, i) => (i === corner ? onPicture(to, picture) : at));
  return { kind: "polygon", corners: moved };
}

/** The shape with one more corner, half-way between a corner and the next. */
export function cornerAdded(shape: Shape, after: number): Shape {
  if (shape.kind !== "polygon" || shape.corners.length >= MOST) return shape;
  const from = shape.corners[after];
  const to = shape.corners[(after + 1) % shape.corners.length];
  if (!from || !to) return shape;
  const half: [number, number] = [Math.round((from[0] + to[0]) / 2), Math.round((from[1] + to[1]) / 2)];
  return { kind: "polygon", corners: shape.corners.toSpliced(after + 1, 0, half) };
}

export function cornerRemoved(shape: Shape, corner: number): Shape {
  if (shape.kind !== "polygon" || shape.corners.length <= FEWEST) return shape;
  return { kind: "polygon", corners: shape.corners.toSpliced(corner, 1) };
}

/** What is drawn from one point to another, or along a box. */
export const drawn = (kind: Exclude<Kind, "polygon">, at: Box, picture: Size): Shape => ({
  kind,
  ...within(at, picture),
});

/** A shape in the middle of what is seen, for who draws without a pointer. */
export function placed(kind: Kind, seen: Box, picture: Size): Shape {
  const at = middle(seen, picture);
  if (kind !== "polygon") return { kind, ...at };
  const across = (x: number) => Math.round(at.x + x * at.width);
  const down = (y: number) => Math.round(at.y + y * at.height);
  return {
    kind,
    corners: [
      [across(0.25), down(0)],
      [across(0.75), down(0)],
      [across(1), down(0.5)],
      [across(0.75), down(1)],
      [across(0.25), down(1)],
      [across(0), down(0.5)],
    ],
  };
}

/** The outline as an SVG path. `to` takes a point of the picture to where it is on the screen. */
export function path(shape: Shape, to: (point: Point) => Point): string {
  const at = bounds(shape);
  const near = to(at);
  const far = to({ x: at.x + at.width, y: at.y + at.height });
  if (shape.kind === "rectangle") return `M${near.x} ${near.y}H${far.x}V${far.y}H${near.x}Z`;
  if (shape.kind === "ellipse") {
    const [rx, ry] = [(far.x - near.x) / 2, (far.y - near.y) / 2];
    const y = near.y + ry;
    return `M${near.x} ${y}A${rx} ${ry} 0 1 1 ${far.x} ${y}A${rx} ${ry} 0 1 1 ${near.x} ${y}Z`;
  }
  return `${corners(shape)
    .map(to)
    .map(({ x, y }, i) => `${i ? "L" : "M"}${x} ${y}`)
    .join("")}Z`;
}

/** Whether a point is inside; a polygon's inside is all that its outline goes round. */
export function contains(shape: Shape, { x, y }: Point): boolean {
  const at = bounds(shape);
  if (x < at.x || y < at.y || x > at.x + at.width || y > at.y + at.height) return false;
  if (shape.kind === "rectangle") return true;
  if (shape.kind === "ellipse") {
    const [rx, ry] = [at.width / 2, at.height / 2];
    return ((x - at.x - rx) / rx) ** 2 + ((y - at.y - ry) / ry) ** 2 <= 1;
  }
  let turns = 0;
  for (const [i, [ax, ay]] of shape.corners.entries()) {
    const [bx, by] = shape.corners[(i + 1) % shape.corners.length] ?? [ax, ay];
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    if (ay <= y && by > y && side > 0) turns += 1;
    if (ay > y && by <= y && side < 0) turns -= 1;
  }
  return turns !== 0;
}

/** Which shape lies under a point: the smallest. One that is tiny on the screen is also met beside it, by `slack`. */
export function hit(shapes: Shape[], point: Point, slack: number): number | null {
  let best: number | null = null;
  let least = Infinity;
  for (const [i, shape] of shapes.entries()) {
    const at = bounds(shape);
    const near = between(
      { x: Math.min(at.x, at.x + at.width / 2 - slack), y: Math.min(at.y, at.y + at.height / 2 - slack) },
      {
        x: Math.max(at.x + at.width, at.x + at.width / 2 + slack),
        y: Math.max(at.y + at.height, at.y + at.height / 2 + slack),
      },
    );
    const tiny = near.width > at.width && near.height > at.height;
    const area = at.width * at.height;
    if (
      area <= least &&
      (contains(shape, point) || (tiny && contains({ kind: "rectangle", ...near }, point)))
    ) {
      best = i;
      least = area;
    }
  }
  return best;
}

/** A step of the arrow keys, in displayed pixels: one pixel of the screen, or ten. */
export const step = (far: boolean, scale: number) => Math.max(1, Math.round((far ? 10 : 1) / scale));

/** A copy beside a region, where there is room for it. */
export function beside(shape: Shape, by: number, picture: Size): Shape {
  const at = bounds(shape);
  const dx = at.x + at.width + by <= picture.width ? by : -by;
  const dy = at.y + at.height + by <= picture.height ? by : -by;
  return moved(shape, dx, dy, picture);
}

export const place = (region: Region, shape: Shape): Region => ({ ...region, shape });
