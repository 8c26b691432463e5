//! Signed forms: brought, shown, let go.

use std::path::Path;

use safelight_consent::FormFile;
use tauri::{AppHandle, Manager, State, WebviewWindow};

use super::{aside, record_id};
use crate::failure::Problem;
use crate::folders;
use crate::paper::{self, Drawn, Sheet};
use crate::state::{Desk, shown};
use crate::wire::{Failure, Form};

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

/// How many pages a form has that can be shown.
#[tauri::command]
pub(crate) async fn form_pages(app: AppHandle, form: String) -> Result<u32, Failure> {
    aside(move || {
        let counted = form_page(&app.state::<Desk>(), &form, Sheet { page: 0, side: 1 })?;
        Ok(counted.pages)
    })
    .await
}

/// A page of a form that waits (`waiting-3`) or that a version of a record names (`<id>.<version>`).
///
/// # Errors
/// [`Failure`] where there is no such form, or where it cannot be drawn.
pub(crate) fn form_page(desk: &Desk, form: &str, sheet: Sheet) -> Result<Drawn, Failure> {
    let file = form_named(desk, form)?;
    let drawn = {
        // One at a time: each may take as much memory as a large photo.
        let _turn = desk.paper();
        paper::draw(&file, sheet)?
    };
    // Nothing of a form is shown once the register is locked.
    if desk.is_open() {
        Ok(drawn)
    } else {
        Err(Problem::Locked.into())
    }
}

fn form_named(desk: &Desk, form: &str) -> Result<FormFile, Failure> {
    if !desk.is_open() {
        return Err(Problem::Locked.into());
    }
    let unfit = Problem::Unfit("the name of a form");
    if let Some(waiting) = form.strip_prefix("waiting-") {
        let number = waiting.parse().map_err(|_| unfit)?;
        return Ok(desk.forms().get(number)?.clone());
    }
    let (id, version) = form.split_once('.').ok_or(unfit)?;
    let (id, version) = (record_id(id)?, version.parse::<u32>().map_err(|_| unfit)?);
    desk.register(|register| {
        let versions = register.versions_as_entered(id)?;
        let named = versions.iter().find(|it| it.version == version);
        Ok(register.form_of(named.ok_or(Problem::Gone)?)?)
    })?
    .ok_or_else(|| Failure::new("form-missing", "This record has no signed form."))
}

/// Reads a signed form into memory, where it waits for its record.
fn take_form(desk: &Desk, path: &Path) -> Result<Form, Failure> {
    let form = FormFile::open(path)?;
    Ok(Form {
        records: standing_on(desk, &form)?,
        name: shown(path),
        media_type: form.media_type().label().to_owned(),
        bytes: form.bytes().len() as u64,
        id: desk.forms().add(form),
    })
}

/// The records whose signed form is this very file.
fn standing_on(desk: &Desk, form: &FormFile) -> Result<Vec<String>, Failure> {
    let digest = form.sha256();
    desk.register(|register| {
        let records = register.records()?.into_iter();
        Ok(records
            .filter(|record| record.form.as_ref().is_some_and(|it| it.sha256 == digest))
            .map(|record| record.id.to_string())
            .collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
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

    #[test]
    fn a_form_is_named_by_a_number_or_a_version_and_not_while_locked()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, _) = super::super::cleared(folder.path())?;
        let code = |form: &str| form_named(&desk, form).err().map(|it| it.code);
        let waiting = desk.forms().add(FormFile::parse(b"%PDF-1.4".to_vec())?);
        assert_eq!(code(&format!("waiting-{waiting}")), None);
        for wrong in ["waiting-99", "waiting-x", "", "7", "../x.1"] {
            assert!(code(wrong).is_some(), "{wrong}");
        }
        desk.lock();
        assert_eq!(code(&format!("waiting-{waiting}")).as_deref(), Some("locked"));
        Ok(())
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the forms")]
    fn a_form_that_is_known_says_which_records_stand_on_it() -> Result<(), Box<dyn std::error::Error>> {
        use safelight_consent::{NewRecord, Status};
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, _) = super::super::cleared(folder.path())?;
        let signed = FormFile::parse(b"%PDF-1.4 signed".to_vec())?;
        let terms = NewRecord {
            status: Status::Draft,
            ..NewRecord::of("Case 7")
        };
        let kept = desk
            .register(|register| {
                let id = super::super::random()?;
                Ok(register.add_record(terms, Some(&signed), id, crate::summary::now())?)
            })
            .map_err(fail)?;
        let same = folder.path().join("again.pdf");
        std::fs::write(&same, signed.bytes())?;
        assert_eq!(
            take_form(&desk, &same).map_err(fail)?.records,
            [kept.id.to_string()]
        );
        let other = folder.path().join("other.pdf");
        std::fs::write(&other, b"%PDF-1.4 another")?;
        assert!(take_form(&desk, &other).map_err(fail)?.records.is_empty());
        Ok(())
    }
}
