import { expect, test } from "vitest";
import { distinct, point, surroundings, world } from "./map";
import outline from "./outline.json";

const oslo = { latitude: 59.9139, longitude: 10.7522 };
const place = (latitude: number, longitude: number) => ({ latitude, longitude });

/** Where a mark stands in its frame: 0 to 1 from its left and its top. */
function seen(...positions: (typeof oslo)[]) {
  const frame = surroundings(positions, 1.6);
  if (!frame) throw new Error("no surroundings");
  return frame.marks.map(({ x, y }) => [
    (x * frame.stretch - frame.left) / frame.width,
    (y - frame.top) / frame.height,
  ]);
}

/** The parts of the outline as lists of points, as a browser reads the path. */
function rings(path: string): [number, number][][] {
  return path
    .split("M")
    .slice(1)
    .map((ring) => {
      const numbers = (ring.match(/-?\d+/g) ?? []).map(Number);
      let [x, y] = [0, 0];
      return Array.from({ length: numbers.length / 2 }, (_, i) => {
        x += numbers[2 * i] ?? 0;
        y += numbers[2 * i + 1] ?? 0;
        return [x, y];
      });
    });
}

/** Whether a place lies on land, by how many coasts there are to the east of it. */
function onLand(latitude: number, longitude: number): boolean {
  const at = point({ latitude, longitude });
  const crossed = (x: number) =>
    rings(outline.land).reduce(
      (count, ring) =>
        count +
        ring.filter(([bx, by], i) => {
          const [ax, ay] = ring[(i + ring.length - 1) % ring.length] ?? [0, 0];
          return ay > at.y !== by > at.y && x < ax + ((at.y - ay) / (by - ay)) * (bx - ax);
        }).length,
      0,
    ) % 2;
  // Land that reaches over the antimeridian is drawn beyond it, on one side or the other.
  return [at.x, at.x + 36_000, at.x - 36_000].some((x) => crossed(x) === 1);
}

test("the outline has land and water where the world has them", () => {
  for (const [latitude, longitude] of [
    [61, 9],
    [47, 15],
    [40, -100],
    [-25, 135],
    [66.5, -175],
    [66, 178],
    [-85, 0],
    [-89, 179],
    [72, -40],
  ] as const)
    expect(onLand(latitude, longitude), `${latitude}, ${longitude}`).toBe(true);
  for (const [latitude, longitude] of [
    [57, 3],
    [0, -30],
    [35, 18],
    [42, 51],
    [0, 180],
    [85, 0],
    [-60, 100],
    [-16, 100],
  ] as const)
    expect(onLand(latitude, longitude), `${latitude}, ${longitude}`).toBe(false);
});

test("no line of the outline runs across the whole map, but for the way around the pole", () => {
  for (const path of [outline.land, outline.borders])
    for (const ring of rings(path))
      for (const [at, [x, y]] of ring.entries()) {
        const [beforeX] = ring[at - 1] ?? [x];
        if (y < 9000) expect(Math.abs(x - beforeX)).toBeLessThan(18_000);
      }
});

test("a place stands in the middle of its surroundings, which keep their true shape", () => {
  expect(seen(oslo)).toEqual([[expect.closeTo(0.5), expect.closeTo(0.5)]]);
  const frame = surroundings([oslo], 1.6);
  expect(frame?.stretch).toBeCloseTo(0.5, 1);
  expect((frame?.width ?? 0) / (frame?.height ?? 1)).toBeCloseTo(1.6);
  expect(frame?.turns).toEqual([0]);
});

test("the outline goes on beyond the antimeridian, from either side", () => {
  expect(surroundings([place(-17, 179.5)], 1.6)?.turns).toEqual([0, 1]);
  expect(surroundings([place(-17, -179.5)], 1.6)?.turns).toEqual([-1, 0]);
  expect(surroundings([place(65, 170)], 1.6)?.turns).toEqual([0, 1]);
});

test("two places on both sides of the antimeridian are neighbours", () => {
  const [one, other] = seen(place(-17, 179), place(-17, -179));
  expect(one?.[0]).toBeLessThan(0.5);
  expect(other?.[0]).toBeGreaterThan(0.5);
  expect((other?.[0] ?? 0) - (one?.[0] ?? 0)).toBeLessThan(0.2);
});

test("places at the poles are on the map", () => {
  for (const latitude of [90, 89.9, -90, -89.9])
    for (const longitude of [-180, 0, 180]) {
      const [[across, down] = []] = seen(place(latitude, longitude));
      expect(across).toBeCloseTo(0.5);
      expect(down).toBeCloseTo(latitude > 0 ? 0.1 : 0.9, 1);
    }
});

test("surroundings grow until they hold every place, and give way to the whole world", () => {
  const both = seen(oslo, place(48.2, 16.4)).flat();
  expect(Math.min(...both)).toBeGreaterThan(0.05);
  expect(Math.max(...both)).toBeLessThan(0.95);
  expect(surroundings([oslo, place(-33.9, 18.4)], 1.6)).toBeNull();
  expect(world([oslo]).marks).toEqual([{ x: expect.closeTo(1075.22), y: expect.closeTo(-5991.39) }]);
});

test("the same place told twice is one place", () => {
  expect(distinct([oslo, { ...oslo, latitude: oslo.latitude + 0.001 }, place(0, 0)])).toHaveLength(2);
});
