import { consents } from "../consent/consents.svelte";
import { commands } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { Form } from "../shared/wire/Form";
import type { RecordSummary } from "../shared/wire/RecordSummary";
import { saysAnything } from "./people";
import { photos } from "./photos.svelte";

/** Signed forms that are brought to photos: linked at once where the register knows them, or the begin of a record. */
class Bringing {
  /** A picture dropped on photos, of which nobody has said what it is. */
  asked = $state.raw<{ drop: number; photos: number[] } | null>(null);
  /** A form on which records stand already. */
  known = $state.raw<{ form: Form; records: RecordSummary[]; photos: number[] } | null>(null);

  /** Takes a form for photos. */
  async bring(asked: Promise<Form | null>, to: number[]) {
    const form = await asked;
    if (form === null) return;
    await this.leave();
    await consents.load();
    const records = consents.list.filter(
      ({ id, standing }) => form.records.includes(id) && saysAnything(standing),
    );
    if (records.length > 0) this.known = { form, records, photos: to };
    else await consents.begin(Promise.resolve(form), to);
  }

  /** Links a record that stands on the form already, and needs the form no more. */
  async link({ id, person }: RecordSummary) {
    const { known } = this;
    if (!known) return;
    await photos.change(commands.link(known.photos, id));
    session.say(strings.people.linkedTo(person, known.photos.length));
    await this.leave();
    await consents.load();
  }

  /** Begins another record with the form, though there are some: one paper may speak of two people. */
  async anew() {
    const { known } = this;
    this.known = null;
    if (known) await consents.begin(Promise.resolve(known.form), known.photos);
  }

  /** Lets a known form go. */
  async leave() {
    const { known } = this;
    this.known = null;
    if (known) await commands.discardForm(known.form.id);
  }

  /** The picture is a form. */
  async isForm() {
    const { asked } = this;
    this.asked = null;
    if (asked) await this.bring(commands.formFromDrop(asked.drop), asked.photos);
  }

  /** The picture is one more photo. */
  async isPhoto() {
    const { asked } = this;
    this.asked = null;
    if (!asked) return;
    photos.close();
    await photos.addDropped(asked.drop);
  }
}

export const bringing = new Bringing();
