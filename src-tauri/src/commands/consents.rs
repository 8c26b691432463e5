//! Records of consent and the signed forms they stand on.

use std::path::Path;

use safelight_consent::{FormFile, NewWithdrawal};
use safelight_export::ledger;
use tauri::{AppHandle, Manager, State, WebviewWindow};

use super::exports::copy;
use super::{aside, random, record_id};
use crate::failure::Problem;
use crate::folders;
use crate::records::{detail, summary, terms, today};
use crate::state::{Desk, shown};
use crate::summary::now;
use crate::wire::{Failure, Form, RecordDetail, RecordDraft, RecordSummary};

#[tauri::command]
pub(crate) async fn form_from_drop(app: AppHandle, drop: u32) -> Result<Form, Failure> {
    let paths = app.state::<Desk>().drops().take(drop)?;
    let [path] = &paths[..] else {
        return Err(Problem::OneForm.into());
    };
    let path = path.clone();
    aside(move || take_form(&app.state::<Desk>(), &path)).await
}

#[tauri::command]
pub(crate) async fn pick_form(app: AppHandle, window: WebviewWindow) -> Result<Option<Form>, Failure> {
    let Some(picked) = folders::dialog(&window)?.pick_file().await else {
        return Ok(None);
    };
    aside(move || take_form(&app.state::<Desk>(), picked.path()).map(Some)).await
}

#[tauri::command]
pub(crate) fn discard_form(desk: State<'_, Desk>, form: u32) {
    // One that was kept with its record is not waiting any more.
    let _ = desk.forms().take(form);
}

#[tauri::command]
pub(crate) async fn save_record(app: AppHandle, draft: RecordDraft) -> Result<RecordSummary, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let form = waiting(&desk, &draft)?;
        let saved = desk.register(|register| {
            let record = register.add_record(terms(&draft, None)?, form.as_ref(), random()?, now())?;
            summary(&record, register, today())
        })?;
        settle(&desk, &draft);
        Ok(saved)
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
) -> Result<RecordSummary, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let id = record_id(&record)?;
        let form = waiting(&desk, &draft)?;
        let saved = desk.register(|register| {
            let terms = terms(&draft, Some(register.record(id)?.terms))?;
            let record = register.change_record(id, version, terms, form.as_ref(), now())?;
            summary(&record, register, today())
        })?;
        settle(&desk, &draft);
        Ok(saved)
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

#[tauri::command]
pub(crate) async fn withdraw(
    app: AppHandle,
    record: String,
    by: String,
    how: String,
) -> Result<RecordDetail, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let id = record_id(&record)?;
        desk.register(|register| {
            let withdrawal = NewWithdrawal::of_everything(today(), by.trim(), how.trim());
            register.withdraw(id, withdrawal, now())?;
            Ok(())
        })?;
        desk.photos().doubt_all();
        show(&desk, &record)
    })
    .await
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
        let copies = ledger::copies_under(register, id)?
            .into_iter()
            .map(copy)
            .collect();
        detail(&register.record(id)?, register, copies)
    })
}

/// Reads a signed form into memory, where it waits for its record.
fn take_form(desk: &Desk, path: &Path) -> Result<Form, Failure> {
    let form = FormFile::open(path)?;
    Ok(Form {
        name: shown(path),
        media_type: form.media_type().label().to_owned(),
        bytes: form.bytes().len() as u64,
        id: desk.forms().add(form),
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_is_no_form_and_nobody_waits_for_it() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let pipe = folder.path().join("form.pdf");
        assert!(
            std::process::Command::new("mkfifo")
                .arg(&pipe)
                .status()?
                .success()
        );
        let desk = Desk::new(folder.path().join("register"));
        let refused = take_form(&desk, &pipe).err().map(|it| it.code);
        assert_eq!(refused.as_deref(), Some("form-unsupported"));
        let gone = take_form(&desk, &folder.path().join("gone.pdf")).err();
        assert_eq!(gone.map(|it| it.code).as_deref(), Some("form-unreadable"));
        Ok(())
    }
}
