//! What crosses between the window and the shell. `cargo test -p safelight-desktop` writes the same types for
//! TypeScript to `ui/src/shared/wire/`. A photo or a form is an opaque id here; its path stays in Rust.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why something could not be done: a code to act on and a plain sentence to show.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Failure {
    pub code: String,
    pub message: String,
}

/// Where the register is, and whether it is open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct RegisterState {
    pub lock: Lock,
    pub place: String,
}

/// A register not made yet, one that needs its passphrase, or one that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Lock {
    Absent,
    Locked,
    Open,
}

/// What Settings shows.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Settings {
    pub output_folder: Option<String>,
    pub version: String,
    pub dialogs: bool,
}

/// Something was dragged over the window or let go on it. The paths wait in Rust under `drop`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum DropEvent {
    Over,
    Left,
    Dropped { drop: u32, documents_only: bool },
}

/// News of photos being read.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Intake {
    Found { files: u32 },
    Read { photos: Vec<PhotoSummary> },
}

/// One tile of the grid.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct PhotoSummary {
    pub id: u32,
    pub name: String,
    /// What the picture looks like now; it grows when regions change, so that no old picture is shown.
    pub version: u32,
    pub picture: Option<Picture>,
    pub reveals: Vec<Revealed>,
    pub people: People,
    pub regions: u32,
    pub use_: Option<Use>,
    pub verdict: Option<Verdict>,
    pub failure: Option<Failure>,
}

/// A picture that could be read: its format's name and its displayed size in pixels.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Picture {
    pub format: String,
    pub width: u32,
    pub height: u32,
}

/// How many findings tell one kind of thing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Revealed {
    pub reveals: String,
    pub count: u32,
}

/// Who is in a photo.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct People {
    pub count: Option<u32>,
    pub linked: Vec<Linked>,
    pub no_person: Option<NoPerson>,
}

/// A person in a photo, and the record that speaks for them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Linked {
    pub person: String,
    pub record: String,
    pub standing: Option<Standing>,
}

/// A named person's word that a photo shows nobody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct NoPerson {
    pub by: String,
    pub reason: String,
    /// A recording of the kinds the GMC lists, rather than a scene or an object.
    pub clinical: bool,
}

/// What a copy is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Use {
    pub purpose: String,
    pub audience: String,
    pub outlet: Option<String>,
}

/// One photo, open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct PhotoDetail {
    pub summary: PhotoSummary,
    pub findings: Vec<Finding>,
    pub regions: Vec<Region>,
    pub review: Review,
}

/// One thing a part of the file tells.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Finding {
    pub reveals: String,
    pub part: String,
    pub value: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// The checklist and who confirmed it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Review {
    pub items: Vec<ReviewItem>,
    pub confirmed_by: Option<String>,
}

/// Something to look for.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct ReviewItem {
    pub id: &'static str,
    pub text: &'static str,
}

/// A hidden rectangle, in displayed pixels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Region {
    pub x: i32,
    pub y: i32,
    pub width: u32,
    pub height: u32,
    pub style: Style,
    /// Marks a face, which a record may ask to have hidden.
    pub face: bool,
}

/// How a region is hidden. A colour is `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Style {
    Blur,
    Fill { colour: String },
}

/// The gate's answer for one photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "outcome")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Verdict {
    Clear,
    Refused { refusals: Vec<Refusal> },
    Failed { code: String, message: String },
}

/// One reason the gate gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Refusal {
    pub id: String,
    pub sentence: String,
    pub remedy: String,
    /// The record to mend, where there is one.
    pub record: Option<String>,
}

/// News of an export: one photo's end, whichever it is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "outcome")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum ExportEvent {
    Exported { photo: u32, output: String },
    Refused { photo: u32, refusals: Vec<Refusal> },
    Failed { photo: u32, code: String, message: String },
}

/// Whether a record speaks for someone today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Standing {
    Active,
    Expiring,
    Expired,
    Withdrawn,
    Inactive,
}

/// A signed form that waits in memory for its record.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Form {
    pub id: u32,
    pub name: String,
    pub media_type: String,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// One line of the Consents list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct RecordSummary {
    pub id: String,
    pub person: String,
    pub standing: Standing,
    pub signed_on: Option<String>,
    pub until: Option<String>,
    pub uses: Vec<PermittedUse>,
    pub photos: u32,
}

/// A record, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct RecordDetail {
    pub summary: RecordSummary,
    pub role: Option<String>,
    pub signed_by: Option<String>,
    pub form_version: Option<String>,
    pub form_media_type: Option<String>,
    pub form_digest: Option<String>,
    pub covers: Covers,
    pub conditions: Vec<String>,
    pub withdrawal: Option<Withdrawal>,
    pub copies: Vec<Copy>,
}

/// A withdrawal as it was told.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Withdrawal {
    pub on: String,
    pub by: String,
    pub how: String,
}

/// A use that a record permits or denies.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct PermittedUse {
    pub permit: bool,
    pub purpose: String,
    pub audience: String,
    pub outlet: Option<String>,
}

/// The photos a record speaks of.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum Covers {
    Photos,
    Session { from: String, to: String },
}

/// A record as the form's fields give it. Dates are ISO 8601.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct RecordDraft {
    pub form: u32,
    pub person: String,
    pub signed_on: String,
    pub role: String,
    pub signed_by: Option<String>,
    pub competence_note: Option<String>,
    pub authority_on_file: bool,
    pub lacks_capacity: bool,
    pub best_interests_note: Option<String>,
    pub date_of_birth: Option<String>,
    pub died_on: Option<String>,
    pub objection: bool,
    pub form_version: String,
    pub uses: Vec<PermittedUse>,
    pub covers: Covers,
    pub until: Option<String>,
    pub conditions: Vec<String>,
}

/// A copy that was made, as the ledger has it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub struct Copy {
    pub row: String,
    pub at: String,
    pub use_: Use,
    pub people: Vec<String>,
    pub records: Vec<String>,
    pub output_digest: String,
    pub place: String,
    pub outcome: CopyOutcome,
}

/// Whether a ledger row became a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub enum CopyOutcome {
    Begun,
    Exported,
    Failed,
}
