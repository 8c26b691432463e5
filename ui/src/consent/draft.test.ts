import { expect, test } from "vitest";
import { emptyDraft, emptyUse, marks, toKeep, withMarks, wrong } from "./draft";

test("what is not asked of who signed is not kept, and what anybody is asked stays", () => {
  const guardian = {
    ...emptyDraft(1),
    role: "guardian",
    signedBy: "G. Uardian",
    authorityOnFile: true,
    capacity: "has",
    bestInterestsNote: "A picture for the ward",
    competenceNote: "typed for another role",
    objection: true,
    dateOfBirth: "2015-01-01",
  };
  expect(toKeep(guardian)).toEqual({ ...guardian, competenceNote: null });
  expect(toKeep({ ...guardian, role: "self" })).toEqual({
    ...emptyDraft(1),
    capacity: "has",
    objection: true,
    dateOfBirth: "2015-01-01",
  });
  const lacking = { ...guardian, role: "relative", capacity: "lacks" };
  expect(toKeep(lacking).bestInterestsNote).toBe("A picture for the ward");
});

test("a no does not end by a day or a count", () => {
  const use = { ...emptyUse(), permit: false, until: "2027-01-01", maxCopies: "3" };
  const [kept] = toKeep({ ...emptyDraft(1), uses: [use] }).uses;
  expect(kept).toEqual({ ...emptyUse(), permit: false });
});

test("a field says what is wrong with it, in the library's words", () => {
  const failures = [{ field: "uses.0.until", message: "Too early." }];
  expect(wrong(failures, "uses.0.until")).toBe("Too early.");
  expect(wrong(failures, "until")).toBeNull();
});

test("the marks that a record asks to have hidden are named one by one, and the other conditions stay", () => {
  const conditions = withMarks(["no-name", "obscure-mark:scar"], " tattoo, name badge,, tattoo ");
  expect(conditions).toEqual(["no-name", "obscure-mark:tattoo", "obscure-mark:name badge"]);
  expect(marks(conditions)).toEqual(["tattoo", "name badge"]);
  expect(withMarks(conditions, "")).toEqual(["no-name"]);
});
