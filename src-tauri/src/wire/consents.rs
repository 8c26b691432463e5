//! Records of consent and their signed forms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FollowedCopy, Use};

/// Whether a record speaks for someone today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Standing {
    Active,
    Expiring,
    Expired,
    Withdrawn,
    Draft,
    Refused,
    Superseded,
    EnteredInError,
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
    /// The records in the register that stand on this very file.
    pub(crate) records: Vec<String>,
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
    /// The last day on which it permits anything.
    pub(crate) until: Option<String>,
    pub(crate) uses: Vec<PermittedUse>,
    pub(crate) photos: u32,
    /// When it was first entered, in RFC 3339.
    pub(crate) entered_at: String,
    pub(crate) role: String,
    /// The other words of the record that somebody may look for: names, references, notes.
    pub(crate) notes: Vec<String>,
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
    /// Of everything or of some uses, oldest first.
    pub(crate) withdrawals: Vec<Withdrawal>,
    pub(crate) copies: Vec<FollowedCopy>,
}

/// A version of a record: what it said, and since when.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RecordVersion {
    pub(crate) version: u32,
    /// When it was entered, in RFC 3339.
    pub(crate) entered_at: String,
    pub(crate) terms: RecordDraft,
    pub(crate) form_digest: Option<String>,
    pub(crate) withdrawals: Vec<Withdrawal>,
}

/// What became of a record that was to be kept.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "outcome")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Saved {
    Kept {
        record: RecordSummary,
    },
    /// Nothing was kept; each field says what to mend.
    Unfit {
        fields: Vec<FieldFailure>,
    },
}

/// What is wrong with a field, by the field's name in the draft; one of a use is `uses.0.until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct FieldFailure {
    pub(crate) field: String,
    pub(crate) message: String,
}

/// A record from another system, read and not yet entered.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Incoming {
    pub(crate) id: u32,
    pub(crate) file: String,
    pub(crate) person: String,
    /// Whether somebody in this register goes by that name already.
    pub(crate) known: bool,
    /// The status it is entered with.
    pub(crate) status: String,
    pub(crate) uses: Vec<PermittedUse>,
    pub(crate) brings_form: bool,
    pub(crate) left_out: Vec<LeftOut>,
}

/// A part of a document that does not become part of the record.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct LeftOut {
    pub(crate) element: String,
    pub(crate) taken: String,
}

/// A withdrawal as it was told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Withdrawal {
    pub(crate) on: String,
    pub(crate) by: String,
    pub(crate) how: String,
    pub(crate) recorded_by: Option<String>,
    /// The uses that were withdrawn; none for the whole record.
    pub(crate) uses: Option<Vec<Use>>,
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
    /// The last day, as it was typed.
    pub(crate) until: Option<String>,
    /// How many copies in all, as it was typed.
    pub(crate) max_copies: Option<String>,
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
    pub(crate) status: String,
    pub(crate) person: String,
    pub(crate) name: Option<String>,
    pub(crate) signed_on: String,
    pub(crate) role: String,
    pub(crate) signed_by: Option<String>,
    pub(crate) competence_note: Option<String>,
    pub(crate) authority_on_file: bool,
    pub(crate) capacity: Option<String>,
    pub(crate) best_interests_note: Option<String>,
    pub(crate) date_of_birth: Option<String>,
    pub(crate) age_band: Option<String>,
    pub(crate) died_on: Option<String>,
    pub(crate) objection: bool,
    pub(crate) language: Option<String>,
    pub(crate) interpreter: Option<String>,
    pub(crate) witness: Option<String>,
    pub(crate) form_version: String,
    pub(crate) original_held: Option<String>,
    pub(crate) uses: Vec<PermittedUse>,
    pub(crate) covers: Covers,
    pub(crate) until: Option<String>,
    pub(crate) review_on: Option<String>,
    pub(crate) lawful_basis: Option<String>,
    pub(crate) conditions: Vec<String>,
}
