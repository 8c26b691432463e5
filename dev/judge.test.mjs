import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutExif } from "./judge.mjs";

test("a PNG loses its Exif block and nothing else", () => {
  const chunk = (name, data) => Buffer.concat([Buffer.from([0, 0, 0, data.length]), Buffer.from(`${name}${data}CRC!`)]);
  const picture = [Buffer.from("PNG-8byt"), chunk("IHDR", "size"), chunk("IEND", "")];
  const exif = [chunk("eXIf", "MM"), chunk("zTXt", "Raw profile type exif")];
  assert.deepEqual(withoutExif(Buffer.concat(picture.toSpliced(2, 0, ...exif))), Buffer.concat(picture));
});
