//! Who signed, and whether they could.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Case, Fill, given, role, when};
use crate::photo::HeldRecord;
use crate::record::{Capacity, Signer};
use crate::usage::Effect;

/// A form is dated where it is signed, a record in UTC, and the two calendars differ by a day at
/// most; a form dated later than that will not become good by waiting.
pub(super) fn undated_or_future(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let Some(signed) = held.record.terms.signed_on else {
        return when(true);
    };
    let entered = utc_date(held.record.entered_at);
    let latest = entered.tomorrow().unwrap_or(entered);
    when(signed > case.today || signed > latest)
}

fn utc_date(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

pub(super) fn incomplete(_: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let minor = terms.signer == Some(Signer::CompetentMinor);
    let blank = [
        ("the person", !given(Some(&terms.person))),
        ("who signed", terms.signer.is_none()),
        (
            "how they were found competent",
            minor && !given(terms.competence_note.as_deref()),
        ),
        ("the form's version", !given(terms.form_version.as_deref())),
        ("a use", terms.rows(Effect::Permit).next().is_none()),
    ];
    let fields: Vec<&str> = blank
        .into_iter()
        .filter_map(|(field, blank)| blank.then_some(field))
        .collect();
    (!fields.is_empty()).then(|| vec![("fields", fields.join(", "))])
}

/// Mental Capacity Act 2005: nobody consents for an adult but by an authority, and an authority
/// begins where capacity ends.
pub(super) fn no_authority(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let cannot = match terms.signer? {
        Signer::Relative => true,
        Signer::Attorney | Signer::Deputy | Signer::Guardian => {
            !terms.authority_on_file || terms.capacity == Some(Capacity::Has)
        }
        Signer::Myself => {
            let child = terms
                .signed_on
                .zip(terms.date_of_birth)
                .is_some_and(|(signed, born)| !is_16(born, signed));
            terms.capacity == Some(Capacity::Lacks) || child
        }
        Signer::CompetentMinor => terms.capacity == Some(Capacity::Lacks),
        Signer::PersonalRepresentative => !signed_after_death(case, held),
        Signer::Parent => false,
    };
    cannot.then(|| vec![("role", role(terms.signer).to_owned())])
}

pub(super) fn no_best_interests(_: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let by_proxy = matches!(
        terms.signer,
        Some(Signer::Attorney | Signer::Deputy | Signer::Guardian)
    );
    let lacks = terms.capacity == Some(Capacity::Lacks) || by_proxy;
    let assessed = terms.capacity.is_some();
    when(lacks && !(assessed && given(terms.best_interests_note.as_deref())))
}

pub(super) fn parent_of_someone_16(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let born = terms.date_of_birth?;
    when(terms.signer == Some(Signer::Parent) && is_16(born, case.today))
}

pub(super) fn parent_and_age_unknown(_: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    when(terms.signer == Some(Signer::Parent) && terms.date_of_birth.is_none())
}

/// Another's authority ends with the person's life.
pub(super) fn dead(case: &Case, held: &HeldRecord) -> Option<Fill> {
    let terms = &held.record.terms;
    let died = case.died_on(held)?;
    let good = match terms.signer {
        Some(Signer::Myself | Signer::CompetentMinor) => terms.signed_on.is_some_and(|signed| signed <= died),
        Some(Signer::PersonalRepresentative) => signed_after_death(case, held),
        _ => false,
    };
    when(!good)
}

fn signed_after_death(case: &Case, held: &HeldRecord) -> bool {
    case.died_on(held)
        .zip(held.record.terms.signed_on)
        .is_some_and(|(died, signed)| signed >= died)
}

/// Whether someone `born` then is 16 on `day`.
fn is_16(born: Date, day: Date) -> bool {
    // A birthday past the calendar's end counts as past: the stricter answer for a parent's form.
    born.checked_add(16.years())
        .map_or(true, |birthday| birthday <= day)
}
