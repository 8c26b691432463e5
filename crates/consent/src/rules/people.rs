//! Who is in the photo, and what they or others said about it.

use super::{Case, Fill, given, when};
use crate::limit::Condition;
use crate::photo::{HeldRecord, NoPersonKind, Person, Strictness};
use crate::record::Status;
use crate::usage::Effect;

/// A declaration that nobody is in the photo counts them, unless someone else did.
fn declared(case: &Case) -> Option<u32> {
    let nobody = case.photo.no_person.as_ref().map(|_| 0);
    case.photo.people.or(nobody)
}

/// Everyone who is accounted for: listed, or declared to be a hidden bystander.
pub(super) fn accounted(case: &Case) -> u32 {
    u32::try_from(case.people.len() + case.photo.bystanders.len()).unwrap_or(u32::MAX)
}

pub(super) fn none_linked(case: &Case, person: &Person) -> Option<Fill> {
    when(case.linked(person).next().is_none())
}

pub(super) fn fewer_listed(case: &Case) -> Option<Fill> {
    let declared = declared(case)?;
    let missing = declared.checked_sub(accounted(case)).filter(|it| *it > 0)?;
    Some(vec![("k", missing.to_string()), ("n", declared.to_string())])
}

pub(super) fn bystander_seen(case: &Case) -> Option<Fill> {
    let all = &case.photo.bystanders;
    let seen = all.iter().filter(|it| !it.hidden).count();
    (seen > 0).then(|| vec![("k", seen.to_string()), ("n", all.len().to_string())])
}

/// Hiding somebody never stands in for the consent of whom the photo is about.
pub(super) fn only_bystanders(case: &Case) -> Option<Fill> {
    when(case.people.is_empty() && !case.photo.bystanders.is_empty())
}

pub(super) fn clinical_under_strict(case: &Case) -> Option<Fill> {
    let clinical = case
        .photo
        .no_person
        .as_ref()
        .is_some_and(|it| it.kind == NoPersonKind::Clinical);
    when(clinical && case.people.is_empty() && case.photo.strictness == Strictness::Strict)
}

pub(super) fn undeclared(case: &Case) -> Option<Fill> {
    when(declared(case).is_none())
}

pub(super) fn nobody_undeclared(case: &Case) -> Option<Fill> {
    let sound = case
        .photo
        .no_person
        .as_ref()
        .is_some_and(|it| given(Some(&it.by)) && given(Some(&it.reason)));
    when(declared(case) == Some(0) && case.people.is_empty() && !sound)
}

pub(super) fn more_faces(case: &Case) -> Option<Fill> {
    let declared = declared(case)?;
    let faces = case.photo.faces.filter(|faces| *faces > declared)?;
    Some(vec![("n", faces.to_string()), ("m", declared.to_string())])
}

pub(super) fn more_listed(case: &Case) -> Option<Fill> {
    let (declared, accounted) = (declared(case)?, accounted(case));
    (accounted > declared).then(|| vec![("m", accounted.to_string()), ("n", declared.to_string())])
}

pub(super) fn nobody_yet_people(case: &Case) -> Option<Fill> {
    let people = case.photo.people.filter(|people| *people > 0)?;
    case.photo.no_person.as_ref()?;
    Some(vec![("n", people.to_string())])
}

/// Whether a record that was refused or withdrawn as a whole bears on this request: it is linked to
/// the photo, or the purpose is one it was about. The audience plays no part: a wide yes that is
/// taken back takes the narrow ones with it.
pub(super) fn bears_on(case: &Case, held: &HeldRecord) -> bool {
    let purpose = case.requested.map(|it| it.purpose);
    held.linked
        || held
            .record
            .terms
            .uses
            .iter()
            .any(|row| Some(row.usage.purpose) == purpose)
}

pub(super) fn refused(case: &Case, held: &HeldRecord) -> Option<Fill> {
    when(held.record.status() == Status::Refused && bears_on(case, held))
}

pub(super) fn denied(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let requested = case.requested?;
    let mut denied = held.record.terms.rows(Effect::Deny);
    when(denied.any(|row| row.usage.refuses(requested)))
}

pub(super) fn commercial(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let requested = case.requested?;
    let asked = held.record.terms.conditions.contains(&Condition::NoCommercial);
    when(asked && requested.purpose.is_commercial())
}

pub(super) fn objected(_: &Case, held: &HeldRecord) -> Option<Fill> {
    when(held.record.terms.objection)
}
