//! What crosses between the window and the shell. `cargo test -p safelight-desktop` writes the same types for
//! TypeScript to `ui/src/shared/wire/`. A photo or a form is an opaque id here; its path stays in Rust.

#![allow(
    missing_docs,
    reason = "a field that needs a word has one; the others say it all in their names"
)]

mod region;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub(crate) use region::{Region, Shape, Style, Suggested, Suggestion};

/// Why something could not be done: a code to act on and a plain sentence to show.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Where the register is, and whether it is open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RegisterState {
    pub(crate) lock: Lock,
    pub(crate) place: String,
}

/// A register not made yet, one that needs its passphrase, or one that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Lock {
    Absent,
    Locked,
    Open,
}

/// What Settings shows.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Settings {
    pub(crate) output_folder: Option<String>,
    pub(crate) version: String,
    pub(crate) dialogs: bool,
    /// The names of the formats that are cleaned.
    pub(crate) formats: Vec<&'static str>,
}

/// Something was dragged over the window or let go on it. The paths wait in Rust under `drop`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum DropEvent {
    Over,
    Left,
    Dropped { drop: u32, documents_only: bool },
}

/// News of photos being read.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Intake {
    Found { files: u32 },
    Read { photos: Vec<PhotoSummary> },
}

/// One tile of the grid.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct PhotoSummary {
    pub(crate) id: u32,
    pub(crate) name: String,
    /// What the picture looks like now; it grows when regions change, so that no old picture is shown.
    pub(crate) version: u32,
    pub(crate) picture: Option<Picture>,
    pub(crate) reveals: Vec<Revealed>,
    pub(crate) people: People,
    pub(crate) regions: u32,
    /// The day it was taken, as someone entered it.
    pub(crate) taken_on: Option<String>,
    pub(crate) use_: Option<Use>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) failure: Option<Failure>,
}

/// A picture that could be read: its format's name, its displayed size in pixels and how many it is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Picture {
    pub(crate) format: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) shows: Shows,
}

/// What a viewer shows of a file: one picture, one that moves, or several to turn over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Shows {
    Still,
    Animation { count: u32 },
    Pages { count: u32 },
}

/// How many findings tell one kind of thing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Revealed {
    pub(crate) reveals: String,
    pub(crate) count: u32,
}

/// Who is in a photo.
#[derive(Debug, Clone, Default, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct People {
    pub(crate) count: Option<u32>,
    pub(crate) linked: Vec<Linked>,
    pub(crate) no_person: Option<NoPerson>,
}

/// A person in a photo, and the record that speaks for them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Linked {
    pub(crate) person: String,
    pub(crate) record: String,
    pub(crate) standing: Option<Standing>,
}

/// A named person's word that a photo shows nobody.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct NoPerson {
    pub(crate) by: String,
    pub(crate) reason: String,
    /// A recording of the kinds the GMC lists, rather than a scene or an object.
    pub(crate) clinical: bool,
}

/// What a copy is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Use {
    pub(crate) purpose: String,
    pub(crate) audience: String,
    pub(crate) outlet: Option<String>,
}

/// One photo, open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct PhotoDetail {
    pub(crate) summary: PhotoSummary,
    pub(crate) findings: Vec<Finding>,
    pub(crate) regions: Vec<Region>,
    /// None until the finder has looked.
    pub(crate) suggestions: Option<Vec<Suggestion>>,
    /// What hiding regions does to the copy beside hiding, once that is known.
    pub(crate) hiding: Option<String>,
    pub(crate) review: Review,
}

/// One thing a part of the file tells.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Finding {
    pub(crate) reveals: String,
    pub(crate) part: String,
    pub(crate) value: String,
    #[ts(type = "number")]
    pub(crate) bytes: u64,
    /// Where the part begins, in bytes from the start of the file.
    #[ts(type = "number")]
    pub(crate) offset: u64,
    pub(crate) position: Option<Position>,
    /// The number by which the picture that it hides is asked for.
    pub(crate) picture: Option<u32>,
}

/// A place on earth, in degrees: north and east are positive.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Position {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// The checklist and who confirmed it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Review {
    pub(crate) items: Vec<ReviewItem>,
    pub(crate) confirmed_by: Option<String>,
}

/// Something to look for.
#[derive(Debug, Clone, Copy, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct ReviewItem {
    pub(crate) id: &'static str,
    pub(crate) text: &'static str,
}

/// The gate's answer for one photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "outcome")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Verdict {
    Clear,
    Refused { refusals: Vec<Refusal> },
    Failed { code: String, message: String },
}

/// One reason the gate gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Refusal {
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) remedy: String,
    /// The record to mend, where there is one.
    pub(crate) record: Option<String>,
}

/// A photo as the window showed it when it was asked for.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Shown {
    pub(crate) photo: u32,
    pub(crate) version: u32,
}

/// News of an export: one photo's end, whichever it is.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "outcome")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum ExportEvent {
    Exported {
        photo: u32,
        output: String,
    },
    Refused {
        photo: u32,
        refusals: Vec<Refusal>,
    },
    Failed {
        photo: u32,
        code: String,
        message: String,
    },
}

/// Whether a record speaks for someone today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Standing {
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
pub(crate) struct Form {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) media_type: String,
    #[ts(type = "number")]
    pub(crate) bytes: u64,
}

/// One line of the Consents list.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RecordSummary {
    pub(crate) id: String,
    pub(crate) person: String,
    pub(crate) standing: Standing,
    pub(crate) signed_on: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) uses: Vec<PermittedUse>,
    pub(crate) photos: u32,
}

/// A record, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RecordDetail {
    pub(crate) summary: RecordSummary,
    pub(crate) version: u32,
    pub(crate) terms: RecordDraft,
    pub(crate) form_media_type: Option<String>,
    pub(crate) form_digest: Option<String>,
    pub(crate) withdrawal: Option<Withdrawal>,
    pub(crate) copies: Vec<Copy>,
}

/// A withdrawal as it was told.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Withdrawal {
    pub(crate) on: String,
    pub(crate) by: String,
    pub(crate) how: String,
}

/// A use that a record permits or denies.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct PermittedUse {
    pub(crate) permit: bool,
    pub(crate) purpose: String,
    pub(crate) audience: String,
    pub(crate) outlet: Option<String>,
}

/// The photos a record speaks of.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Covers {
    Photos,
    Session { from: String, to: String },
}

/// A record as the form's fields give it. Dates are ISO 8601.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RecordDraft {
    /// The form that waits for it; none where the record keeps the one it has.
    pub(crate) form: Option<u32>,
    pub(crate) person: String,
    pub(crate) signed_on: String,
    pub(crate) role: String,
    pub(crate) signed_by: Option<String>,
    pub(crate) competence_note: Option<String>,
    pub(crate) authority_on_file: bool,
    pub(crate) lacks_capacity: bool,
    pub(crate) best_interests_note: Option<String>,
    pub(crate) date_of_birth: Option<String>,
    pub(crate) died_on: Option<String>,
    pub(crate) objection: bool,
    pub(crate) form_version: String,
    pub(crate) uses: Vec<PermittedUse>,
    pub(crate) covers: Covers,
    pub(crate) until: Option<String>,
    pub(crate) conditions: Vec<String>,
}

/// A copy that was made, as the ledger has it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Copy {
    pub(crate) row: String,
    pub(crate) at: String,
    pub(crate) use_: Use,
    pub(crate) people: Vec<String>,
    pub(crate) records: Vec<String>,
    pub(crate) output_digest: String,
    pub(crate) place: String,
    pub(crate) outcome: CopyOutcome,
}

/// Whether a ledger row became a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum CopyOutcome {
    Exported,
    Failed,
}
