import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Stop } from "./shell.mjs";
import { fingerprint, runSteps } from "./test.mjs";

test("the first failing step is named, counted, and the last to run", () => {
  const said = [];
  const fail = () => {
    throw new Stop("no good");
  };
  const steps = [["one", () => {}], ["two", fail], ["three", () => assert.fail("ran after a failure")]];
  assert.throws(() => runSteps(steps, { say: (line) => said.push(line), clock: () => 0 }), Stop);
  assert.match(said.at(-1), /no good\nFailed at: two, after 0\.0 s\.\n1 passed, 1 failed$/);
});

test("a run without failure ends with its count", () => {
  const said = [];
  runSteps([["one", () => {}]], { say: (line) => said.push(line), clock: () => 0 });
  assert.equal(said.at(-1), "\n1 passed, 0 failed");
});

test("a stale, a new and a missing generated file each change the fingerprint", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "safelight-dev-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const seen = [fingerprint(join(folder, "absent"))];
  for (const [name, text] of [["A.ts", "old"], ["A.ts", "new"], ["B.ts", "new"]]) {
    writeFileSync(join(folder, name), text);
    seen.push(fingerprint(folder));
  }
  assert.equal(new Set(seen).size, seen.length);
});
