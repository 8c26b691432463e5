import { expect, test } from "vitest";
import type { RecordVersion } from "../shared/wire/RecordVersion";
import { emptyDraft, emptyUse } from "./draft";
import { changes, facts } from "./facts";

const version = (more: Partial<RecordVersion["terms"]>): RecordVersion => ({
  version: 1,
  enteredAt: "2026-01-01T10:00:00Z",
  terms: { ...emptyDraft(null), ...more },
  formDigest: null,
  withdrawals: [],
});

test("a version names each field that it changed, with what it said before", () => {
  expect(changes(version({}), version({}))).toEqual([]);
  const use = { ...emptyUse(), purpose: "journal", audience: "public", until: "2027-01-01", maxCopies: "3" };
  expect(
    changes(version({ witness: "A" }), version({ status: "refused", uses: [use], conditions: ["no-name"] })),
  ).toEqual([
    { name: "Standing", before: "Active", after: "Refused" },
    {
      name: "Uses",
      before: "Yes to  · ",
      after: "Yes to Journal · The public, until 2027-01-01, copies at most: 3",
    },
    { name: "Conditions", before: "", after: "No name" },
    { name: "Witness", before: "A", after: "" },
  ]);
});

test("every field of a record has words", () => {
  const blank = new Set(
    facts(emptyDraft(null))
      .filter((fact) => fact.value === "")
      .map((fact) => fact.name),
  );
  const whole = {
    ...emptyDraft(null),
    person: "P",
    name: "N",
    dateOfBirth: "2000-01-01",
    ageBand: "5-9",
    diedOn: "2026-01-01",
    objection: true,
    signedBy: "S",
    signedOn: "2026-01-01",
    competenceNote: "C",
    authorityOnFile: true,
    capacity: "has",
    bestInterestsNote: "B",
    formVersion: "1",
    until: "2027-01-01",
    reviewOn: "2027-01-01",
    conditions: ["no-name"],
    language: "L",
    interpreter: "I",
    witness: "W",
    originalHeld: "O",
    lawfulBasis: "Q",
  };
  expect(blank.size).toBe(21);
  expect(facts(whole).filter((fact) => fact.value === "")).toEqual([]);
  const [first] = facts({ ...whole, status: "withdrawn" });
  expect(first?.value).toBe("Withdrawn");
});
