//! Exports, and the copies in the ledger.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Refusal, Use};

/// A photo as the window showed it when it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
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
}

/// Which copies the window asks for; the newest come first, a page at a time.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct CopyQuery {
    pub(crate) text: String,
    pub(crate) standing: Option<CopyStanding>,
    /// The row of the last copy of the page before.
    pub(crate) before: Option<String>,
}

/// Where a copy stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum CopyStanding {
    Exported,
    Withdrawn,
    Failed,
}

/// A page of copies.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct CopyPage {
    pub(crate) copies: Vec<FollowedCopy>,
    pub(crate) more: bool,
}

/// A copy with what became of it.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct FollowedCopy {
    pub(crate) copy: Copy,
    pub(crate) standing: CopyStanding,
    /// The records that have taken its use back.
    pub(crate) withdrawn: Vec<String>,
    pub(crate) places: Vec<CopyPlace>,
}

/// A place that a copy went to, and what came of asking there that it be taken down.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct CopyPlace {
    pub(crate) place: String,
    pub(crate) asked_on: Option<String>,
    pub(crate) answer: Option<String>,
    pub(crate) outcome: PlaceOutcome,
    pub(crate) settled_on: Option<String>,
    /// Who wrote it down last.
    pub(crate) by: Option<String>,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum PlaceOutcome {
    Open,
    Done,
    Impossible,
}

/// A copy that a file was taken for.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct FoundCopy {
    pub(crate) known: KnownAs,
    pub(crate) copy: FollowedCopy,
}

/// How a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum KnownAs {
    Copy,
    Source,
    Alike,
}

/// Which files a question was about, and its answer.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Whose {
    pub(crate) name: String,
    pub(crate) found: Vec<FoundCopy>,
    /// What it is worth, where it is a certificate.
    pub(crate) certificate: Option<CheckedCertificate>,
}

/// A certificate, compared with the ledger.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct CheckedCertificate {
    /// What is wrong with it, each a plain sentence; none where all agrees with the ledger.
    pub(crate) flaws: Vec<String>,
    /// Whether the pages of a PDF are those that were issued; none for JSON, which has no pages.
    pub(crate) pages: Option<bool>,
    /// The program that issued it.
    pub(crate) program: String,
    /// The digest of the copy it is about.
    pub(crate) digest: String,
    /// That copy, where all agrees.
    pub(crate) copy: Option<FollowedCopy>,
}

/// In what form a document is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Paper {
    Pdf,
    Text,
    Json,
}

/// Whether the chain of rows is whole.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct LedgerState {
    pub(crate) rows: u32,
    /// What is wrong with the first row that does not hold.
    pub(crate) broken: Option<String>,
}
