// `fuzz`: every format's walk, the blocks that formats share and the hiding of regions, against inputs nobody thought of.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { carved, readEnding } from "./fuzzing.mjs";
import { filesIn, readIfThere } from "./files.mjs";
import { prepare } from "./machine.mjs";
import { answer, ROOT, run, Stop, works } from "./shell.mjs";

const CARGO_FUZZ = "0.13.2";
const FUZZ = join(ROOT, "tests", "fuzz");
const [TARGET, SEEDS, PICTURES, CORPUS, ARTIFACTS] = ["target", "seeds", "pictures", "corpus", "artifacts"].map((name) => join(FUZZ, name));

const AT_ONCE = 2;
// Bytes of an input. Larger pictures teach the fuzzer nothing that smaller ones do not.
const LARGEST = 200_000;
// What takes a second in a release build takes about ten with the address sanitizer, coverage and debug assertions.
const SECONDS_AN_INPUT = 10;

export async function fuzz(args) {
  const { seconds, corpus, asked } = readArguments(args);
  prepare("fuzz");
  build();
  gatherSeeds(corpus);
  const jobs = chosen(allJobs(), asked);
  console.log(`\n${jobs.map(({ name }) => name).join(", ")}: ${seconds} s each, ${AT_ONCE} at a time`);
  const found = [];
  const queue = [...jobs];
  const work = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) {
      const ended = await start(job, seconds);
      console.log(`${job.name.padEnd(12)} ${ended.said}`);
      found.push(...ended.inputs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (found.length > 0) throw new Stop(`\n${found.length} found. Keep each as a test in tests/formats/regressions.rs:\n${found.map((path) => `  ${path}`).join("\n")}`);
  console.log(`\n${jobs.length} targets, nothing found.`);
}

function readArguments(args) {
  const options = { seconds: { type: "string", default: "600" }, corpus: { type: "string" } };
  const { values, positionals } = readOptions({ args, options, allowPositionals: true });
  const seconds = Number(values.seconds);
  if (!Number.isInteger(seconds) || seconds < 1) throw new Stop("--seconds takes a whole number.");
  const corpus = values.corpus && resolve(values.corpus);
  if (corpus && !existsSync(corpus)) throw new Stop(`There is no folder ${corpus}.`);
  return { seconds, corpus, asked: positionals };
}

function readOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Stop(error.message);
  }
}

function build() {
  if (!works("cargo", ["+nightly", "--version"])) throw new Stop("libFuzzer needs a nightly Rust: rustup toolchain install nightly.");
  if (!works("cargo", ["fuzz", "--version"])) run("cargo", ["install", `cargo-fuzz@${CARGO_FUZZ}`, "--locked", "--quiet"]);
  run("cargo", ["+nightly", "fuzz", "build", "--fuzz-dir", FUZZ, "--target-dir", TARGET]);
}

/** Every picture that the tests build, by format; beside them the small ones of a folder; and the blocks inside both. */
function gatherSeeds(corpus) {
  run("cargo", ["test", "--locked", "--quiet", "--test", "formats"], { env: { SAFELIGHT_SEEDS: join(SEEDS, "formats"), PROPTEST_CASES: "8" } });
  if (corpus) {
    rmSync(PICTURES, { recursive: true, force: true });
    keepAll(PICTURES, filesIn(corpus).filter((path) => statSync(path).size <= LARGEST), copyFileSync);
  }
  for (const path of [...filesIn(join(SEEDS, "formats")), ...filesIn(PICTURES)]) {
    for (const [name, block] of carved(readFileSync(path))) {
      const folder = join(SEEDS, "blocks", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, createHash("sha256").update(block).digest("hex")), block);
    }
  }
}

function keepAll(folder, paths, keep) {
  mkdirSync(folder, { recursive: true });
  paths.forEach((path, index) => keep(path, join(folder, String(index))));
}

/** A run of each target; the walk's is one for each format. */
function allJobs() {
  const formats = readdirSync(join(SEEDS, "formats")).sort();
  const targets = readdirSync(join(FUZZ, "targets")).map((file) => file.replace(/\.rs$/, "")).sort();
  const files = (names) => [...names.map((name) => join(SEEDS, "formats", name)), PICTURES];
  return targets.flatMap((target) => {
    if (target === "walk") {
      return formats.map((format) => ({ name: `walk-${format}`, target, format, words: format, seeds: files([format]) }));
    }
    const block = join(SEEDS, "blocks", target);
    return [{ name: target, target, words: target, seeds: target === "conceal" ? files(formats) : [block] }];
  });
}

function chosen(jobs, asked) {
  if (asked.length === 0) return jobs;
  const named = (job) => asked.some((name) => job.name === name || job.target === name);
  const unknown = asked.find((name) => !jobs.some((job) => job.name === name || job.target === name));
  if (unknown) throw new Stop(`There is no target \`${unknown}\`. There are ${jobs.map(({ name }) => name).join(", ")}.`);
  return jobs.filter(named);
}

/** Runs one job to its end; what it says of itself, and the inputs it found. */
async function start({ name, target, format, words, seeds }, seconds) {
  const [corpus, artifacts, log] = [join(CORPUS, name), join(ARTIFACTS, name), join(ARTIFACTS, `${name}.log`)];
  for (const folder of [corpus, artifacts]) mkdirSync(folder, { recursive: true });
  const dictionary = join(FUZZ, "dictionaries", `${words}.dict`);
  const args = [
    corpus,
    ...seeds.filter(existsSync),
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    `-max_total_time=${seconds}`,
    `-timeout=${SECONDS_AN_INPUT}`,
    `-max_len=${LARGEST}`,
    `-artifact_prefix=${artifacts}/`,
    "-print_final_stats=1",
  ];
  const env = { ...process.env, ...(format && { SAFELIGHT_FUZZ_FORMAT: format }) };
  const status = await ended(join(TARGET, host(), "release", target), args, env, log);
  const { said, input } = readEnding(readIfThere(log) ?? "");
  if (status === 0) return { said, inputs: [] };
  return { said, inputs: [relative(ROOT, input ?? log)] };
}

function ended(program, args, env, log) {
  const file = openSync(log, "w");
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: FUZZ, env, stdio: ["ignore", file, file] });
    child.on("error", fail);
    child.on("exit", (status) => done(status));
  }).finally(() => closeSync(file));
}

function host() {
  return /^host: (.+)$/m.exec(answer("rustc", ["+nightly", "-vV"]))[1];
}
