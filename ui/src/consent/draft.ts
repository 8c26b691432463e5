import type { FieldFailure } from "../shared/wire/FieldFailure";
import type { PermittedUse } from "../shared/wire/PermittedUse";
import type { RecordDraft } from "../shared/wire/RecordDraft";

export const emptyUse = (): PermittedUse => ({
  permit: true,
  purpose: "",
  audience: "",
  outlet: null,
  until: null,
  maxCopies: null,
});

export const emptyDraft = (form: number | null): RecordDraft => ({
  form,
  status: "active",
  person: "",
  name: null,
  signedOn: "",
  role: "self",
  signedBy: null,
  competenceNote: null,
  authorityOnFile: false,
  capacity: null,
  bestInterestsNote: null,
  dateOfBirth: null,
  ageBand: null,
  diedOn: null,
  objection: false,
  language: null,
  interpreter: null,
  witness: null,
  formVersion: "",
  originalHeld: null,
  uses: [emptyUse()],
  covers: { kind: "photos" },
  until: null,
  reviewOn: null,
  lawfulBasis: null,
  conditions: [],
});

/** What each way of signing is asked beside. What anybody may be asked stays, whoever signs. */
const questions: Record<string, (keyof RecordDraft)[]> = {
  "competent-minor": ["competenceNote"],
  parent: ["signedBy"],
  attorney: ["signedBy", "authorityOnFile", "bestInterestsNote"],
  deputy: ["signedBy", "authorityOnFile", "bestInterestsNote"],
  guardian: ["signedBy", "authorityOnFile", "bestInterestsNote"],
  "personal-representative": ["signedBy"],
  relative: ["signedBy"],
};

/** Whether a field is asked of a record: by who signed, and by what was said about capacity. */
export const asks = (draft: RecordDraft, field: keyof RecordDraft): boolean =>
  (questions[draft.role]?.includes(field) ?? false) ||
  (field === "bestInterestsNote" && draft.capacity === "lacks");

/** The draft as it is kept: what is not asked is empty, so that nothing unseen is kept. While it is typed it stays. */
export function toKeep(draft: RecordDraft): RecordDraft {
  const kept = <F extends keyof RecordDraft>(field: F, empty: RecordDraft[F]) =>
    asks(draft, field) ? draft[field] : empty;
  return {
    ...draft,
    signedBy: kept("signedBy", null),
    competenceNote: kept("competenceNote", null),
    authorityOnFile: kept("authorityOnFile", false),
    bestInterestsNote: kept("bestInterestsNote", null),
    // A no does not end by a day or a count.
    uses: draft.uses.map((use) => (use.permit ? use : { ...use, until: null, maxCopies: null })),
  };
}

/** What is wrong with a field, in the library's words. */
export const wrong = (failures: FieldFailure[], field: string): string | null =>
  failures.find((each) => each.field === field)?.message ?? null;

/** What a refusal calls the fields of a record, and what the draft calls them. */
const fields: Record<string, string> = {
  "signed-on": "signedOn",
  signer: "role",
  "signed-by": "signedBy",
  competence: "competenceNote",
  authority: "authorityOnFile",
  "best-interests": "bestInterestsNote",
  "date-of-birth": "dateOfBirth",
  "form-version": "formVersion",
};

/** The draft's names of fields that a refusal names. */
export const inDraft = (named: string[]): string[] => named.map((field) => fields[field] ?? field);

const MARK = "obscure-mark:";

/** What a record asks to have hidden, by the names that regions bear. */
export const marks = (conditions: string[]): string[] =>
  conditions.flatMap((code) => (code.startsWith(MARK) ? [code.slice(MARK.length)] : []));

/** The conditions with other marks to hide, which are parted by commas. */
export function withMarks(conditions: string[], names: string): string[] {
  const named = names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const others = conditions.filter((code) => !code.startsWith(MARK));
  return [...others, ...new Set(named.map((name) => MARK + name))];
}
