//! The photo's file, the form's file, the copy's file, and the clock.

use super::{Case, Fill, when};
use crate::limit::{Condition, Covers};
use crate::photo::{FaceCover, FormState, HeldRecord};
use crate::record::Status;

pub(super) fn not_active(_: &Case, held: &HeldRecord) -> Option<Fill> {
    let status = held.record.status();
    // A refused or withdrawn record has already spoken against.
    let unsaid = !matches!(status, Status::Active | Status::Refused | Status::Withdrawn);
    unsaid.then(|| vec![("status", status.label().to_owned())])
}

pub(super) fn before_session(case: &Case, held: &HeldRecord) -> Option<Fill> {
    match (held.record.terms.covers, case.photo.taken_on) {
        (Covers::Session(session), Some(taken)) => when(taken < session.from()),
        _ => None,
    }
}

pub(super) fn after_session(case: &Case, held: &HeldRecord) -> Option<Fill> {
    match (held.record.terms.covers, case.photo.taken_on) {
        (Covers::Session(session), Some(taken)) => (taken > session.to())
            .then(|| vec![("date", taken.to_string()), ("to", session.to().to_string())]),
        _ => None,
    }
}

pub(super) fn session_and_day_unknown(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let session = matches!(held.record.terms.covers, Covers::Session(_));
    when(session && case.photo.taken_on.is_none())
}

pub(super) fn form_missing(_: &Case, held: &HeldRecord) -> Option<Fill> {
    when(held.form == FormState::Missing || held.record.form.is_none())
}

pub(super) fn form_changed(_: &Case, held: &HeldRecord) -> Option<Fill> {
    when(held.form == FormState::Changed)
}

pub(super) fn face_open(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let asked = held.record.terms.conditions.contains(&Condition::ObscureFace);
    when(asked && !case.face_hidden(&held.record.terms.person))
}

pub(super) fn mark_open(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let open = open_marks(case, held);
    (!open.is_empty()).then(|| vec![("marks", open.join(", "))])
}

/// The marks that are to be hidden and are not.
pub(super) fn open_marks<'a>(case: &Case, held: &'a HeldRecord) -> Vec<&'a str> {
    held.record
        .terms
        .conditions
        .iter()
        .filter_map(|condition| match condition {
            Condition::ObscureMark(name) => Some(name),
            _ => None,
        })
        .filter(|name| !case.photo.hidden_marks.iter().any(|it| same_name(it, name)))
        .map(String::as_str)
        .collect()
}

fn same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

pub(super) fn eye_bar(case: &Case) -> Option<Fill> {
    when(case.photo.face_cover == FaceCover::EyeBar)
}

pub(super) fn not_shown(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let asked = terms.conditions.contains(&Condition::ShowMeFirst);
    when(asked && !case.photo.approved_by.contains(&terms.person))
}

pub(super) fn source_changed(case: &Case) -> Option<Fill> {
    when(case.photo.linked_as.is_some_and(|then| then != case.photo.digest))
}

pub(super) fn checks_left(case: &Case) -> Option<Fill> {
    let left = case.photo.review.as_ref().map_or_else(
        || crate::photo::CHECKLIST.len(),
        |review| review.open_items().count(),
    );
    (left > 0).then(|| vec![("n", left.to_string())])
}

pub(super) fn unproved(case: &Case) -> Option<Fill> {
    when(!case.photo.proved)
}

pub(super) fn clock_backwards(case: &Case) -> Option<Fill> {
    when(case.photo.last_entry.is_some_and(|last| case.photo.now < last))
}
