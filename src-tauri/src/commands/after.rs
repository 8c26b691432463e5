//! What follows an export: whose a file is, documents for people, where copies went.

use std::path::Path;

use safelight_consent::{Register, TakedownOutcome};
use safelight_export::{
    self as export, CONTACT, Certificate, Checked, Dropped, Known, Note, follow, maybe_certificate, save,
    takedown_letter,
};
use safelight_sanitize::Limits;
use tauri::{AppHandle, Manager, WebviewWindow};

use super::exports::{followed, row_number};
use super::{aside, record_id};
use crate::failure::Problem;
use crate::folders;
use crate::records::{date, today};
use crate::state::{Desk, shown};
use crate::summary::now;
use crate::wire::{
    CheckedCertificate, CopyPlace, Failure, FollowedCopy, FoundCopy, KnownAs, Paper, PlaceOutcome, Whose,
};

#[tauri::command]
pub(crate) async fn whose_dropped(app: AppHandle, drop: u32) -> Result<Whose, Failure> {
    let paths = app.state::<Desk>().drops().take(drop)?;
    let [path] = &paths[..] else {
        return Err(Problem::OneFile.into());
    };
    let path = path.clone();
    aside(move || whose(&app.state::<Desk>(), &path)).await
}

#[tauri::command]
pub(crate) async fn pick_whose(app: AppHandle, window: WebviewWindow) -> Result<Option<Whose>, Failure> {
    let Some(picked) = folders::dialog(&window)?.pick_file().await else {
        return Ok(None);
    };
    aside(move || whose(&app.state::<Desk>(), picked.path()).map(Some)).await
}

/// Whose a file is; what a certificate is worth, where it may be one.
fn whose(desk: &Desk, path: &Path) -> Result<Whose, Failure> {
    if let Some(file) = maybe_certificate(path)? {
        return Ok(Whose {
            name: shown(path),
            found: Vec::new(),
            certificate: Some(checked(desk, &file)?),
        });
    }
    let file = Dropped::open(path, &Limits::default())?;
    let found = desk.register(|register| Ok(export::whose(register, file)?))?;
    let found = found.into_iter().map(|(known, copy)| FoundCopy {
        known: match known {
            Known::Copy => KnownAs::Copy,
            Known::Source => KnownAs::Source,
            Known::Alike => KnownAs::Alike,
        },
        copy: followed(copy),
    });
    Ok(Whose {
        name: shown(path),
        found: found.collect(),
        certificate: None,
    })
}

fn checked(desk: &Desk, file: &[u8]) -> Result<CheckedCertificate, Failure> {
    desk.register(|register| {
        let Checked {
            certificate,
            flaws,
            pages_compared,
            has_pages,
        } = Certificate::check(register, file, None)?;
        let copy = match &flaws[..] {
            [] => follow(register, certificate.ledger.row)?,
            _ => None,
        };
        Ok(CheckedCertificate {
            flaws,
            pages: has_pages.then_some(pages_compared),
            program: certificate.program,
            digest: certificate.output_sha256.to_string(),
            copy: copy.map(followed),
        })
    })
}

/// Keeps a line of the checklist of places, all of it as the window shows it.
#[tauri::command]
pub(crate) async fn note_place(
    app: AppHandle,
    row: String,
    line: CopyPlace,
) -> Result<FollowedCopy, Failure> {
    aside(move || noted(&app.state::<Desk>(), &row, line)).await
}

fn noted(desk: &Desk, row: &str, line: CopyPlace) -> Result<FollowedCopy, Failure> {
    let row = row_number(row)?;
    let day = |text: &Option<String>| text.as_deref().map(date).transpose();
    let note = Note {
        asked_on: day(&line.asked_on)?,
        settled_on: day(&line.settled_on)?,
        answer: line.answer,
        outcome: Some(match line.outcome {
            PlaceOutcome::Open => TakedownOutcome::Open,
            PlaceOutcome::Done => TakedownOutcome::Done,
            PlaceOutcome::Impossible => TakedownOutcome::Impossible,
        }),
        place: line.place,
        by: line.by.filter(|by| !by.trim().is_empty()),
    };
    desk.register(|register| {
        export::note(register, row, note, now(), today())?;
        let copy = follow(register, row)?.ok_or(Problem::Unfit("a row of the ledger"))?;
        Ok(followed(copy))
    })
}

/// Asks where to save a certificate, and saves it there; whether it was.
#[tauri::command]
pub(crate) async fn save_certificate(
    app: AppHandle,
    window: WebviewWindow,
    row: String,
    paper: Paper,
) -> Result<bool, Failure> {
    let row = row_number(&row)?;
    keep(
        app,
        &window,
        &format!("certificate-{row}"),
        paper,
        move |register| {
            let certificate = Certificate::of(register, row, now())?;
            Ok(match paper {
                Paper::Json => certificate.to_json()?.into_bytes(),
                Paper::Text => certificate.to_paper()?.to_text().into_bytes(),
                Paper::Pdf => certificate.to_paper()?.to_pdf()?,
            })
        },
    )
    .await
}

#[tauri::command]
pub(crate) async fn save_receipt(
    app: AppHandle,
    window: WebviewWindow,
    record: String,
    contact: String,
    paper: Paper,
) -> Result<bool, Failure> {
    let record = record_id(&record)?;
    keep(app, &window, "receipt", paper, move |register| {
        register.set_setting(CONTACT, contact.trim())?;
        printed(&export::receipt(register, record, &contact, today())?, paper)
    })
    .await
}

#[tauri::command]
pub(crate) async fn save_letter(
    app: AppHandle,
    window: WebviewWindow,
    record: String,
    place: String,
    contact: String,
    paper: Paper,
) -> Result<bool, Failure> {
    let record = record_id(&record)?;
    keep(app, &window, "letter", paper, move |register| {
        register.set_setting(CONTACT, contact.trim())?;
        printed(
            &takedown_letter(register, record, &place, &contact, today())?,
            paper,
        )
    })
    .await
}

/// Who is named in receipts and letters.
#[tauri::command]
pub(crate) async fn contact(app: AppHandle) -> Result<String, Failure> {
    aside(move || {
        app.state::<Desk>()
            .register(|register| Ok(register.setting(CONTACT)?.unwrap_or_default()))
    })
    .await
}

fn printed(document: &export::Paper, paper: Paper) -> Result<Vec<u8>, Failure> {
    Ok(match paper {
        Paper::Pdf => document.to_pdf()?,
        Paper::Text | Paper::Json => document.to_text().into_bytes(),
    })
}

/// Makes a document, asks where to save it and saves it there; whether it was. It is made first: nobody picks a place for
/// what cannot be made. The dialog asks before another file is replaced.
async fn keep(
    app: AppHandle,
    window: &WebviewWindow,
    name: &str,
    paper: Paper,
    make: impl FnOnce(&mut Register) -> Result<Vec<u8>, Failure> + Send + 'static,
) -> Result<bool, Failure> {
    let dialog = folders::dialog(window)?;
    let document = aside(move || app.state::<Desk>().register(make)).await?;
    let (kind, end) = match paper {
        Paper::Pdf => ("PDF", "pdf"),
        Paper::Text => ("Text", "txt"),
        Paper::Json => ("JSON", "json"),
    };
    let dialog = dialog
        .set_file_name(format!("{name}.{end}"))
        .add_filter(kind, &[end]);
    let Some(picked) = dialog.save_file().await else {
        return Ok(false);
    };
    aside(move || {
        save(&document, picked.path(), true)?;
        Ok(true)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::cleared;
    use crate::commands::gate::export as make;
    use crate::wire::{CopyStanding, ExportEvent};

    fn certificates_are_known(
        desk: &Desk,
        folder: &Path,
        row: &str,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let said = |failure: Failure| failure.message;
        let issued = desk
            .register(|register| Ok(Certificate::of(register, row_number(row)?, now())?))
            .map_err(said)?;
        let [json, pdf] = ["c.json", "c.pdf"].map(|name| folder.join(name));
        save(issued.to_json()?.as_bytes(), &json, false)?;
        save(&issued.to_paper()?.to_pdf()?, &pdf, false)?;
        for (file, pages) in [(&json, None), (&pdf, Some(true))] {
            let answer = whose(desk, file).map_err(said)?;
            let checked = answer.certificate.ok_or("no certificate")?;
            assert_eq!((checked.flaws.len(), checked.pages), (0, pages));
            assert_eq!(checked.copy.map(|it| it.copy.row).as_deref(), Some(row));
        }
        let forged = folder.join("forged.json");
        let other = issued.to_json()?.replace("teaching", "press");
        save(other.as_bytes(), &forged, false)?;
        let forged = whose(desk, &forged)
            .map_err(said)?
            .certificate
            .ok_or("no certificate")?;
        assert_eq!((forged.flaws.len(), forged.copy.is_none()), (1, true));
        let none = folder.join("none.json");
        save(b"{}", &none, false)?;
        assert_eq!(
            whose(desk, &none).err().map(|it| it.code).as_deref(),
            Some("malformed")
        );
        Ok(())
    }

    #[test]
    fn a_copy_that_the_window_made_is_known_again_and_keeps_where_it_went()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, photo) = cleared(folder.path())?;
        let ExportEvent::Exported { output, .. } = make(&desk, photo, &folder.path().join("out")) else {
            return Err("not exported".into());
        };
        let said = |failure: Failure| failure.message;
        let answer = whose(&desk, &folder.path().join("out").join(&output)).map_err(said)?;
        assert_eq!(answer.name, output);
        let [found] = &answer.found[..] else {
            return Err("not one copy".into());
        };
        assert_eq!(found.known, KnownAs::Copy);
        assert_eq!(found.copy.standing, CopyStanding::Exported);
        assert!(answer.certificate.is_none());
        certificates_are_known(&desk, folder.path(), &found.copy.copy.row)?;
        let line = |asked_on: Option<&str>| CopyPlace {
            place: "Journal".into(),
            asked_on: asked_on.map(str::to_owned),
            answer: None,
            outcome: PlaceOutcome::Done,
            settled_on: None,
            by: Some("Dr A".into()),
        };
        let row = &found.copy.copy.row;
        let kept = noted(&desk, row, line(Some("2026-06-16"))).map_err(said)?;
        let [place] = &kept.places[..] else {
            return Err("not one place".into());
        };
        assert_eq!(
            (place.asked_on.as_deref(), place.outcome),
            (Some("2026-06-16"), PlaceOutcome::Done)
        );
        assert!(place.settled_on.is_some());
        assert_eq!(place.by.as_deref(), Some("Dr A"));
        let code = |row, asked| noted(&desk, row, line(asked)).err().map(|it| it.code);
        assert_eq!(code("7", None).as_deref(), Some("register"));
        assert_eq!(code("seven", None).as_deref(), Some("unfit"));
        assert!(code(row, Some("yesterday")).is_some());
        Ok(())
    }
}
