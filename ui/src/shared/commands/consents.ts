import { invoke } from "@tauri-apps/api/core";
import type { Form } from "../wire/Form";
import type { Incoming } from "../wire/Incoming";
import type { RecordDetail } from "../wire/RecordDetail";
import type { RecordDraft } from "../wire/RecordDraft";
import type { RecordSummary } from "../wire/RecordSummary";
import type { RecordVersion } from "../wire/RecordVersion";
import type { Saved } from "../wire/Saved";
import type { Withdrawal } from "../wire/Withdrawal";

/** What the window may ask of records of consent and their forms, one function a command. */
export const consents = {
  formFromDrop: (drop: number) => invoke<Form>("form_from_drop", { drop }),
  pickForm: () => invoke<Form | null>("pick_form"),
  discardForm: (form: number) => invoke<null>("discard_form", { form }),
  formPages: (form: string) => invoke<number>("form_pages", { form }),
  saveRecord: (draft: RecordDraft) => invoke<Saved>("save_record", { draft }),
  changeRecord: (record: string, version: number, draft: RecordDraft) =>
    invoke<Saved>("change_record", { record, version, draft }),
  records: () => invoke<RecordSummary[]>("records"),
  record: (record: string) => invoke<RecordDetail>("record", { record }),
  recordVersions: (record: string) => invoke<RecordVersion[]>("record_versions", { record }),
  withdraw: (record: string, withdrawal: Withdrawal) =>
    invoke<RecordDetail>("withdraw", { record, withdrawal }),
  setRecordStatus: (record: string, version: number, status: string) =>
    invoke<RecordDetail>("set_record_status", { record, version, status }),
  exportFhir: (record: string, withName: boolean, withForm: boolean) =>
    invoke<string | null>("export_fhir", { record, withName, withForm }),
  pickFhir: () => invoke<Incoming | null>("pick_fhir"),
  enterFhir: (incoming: number, person: string) => invoke<RecordSummary>("enter_fhir", { incoming, person }),
  discardFhir: (incoming: number) => invoke<null>("discard_fhir", { incoming }),
};
