// `test`: every check of the project, in the order in which a failure is cheapest to learn of.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { checkDependencies } from "./audit.mjs";
import { built, cargo, installUi, npm } from "./build.mjs";
import { filesIn } from "./files.mjs";
import { OUTSIDE, prepare } from "./machine.mjs";
import { pythonWith, ROOT, run, Stop } from "./shell.mjs";

const WIRE = "ui/src/shared/wire";

export function test() {
  prepare("test");
  runSteps(steps());
}

function steps() {
  let wireBefore;
  return [
    ["developer tool", () => run(process.execPath, ["--test", ...ownTests()])],
    ["Rust format", () => cargo("fmt", "--all", "--check")],
    ["interface packages", installUi],
    ["interface types", () => npm("run", "check")],
    ["interface lint", () => npm("run", "lint")],
    ["interface format", () => npm("run", "format:check")],
    ["interface tests", () => npm("test")],
    // The desktop shell embeds ui/dist when it is compiled.
    ["interface build", () => npm("run", "build")],
    ["licences, bans and sources", checkDependencies],
    ["Clippy", () => cargo("clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings")],
    [
      "Rust tests",
      () => {
        wireBefore = fingerprint(join(ROOT, WIRE));
        cargo("test", "--workspace", "--locked");
      },
    ],
    ["wire types", () => checkWire(wireBefore)],
    ["checks from outside", checkFromOutside],
    ["real window", () => cargo("test", "--workspace", "--locked", "--test", "window")],
  ];
}

/** Runs named steps in order, and stops at the first that fails. */
export function runSteps(steps, { say = console.log, clock = () => performance.now() } = {}) {
  let passed = 0;
  for (const [name, work] of steps) {
    const began = clock();
    say(`\n== ${name}`);
    try {
      work();
    } catch (error) {
      say(`\n${error instanceof Stop ? error.message : error.stack}\nFailed at: ${name}, after ${seconds(clock() - began)}.\n${passed} passed, 1 failed`);
      throw new Stop();
    }
    passed += 1;
    say(`== ${name}: ok, ${seconds(clock() - began)}`);
  }
  say(`\n${passed} passed, 0 failed`);
}

/** A digest of all files in a folder: names and bytes. A folder that is not there is an empty one. */
export function fingerprint(folder) {
  const hash = createHash("sha256");
  for (const path of filesIn(folder)) {
    hash.update(`${relative(folder, path)}\0`).update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}

/** The Rust tests write the wire types anew: when that changed them, what is checked in was stale. */
function checkWire(before) {
  if (!existsSync(join(ROOT, WIRE))) throw new Stop(`The Rust tests wrote no types to ${WIRE}.`);
  if (fingerprint(join(ROOT, WIRE)) !== before) {
    throw new Stop(`The types in ${WIRE} were not those of the Rust code. They are now: look at the change and commit it.`);
  }
}

/** Hides with the command that the Rust tests have built, and attacks the copies. */
function checkFromOutside() {
  run(pythonWith(...OUTSIDE), ["-B", join("tests", "outside", "check.py"), built("debug", "safelight")]);
}

function ownTests() {
  return filesIn(join(ROOT, "dev")).filter((path) => path.endsWith(".test.mjs"));
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
