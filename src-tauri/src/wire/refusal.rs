//! The gate's reasons, and what the window can do about them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Use;

/// One reason the gate gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Refusal {
    pub(crate) id: String,
    pub(crate) sentence: String,
    pub(crate) remedy: String,
    /// The ways out, the likeliest first.
    pub(crate) remedies: Vec<Remedy>,
    /// Why the rule is there, in the words of its source.
    pub(crate) quote: String,
    pub(crate) source: String,
    /// Whom it is about, where it is about one person.
    pub(crate) person: Option<String>,
    /// The record to mend, where there is one.
    pub(crate) record: Option<String>,
}

/// A way out of a refusal, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "step")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Remedy {
    /// Choose what the copy is for: these uses are agreed to by everyone whose consent is linked.
    ChooseUse {
        agreed: Vec<Use>,
    },
    /// Link a record. These would clear; where one is named, one click is enough.
    LinkRecord {
        person: Option<String>,
        records: Vec<String>,
    },
    AddRecord {
        person: Option<String>,
    },
    /// Fill in these fields of a record.
    CorrectRecord {
        record: String,
        fields: Vec<String>,
    },
    AttachForm {
        record: String,
    },
    ListPeople,
    /// Say how many people there are; so many, where a number is given.
    CountPeople {
        people: Option<u32>,
    },
    DeclareNoPerson,
    DeclareBystander,
    /// Say which of these suggestions, by their place in the list, is no face.
    DismissFaces {
        faces: Vec<u32>,
    },
    /// Draw regions over these suggestions.
    HideFaces {
        faces: Vec<u32>,
    },
    HidePlaces {
        places: Vec<Place>,
    },
    /// Draw a region over each of these marks and give it the name.
    HideMarks {
        marks: Vec<String>,
    },
    ShowCopy {
        person: String,
    },
    /// Say on which day it was taken: the record covers these days.
    SetTakenOn {
        from: String,
        to: String,
    },
    RelinkPhoto,
    /// Confirm these items of the checklist.
    ConfirmChecklist {
        items: Vec<String>,
    },
    ChangeStrictness,
    ChooseName,
    SeeCopies {
        record: String,
    },
    SetClock,
    ReportFile,
    Respect,
}

/// A rectangle in a photo, in displayed pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Place {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}
