import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { Region } from "../shared/wire/Region";
import type { Style } from "../shared/wire/Style";
import { photos } from "./photos.svelte";
import { type Box, History, middle, place, region, type Size } from "./regions";

/** The regions of the open photo while they are being changed. The shell hears of each finished change. */
export class Editor {
  regions = $state.raw<Region[]>([]);
  current = $state<number | null>(null);
  style = $state<Style["kind"]>("blur");
  colour = $state("#000000");
  canUndo = $state(false);
  canRedo = $state(false);

  private history: History;

  constructor(
    private readonly photo: number,
    readonly picture: Size,
    regions: Region[],
  ) {
    this.history = new History(regions);
    this.regions = regions;
  }

  get selected(): Region | null {
    return this.current === null ? null : (this.regions[this.current] ?? null);
  }

  add(at: Box = middle(this.picture)) {
    this.commit([...this.regions, region(at, this.chosenStyle())]);
    this.current = this.regions.length - 1;
    session.say(strings.regions.added);
  }

  /** Shows a box while it is dragged, without telling the shell. */
  drag(index: number, to: Box) {
    this.regions = this.regions.map((each, i) => (i === index ? place(each, to) : each));
  }

  /** Ends a drag: what is shown becomes the change. */
  drop() {
    this.commit(this.regions);
  }

  move(index: number, to: Box) {
    this.drag(index, to);
    this.drop();
    session.say(strings.regions.moved(to.x, to.y, to.width, to.height));
  }

  remove(index: number) {
    this.commit(this.regions.filter((_, i) => i !== index));
    this.current = null;
    session.say(strings.regions.removed);
  }

  setStyle(style: Style["kind"]) {
    this.style = style;
    this.alter((each) => ({ ...each, style: this.chosenStyle() }));
  }

  setColour(colour: string) {
    this.colour = colour;
    this.alter((each) => ({ ...each, style: this.chosenStyle() }));
  }

  setFace(face: boolean) {
    this.alter((each) => ({ ...each, face }));
  }

  undo() {
    this.history.undo();
    this.settle();
    session.say(strings.regions.undone);
  }

  redo() {
    this.history.redo();
    this.settle();
  }

  private alter(change: (each: Region) => Region) {
    if (this.selected) this.commit(this.regions.map((each, i) => (i === this.current ? change(each) : each)));
  }

  private chosenStyle(): Style {
    return this.style === "fill" ? { kind: "fill", colour: this.colour } : { kind: this.style };
  }

  private commit(regions: Region[]) {
    this.history.change(regions);
    this.settle();
  }

  private settle() {
    this.regions = this.history.regions;
    this.canUndo = this.history.canUndo;
    this.canRedo = this.history.canRedo;
    if (this.current !== null && this.current >= this.regions.length) this.current = null;
    photos.setRegions(this.photo, this.regions);
  }
}
