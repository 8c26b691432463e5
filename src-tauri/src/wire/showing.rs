//! Copies that people see before they are made.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A copy that is held in memory for somebody to look at.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct CopyToShow {
    /// Its SHA-256, in hexadecimal.
    pub(crate) digest: String,
    /// How many regions it hides.
    pub(crate) regions: u32,
    /// What hiding them does to it beside hiding.
    pub(crate) note: Option<String>,
    /// Those in the photo, who asked to see it first before the others.
    pub(crate) people: Vec<Viewer>,
}

/// Somebody in the photo.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Viewer {
    pub(crate) person: String,
    /// Whether a record of theirs asks that they see it first.
    pub(crate) asked: bool,
    /// What they last said of this very copy.
    pub(crate) said: Option<Answered>,
}

/// What somebody said of a copy.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Answered {
    pub(crate) agreed: bool,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// What somebody says of the copy that they look at.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Answer {
    /// The digest of the copy.
    pub(crate) digest: String,
    pub(crate) person: String,
    pub(crate) agreed: bool,
    /// Who shows it to them.
    pub(crate) by: String,
}
