import { invoke } from "@tauri-apps/api/core";
import { heard } from "./heard";
import type { CopyPage } from "../wire/CopyPage";
import type { CopyPlace } from "../wire/CopyPlace";
import type { CopyQuery } from "../wire/CopyQuery";
import type { ExportEvent } from "../wire/ExportEvent";
import type { FollowedCopy } from "../wire/FollowedCopy";
import type { LedgerState } from "../wire/LedgerState";
import type { Paper } from "../wire/Paper";
import type { PhotoSummary } from "../wire/PhotoSummary";
import type { Shown } from "../wire/Shown";
import type { Whose } from "../wire/Whose";

/** What the window may ask of exports and the ledger, one function a command. */
export const exports = {
  exportPhotos: (photos: Shown[], hear: (news: ExportEvent) => void) =>
    invoke<PhotoSummary[]>("export_photos", { photos, news: heard(hear) }),
  copies: (query: CopyQuery) => invoke<CopyPage>("copies", { query }),
  verifyLedger: () => invoke<LedgerState>("verify_ledger"),
  whoseDropped: (drop: number) => invoke<Whose>("whose_dropped", { drop }),
  pickWhose: () => invoke<Whose | null>("pick_whose"),
  notePlace: (row: string, line: CopyPlace) => invoke<FollowedCopy>("note_place", { row, line }),
  saveCertificate: (row: string, paper: Paper) => invoke<boolean>("save_certificate", { row, paper }),
  saveReceipt: (record: string, contact: string, paper: Paper) =>
    invoke<boolean>("save_receipt", { record, contact, paper }),
  saveLetter: (record: string, place: string, contact: string, paper: Paper) =>
    invoke<boolean>("save_letter", { record, place, contact, paper }),
  contact: () => invoke<string>("contact"),
};
