import { expect, test } from "vitest";
import type { Region } from "../../shared/wire/Region";
import type { Shape } from "../../shared/wire/Shape";
import type { Suggestion } from "../../shared/wire/Suggestion";
import { accepted, offers } from "./suggestions";

const box = { x: 100, y: 100, width: 50, height: 60 };
const face: Suggestion = { kind: "face", shape: { kind: "rectangle", ...box }, dismissed: false };
const text: Suggestion = { ...face, kind: "text", shape: { kind: "rectangle", ...box, x: 500 } };

test("an accepted face becomes an ellipse that counts as a face, and text stays what it is", () => {
  expect(accepted(face, { kind: "blur" })).toEqual({
    shape: { kind: "ellipse", ...box },
    style: { kind: "blur" },
    face: true,
    name: null,
  });
  expect(accepted(text, { kind: "mosaic" })).toMatchObject({ shape: text.shape, face: false });
});

test("a suggestion is left until a region covers it or someone sets it aside, and comes back with it", () => {
  const left = (regions: Region[], of = [face, text]) => offers(of, regions).map(({ index }) => index);
  expect(left([])).toEqual([0, 1]);
  expect(left([accepted(face, { kind: "blur" })])).toEqual([1]);
  const half: Region = {
    ...accepted(text, { kind: "blur" }),
    shape: { kind: "rectangle", x: 500, y: 100, width: 25, height: 60 },
  };
  expect(left([half])).toEqual([0, 1]);
  const rest: Region = { ...half, shape: { kind: "rectangle", x: 525, y: 100, width: 25, height: 60 } };
  expect(left([half, rest])).toEqual([0]);
  const round: Shape = {
    kind: "polygon",
    corners: [
      [80, 90],
      [160, 90],
      [80, 170],
    ],
  };
  expect(left([{ ...half, shape: round }])).toEqual([0, 1]);
  expect(left([], [{ ...face, dismissed: true }, text])).toEqual([1]);
});
