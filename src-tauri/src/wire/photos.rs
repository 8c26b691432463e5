//! Photos: the grid, one photo, who is in it, and the gate's answer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Bystander, Failure, Listed, Refusal, Region, Standing, Suggestion};

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
    /// Those somebody said are in it, in the order in which they were first listed.
    pub(crate) listed: Vec<Listed>,
    pub(crate) linked: Vec<Linked>,
    pub(crate) bystanders: Vec<Bystander>,
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
