import assert from "node:assert/strict";
import { test } from "node:test";
import { codeCounts, outcomes, problems, readExceptions, table, weigh } from "./verdict.mjs";

const good = { residue: [], trailer: 0, pixels: 0, clean: true };
const files = ["/c/a.jpg", "/c/b.JPG", "/c/c.png", "/c/d.png", "/c/e.gif"];
const lines = [
  { source: "/c/a.jpg", outcome: "exported" },
  { source: "/c/b.JPG", outcome: "exported" },
  { source: "/c/c.png", outcome: "refused", refusals: [{ id: "unknown-part" }] },
  { source: "/c/d.png", outcome: "failed", code: "malformed" },
];
const rows = [
  { source: "/c/a.jpg", ...good },
  { source: "/c/b.JPG", ...good, clean: false, residue: ["XMP:Creator=me"], pixels: 3 },
];
const results = outcomes(files, lines, rows);

test("a decodable picture that is not exported, and a copy that is not clean, are problems", () => {
  const found = problems(results, new Set(["/c/c.png", "/c/e.gif"]));
  assert.deepEqual(found, [
    { file: "/c/b.JPG", what: "residue XMP:Creator=me; looks different by 3" },
    { file: "/c/c.png", what: "refused unknown-part" },
    { file: "/c/e.gif", what: "silent" },
  ]);
});

test("a picture said to be exported without a copy is a problem", () => {
  const [result] = outcomes(["/c/a.jpg"], lines, []);
  assert.equal(problems([result], new Set()).length, 1);
});

test("a copy that cannot be decoded is a problem where the picture can", () => {
  const [result] = outcomes(["/c/a.jpg"], lines, [{ source: "/c/a.jpg", ...good, pixels: null }]);
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

test("the table counts each extension, whatever its case, and all", () => {
  assert.deepEqual(table(results).split("\n").map((line) => line.trim().split(/\s+/).join(" ")), [
    "files exported refused failed silent clean different",
    "gif 1 0 0 0 1 0 0",
    "jpg 2 2 0 0 0 1 1",
    "png 2 0 1 1 0 0 0",
    "all 5 2 1 1 1 1 1",
  ]);
  assert.deepEqual(codeCounts(results, "failed"), ["malformed 1"]);
});
