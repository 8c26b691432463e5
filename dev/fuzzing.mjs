// What the fuzzer starts from and what it says at its end.

const MEGABYTE = 1 << 20;
const EXIF = Buffer.from("Exif\0\0");

/** The blocks that formats share, wherever they stand in a picture: [name of the target, bytes]. */
export function carved(file) {
  return [
    ["exif", exif(file)],
    ["xmp", between(file, "<x:xmpmeta", "</x:xmpmeta>")],
    ["icc", icc(file)],
  ].filter(([, block]) => block !== null);
}

function exif(file) {
  const at = file.indexOf(EXIF);
  return at < 0 ? null : file.subarray(at + EXIF.length, at + 65_536);
}

function between(file, first, last) {
  const [from, to] = [file.indexOf(first), file.indexOf(last)];
  return from < 0 || to < from ? null : file.subarray(from, to + last.length);
}

/** A profile begins with its length and holds `acsp` at byte 36 (ISO 15076-1, 7.2). */
function icc(file) {
  const at = file.indexOf("acsp") - 36;
  const length = at < 0 ? 0 : file.readUInt32BE(at);
  return length < 128 || length > MEGABYTE ? null : file.subarray(at, at + length);
}

/** libFuzzer's log in a line, and the input that it stopped at. */
export function readEnding(log) {
  const last = (pattern) => [...log.matchAll(pattern)].at(-1)?.[1];
  const stat = (name) => last(new RegExp(`^stat::${name}: +(\\d+)`, "gm")) ?? "?";
  const input = last(/Test unit written to (.+)$/gm);
  const cost = `slowest ${stat("slowest_unit_time_sec")} s, at most ${stat("peak_rss_mb")} MB`;
  const said = `${stat("number_of_executed_units")} inputs, coverage ${last(/ cov: (\d+)/g) ?? "?"}, ${cost}${input ? ", FOUND" : ""}`;
  return { said, input };
}
