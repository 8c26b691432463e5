import { expect, test } from "vitest";
import type { RecordSummary } from "../shared/wire/RecordSummary";
import { matching } from "./filter";

const record = (id: string, standing: RecordSummary["standing"], purpose = "teaching"): RecordSummary => ({
  id,
  person: `Patient ${id}-7`,
  standing,
  signedOn: "2026-01-01",
  until: null,
  uses: [{ permit: true, purpose, audience: "public", outlet: null }],
  photos: 0,
});

const all = [
  record("A", "active"),
  record("B", "expiring", "journal"),
  record("C", "withdrawn"),
  record("D", "expired"),
];
const ids = (found: RecordSummary[]) => found.map((each) => each.id).join("");

test("each filter shows its records, and one about to expire is active too", () => {
  expect(ids(matching(all, "all", ""))).toBe("ABCD");
  expect(ids(matching(all, "active", ""))).toBe("AB");
  expect(ids(matching(all, "expiring", ""))).toBe("B");
  expect(ids(matching(all, "withdrawn", ""))).toBe("C");
});

test("search finds people and uses in the words that are shown", () => {
  expect(ids(matching(all, "all", "patient C-7"))).toBe("C");
  expect(ids(matching(all, "all", "JOURNAL public"))).toBe("B");
  expect(ids(matching(all, "withdrawn", "journal"))).toBe("");
});
