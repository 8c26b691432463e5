import { beforeEach, expect, test, vi } from "vitest";
import { pretendShell } from "../../../dev/shell";
import type { Shape } from "../../shared/wire/Shape";
import { Editor } from "./editor.svelte";
import { Hand, type Press } from "./hand.svelte";

const picture = { width: 4000, height: 3000 };
let editor: Editor;
let hand: Hand;
let chosen: (number | null)[];
let offered: number[];

/** The picture lies at 16, 16 of the stage and is shown at a fifth of its size. */
beforeEach(() => {
  pretendShell({ photos: 1, lock: "open" });
  editor = new Editor(0, picture, []);
  editor.view.stage = { width: 832, height: 632 };
  chosen = [];
  offered = [];
  const offer: Shape = { kind: "rectangle", x: 3000, y: 2000, width: 400, height: 400 };
  hand = new Hand(
    editor,
    () => [offer],
    (index) => chosen.push(index),
    (index) => offered.push(index),
  );
});

const at = (x: number, y: number, more: Partial<Press> = {}): Press => ({
  id: 1,
  x,
  y,
  touch: false,
  pan: false,
  even: false,
  ...more,
});

function drag(from: [number, number], to: [number, number], more: Partial<Press> = {}) {
  hand.press(at(...from, more));
  hand.move(at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, more));
  hand.move(at(...to, more));
  hand.release(more.id ?? 1);
}

function click(x: number, y: number) {
  hand.press(at(x, y));
  hand.release(1);
}

const shapes = () => editor.regions.map((region) => region.shape);

test("a drag draws the tool's shape and chooses it, and Shift makes its sides equal", () => {
  drag([116, 116], [216, 166]);
  editor.tool = "ellipse";
  drag([416, 316], [316, 366], { even: true });
  expect(shapes()).toEqual([
    { kind: "rectangle", x: 500, y: 500, width: 500, height: 250 },
    { kind: "ellipse", x: 1500, y: 1500, width: 500, height: 500 },
  ]);
  expect(chosen).toEqual([0, 1]);
  expect(hand.sketch).toBeNull();
});

test("a drag while a place is asked for says where somebody is, whatever the tool and over any region", () => {
  drag([116, 116], [416, 416]);
  for (const tool of ["select", "ellipse", "polygon"] as const) {
    editor.tool = tool;
    let told: unknown;
    editor.place("Case 7", false, (place) => (told = place));
    click(150, 150);
    expect(told).toBeUndefined();
    drag([166, 166], [216, 191]);
    expect(told).toEqual({ x: 750, y: 750, width: 250, height: 125 });
    expect(editor.placing).toBeNull();
  }
  expect(shapes()).toEqual([{ kind: "rectangle", x: 500, y: 500, width: 1500, height: 1500 }]);
});

test("a hand that trembles draws nothing; a click chooses, and beside everything it lets go", () => {
  drag([116, 116], [216, 166]);
  drag([500, 500], [502, 501]);
  expect(shapes()).toHaveLength(1);
  expect(editor.current).toBeNull();
  click(150, 150);
  expect(editor.current).toBe(0);
});

test("a drag of the chosen region moves it, of its grip stretches it, and each is one change", () => {
  drag([116, 116], [216, 166]);
  drag([150, 140], [170, 150]);
  expect(shapes()).toEqual([{ kind: "rectangle", x: 600, y: 550, width: 500, height: 250 }]);
  drag([236, 176], [256, 196]);
  expect(shapes()).toEqual([{ kind: "rectangle", x: 600, y: 550, width: 600, height: 350 }]);
  editor.undo();
  expect(shapes()).toEqual([{ kind: "rectangle", x: 600, y: 550, width: 500, height: 250 }]);
});

test("with a drawing tool a drag inside another region draws, and nothing else moves", () => {
  drag([116, 116], [516, 416]);
  editor.select(null);
  drag([216, 216], [266, 266]);
  expect(shapes()).toHaveLength(2);
  expect(shapes()[0]).toMatchObject({ x: 500, y: 500 });
});

test("the pointing tool moves a region at once, and beside it the picture", () => {
  drag([116, 116], [216, 166]);
  editor.select(null);
  editor.tool = "select";
  drag([150, 140], [170, 140]);
  expect(shapes()[0]).toMatchObject({ x: 600, y: 500 });
  editor.view.actual({ x: 416, y: 316 });
  const { left, top } = editor.view;
  drag([700, 600], [720, 590]);
  expect([editor.view.left - left, editor.view.top - top]).toEqual([20, -10]);
  expect(shapes()[0]).toMatchObject({ x: 600, y: 500 });
});

test("what the system takes away changes nothing", () => {
  drag([116, 116], [216, 166]);
  const before = shapes();
  hand.press(at(150, 140));
  hand.move(at(190, 140));
  expect(shapes()).not.toEqual(before);
  hand.release(1, true);
  expect(shapes()).toEqual(before);
  hand.press(at(600, 500));
  hand.move(at(700, 600));
  hand.release(1, true);
  expect(shapes()).toEqual(before);
});

test("a polygon is clicked corner by corner and closed at its first", () => {
  editor.tool = "polygon";
  for (const [x, y] of [
    [116, 116],
    [216, 116],
    [216, 216],
    [120, 118],
  ] as const)
    click(x, y);
  expect(shapes()).toEqual([
    {
      kind: "polygon",
      corners: [
        [500, 500],
        [1000, 500],
        [1000, 1000],
      ],
    },
  ]);
  expect(hand.draft).toEqual([]);
});

test("a polygon takes its last corner back, follows the pointer, and stays on the picture", () => {
  editor.tool = "polygon";
  click(116, 116);
  click(116, 117);
  expect(hand.draft).toHaveLength(1);
  click(216, 116);
  hand.move(at(300, 999));
  expect(hand.sketch).toMatchObject({ kind: "line", points: [{}, {}, { x: 1420, y: 3000 }] });
  hand.close();
  expect(shapes()).toEqual([]);
  hand.back();
  expect(hand.draft).toHaveLength(1);
  hand.forget();
  expect(hand.sketch).toBeNull();
});

test("a corner of the chosen polygon is dragged alone", () => {
  editor.tool = "polygon";
  for (const [x, y] of [
    [116, 116],
    [216, 116],
    [216, 216],
  ] as const)
    click(x, y);
  hand.close();
  drag([216, 216], [236, 226]);
  expect(shapes()[0]).toMatchObject({
    corners: [
      [500, 500],
      [1000, 500],
      [1100, 1050],
    ],
  });
});

test("two fingers zoom to where they are, and what one of them had begun to draw is dropped", () => {
  const finger = (id: number, x: number, y: number) => at(x, y, { id, touch: true });
  hand.press(finger(1, 300, 300));
  hand.move(finger(1, 320, 300));
  hand.press(finger(2, 400, 300));
  const before = editor.view.toPicture({ x: 360, y: 300 });
  expect(hand.sketch).toBeNull();
  hand.move(finger(2, 480, 300));
  hand.move(finger(1, 240, 300));
  expect(editor.view.scale).toBeCloseTo(0.2 * 3);
  expect(editor.view.toPicture({ x: 360, y: 300 }).x).toBeCloseTo(before.x, 0);
  hand.release(1);
  hand.release(2);
  expect(shapes()).toEqual([]);
  expect(hand.sketch).toBeNull();
});

test("a region that two fingers come to while it is moved goes back to where it was", () => {
  drag([116, 116], [216, 166]);
  hand.press(at(150, 140, { touch: true }));
  hand.move(at(190, 140, { touch: true }));
  hand.press(at(300, 300, { id: 2, touch: true }));
  hand.release(1);
  hand.release(2);
  expect(shapes()[0]).toMatchObject({ x: 500 });
});

test("with Space held a drag moves the picture, whatever it begins on", () => {
  drag([116, 116], [216, 166]);
  editor.view.actual({ x: 150, y: 140 });
  const { left } = editor.view;
  drag([150, 140], [170, 140], { pan: true });
  expect(editor.view.left - left).toBe(20);
  expect(shapes()[0]).toMatchObject({ x: 500 });
});

test("a click on a suggestion looks at it and hides nothing", () => {
  click(650, 450);
  expect(offered).toEqual([0]);
  expect(shapes()).toEqual([]);
});

test("the cursor says what a press would do", () => {
  drag([116, 116], [216, 166]);
  expect(hand.cursor({ x: 600, y: 100 })).toBe("crosshair");
  expect(hand.cursor({ x: 150, y: 140 })).toBe("move");
  expect(hand.cursor({ x: 216, y: 166 })).toBe("nwse-resize");
  editor.tool = "select";
  expect(hand.cursor({ x: 600, y: 100 })).toBe("grab");
});

test("the shell hears of a drag once, when it is over", async () => {
  const { photos } = await import("../photos.svelte");
  const told = vi.spyOn(photos, "setRegions").mockImplementation(() => undefined);
  drag([116, 116], [216, 166]);
  drag([150, 140], [170, 150]);
  expect(told).toHaveBeenCalledTimes(2);
});
