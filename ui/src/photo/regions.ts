import type { Region } from "../shared/wire/Region";
import type { Style } from "../shared/wire/Style";

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** No region is smaller than this, in displayed pixels, or it could not be seen or taken hold of. */
export const LEAST = 8;

export const box = ({ x, y, width, height }: Region): Box => ({ x, y, width, height });

/** The box with whole pixels, inside the picture and at least `LEAST` wide and high where the picture is. */
export function within({ x, y, width, height }: Box, picture: Size): Box {
  const w = Math.min(Math.max(Math.round(width), Math.min(LEAST, picture.width)), picture.width);
  const h = Math.min(Math.max(Math.round(height), Math.min(LEAST, picture.height)), picture.height);
  return {
    x: Math.min(Math.max(Math.round(x), 0), picture.width - w),
    y: Math.min(Math.max(Math.round(y), 0), picture.height - h),
    width: w,
    height: h,
  };
}

/** The box between two corners, whichever way it was drawn. */
export function between(ax: number, ay: number, bx: number, by: number): Box {
  return { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(bx - ax), height: Math.abs(by - ay) };
}

/** A box in the middle of the picture, a quarter of its size. */
export function middle(picture: Size): Box {
  const [width, height] = [picture.width / 4, picture.height / 4];
  return within({ x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height }, picture);
}

export const place = (region: Region, to: Box): Region => ({ ...region, ...to });

export const region = (at: Box, style: Style): Region => ({ ...at, style, face: false });

/** The longest side of the picture to ask for: never more than about twice the screen. */
export const drawnSide = (zoomed: boolean, screen: Size): number =>
  Math.min(zoomed ? 4096 : 1600, 2 * Math.max(screen.width, screen.height, 400));

const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What an arrow key does to a box: moves it, or with Shift changes its size, by a hundredth of the picture. */
export function nudged(key: string, shift: boolean, at: Box, picture: Size): Box | null {
  const way = arrows[key];
  if (!way) return null;
  const step = Math.max(1, Math.round(Math.max(picture.width, picture.height) / 100));
  const [dx, dy] = [way[0] * step, way[1] * step];
  return within(
    shift ? { ...at, width: at.width + dx, height: at.height + dy } : { ...at, x: at.x + dx, y: at.y + dy },
    picture,
  );
}

/** The corner or side being dragged: -1 the near one, 1 the far one, 0 neither. */
export interface Grip {
  x: -1 | 0 | 1;
  y: -1 | 0 | 1;
}

export const GRIPS: Grip[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
];

/** The box after one of its grips was dragged by some pixels; dragged past the other side, it turns over. */
export function stretched(at: Box, grip: Grip, dx: number, dy: number, picture: Size): Box {
  const left = at.x + (grip.x === -1 ? dx : 0);
  const right = at.x + at.width + (grip.x === 1 ? dx : 0);
  const top = at.y + (grip.y === -1 ? dy : 0);
  const bottom = at.y + at.height + (grip.y === 1 ? dy : 0);
  return within(between(left, top, right, bottom), picture);
}

/** The regions of one photo with what was there before, so that each change can be taken back. */
export class History {
  private past: Region[][] = [];
  private future: Region[][] = [];

  constructor(private now: Region[]) {}

  get regions(): Region[] {
    return this.now;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  change(regions: Region[]): void {
    this.past.push(this.now);
    this.future = [];
    this.now = regions;
  }

  undo(): void {
    const before = this.past.pop();
    if (!before) return;
    this.future.push(this.now);
    this.now = before;
  }

  redo(): void {
    const after = this.future.pop();
    if (!after) return;
    this.past.push(this.now);
    this.now = after;
  }
}
