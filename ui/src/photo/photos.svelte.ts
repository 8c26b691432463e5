import { SvelteSet } from "svelte/reactivity";
import { commands, failureOf } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { ExportEvent } from "../shared/wire/ExportEvent";
import type { Failure } from "../shared/wire/Failure";
import type { Intake } from "../shared/wire/Intake";
import type { PhotoDetail } from "../shared/wire/PhotoDetail";
import type { PhotoSummary } from "../shared/wire/PhotoSummary";
import type { Region } from "../shared/wire/Region";

/** How many verdicts are asked for at once: enough to be quick, few enough that a change is not left waiting. */
const AT_ONCE = 8;

/** How long a hand has to rest, in milliseconds, until its change is taken for the last. */
const RESTS = 250;

/** What came of each photo so far, by the name it had. */
export interface ExportRun {
  asked: number;
  events: (ExportEvent & { name: string })[];
  over: boolean;
}

/** The photos on the list, the chosen ones, and the one that is open. */
export class Photos {
  list = $state.raw<PhotoSummary[]>([]);
  selected = new SvelteSet<number>();
  detail = $state.raw<PhotoDetail | null>(null);
  opening = $state<number | null>(null);
  reading = $state<{ found: number; read: number; failed: number } | null>(null);
  exporting = $state<ExportRun | null>(null);
  checking = new SvelteSet<number>();
  /** Photos with changed regions that the shell has not taken over yet. */
  sending = new SvelteSet<number>();
  /** Why the finder could not look at the open photo. */
  unlooked = $state<Failure | null>(null);
  /** Grows when the open photo has to be shown from the beginning. */
  turn = $state(0);

  // Not shown itself: it only finds a photo in the list.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private place = new Map<number, number>();
  // Neither is what is on its way to the shell; `sending` says so.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private sends = new Map<number, Promise<void>>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private wanted = new Map<number, Region[]>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  private soon = new Map<number, ReturnType<typeof setTimeout>>();
  private due: number[] = [];
  private asking = false;
  private looking: number | null = null;
  private announced = "";

  get readable(): PhotoSummary[] {
    return this.list.filter((photo) => photo.failure === null);
  }

  /** The selected photos that can be worked on. */
  get chosen(): PhotoSummary[] {
    return this.list.filter((photo) => this.selected.has(photo.id) && photo.failure === null);
  }

  /** Whether the gate's answer may still change by what is under way. */
  unsettled(id: number): boolean {
    return this.sending.has(id) || this.checking.has(id);
  }

  /** Whether a photo was cleared just as it is shown. */
  ready(photo: PhotoSummary): boolean {
    return photo.verdict?.outcome === "clear" && !this.unsettled(photo.id);
  }

  async load() {
    // Merged, not replaced: photos may be coming in meanwhile.
    this.merge(await commands.photos());
    if (this.detail) await this.open(this.detail.summary.id);
    this.check(this.unjudged());
  }

  async addDropped(drop: number) {
    await this.take((hear) => commands.addDropped(drop, hear));
  }

  async pick(folder: boolean) {
    await this.take((hear) => commands.pickPhotos(folder, hear));
  }

  async remove(ids: number[]) {
    await commands.removePhotos(ids);
    this.replace(this.list.filter((photo) => !ids.includes(photo.id)));
    for (const id of ids) this.selected.delete(id);
    session.say(strings.photos.removed(ids.length));
  }

  async open(id: number) {
    this.opening = id;
    // The shell would answer with the regions from before.
    await this.sends.get(id);
    const detail = await commands.photo(id);
    if (this.opening !== id) return;
    this.show(detail);
    this.merge([detail.summary]);
    this.check([id]);
    void this.look(id);
  }

  close() {
    this.opening = null;
    this.detail = null;
  }

  /** The readable photo before or after the open one. */
  neighbour(by: 1 | -1): number | null {
    const all = this.readable;
    const at = all.findIndex((photo) => photo.id === this.detail?.summary.id);
    return all[at + by]?.id ?? null;
  }

  /** Sets a suggestion for the open photo aside, or takes it up again. */
  async dismiss(index: number, dismissed: boolean) {
    const id = this.detail?.summary.id;
    if (id === undefined) return;
    this.suggest(await commands.dismissSuggestion(id, index, dismissed));
    if (dismissed) session.say(strings.suggestions.dismissed);
  }

  /** Uses the regions of a photo on others too. */
  async carry(from: number, to: number[]) {
    // The shell would carry the regions from before.
    await this.sends.get(from);
    await this.change(commands.carryRegions(from, to));
    session.say(strings.regions.carried(to.length));
  }

  /** Has the finder look at a photo that nobody looked at yet. It takes a while, and nothing waits for it. */
  private async look(id: number) {
    this.unlooked = null;
    if (this.detail?.suggestions || this.looking === id) return;
    this.looking = id;
    try {
      const detail = await commands.lookForSuggestions(id);
      this.suggest(detail);
      if (this.opening === id) session.say(strings.suggestions.found(detail.suggestions?.length ?? 0));
    } catch (thrown) {
      if (this.opening === id) this.unlooked = failureOf(thrown);
    }
    if (this.looking === id) this.looking = null;
  }

  /** Takes over the suggestions alone: what else such an answer says may be older than what is shown. */
  private suggest({ summary, suggestions }: PhotoDetail) {
    if (this.detail?.summary.id === summary.id) this.detail = { ...this.detail, suggestions };
    // Faces that were found and set aside may change what the gate answers.
    this.merge([summary]);
    this.check([summary.id]);
  }

  /** Shows the open photo. An answer that left before the finder was done knows no suggestions. */
  private show(detail: PhotoDetail) {
    const known = this.detail?.summary.id === detail.summary.id ? this.detail.suggestions : null;
    this.detail = { ...detail, suggestions: detail.suggestions ?? known };
  }

  /** Tells the shell of changed regions. While one change is on its way, only the last of the next ones waits. */
  setRegions(id: number, regions: Region[]) {
    this.wanted.set(id, regions);
    if (this.sends.has(id)) return;
    this.sending.add(id);
    this.sends.set(id, this.send(id));
  }

  /** What the photo looks like once its regions are with the shell. */
  async settled(id: number): Promise<number> {
    await this.sends.get(id);
    return this.find(id)?.version ?? 0;
  }

  private async send(id: number) {
    try {
      for (let next = this.wanted.get(id); next; next = this.wanted.get(id)) {
        this.wanted.delete(id);
        const detail = await commands.setRegions(id, next);
        if (this.detail?.summary.id === id) this.show(detail);
        this.merge([detail.summary]);
      }
    } catch (thrown) {
      session.fail(thrown);
      this.wanted.delete(id);
      await this.again(id);
    }
    this.sends.delete(id);
    this.checkSoon(id);
    this.sending.delete(id);
  }

  /** Shows the open photo from the beginning, as the shell has it, or not at all. */
  private async again(id: number) {
    if (this.detail?.summary.id !== id) return;
    try {
      const detail = await commands.photo(id);
      if (this.detail.summary.id !== id) return;
      this.detail = detail;
      this.merge([detail.summary]);
      this.turn += 1;
      void this.look(id);
    } catch (thrown) {
      session.fail(thrown);
      if (this.opening === id) this.close();
    }
  }

  /** Takes over what a command changed, and asks the gate again about it. */
  async change(asked: Promise<PhotoSummary[]>) {
    const changed = await asked;
    this.merge(changed);
    const open = changed.find((photo) => photo.id === this.opening);
    if (open) {
      const detail = await commands.photo(open.id);
      if (this.detail?.summary.id === open.id) this.show(detail);
    }
    this.check(changed.map((photo) => photo.id));
  }

  /** Exports photos as they are shown now: the shell refuses one that is another since. */
  async export(chosen: PhotoSummary[]) {
    const ids = chosen.map(({ id }) => id);
    const shown = chosen.map(({ id, version }) => ({ photo: id, version }));
    this.exporting = { asked: ids.length, events: [], over: false };
    const run = this.exporting;
    try {
      this.merge(
        await commands.exportPhotos(shown, (event) => {
          const name = chosen.find((photo) => photo.id === event.photo)?.name ?? "";
          run.events.push({ ...event, name });
        }),
      );
    } finally {
      run.over = true;
    }
    const count = (outcome: ExportEvent["outcome"]) =>
      run.events.filter((event) => event.outcome === outcome).length;
    if (run.events.length === 0) this.exporting = null;
    else session.say(strings.export.summary(count("exported"), count("refused"), count("failed")));
    for (const event of run.events)
      if (event.outcome === "failed" && event.code === "changed") await this.again(event.photo);
    this.check(ids);
  }

  /** Asks the gate once the hand rests: to answer it makes the whole copy, and the preview is to be there before. */
  private checkSoon(id: number) {
    clearTimeout(this.soon.get(id));
    this.checking.add(id);
    const ask = () => {
      this.soon.delete(id);
      if (!this.due.includes(id)) this.checking.delete(id);
      this.check([id]);
    };
    this.soon.set(id, setTimeout(ask, RESTS));
  }

  /** Asks the gate about photos whose use is known, and about the open one whatever is known. */
  check(ids: number[]) {
    for (const id of ids) {
      const photo = this.find(id);
      if (!photo || photo.failure || this.due.includes(id)) continue;
      if (photo.use === null && id !== this.opening) continue;
      this.checking.add(id);
      this.due.push(id);
    }
    if (!this.asking) void this.ask();
  }

  private async ask() {
    this.asking = true;
    try {
      while (this.due.length > 0) {
        const some = this.due.splice(0, AT_ONCE);
        const answered = await commands.check(some);
        this.merge(answered);
        // One that changed meanwhile is due again.
        for (const id of some) if (!this.due.includes(id) && !this.soon.has(id)) this.checking.delete(id);
        const open = answered.find((photo) => photo.id === this.opening);
        if (open) await this.judged(open);
      }
    } catch (thrown) {
      this.due = [];
      this.checking.clear();
      session.fail(thrown);
    } finally {
      this.asking = false;
    }
  }

  private async judged(photo: PhotoSummary) {
    const { verdict } = photo;
    // The file is another one by now, and the shell has read it: what is shown is of the one before.
    if (verdict?.outcome === "failed" && verdict.code === "changed") {
      session.fail({ code: verdict.code, message: verdict.message });
      await this.again(photo.id);
      this.check([photo.id]);
    } else this.announce(photo);
  }

  /** Says the verdict when it is another than the one said last: who moves a region would hear nothing else. */
  private announce({ id, verdict }: PhotoSummary) {
    const refusals = verdict?.outcome === "refused" ? verdict.refusals.length : 0;
    const now = `${id} ${verdict?.outcome} ${refusals}`;
    if (now === this.announced) return;
    this.announced = now;
    if (verdict?.outcome === "clear") session.say(strings.verdict.announceClear);
    if (verdict?.outcome === "refused") session.say(strings.verdict.announceRefused(refusals));
  }

  private async take(ask: (hear: (news: Intake) => void) => Promise<null>) {
    const reading = { found: 0, read: 0, failed: 0 };
    try {
      await ask((news) => {
        if (news.kind === "found") reading.found = news.files;
        else {
          reading.read += news.photos.length;
          reading.failed += news.photos.filter((photo) => photo.failure).length;
          this.merge(news.photos);
        }
        this.reading = { ...reading };
      });
    } finally {
      this.reading = null;
    }
    if (reading.read > 0) session.say(strings.photos.read(reading.read - reading.failed, reading.failed));
    this.check(this.unjudged());
  }

  /** The photos whose last verdict no longer holds, or that never had one. */
  private unjudged(): number[] {
    return this.list.filter((photo) => photo.verdict === null).map((photo) => photo.id);
  }

  private find(id: number): PhotoSummary | undefined {
    return this.list[this.place.get(id) ?? -1];
  }

  private replace(photos: PhotoSummary[]) {
    this.place.clear();
    photos.forEach((photo, at) => this.place.set(photo.id, at));
    this.list = photos;
  }

  private merge(photos: PhotoSummary[]) {
    const list = [...this.list];
    for (const photo of photos) {
      const at = this.place.get(photo.id);
      if (at === undefined) this.place.set(photo.id, list.push(photo) - 1);
      // An answer that was overtaken on its way says nothing any more.
      else if (photo.version < (list[at]?.version ?? 0)) continue;
      else list[at] = photo;
      if (this.detail?.summary.id === photo.id) this.detail = { ...this.detail, summary: photo };
    }
    this.list = list;
  }
}

export const photos = new Photos();
