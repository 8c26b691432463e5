import { expect, test } from "vitest";
import { strings } from "../../shared/strings";
import { asked, taken } from "./keys";

const key = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
});

test("arrows move, with Shift further, and with Alt or Ctrl they change the size", () => {
  expect(asked(key("ArrowLeft"))).toEqual({ kind: "nudge", x: -1, y: 0, far: false });
  expect(asked(key("ArrowDown", { shiftKey: true }))).toEqual({ kind: "nudge", x: 0, y: 1, far: true });
  expect(asked(key("ArrowRight", { altKey: true }))).toEqual({ kind: "resize", x: 1, y: 0, far: false });
  expect(asked(key("ArrowUp", { ctrlKey: true, shiftKey: true }))).toMatchObject({
    kind: "resize",
    far: true,
  });
});

test("changes are taken back and done again by the keys of every system", () => {
  expect(taken(key("z", { ctrlKey: true }))).toEqual({ kind: "undo" });
  expect(taken(key("z", { metaKey: true }))).toEqual({ kind: "undo" });
  expect(taken(key("Z", { ctrlKey: true, shiftKey: true }))).toEqual({ kind: "redo" });
  expect(taken(key("y", { ctrlKey: true }))).toEqual({ kind: "redo" });
  expect(taken(key("z"))).toBeNull();
});

test("letters are tools only by themselves, so that the window keeps its own shortcuts", () => {
  expect(asked(key("E"))).toEqual({ kind: "tool", tool: "ellipse" });
  expect(asked(key("r", { ctrlKey: true }))).toBeNull();
  expect(asked(key("c", { metaKey: true }))).toBeNull();
  expect(asked(key("v", { altKey: true }))).toBeNull();
  expect(asked(key("d", { ctrlKey: true }))).toEqual({ kind: "duplicate" });
});

test("every single key that the list of keys names does something", () => {
  const named: Record<string, string> = {
    Esc: "Escape",
    "Page Up": "PageUp",
    "Page Down": "PageDown",
    "−": "-",
  };
  const single = strings.keys.groups
    .flatMap(({ rows }) => rows)
    .flatMap(([keys]) => (keys.length === 1 ? keys : []))
    .filter((each) => each !== "Tab" && each !== "←↑↓→");
  expect(single.length).toBeGreaterThan(12);
  for (const each of single) expect(asked(key(named[each] ?? each)), each).not.toBeNull();
});
