import { commands, failureOf } from "./commands";
import { forget } from "./forget";
import type { Failure } from "./wire/Failure";
import type { RegisterState } from "./wire/RegisterState";
import type { Settings } from "./wire/Settings";

export type Place = "photos" | "consents" | "exports" | "settings";

/** What the whole window shares: where it is, whether the register is open, what was just said. */
class Session {
  place = $state<Place>("photos");
  register = $state<RegisterState | null>(null);
  settings = $state<Settings | null>(null);
  failure = $state<Failure | null>(null);
  /** Who is at the keyboard, as they last gave it: offered again where a name is asked for. */
  name = $state("");
  /** Read out by the live region. */
  said = $state("");

  say(sentence: string) {
    this.said = sentence;
  }

  fail(thrown: unknown) {
    this.failure = failureOf(thrown);
  }

  async start() {
    try {
      this.register = await commands.registerState();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  async lock() {
    await commands.lockRegister();
    forget();
  }
}

export const session = new Session();
