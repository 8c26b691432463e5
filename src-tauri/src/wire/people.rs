//! Who is said to be in a photo, and where in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Place;

/// Someone said to be in a photo, whether or not a record of theirs is linked to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Listed {
    pub(crate) person: String,
    pub(crate) place: Option<Place>,
}

/// Someone declared to be a bystander, who is hidden in every copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Bystander {
    pub(crate) place: Place,
    pub(crate) by: String,
    pub(crate) reason: Option<String>,
}
