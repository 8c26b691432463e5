//! Records of consent and the signed forms they stand on.

use safelight_consent::{FormFile, NewRecord, NewWithdrawal, Record, Register, Withdrawn};
use safelight_export::follow_under;
use tauri::{AppHandle, Manager};

use super::exports::followed;
use super::{aside, random, record_id};
use crate::drafts::{given, terms};
use crate::failure::Problem;
use crate::records::{date, detail, requested, summary, today, version};
use crate::state::Desk;
use crate::summary::now;
use crate::wire::{Failure, RecordDetail, RecordDraft, RecordSummary, RecordVersion, Saved, Withdrawal};

#[tauri::command]
pub(crate) async fn save_record(app: AppHandle, draft: RecordDraft) -> Result<Saved, Failure> {
    aside(move || {
        keep(&app.state::<Desk>(), &draft, |register, terms, form| {
            Ok(register.add_record(terms, form, random()?, now())?)
        })
    })
    .await
}

/// Enters a new version of a record; the one it replaces stays as it was.
#[tauri::command]
pub(crate) async fn change_record(
    app: AppHandle,
    record: String,
    version: u32,
    draft: RecordDraft,
) -> Result<Saved, Failure> {
    aside(move || {
        let id = record_id(&record)?;
        keep(&app.state::<Desk>(), &draft, |register, terms, form| {
            Ok(register.change_record(id, version, terms, form, now())?)
        })
    })
    .await
}

#[tauri::command]
pub(crate) async fn records(app: AppHandle) -> Result<Vec<RecordSummary>, Failure> {
    aside(move || {
        app.state::<Desk>().register(|register| {
            let records = register.records()?;
            records
                .iter()
                .map(|record| summary(record, register, today()))
                .collect()
        })
    })
    .await
}

#[tauri::command]
pub(crate) async fn record(app: AppHandle, record: String) -> Result<RecordDetail, Failure> {
    aside(move || show(&app.state::<Desk>(), &record)).await
}

/// Withdraws a record, or some of its uses.
#[tauri::command]
pub(crate) async fn withdraw(
    app: AppHandle,
    record: String,
    withdrawal: Withdrawal,
) -> Result<RecordDetail, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let id = record_id(&record)?;
        let told = told(&withdrawal)?;
        desk.register(|register| Ok(register.withdraw(id, told, now())?))?;
        desk.photos().doubt_all();
        show(&desk, &record)
    })
    .await
}

/// Says where a record stands from now on: a new version.
#[tauri::command]
pub(crate) async fn set_record_status(
    app: AppHandle,
    record: String,
    version: u32,
    status: String,
) -> Result<RecordDetail, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let id = record_id(&record)?;
        let status = status
            .parse()
            .map_err(|_| Problem::Unfit("where a record can stand"))?;
        desk.register(|register| Ok(register.set_status(id, version, status, now())?))?;
        desk.photos().doubt_all();
        show(&desk, &record)
    })
    .await
}

/// Every version of a record, oldest first.
#[tauri::command]
pub(crate) async fn record_versions(app: AppHandle, record: String) -> Result<Vec<RecordVersion>, Failure> {
    aside(move || {
        let id = record_id(&record)?;
        app.state::<Desk>().register(|register| {
            let versions = register.versions_as_entered(id)?;
            Ok(versions.iter().map(version).collect())
        })
    })
    .await
}

/// Reads the fields and keeps the record, or says what to mend. What was typed stays with the window until it is kept.
fn keep(
    desk: &Desk,
    draft: &RecordDraft,
    enter: impl FnOnce(&mut Register, NewRecord, Option<&FormFile>) -> Result<Record, Failure>,
) -> Result<Saved, Failure> {
    let form = waiting(desk, draft)?;
    let terms = match terms(draft, today()) {
        Ok(terms) => terms,
        Err(fields) => return Ok(Saved::Unfit { fields }),
    };
    let record = desk.register(|register| {
        let record = enter(register, terms, form.as_ref())?;
        summary(&record, register, today())
    })?;
    settle(desk, draft);
    Ok(Saved::Kept { record })
}

fn told(withdrawal: &Withdrawal) -> Result<NewWithdrawal, Failure> {
    Ok(NewWithdrawal {
        on: date(&withdrawal.on)?,
        by: withdrawal.by.trim().to_owned(),
        how: withdrawal.how.trim().to_owned(),
        recorded_by: given(withdrawal.recorded_by.as_deref()),
        what: match &withdrawal.uses {
            None => Withdrawn::Everything,
            Some(uses) => Withdrawn::Uses(uses.iter().map(requested).collect::<Result<_, _>>()?),
        },
    })
}

fn waiting(desk: &Desk, draft: &RecordDraft) -> Result<Option<FormFile>, Failure> {
    Ok(draft
        .form
        .map(|form| desk.forms().get(form).cloned())
        .transpose()?)
}

/// The record is kept: its form waits no more, and what it says may matter to any photo.
fn settle(desk: &Desk, draft: &RecordDraft) {
    if let Some(form) = draft.form {
        let _ = desk.forms().take(form);
    }
    desk.photos().doubt_all();
}

fn show(desk: &Desk, record: &str) -> Result<RecordDetail, Failure> {
    let id = record_id(record)?;
    desk.register(|register| {
        let copies = follow_under(register, id)?;
        let copies = copies.into_iter().map(followed).collect();
        detail(&register.record(id)?, register, copies)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_draft_keeps_nothing_and_its_form_goes_on_waiting() -> Result<(), Box<dyn std::error::Error>>
    {
        let folder = tempfile::tempdir()?;
        let (desk, _) = super::super::cleared(folder.path())?;
        let form = desk.forms().add(FormFile::parse(b"%PDF-1.4".to_vec())?);
        let count = || desk.register(|register| Ok(register.records()?.len()));
        let told = |why: Failure| why.message;
        let before = count().map_err(told)?;
        let mut draft = crate::drafts::draft(&NewRecord::of("Case 7"));
        draft.form = Some(form);
        let enter = |register: &mut Register, terms, form: Option<&FormFile>| {
            Ok(register.add_record(terms, form, random()?, now())?)
        };
        let refused = keep(&desk, &draft, enter).map_err(told)?;
        assert!(matches!(refused, Saved::Unfit { fields } if !fields.is_empty()));
        assert_eq!(count().map_err(told)?, before);
        draft.status = "draft".into();
        assert!(matches!(
            keep(&desk, &draft, enter).map_err(told)?,
            Saved::Kept { .. }
        ));
        assert_eq!(count().map_err(told)?, before + 1);
        assert!(desk.forms().get(form).is_err(), "it waits no more");
        Ok(())
    }
}
