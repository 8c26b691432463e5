import { invoke } from "@tauri-apps/api/core";
import type { RegisterState } from "../wire/RegisterState";
import type { Settings } from "../wire/Settings";

/** What the window may ask of the register and the settings, one function a command. */
export const settings = {
  registerState: () => invoke<RegisterState>("register_state"),
  createRegister: (passphrase: string) => invoke<RegisterState>("create_register", { passphrase }),
  unlockRegister: (passphrase: string) => invoke<RegisterState>("unlock_register", { passphrase }),
  lockRegister: () => invoke<RegisterState>("lock_register"),
  settings: () => invoke<Settings>("settings"),
  setStrictness: (strictness: string) => invoke<Settings>("set_strictness", { strictness }),
  setProfile: (profile: string) => invoke<Settings>("set_profile", { profile }),
  chooseOutputFolder: () => invoke<Settings>("choose_output_folder"),
};
