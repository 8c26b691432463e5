import { expect, test } from "vitest";
import { between, grips, middle, shared, square, stretched, TARGET, within } from "./boxes";

const picture = { width: 400, height: 200 };

test("a region never leaves the picture and never gets too small to see", () => {
  const small = within({ x: -50, y: 190, width: 2, height: 100 }, picture);
  expect(small).toEqual({ x: 0, y: 100, width: 8, height: 100 });
  const large = within({ x: 0, y: 0, width: 9999, height: 9999 }, picture);
  expect(large).toEqual({ x: 0, y: 0, width: 400, height: 200 });
  const tiny = within({ x: 3, y: 3, width: 1, height: 1 }, { width: 1, height: 1 });
  expect(tiny).toEqual({ x: 0, y: 0, width: 1, height: 1 });
});

test("a region can be drawn from any corner, and with equal sides", () => {
  expect(between({ x: 50, y: 60 }, { x: 10, y: 20 })).toEqual({ x: 10, y: 20, width: 40, height: 40 });
  expect(square({ x: 50, y: 60 }, { x: 40, y: 90 })).toEqual({ x: 20, y: 60, width: 30, height: 30 });
});

test("a region added by keyboard starts in the middle of what is seen", () => {
  expect(middle({ x: 0, y: 0, ...picture }, picture)).toEqual({ x: 150, y: 75, width: 100, height: 50 });
  const seen = { x: 300, y: 100, width: 80, height: 80 };
  expect(middle(seen, picture)).toEqual({ x: 330, y: 130, width: 20, height: 20 });
});

test("what two boxes share has no size when they are apart", () => {
  const at = { x: 0, y: 0, width: 10, height: 10 };
  expect(shared(at, { x: 5, y: 6, width: 10, height: 10 })).toEqual({ x: 5, y: 6, width: 5, height: 4 });
  expect(shared(at, { x: 50, y: 6, width: 10, height: 10 }).width).toBe(0);
});

test("a grip dragged past the other side turns the region over", () => {
  const at = { x: 100, y: 50, width: 40, height: 40 };
  expect(stretched(at, { x: 1, y: 1 }, 10, 20, picture)).toEqual({ ...at, width: 50, height: 60 });
  expect(stretched(at, { x: -1, y: 0 }, 60, 0, picture)).toEqual({ x: 140, y: 50, width: 20, height: 40 });
});

test("grips never cover one another or the middle of their region, however small it is", () => {
  for (const side of [0, 4, 20, 30, 50, 71, 72, 500]) {
    const all = grips({ x: 100, y: 100, width: side, height: side });
    expect(all.length).toBe(side >= 72 ? 8 : 4);
    const middle = { x: 100 + side / 2, y: 100 + side / 2 };
    for (const [i, one] of all.entries()) {
      const apart = (other: { x: number; y: number }) =>
        Math.max(Math.abs(one.at.x - other.x), Math.abs(one.at.y - other.y));
      expect(apart(middle)).toBeGreaterThanOrEqual(TARGET / 2);
      for (const other of all.slice(i + 1)) expect(apart(other.at)).toBeGreaterThanOrEqual(TARGET);
    }
  }
});
