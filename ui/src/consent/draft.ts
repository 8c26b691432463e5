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
