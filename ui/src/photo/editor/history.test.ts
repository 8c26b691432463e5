import { expect, test } from "vitest";
import type { Region } from "../../shared/wire/Region";
import { History } from "./history";

const at = (x: number): Region => ({
  shape: { kind: "rectangle", x, y: 0, width: 10, height: 10 },
  style: { kind: "blur" },
  face: false,
  name: null,
});

test("every change can be taken back and done again", () => {
  const history = new History([]);
  expect(history.canUndo).toBe(false);
  expect(history.undo()).toBe(false);
  history.change([at(1)]);
  history.change([]);
  history.undo();
  expect(history.regions).toEqual([at(1)]);
  history.undo();
  expect(history.regions).toEqual([]);
  history.redo();
  expect(history.regions).toEqual([at(1)]);
  history.change([at(1), at(1)]);
  expect(history.canRedo).toBe(false);
  expect(history.redo()).toBe(false);
});

test("a run of nudges is one change, and another region's or a later one is its own", () => {
  const history = new History([at(0), at(100)]);
  for (let x = 1; x <= 5; x++) history.change([at(x), at(100)], "move 0");
  history.change([at(5), at(101)], "move 1");
  history.undo();
  expect(history.regions).toEqual([at(5), at(100)]);
  history.undo();
  expect(history.regions).toEqual([at(0), at(100)]);
  history.redo();
  history.change([at(6), at(100)], "move 0");
  history.undo();
  expect(history.regions).toEqual([at(5), at(100)]);
});
