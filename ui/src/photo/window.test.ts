import { expect, test } from "vitest";
import { gridWindow, moved } from "./window";

const tile = { width: 200, height: 250 };

test("of a thousand photos only the rows in view and two around are drawn", () => {
  const drawn = gridWindow(1000, 1000, 0, 700, tile);
  expect(drawn).toEqual({ columns: 5, first: 0, end: 25, height: 50_000, top: 0 });
  const later = gridWindow(1000, 1000, 25_000, 700, tile);
  expect(later.first).toBe(98 * 5);
  expect(later.end).toBe(105 * 5);
  expect(later.top).toBe(98 * 250);
});

test("the last rows and an empty grid stay in bounds", () => {
  expect(gridWindow(7, 1000, 9000, 700, tile)).toMatchObject({ first: 5, end: 7 });
  expect(gridWindow(0, 1000, 0, 700, tile)).toMatchObject({ first: 0, end: 0, height: 0 });
  expect(gridWindow(3, 10, 0, 700, tile).columns).toBe(1);
});

test("keys move by tile, row, page and to both ends", () => {
  expect(moved("ArrowRight", 0, 10, 4, 2)).toBe(1);
  expect(moved("ArrowDown", 1, 10, 4, 2)).toBe(5);
  expect(moved("ArrowDown", 7, 10, 4, 2)).toBe(7);
  expect(moved("ArrowUp", 2, 10, 4, 2)).toBe(2);
  expect(moved("PageDown", 1, 10, 4, 2)).toBe(9);
  expect(moved("Home", 9, 10, 4, 2)).toBe(0);
  expect(moved("End", 0, 10, 4, 2)).toBe(9);
  expect(moved("x", 0, 10, 4, 2)).toBeNull();
});
