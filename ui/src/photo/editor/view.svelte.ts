import type { Box, Point, Size } from "./boxes";
import {
  about,
  corner,
  fitting,
  parts,
  revealing,
  type Seen,
  settled,
  stepped,
  under,
  visible,
  whole,
} from "./viewing";

/** How the open picture is looked at: how large, and which part of it. Points on the stage are in CSS pixels. */
export class View {
  stage = $state.raw<Size>({ width: 0, height: 0 });
  /** Pixels of the screen a CSS pixel. */
  density = $state(1);
  /** None: all of the picture, whatever size the stage takes. */
  private chosen = $state.raw<Seen | null>(null);

  constructor(readonly picture: Size) {}

  private seen = $derived.by(() =>
    this.chosen
      ? settled(this.chosen, this.stage, this.picture, this.unit)
      : whole(this.stage, this.picture, this.unit),
  );
  private corner = $derived.by(() => corner(this.seen, this.stage, this.unit));
  /** The part of the picture that is on the stage. */
  visible = $derived.by(() => visible(this.seen, this.stage, this.picture));

  /** The scale at which a pixel of the picture is one of the screen. */
  get unit(): number {
    return 1 / this.density;
  }

  /** CSS pixels a pixel of the picture. */
  get scale(): number {
    return this.seen.scale;
  }

  get left(): number {
    return this.corner.x;
  }

  get top(): number {
    return this.corner.y;
  }

  get fits(): boolean {
    return this.chosen === null;
  }

  /** Whether single pixels are seen, so that nothing but the exact ones will do. */
  get close(): boolean {
    return this.scale >= this.unit * 0.999;
  }

  get atMost(): boolean {
    return (
      settled({ ...this.seen, scale: this.scale * 1.01 }, this.stage, this.picture, this.unit).scale ===
      this.scale
    );
  }

  get atLeast(): boolean {
    return (
      settled({ ...this.seen, scale: this.scale / 1.01 }, this.stage, this.picture, this.unit).scale ===
      this.scale
    );
  }

  /** The exact parts to draw; none while the picture is smaller than it is. */
  get parts(): Box[] {
    return this.close ? parts(this.visible, this.picture) : [];
  }

  toPicture(at: Point): Point {
    return under(this.seen, at, this.stage);
  }

  toStage({ x, y }: Point): Point {
    return { x: this.left + x * this.scale, y: this.top + y * this.scale };
  }

  /** The box on the stage. */
  boxOnStage(at: Box): Box {
    const { x, y } = this.toStage(at);
    return { x, y, width: at.width * this.scale, height: at.height * this.scale };
  }

  /** All of the picture. */
  fit() {
    this.chosen = null;
  }

  /** One pixel of the picture is one of the screen. */
  actual(at: Point = this.middle) {
    this.zoom(this.unit, at);
  }

  /** In or out by one step. */
  step(way: 1 | -1, at: Point = this.middle) {
    const fit = fitting(this.stage, this.picture, this.unit);
    const next = stepped(this.scale, way, fit, this.unit);
    if (next === fit) this.fit();
    else this.zoom(next, at);
  }

  zoom(scale: number, at: Point) {
    const kept = settled({ ...this.seen, scale }, this.stage, this.picture, this.unit).scale;
    const next = about(this.seen, at, kept, this.stage);
    this.chosen = settled(next, this.stage, this.picture, this.unit);
  }

  /** Moves the picture by so many CSS pixels. */
  pan(dx: number, dy: number) {
    const { scale, centre } = this.seen;
    const to = { scale, centre: { x: centre.x - dx / scale, y: centre.y - dy / scale } };
    if (this.chosen) this.chosen = settled(to, this.stage, this.picture, this.unit);
  }

  /** Brings a box into sight. One whose middle is seen moves nothing: a hand may just have drawn it. */
  reveal(box: Box) {
    const { x, y } = this.toStage({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    const seen = x >= 0 && y >= 0 && x <= this.stage.width && y <= this.stage.height;
    if (!this.chosen || seen) return;
    this.chosen = settled(revealing(this.seen, box, this.stage), this.stage, this.picture, this.unit);
  }

  private get middle(): Point {
    return { x: this.stage.width / 2, y: this.stage.height / 2 };
  }
}
