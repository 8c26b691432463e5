//! Who is in photos: people listed and where, taken off again, and bystanders who are hidden.

use std::num::NonZeroU32;

use safelight_consent::{HiddenBystander, Listed, PhotoDigest, Place, Register};
use tauri::AppHandle;

use super::photos::change;
use crate::drafts::given;
use crate::failure::Problem;
use crate::state::Photo;
use crate::summary::now;
use crate::wire::{self, Failure, PhotoSummary};

/// Says that a person is in photos, and where, in place of what was said of them before.
#[tauri::command]
pub(crate) async fn list_person(
    app: AppHandle,
    photos: Vec<u32>,
    person: String,
    place: Option<wire::Place>,
) -> Result<Vec<PhotoSummary>, Failure> {
    change(app, photos, move |register, photo, digest| {
        list(register, photo, digest, &person, place)
    })
    .await
}

/// Takes a person off photos: their place, and every link of a record of theirs.
#[tauri::command]
pub(crate) async fn take_off_person(
    app: AppHandle,
    photos: Vec<u32>,
    person: String,
) -> Result<Vec<PhotoSummary>, Failure> {
    change(app, photos, move |register, _, digest| {
        take_off(register, digest, &person)
    })
    .await
}

/// Declares somebody at a place of a photo to be a bystander, who is hidden in every copy.
#[tauri::command]
pub(crate) async fn declare_bystander(
    app: AppHandle,
    photo: u32,
    bystander: wire::Bystander,
) -> Result<Vec<PhotoSummary>, Failure> {
    change(app, vec![photo], move |register, photo, digest| {
        declare(register, photo, digest, &bystander)
    })
    .await
}

/// Takes back the declaration of the bystander at a place.
#[tauri::command]
pub(crate) async fn take_back_bystander(
    app: AppHandle,
    photo: u32,
    place: wire::Place,
) -> Result<Vec<PhotoSummary>, Failure> {
    change(app, vec![photo], move |register, photo, digest| {
        register.take_back_bystander(digest, place_in(photo, place)?)?;
        Ok(())
    })
    .await
}

fn list(
    register: &mut Register,
    photo: &Photo,
    digest: PhotoDigest,
    person: &str,
    place: Option<wire::Place>,
) -> Result<(), Failure> {
    let listed = Listed {
        person: person.trim().to_owned(),
        place: place.map(|it| place_in(photo, it)).transpose()?,
        at: now(),
    };
    Ok(register.list_person(digest, listed)?)
}

fn take_off(register: &mut Register, digest: PhotoDigest, person: &str) -> Result<(), Failure> {
    for link in register.links_of(digest)? {
        if link.person == person {
            register.unlink(link.record, digest)?;
        }
    }
    register.unlist_person(digest, person)?;
    Ok(())
}

fn declare(
    register: &mut Register,
    photo: &Photo,
    digest: PhotoDigest,
    bystander: &wire::Bystander,
) -> Result<(), Failure> {
    let declared = HiddenBystander {
        place: place_in(photo, bystander.place)?,
        by: bystander.by.trim().to_owned(),
        reason: given(bystander.reason.as_deref()),
        at: now(),
    };
    Ok(register.declare_bystander(digest, declared)?)
}

/// A place of the window in this photo.
///
/// # Errors
/// [`Problem::Unfit`] where it does not lie in the picture, wholly.
fn place_in(photo: &Photo, place: wire::Place) -> Result<Place, Failure> {
    let wire::Place { x, y, width, height } = place;
    let unfit = Problem::Unfit("a place in the picture");
    let picture = &photo.read()?.picture;
    let fits = |from: u32, side: u32, whole: u32| from.checked_add(side).is_some_and(|end| end <= whole);
    if !fits(x, width, picture.width) || !fits(y, height, picture.height) {
        return Err(unfit.into());
    }
    Ok(Place {
        x,
        y,
        width: NonZeroU32::new(width).ok_or(unfit)?,
        height: NonZeroU32::new(height).ok_or(unfit)?,
    })
}

#[cfg(test)]
mod tests {
    use safelight_consent::{NewRecord, Status};

    use super::*;
    use crate::commands::{cleared, random};
    use crate::state::Desk;
    use crate::summary::summary;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const fn at(x: u32, y: u32, width: u32, height: u32) -> wire::Place {
        wire::Place { x, y, width, height }
    }

    fn told<T>(
        desk: &Desk,
        id: u32,
        say: impl FnOnce(&mut Register, &Photo, PhotoDigest) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let photo = desk.photos().get(id)?.clone();
        let digest = photo.digest().ok_or(Problem::Gone)?;
        desk.register(|register| say(register, &photo, digest))
    }

    fn people(desk: &Desk, id: u32) -> Result<wire::People, Failure> {
        told(
            desk,
            id,
            |register, photo, _| Ok(summary(photo, register)?.people),
        )
    }

    #[test]
    fn who_is_listed_without_a_record_is_shown_with_their_place_and_can_be_taken_off() -> Outcome {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let id = shown.photo;
        let place = at(2, 3, 10, 12);
        let say = |person: &str, place| {
            told(&desk, id, |r, photo, digest| {
                list(r, photo, digest, person, place)
            })
        };
        say(" Case 7 ", None).map_err(fail)?;
        say("Case 7", Some(place)).map_err(fail)?;
        say("Case 8", None).map_err(fail)?;
        let listed = |person: &str, place| wire::Listed {
            person: person.to_owned(),
            place,
        };
        let now = people(&desk, id).map_err(fail)?;
        assert_eq!(
            now.listed,
            [listed("Case 7", Some(place)), listed("Case 8", None)]
        );
        assert!(now.linked.is_empty());
        for wrong in [at(30, 0, 3, 3), at(0, 0, 0, 3), at(u32::MAX, 0, 2, 2)] {
            let code = say("Case 9", Some(wrong)).err().map(|it| it.code);
            assert_eq!(code.as_deref(), Some("unfit"), "{wrong:?}");
        }
        assert_eq!(say(" ", None).err().map(|it| it.code).as_deref(), Some("unfit"));
        assert_eq!(people(&desk, id).map_err(fail)?.listed.len(), 2);
        told(&desk, id, |r, _, digest| take_off(r, digest, "Case 7")).map_err(fail)?;
        assert_eq!(people(&desk, id).map_err(fail)?.listed, [listed("Case 8", None)]);
        Ok(())
    }

    #[test]
    fn taking_a_person_off_unlinks_their_records_and_nobody_elses() -> Outcome {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let id = shown.photo;
        for person in ["Case 7", "Case 7", "Case 8"] {
            told(&desk, id, |register, photo, digest| {
                let terms = NewRecord {
                    status: Status::Draft,
                    ..NewRecord::of(person)
                };
                let record = register.add_record(terms, None, random()?, now())?.id;
                register.link(record, person, digest, &photo.path, now())?;
                list(register, photo, digest, person, None)
            })
            .map_err(fail)?;
        }
        assert_eq!(people(&desk, id).map_err(fail)?.linked.len(), 3);
        told(&desk, id, |r, _, digest| take_off(r, digest, "Case 7")).map_err(fail)?;
        let left = people(&desk, id).map_err(fail)?;
        let names: Vec<_> = left.linked.iter().map(|it| it.person.as_str()).collect();
        assert_eq!(names, ["Case 8"]);
        assert_eq!(left.listed.len(), 1);
        Ok(())
    }

    #[test]
    fn a_bystander_is_declared_with_name_and_reason_in_the_picture_only() -> Outcome {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let (desk, shown) = cleared(folder.path())?;
        let id = shown.photo;
        let bystander = |place, by: &str| wire::Bystander {
            place,
            by: by.to_owned(),
            reason: Some("walked past".to_owned()),
        };
        let say = |it: &wire::Bystander| told(&desk, id, |r, photo, digest| declare(r, photo, digest, it));
        let place = at(1, 1, 5, 5);
        say(&bystander(place, "A. Reader")).map_err(fail)?;
        assert!(say(&bystander(place, " ")).is_err());
        assert!(say(&bystander(at(1, 1, 50, 5), "A. Reader")).is_err());
        let now = people(&desk, id).map_err(fail)?.bystanders;
        assert_eq!(now, [bystander(place, "A. Reader")]);
        Ok(())
    }
}
