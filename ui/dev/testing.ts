import { fireEvent as fire, screen } from "@testing-library/dom";
import { afterEach, beforeEach, vi } from "vitest";
import { pretendShell } from "./shell";

type Fire = (target: Element, init?: object) => Promise<void>;

/** Fires an event and waits until the window has taken it in. */
const after = (event: "click" | "input" | "change" | "keyDown"): Fire => {
  return async (target, init) => {
    fire[event](target, init);
    await new Promise((done) => setTimeout(done, 0));
  };
};
export const fireEvent = {
  click: after("click"),
  input: after("input"),
  change: after("change"),
  keyDown: after("keyDown"),
};

/** Presses the button that is called so. */
export const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
let end: () => void = () => undefined;

/** The window anew: its state lives in modules. */
export async function start(over: Partial<Parameters<typeof pretendShell>[0]> = {}) {
  const shell = pretendShell({ photos: 7, lock: "open", ...over });
  const { default: App } = await import("../src/App.svelte");
  const { mount, unmount } = await import("svelte");
  const app = mount(App, { target: document.body });
  end = () => void unmount(app);
  await screen.findByRole("heading", { level: 1 });
  return shell;
}

/** jsdom lays nothing out: each side is 900 pixels long and never changes. */
class StillObserver {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}

/** jsdom has none. */
class Pointer extends MouseEvent {
  readonly pointerId: number;
  readonly pointerType: string;

  constructor(type: string, given: PointerEventInit = {}) {
    super(type, given);
    this.pointerId = given.pointerId ?? 1;
    this.pointerType = given.pointerType ?? "mouse";
  }
}

/** Ends the window, for a test that opens another. */
export function close() {
  end();
  end = () => undefined;
  document.body.innerHTML = "";
  vi.resetModules();
}

/** Makes jsdom a window in which a test may begin, before each of them. */
export function inWindow() {
  beforeEach(() => {
    vi.stubGlobal("ResizeObserver", StillObserver);
    Object.assign(document.defaultView ?? {}, { PointerEvent: Pointer });
    vi.resetModules();
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
    HTMLDialogElement.prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event("close"));
    };
    document.elementFromPoint = () => null;
    HTMLElement.prototype.scrollIntoView = () => undefined;
    HTMLElement.prototype.setPointerCapture = () => undefined;
    for (const side of ["clientWidth", "clientHeight"])
      Object.defineProperty(HTMLElement.prototype, side, { configurable: true, value: 900 });
  });

  afterEach(() => {
    close();
    vi.unstubAllGlobals();
  });
}

/** Holds a command back until it is let go. */
export function hold(shell: Awaited<ReturnType<typeof start>>, command: string): () => void {
  let go: () => void = () => undefined;
  const held = new Promise<void>((done) => (go = done));
  shell.before.set(command, () => held);
  return () => {
    shell.before.delete(command);
    go();
  };
}
