import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNames, outcomes, problems, readExceptions, reasons, table, weigh } from "./verdict.mjs";

const good = { residue: [], trailer: 0, pixels: 0, clean: true };
const files = ["/c/a.jpg", "/c/b.JPG", "/c/c.png", "/c/d.png", "/c/e.gif", "/c/f.jpg"];
const lines = [
  { source: "/c/a.jpg", outcome: "exported" },
  { source: "/c/b.JPG", outcome: "exported" },
  { source: "/c/c.png", outcome: "refused", refusals: [{ id: "unknown-part" }] },
  { source: "/c/d.png", outcome: "failed", code: "malformed", message: "A chunk is cut | short (IDAT, at byte 41)." },
  { source: "/c/f.jpg", outcome: "failed", code: "unsupported", message: "A lossless JPEG is not supported. Save it anew." },
];
const formats = new Map([["/c/a.jpg", "JPEG"], ["/c/b.JPG", "JPEG"], ["/c/c.png", "PNG"], ["/c/d.png", "PNG"], ["/c/e.gif", "GIF"], ["/c/f.jpg", "JPEG"]]);
const rows = [
  { source: "/c/a.jpg", ...good },
  { source: "/c/b.JPG", ...good, clean: false, residue: ["XMP:Creator=me"], pixels: 3 },
];
const results = outcomes(files, lines, rows, formats);

test("a decodable picture that is not exported, and a copy that is not clean, are problems", () => {
  const found = problems(results, new Set(["/c/c.png", "/c/e.gif"]));
  assert.deepEqual(found, [
    { file: "/c/b.JPG", what: "residue XMP:Creator=me; looks different by 3" },
    { file: "/c/c.png", what: "refused unknown-part" },
    { file: "/c/e.gif", what: "silent" },
  ]);
});

test("a picture said to be exported without a copy is a problem", () => {
  const [result] = outcomes(["/c/a.jpg"], lines, [], formats);
  assert.equal(problems([result], new Set()).length, 1);
});

test("a copy that cannot be decoded is a problem where the picture can", () => {
  const [result] = outcomes(["/c/a.jpg"], lines, [{ source: "/c/a.jpg", ...good, pixels: null }], formats);
  assert.equal(problems([result], new Set(["/c/a.jpg"])).length, 1);
  assert.equal(problems([result], new Set()).length, 0);
});

test("an exception excuses its problem, and is untrue for a picture without one", () => {
  const exceptions = readExceptions("# reasons\nc.p?g\tbroken palette\na*\tnot so\nelsewhere.tif\tanother corpus\n");
  const found = problems(results, new Set(["/c/c.png"]));
  const { excused, unexcused, untrue } = weigh(files, found, exceptions);
  assert.deepEqual(excused.map(({ file, reason }) => [file, reason]), [["/c/c.png", "broken palette"]]);
  assert.deepEqual(unexcused.map(({ file }) => file), ["/c/b.JPG"]);
  assert.deepEqual(untrue, [{ file: "/c/a.jpg", glob: "a*" }]);
});

test("the table counts what became of each format, by content, and of all", () => {
  const [head, rule, ...rows] = table(results, new Set(["/c/c.png", "/c/a.jpg"])).split("\n");
  assert.match(head, /^\| format \| files \| exported \| clean and the same \| looking different \| with residue \|/);
  assert.match(head, /with a trailer \| not comparable \| refused by name \| broken \| decodable, not exported \|$/);
  assert.equal(rule.split("|").length, head.split("|").length);
  assert.deepEqual(rows, [
    "| GIF | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 1 | 0 |",
    "| JPEG | 3 | 2 | 1 | 1 | 1 | 0 | 0 | 1 | 0 | 0 |",
    "| PNG | 2 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 2 | 1 |",
    "| all | 6 | 2 | 1 | 1 | 1 | 0 | 0 | 1 | 3 | 1 |",
  ]);
});

test("a copy that cannot be compared is not called the same", () => {
  const unseen = outcomes(["/c/a.jpg"], lines, [{ source: "/c/a.jpg", ...good, pixels: null }], formats);
  assert.match(table(unseen, new Set()), /\| JPEG \| 1 \| 1 \| 0 \| 0 \| 0 \| 0 \| 1 \| 0 \| 0 \| 0 \|/);
});

test("what was not exported is grouped by the reason given", () => {
  assert.deepEqual(reasons(results, new Set(["/c/c.png"])).split("\n"), [
    "| format | why not exported | files | decodable |",
    "|---|---|---:|---:|",
    "| GIF | no answer | 1 | 0 |",
    "| JPEG | A lossless JPEG | 1 | 0 |",
    "| PNG | A chunk is cut \\| short | 1 | 0 |",
    "| PNG | unknown-part | 1 | 1 |",
  ]);
  assert.equal(reasons(results.slice(0, 1), new Set()), "");
});

test("a format is told by content, whatever the name, and has the program's name for it", () => {
  const types = new Map([
    ["/c/a.jpg", { name: "PNG", media: "image/png" }],
    ["/c/b.heic", { name: "HEIF", media: "image/heif" }],
    ["/c/c.nef", { name: "NEF", media: "image/x-nikon-nef" }],
  ]);
  const listed = [{ format: "PNG image", media_type: "image/png" }, { format: "HEIC", media_type: "image/heic" }];
  const named = formatNames([...types.keys(), "/c/d.jpg"], types, listed);
  assert.deepEqual([...named.values()], ["PNG image", "HEIC", "NEF", "(unknown)"]);
});
