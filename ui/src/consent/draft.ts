import { strings } from "../shared/strings";
import type { RecordDraft } from "../shared/wire/RecordDraft";

export const emptyDraft = (form: number | null): RecordDraft => ({
  form,
  person: "",
  signedOn: "",
  role: "self",
  signedBy: null,
  competenceNote: null,
  authorityOnFile: false,
  lacksCapacity: false,
  bestInterestsNote: null,
  dateOfBirth: null,
  diedOn: null,
  objection: false,
  formVersion: "",
  uses: [{ permit: true, purpose: "", audience: "", outlet: null }],
  covers: { kind: "photos" },
  until: null,
  conditions: [],
});

/** What each way of signing is asked beside. An objection counts whoever signs. */
const questions: Record<string, (keyof RecordDraft)[]> = {
  "competent-minor": ["competenceNote", "dateOfBirth"],
  parent: ["signedBy", "dateOfBirth"],
  attorney: ["signedBy", "authorityOnFile", "lacksCapacity", "bestInterestsNote"],
  deputy: ["signedBy", "authorityOnFile", "lacksCapacity", "bestInterestsNote"],
  guardian: ["signedBy", "authorityOnFile", "lacksCapacity", "bestInterestsNote"],
  "personal-representative": ["signedBy", "diedOn"],
  relative: ["signedBy"],
};

export const asks = (role: string, field: keyof RecordDraft): boolean =>
  questions[role]?.includes(field) ?? false;

/** The draft as signed by someone else: what that role is not asked is empty, so that nothing unseen is kept. */
export function signedAs(draft: RecordDraft, role: string): RecordDraft {
  const kept = <F extends keyof RecordDraft>(field: F, empty: RecordDraft[F]) =>
    asks(role, field) ? draft[field] : empty;
  return {
    ...draft,
    role,
    signedBy: kept("signedBy", null),
    competenceNote: kept("competenceNote", null),
    authorityOnFile: kept("authorityOnFile", false),
    lacksCapacity: kept("lacksCapacity", false),
    bestInterestsNote: kept("bestInterestsNote", null),
    dateOfBirth: kept("dateOfBirth", null),
    diedOn: kept("diedOn", null),
  };
}

/** What a person still has to fill in, in the words of the form. Whether it is enough, the gate decides. */
export function missing(draft: RecordDraft): string[] {
  const { record } = strings;
  return [
    ...(draft.person.trim() ? [] : [record.person]),
    ...(draft.signedOn ? [] : [record.signedOn]),
    ...(draft.formVersion.trim() ? [] : [record.formVersion]),
    ...(draft.uses.length > 0 && draft.uses.every((use) => use.purpose && use.audience) ? [] : [record.uses]),
    ...(draft.covers.kind === "photos" || (draft.covers.from && draft.covers.to) ? [] : [record.covers]),
  ];
}

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
