import { invoke } from "@tauri-apps/api/core";
import { heard } from "./heard";
import type { Copy } from "../wire/Copy";
import type { ExportEvent } from "../wire/ExportEvent";
import type { PhotoSummary } from "../wire/PhotoSummary";
import type { Shown } from "../wire/Shown";

/** What the window may ask of exports and the ledger, one function a command. */
export const exports = {
  exportPhotos: (photos: Shown[], hear: (news: ExportEvent) => void) =>
    invoke<PhotoSummary[]>("export_photos", { photos, news: heard(hear) }),
  ledger: () => invoke<Copy[]>("ledger"),
};
