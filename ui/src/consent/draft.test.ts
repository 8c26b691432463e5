import { expect, test } from "vitest";
import { emptyDraft, marks, missing, signedAs, withMarks } from "./draft";

test("an empty form names each field that is still needed", () => {
  expect(missing(emptyDraft(1))).toEqual(["Person", "Signed on", "Version of the form", "Uses"]);
});

test("a session needs both of its ends", () => {
  const draft = {
    ...emptyDraft(1),
    person: "P1",
    signedOn: "2026-05-01",
    formVersion: "2",
    uses: [{ permit: true, purpose: "teaching", audience: "institution", outlet: null }],
  };
  expect(missing(draft)).toEqual([]);
  expect(missing({ ...draft, covers: { kind: "session", from: "2026-05-01", to: "" } })).toEqual(["Covers"]);
});

test("another signer leaves nothing behind that is not seen, and an objection stays", () => {
  const guardian = {
    ...emptyDraft(1),
    role: "guardian",
    signedBy: "G. Uardian",
    authorityOnFile: true,
    lacksCapacity: true,
    bestInterestsNote: "A picture for the ward",
    objection: true,
  };
  expect(signedAs(guardian, "deputy")).toEqual({ ...guardian, role: "deputy" });
  expect(signedAs(guardian, "relative")).toEqual({
    ...emptyDraft(1),
    role: "relative",
    signedBy: "G. Uardian",
    objection: true,
  });
  expect(signedAs(guardian, "self")).toEqual({ ...emptyDraft(1), objection: true });
});

test("the marks that a record asks to have hidden are named one by one, and the other conditions stay", () => {
  const conditions = withMarks(["no-name", "obscure-mark:scar"], " tattoo, name badge,, tattoo ");
  expect(conditions).toEqual(["no-name", "obscure-mark:tattoo", "obscure-mark:name badge"]);
  expect(marks(conditions)).toEqual(["tattoo", "name badge"]);
  expect(withMarks(conditions, "")).toEqual(["no-name"]);
});
