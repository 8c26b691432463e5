//! Writing clean copies, and the ledger of those that were written.

use std::path::PathBuf;

use safelight_consent::{Takedown, TakedownOutcome};
use safelight_export::ledger::Row;
use safelight_export::{Followed, Standing, Wanted, newest};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, WebviewWindow};

use super::aside;
use super::gate::export;
use super::photos::{listed, summaries};
use super::settings::OUTPUT_FOLDER;
use crate::failure::Problem;
use crate::folders;
use crate::records::shown;
use crate::state::Desk;
use crate::wire::{
    Copy, CopyPage, CopyPlace, CopyQuery, CopyStanding, ExportEvent, Failure, FollowedCopy, LedgerState,
    PhotoSummary, PlaceOutcome, Shown,
};

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

/// How many copies cross to the window at a time.
const PAGE: usize = 100;

#[tauri::command]
pub(crate) async fn copies(app: AppHandle, query: CopyQuery) -> Result<CopyPage, Failure> {
    aside(move || {
        let before = query.before.as_deref().map(row_number).transpose()?;
        let wanted = Wanted {
            text: &query.text,
            standing: query.standing.map(standing),
            before,
            most: PAGE,
        };
        let (copies, more) = app
            .state::<Desk>()
            .register(|register| Ok(newest(register, &wanted)?))?;
        Ok(CopyPage {
            copies: copies.into_iter().map(followed).collect(),
            more,
        })
    })
    .await
}

#[tauri::command]
pub(crate) async fn verify_ledger(app: AppHandle) -> Result<LedgerState, Failure> {
    aside(move || {
        app.state::<Desk>()
            .register(|register| Ok(register.verify_chain()?))
            .map(|verified| match verified {
                Ok(rows) => LedgerState {
                    rows: u32::try_from(rows).unwrap_or(u32::MAX),
                    broken: None,
                },
                Err(broken) => LedgerState {
                    rows: 0,
                    broken: Some(broken.to_string()),
                },
            })
    })
    .await
}

/// The number of a row, as the window has it.
pub(super) fn row_number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| Problem::Unfit("a row of the ledger"))
}

const fn standing(from: CopyStanding) -> Standing {
    match from {
        CopyStanding::Exported => Standing::Exported,
        CopyStanding::Withdrawn => Standing::Withdrawn,
        CopyStanding::Failed => Standing::Failed,
    }
}

/// A copy and what became of it in the words of the window.
pub(super) fn followed(from: Followed) -> FollowedCopy {
    FollowedCopy {
        standing: match from.standing {
            Standing::Exported => CopyStanding::Exported,
            Standing::Withdrawn => CopyStanding::Withdrawn,
            Standing::Failed => CopyStanding::Failed,
        },
        withdrawn: from.withdrawn.iter().map(ToString::to_string).collect(),
        places: from.places.into_iter().map(place).collect(),
        copy: copy(from.row),
    }
}

fn place(from: Takedown) -> CopyPlace {
    CopyPlace {
        place: from.place,
        asked_on: from.asked_on.map(|it| it.to_string()),
        answer: from.answer,
        outcome: match from.outcome {
            TakedownOutcome::Open => PlaceOutcome::Open,
            TakedownOutcome::Done => PlaceOutcome::Done,
            TakedownOutcome::Impossible => PlaceOutcome::Impossible,
        },
        settled_on: from.settled_on.map(|it| it.to_string()),
        by: from.by,
    }
}

/// A row of the ledger in the words of the window.
fn copy(row: Row) -> Copy {
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
    }
}
