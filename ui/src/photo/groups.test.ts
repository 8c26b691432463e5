import { expect, test } from "vitest";
import type { Finding } from "../shared/wire/Finding";
import { grouped, shownOf } from "./groups";

const finding = (reveals: string, value: string, more: Partial<Finding> = {}): Finding => ({
  reveals,
  value,
  part: "Exif",
  bytes: 1,
  offset: 0,
  position: null,
  picture: null,
  ...more,
});

test("findings of one kind stand together, in the order in which they came", () => {
  const all = [finding("location", "a"), finding("time", "b"), finding("location", "c")];
  expect(grouped(all).map(({ reveals, lines }) => [reveals, lines.map(({ value }) => value)])).toEqual([
    ["location", ["a", "c"]],
    ["time", ["b"]],
  ]);
  expect(grouped([])).toEqual([]);
});

test("the same words in several parts are one line, and every hidden picture is its own", () => {
  const [names] = grouped([
    finding("name", "Jo"),
    finding("name", "Al"),
    finding("name", "Jo", { part: "XMP" }),
  ]);
  expect(names?.lines.map(({ value, places }) => [value, places.map(({ part }) => part)])).toEqual([
    ["Jo", ["Exif", "XMP"]],
    ["Al", ["Exif"]],
  ]);
  const copy = (picture: number | null) => finding("hidden-picture", "A small copy", { picture });
  expect(grouped([copy(0), copy(1), copy(null), copy(null)])[0]?.lines.map(({ picture }) => picture)).toEqual(
    [0, 1, null],
  );
});

test("every position of a group is kept, also one that stands in a line with another", () => {
  const here = { latitude: 1, longitude: 2 };
  const [where] = grouped([
    finding("location", "here", { position: here }),
    finding("location", "here", { position: here }),
    finding("location", "nowhere"),
  ]);
  expect(where?.positions).toEqual([here, here]);
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
