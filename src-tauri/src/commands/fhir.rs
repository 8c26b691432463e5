//! Records as FHIR R4 Consents: out to a file, in from one.

use safelight_consent::{FHIR_LIMIT, Include, Received, Status, Withdrawal, Withdrawn, from_fhir, to_fhir};
use safelight_export::{document, save, sentence};
use tauri::{AppHandle, Manager, State, WebviewWindow};

use super::{aside, random, record_id};
use crate::drafts::permitted;
use crate::folders;
use crate::records::{summary, today};
use crate::state::{Desk, shown};
use crate::summary::now;
use crate::wire::{Failure, Incoming, LeftOut, RecordSummary};

/// Writes a record where the person says; the name of the file, or nothing where they changed their mind.
#[tauri::command]
pub(crate) async fn export_fhir(
    app: AppHandle,
    window: WebviewWindow,
    record: String,
    with_name: bool,
    with_form: bool,
) -> Result<Option<String>, Failure> {
    let id = record_id(&record)?;
    // The id and not the person: a file's name is read by everybody.
    let short = record.get(..8).unwrap_or("record");
    let asked = folders::dialog(&window)?
        .set_file_name(format!("consent-{short}.json"))
        .save_file();
    let Some(place) = asked.await else {
        return Ok(None);
    };
    aside(move || {
        let desk = app.state::<Desk>();
        let text = desk.register(|register| {
            let record = register.record(id)?;
            let form = match with_form {
                true => register.form(id)?,
                false => None,
            };
            let photos = register.photos_of(id)?;
            let include = Include {
                names: with_name,
                form: form.as_ref(),
            };
            let consent = to_fhir(&record, &photos, include)
                .map_err(|why| Failure::new("fhir", sentence(&why.to_string())))?;
            Ok(format!("{consent:#}\n"))
        })?;
        save(text.as_bytes(), place.path(), true)?;
        Ok(Some(shown(place.path())))
    })
    .await
}

/// Reads a record from a file that the person picks; nothing is entered yet.
#[tauri::command]
pub(crate) async fn pick_fhir(app: AppHandle, window: WebviewWindow) -> Result<Option<Incoming>, Failure> {
    let Some(picked) = folders::dialog(&window)?.pick_file().await else {
        return Ok(None);
    };
    aside(move || {
        let received = from_fhir(document(picked.path(), FHIR_LIMIT as u64)?)
            .map_err(|why| Failure::new("fhir", sentence(&why.to_string())))?;
        take(&app.state::<Desk>(), received, shown(picked.path())).map(Some)
    })
    .await
}

/// Enters the record that was read, for the person it is about in this register.
#[tauri::command]
pub(crate) async fn enter_fhir(
    app: AppHandle,
    incoming: u32,
    person: String,
) -> Result<RecordSummary, Failure> {
    aside(move || enter(&app.state::<Desk>(), incoming, &person)).await
}

#[tauri::command]
pub(crate) fn discard_fhir(desk: State<'_, Desk>, incoming: u32) {
    // One that was entered is not waiting any more.
    let _ = desk.incoming().take(incoming);
}

fn take(desk: &Desk, received: Received, file: String) -> Result<Incoming, Failure> {
    let terms = received.to_enter();
    let known = desk.register(|register| {
        let records = register.records()?;
        Ok(records.iter().any(|it| it.terms.person == terms.person))
    })?;
    // What was withdrawn as a whole is withdrawn again at once.
    let everything = |it: &Withdrawal| it.what == Withdrawn::Everything;
    let status = match received.withdrawals.iter().any(everything) {
        true => Status::Withdrawn,
        false => terms.status,
    };
    Ok(Incoming {
        file,
        known,
        status: status.id().to_owned(),
        uses: terms.uses.iter().map(permitted).collect(),
        brings_form: received.form_file.is_some(),
        left_out: (received.left_out.iter())
            .map(|part| LeftOut {
                element: part.element.clone(),
                taken: part.taken.to_owned(),
            })
            .collect(),
        person: terms.person,
        id: desk.incoming().add(received),
    })
}

fn enter(desk: &Desk, incoming: u32, person: &str) -> Result<RecordSummary, Failure> {
    let mut received = desk.incoming().get(incoming)?.clone();
    received.terms.person = person.trim().to_owned();
    let saved = desk.register(|register| {
        let record = register.receive(&received, random()?, now())?;
        summary(&record, register, today())
    })?;
    let _ = desk.incoming().take(incoming);
    desk.photos().doubt_all();
    Ok(saved)
}

#[cfg(test)]
mod tests {
    use safelight_consent::NewRecord;

    use super::*;
    use crate::failure::Problem;

    #[test]
    fn a_record_that_left_comes_back_and_says_what_could_not_be_taken_over()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, _) = super::super::cleared(folder.path())?;
        let told = |why: Failure| why.message;
        let mut consent = desk
            .register(|register| {
                let record = register.add_record(NewRecord::of("Case 7"), None, random()?, now())?;
                to_fhir(&record, &[], Include::default()).map_err(|_| Problem::Stopped.into())
            })
            .map_err(told)?;
        consent["language"] = "en".into();
        let received = from_fhir(consent.to_string())?;
        let incoming = take(&desk, received, "consent.json".into()).map_err(told)?;
        assert!(incoming.known, "the same pseudonym may be somebody else");
        assert_eq!(incoming.status, "draft");
        let saved = enter(&desk, incoming.id, " Case 8 ").map_err(told)?;
        assert_eq!(saved.person, "Case 8");
        assert_eq!(
            enter(&desk, incoming.id, "Case 8")
                .err()
                .map(|it| it.code)
                .as_deref(),
            Some("gone"),
            "it is entered once"
        );
        Ok(())
    }
}
