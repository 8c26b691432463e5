//! Writing clean copies, and the ledger of those that were written.

use std::path::PathBuf;

use safelight_export::ledger::{self, Row};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, WebviewWindow};

use super::aside;
use super::gate::export;
use super::photos::{listed, summaries};
use super::settings::OUTPUT_FOLDER;
use crate::folders;
use crate::records::shown;
use crate::state::Desk;
use crate::wire::{Copy, CopyOutcome, ExportEvent, Failure, PhotoSummary, Shown};

/// Exports the photos one after the other, into the folder that Settings names or that the person picks now.
#[tauri::command]
pub(crate) async fn export_photos(
    app: AppHandle,
    window: WebviewWindow,
    photos: Vec<Shown>,
    news: Channel<ExportEvent>,
) -> Result<Vec<PhotoSummary>, Failure> {
    let kept = app
        .state::<Desk>()
        .register(|register| Ok(register.setting(OUTPUT_FOLDER)?))?;
    let folder = match kept {
        Some(folder) => Some(PathBuf::from(folder)),
        None => folders::dialog(&window)?.pick_folder().await.map(PathBuf::from),
    };
    aside(move || {
        let desk = app.state::<Desk>();
        let _work = desk.idle.work();
        // Without a folder the person changed their mind.
        if let Some(folder) = folder {
            for shown in &photos {
                // A window that is gone hears nothing, but what was asked for is finished.
                let _ = news.send(export(&desk, *shown, &folder));
            }
        }
        let photos: Vec<_> = photos.iter().map(|it| it.photo).collect();
        summaries(&desk, &listed(&desk, &photos))
    })
    .await
}

#[tauri::command]
pub(crate) async fn ledger(app: AppHandle) -> Result<Vec<Copy>, Failure> {
    aside(move || {
        app.state::<Desk>().register(|register| {
            // The newest first.
            Ok(ledger::list(register)?.into_iter().rev().map(copy).collect())
        })
    })
    .await
}

/// A row of the ledger in the words of the window.
pub(super) fn copy(row: Row) -> Copy {
    Copy {
        row: row.seq.to_string(),
        at: row.at.to_string(),
        use_: shown(&row.copy.usage),
        people: row.copy.people,
        records: row
            .copy
            .records
            .iter()
            .map(|(record, _)| record.to_string())
            .collect(),
        output_digest: row.copy.output_sha256.to_string(),
        place: row.copy.output,
        outcome: if row.failed {
            CopyOutcome::Failed
        } else {
            CopyOutcome::Exported
        },
    }
}
