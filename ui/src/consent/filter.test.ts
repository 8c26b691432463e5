import { expect, test } from "vitest";
import type { RecordSummary } from "../shared/wire/RecordSummary";
import { counts, found, searchable, sorted, under } from "./filter";

const record = (id: string, standing: RecordSummary["standing"], more: Partial<RecordSummary> = {}) => ({
  id,
  person: `Patient ${id}-7`,
  standing,
  signedOn: "2026-01-01",
  until: null,
  uses: [
    { permit: true, purpose: "teaching", audience: "public", outlet: null, until: null, maxCopies: null },
  ],
  photos: 0,
  enteredAt: `2026-01-0${id.charCodeAt(0) - 64}T10:00:00Z`,
  role: "self",
  notes: [],
  ...more,
});

const all: RecordSummary[] = [
  record("A", "active", { until: "2029-01-01" }),
  record("B", "expiring", {
    until: "2026-03-01",
    uses: [
      { permit: true, purpose: "journal", audience: "public", outlet: "BMJ", until: null, maxCopies: null },
    ],
  }),
  record("C", "withdrawn", { role: "parent", notes: ["Jo Bloggs", "Box 7"], signedOn: "2026-05-01" }),
  record("D", "expired"),
  record("E", "draft", { person: "patient 10", signedOn: null }),
  record("F", "refused", { person: "Patient 9" }),
  record("G", "entered-in-error"),
];
const ids = (records: RecordSummary[]) => records.map((each) => each.id).join("");
const search = (words: string) => ids(found(searchable(all), words));

test("each filter shows and counts its records, and one about to expire is active too", () => {
  expect(ids(under(all, "all"))).toBe("ABCDEFG");
  expect(ids(under(all, "active"))).toBe("AB");
  expect(ids(under(all, "other"))).toBe("DG");
  expect(counts(all)).toEqual({
    all: 7,
    active: 2,
    expiring: 1,
    withdrawn: 1,
    refused: 1,
    draft: 1,
    other: 2,
  });
});

test("search finds people, who signed, uses, references and notes in the words that are shown", () => {
  expect(search("patient C-7")).toBe("C");
  expect(search("JOURNAL public bmj")).toBe("B");
  expect(search("bloggs box parental")).toBe("C");
  expect(search("nobody")).toBe("");
});

test("a sorted list has the nearest end or the last entry first, and numbers in their order", () => {
  expect(ids(sorted(all, "ends")).slice(0, 2)).toBe("BA");
  expect(ids(sorted(all, "entered"))).toBe("GFEDCBA");
  expect(ids(sorted(all, "person")).slice(0, 2)).toBe("FE");
  expect(ids(sorted(all, "signed")).at(-1)).toBe("E");
});

test("a thousand records are found and sorted in the time of a key", () => {
  const many = Array.from({ length: 1000 }, (_, i) =>
    record("A", "active", { id: `r${i}`, person: `P${i}` }),
  );
  expect(sorted(under(found(searchable(many), "p99"), "active"), "person")).toHaveLength(11);
});
