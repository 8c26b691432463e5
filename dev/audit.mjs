// `audit`: what the program is made of. Licences, bans and sources need no network; advisories do.
import { join } from "node:path";
import { targetFolder } from "./build.mjs";
import { prepare } from "./machine.mjs";
import { answer, capture, ROOT, run, Stop, works } from "./shell.mjs";

const CARGO_DENY = "0.20.2";

export function audit() {
  prepare("audit");
  checkDependencies();
  checkCrateAdvisories();
  checkPackageAdvisories();
}

/** Licences, banned crates and sources of the shipped program, and sources of everything else that is built. */
export function checkDependencies() {
  deny("--exclude-dev", "check", "bans", "licenses");
  deny("check", "sources");
}

function checkCrateAdvisories() {
  if (!works(denyProgram(), ["fetch", "db"])) {
    console.log("crates: advisories not checked: database out of reach");
    return;
  }
  deny("check", "--disable-fetch", "advisories");
}

function checkPackageAdvisories() {
  const { stdout } = capture("npm", ["audit", "--omit=dev", "--json"], { cwd: join(ROOT, "ui") });
  const counts = vulnerabilities(stdout);
  if (counts === null) {
    console.log("npm packages: advisories not checked: database out of reach");
    return;
  }
  if (counts.total > 0) throw new Stop(`npm packages: ${counts.total} advisories. \`npm audit --omit=dev\` in ui/ lists them.`);
  console.log("npm packages: no advisories");
}

/** npm's counts of known vulnerabilities, or null when its answer is an error. */
export function vulnerabilities(answered) {
  try {
    return JSON.parse(answered).metadata?.vulnerabilities ?? null;
  } catch {
    return null;
  }
}

function deny(...args) {
  // Without --workspace only the root package, the command line, would be looked at.
  run(denyProgram(), ["--log-level", "error", "--workspace", ...args]);
}

/** cargo-deny, built for this project when it is not there yet: unoptimised takes a third of the time and is fast enough. */
function denyProgram() {
  const tools = join(targetFolder(), "tools");
  const program = join(tools, "bin", process.platform === "win32" ? "cargo-deny.exe" : "cargo-deny");
  if (answer(program, ["--version"]) !== `cargo-deny ${CARGO_DENY}`) {
    run("cargo", ["install", `cargo-deny@${CARGO_DENY}`, "--locked", "--debug", "--force", "--quiet", "--root", tools], {
      env: { CARGO_PROFILE_DEV_DEBUG: "0" },
    });
  }
  return program;
}
