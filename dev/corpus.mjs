// `corpus`: exports a folder of real pictures with the command line and has the copies judged from outside.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { built, cargo } from "./build.mjs";
import { filesIn, readIfThere } from "./files.mjs";
import { Judge } from "./judge.mjs";
import { prepare } from "./machine.mjs";
import { answer, ROOT, run, Stop } from "./shell.mjs";
import { formatNames, outcomes, problems, readExceptions, reasons, table, weigh } from "./verdict.mjs";

const EXCEPTIONS = join(ROOT, "tests", "corpus-exceptions.tsv");

export function corpus(args) {
  const { folder, oracle, keep } = readArguments(args);
  prepare("corpus");
  cargo("build", "--release", "--locked");
  const work = mkdtempSync(join(tmpdir(), "safelight-corpus-"));
  try {
    const judge = new Judge(oracle, join(work, "judged"));
    const out = keep ?? join(work, "out");
    mkdirSync(out, { recursive: true });
    report(folder, examine(folder, work, out, judge));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readArguments(args) {
  const options = { keep: { type: "string" }, oracle: { type: "string" } };
  const { values, positionals } = readOptions({ args, options, allowPositionals: true });
  if (positionals.length !== 1) throw new Stop("Name one folder: node dev.mjs corpus DIR [--oracle FILE] [--keep OUT]");
  const folder = resolve(positionals[0]);
  if (!existsSync(folder)) throw new Stop(`There is no folder ${folder}.`);
  const keep = values.keep && resolve(values.keep);
  if (keep && filesIn(keep).length > 0) throw new Stop(`${keep} is not empty. Name another folder to keep the copies in.`);
  return { folder, keep, oracle: resolve(values.oracle ?? join(folder, "..", "oracle", "audit.py")) };
}

function readOptions(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Stop(error.message);
  }
}

/** Exports every picture, has the copies judged, and asks which of those without a comparison can be decoded at all. */
function examine(folder, work, out, judge) {
  const listed = listedFormats();
  const files = filesIn(folder);
  const { answers, seconds } = exportAll(folder, work, out);
  const copies = answers.filter(({ outcome, output }) => outcome === "exported" && existsSync(output));
  const results = outcomes(files, answers, judge.rows(copies), formatNames(files, judge.types(files), listed));
  const names = new Set(listed.map(({ format }) => format));
  const asked = results.filter(({ format, outcome, row }) => (outcome === "exported" ? row?.pixels === null : names.has(format)));
  return { results, seconds, decodable: judge.decodable(asked.map(({ file }) => file)) };
}

/** The formats that the program itself says it cleans. */
function listedFormats() {
  const printed = answer(built("release", "safelight"), ["formats", "--json"]);
  if (printed === null) throw new Stop("`safelight formats --json` failed.");
  return jsonLines(printed);
}

/** Clears and exports the whole folder under a throw-away register; the program's answer for each picture, and how long it took. */
function exportAll(folder, work, out) {
  const env = { SAFELIGHT_REGISTER: join(work, "register"), SAFELIGHT_PASSPHRASE: randomBytes(24).toString("hex") };
  // 1 and 2 are answers about single pictures: the export gives them again, with their codes.
  const safelight = (args, allowed, log) => {
    const file = openSync(join(out, log), "w");
    try {
      run(built("release", "safelight"), args, { env, allowed, stdio: ["ignore", file, "inherit"] });
    } finally {
      closeSync(file);
    }
  };
  const pictures = join(out, "pictures");
  mkdirSync(pictures);
  safelight(["--json", "init"], [0], "init.jsonl");
  safelight(["--json", "declare", "no-person", "--by", "corpus", "--reason", "test suite", folder], [0, 1, 2], "declare.jsonl");
  safelight(["--json", "people", "--count", "0", folder], [0, 1, 2], "people.jsonl");
  safelight(["--json", "review", "--by", "corpus", folder], [0, 1, 2], "review.jsonl");
  const use = ["--purpose", "research", "--audience", "treating-team"];
  safelight(["--json", "export", ...use, "--to", pictures, folder], [0, 1, 2], "export.jsonl");
  const answers = jsonLines(readFileSync(join(out, "export.jsonl"), "utf8"));
  const { summary } = answers.pop() ?? {};
  if (!summary) throw new Stop("The export ended without its summary.");
  return { answers: answers.map((line) => ({ ...line, source: resolve(line.source) })), seconds: summary.seconds };
}

function report(folder, { results, seconds, decodable }) {
  const files = results.map(({ file }) => file);
  const exceptions = readExceptions(readIfThere(EXCEPTIONS) ?? "");
  const { excused, unexcused, untrue } = weigh(files, problems(results, decodable), exceptions);
  const named = (file) => relative(folder, file);

  console.log(`\n${table(results, decodable)}`);
  const why = reasons(results, decodable);
  if (why) console.log(`\n${why}`);
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  console.log(`\nThe export of ${megabytes.toFixed(0)} MB took ${seconds.toFixed(1)} s.`);
  section("Excused by tests/corpus-exceptions.tsv", excused.map(({ file, what, reason }) => `${named(file)}: ${what} (${reason})`));
  section("Wrong", unexcused.map(({ file, what }) => `${named(file)}: ${what}`));
  section("Excused without need: take these out of tests/corpus-exceptions.tsv", untrue.map(({ file, glob }) => `${glob}: ${named(file)}`));

  if (unexcused.length + untrue.length > 0) {
    throw new Stop(`\n${files.length} pictures: ${unexcused.length} wrong, ${untrue.length} excused without need.`);
  }
  console.log(`\n${files.length} pictures: each one that can be decoded came out clean and looking the same, or is excused.`);
}

function section(title, lines) {
  if (lines.length > 0) console.log(`\n${title}:\n${lines.map((line) => `  ${line}`).join("\n")}`);
}

function jsonLines(text) {
  return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}
