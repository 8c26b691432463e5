import assert from "node:assert/strict";
import { test } from "node:test";
import { carved, readEnding } from "./fuzzing.mjs";

test("the blocks inside a picture are found, and none where there is none", () => {
  const profile = Buffer.alloc(130);
  profile.writeUInt32BE(130, 0);
  profile.write("acsp", 36);
  const xmp = "<x:xmpmeta>a</x:xmpmeta>";
  const file = Buffer.concat([Buffer.from(`before${xmp}between`), profile, Buffer.from("Exif\0\0MM\0*")]);
  assert.deepEqual(carved(file), [["exif", Buffer.from("MM\0*")], ["xmp", Buffer.from(xmp)], ["icc", profile]]);
  assert.deepEqual(carved(Buffer.from("acsp </x:xmpmeta> <x:xmpmeta>")), []);
});

test("a run says how far it came, and which input it stopped at", () => {
  const stats = "stat::number_of_executed_units: 120\nstat::slowest_unit_time_sec: 1\nstat::peak_rss_mb:     90\n";
  const log = `#1 INITED cov: 10 ft: 12\n#120 NEW    cov: 34 ft: 50\n`;
  assert.deepEqual(readEnding(log + stats), { said: "120 inputs, coverage 34, slowest 1 s, at most 90 MB", input: undefined });
  const crash = "artifact_prefix='x/'; Test unit written to x/crash-1\n";
  assert.equal(readEnding(log + crash).input, "x/crash-1");
  assert.match(readEnding(log + crash).said, /FOUND$/);
});
