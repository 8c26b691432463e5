import { photos } from "../photo/photos.svelte";
import { commands } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { FieldFailure } from "../shared/wire/FieldFailure";
import type { Form } from "../shared/wire/Form";
import type { Incoming } from "../shared/wire/Incoming";
import type { RecordDetail } from "../shared/wire/RecordDetail";
import type { RecordDraft } from "../shared/wire/RecordDraft";
import type { RecordSummary } from "../shared/wire/RecordSummary";
import type { Withdrawal } from "../shared/wire/Withdrawal";
import { toTakeDown } from "./facts";

/** The register as the window shows it: the list, the record that is open, the one that is being filled in. */
class Consents {
  list = $state.raw<RecordSummary[]>([]);
  loaded = $state(false);
  record = $state.raw<RecordDetail | null>(null);
  /** What is being filled in: a new record, or the open one. */
  entering = $state<"new" | "correction" | null>(null);
  /** The form that waits for the record being filled in. */
  form = $state.raw<Form | null>(null);
  /** Another form, dropped while a record is being filled in: it waits until somebody says which one counts. */
  offered = $state.raw<Form | null>(null);
  /** The photos that the record being filled in is linked to once it is kept. */
  photos = $state.raw<number[]>([]);
  /** Whom the new record is about, where that is known already. */
  about = $state("");
  /** The fields that a refusal names, in the words of the draft. */
  asked = $state.raw<string[]>([]);
  /** A record read from another system's file, not yet entered. */
  incoming = $state.raw<Incoming | null>(null);

  /** The photos that the offered form was dropped on. */
  private offeredFor: number[] = [];

  async load() {
    this.list = await commands.records();
    this.loaded = true;
  }

  async open(id: string | null) {
    this.entering = null;
    this.asked = [];
    this.photos = [];
    this.about = "";
    this.record = id === null ? null : await commands.record(id);
  }

  /** Shows the list, unless something is being filled in. */
  home() {
    if (this.entering === null) this.record = null;
  }

  /** Takes a form for the record that is being filled in. */
  async attach() {
    const form = await commands.pickForm();
    if (form) await this.swap(form);
  }

  /** Puts the form that was offered in the place of the other one, or lets it go. What was typed stays. */
  async answer(replace: boolean) {
    const form = this.offered;
    this.offered = null;
    if (form && replace) {
      this.photos = [...new Set([...this.photos, ...this.offeredFor])];
      await this.swap(form);
    } else if (form) await commands.discardForm(form.id);
  }

  /** Opens a record to be corrected, with the fields that a refusal names marked. */
  async correct(id: string, fields: string[]) {
    await this.open(id);
    this.asked = fields;
    this.entering = "correction";
  }

  private async swap(form: Form) {
    const before = this.form;
    this.form = form;
    if (before) await commands.discardForm(before.id);
  }

  /** Begins a record from a form, for photos, or offers the form to the one that is being filled in. */
  async begin(asked: Promise<Form | null>, photos: number[] = []) {
    const form = await asked;
    if (form === null) return;
    session.place = "consents";
    if (this.entering !== null) {
      await this.answer(false);
      this.offered = form;
      this.offeredFor = photos;
      session.say(strings.record.offered(form.name));
      return;
    }
    this.beginBare("", photos);
    this.form = form;
  }

  beginBare(about = "", photos: number[] = []) {
    this.record = null;
    this.asked = [];
    this.about = about;
    this.photos = photos;
    this.entering = "new";
  }

  /** Leaves what is being filled in, and lets its file go. */
  async discard() {
    this.entering = null;
    this.photos = [];
    await this.answer(false);
    const form = this.form;
    this.form = null;
    if (form) await commands.discardForm(form.id);
  }

  /** Keeps the record, or gives the fields to mend. */
  async save(draft: RecordDraft): Promise<FieldFailure[]> {
    const saved =
      this.entering === "correction" && this.record
        ? await commands.changeRecord(this.record.summary.id, this.record.version, draft)
        : await commands.saveRecord(draft);
    if (saved.outcome === "unfit") return saved.fields;
    const { photos: waiting } = this;
    this.form = null;
    await this.answer(false);
    await this.load();
    await this.open(saved.record.id);
    session.say(strings.record.saved(saved.record.person));
    if (waiting.length > 0) await this.linkTo(waiting, saved.record);
    return [];
  }

  /** Links a record that was just kept to the photos it was entered for, and goes back to them. */
  private async linkTo(ids: number[], { id, person }: RecordSummary) {
    try {
      await photos.change(commands.link(ids, id));
      session.place = "photos";
      await photos.load();
      await this.load();
      session.say(strings.record.savedFor(person, ids.length));
    } catch (thrown) {
      // The record is kept all the same, and is on screen.
      session.fail(thrown);
    }
  }

  async withdraw(id: string, withdrawal: Withdrawal) {
    this.record = await commands.withdraw(id, withdrawal);
    await this.load();
    session.say(toTakeDown(this.record));
  }

  async stand(record: RecordDetail, status: string) {
    const { id, person } = record.summary;
    this.record = await commands.setRecordStatus(id, record.version, status);
    await this.load();
    session.say(strings.record.stands(person, strings.record.stand[status]?.[0] ?? status));
  }

  async pickFhir() {
    await this.discardFhir();
    this.incoming = await commands.pickFhir();
  }

  async discardFhir() {
    const incoming = this.incoming;
    this.incoming = null;
    if (incoming) await commands.discardFhir(incoming.id);
  }

  async enterFhir(incoming: Incoming, person: string) {
    const entered = await commands.enterFhir(incoming.id, person);
    this.incoming = null;
    await this.load();
    await this.open(entered.id);
    session.say(strings.incoming.entered(entered.person));
  }
}

export const consents = new Consents();
