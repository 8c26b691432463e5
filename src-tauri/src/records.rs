//! Records of the register in the words of the window, and back.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use safelight_consent::{Record, Register, Status, UnknownTerm, Use, Withdrawal, Withdrawn, hex};

use crate::drafts::{draft, given, permitted};
use crate::failure::Problem;
use crate::wire::{self, Failure, RecordSummary, Standing};

/// How long before its last day a record is shown as expiring.
const SOON_DAYS: i32 = 60;

/// The day it is here.
pub(crate) fn today() -> Date {
    Zoned::now().date()
}

/// Whether a record speaks for someone on a day, from what the record itself says.
pub(crate) fn standing(record: &Record, today: Date) -> Standing {
    let soon = today.saturating_add(SOON_DAYS.days());
    match record.status() {
        Status::Withdrawn => Standing::Withdrawn,
        Status::Active if record.last_day().is_some_and(|last| last < today) => Standing::Expired,
        Status::Active if record.last_day().is_some_and(|last| last <= soon) => Standing::Expiring,
        Status::Active => Standing::Active,
        Status::Draft => Standing::Draft,
        Status::Refused => Standing::Refused,
        Status::Superseded => Standing::Superseded,
        Status::EnteredInError => Standing::EnteredInError,
    }
}

/// One line of the list.
///
/// # Errors
/// Those of the register.
pub(crate) fn summary(record: &Record, register: &Register, today: Date) -> Result<RecordSummary, Failure> {
    let photos = register.photos_of(record.id)?;
    Ok(RecordSummary {
        id: record.id.to_string(),
        person: record.terms.person.clone(),
        standing: standing(record, today),
        signed_on: record.terms.signed_on.map(|day| day.to_string()),
        until: record.last_day().map(|day| day.to_string()),
        uses: record.terms.uses.iter().map(permitted).collect(),
        photos: u32::try_from(photos.len()).unwrap_or(u32::MAX),
        entered_at: record.entered_at.to_string(),
        role: record
            .terms
            .signer
            .map(|it| it.id().to_owned())
            .unwrap_or_default(),
        notes: notes(record),
    })
}

/// A record, whole, with the copies made under it.
///
/// # Errors
/// Those of the register.
pub(crate) fn detail(
    record: &Record,
    register: &Register,
    copies: Vec<wire::FollowedCopy>,
) -> Result<wire::RecordDetail, Failure> {
    Ok(wire::RecordDetail {
        summary: summary(record, register, today())?,
        version: record.version,
        terms: draft(&record.terms),
        form_media_type: record
            .form
            .as_ref()
            .map(|form| form.media_type.label().to_owned()),
        form_digest: record.form.as_ref().map(|form| hex(&form.sha256)),
        withdrawals: record.withdrawals.iter().map(withdrawal).collect(),
        copies,
    })
}

/// One version of a record. Where it stood is what it said itself; that a later one took its place, their
/// order tells.
pub(crate) fn version(record: &Record) -> wire::RecordVersion {
    wire::RecordVersion {
        version: record.version,
        entered_at: record.told_at().to_string(),
        terms: draft(&record.terms),
        form_digest: record.form.as_ref().map(|form| hex(&form.sha256)),
        withdrawals: record.withdrawals.iter().map(withdrawal).collect(),
    }
}

fn withdrawal(it: &Withdrawal) -> wire::Withdrawal {
    wire::Withdrawal {
        on: it.on.to_string(),
        by: it.by.clone(),
        how: it.how.clone(),
        recorded_by: it.recorded_by.clone(),
        uses: match &it.what {
            Withdrawn::Everything => None,
            Withdrawn::Uses(uses) => Some(uses.iter().map(shown).collect()),
        },
    }
}

/// The words somebody may remember of a record beside its person and its uses.
fn notes(record: &Record) -> Vec<String> {
    let terms = &record.terms;
    let texts = [
        &terms.name,
        &terms.signed_by,
        &terms.form_version,
        &terms.original_held,
        &terms.lawful_basis,
        &terms.competence_note,
        &terms.best_interests_note,
        &terms.language,
        &terms.interpreter,
        &terms.witness,
    ];
    let told = (record.withdrawals.iter()).flat_map(|it| [it.by.clone(), it.how.clone()]);
    let marks = (terms.conditions.iter()).filter_map(|it| match it {
        safelight_consent::Condition::ObscureMark(mark) => Some(mark.clone()),
        _ => None,
    });
    (texts.into_iter().filter_map(|it| given(it.as_deref())))
        .chain(told)
        .chain(marks)
        .collect()
}

/// A use as the window names it.
///
/// # Errors
/// [`Problem::Unfit`] for a purpose or an audience that is none.
pub(crate) fn requested(from: &wire::Use) -> Result<Use, Failure> {
    Ok(Use {
        purpose: term(&from.purpose)?,
        audience: term(&from.audience)?,
        outlet: given(from.outlet.as_deref()),
    })
}

/// A use in the words of the window.
pub(crate) fn shown(it: &Use) -> wire::Use {
    wire::Use {
        purpose: it.purpose.id().to_owned(),
        audience: it.audience.id().to_owned(),
        outlet: it.outlet.clone(),
    }
}

/// A day, written year first.
///
/// # Errors
/// [`Problem::Unfit`].
pub(crate) fn date(text: &str) -> Result<Date, Failure> {
    Ok(text
        .trim()
        .parse()
        .map_err(|_| Problem::Unfit("a date, as in 2026-05-31"))?)
}

fn term<T: std::str::FromStr<Err = UnknownTerm>>(id: &str) -> Result<T, Failure> {
    Ok(id.parse().map_err(|_| Problem::Unfit("one of the choices"))?)
}

#[cfg(test)]
mod tests {
    use safelight_consent::{NewRecord, Signer, UseRow};

    use super::*;

    /// The issue's own number: a clinic needs the time to ask the person again.
    #[test]
    fn a_record_is_expiring_in_the_last_60_days_before_its_end() {
        let in_days = |days: i32| Some(today().saturating_add(days.days()));
        let record = |terms: NewRecord| Record {
            id: uuid::Uuid::nil(),
            version: 1,
            supersedes: None,
            entered_at: jiff::Timestamp::UNIX_EPOCH,
            form: None,
            withdrawals: Vec::new(),
            terms,
        };
        use Standing::{Active, Expired, Expiring};
        let expected = [Expired, Expiring, Expiring, Active];
        let whole = [-1, 0, 60, 61].map(|days| NewRecord {
            valid_until: in_days(days),
            ..NewRecord::of("Case 0042")
        });
        assert_eq!(whole.map(|terms| standing(&record(terms), today())), expected);
        let row = |until| UseRow {
            until,
            ..UseRow::permit(Use {
                purpose: safelight_consent::Purpose::Teaching,
                audience: safelight_consent::Audience::Public,
                outlet: None,
            })
        };
        let by_uses = [-1, 0, 60, 61].map(|days| NewRecord {
            uses: vec![row(in_days(-9)), row(in_days(days))],
            ..NewRecord::of("Case 0042")
        });
        assert_eq!(by_uses.map(|terms| standing(&record(terms), today())), expected);
        let born = |birthday: i32| today().saturating_add(birthday.days()).saturating_sub(16.years());
        let by_age = [0, 1, 60, 70].map(|days| NewRecord {
            signer: Some(Signer::Parent),
            date_of_birth: Some(born(days)),
            ..NewRecord::of("Case 0042")
        });
        assert_eq!(by_age.map(|terms| standing(&record(terms), today())), expected);
    }
}
