//! Records of the register in the words of the window, and back.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use safelight_consent::{
    Capacity, Condition, Covers, Effect, NewRecord, Record, Register, Session, Status, UnknownTerm, Use,
    UseRow, Withdrawn,
};

use crate::failure::Problem;
use crate::wire::{self, Failure, RecordDraft, RecordSummary, Standing};

/// How long before its last day a record is shown as expiring.
const SOON_DAYS: i32 = 60;

/// The day it is here.
pub(crate) fn today() -> Date {
    Zoned::now().date()
}

/// Whether a record speaks for someone on a day, from what the record itself says.
pub(crate) fn standing(record: &Record, today: Date) -> Standing {
    let soon = today.saturating_add((SOON_DAYS + 1).days());
    match record.status() {
        Status::Withdrawn => Standing::Withdrawn,
        Status::Active if record.expired_on(today).is_some() => Standing::Expired,
        Status::Active if record.expired_on(soon).is_some() => Standing::Expiring,
        Status::Active => Standing::Active,
        Status::Draft | Status::Refused | Status::Superseded | Status::EnteredInError => Standing::Inactive,
    }
}

/// One line of the list.
///
/// # Errors
/// Those of the register.
pub(crate) fn summary(record: &Record, register: &Register, today: Date) -> Result<RecordSummary, Failure> {
    let mut photos: Vec<_> = register
        .links_of_record(record.id)?
        .into_iter()
        .map(|link| link.photo)
        .collect();
    photos.sort_unstable();
    photos.dedup();
    Ok(RecordSummary {
        id: record.id.to_string(),
        person: record.terms.person.clone(),
        standing: standing(record, today),
        signed_on: record.terms.signed_on.map(|day| day.to_string()),
        until: record.terms.valid_until.map(|day| day.to_string()),
        uses: record.terms.uses.iter().map(permitted).collect(),
        photos: u32::try_from(photos.len()).unwrap_or(u32::MAX),
    })
}

/// A record, whole, with the copies made under it.
///
/// # Errors
/// Those of the register.
pub(crate) fn detail(
    record: &Record,
    register: &Register,
    copies: Vec<wire::Copy>,
) -> Result<wire::RecordDetail, Failure> {
    let terms = &record.terms;
    let whole = record
        .withdrawals
        .iter()
        .rev()
        .find(|it| it.what == Withdrawn::Everything);
    Ok(wire::RecordDetail {
        summary: summary(record, register, today())?,
        version: record.version,
        terms: draft(terms),
        form_media_type: record
            .form
            .as_ref()
            .map(|form| form.media_type.label().to_owned()),
        form_digest: record.form.as_ref().map(|form| hex(&form.sha256)),
        withdrawal: whole.map(|it| wire::Withdrawal {
            on: it.on.to_string(),
            by: it.by.clone(),
            how: it.how.clone(),
        }),
        copies,
    })
}

/// The terms of a record as the form's fields give them.
fn draft(terms: &NewRecord) -> RecordDraft {
    let text = |day: Date| day.to_string();
    RecordDraft {
        form: None,
        person: terms.person.clone(),
        signed_on: terms.signed_on.map(text).unwrap_or_default(),
        role: terms.signer.map(|it| it.id().to_owned()).unwrap_or_default(),
        signed_by: terms.signed_by.clone(),
        competence_note: terms.competence_note.clone(),
        authority_on_file: terms.authority_on_file,
        lacks_capacity: terms.capacity == Some(Capacity::Lacks),
        best_interests_note: terms.best_interests_note.clone(),
        date_of_birth: terms.date_of_birth.map(text),
        died_on: terms.died_on.map(text),
        objection: terms.objection,
        form_version: terms.form_version.clone().unwrap_or_default(),
        uses: terms.uses.iter().map(permitted).collect(),
        covers: match terms.covers {
            Covers::Photos => wire::Covers::Photos,
            Covers::Session(session) => wire::Covers::Session {
                from: text(session.from()),
                to: text(session.to()),
            },
        },
        until: terms.valid_until.map(text),
        conditions: terms.conditions.iter().map(Condition::to_string).collect(),
    }
}

/// What the form's fields say, as the register takes it; what they do not ask stays as it is in `base`.
///
/// # Errors
/// [`Problem::Unfit`] for a date or a term that is none.
pub(crate) fn terms(draft: &RecordDraft, base: Option<NewRecord>) -> Result<NewRecord, Failure> {
    let mut terms = base.unwrap_or_else(|| NewRecord::of(draft.person.trim()));
    let known = std::mem::take(&mut terms.uses);
    terms.signed_on = Some(date(&draft.signed_on)?);
    terms.signer = Some(term(&draft.role)?);
    terms.signed_by = given(draft.signed_by.as_deref());
    terms.competence_note = given(draft.competence_note.as_deref());
    terms.authority_on_file = draft.authority_on_file;
    terms.capacity = if draft.lacks_capacity {
        Some(Capacity::Lacks)
    } else {
        terms.capacity.filter(|it| *it == Capacity::Has)
    };
    terms.best_interests_note = given(draft.best_interests_note.as_deref());
    terms.date_of_birth = optional_date(draft.date_of_birth.as_deref())?;
    terms.died_on = optional_date(draft.died_on.as_deref())?;
    terms.objection = draft.objection;
    terms.form_version = given(Some(&draft.form_version));
    terms.valid_until = optional_date(draft.until.as_deref())?;
    terms.covers = match &draft.covers {
        wire::Covers::Photos => Covers::Photos,
        wire::Covers::Session { from, to } => Covers::Session(
            Session::new(date(from)?, date(to)?)
                .map_err(|_| Problem::Unfit("a session that ends no earlier than it begins"))?,
        ),
    };
    for row in &draft.uses {
        let row = use_row(row)?;
        // A row that stays keeps its last day and its count, which the form does not ask.
        let same = known
            .iter()
            .find(|it| it.effect == row.effect && it.usage == row.usage);
        terms.uses.push(same.cloned().unwrap_or(row));
    }
    terms.conditions = draft
        .conditions
        .iter()
        .map(|id| condition(id))
        .collect::<Result<_, _>>()?;
    Ok(terms)
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

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn optional_date(text: Option<&str>) -> Result<Option<Date>, Failure> {
    given(text).map(|text| date(&text)).transpose()
}

fn given(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn term<T: std::str::FromStr<Err = UnknownTerm>>(id: &str) -> Result<T, Failure> {
    Ok(id.parse().map_err(|_| Problem::Unfit("one of the choices"))?)
}

fn use_row(from: &wire::PermittedUse) -> Result<UseRow, Failure> {
    Ok(UseRow {
        effect: if from.permit { Effect::Permit } else { Effect::Deny },
        usage: Use {
            purpose: term(&from.purpose)?,
            audience: term(&from.audience)?,
            outlet: given(from.outlet.as_deref()),
        },
        until: None,
        max_copies: None,
    })
}

fn permitted(row: &UseRow) -> wire::PermittedUse {
    let wire::Use {
        purpose,
        audience,
        outlet,
    } = shown(&row.usage);
    wire::PermittedUse {
        permit: row.effect == Effect::Permit,
        purpose,
        audience,
        outlet,
    }
}

fn condition(id: &str) -> Result<Condition, Failure> {
    Ok(id.parse().map_err(|_| Problem::Unfit("one of the conditions"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correcting_a_record_keeps_what_the_form_does_not_ask() -> Result<(), Failure> {
        let usage = requested(&wire::Use {
            purpose: "journal".into(),
            audience: "public".into(),
            outlet: Some("The Journal".into()),
        })?;
        let mut before = NewRecord::of("Case 0042");
        before.signed_on = Some(date("2026-01-12")?);
        before.signer = Some(term("self")?);
        before.language = Some("Welsh".into());
        before.capacity = Some(Capacity::Has);
        before.conditions = vec![Condition::ObscureMark("tattoo".into()), Condition::NoName];
        before.uses = vec![UseRow {
            max_copies: Some(3),
            ..UseRow::permit(usage)
        }];
        assert_eq!(terms(&draft(&before), Some(before.clone()))?, before);

        let mut corrected = draft(&before);
        corrected.form_version = "2026-2".into();
        let after = terms(&corrected, Some(before.clone()))?;
        assert_eq!(after.form_version.as_deref(), Some("2026-2"));
        assert_eq!(after.uses, before.uses);
        Ok(())
    }

    /// The issue's own number: a clinic needs the time to ask the person again.
    #[test]
    fn a_record_is_expiring_in_the_last_60_days_before_its_end() {
        let record = |days: i32| Record {
            id: uuid::Uuid::nil(),
            version: 1,
            supersedes: None,
            entered_at: jiff::Timestamp::UNIX_EPOCH,
            form: None,
            withdrawals: Vec::new(),
            terms: NewRecord {
                valid_until: Some(today().saturating_add(days.days())),
                ..NewRecord::of("Case 0042")
            },
        };
        let standings = [-1, 0, 60, 61].map(|days| standing(&record(days), today()));
        use Standing::{Active, Expired, Expiring};
        assert_eq!(standings, [Expired, Expiring, Expiring, Active]);
    }

    #[test]
    fn what_is_no_date_or_no_choice_is_refused_by_code() {
        let mut wrong = draft(&NewRecord::of("Case 0042"));
        wrong.role = "self".into();
        wrong.signed_on = "12/01/2026".into();
        assert_eq!(
            terms(&wrong, None).err().map(|it| it.code).as_deref(),
            Some("unfit")
        );
        wrong.signed_on = "2026-01-12".into();
        assert!(terms(&wrong, None).is_ok());
        wrong.covers = wire::Covers::Session {
            from: "2026-01-12".into(),
            to: "2026-01-11".into(),
        };
        assert_eq!(
            terms(&wrong, None).err().map(|it| it.code).as_deref(),
            Some("unfit")
        );
        wrong.covers = wire::Covers::Photos;
        wrong.role = "anybody".into();
        assert_eq!(
            terms(&wrong, None).err().map(|it| it.code).as_deref(),
            Some("unfit")
        );
    }
}
