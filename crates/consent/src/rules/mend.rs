//! The ways out of a refusal, named by the rows of the table.

use super::{About, Case, paper, people, signing};
use crate::limit::Covers;
use crate::photo::{HeldRecord, Person};
use crate::record::{Signer, Status};
use crate::remedy::{Field, Remedy};
use crate::usage::{Effect, Use};

pub(super) fn choose_use(about: &About) -> Option<Remedy> {
    Some(Remedy::ChooseUse {
        agreed: agreed(about.case),
    })
}

/// The uses that each person listed permits in a linked record, and denies in none.
fn agreed(case: &Case) -> Vec<Use> {
    let permits = |held: &HeldRecord, usage: &Use| {
        held.record
            .terms
            .rows(Effect::Permit)
            .any(|row| row.usage.permits(usage))
    };
    let denies = |held: &HeldRecord, usage: &Use| {
        held.record
            .terms
            .rows(Effect::Deny)
            .any(|row| row.usage.refuses(usage))
    };
    let by_all = |usage: &Use| {
        let of = |person: &Person| {
            active(case, person).any(|it| permits(it, usage))
                && !case.current(person).any(|it| denies(it, usage))
        };
        case.people.iter().all(of)
    };
    let mut agreed: Vec<Use> = case
        .people
        .iter()
        .flat_map(|person| active(case, person))
        .flat_map(|it| it.record.terms.rows(Effect::Permit))
        .map(|row| row.usage.clone())
        .filter(by_all)
        .collect();
    agreed.sort();
    agreed.dedup();
    agreed
}

fn active<'a>(case: &Case<'a>, person: &Person) -> impl Iterator<Item = &'a HeldRecord> {
    case.linked(person)
        .filter(|it| it.record.status() == Status::Active)
}

pub(super) fn link_record(about: &About) -> Option<Remedy> {
    let case = about.case;
    let records = about.person.map(|person| {
        case.current(person)
            .filter(|held| !held.linked && held.record.status() == Status::Active && case.fits(held))
            .map(|held| held.record.id)
            .collect()
    });
    Some(Remedy::LinkRecord {
        person: about.person.map(|it| it.pseudonym.clone()),
        records: records.unwrap_or_default(),
    })
}

pub(super) fn add_record(about: &About) -> Option<Remedy> {
    Some(Remedy::AddRecord {
        person: about.person.map(|it| it.pseudonym.clone()),
    })
}

fn correct(about: &About, fields: Vec<Field>) -> Option<Remedy> {
    let record = about.held?.record.id;
    Some(Remedy::CorrectRecord { record, fields })
}

pub(super) fn settle_status(about: &About) -> Option<Remedy> {
    // Neither what was replaced nor what was an error becomes good again.
    let draft = about.held?.record.status() == Status::Draft;
    draft.then(|| correct(about, vec![Field::Status]))?
}

pub(super) fn enter_date(about: &About) -> Option<Remedy> {
    correct(about, vec![Field::SignedOn])
}

pub(super) fn fill_in(about: &About) -> Option<Remedy> {
    correct(about, signing::blank(about.held?))
}

pub(super) fn put_authority_on_file(about: &About) -> Option<Remedy> {
    let signer = about.held?.record.terms.signer?;
    let by_authority = matches!(signer, Signer::Attorney | Signer::Deputy | Signer::Guardian);
    by_authority.then(|| correct(about, vec![Field::Authority, Field::Capacity]))?
}

pub(super) fn assess_capacity(about: &About) -> Option<Remedy> {
    correct(about, vec![Field::Capacity, Field::BestInterests])
}

pub(super) fn enter_birth(about: &About) -> Option<Remedy> {
    correct(about, vec![Field::DateOfBirth])
}

pub(super) fn attach_form(about: &About) -> Option<Remedy> {
    let record = about.held?.record.id;
    Some(Remedy::AttachForm { record })
}

pub(super) fn count_those_accounted(about: &About) -> Option<Remedy> {
    Some(Remedy::CountPeople {
        people: Some(people::accounted(about.case)),
    })
}

pub(super) fn count_faces(about: &About) -> Option<Remedy> {
    Some(Remedy::CountPeople {
        people: about.case.photo.faces,
    })
}

pub(super) fn dismiss_faces(about: &About) -> Option<Remedy> {
    Some(Remedy::DismissFaces {
        faces: about.case.photo.open_faces.clone(),
    })
}

pub(super) fn hide_faces(about: &About) -> Option<Remedy> {
    Some(match about.person.and_then(|it| it.place) {
        Some(place) => Remedy::HidePlaces { places: vec![place] },
        None => Remedy::HideFaces {
            faces: about.case.photo.open_faces.clone(),
        },
    })
}

pub(super) fn hide_bystanders(about: &About) -> Option<Remedy> {
    let seen = about.case.photo.bystanders.iter().filter(|it| !it.hidden);
    Some(Remedy::HidePlaces {
        places: seen.map(|it| it.place).collect(),
    })
}

pub(super) fn hide_marks(about: &About) -> Option<Remedy> {
    let open = paper::open_marks(about.case, about.held?);
    Some(Remedy::HideMarks {
        marks: open.into_iter().map(str::to_owned).collect(),
    })
}

pub(super) fn show_copy(about: &About) -> Option<Remedy> {
    let person = about.person?.pseudonym.clone();
    Some(Remedy::ShowCopy { person })
}

pub(super) fn set_taken_on(about: &About) -> Option<Remedy> {
    match about.held?.record.terms.covers {
        Covers::Session(session) => Some(Remedy::SetTakenOn {
            from: session.from(),
            to: session.to(),
        }),
        Covers::Photos => None,
    }
}

pub(super) fn confirm_checklist(about: &About) -> Option<Remedy> {
    let review = about.case.photo.review.as_ref();
    let items = review.map_or_else(
        || crate::photo::CHECKLIST.iter().map(|it| it.id).collect(),
        |review| review.open_items().map(|it| it.id).collect(),
    );
    Some(Remedy::ConfirmChecklist { items })
}

pub(super) fn see_copies(about: &About) -> Option<Remedy> {
    let record = about.held?.record.id;
    Some(Remedy::SeeCopies { record })
}
