//! The list of photos and what is said about them.

use std::path::PathBuf;

use safelight_consent::{NoPerson, NoPersonKind, PhotoDigest, Register, Review};
use safelight_export::{Depth, each, marks, set_marks, walk};
use safelight_redact::Seed;
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, State, WebviewWindow};

use super::gate::judge;
use super::{aside, random, record_id, workers};
use crate::folders;
use crate::records::{date, requested};
use crate::regions::region_of;
use crate::state::{Desk, Photo};
use crate::summary::{detail, inspect, now, read, summary};
use crate::wire::{self, Failure, Intake, PhotoDetail, PhotoSummary};

/// How many photos are told of at once while they are read, for each thread that reads.
const AT_ONCE: usize = 8;

#[tauri::command]
pub(crate) async fn photos(app: AppHandle) -> Result<Vec<PhotoSummary>, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let all = desk.photos().all().to_vec();
        summaries(&desk, &all)
    })
    .await
}

#[tauri::command]
pub(crate) async fn photo(app: AppHandle, photo: u32) -> Result<PhotoDetail, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let photo = desk.photos().get(photo)?.clone();
        desk.register(|register| detail(&photo, register))
    })
    .await
}

#[tauri::command]
pub(crate) async fn add_dropped(app: AppHandle, drop: u32, news: Channel<Intake>) -> Result<(), Failure> {
    let paths = app.state::<Desk>().drops().take(drop)?;
    aside(move || take_in(&app.state::<Desk>(), &paths, &news)).await
}

#[tauri::command]
pub(crate) async fn pick_photos(
    app: AppHandle,
    window: WebviewWindow,
    folder: bool,
    news: Channel<Intake>,
) -> Result<(), Failure> {
    // Every file may be picked: a photo is known by its content, and by no name or letter case.
    let dialog = folders::dialog(&window)?;
    let picked = if folder {
        dialog.pick_folders().await
    } else {
        dialog.pick_files().await
    };
    let paths: Vec<PathBuf> = picked.into_iter().flatten().map(PathBuf::from).collect();
    aside(move || take_in(&app.state::<Desk>(), &paths, &news)).await
}

#[tauri::command]
pub(crate) fn remove_photos(desk: State<'_, Desk>, photos: Vec<u32>) {
    desk.photos().remove(&photos);
}

#[tauri::command]
pub(crate) async fn set_regions(
    app: AppHandle,
    photo: u32,
    regions: Vec<wire::Region>,
) -> Result<PhotoDetail, Failure> {
    aside(move || hide(&app.state::<Desk>(), photo, &regions)).await
}

#[tauri::command]
pub(crate) async fn set_people(
    app: AppHandle,
    photos: Vec<u32>,
    count: u32,
) -> Result<Vec<PhotoSummary>, Failure> {
    change(app, photos, move |register, _, digest| {
        Ok(register.set_people(digest, count)?)
    })
    .await
}

#[tauri::command]
pub(crate) async fn set_taken_on(
    app: AppHandle,
    photos: Vec<u32>,
    day: String,
) -> Result<Vec<PhotoSummary>, Failure> {
    let day = date(&day)?;
    change(app, photos, move |register, _, digest| {
        Ok(register.set_taken_on(digest, day)?)
    })
    .await
}

#[tauri::command]
pub(crate) async fn link(
    app: AppHandle,
    photos: Vec<u32>,
    record: String,
) -> Result<Vec<PhotoSummary>, Failure> {
    let record = record_id(&record)?;
    change(app, photos, move |register, photo, digest| {
        let person = register.record(record)?.terms.person;
        register.link(record, &person, digest, &photo.path, now())?;
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn unlink(
    app: AppHandle,
    photos: Vec<u32>,
    record: String,
) -> Result<Vec<PhotoSummary>, Failure> {
    let record = record_id(&record)?;
    change(app, photos, move |register, _, digest| {
        register.unlink(record, digest)?;
        Ok(())
    })
    .await
}

#[tauri::command]
pub(crate) async fn declare_no_person(
    app: AppHandle,
    photos: Vec<u32>,
    declaration: wire::NoPerson,
) -> Result<Vec<PhotoSummary>, Failure> {
    let declaration = NoPerson {
        by: declaration.by,
        reason: declaration.reason,
        kind: if declaration.clinical {
            NoPersonKind::Clinical
        } else {
            NoPersonKind::Scene
        },
        at: now(),
    };
    change(app, photos, move |register, _, digest| {
        Ok(register.declare_no_person(digest, &declaration)?)
    })
    .await
}

#[tauri::command(rename_all = "snake_case")]
pub(crate) async fn set_use(
    app: AppHandle,
    photos: Vec<u32>,
    r#use: Option<wire::Use>,
) -> Result<Vec<PhotoSummary>, Failure> {
    let wanted = r#use.as_ref().map(requested).transpose()?;
    app.state::<Desk>().photos().set_use(&photos, wanted.as_ref());
    change(app, photos, |_, _, _| Ok(())).await
}

#[tauri::command]
pub(crate) async fn review(
    app: AppHandle,
    photos: Vec<u32>,
    by: String,
) -> Result<Vec<PhotoSummary>, Failure> {
    let review = Review::complete(by.trim(), now());
    change(app, photos, move |register, _, digest| {
        Ok(register.review(digest, &review)?)
    })
    .await
}

#[tauri::command]
pub(crate) async fn check(app: AppHandle, photos: Vec<u32>) -> Result<Vec<PhotoSummary>, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let mut outcome = Ok(());
        each(
            photos.clone(),
            workers(),
            |photo| judge(&desk, photo),
            |judged| {
                if let Err(failure) = judged {
                    outcome = Err(failure);
                }
            },
        )?;
        outcome?;
        summaries(&desk, &listed(&desk, &photos))
    })
    .await
}

/// Reads every photo under the paths and tells of them in their order. One that cannot be read is told of too.
fn take_in(desk: &Desk, paths: &[PathBuf], news: &Channel<Intake>) -> Result<(), Failure> {
    let _work = desk.idle.work();
    let found: Vec<_> = walk(paths).collect();
    // A window that is gone hears nothing; then there is nobody to read for.
    let tell = |intake| news.send(intake).map_err(|_| crate::failure::Problem::Stopped);
    tell(Intake::Found {
        files: u32::try_from(found.len()).unwrap_or(u32::MAX),
    })?;
    let mut found = found.into_iter().enumerate().peekable();
    while found.peek().is_some() {
        let some: Vec<_> = found.by_ref().take(AT_ONCE * workers()).collect();
        let mut seen = Vec::new();
        each(
            some,
            workers(),
            |(at, found)| {
                let inspected = match found.seen {
                    Ok(()) => inspect(&found.path).map(|it| read(&it)),
                    Err(failure) => Err(failure.into()),
                };
                (at, inspected, found.path)
            },
            |photo| seen.push(photo),
        )?;
        seen.sort_by_key(|(at, ..)| *at);
        let mut photos = Vec::new();
        for (_, read, path) in seen {
            photos.push(desk.photos().put(path, read, random()?));
        }
        tell(Intake::Read {
            photos: summaries(desk, &photos)?,
        })?;
    }
    Ok(())
}

/// Keeps what is to be hidden in a photo and says how it stands then.
///
/// # Errors
/// Those of the register, and why nothing can be hidden in such a picture: then nothing is kept.
fn hide(desk: &Desk, photo: u32, regions: &[wire::Region]) -> Result<PhotoDetail, Failure> {
    let before = desk.photos().get(photo)?.clone();
    let digest = before.read()?.digest;
    let regions: Vec<_> = regions.iter().map(region_of).collect::<Result<_, _>>()?;
    let seed = random()?;
    // Where one region can be hidden, so can the next ones.
    let known = before.hides.is_some() || !desk.register(|register| Ok(marks(register, digest)?))?.is_empty();
    if !known && !regions.is_empty() {
        let inspected = inspect(&before.path)?;
        let note = inspected.hiding().sentence();
        inspected.clean(&regions, &Seed(seed), Depth::Plain)?;
        desk.photos().hides(digest, note.as_deref());
    }
    desk.register(|register| {
        set_marks(register, digest, &regions)?;
        desk.photos().redrawn(digest, seed);
        let photo = desk.photos().get(photo)?.clone();
        detail(&photo, register)
    })
}

/// Tells the register something about each of the photos that could be read, and says how they stand then.
pub(super) async fn change(
    app: AppHandle,
    photos: Vec<u32>,
    say: impl Fn(&mut Register, &Photo, PhotoDigest) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<PhotoSummary>, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        tell(&desk, &listed(&desk, &photos), say)?;
        summaries(&desk, &listed(&desk, &photos))
    })
    .await
}

/// All of the photos, or none of them.
fn tell(
    desk: &Desk,
    photos: &[Photo],
    say: impl Fn(&mut Register, &Photo, PhotoDigest) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let readable: Vec<_> = photos
        .iter()
        .filter_map(|photo| Some((photo, photo.digest()?)))
        .collect();
    desk.register(|register| {
        register.together(|register| {
            readable
                .iter()
                .try_for_each(|(photo, digest)| say(register, photo, *digest))
        })
    })?;
    for (_, digest) in readable {
        desk.photos().doubt(digest);
    }
    Ok(())
}

/// Those of the photos that are still on the list.
pub(super) fn listed(desk: &Desk, photos: &[u32]) -> Vec<Photo> {
    let all = desk.photos();
    all.all()
        .iter()
        .filter(|photo| photos.contains(&photo.id))
        .cloned()
        .collect()
}

pub(super) fn summaries(desk: &Desk, photos: &[Photo]) -> Result<Vec<PhotoSummary>, Failure> {
    desk.register(|register| photos.iter().map(|photo| summary(photo, register)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::cleared;
    use crate::failure::Problem;
    use crate::wire::Verdict;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the picture")]
    fn what_cannot_be_hidden_is_not_kept() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let region = wire::Region {
            shape: wire::Shape::Rectangle {
                x: 1,
                y: 1,
                width: 4,
                height: 4,
            },
            style: wire::Style::Blur,
            face: false,
            name: None,
        };
        let regions = [region];
        let hidden = hide(&desk, shown.photo, &regions).map_err(|it| it.message)?;
        assert_eq!(hidden.regions.len(), 1);

        let path = folder.path().join("photo.avif");
        // Its colours are coded by a matrix that is not known.
        let mut undrawn = include_bytes!("../../../tests/pictures/small.avif").to_vec();
        let nclx = undrawn.windows(4).position(|it| it == b"nclx").ok_or("nclx")?;
        *undrawn.get_mut(nclx + 9).ok_or("matrix")? = 14;
        std::fs::write(&path, undrawn)?;
        let known = read(&inspect(&path).map_err(|it| it.message)?);
        let digest = known.digest;
        let id = desk.photos().put(path, Ok(known), [1; 32]).id;
        let refused = hide(&desk, id, &regions).err();
        assert_eq!(refused.map(|it| it.code).as_deref(), Some("unsupported"));
        let kept = desk.register(|register| Ok(marks(register, digest)?));
        assert!(kept.map_err(|it| it.message)?.is_empty());
        assert_eq!(desk.photos().get(id).map(|it| it.version).ok(), Some(0));
        Ok(())
    }

    #[test]
    fn what_is_said_about_a_selection_is_said_of_all_or_of_none() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let one = listed(&desk, &[shown.photo]);
        let both: Vec<_> = one.iter().chain(&one).cloned().collect();
        let digest = one.first().and_then(Photo::digest).ok_or("unread")?;
        let times = std::cell::Cell::new(0);
        let failed = tell(&desk, &both, |register, _, digest| {
            times.set(times.get() + 1);
            if times.get() == 2 {
                return Err(Problem::Gone.into());
            }
            Ok(register.set_people(digest, 3)?)
        });
        assert_eq!((failed.is_err(), times.get()), (true, 2));
        let people = |desk: &Desk| desk.register(|register| Ok(register.people(digest)?));
        assert_ne!(people(&desk).map_err(|it| it.message)?, Some(3));
        let verdict = |desk: &Desk| desk.photos().all().first().and_then(|it| it.verdict.clone());
        assert_eq!(verdict(&desk), Some(Verdict::Clear));

        tell(&desk, &both, |register, _, digest| {
            Ok(register.set_people(digest, 3)?)
        })
        .map_err(|it| it.message)?;
        assert_eq!(people(&desk).map_err(|it| it.message)?, Some(3));
        assert_eq!(verdict(&desk), None);
        Ok(())
    }
}
