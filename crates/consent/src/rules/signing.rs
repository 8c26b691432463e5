//! Who signed, and whether they could.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{Case, Fill, given, role, when};
use crate::photo::HeldRecord;
use crate::record::{Capacity, Signer, sixteenth_birthday};
use crate::remedy::Field;
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
    let fields: Vec<&str> = blank(held).into_iter().map(Field::label).collect();
    (!fields.is_empty()).then(|| vec![("fields", fields.join(", "))])
}

/// What has to be filled in before the record can clear anything.
pub(super) fn blank(held: &HeldRecord) -> Vec<Field> {
    let terms = &held.record.terms;
    let by_another = !matches!(terms.signer, None | Some(Signer::Myself | Signer::CompetentMinor));
    let minor = terms.signer == Some(Signer::CompetentMinor);
    let blank = [
        (Field::Person, !given(Some(&terms.person))),
        (Field::Signer, terms.signer.is_none()),
        (Field::SignedBy, by_another && !given(terms.signed_by.as_deref())),
        (
            Field::Competence,
            minor && !given(terms.competence_note.as_deref()),
        ),
        (Field::FormVersion, !given(terms.form_version.as_deref())),
        (Field::Uses, terms.rows(Effect::Permit).next().is_none()),
    ];
    blank
        .into_iter()
        .filter_map(|(field, blank)| blank.then_some(field))
        .collect()
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
            let child = match (terms.date_of_birth, terms.age_band) {
                (Some(born), _) => terms.signed_on.is_some_and(|signed| !is_16(born, signed)),
                (None, Some(band)) => band.years().1.is_some_and(|oldest| oldest < 16),
                (None, None) => false,
            };
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
    when(age_under_parent(case, held)? == Age::Past16)
}

pub(super) fn parent_of_someone_perhaps_16(case: &Case, held: &HeldRecord) -> Option<Fill> {
    when(age_under_parent(case, held)? == Age::Perhaps16)
}

pub(super) fn parent_and_age_unknown(case: &Case, held: &HeldRecord) -> Option<Fill> {
    when(age_under_parent(case, held)? == Age::Unknown)
}

/// What is known today of the age of a person for whom a parent signed.
#[derive(PartialEq)]
enum Age {
    Unknown,
    Under16,
    Perhaps16,
    Past16,
}

/// The date of birth tells, or else how old the person was when the form was signed.
fn age_under_parent(case: &Case, held: &HeldRecord) -> Option<Age> {
    let terms = &held.record.terms;
    if terms.signer != Some(Signer::Parent) {
        return None;
    }
    if let Some(born) = terms.date_of_birth {
        let past = is_16(born, case.today);
        return Some(if past { Age::Past16 } else { Age::Under16 });
    }
    let Some(band) = terms.age_band else {
        return Some(Age::Unknown);
    };
    let (youngest, oldest) = band.years();
    let years_on = |years: u8, day: Date| {
        let to_16 = i16::from(16_u8.saturating_sub(years));
        day.checked_add(to_16.years()).unwrap_or(Date::MIN)
    };
    Some(match (terms.signed_on, oldest) {
        (Some(signed), _) if years_on(youngest, signed) <= case.today => Age::Past16,
        // The oldest of the band turn a year older on the day after.
        (Some(signed), Some(oldest)) if years_on(oldest + 1, signed) >= case.today => Age::Under16,
        (None, _) if youngest >= 16 => Age::Past16,
        _ => Age::Perhaps16,
    })
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
    sixteenth_birthday(born).is_none_or(|birthday| birthday <= day)
}
