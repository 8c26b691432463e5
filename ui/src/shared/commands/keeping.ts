import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { BackedUp } from "../wire/BackedUp";
import type { FromBackup } from "../wire/FromBackup";
import type { RegisterState } from "../wire/RegisterState";
import type { Settings } from "../wire/Settings";

/** What the window may ask to keep the register safe, one function a command. */
export const keeping = {
  stir: () => invoke<null>("stir"),
  setIdleMinutes: (minutes: number) => invoke<Settings>("set_idle_minutes", { minutes }),
  backUpRegister: () => invoke<BackedUp | null>("back_up_register"),
  restoreRegister: (passphrase: string) => invoke<FromBackup | null>("restore_register", { passphrase }),
  unlockFromKeychain: () => invoke<RegisterState>("unlock_from_keychain"),
  setKeychain: (on: boolean) => invoke<RegisterState>("set_keychain", { on }),
  changePassphrase: (old: string, anew: string) =>
    invoke<RegisterState>("change_passphrase", { old, new: anew }),
};

/** The shell locked the register by itself. */
export function onLocked(hear: () => void): Promise<() => void> {
  return listen("locked", hear);
}
