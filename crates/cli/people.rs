//! Who is in photos: listed people and hidden bystanders; and why the gate asks.

use std::num::NonZeroU32;

use safelight_consent::{HiddenBystander, Listed, Place, RULES, Register};
use safelight_export::{Code, Failure};
use serde_json::json;

use crate::args::{Bystander, List, Unlist};
use crate::photos::{Known, for_each, try_each};
use crate::report::{Report, Stop};
use crate::session::Session;

pub(crate) fn list(
    list: &List,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    try_each(&list.paths.paths, report, |photo| {
        if let Some(Err(failure)) = list.place.map(|place| in_picture(photo, place)) {
            return Ok(Err(failure));
        }
        let listed = Listed {
            person: list.person.clone(),
            place: list.place,
            at: session.now(),
        };
        register.list_person(photo.digest, listed)?;
        let object = json!({"sha256": photo.digest, "person": list.person, "place": list.place});
        let there = list
            .place
            .map(|place| format!(", at {}", described(place)))
            .unwrap_or_default();
        Ok(Ok((object, format!("{} is in it{there}", list.person))))
    })
}

pub(crate) fn unlist(unlist: &Unlist, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    for_each(&unlist.paths.paths, report, |photo| {
        let was = register.unlist_person(photo.digest, &unlist.person)?;
        let text = if was {
            "is listed no more"
        } else {
            "was not listed"
        };
        let object = json!({"sha256": photo.digest, "person": unlist.person, "unlisted": was});
        Ok((object, format!("{} {text}", unlist.person)))
    })
}

pub(crate) fn bystander(
    bystander: &Bystander,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let place = bystander.place;
    try_each(&bystander.paths.paths, report, |photo| {
        let Some(by) = &bystander.by else {
            let was = register.take_back_bystander(photo.digest, place)?;
            let object = json!({"sha256": photo.digest, "place": place, "taken_back": was});
            let text = if was {
                "the declaration is taken back"
            } else {
                "there was no such declaration"
            };
            return Ok(Ok((object, text.to_owned())));
        };
        if let Err(failure) = in_picture(photo, place) {
            return Ok(Err(failure));
        }
        let declared = HiddenBystander {
            place,
            by: by.clone(),
            reason: bystander.reason.clone(),
            at: session.now(),
        };
        let object = json!({"sha256": photo.digest, "bystander": declared});
        register.declare_bystander(photo.digest, declared)?;
        let text = format!("a hidden bystander at {}, says {by}", described(place));
        Ok(Ok((object, text)))
    })
}

pub(crate) fn rules(report: &mut Report) -> Result<(), Stop> {
    for rule in RULES {
        let object = json!({
            "id": rule.id, "when": rule.when, "sentence": rule.sentence, "remedy": rule.remedy,
            "quote": rule.quote, "source": rule.source,
        });
        report.line(&object, || {
            format!(
                "{}  {}\n     refuses when {}\n     {}\n     “{}”\n     {}",
                rule.id, rule.sentence, rule.when, rule.remedy, rule.quote, rule.source
            )
        });
    }
    Ok(())
}

/// `X,Y,WIDTH,HEIGHT`, in displayed pixels.
pub(crate) fn place(text: &str) -> Result<Place, String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|it| it.trim().parse().ok()).collect();
    let Some([x, y, width, height]) = numbers.as_deref() else {
        return Err("a place is written X,Y,WIDTH,HEIGHT, in pixels from the top left corner".to_owned());
    };
    let side = |side| NonZeroU32::new(side).ok_or_else(|| "a place is at least one pixel".to_owned());
    Ok(Place {
        x: *x,
        y: *y,
        width: side(*width)?,
        height: side(*height)?,
    })
}

fn described(place: Place) -> String {
    let Place { x, y, width, height } = place;
    format!("{x},{y}, {width} × {height} pixels")
}

/// A place beyond the picture is a slip of the hand.
fn in_picture(photo: &Known, place: Place) -> Result<(), Failure> {
    let size = photo.photo.size();
    if place.x < size.width && place.y < size.height {
        return Ok(());
    }
    Err(failure(
        Code::Unsupported,
        format!(
            "The place lies outside the picture of {} × {} pixels.",
            size.width, size.height
        ),
    ))
}

const fn failure(code: Code, message: String) -> Failure {
    Failure { code, message }
}
