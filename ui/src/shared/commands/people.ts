import { invoke } from "@tauri-apps/api/core";
import type { Bystander } from "../wire/Bystander";
import type { PhotoSummary } from "../wire/PhotoSummary";
import type { Place } from "../wire/Place";

/** What the window may say of the people in photos, one function a command. */
export const people = {
  listPerson: (photos: number[], person: string, place: Place | null) =>
    invoke<PhotoSummary[]>("list_person", { photos, person, place }),
  takeOffPerson: (photos: number[], person: string) =>
    invoke<PhotoSummary[]>("take_off_person", { photos, person }),
  declareBystander: (photo: number, bystander: Bystander) =>
    invoke<PhotoSummary[]>("declare_bystander", { photo, bystander }),
  takeBackBystander: (photo: number, place: Place) =>
    invoke<PhotoSummary[]>("take_back_bystander", { photo, place }),
};
