import { strings } from "../shared/strings";
import type { PermittedUse } from "../shared/wire/PermittedUse";
import type { RecordDetail } from "../shared/wire/RecordDetail";
import type { RecordDraft } from "../shared/wire/RecordDraft";
import type { RecordVersion } from "../shared/wire/RecordVersion";

/** A field of a record in words; blank where it says nothing. */
export interface Fact {
  name: string;
  value: string;
}

export const conditionPhrase = (code: string) =>
  strings.conditions[code] ?? strings.record.hideMark(code.replace(/^obscure-mark:/, ""));

/** A line of the form in words, with when and by how many copies it ends. */
export const rowPhrase = (use: PermittedUse) =>
  [
    `${use.permit ? strings.record.permit : strings.record.deny} ${strings.usePhrase(use.purpose, use.audience, use.outlet)}`,
    ...(use.until ? [`${strings.record.useUntil.toLocaleLowerCase()} ${use.until}`] : []),
    ...(use.maxCopies ? [strings.record.atMost(use.maxCopies)] : []),
  ].join(", ");

/** How many copies are to be taken down, now that uses of a record were taken back. */
export const toTakeDown = (record: RecordDetail) =>
  strings.record.toTakeDown(record.copies.filter(({ standing }) => standing === "withdrawn").length);

/** Every field of a record, in the order of its form. */
export function facts(terms: RecordDraft): Fact[] {
  const { record } = strings;
  const fact = (name: string, value: string | null | undefined): Fact => ({ name, value: value ?? "" });
  const yes = (said: boolean) => (said ? record.yes : "");
  return [
    fact(record.status, record.stand[terms.status]?.[0] ?? strings.standing[terms.status as "withdrawn"]),
    fact(record.person, terms.person),
    fact(record.name, terms.name),
    fact(record.dateOfBirth, terms.dateOfBirth),
    fact(record.ageBand, terms.ageBand && record.ageBands[terms.ageBand]),
    fact(record.diedOn, terms.diedOn),
    fact(record.objection, yes(terms.objection)),
    fact(record.role, strings.roles[terms.role] ?? terms.role),
    fact(record.signedBy, terms.signedBy),
    fact(record.signedOn, terms.signedOn),
    fact(record.competenceNote, terms.competenceNote),
    fact(record.authorityOnFile, yes(terms.authorityOnFile)),
    fact(record.capacity, terms.capacity && record.capacities[terms.capacity]),
    fact(record.bestInterests, terms.bestInterestsNote),
    fact(record.formVersion, terms.formVersion),
    fact(record.uses, terms.uses.map(rowPhrase).join("; ")),
    fact(
      record.covers,
      terms.covers.kind === "photos"
        ? record.coversPhotos
        : `${record.coversSession}: ${terms.covers.from} – ${terms.covers.to}`,
    ),
    fact(record.until, terms.until),
    fact(record.reviewOn, terms.reviewOn),
    fact(record.conditions, terms.conditions.map(conditionPhrase).join(", ")),
    fact(record.language, terms.language),
    fact(record.interpreter, terms.interpreter),
    fact(record.witness, terms.witness),
    fact(record.originalHeld, terms.originalHeld),
    fact(record.lawfulBasis, terms.lawfulBasis),
  ];
}

export interface Change {
  name: string;
  before: string;
  after: string;
}

/** What a version says otherwise than the one before. */
export function changes(before: RecordVersion, after: RecordVersion): Change[] {
  const was = facts(before.terms);
  return facts(after.terms).flatMap(({ name, value }, i) =>
    was[i]?.value === value ? [] : [{ name, before: was[i]?.value ?? "", after: value }],
  );
}
