import { invoke } from "@tauri-apps/api/core";
import { heard } from "./heard";
import type { Answer } from "../wire/Answer";
import type { CopyToShow } from "../wire/CopyToShow";
import type { Intake } from "../wire/Intake";
import type { NoPerson } from "../wire/NoPerson";
import type { PhotoDetail } from "../wire/PhotoDetail";
import type { PhotoSummary } from "../wire/PhotoSummary";
import type { Region } from "../wire/Region";
import type { Shown } from "../wire/Shown";
import type { Use } from "../wire/Use";

/** What the window may ask of photos, one function a command. */
export const photos = {
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
  copyToShow: (photo: Shown) => invoke<CopyToShow>("copy_to_show", { photo }),
  recordAnswer: (photo: Shown, answer: Answer) => invoke<PhotoSummary[]>("record_answer", { photo, answer }),
  check: (photos: number[]) => invoke<PhotoSummary[]>("check", { photos }),
};
