// What a corpus run shows: a table a format, the pictures that came out wrong, and the exceptions that excuse them.
import { basename } from "node:path";

// What ExifTool calls media types that are variants of a listed one.
const VARIANTS = { "image/heif": "image/heic", "image/heic-sequence": "image/heic", "image/heif-sequence": "image/heic", "image/x-tiff-big": "image/tiff" };

/** Each file's format as its content tells ExifTool, by the program's name for it where it is in the program's list. */
export function formatNames(files, types, listed) {
  const names = new Map(listed.map(({ format, media_type: media }) => [media, format]));
  return new Map(
    files.map((file) => {
      const { name = "(unknown)", media } = types.get(file) ?? {};
      return [file, names.get(media) ?? names.get(VARIANTS[media]) ?? name];
    }),
  );
}

/** What became of each file: its format, the program's own answer and the oracle's row. */
export function outcomes(files, lines, rows, formats) {
  const answers = new Map(lines.map((line) => [line.source, line]));
  const judged = new Map(rows.map((row) => [row.source, row]));
  return files.map((file) => {
    const answer = answers.get(file);
    return {
      file,
      format: formats.get(file),
      outcome: answer?.outcome ?? "silent",
      codes: codes(answer),
      reason: reason(answer),
      row: judged.get(file),
    };
  });
}

/** What is wrong, and with which picture: a decodable one not exported, or a copy that is not clean, differs or is broken. */
export function problems(results, decodable) {
  return results.flatMap(({ file, outcome, codes, row }) => {
    if (outcome !== "exported") return decodable.has(file) ? [{ file, what: [outcome, ...codes].join(" ") }] : [];
    if (!row) return [{ file, what: "said to be exported, but there is no copy" }];
    if (!row.clean) return [{ file, what: flaws(row) }];
    // The oracle calls a pair it cannot compare clean; when the source can be shown, the copy is broken.
    return row.pixels === null && decodable.has(file) ? [{ file, what: "the picture can be decoded, its copy cannot" }] : [];
  });
}

/** The exceptions in a tab-separated list; # begins a comment. */
export function readExceptions(text) {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [glob, reason] = line.split("\t");
      return { glob, reason, names: pattern(glob) };
    });
}

/** The problems no exception names, and the exceptions that name a picture without a problem. */
export function weigh(files, found, exceptions) {
  const wrong = new Set(found.map(({ file }) => file));
  const named = (file) => exceptions.find(({ names }) => names.test(basename(file)));
  return {
    excused: found.filter(({ file }) => named(file)).map((problem) => ({ ...problem, reason: named(problem.file).reason })),
    unexcused: found.filter(({ file }) => !named(file)),
    // Another corpus need not hold every picture the list names: only those it holds are asked for.
    untrue: files.filter((file) => named(file) && !wrong.has(file)).map((file) => ({ file, glob: named(file).glob })),
  };
}

const COLUMNS = [
  ["files", () => true],
  ["exported", exported],
  ["clean and the same", ({ row }) => row?.clean && row.pixels === 0],
  ["looking different", ({ row }) => row?.pixels > 0],
  ["with residue", ({ row }) => row?.residue.length > 0],
  ["with a trailer", ({ row }) => row?.trailer > 0],
  ["not comparable", ({ row }) => row?.pixels === null],
  ["refused by name", refusedByName],
  ["broken", (result) => !exported(result) && !refusedByName(result)],
];

/** One row for each format and one for all, in Markdown; the last column counts pictures that should have come out. */
export function table(results, decodable) {
  const columns = [...COLUMNS, ["decodable, not exported", (result) => !exported(result) && decodable.has(result.file)]];
  const formats = [...new Set(results.map(({ format }) => format))].sort();
  const row = (name, of) => [name, ...columns.map(([, counts]) => of.filter(counts).length)];
  const body = formats.map((format) => row(format, results.filter((result) => result.format === format)));
  return markdown([["format", ...columns.map(([title]) => title)], ...body, row("all", results)]);
}

/** Why pictures were not exported, most frequent first within a format, in Markdown; empty where all were. */
export function reasons(results, decodable) {
  const groups = new Map();
  for (const { file, format, reason } of results.filter((result) => !exported(result))) {
    const key = JSON.stringify([format, reason]);
    const [, , files, shown] = groups.get(key) ?? [format, reason, 0, 0];
    groups.set(key, [format, reason, files + 1, shown + Number(decodable.has(file))]);
  }
  if (groups.size === 0) return "";
  const rows = [...groups.values()].sort((a, b) => a[0].localeCompare(b[0]) || b[2] - a[2] || a[1].localeCompare(b[1]));
  return markdown([["format", "why not exported", "files", "decodable"], ...rows]);
}

function markdown([head, ...body]) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${head.map((title, column) => (typeof body[0]?.[column] === "number" ? "---:" : "---")).join("|")}|`;
  return [line(head), rule, ...body.map(line)].join("\n");
}

function exported({ outcome }) {
  return outcome === "exported";
}

function refusedByName({ codes }) {
  return codes.includes("unsupported");
}

/** The program's reason without what differs from file to file: the remedy, the part and its place, the numbers. */
function reason(answer) {
  if (answer === undefined) return "no answer";
  if (answer.outcome === "refused") return codes(answer).join(", ");
  return (answer.message ?? "")
    .replace(/ is not supported\. .*$/s, "")
    .replace(/ \([^()]*, at byte \d+\)\.?$/, "")
    .replace(/\d+/g, "…");
}

function codes(answer) {
  if (answer?.outcome === "refused") return answer.refusals.map(({ id }) => id);
  return answer?.outcome === "failed" ? [answer.code] : [];
}

function flaws(row) {
  const list = [];
  if (row.residue.length > 0) list.push(`residue ${row.residue.slice(0, 4).join(", ")}`);
  if (row.trailer) list.push(`${row.trailer} bytes behind the end`);
  if (row.pixels) list.push(row.pixels > 255 ? "another size or way up" : `looks different by ${row.pixels}`);
  return list.join("; ");
}

function pattern(glob) {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`);
}
