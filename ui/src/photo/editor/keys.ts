import type { Tool } from "./editor.svelte";

/** What a key asks of the editor. */
export type Asked =
  | { kind: "tool"; tool: Tool }
  | { kind: "nudge" | "resize"; x: number; y: number; far: boolean }
  | { kind: "corner"; by: 1 | -1 }
  | { kind: "add-corner" | "compare" | "pan" | "enter" | "leave" | "remove" | "keys" }
  | { kind: "duplicate" | "undo" | "redo" }
  | { kind: "zoom"; to: "in" | "out" | "fit" | "actual" };

const ARROWS: Record<string, [number, number]> = {
  arrowleft: [-1, 0],
  arrowright: [1, 0],
  arrowup: [0, -1],
  arrowdown: [0, 1],
};

const PLAIN: Record<string, Asked> = {
  v: { kind: "tool", tool: "select" },
  r: { kind: "tool", tool: "rectangle" },
  e: { kind: "tool", tool: "ellipse" },
  p: { kind: "tool", tool: "polygon" },
  c: { kind: "compare" },
  " ": { kind: "pan" },
  enter: { kind: "enter" },
  escape: { kind: "leave" },
  delete: { kind: "remove" },
  backspace: { kind: "remove" },
  pageup: { kind: "corner", by: -1 },
  pagedown: { kind: "corner", by: 1 },
  insert: { kind: "add-corner" },
  "?": { kind: "keys" },
  "+": { kind: "zoom", to: "in" },
  "=": { kind: "zoom", to: "in" },
  "-": { kind: "zoom", to: "out" },
  "0": { kind: "zoom", to: "fit" },
  "1": { kind: "zoom", to: "actual" },
};

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** What a key asks for on the picture; nothing where it is not the editor's. */
export function asked(pressed: Pressed): Asked | null {
  const key = pressed.key.toLowerCase();
  const { shiftKey: far, altKey } = pressed;
  const command = pressed.ctrlKey || pressed.metaKey;
  const arrow = ARROWS[key];
  if (arrow) return { kind: command || altKey ? "resize" : "nudge", x: arrow[0], y: arrow[1], far };
  if (command) return key === "d" && !far && !altKey ? { kind: "duplicate" } : taken(pressed);
  return altKey ? null : (PLAIN[key] ?? null);
}

/** What a key takes back or does again, wherever the focus is. */
export function taken({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): Asked | null {
  if (!(ctrlKey || metaKey) || altKey) return null;
  if (key.toLowerCase() === "z") return { kind: shiftKey ? "redo" : "undo" };
  return key.toLowerCase() === "y" && !shiftKey ? { kind: "redo" } : null;
}
