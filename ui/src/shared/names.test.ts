import { expect, test } from "vitest";
import { nameParts } from "./names";

test("a long name keeps its last letters and its extension", () => {
  expect(nameParts("holiday in the mountains 0042.jpeg")).toEqual({
    start: "holiday in the mountains ",
    end: "0042.jpeg",
  });
});

test("a short name stays whole", () => {
  expect(nameParts("a.png")).toEqual({ start: "", end: "a.png" });
});

test("a name without extension, and one that only looks like having one", () => {
  expect(nameParts("photograph").end).toBe("raph");
  expect(nameParts("by dr. somebody long").end).toBe("long");
});

test("letters made of two code units are never cut in half", () => {
  const { start, end } = nameParts("😀😀😀😀😀😀.png");
  expect(start + end).toBe("😀😀😀😀😀😀.png");
  expect(end).toBe("😀😀😀😀.png");
});
