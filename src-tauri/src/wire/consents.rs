//! Records of consent and their signed forms.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Copy;

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
