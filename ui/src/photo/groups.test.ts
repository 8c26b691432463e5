import { expect, test } from "vitest";
import type { Finding } from "../shared/wire/Finding";
import { grouped, shownOf } from "./groups";

const finding = (reveals: string, value: string): Finding => ({
  reveals,
  value,
  part: "Exif",
  bytes: 1,
  offset: 0,
  position: null,
  picture: null,
});

test("findings of one kind stand together, in the order in which they came", () => {
  const all = [finding("location", "a"), finding("time", "b"), finding("location", "c")];
  expect(grouped(all).map(({ reveals, findings }) => [reveals, findings.map(({ value }) => value)])).toEqual([
    ["location", ["a", "c"]],
    ["time", ["b"]],
  ]);
  expect(grouped([])).toEqual([]);
});

test("a long group shows its beginning, then a hundred more each time, and never leaves one alone", () => {
  expect(shownOf(4, 0)).toBe(4);
  expect(shownOf(5, 0)).toBe(5);
  expect(shownOf(6, 0)).toBe(4);
  expect(shownOf(200, 0)).toBe(4);
  expect(shownOf(200, 1)).toBe(104);
  expect(shownOf(105, 1)).toBe(105);
  expect(shownOf(200, 2)).toBe(200);
});
