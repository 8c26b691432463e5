// Building the interface and the programs.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readIfThere } from "./files.mjs";
import { answer, ROOT, run, Stop } from "./shell.mjs";

const UI = join(ROOT, "ui");

export function cargo(...args) {
  run("cargo", args);
}

/** Runs npm in ui/. */
export function npm(...args) {
  run("npm", args, { cwd: UI });
}

/** Installs the interface's packages, only when its lock file is another than last time. */
export function installUi() {
  const lock = createHash("sha256").update(readFileSync(join(UI, "package-lock.json"))).digest("hex");
  // `npm ci` empties node_modules first, so a stamp in there cannot outlive what it vouches for.
  const stamp = join(UI, "node_modules", ".installed-lock");
  if (readIfThere(stamp) === lock) return;
  npm("ci", "--no-audit", "--no-fund");
  writeFileSync(stamp, lock);
}

/** Where cargo builds: `target`, unless the person's own settings say otherwise. */
export function targetFolder() {
  const metadata = answer("cargo", ["metadata", "--no-deps", "--format-version", "1"]);
  if (metadata === null) throw new Stop("cargo cannot read Cargo.toml; `cargo metadata` says why.");
  return JSON.parse(metadata).target_directory;
}

/** The path of a built program. */
export function built(profile, name) {
  return join(targetFolder(), profile, process.platform === "win32" ? `${name}.exe` : name);
}
