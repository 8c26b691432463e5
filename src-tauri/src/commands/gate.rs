//! The way from a photo on the list to the library's answer. Every stage is the library's.

use safelight_consent::Refusals;
use safelight_export::{Asked, Cleared, Depth, Exported, Inspected, Stopped, copy_seed, marks};

use super::random;
use crate::failure::Problem;
use crate::records::today;
use crate::remedies::refusal;
use crate::state::{Desk, Photo};
use crate::summary::{inspect, now, read, verdict};
use crate::wire::{ExportEvent, Failure, Shown, Verdict};

/// How far a photo came.
enum Way {
    Cleared(Box<Cleared>),
    Refused(Refusals),
}

/// Asks the gate about a photo and keeps its answer on the list.
///
/// # Errors
/// Those of the register; what is wrong with the photo itself is its verdict.
pub(super) fn judge(desk: &Desk, photo: u32) -> Result<(), Failure> {
    let photo = desk.photos().get(photo)?.clone();
    let answer = match walk(desk, &photo) {
        Ok(Way::Cleared(_)) => Verdict::Clear,
        Ok(Way::Refused(refusals)) => verdict(Asked::Refused(refusals)),
        Err(_) if !desk.is_open() => return Err(Problem::Locked.into()),
        Err(Failure { code, message }) => Verdict::Failed { code, message },
    };
    desk.photos().set_verdict(photo.id, photo.version, answer);
    Ok(())
}

/// Writes the clean copy of a photo if the gate allows it now, and only of the photo that was shown.
pub(super) fn export(desk: &Desk, shown: Shown, folder: &std::path::Path) -> ExportEvent {
    let photo = shown.photo;
    let stopped = match as_shown(desk, shown).and_then(|photo| walk(desk, &photo)) {
        Ok(Way::Cleared(cleared)) => match write(desk, shown, *cleared, folder) {
            Ok(exported) => {
                return ExportEvent::Exported {
                    photo,
                    output: crate::state::shown(exported.path()),
                };
            }
            Err(stopped) => stopped,
        },
        Ok(Way::Refused(refusals)) => Halt::Refused(refusals),
        Err(failure) => Halt::Failed(failure),
    };
    match stopped {
        Halt::Refused(refusals) => ExportEvent::Refused {
            photo,
            refusals: refusals.iter().map(refusal).collect(),
        },
        Halt::Failed(Failure { code, message }) => ExportEvent::Failed { photo, code, message },
    }
}

/// Why no copy was written.
enum Halt {
    Refused(Refusals),
    Failed(Failure),
}

/// The photo, if it is still the one that was shown.
pub(super) fn as_shown(desk: &Desk, Shown { photo, version }: Shown) -> Result<Photo, Failure> {
    let photo = desk.photos().get(photo)?.clone();
    if photo.version == version {
        Ok(photo)
    } else {
        Err(Problem::Stale.into())
    }
}

fn write(desk: &Desk, shown: Shown, cleared: Cleared, folder: &std::path::Path) -> Result<Exported, Halt> {
    let name = random().map_err(|problem| Halt::Failed(problem.into()))?;
    let mut written = None;
    cleared.look();
    desk.register(|register| {
        // Regions change only with the register in hand: from here on they stay.
        as_shown(desk, shown)?;
        written = Some(cleared.export(register, folder, name, &now, today()));
        Ok(())
    })
    .map_err(Halt::Failed)?;
    match written {
        Some(Ok(exported)) => Ok(exported),
        Some(Err(Stopped::Refused(refusals))) => Err(Halt::Refused(refusals)),
        Some(Err(Stopped::Failed(failure))) => Err(Halt::Failed(failure.into())),
        None => Err(Halt::Failed(Problem::Stopped.into())),
    }
}

/// Reads the photo's file.
///
/// # Errors
/// [`Problem::Changed`] where the file is another one by now: the list then has that one, and nobody has seen it yet.
pub(super) fn unchanged(desk: &Desk, photo: &Photo) -> Result<Inspected, Failure> {
    let inspected = inspect(&photo.path)?;
    if photo.digest() == Some(inspected.digest()) {
        return Ok(inspected);
    }
    desk.photos()
        .put(photo.path.clone(), Ok(read(&inspected)), random()?);
    Err(Problem::Changed.into())
}

/// Reads the photo's file, cleans it, proves it and asks the gate.
///
/// # Errors
/// Those of [`unchanged`], of cleaning and of the register.
fn walk(desk: &Desk, photo: &Photo) -> Result<Way, Failure> {
    let inspected = unchanged(desk, photo)?;
    let (regions, seed) = desk.register(|register| {
        let digest = inspected.digest();
        Ok((marks(register, digest)?, copy_seed(register, digest, photo.seed)?))
    })?;
    let cleaned = inspected.clean(&regions, &seed, Depth::Plain)?;
    let usage = photo.requested.as_ref();
    match cleaned.verify() {
        Ok(verified) => desk.register(|register| {
            Ok(match verified.clear(register, usage, &now, today())? {
                Ok(cleared) => Way::Cleared(Box::new(cleared)),
                Err(refused) => Way::Refused(refused.refusals),
            })
        }),
        Err(unproved) => {
            desk.register(|register| Ok(Way::Refused(unproved.refusals(register, usage, &now, today())?)))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::path::Path;

    use safelight_consent::{KeyCost, NoPerson, NoPersonKind, Passphrase, Register, Review};
    use safelight_redact::{Region, Shape, Style};

    use super::*;
    use crate::wire::Use;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    #[expect(
        clippy::disallowed_methods,
        reason = "the test makes the photo that it exports"
    )]
    fn draw(path: &Path, shade: u8) -> Outcome {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(32, 32, image::Rgb([shade, 90, 90]))
            .write_to(&mut bytes, image::ImageFormat::Png)?;
        Ok(std::fs::write(path, bytes.into_inner())?)
    }

    /// A desk with one photo that the gate clears, as the window shows it.
    pub(crate) fn cleared(folder: &Path) -> Result<(Desk, Shown), Box<dyn std::error::Error>> {
        let fail = |failure: Failure| failure.message;
        let path = folder.join("photo.png");
        draw(&path, 10)?;
        std::fs::create_dir(folder.join("out"))?;
        let desk = Desk::new(folder.join("register"));
        desk.open(Register::create(
            &desk.place,
            &Passphrase::new("four dry words here".to_owned()),
            [7; 16],
            KeyCost::default(),
        )?);
        let known = read(&inspect(&path).map_err(fail)?);
        let digest = known.digest;
        let id = desk.photos().put(path, Ok(known), [1; 32]).id;
        let usage = crate::records::requested(&Use {
            purpose: "teaching".into(),
            audience: "institution".into(),
            outlet: None,
        });
        desk.photos().set_use(&[id], Some(&usage.map_err(fail)?));
        desk.register(|register| {
            let nobody = NoPerson {
                by: "A. Reader".into(),
                reason: "A grey square".into(),
                kind: NoPersonKind::Scene,
                at: now(),
            };
            register.declare_no_person(digest, &nobody)?;
            Ok(register.review(digest, &Review::complete("A. Reader", now()))?)
        })
        .map_err(fail)?;
        judge(&desk, id).map_err(fail)?;
        let photo = desk.photos().get(id).map_err(|_| "gone")?.clone();
        assert_eq!(photo.verdict, Some(Verdict::Clear));
        let version = photo.version;
        Ok((desk, Shown { photo: id, version }))
    }

    fn code(event: &ExportEvent) -> &str {
        match event {
            ExportEvent::Exported { .. } => "exported",
            ExportEvent::Refused { .. } => "refused",
            ExportEvent::Failed { code, .. } => code,
        }
    }

    #[test]
    fn what_is_exported_is_what_was_shown() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let out = folder.path().join("out");
        let before = Shown {
            version: shown.version.wrapping_sub(1),
            ..shown
        };
        assert_eq!(code(&export(&desk, before, &out)), "stale");
        assert_eq!(out.read_dir()?.count(), 0);
        assert_eq!(code(&export(&desk, shown, &out)), "exported");
        assert_eq!(out.read_dir()?.count(), 1);
        Ok(())
    }

    #[test]
    fn a_folder_that_cannot_take_the_copy_is_a_plain_sentence() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let event = export(&desk, shown, &folder.path().join("gone"));
        let ExportEvent::Failed { code, message, .. } = event else {
            return Err(format!("{event:?}").into());
        };
        assert_eq!((&*code, &*message), ("not-found", "gone is not there any more."));
        Ok(())
    }

    #[test]
    fn regions_that_change_on_the_way_stop_the_copy() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let out = folder.path().join("out");
        let photo = as_shown(&desk, shown).map_err(|it| it.message)?;
        let Ok(Way::Cleared(cleared)) = walk(&desk, &photo) else {
            return Err("not cleared".into());
        };
        let region = Region {
            shape: Shape::Rectangle {
                x: 1,
                y: 1,
                width: 9,
                height: 9,
            },
            style: Style::Blur,
            face: false,
            name: None,
        };
        let digest = photo.digest().ok_or("unread")?;
        desk.register(|register| Ok(safelight_export::set_marks(register, digest, &[region])?))
            .map_err(|it| it.message)?;
        desk.photos().redrawn(digest, [2; 32]);
        let halted = write(&desk, shown, *cleared, &out).err();
        assert!(matches!(halted, Some(Halt::Failed(Failure { code, .. })) if code == "stale"));
        assert_eq!(out.read_dir()?.count(), 0);
        Ok(())
    }

    #[test]
    fn a_photo_that_changed_on_the_disk_is_read_anew_and_not_exported() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let out = folder.path().join("out");
        draw(&folder.path().join("photo.png"), 200)?;
        let event = export(&desk, shown, &out);
        assert_eq!(code(&event), "changed", "{event:?}");
        assert_eq!(out.read_dir()?.count(), 0);
        let photo = desk.photos().get(shown.photo).map_err(|_| "gone")?.clone();
        assert_eq!((photo.version, photo.verdict), (shown.version + 1, None));
        Ok(())
    }
}
