//! What the finder suggests to hide, and what is hidden in one photo of a burst and then in the others.

use safelight_consent::{PhotoDigest, Register};
use safelight_export::suggestions::{dismiss, found, restore, set_found};
use safelight_export::{Depth, copy_marks, marks};
use safelight_redact::Seed;
use safelight_sanitize::Size;
use tauri::{AppHandle, Manager};

use super::photos::{listed, summaries};
use super::{aside, random};
use crate::failure::Problem;
use crate::state::{Desk, Photo, Read};
use crate::summary::{detail, inspect};
use crate::wire::{Failure, PhotoDetail, PhotoSummary};

#[tauri::command]
pub(crate) async fn look_for_suggestions(app: AppHandle, photo: u32) -> Result<PhotoDetail, Failure> {
    aside(move || look(&app.state::<Desk>(), photo)).await
}

#[tauri::command]
pub(crate) async fn dismiss_suggestion(
    app: AppHandle,
    photo: u32,
    index: usize,
    dismissed: bool,
) -> Result<PhotoDetail, Failure> {
    aside(move || set_aside(&app.state::<Desk>(), photo, index, dismissed)).await
}

#[tauri::command]
pub(crate) async fn carry_regions(
    app: AppHandle,
    from: u32,
    to: Vec<u32>,
) -> Result<Vec<PhotoSummary>, Failure> {
    aside(move || carry(&app.state::<Desk>(), from, &to)).await
}

/// Has the finder look at a photo. It takes about a second, in which nobody waits for the register.
fn look(desk: &Desk, photo: u32) -> Result<PhotoDetail, Failure> {
    let _work = desk.idle.work();
    let before = desk.photos().get(photo)?.clone();
    let inspected = inspect(&before.path)?;
    if before.digest() != Some(inspected.digest()) {
        return Err(Problem::Changed.into());
    }
    let seen = inspected.suggestions()?;
    let hiding = inspected.hiding();
    if hiding.failure().is_none() {
        let note = hiding.sentence();
        desk.photos().hides(inspected.digest(), note.as_deref());
    }
    told(desk, photo, |register, read| {
        set_found(register, read.digest, seen)?;
        Ok(())
    })
}

/// Keeps that a suggestion need not be hidden, or takes that back.
fn set_aside(desk: &Desk, photo: u32, index: usize, dismissed: bool) -> Result<PhotoDetail, Failure> {
    told(desk, photo, |register, read| {
        let found = found(register, read.digest)?.unwrap_or_default();
        let one = &found.get(index).ok_or(Problem::Gone)?.suggestion;
        if dismissed {
            dismiss(register, read.digest, one)?;
        } else {
            restore(register, read.digest, one)?;
        }
        Ok(())
    })
}

/// Tells the register something about what was found in a photo, on which its verdict may hang.
fn told(
    desk: &Desk,
    photo: u32,
    tell: impl FnOnce(&mut Register, &Read) -> Result<(), Failure>,
) -> Result<PhotoDetail, Failure> {
    desk.register(|register| {
        let read = desk.photos().get(photo)?.read()?.clone();
        tell(register, &read)?;
        desk.photos().doubt(read.digest);
        let photo = desk.photos().get(photo)?.clone();
        detail(&photo, register)
    })
}

/// Uses the regions of one photo on others of the same size, behind those they have: on all of them or on none.
fn carry(desk: &Desk, from: u32, to: &[u32]) -> Result<Vec<PhotoSummary>, Failure> {
    let from = desk.photos().get(from)?.clone();
    let from = sized(&from)?;
    let others = listed(desk, to);
    let regions = desk.register(|register| Ok(marks(register, from.0)?))?;
    let mut changed = Vec::new();
    for photo in &others {
        let seed = random()?;
        inspect(&photo.path)?.clean(&regions, &Seed(seed), Depth::Plain)?;
        changed.push((sized(photo)?, seed));
    }
    desk.register(|register| {
        register.together(|register| {
            changed.iter().try_for_each(|(to, _)| {
                copy_marks(register, from, *to)?;
                Ok::<_, Failure>(())
            })
        })?;
        for ((digest, _), seed) in &changed {
            desk.photos().redrawn(*digest, *seed);
        }
        Ok(())
    })?;
    summaries(desk, &listed(desk, to))
}

/// A photo's digest, and its size as displayed.
fn sized(photo: &Photo) -> Result<(PhotoDigest, Size), Failure> {
    let Read { digest, picture, .. } = photo.read()?;
    let (width, height) = (picture.width, picture.height);
    Ok((*digest, Size { width, height }))
}

#[cfg(test)]
mod tests {
    use safelight_export::set_marks;
    use safelight_redact::find::{Kind, Suggestion};
    use safelight_redact::{Region, Shape, Style};

    use super::*;
    use crate::commands::cleared;
    use crate::wire::Verdict;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn shape() -> Shape {
        Shape::Rectangle {
            x: 1,
            y: 1,
            width: 4,
            height: 4,
        }
    }

    fn verdict(desk: &Desk, id: u32) -> Option<Verdict> {
        desk.photos().get(id).ok().and_then(|photo| photo.verdict.clone())
    }

    #[test]
    fn what_was_found_is_kept_and_what_it_means_is_asked_anew() -> Outcome {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let seen = look(&desk, shown.photo).map_err(fail)?;
        assert_eq!(seen.suggestions, Some(Vec::new()), "a grey square shows nothing");
        assert_eq!(verdict(&desk, shown.photo), None);
        assert!(desk.photos().get(shown.photo).is_ok_and(|it| it.hides.is_some()));

        let digest = desk.photos().get(shown.photo).ok().and_then(Photo::digest);
        let face = Suggestion {
            kind: Kind::Face,
            shape: shape(),
            core: shape(),
        };
        desk.register(|register| Ok(set_found(register, digest.ok_or(Problem::Gone)?, vec![face])?))
            .map_err(fail)?;
        for dismissed in [true, false] {
            desk.photos()
                .set_verdict(shown.photo, shown.version, Verdict::Clear);
            let now = set_aside(&desk, shown.photo, 0, dismissed).map_err(fail)?;
            let now: Vec<_> = now.suggestions.iter().flatten().map(|it| it.dismissed).collect();
            assert_eq!(now, [dismissed]);
            assert_eq!(verdict(&desk, shown.photo), None);
        }
        let beyond = set_aside(&desk, shown.photo, 1, true).err();
        assert_eq!(beyond.map(|it| it.code).as_deref(), Some("gone"));
        Ok(())
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes the pictures")]
    fn regions_are_carried_to_all_of_the_photos_or_to_none() -> Outcome {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let first = sized(&listed(&desk, &[shown.photo])[0]).map_err(fail)?;
        let add = |name: &str, side: u32, shade: u8| -> Result<u32, Box<dyn std::error::Error>> {
            let path = folder.path().join(name);
            image::RgbImage::from_pixel(side, side, image::Rgb([shade; 3])).save(&path)?;
            let known = crate::summary::read(&inspect(&path).map_err(fail)?);
            Ok(desk.photos().put(path, Ok(known), [1; 32]).id)
        };
        let side = first.1.width;
        let (same, other) = (add("same.png", side, 7)?, add("other.png", side + 1, 7)?);
        let region = Region {
            shape: shape(),
            style: Style::Blur,
            face: false,
            name: None,
        };
        desk.register(|register| Ok(set_marks(register, first.0, &[region])?))
            .map_err(fail)?;
        let regions = |id: u32| -> Result<usize, Failure> {
            let digest = desk.photos().get(id)?.digest().ok_or(Problem::Gone)?;
            desk.register(|register| Ok(marks(register, digest)?.len()))
        };
        let refused = carry(&desk, shown.photo, &[same, other]).err();
        assert_eq!(refused.map(|it| it.code).as_deref(), Some("unsupported"));
        assert_eq!(
            [regions(same), regions(other)].map(Result::ok),
            [Some(0), Some(0)]
        );
        assert_eq!(desk.photos().get(same).map(|it| it.version).ok(), Some(0));

        let carried = carry(&desk, shown.photo, &[same]).map_err(fail)?;
        let told: Vec<_> = carried.iter().map(|it| (it.id, it.regions, it.version)).collect();
        assert_eq!(told, [(same, 1, 1)]);
        assert_eq!(regions(same).map_err(fail)?, 1);
        Ok(())
    }
}
