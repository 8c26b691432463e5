// What a corpus run shows: a table a format, the pictures that came out wrong, and the exceptions that excuse them.
import { basename, extname } from "node:path";

/** The extension that says what a file claims to be. */
export function extension(path) {
  return extname(path).slice(1).toLowerCase();
}

/** What became of each file: the program's own answer joined with the oracle's row. */
export function outcomes(files, lines, rows) {
  const answers = new Map(lines.map((line) => [line.source, line]));
  const judged = new Map(rows.map((row) => [row.source, row]));
  return files.map((file) => {
    const answer = answers.get(file);
    return { file, outcome: answer?.outcome ?? "silent", codes: codes(answer), row: judged.get(file) };
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

/** One row for each extension and one for all, columns aligned. */
export function table(results) {
  const kinds = [...new Set(results.map(({ file }) => extension(file)))].sort();
  const head = ["", "files", "exported", "refused", "failed", "silent", "clean", "different"];
  const body = kinds.map((kind) => tableRow(kind || "(none)", results.filter(({ file }) => extension(file) === kind)));
  const lines = [head, ...body, tableRow("all", results)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => String(line[column]).length)));
  return lines
    .map((line) => line.map((cell, column) => (column ? String(cell).padStart(widths[column]) : cell.padEnd(widths[0]))).join("  "))
    .join("\n");
}

/** How often each code was given for an outcome, most frequent first. */
export function codeCounts(results, outcome) {
  const counts = new Map();
  for (const { codes } of results.filter((result) => result.outcome === outcome)) {
    for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([code, count]) => `${code} ${count}`);
}

function tableRow(name, results) {
  const count = (outcome) => results.filter((result) => result.outcome === outcome).length;
  const clean = results.filter(({ row }) => row?.clean).length;
  const different = results.filter(({ row }) => row?.pixels).length;
  return [name, results.length, count("exported"), count("refused"), count("failed"), count("silent"), clean, different];
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
