import { strings } from "../shared/strings";
import type { RecordSummary } from "../shared/wire/RecordSummary";

export const filters = ["all", "active", "expiring", "withdrawn", "refused", "draft", "other"] as const;
export type Filter = (typeof filters)[number];

export const sorts = ["entered", "person", "ends", "signed"] as const;
export type Sort = (typeof sorts)[number];

/** A record that expires soon is still active, so it stands under both. */
function stands(record: RecordSummary, filter: Filter): boolean {
  const { standing } = record;
  if (filter === "all") return true;
  if (filter === "active") return standing === "active" || standing === "expiring";
  if (filter === "other") return ["expired", "superseded", "entered-in-error"].includes(standing);
  return standing === filter;
}

/** A record with the words it is found by, put together once for all that is typed. */
export interface Searchable {
  record: RecordSummary;
  text: string;
}

export const searchable = (records: RecordSummary[]): Searchable[] =>
  records.map((record) => ({
    record,
    text: [
      record.person,
      record.id,
      strings.roles[record.role] ?? "",
      record.signedOn ?? "",
      ...record.notes,
      ...record.uses.map((use) => strings.usePhrase(use.purpose, use.audience, use.outlet)),
    ]
      .join(" ")
      .toLocaleLowerCase(),
  }));

/** The records that hold every word that was searched for. */
export function found(all: Searchable[], search: string): RecordSummary[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return all.filter(({ text }) => words.every((word) => text.includes(word))).map(({ record }) => record);
}

/** Those that stand under a filter. */
export const under = (records: RecordSummary[], filter: Filter): RecordSummary[] =>
  records.filter((record) => stands(record, filter));

/** How many stand under each filter. */
export const counts = (records: RecordSummary[]): Record<Filter, number> =>
  Object.fromEntries(filters.map((filter) => [filter, under(records, filter).length])) as Record<
    Filter,
    number
  >;

const names = new Intl.Collator("en-GB", { numeric: true, sensitivity: "base" });
const NEVER = "9999-12-31";

const orders: Record<Sort, (a: RecordSummary, b: RecordSummary) => number> = {
  entered: (a, b) => b.enteredAt.localeCompare(a.enteredAt),
  person: (a, b) => names.compare(a.person, b.person),
  ends: (a, b) => (a.until ?? NEVER).localeCompare(b.until ?? NEVER),
  signed: (a, b) => (b.signedOn ?? "").localeCompare(a.signedOn ?? ""),
};

/** Sorted anew; those that are alike stay by person. */
export const sorted = (records: RecordSummary[], sort: Sort): RecordSummary[] =>
  [...records].sort((a, b) => orders[sort](a, b) || orders.person(a, b));
