//! Exports, and the copies in the ledger.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Refusal, Use};

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
