import { expect, test } from "vitest";
import type { Shape } from "../../shared/wire/Shape";
import {
  beside,
  bounds,
  contains,
  cornerAdded,
  cornerRemoved,
  fitted,
  grown,
  hit,
  moved,
  path,
  placed,
  polygon,
  step,
  withCorner,
} from "./shapes";

const picture = { width: 400, height: 200 };
const box = { x: 100, y: 50, width: 40, height: 20 };
const rectangle: Shape = { kind: "rectangle", ...box };
const ellipse: Shape = { kind: "ellipse", ...box };
const triangle: Shape = {
  kind: "polygon",
  corners: [
    [100, 70],
    [120, 50],
    [140, 70],
  ],
};

test("every shape has the box that goes round it, and takes another", () => {
  const to = { x: 0, y: 10, width: 80, height: 40 };
  for (const shape of [rectangle, ellipse, triangle]) {
    expect(bounds(shape)).toEqual(box);
    expect(bounds(fitted(shape, to))).toEqual(to);
    expect(fitted(shape, to).kind).toBe(shape.kind);
  }
  expect(fitted(triangle, to)).toMatchObject({
    corners: [
      [0, 50],
      [40, 10],
      [80, 50],
    ],
  });
});

test("every shape moves and grows as far as the picture goes", () => {
  for (const shape of [rectangle, ellipse, triangle]) {
    expect(bounds(moved(shape, 5, -6, picture))).toEqual({ ...box, x: 105, y: 44 });
    expect(bounds(moved(shape, 9999, 9999, picture))).toEqual({ ...box, x: 360, y: 180 });
    expect(bounds(moved(shape, -9999, 0, picture))).toEqual({ ...box, x: 0 });
    expect(bounds(grown(shape, 10, -5, picture))).toEqual({ ...box, width: 50, height: 15 });
    expect(bounds(grown(shape, 9999, -9999, picture))).toEqual({ ...box, width: 300, height: 8 });
  }
});

test("a flat polygon can be made higher", () => {
  const flat: Shape = {
    kind: "polygon",
    corners: [
      [10, 10],
      [20, 10],
      [30, 10],
    ],
  };
  expect(bounds(grown(flat, 0, 4, picture)).height).toBe(0);
  expect(bounds(withCorner(flat, 1, { x: 20, y: 30 }, picture)).height).toBe(20);
});

test("a polygon of clicks drops those that were made twice, and needs three", () => {
  const points = [
    { x: 1.4, y: 1 },
    { x: 50, y: 1 },
    { x: 50, y: 1 },
    { x: 50, y: 999 },
    { x: 1, y: 1 },
  ];
  expect(polygon(points, picture)).toEqual({
    kind: "polygon",
    corners: [
      [1, 1],
      [50, 1],
      [50, 200],
    ],
  });
  expect(polygon(points.slice(0, 3), picture)).toBeNull();
});

test("corners are moved, added half-way and removed down to three", () => {
  expect(withCorner(triangle, 1, { x: -5, y: 12.4 }, picture)).toMatchObject({
    corners: [
      [100, 70],
      [0, 12],
      [140, 70],
    ],
  });
  const more = cornerAdded(triangle, 2);
  expect(more).toMatchObject({
    corners: [
      [100, 70],
      [120, 50],
      [140, 70],
      [120, 70],
    ],
  });
  expect(cornerRemoved(more, 3)).toEqual(triangle);
  expect(cornerRemoved(triangle, 0)).toEqual(triangle);
});

test("a shape is met where it is, not where its box is", () => {
  expect(contains(rectangle, { x: 101, y: 51 })).toBe(true);
  expect(contains(ellipse, { x: 101, y: 51 })).toBe(false);
  expect(contains(ellipse, { x: 120, y: 60 })).toBe(true);
  expect(contains(triangle, { x: 101, y: 51 })).toBe(false);
  expect(contains(triangle, { x: 120, y: 60 })).toBe(true);
  expect(contains(triangle, { x: 120, y: 90 })).toBe(false);
});

test("what a polygon goes round twice is inside it, as it is hidden", () => {
  const twice: Shape = {
    kind: "polygon",
    corners: [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
    ],
  };
  expect(contains(twice, { x: 50, y: 50 })).toBe(true);
});

test("the smallest shape under the pointer is met, and a tiny one also beside it", () => {
  const large: Shape = { kind: "rectangle", x: 0, y: 0, width: 400, height: 200 };
  const tiny: Shape = { kind: "ellipse", x: 10, y: 10, width: 8, height: 8 };
  const shapes = [rectangle, large, tiny];
  expect(hit(shapes, { x: 110, y: 60 }, 0)).toBe(0);
  expect(hit(shapes, { x: 300, y: 60 }, 0)).toBe(1);
  expect(hit(shapes, { x: 22, y: 14 }, 0)).toBe(1);
  expect(hit(shapes, { x: 22, y: 14 }, 12)).toBe(2);
  expect(hit([rectangle], { x: 300, y: 60 }, 12)).toBeNull();
});

test("each kind can be placed without a pointer, in the middle of what is seen", () => {
  const seen = { x: 0, y: 0, ...picture };
  for (const kind of ["rectangle", "ellipse", "polygon"] as const)
    expect(bounds(placed(kind, seen, picture))).toEqual({ x: 150, y: 75, width: 100, height: 50 });
});

test("a step of the keys is one pixel of the screen, and at least one of the picture", () => {
  expect([step(false, 0.25), step(true, 0.25), step(false, 1), step(false, 8), step(true, 8)]).toEqual([
    4, 40, 1, 1, 1,
  ]);
});

test("a copy lies beside what it was copied from, also in the last corner", () => {
  expect(bounds(beside(rectangle, 16, picture))).toEqual({ ...box, x: 116, y: 66 });
  const last: Shape = { kind: "rectangle", x: 360, y: 180, width: 40, height: 20 };
  expect(bounds(beside(last, 16, picture))).toMatchObject({ x: 344, y: 164 });
});

test("an outline is drawn where the picture is on the screen", () => {
  const to = ({ x, y }: { x: number; y: number }) => ({ x: x / 2, y: y / 2 + 1 });
  expect(path(rectangle, to)).toBe("M50 26H70V36H50Z");
  expect(path(triangle, to)).toBe("M50 36L60 26L70 36Z");
  expect(path(ellipse, to)).toContain("A10 5 0 1 1 70 31");
});
