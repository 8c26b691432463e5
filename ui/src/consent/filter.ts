import { strings } from "../shared/strings";
import type { RecordSummary } from "../shared/wire/RecordSummary";

export const filters = ["all", "active", "expiring", "withdrawn"] as const;
export type Filter = (typeof filters)[number];

/** A record that expires soon is still active, so it stands under both. */
function stands(record: RecordSummary, filter: Filter): boolean {
  if (filter === "all") return true;
  if (filter === "active") return record.standing === "active" || record.standing === "expiring";
  return record.standing === filter;
}

/** The records that stand under a filter and hold every word that was searched for. */
export function matching(records: RecordSummary[], filter: Filter, search: string): RecordSummary[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return records.filter((record) => {
    const text = [
      record.person,
      ...record.uses.map((use) => strings.usePhrase(use.purpose, use.audience, use.outlet)),
    ]
      .join(" ")
      .toLocaleLowerCase();
    return stands(record, filter) && words.every((word) => text.includes(word));
  });
}
