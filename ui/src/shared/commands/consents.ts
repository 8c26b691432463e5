import { invoke } from "@tauri-apps/api/core";
import type { Form } from "../wire/Form";
import type { RecordDetail } from "../wire/RecordDetail";
import type { RecordDraft } from "../wire/RecordDraft";
import type { RecordSummary } from "../wire/RecordSummary";

/** What the window may ask of records of consent and their forms, one function a command. */
export const consents = {
  formFromDrop: (drop: number) => invoke<Form>("form_from_drop", { drop }),
  pickForm: () => invoke<Form | null>("pick_form"),
  discardForm: (form: number) => invoke<null>("discard_form", { form }),
  saveRecord: (draft: RecordDraft) => invoke<RecordSummary>("save_record", { draft }),
  changeRecord: (record: string, version: number, draft: RecordDraft) =>
    invoke<RecordSummary>("change_record", { record, version, draft }),
  records: () => invoke<RecordSummary[]>("records"),
  record: (record: string) => invoke<RecordDetail>("record", { record }),
  withdraw: (record: string, by: string, how: string) =>
    invoke<RecordDetail>("withdraw", { record, by, how }),
};
