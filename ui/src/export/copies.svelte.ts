import { commands, failureOf } from "../shared/commands";
import { session } from "../shared/session.svelte";
import { strings } from "../shared/strings";
import type { CopyPlace } from "../shared/wire/CopyPlace";
import type { CopyStanding } from "../shared/wire/CopyStanding";
import type { Failure } from "../shared/wire/Failure";
import type { FollowedCopy } from "../shared/wire/FollowedCopy";
import type { Whose } from "../shared/wire/Whose";
import type { Withdrawal } from "../shared/wire/Withdrawal";

export const filters = ["all", "exported", "withdrawn", "failed"] as const;
export type Filter = (typeof filters)[number];

/** The copies as the window shows them: a page at a time, the newest first; the one that is open; whose a file is. */
class Copies {
  text = $state("");
  filter = $state<Filter>("all");
  list = $state.raw<FollowedCopy[]>([]);
  more = $state(false);
  loaded = $state(false);
  failure = $state.raw<Failure | null>(null);
  open = $state.raw<FollowedCopy | null>(null);
  whose = $state.raw<Whose | null>(null);
  /** Only the newest question's answer counts. */
  private asked = 0;

  /** Whether what is shown is a part. */
  private part = $state(false);

  /** Whether a part is asked for, or still shown. */
  get narrowed() {
    return this.part || this.asksPart;
  }

  private get asksPart() {
    return this.text.trim() !== "" || this.filter !== "all";
  }

  /** Loads the first page, or the one behind what is shown. */
  async load(older = false) {
    const asked = (this.asked += 1);
    const part = this.asksPart;
    const standing: CopyStanding | null = this.filter === "all" ? null : this.filter;
    const before = older ? (this.list.at(-1)?.copy.row ?? null) : null;
    this.failure = null;
    try {
      const page = await commands.copies({ text: this.text, standing, before });
      if (asked !== this.asked) return;
      this.list = older ? [...this.list, ...page.copies] : page.copies;
      this.more = page.more;
      this.loaded = true;
      this.part = part;
      if (older || part) session.say(strings.exports.shown(this.list.length));
    } catch (thrown) {
      if (asked === this.asked) this.failure = failureOf(thrown);
    }
  }

  /** Asks whose a file is; the answer opens. */
  async ask(asking: Promise<Whose | null>) {
    const answer = await asking;
    if (answer === null) return;
    this.open = null;
    this.whose = answer;
    session.place = "exports";
  }

  async note(row: string, line: CopyPlace) {
    const changed = await commands.notePlace(row, line);
    this.list = this.list.map((each) => (each.copy.row === row ? changed : each));
    if (this.open?.copy.row === row) this.open = changed;
    session.say(strings.exports.kept(line.place));
  }

  /** Withdraws a record, or some of its uses: the list tells which copies are to be taken down. */
  async withdraw(record: string, withdrawal: Withdrawal) {
    await commands.withdraw(record, withdrawal);
    this.open = null;
    await this.load();
    session.say(strings.exports.takenBack);
  }

  /** Nothing of the register stays here once the place is left. */
  forget() {
    this.asked += 1;
    this.list = [];
    this.loaded = false;
    this.part = false;
    this.more = false;
    this.open = null;
    this.whose = null;
    this.text = "";
    this.filter = "all";
  }
}

export const copies = new Copies();
