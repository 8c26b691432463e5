import { Channel, convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Copy } from "./wire/Copy";
import type { DropEvent } from "./wire/DropEvent";
import type { ExportEvent } from "./wire/ExportEvent";
import type { Failure } from "./wire/Failure";
import type { Form } from "./wire/Form";
import type { Intake } from "./wire/Intake";
import type { NoPerson } from "./wire/NoPerson";
import type { PhotoDetail } from "./wire/PhotoDetail";
import type { PhotoSummary } from "./wire/PhotoSummary";
import type { RecordDetail } from "./wire/RecordDetail";
import type { RecordDraft } from "./wire/RecordDraft";
import type { RecordSummary } from "./wire/RecordSummary";
import type { Region } from "./wire/Region";
import type { RegisterState } from "./wire/RegisterState";
import type { Shown } from "./wire/Shown";
import type { Settings } from "./wire/Settings";
import type { Use } from "./wire/Use";

function heard<T>(hear: (news: T) => void): Channel<T> {
  const channel = new Channel<T>();
  channel.onmessage = hear;
  return channel;
}

/** Everything the window may ask the shell, one function a command. */
export const commands = {
  registerState: () => invoke<RegisterState>("register_state"),
  createRegister: (passphrase: string) => invoke<RegisterState>("create_register", { passphrase }),
  unlockRegister: (passphrase: string) => invoke<RegisterState>("unlock_register", { passphrase }),
  lockRegister: () => invoke<RegisterState>("lock_register"),
  settings: () => invoke<Settings>("settings"),
  chooseOutputFolder: () => invoke<Settings>("choose_output_folder"),

  photos: () => invoke<PhotoSummary[]>("photos"),
  photo: (photo: number) => invoke<PhotoDetail>("photo", { photo }),
  addDropped: (drop: number, hear: (news: Intake) => void) =>
    invoke<null>("add_dropped", { drop, news: heard(hear) }),
  pickPhotos: (folder: boolean, hear: (news: Intake) => void) =>
    invoke<null>("pick_photos", { folder, news: heard(hear) }),
  removePhotos: (photos: number[]) => invoke<null>("remove_photos", { photos }),
  setRegions: (photo: number, regions: Region[]) => invoke<PhotoDetail>("set_regions", { photo, regions }),
  lookForSuggestions: (photo: number) => invoke<PhotoDetail>("look_for_suggestions", { photo }),
  dismissSuggestion: (photo: number, index: number, dismissed: boolean) =>
    invoke<PhotoDetail>("dismiss_suggestion", { photo, index, dismissed }),
  carryRegions: (from: number, to: number[]) => invoke<PhotoSummary[]>("carry_regions", { from, to }),
  setPeople: (photos: number[], count: number) => invoke<PhotoSummary[]>("set_people", { photos, count }),
  setTakenOn: (photos: number[], day: string) => invoke<PhotoSummary[]>("set_taken_on", { photos, day }),
  link: (photos: number[], record: string) => invoke<PhotoSummary[]>("link", { photos, record }),
  unlink: (photos: number[], record: string) => invoke<PhotoSummary[]>("unlink", { photos, record }),
  declareNoPerson: (photos: number[], declaration: NoPerson) =>
    invoke<PhotoSummary[]>("declare_no_person", { photos, declaration }),
  setUse: (photos: number[], use: Use | null) => invoke<PhotoSummary[]>("set_use", { photos, use }),
  review: (photos: number[], by: string) => invoke<PhotoSummary[]>("review", { photos, by }),
  check: (photos: number[]) => invoke<PhotoSummary[]>("check", { photos }),

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

  exportPhotos: (photos: Shown[], hear: (news: ExportEvent) => void) =>
    invoke<PhotoSummary[]>("export_photos", { photos, news: heard(hear) }),
  ledger: () => invoke<Copy[]>("ledger"),
};

export function onDrop(hear: (event: DropEvent) => void): Promise<() => void> {
  return listen<DropEvent>("drop", (event) => {
    hear(event.payload);
  });
}

/**
 * The photo as it is, as it would be exported, the same as fast as regions change, or a picture that one of its findings
 * hides.
 */
export type View = "original" | "output" | "at-once" | `hidden-${number}`;

/** The address of a picture, drawn in memory by the shell. */
export function picture(photo: number, version: number, view: View, side: number) {
  return convertFileSrc(`${photo}/${version}/${view}/${side}`, "photo");
}

/** The address of the very pixels of a part of the photo, at their own size. */
export function crop(
  photo: number,
  version: number,
  view: "original" | "output",
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
) {
  return convertFileSrc(`${photo}/${version}/${view}/crop/${x},${y},${width},${height}`, "photo");
}

/** Why the shell has no picture at an address. */
export async function whyNoPicture(address: string): Promise<Failure> {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    return failureOf(await answer.json());
  } catch (thrown) {
    // It was drawn this time, and a picture is not for scripts to read; or the shell is gone.
    return failureOf(thrown);
  }
}

/** What a refused command said; anything else is a defect and says so. */
export function failureOf(thrown: unknown): Failure {
  if (typeof thrown === "object" && thrown !== null && "code" in thrown && "message" in thrown)
    return { code: String(thrown.code), message: String(thrown.message) };
  return { code: "defect", message: String(thrown) };
}
