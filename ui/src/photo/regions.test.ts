import { expect, test } from "vitest";
import { between, drawnSide, History, middle, nudged, region, stretched, within } from "./regions";

const picture = { width: 400, height: 200 };

test("no picture is asked for that is much larger than the screen", () => {
  expect(drawnSide(false, { width: 1920, height: 1080 })).toBe(1600);
  expect(drawnSide(true, { width: 1920, height: 1080 })).toBe(3840);
  expect(drawnSide(true, { width: 7680, height: 4320 })).toBe(4096);
  expect(drawnSide(false, { width: 0, height: 0 })).toBe(800);
});

test("a region never leaves the picture and never gets too small to see", () => {
  expect(within({ x: -50, y: 190, width: 2, height: 100 }, picture)).toEqual({
    x: 0,
    y: 100,
    width: 8,
    height: 100,
  });
  expect(within({ x: 0, y: 0, width: 9999, height: 9999 }, picture)).toEqual({
    x: 0,
    y: 0,
    width: 400,
    height: 200,
  });
  expect(within({ x: 3, y: 3, width: 1, height: 1 }, { width: 1, height: 1 })).toEqual({
    x: 0,
    y: 0,
    width: 1,
    height: 1,
  });
});

test("a region can be drawn from any corner", () => {
  expect(between(50, 60, 10, 20)).toEqual({ x: 10, y: 20, width: 40, height: 40 });
});

test("a region added by keyboard starts in the middle", () => {
  expect(middle(picture)).toEqual({ x: 150, y: 75, width: 100, height: 50 });
});

test("arrow keys move it and Shift changes its size", () => {
  const at = { x: 100, y: 100, width: 40, height: 40 };
  expect(nudged("ArrowLeft", false, at, picture)).toEqual({ ...at, x: 96 });
  expect(nudged("ArrowDown", true, at, picture)).toEqual({ ...at, height: 44 });
  expect(nudged("ArrowRight", false, { ...at, x: 360 }, picture)).toEqual({ ...at, x: 360 });
  expect(nudged("a", false, at, picture)).toBeNull();
});

test("a grip dragged past the other side turns the region over", () => {
  const at = { x: 100, y: 50, width: 40, height: 40 };
  expect(stretched(at, { x: 1, y: 1 }, 10, 20, picture)).toEqual({ ...at, width: 50, height: 60 });
  expect(stretched(at, { x: -1, y: 0 }, 60, 0, picture)).toEqual({ x: 140, y: 50, width: 20, height: 40 });
});

test("every change can be taken back and done again", () => {
  const one = region(middle(picture), { kind: "blur" });
  const history = new History([]);
  expect(history.canUndo).toBe(false);
  history.change([one]);
  history.change([]);
  history.undo();
  expect(history.regions).toEqual([one]);
  history.undo();
  expect(history.regions).toEqual([]);
  history.redo();
  expect(history.regions).toEqual([one]);
  history.change([one, one]);
  expect(history.canRedo).toBe(false);
});
