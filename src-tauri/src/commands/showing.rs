//! Copies that people see before they are made, and what they say of them. The copy is held in memory from the moment it is
//! shown: what is recorded is said of those very bytes.

use safelight_export::{Depth, Verified, marks, seed_to_show};
use tauri::{AppHandle, Manager};

use super::aside;
use super::gate::{as_shown, unchanged};
use super::photos::{listed, summaries};
use crate::failure::Problem;
use crate::state::{Desk, Held};
use crate::summary::now;
use crate::wire::{Answer, Answered, CopyToShow, Failure, PhotoSummary, Shown, Viewer};

#[tauri::command]
pub(crate) async fn copy_to_show(app: AppHandle, photo: Shown) -> Result<CopyToShow, Failure> {
    aside(move || hold(&app.state::<Desk>(), photo)).await
}

#[tauri::command]
pub(crate) async fn record_answer(
    app: AppHandle,
    photo: Shown,
    answer: Answer,
) -> Result<Vec<PhotoSummary>, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        record(&desk, photo, &answer)?;
        summaries(&desk, &listed(&desk, &[photo.photo]))
    })
    .await
}

/// Makes the copy as an export would, and holds it to be looked at.
fn hold(desk: &Desk, shown: Shown) -> Result<CopyToShow, Failure> {
    // One at a time: a large one takes some hundred megabytes.
    *desk.held_copy() = None;
    let photo = as_shown(desk, shown)?;
    let inspected = unchanged(desk, &photo)?;
    let digest = inspected.digest();
    let (regions, seed) = desk.register(|register| {
        Ok((
            marks(register, digest)?,
            seed_to_show(register, digest, photo.seed)?,
        ))
    })?;
    let copy = inspected
        .clean(&regions, &seed, Depth::Plain)?
        .verify()
        .map_err(|_| {
            Failure::new(
                "unproved",
                "This copy could not be proved clean, so nobody is shown it.",
            )
        })?;
    desk.register(|register| {
        let told = told(&copy, copy.viewers(register)?);
        // With the register in hand: locking it lets go of the copy, and none is held after that.
        *desk.held_copy() = Some(Held { shown, copy });
        Ok(told)
    })
}

fn told(copy: &Verified, people: Vec<safelight_export::Viewer>) -> CopyToShow {
    CopyToShow {
        digest: copy.output_digest().to_string(),
        regions: u32::try_from(copy.regions().len()).unwrap_or(u32::MAX),
        note: copy.note().map(str::to_owned),
        people: people
            .into_iter()
            .map(|viewer| Viewer {
                person: viewer.person,
                asked: viewer.asked,
                said: viewer.said.map(|said| Answered {
                    agreed: said.agreed,
                    by: said.by,
                    at: said.at.to_string(),
                }),
            })
            .collect(),
    }
}

/// Keeps what somebody said of the copy that is held, if it is the one they saw and still the one that would be made.
fn record(desk: &Desk, shown: Shown, answer: &Answer) -> Result<(), Failure> {
    let digest = desk.register(|register| {
        as_shown(desk, shown)?;
        let held = desk.held_copy();
        let copy = held.as_ref().filter(|it| it.shown == shown).map(|it| &it.copy);
        let copy = copy.filter(|it| it.output_digest().to_string() == answer.digest);
        let copy = copy.ok_or(Problem::NotShown)?;
        let (person, by) = (answer.person.trim(), answer.by.trim());
        copy.shown_to(register, person, answer.agreed, by, now())?;
        Ok(copy.digest())
    })?;
    desk.photos().doubt(digest);
    Ok(())
}

#[cfg(test)]
mod tests {
    use safelight_consent::{Listed, PhotoDigest};
    use safelight_export::set_marks;
    use safelight_redact::{Region, Shape, Style};

    use super::*;
    use crate::commands::cleared;
    use crate::state::Photo;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    /// A desk with a photo that hides something, in which somebody is listed.
    fn pictured(folder: &std::path::Path) -> Result<(Desk, Shown, PhotoDigest), Box<dyn std::error::Error>> {
        let (desk, shown) = cleared(folder)?;
        let digest = desk
            .photos()
            .all()
            .first()
            .and_then(Photo::digest)
            .ok_or("unread")?;
        let region = Region {
            shape: Shape::Rectangle {
                x: 4,
                y: 4,
                width: 9,
                height: 9,
            },
            style: Style::Blur,
            face: false,
            name: None,
        };
        desk.register(|register| {
            set_marks(register, digest, &[region])?;
            let listed = Listed {
                person: "P1".into(),
                place: None,
                at: now(),
            };
            Ok(register.list_person(digest, listed)?)
        })
        .map_err(|it| it.message)?;
        desk.photos().redrawn(digest, [2; 32]);
        let shown = Shown {
            version: shown.version + 1,
            ..shown
        };
        Ok((desk, shown, digest))
    }

    fn answer(copy: &CopyToShow, person: &str) -> Answer {
        Answer {
            digest: copy.digest.clone(),
            person: person.into(),
            agreed: true,
            by: "Dr A".into(),
        }
    }

    fn code<T>(result: Result<T, Failure>) -> String {
        result.err().map_or_else(|| "done".into(), |it| it.code)
    }

    #[test]
    fn what_is_said_is_said_of_the_copy_that_was_seen_and_that_one_is_made_again() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown, digest) = pictured(folder.path())?;
        let copy = hold(&desk, shown).map_err(|it| it.message)?;
        assert_eq!((copy.people.len(), copy.regions), (1, 1));
        record(&desk, shown, &answer(&copy, "P1")).map_err(|it| it.message)?;
        // Taken into the list anew, the photo has a new seed of its own; the copy is the same all the same.
        desk.photos().redrawn(digest, [3; 32]);
        let again = Shown {
            version: shown.version + 1,
            ..shown
        };
        let after = hold(&desk, again).map_err(|it| it.message)?;
        assert_eq!(after.digest, copy.digest);
        let said = after
            .people
            .first()
            .and_then(|it| it.said.as_ref())
            .ok_or("nothing said")?;
        assert!(said.agreed);
        assert_eq!(said.by, "Dr A");
        Ok(())
    }

    #[test]
    fn nothing_is_recorded_of_a_copy_that_nobody_saw() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown, digest) = pictured(folder.path())?;
        let copy = hold(&desk, shown).map_err(|it| it.message)?;
        let other = Answer {
            digest: "0".repeat(64),
            ..answer(&copy, "P1")
        };
        assert_eq!(code(record(&desk, shown, &other)), "not-shown");
        assert_ne!(code(record(&desk, shown, &answer(&copy, " "))), "done");
        desk.photos().redrawn(digest, [4; 32]);
        assert_eq!(code(record(&desk, shown, &answer(&copy, "P1"))), "stale");
        let said = desk
            .register(|register| Ok(register.approvals(digest)?))
            .map_err(|it| it.message)?;
        assert!(said.is_empty());
        Ok(())
    }

    #[test]
    fn a_locked_register_holds_no_copy() -> Outcome {
        let folder = tempfile::tempdir()?;
        let (desk, shown, _) = pictured(folder.path())?;
        let copy = hold(&desk, shown).map_err(|it| it.message)?;
        desk.lock();
        assert!(desk.held_copy().is_none());
        assert_eq!(code(record(&desk, shown, &answer(&copy, "P1"))), "locked");
        Ok(())
    }
}
