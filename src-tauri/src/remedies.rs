//! The gate's reasons in the words of the window.

use safelight_consent as consent;

use crate::records::shown;
use crate::wire::{Place, Refusal, Remedy};

/// One of the gate's reasons.
pub(crate) fn refusal(from: &consent::Refusal) -> Refusal {
    Refusal {
        id: from.id.to_string(),
        sentence: from.sentence.clone(),
        remedy: from.remedy.clone(),
        remedies: from.remedies.iter().map(remedy).collect(),
        quote: from.quote.to_owned(),
        source: from.source.to_owned(),
        person: from.person.clone(),
        record: from.record.map(|record| record.to_string()),
    }
}

fn remedy(from: &consent::Remedy) -> Remedy {
    use consent::Remedy as From;
    match from {
        From::ChooseUse { agreed } => Remedy::ChooseUse {
            agreed: agreed.iter().map(shown).collect(),
        },
        From::LinkRecord { person, records } => Remedy::LinkRecord {
            person: person.clone(),
            records: records.iter().map(ToString::to_string).collect(),
        },
        From::AddRecord { person } => Remedy::AddRecord {
            person: person.clone(),
        },
        From::CorrectRecord { record, fields } => Remedy::CorrectRecord {
            record: record.to_string(),
            fields: fields.iter().map(|field| field.id().to_owned()).collect(),
        },
        From::AttachForm { record } => Remedy::AttachForm {
            record: record.to_string(),
        },
        From::ListPeople => Remedy::ListPeople,
        From::CountPeople { people } => Remedy::CountPeople { people: *people },
        From::DeclareNoPerson => Remedy::DeclareNoPerson,
        From::DeclareBystander => Remedy::DeclareBystander,
        From::DismissFaces { faces } => Remedy::DismissFaces { faces: faces.clone() },
        From::HideFaces { faces } => Remedy::HideFaces { faces: faces.clone() },
        From::HidePlaces { places } => Remedy::HidePlaces {
            places: places.iter().map(place).collect(),
        },
        From::HideMarks { marks } => Remedy::HideMarks { marks: marks.clone() },
        From::ShowCopy { person } => Remedy::ShowCopy {
            person: person.clone(),
        },
        From::SetTakenOn { from, to } => Remedy::SetTakenOn {
            from: from.to_string(),
            to: to.to_string(),
        },
        From::RelinkPhoto => Remedy::RelinkPhoto,
        From::ConfirmChecklist { items } => Remedy::ConfirmChecklist {
            items: items.iter().map(|item| (*item).to_owned()).collect(),
        },
        From::ChangeStrictness => Remedy::ChangeStrictness,
        From::ChooseName => Remedy::ChooseName,
        From::SeeCopies { record } => Remedy::SeeCopies {
            record: record.to_string(),
        },
        From::SetClock => Remedy::SetClock,
        From::ReportFile => Remedy::ReportFile,
        From::Respect => Remedy::Respect,
    }
}

/// A place in the words of the window.
pub(crate) const fn place(from: &consent::Place) -> Place {
    Place {
        x: from.x,
        y: from.y,
        width: from.width.get(),
        height: from.height.get(),
    }
}
