import type { Region } from "../../shared/wire/Region";

/** The regions of one photo with what was there before, so that each change can be taken back. */
export class History {
  private past: Region[][] = [];
  private future: Region[][] = [];
  private last: string | undefined;

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

  /** `kind` names a change of many small steps, such as nudges: those that follow one another are taken back at once. */
  change(regions: Region[], kind?: string): void {
    if (kind === undefined || kind !== this.last) this.past.push(this.now);
    this.last = kind;
    this.future = [];
    this.now = regions;
  }

  undo(): boolean {
    const before = this.past.pop();
    this.last = undefined;
    if (!before) return false;
    this.future.push(this.now);
    this.now = before;
    return true;
  }

  redo(): boolean {
    const after = this.future.pop();
    this.last = undefined;
    if (!after) return false;
    this.past.push(this.now);
    this.now = after;
    return true;
  }
}
