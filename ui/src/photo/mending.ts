import { tick } from "svelte";
import { consents } from "../consent/consents.svelte";
import { inDraft } from "../consent/draft";
import { copies } from "../export/copies.svelte";
import { commands } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { PhotoSummary } from "../shared/wire/PhotoSummary";
import type { Place } from "../shared/wire/Place";
import type { Use } from "../shared/wire/Use";
import type { Editor } from "./editor/editor.svelte";
import { accepted } from "./editor/suggestions";
import { photos } from "./photos.svelte";
import type { Section } from "./sections";

/** What a press under a refusal does to the open photo. */
export class Mending {
  /** `side` is where the sections are; `mark` hears which points of the checklist are open. */
  constructor(
    private readonly editor: Editor,
    private readonly side: () => HTMLElement | undefined,
    private readonly mark: (items: string[]) => void,
    /** Shows the copy to a person. */
    readonly showCopy: (person: string) => void,
  ) {}

  setUse = (use: Use) => this.change(commands.setUse([this.editor.photo], use));

  count = (people: number) => this.change(commands.setPeople([this.editor.photo], people));

  async link(record: string) {
    await this.change(commands.link([this.editor.photo], record));
    await consents.load();
  }

  addRecord(person: string) {
    session.place = "consents";
    // What is being filled in already is not lost to one press.
    if (consents.entering === null) consents.beginBare(person, [this.editor.photo]);
  }

  async correct(record: string, fields: string[]) {
    if (consents.entering === null) await consents.correct(record, inDraft(fields));
    session.place = "consents";
  }

  async dismiss(faces: number[]) {
    this.toVerdict();
    for (const face of faces) await photos.dismiss(face, true);
  }

  /** Hides faces as accepting their suggestions does. */
  hideFaces(faces: number[]) {
    const found = photos.detail?.suggestions ?? [];
    const offers = faces.flatMap((index) => (found[index] ? [{ ...found[index], index }] : []));
    const style = this.editor.chosenStyle();
    const missing = offers.filter((each) => !this.editor.holds(accepted(each, style).shape));
    if (missing.length === 0) return this.go("picture", null);
    this.toVerdict();
    this.editor.accept(missing);
  }

  hidePlaces(places: Place[]) {
    const shapes = places.map((place) => ({ kind: "rectangle" as const, ...place }));
    const missing = shapes.filter((shape) => !this.editor.holds(shape));
    if (missing.length === 0) return this.go("picture", null);
    this.toVerdict();
    this.editor.hide(missing);
  }

  /** Nobody but who looks knows where a mark is: the next region takes its name, and is drawn by hand. */
  draw(mark: string) {
    this.editor.awaited = mark;
    session.say(strings.verdict.mend.awaited(mark));
    this.go("picture", null);
  }

  async confirm(items: string[]) {
    this.mark(items);
    await tick();
    const part = this.side()?.querySelector('[data-part="checklist"]');
    this.show(part, part?.querySelector("[data-open]") ? "[data-open] input" : "input");
  }

  seeCopies(record: string) {
    copies.text = record;
    session.place = "exports";
  }

  async strictness() {
    session.place = "settings";
    await tick();
    const choice = document.querySelector<HTMLElement>('select[name="strictness"]');
    choice?.scrollIntoView({ block: "center" });
    choice?.focus({ preventScroll: true });
  }

  /** Goes to a field of a section, also where it is folded away. */
  focus(section: Section, field: string) {
    const part = this.side()?.querySelector(`[data-part="${section}"]`);
    const folded = part?.querySelector(`[name="${field}"]`)?.closest("details");
    if (folded) folded.open = true;
    this.show(part, part?.querySelector(`[name="${field}"]`) ? `[name="${field}"]` : "input");
  }

  /** Goes to where a bystander is declared. */
  async bystander() {
    const folded = this.side()?.querySelector<HTMLDetailsElement>("[data-bystander]");
    if (folded) folded.open = true;
    await tick();
    this.show(folded, "select, button");
  }

  async go(section: Section, record: string | null) {
    if (section === "record") {
      await consents.open(record);
      session.place = "consents";
    } else if (section === "picture") this.show(document.querySelector(".tools"), "button");
    else this.show(this.side()?.querySelector(`[data-part="${section}"]`), "input, select, button");
  }

  private show(part: Element | null | undefined, field: string) {
    const target = part?.querySelector<HTMLElement>(field);
    (target ?? part)?.scrollIntoView({ block: target ? "nearest" : "start" });
    target?.focus({ preventScroll: true });
  }

  private async change(asked: Promise<PhotoSummary[]>) {
    this.toVerdict();
    await photos.change(asked);
  }

  /** What was pressed goes away with its refusal; who uses the keys stays at the verdict. */
  private toVerdict() {
    this.side()?.querySelector<HTMLElement>("[data-outcome]")?.focus({ preventScroll: true });
  }
}
