#!/usr/bin/env node
// One command for everything a developer does: it sets the machine up for a task, then does it.
import { audit } from "./dev/audit.mjs";
import { bench } from "./dev/bench.mjs";
import { corpus } from "./dev/corpus.mjs";
import { fuzz } from "./dev/fuzz.mjs";
import { runDesktop } from "./dev/run.mjs";
import { Stop } from "./dev/shell.mjs";
import { test } from "./dev/test.mjs";

const TASKS = [
  { name: "run", takes: "[ARG…]", does: "build the desktop program and start it", work: runDesktop },
  { name: "test", takes: "", does: "every check: formats, lints, tests, the real window", work: test },
  { name: "corpus", takes: "DIR [--oracle FILE] [--keep OUT]", does: "export a folder of real pictures and have the copies judged", work: corpus },
  { name: "fuzz", takes: "[--seconds N] [--corpus DIR] [TARGET…]", does: "mutate pictures and blocks, and hold every promise of cleaning against them", work: fuzz },
  { name: "bench", takes: "[DIR]", does: "measure times and memory beside other programs'; DIR has real camera JPEGs", work: bench },
  { name: "audit", takes: "", does: "licences, banned crates, sources, known advisories", work: audit },
];

const [asked, ...args] = process.argv.slice(2);
const task = TASKS.find(({ name }) => name === asked);

if (task) {
  try {
    await task.work(args);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    if (error.message) console.error(error.message);
    process.exitCode = 1;
  }
} else if (asked === undefined || asked === "--help" || asked === "-h") {
  console.log(usage());
} else {
  console.error(`There is no task \`${asked}\`.\n\n${usage()}`);
  process.exitCode = 64;
}

function usage() {
  const rows = TASKS.map(({ name, takes, does }) => [`  node dev.mjs ${name} ${takes}`.trimEnd(), does]);
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, does]) => `${left.padEnd(width)}  ${does}`);
  return `Each task first sets the machine up for itself: on Debian and Ubuntu it installs what is missing, elsewhere it names it.\n\n${lines.join("\n")}`;
}
