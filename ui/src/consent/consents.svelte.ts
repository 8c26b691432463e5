import { commands } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { Form } from "../shared/wire/Form";
import type { RecordDetail } from "../shared/wire/RecordDetail";
import type { RecordDraft } from "../shared/wire/RecordDraft";
import type { RecordSummary } from "../shared/wire/RecordSummary";

/** The register as the window shows it: the list, the record that is open, the form that begins a new one. */
class Consents {
  list = $state.raw<RecordSummary[]>([]);
  loaded = $state(false);
  record = $state.raw<RecordDetail | null>(null);
  form = $state.raw<Form | null>(null);
  /** Another form, dropped while a record is being filled in: it waits until somebody says which one counts. */
  offered = $state.raw<Form | null>(null);
  /** Whether the open record is being corrected. */
  correcting = $state(false);

  async load() {
    this.list = await commands.records();
    this.loaded = true;
  }

  async open(id: string | null) {
    this.correcting = false;
    this.record = id === null ? null : await commands.record(id);
  }

  /** Takes a form for the record that is being corrected. */
  async attach() {
    const form = await commands.pickForm();
    if (form) await this.swap(form);
  }

  /** Puts the form that was offered in the place of the other one, or lets it go. What was typed stays. */
  async answer(replace: boolean) {
    const form = this.offered;
    this.offered = null;
    if (form && replace) await this.swap(form);
    else if (form) await commands.discardForm(form.id);
  }

  private async swap(form: Form) {
    const before = this.form;
    this.form = form;
    if (before) await commands.discardForm(before.id);
  }

  async begin(asked: Promise<Form | null>) {
    const form = await asked;
    if (form === null) return;
    if (this.form !== null || this.correcting) {
      await this.answer(false);
      this.offered = form;
      session.say(strings.record.offered(form.name));
    } else this.form = form;
    session.place = "consents";
  }

  /** Closes the form that is being filled in, and lets its file go. */
  async discard() {
    this.correcting = false;
    await this.answer(false);
    const form = this.form;
    this.form = null;
    if (form) await commands.discardForm(form.id);
  }

  async save(draft: RecordDraft) {
    const saved =
      this.correcting && this.record
        ? await commands.changeRecord(this.record.summary.id, this.record.version, draft)
        : await commands.saveRecord(draft);
    this.form = null;
    await this.answer(false);
    await this.load();
    await this.open(saved.id);
    session.say(strings.record.saved(saved.person));
  }

  async withdraw(id: string, by: string, how: string) {
    this.record = await commands.withdraw(id, by, how);
    await this.load();
    session.say(strings.record.toTakeDown(this.record.copies.length));
  }
}

export const consents = new Consents();
