import type { Shape } from "../../shared/wire/Shape";
import { between, clamp, type Grip, grips, type Point, square, stretched, TARGET } from "./boxes";
import type { Editor } from "./editor.svelte";
import { bounds, corners, drawn, fitted, hit, MOST, moved, polygon, withCorner } from "./shapes";

/** A pointer on the stage, in CSS pixels. */
export interface Press extends Point {
  id: number;
  touch: boolean;
  /** Whether the picture is to be moved, whatever lies there. */
  pan: boolean;
  /** Whether what is drawn has equal sides. */
  even: boolean;
}

/** Nothing is drawn or moved by a hand that trembles less than so many CSS pixels. */
const TREMBLE = 4;

/** What the pointers that are down are doing. */
type Doing =
  | { kind: "pan"; last: Point; click: boolean }
  | { kind: "draw"; start: Point; from: Point; meets: number | null }
  | { kind: "move"; start: Point; index: number; shape: Shape }
  | { kind: "stretch"; start: Point; index: number; shape: Shape; grip: Grip }
  | { kind: "corner"; start: Point; index: number; shape: Shape; corner: number }
  | { kind: "pinch" };

/** Turns presses of a mouse, a pen or fingers on the stage into changes of the regions and of the view. */
export class Hand {
  /** The outline that is being drawn, of whatever shape; a polygon's ends at the pointer. */
  sketch = $state.raw<Shape | { kind: "line"; points: Point[] } | null>(null);
  /** The corners of the polygon that is being drawn. */
  draft = $state.raw<Point[]>([]);
  /** Whether a region, or the picture, is being moved. */
  busy = $state<"pan" | "change" | null>(null);

  private doing: Doing | null = null;
  private dragged = false;
  // Not shown itself.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private down = new Map<number, Press>();

  /** `chosen` hears which region a press chose; `offered`, which suggestion was met. */
  constructor(
    private readonly editor: Editor,
    private readonly shapes: () => Shape[],
    private readonly chosen: (index: number | null) => void,
    private readonly offered: (index: number) => void,
  ) {}

  press(at: Press) {
    this.down.set(at.id, at);
    if (this.down.size === 2) return this.begin({ kind: "pinch" });
    if (this.down.size > 2) return;
    const start = { x: at.x, y: at.y };
    if (at.pan) return this.begin({ kind: "pan", last: start, click: false });
    const taken = this.draft.length === 0 ? this.taken(start) : null;
    if (taken) return this.begin(taken);
    const { editor } = this;
    const from = editor.view.toPicture(start);
    if (editor.drawing === "polygon") return this.addCorner(from);
    const meets = this.meets(from);
    if (editor.drawing !== "select") this.begin({ kind: "draw", start, from, meets });
    else if (meets === null) this.begin({ kind: "pan", last: start, click: true });
    else {
      const shape = editor.regions[meets]?.shape;
      editor.select(meets);
      if (shape) this.begin({ kind: "move", start, index: meets, shape });
    }
  }

  move(at: Press) {
    const before = this.down.get(at.id);
    if (!before) return this.follow(at);
    this.down.set(at.id, at);
    const { doing } = this;
    if (!doing) return this.follow(at);
    if (doing.kind === "pinch") return this.pinch(before, at);
    if (doing.kind === "pan") return this.pan(doing, at);
    const far = Math.hypot(at.x - doing.start.x, at.y - doing.start.y);
    if (!this.dragged && far < TREMBLE) return;
    this.dragged = true;
    this.busy = "change";
    this.drag(doing, at);
  }

  /** The pointer let go; `cancelled` where the system took it away. */
  release(id: number, cancelled = false) {
    if (!this.down.delete(id)) return;
    const { doing, dragged, editor } = this;
    if (!doing || (doing.kind === "pinch" && this.down.size > 0)) return;
    this.doing = null;
    this.busy = null;
    this.dragged = false;
    const { sketch } = this;
    if (doing.kind === "draw") {
      this.sketch = null;
      if (cancelled) return;
      if (dragged && sketch && sketch.kind !== "line") {
        if (editor.placing) return editor.takePlace(sketch);
        editor.add(sketch);
        this.chosen(editor.current);
      } else this.click(doing.meets, doing.from);
    } else if (doing.kind === "pan" && doing.click) {
      if (!dragged && !cancelled) this.click(null, editor.view.toPicture(doing.last));
    } else if (doing.kind === "move" || doing.kind === "stretch" || doing.kind === "corner") {
      if (cancelled) editor.undrag();
      else if (dragged) editor.drop();
      this.chosen(editor.current);
    }
  }

  /** The CSS cursor that says what a press would do. */
  cursor(at: Point): string {
    const { editor } = this;
    const taken = this.draft.length === 0 ? this.taken(at) : null;
    if (taken?.kind === "stretch") return resizing(taken.grip);
    if (taken) return taken.kind === "corner" ? "pointer" : "move";
    if (editor.drawing !== "select") return "crosshair";
    return this.meets(editor.view.toPicture(at)) === null ? "grab" : "pointer";
  }

  /** Joins the last corner of the polygon to the first. */
  close() {
    const shape = polygon(this.draft, this.editor.picture);
    if (!shape) return;
    this.forget();
    this.editor.add(shape);
    this.chosen(this.editor.current);
  }

  /** Takes the last corner back. */
  back() {
    this.draft = this.draft.slice(0, -1);
    this.sketch = this.draft.length > 0 ? { kind: "line", points: this.draft } : null;
  }

  /** Leaves the polygon. */
  forget() {
    this.draft = [];
    this.sketch = null;
  }

  private begin(doing: Doing) {
    if (this.doing?.kind === "draw") this.sketch = null;
    else if (this.dragged && this.doing?.kind !== "pan") this.editor.undrag();
    this.doing = doing;
    this.dragged = false;
    this.busy = doing.kind === "pan" && !doing.click ? "pan" : null;
  }

  /** What of the chosen region is taken hold of: a corner, a grip, or all of it. */
  private taken(start: Point): Doing | null {
    const { selected, current: index, view } = this.editor;
    if (!selected || index === null) return null;
    const { shape } = selected;
    const near = (at: Point) => Math.max(Math.abs(at.x - start.x), Math.abs(at.y - start.y)) <= TARGET / 2;
    if (shape.kind === "polygon") {
      const found = corners(shape).findLastIndex((corner) => near(view.toStage(corner)));
      if (found >= 0) return { kind: "corner", start, index, shape, corner: found };
    } else {
      const grip = grips(view.boxOnStage(bounds(shape))).findLast((each) => near(each.at));
      if (grip) return { kind: "stretch", start, index, shape, grip };
    }
    const all = hit([shape], view.toPicture(start), TARGET / 2 / view.scale) !== null;
    return all ? { kind: "move", start, index, shape } : null;
  }

  private meets(point: Point): number | null {
    const { regions, view } = this.editor;
    const shapes = regions.map((region) => region.shape);
    return hit(shapes, point, TARGET / 2 / view.scale);
  }

  /** A press that drew and moved nothing. */
  private click(meets: number | null, point: Point) {
    const { editor } = this;
    if (editor.placing) return;
    editor.select(meets);
    if (meets !== null) return this.chosen(meets);
    const offer = hit(this.shapes(), point, TARGET / 2 / editor.view.scale);
    if (offer === null) this.chosen(null);
    else this.offered(offer);
  }

  private drag(doing: Exclude<Doing, { kind: "pan" | "pinch" }>, at: Press) {
    const { editor } = this;
    const { picture, drawing, view } = editor;
    const dx = (at.x - doing.start.x) / view.scale;
    const dy = (at.y - doing.start.y) / view.scale;
    if (doing.kind === "draw") {
      const to = view.toPicture(at);
      const box = at.even ? square(doing.from, to) : between(doing.from, to);
      if (drawing === "rectangle" || drawing === "ellipse") this.sketch = drawn(drawing, box, picture);
    } else if (doing.kind === "move") editor.drag(doing.index, moved(doing.shape, dx, dy, picture));
    else if (doing.kind === "stretch") {
      const box = stretched(bounds(doing.shape), doing.grip, dx, dy, picture);
      editor.drag(doing.index, fitted(doing.shape, box));
    } else {
      editor.corner = doing.corner;
      const from = corners(doing.shape)[doing.corner];
      if (!from) return;
      const to = { x: from.x + dx, y: from.y + dy };
      editor.drag(doing.index, withCorner(doing.shape, doing.corner, to, picture));
    }
  }

  private pan(doing: Extract<Doing, { kind: "pan" }>, at: Point) {
    const [dx, dy] = [at.x - doing.last.x, at.y - doing.last.y];
    if (doing.click && !this.dragged && Math.hypot(dx, dy) < TREMBLE) return;
    this.dragged = true;
    this.busy = "pan";
    this.editor.view.pan(dx, dy);
    doing.last = { x: at.x, y: at.y };
  }

  /** Two fingers: what lies between them stays between them. */
  private pinch(before: Point, at: Press) {
    const other = [...this.down.values()].find((each) => each.id !== at.id);
    if (!other) return;
    const { view } = this.editor;
    const apart = (a: Point, b: Point) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
    const middle = { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 };
    view.zoom((view.scale * apart(at, other)) / apart(before, other), middle);
    view.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  private addCorner(pressed: Point) {
    const { editor } = this;
    const at = this.onPicture(pressed);
    const first = this.draft[0];
    if (!first) editor.select(null);
    else if (
      Math.hypot(at.x - first.x, at.y - first.y) * editor.view.scale <= TARGET / 2 &&
      this.draft.length > 2
    )
      return this.close();
    const last = this.draft.at(-1);
    const again = last && Math.hypot(at.x - last.x, at.y - last.y) * editor.view.scale < TREMBLE;
    if (again || this.draft.length >= MOST) return;
    this.draft = [...this.draft, at];
    this.sketch = { kind: "line", points: this.draft };
  }

  private onPicture({ x, y }: Point): Point {
    const { width, height } = this.editor.picture;
    return { x: clamp(x, 0, width), y: clamp(y, 0, height) };
  }

  /** The polygon's last side follows a pointer that is not down. */
  private follow(at: Press) {
    if (this.draft.length > 0 && !at.touch)
      this.sketch = { kind: "line", points: [...this.draft, this.onPicture(this.editor.view.toPicture(at))] };
  }
}

function resizing({ x, y }: Grip): string {
  if (x === 0) return "ns-resize";
  if (y === 0) return "ew-resize";
  return x === y ? "nwse-resize" : "nesw-resize";
}
