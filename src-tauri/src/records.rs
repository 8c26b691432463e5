//! Records of the register in the words of the window, and back.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};
use safelight_consent::{
    Capacity, Condition, Covers, Effect, NewRecord, Record, Register, Status, UnknownTerm, Use, UseRow,
    Withdrawn,
};

use crate::failure::Problem;
use crate::wire::{self, Failure, RecordDraft, RecordSummary, Standing};

/// How long before its end a record is shown as expiring.
const SOON_DAYS: i32 = 30;

/// The day it is here.
pub(crate) fn today() -> Date {
    Zoned::now().date()
}

/// Whether a record speaks for someone on a day, from what the record itself says.
pub(crate) fn standing(record: &Record, today: Date) -> Standing {
    let soon = today.saturating_add(SOON_DAYS.days());
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
        role: terms.signer.map(|it| it.id().to_owned()),
        signed_by: terms.signed_by.clone(),
        form_version: terms.form_version.clone(),
        form_media_type: record
            .form
            .as_ref()
            .map(|form| form.media_type.label().to_owned()),
        form_digest: record.form.as_ref().map(|form| hex(&form.sha256)),
        covers: match terms.covers {
            Covers::Photos => wire::Covers::Photos,
            Covers::Session { from, to } => wire::Covers::Session {
                from: from.to_string(),
                to: to.to_string(),
            },
        },
        conditions: terms.conditions.iter().map(condition_id).collect(),
        withdrawal: whole.map(|it| wire::Withdrawal {
            on: it.on.to_string(),
            by: it.by.clone(),
            how: it.how.clone(),
        }),
        copies,
    })
}

/// What the form's fields say, as the register takes it.
///
/// # Errors
/// [`Problem::Unfit`] for a date or a term that is none.
pub(crate) fn terms(draft: &RecordDraft) -> Result<NewRecord, Failure> {
    let mut terms = NewRecord::of(draft.person.trim());
    terms.signed_on = Some(date(&draft.signed_on)?);
    terms.signer = Some(term(&draft.role)?);
    terms.signed_by = given(draft.signed_by.as_deref());
    terms.competence_note = given(draft.competence_note.as_deref());
    terms.authority_on_file = draft.authority_on_file;
    terms.capacity = draft.lacks_capacity.then_some(Capacity::Lacks);
    terms.best_interests_note = given(draft.best_interests_note.as_deref());
    terms.date_of_birth = optional_date(draft.date_of_birth.as_deref())?;
    terms.died_on = optional_date(draft.died_on.as_deref())?;
    terms.objection = draft.objection;
    terms.form_version = given(Some(&draft.form_version));
    terms.valid_until = optional_date(draft.until.as_deref())?;
    terms.covers = match &draft.covers {
        wire::Covers::Photos => Covers::Photos,
        wire::Covers::Session { from, to } => Covers::Session {
            from: date(from)?,
            to: date(to)?,
        },
    };
    terms.uses = draft.uses.iter().map(use_row).collect::<Result<_, _>>()?;
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
    match id {
        "obscure-face" => Ok(Condition::ObscureFace),
        "no-name" => Ok(Condition::NoName),
        "no-place" => Ok(Condition::NoPlace),
        "show-me-first" => Ok(Condition::ShowMeFirst),
        "one-time" => Ok(Condition::OneTime),
        "no-commercial" => Ok(Condition::NoCommercial),
        _ => Err(Problem::Unfit("one of the conditions").into()),
    }
}

fn condition_id(condition: &Condition) -> String {
    match condition {
        Condition::ObscureFace => "obscure-face".to_owned(),
        Condition::ObscureMark(mark) => mark.clone(),
        Condition::NoName => "no-name".to_owned(),
        Condition::NoPlace => "no-place".to_owned(),
        Condition::ShowMeFirst => "show-me-first".to_owned(),
        Condition::OneTime => "one-time".to_owned(),
        Condition::NoCommercial => "no-commercial".to_owned(),
    }
}
