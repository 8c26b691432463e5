import { session } from "../../shared/session.svelte";
import { strings } from "../../shared/strings";
import type { Region } from "../../shared/wire/Region";
import type { Shape } from "../../shared/wire/Shape";
import type { Style } from "../../shared/wire/Style";
import { photos } from "../photos.svelte";
import { type Box, type Point, type Size, within } from "./boxes";
import { History } from "./history";
import {
  beside,
  bounds,
  cornerAdded,
  cornerRemoved,
  corners,
  grown,
  type Kind,
  moved,
  place,
  placed,
  step,
  withCorner,
} from "./shapes";
import { accepted, type Offer } from "./suggestions";
import { View } from "./view.svelte";

/** What a press on the picture does. */
export type Tool = "select" | Kind;

/** Somebody whose place in the picture is being drawn. */
export interface Placing {
  who: string;
  /** What is drawn so far. */
  shape: Shape | null;
  take: (place: Box) => void;
}

/** The regions of the open photo while they are being changed. The shell hears of each finished change. */
export class Editor {
  regions = $state.raw<Region[]>([]);
  current = $state<number | null>(null);
  /** The chosen corner of the chosen polygon. */
  corner = $state<number | null>(null);
  tool = $state<Tool>("rectangle");
  style = $state<Style["kind"]>("blur");
  colour = $state("#000000");
  canUndo = $state(false);
  canRedo = $state(false);
  /** The suggestion that is looked at, by the shell's number. */
  pointed = $state<number | null>(null);
  /** The mark that the next region is drawn over, which then carries its name. */
  awaited = $state<string | null>(null);

  /** Whose place is being drawn: the next shape says where they are, and hides nothing. */
  placing = $state.raw<Placing | null>(null);
  /** The place that is looked at, by its label. */
  spotted = $state<string | null>(null);

  readonly view: View;
  private history: History;

  constructor(
    readonly photo: number,
    readonly picture: Size,
    regions: Region[],
  ) {
    this.view = new View(picture);
    this.history = new History(regions);
    this.regions = regions;
  }

  get selected(): Region | null {
    return this.current === null ? null : (this.regions[this.current] ?? null);
  }

  select(index: number | null) {
    if (index !== this.current) this.corner = null;
    this.current = index;
  }

  /** Hides a shape as the tools say; without one, a shape of the tool's kind in the middle of what is seen. */
  add(shape: Shape = this.ownShape()) {
    this.commit([...this.regions, { shape, style: this.chosenStyle(), face: false, name: this.awaited }]);
    this.awaited = null;
    this.select(this.regions.length - 1);
    session.say(strings.regions.added(strings.regions[shape.kind]));
  }

  /** What a press draws now. */
  get drawing(): Tool {
    return this.placing ? "rectangle" : this.tool;
  }

  /** The next shape that is drawn is where somebody is; `begun` shows one in the middle, for who draws without a pointer. */
  place(who: string, begun: boolean, take: (place: Box) => void) {
    this.select(null);
    this.placing = { who, shape: null, take };
    // Only now is it a rectangle that is drawn.
    if (begun) this.placing = { who, shape: this.ownShape(), take };
    session.say(`${strings.people.placing(who)} ${strings.people.placingHint}`);
  }

  /** Ends with the shape that is drawn; one in the middle of what is seen where nothing is yet. */
  takePlace(shape = this.placing?.shape ?? this.ownShape()) {
    const { placing } = this;
    this.placing = null;
    placing?.take(within(bounds(shape), this.picture));
  }

  leavePlace() {
    this.placing = null;
    session.say(strings.people.notPlaced);
  }

  /** Shows a shape while it is dragged, without telling the shell. */
  drag(index: number, shape: Shape) {
    this.regions = this.regions.map((each, i) => (i === index ? place(each, shape) : each));
  }

  /** Ends a drag: what is shown becomes the change. */
  drop() {
    this.commit(this.regions);
  }

  /** Takes a drag back. */
  undrag() {
    this.regions = this.history.regions;
  }

  /** Moves the chosen region, or its chosen corner, by a step of the keys. */
  nudge(x: number, y: number, far: boolean) {
    const by = step(far, this.view.scale);
    if (this.placing) return this.shift((shape) => moved(shape, x * by, y * by, this.picture));
    const at = this.chosenCorner;
    this.reshape("move", (shape) =>
      at && this.corner !== null
        ? withCorner(shape, this.corner, { x: at.x + x * by, y: at.y + y * by }, this.picture)
        : moved(shape, x * by, y * by, this.picture),
    );
  }

  /** Makes the chosen region wider and higher, or smaller, by a step of the keys. */
  resize(x: number, y: number, far: boolean) {
    const by = step(far, this.view.scale);
    if (this.placing) return this.shift((shape) => grown(shape, x * by, y * by, this.picture));
    this.reshape("resize", (shape) => grown(shape, x * by, y * by, this.picture));
  }

  /** Chooses the next corner of the chosen polygon, or the one before. */
  nextCorner(by: 1 | -1) {
    if (this.current === null || !this.selected) return;
    const { length } = corners(this.selected.shape);
    if (length === 0) return;
    this.chooseCorner(
      this.corner === null ? (by === 1 ? 0 : length - 1) : (this.corner + by + length) % length,
    );
  }

  chooseCorner(corner: number | null) {
    this.corner = corner;
    const at = this.chosenCorner;
    if (!at || corner === null || !this.selected) return;
    session.say(strings.regions.corner(corner + 1, corners(this.selected.shape).length, at.x, at.y));
  }

  /** Adds a corner behind the chosen one, and chooses it. */
  addCorner() {
    const after = this.corner;
    if (after === null || this.current === null) return;
    this.reshape("corners", (shape) => cornerAdded(shape, after));
    this.nextCorner(1);
  }

  duplicate() {
    const { selected } = this;
    if (!selected) return;
    const by = Math.max(1, Math.round(16 / this.view.scale));
    this.commit([...this.regions, place(selected, beside(selected.shape, by, this.picture))]);
    this.select(this.regions.length - 1);
    session.say(strings.regions.duplicated);
  }

  /** Removes the chosen corner, or the chosen region. */
  removeChosen() {
    if (this.corner !== null) {
      const { corner } = this;
      this.reshape("corners", (shape) => cornerRemoved(shape, corner));
      this.corner = null;
    } else if (this.current !== null) this.remove(this.current);
  }

  remove(index: number) {
    this.commit(this.regions.filter((_, i) => i !== index));
    this.select(null);
    session.say(strings.regions.removed);
  }

  /** Whether a region of exactly this shape is there. */
  holds(shape: Shape): boolean {
    const { x, y, width, height } = bounds(shape);
    return this.regions.some(({ shape: held }) => {
      const box = bounds(held);
      const same = box.x === x && box.y === y && box.width === width && box.height === height;
      return held.kind === shape.kind && same;
    });
  }

  /** Hides shapes that are known already, as the tools say. */
  hide(shapes: Shape[]) {
    const style = this.chosenStyle();
    this.commit([...this.regions, ...shapes.map((shape) => ({ shape, style, face: false, name: null }))]);
    session.say(strings.suggestions.accepted(shapes.length));
  }

  /** Makes regions of suggestions: only because somebody said so. */
  accept(offers: Offer[]) {
    if (offers.length === 0) return;
    const style = this.chosenStyle();
    this.commit([...this.regions, ...offers.map((each) => accepted(each, style))]);
    this.pointed = null;
    session.say(strings.suggestions.accepted(offers.length));
  }

  /** What the next region is hidden with, and the chosen one from now on. */
  setStyle(style: Style["kind"]) {
    this.style = style;
    this.alter((each) => ({ ...each, style: this.chosenStyle() }));
  }

  setColour(colour: string) {
    this.colour = colour;
    this.alter((each) => ({ ...each, style: this.chosenStyle() }), "colour");
  }

  setFace(face: boolean) {
    this.alter((each) => ({ ...each, face }));
  }

  setName(name: string) {
    const kept = name.trim() || null;
    if (kept !== this.selected?.name) this.alter((each) => ({ ...each, name: kept }));
  }

  undo() {
    if (this.history.undo()) this.settle(strings.regions.undone);
  }

  redo() {
    if (this.history.redo()) this.settle(strings.regions.redone);
  }

  /** What the tools say a region is hidden with. */
  chosenStyle(): Style {
    return this.style === "fill" ? { kind: "fill", colour: this.colour } : { kind: this.style };
  }

  private get chosenCorner(): Point | null {
    if (this.corner === null || !this.selected) return null;
    return corners(this.selected.shape)[this.corner] ?? null;
  }

  private ownShape(): Shape {
    const kind = this.drawing === "select" ? "rectangle" : this.drawing;
    return placed(kind, this.view.visible, this.picture);
  }

  /** Changes the place that is being drawn. */
  private shift(to: (shape: Shape) => Shape) {
    if (!this.placing) return;
    const shape = to(this.placing.shape ?? this.ownShape());
    const box = bounds(shape);
    this.placing = { ...this.placing, shape };
    session.say(strings.regions.moved(box.x, box.y, box.width, box.height));
    this.view.reveal(box);
  }

  private reshape(kind: string, to: (shape: Shape) => Shape) {
    this.alter((each) => place(each, to(each.shape)), kind);
    if (!this.selected) return;
    const { x, y, width, height } = bounds(this.selected.shape);
    const at = this.chosenCorner;
    session.say(at ? strings.regions.cornerMoved(at.x, at.y) : strings.regions.moved(x, y, width, height));
    this.view.reveal(at ? { ...at, width: 0, height: 0 } : { x, y, width, height });
  }

  private alter(change: (each: Region) => Region, kind?: string) {
    if (!this.selected) return;
    const regions = this.regions.map((each, i) => (i === this.current ? change(each) : each));
    this.commit(regions, kind && `${kind} ${this.current} ${this.corner}`);
  }

  private commit(regions: Region[], kind?: string) {
    this.history.change(regions, kind);
    this.settle();
  }

  private settle(sentence?: string) {
    this.regions = this.history.regions;
    this.canUndo = this.history.canUndo;
    this.canRedo = this.history.canRedo;
    if (this.current !== null && this.current >= this.regions.length) this.select(null);
    if (this.selected && this.corner !== null && this.corner >= corners(this.selected.shape).length)
      this.corner = null;
    photos.setRegions(this.photo, this.regions);
    if (sentence) session.say(sentence);
  }
}
