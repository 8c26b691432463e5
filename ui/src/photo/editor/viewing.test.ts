import { expect, test } from "vitest";
import { drawnSide, parts, PART, stepped } from "./viewing";
import { View } from "./view.svelte";

const picture = { width: 4000, height: 3000 };

function looking(stage = { width: 832, height: 632 }): View {
  const view = new View(picture);
  view.stage = stage;
  return view;
}

test("no picture is asked for that is much larger than the screen", () => {
  expect(drawnSide(false, { width: 1920, height: 1080 })).toBe(1600);
  expect(drawnSide(true, { width: 1920, height: 1080 })).toBe(3840);
  expect(drawnSide(true, { width: 7680, height: 4320 })).toBe(4096);
  expect(drawnSide(false, { width: 0, height: 0 })).toBe(800);
});

test("all of the picture is seen at first, whatever size the stage takes", () => {
  const view = looking();
  expect([view.scale, view.left, view.top]).toEqual([0.2, 16, 16]);
  expect(view.visible).toEqual({ x: 0, y: 0, ...picture });
  view.stage = { width: 432, height: 1000 };
  expect([view.scale, view.left]).toEqual([0.1, 16]);
});

test("a small picture is not blown up beyond twice, and can still be seen at 1:1", () => {
  const view = new View({ width: 100, height: 100 });
  view.stage = { width: 832, height: 632 };
  expect(view.scale).toBe(2);
  view.step(-1);
  view.step(-1);
  view.step(-1);
  expect(view.scale).toBe(1);
});

test("zooming leaves what is under the pointer where it is", () => {
  const view = looking();
  const at = { x: 500, y: 200 };
  const before = view.toPicture(at);
  view.zoom(1, at);
  expect(view.toPicture(at).x).toBeCloseTo(before.x);
  expect(view.toPicture(at).y).toBeCloseTo(before.y);
  view.zoom(9999, at);
  expect(view.scale).toBe(8);
  expect(view.toPicture(at).x).toBeCloseTo(before.x);
});

test("the picture cannot be moved out of sight", () => {
  const view = looking();
  view.actual();
  view.pan(99999, 99999);
  expect([view.left, view.top]).toEqual([16, 16]);
  view.pan(-99999, -99999);
  expect([view.left + 4000, view.top + 3000]).toEqual([816, 616]);
  view.fit();
  view.pan(50, 50);
  expect([view.left, view.top]).toEqual([16, 16]);
});

test("at 1:1 the picture lies on the pixels of the screen, also where two make a CSS pixel", () => {
  const view = looking({ width: 831, height: 633 });
  view.actual();
  view.pan(0.3, 0.4);
  expect([view.left % 1, view.top % 1]).toEqual([-0, -0]);
  view.density = 2;
  view.actual();
  expect(view.scale).toBe(0.5);
  expect((view.left * 2) % 1).toBe(-0);
});

test("steps stop at 1:1 and at all of the picture on the way", () => {
  const seen: number[] = [];
  for (let scale = 0.2; scale < 3; scale = stepped(scale, 1, 0.2, 1)) seen.push(scale);
  expect(seen).toContain(1);
  expect(stepped(1.2, -1, 0.2, 1)).toBe(1);
  expect(stepped(0.25, -1, 0.2, 1)).toBe(0.2);
  expect(stepped(1, 1, 0.2, 1)).toBeCloseTo(Math.SQRT2);
  const view = looking();
  view.step(1);
  expect(view.fits).toBe(false);
  view.step(-1);
  expect(view.fits).toBe(true);
});

test("the ends of zooming are known", () => {
  const view = looking();
  expect([view.atLeast, view.atMost]).toEqual([true, false]);
  view.zoom(99, { x: 0, y: 0 });
  expect([view.atLeast, view.atMost]).toEqual([false, true]);
});

test("a region that gets the focus comes into sight, and one that is seen moves nothing", () => {
  const view = looking();
  view.actual({ x: 16, y: 16 });
  const { left } = view;
  view.reveal({ x: 100, y: 100, width: 50, height: 50 });
  expect(view.left).toBe(left);
  view.reveal({ x: 700, y: 100, width: 200, height: 50 });
  expect(view.left).toBe(left);
  view.reveal({ x: 0, y: 0, width: 4000, height: 3000 });
  expect(view.left).toBe(left);
  const far = { x: 3000, y: 2000, width: 50, height: 50 };
  view.reveal(far);
  const at = view.boxOnStage(far);
  expect(at.x).toBeGreaterThanOrEqual(0);
  expect(at.x + at.width).toBeLessThanOrEqual(832);
  expect(at.y + at.height).toBeLessThanOrEqual(632);
});

test("exact parts cover all that is seen, only from 1:1 on, and none of them is too large", () => {
  const view = looking();
  expect(view.parts).toEqual([]);
  view.actual();
  const { visible } = view;
  const covered = view.parts.map(({ x, y, width, height }) => [x, y, x + width, y + height]);
  expect(Math.min(...covered.map(([x]) => x ?? 0))).toBeLessThanOrEqual(visible.x);
  expect(Math.max(...covered.map(([, , x]) => x ?? 0))).toBeGreaterThanOrEqual(visible.x + visible.width);
  expect(view.parts.every((part) => part.width <= PART && part.height <= PART)).toBe(true);
  const last = parts({ x: 3990, y: 2990, width: 10, height: 10 }, picture);
  expect(last).toEqual([{ x: 3072, y: 2048, width: 928, height: 952 }]);
  expect(parts({ x: 0, y: 0, width: 0, height: 5 }, picture)).toEqual([]);
});
