//! Photos in the words of the window: what reading them told, and what the register knows about them.

use jiff::Timestamp;
use safelight_consent::{CHECKLIST, Register, Review};
use safelight_export::suggestions::found;
use safelight_export::{Asked, Dropped, Failure as ExportFailure, Inspected, marks};
use safelight_sanitize::{Finding, Kind, Limits, Position, Reveals, Shows};

use crate::records::{standing, today};
use crate::regions::{region, suggestion};
use crate::remedies::{place, refusal};
use crate::state::{Photo, Read};
use crate::wire::{
    self, Failure, Linked, NoPerson, People, PhotoDetail, PhotoSummary, Picture, Revealed, ReviewItem,
    Verdict,
};

/// Reads a photo's file.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn inspect(path: &std::path::Path) -> Result<Inspected, Failure> {
    Ok(Dropped::open(path, &Limits::default())?.inspect()?)
}

/// What is kept of a photo that was read.
pub(crate) fn read(inspected: &Inspected) -> Read {
    let size = inspected.size();
    let mut findings: Vec<_> = inspected.findings().iter().enumerate().collect();
    findings.sort_by_key(|(_, it)| Reveals::ALL.iter().position(|each| *each == it.reveals));
    Read {
        digest: inspected.digest(),
        slow: matches!(inspected.format().kind, Kind::Heic | Kind::Jxl),
        picture: Picture {
            format: inspected.format().name.to_owned(),
            width: size.width,
            height: size.height,
            shows: match inspected.shows() {
                Shows::Still => wire::Shows::Still,
                Shows::Animation(count) => wire::Shows::Animation { count },
                Shows::Pages(count) => wire::Shows::Pages { count },
            },
        },
        findings: findings.into_iter().map(finding).collect(),
    }
}

/// A finding in the words of the window; its place in the file's order is the number of the picture it hides.
fn finding((at, from): (usize, &Finding)) -> wire::Finding {
    let position = |Position { latitude, longitude }| wire::Position { latitude, longitude };
    wire::Finding {
        reveals: from.reveals.id().to_owned(),
        part: from.part.clone(),
        value: from.value.clone(),
        bytes: from.bytes as u64,
        offset: from.offset as u64,
        position: from.position.map(position),
        picture: from.picture.as_ref().and_then(|_| u32::try_from(at).ok()),
    }
}

/// One tile of the grid.
///
/// # Errors
/// Those of the register.
pub(crate) fn summary(photo: &Photo, register: &Register) -> Result<PhotoSummary, Failure> {
    let mut summary = PhotoSummary {
        id: photo.id,
        name: photo.name(),
        version: photo.version,
        picture: None,
        reveals: Vec::new(),
        people: People::default(),
        regions: 0,
        taken_on: None,
        use_: photo.requested.as_ref().map(crate::records::shown),
        verdict: photo.verdict.clone(),
        failure: None,
    };
    let read = match &photo.read {
        Ok(read) => read,
        Err(failure) => {
            summary.failure = Some(failure.clone());
            return Ok(summary);
        }
    };
    summary.picture = Some(read.picture.clone());
    summary.reveals = counted(&read.findings);
    summary.people = people(read, register)?;
    summary.regions = u32::try_from(marks(register, read.digest)?.len()).unwrap_or(u32::MAX);
    summary.taken_on = register.taken_on(read.digest)?.map(|day| day.to_string());
    Ok(summary)
}

/// One photo, open.
///
/// # Errors
/// Those of the register, and why the photo could not be read.
pub(crate) fn detail(photo: &Photo, register: &Register) -> Result<PhotoDetail, Failure> {
    let read = photo.read()?;
    let review = register
        .reviewed(read.digest)?
        .filter(|it| it.open_items().next().is_none());
    Ok(PhotoDetail {
        summary: summary(photo, register)?,
        findings: read.findings.clone(),
        regions: marks(register, read.digest)?.iter().map(region).collect(),
        // What cannot be read any more is looked for anew.
        suggestions: found(register, read.digest)
            .ok()
            .flatten()
            .map(|found| found.iter().map(suggestion).collect()),
        hiding: photo.hides.as_ref().and_then(|hides| hides.note.clone()),
        review: wire::Review {
            items: CHECKLIST
                .iter()
                .map(|item| ReviewItem {
                    id: item.id,
                    text: item.text,
                })
                .collect(),
            confirmed_by: review.map(|Review { by, .. }| by),
        },
    })
}

/// The gate's answer in the words of the window.
pub(crate) fn verdict(asked: Asked) -> Verdict {
    match asked {
        Asked::Clear(_) => Verdict::Clear,
        Asked::Refused(refusals) => Verdict::Refused {
            refusals: refusals.iter().map(refusal).collect(),
        },
    }
}

fn counted(findings: &[wire::Finding]) -> Vec<Revealed> {
    let mut counted: Vec<Revealed> = Vec::new();
    for finding in findings {
        match counted.iter_mut().find(|it| it.reveals == finding.reveals) {
            Some(known) => known.count += 1,
            None => counted.push(Revealed {
                reveals: finding.reveals.clone(),
                count: 1,
            }),
        }
    }
    counted
}

fn people(read: &Read, register: &Register) -> Result<People, Failure> {
    let mut linked: Vec<Linked> = Vec::new();
    for link in register.links_of(read.digest)? {
        let record = link.record.to_string();
        if linked.iter().any(|it| it.record == record) {
            continue;
        }
        linked.push(Linked {
            standing: Some(standing(&register.record(link.record)?, today())),
            person: link.person,
            record,
        });
    }
    Ok(People {
        count: register.people(read.digest)?.filter(|count| *count > 0),
        listed: (register.listed(read.digest)?.into_iter())
            .map(|it| wire::Listed {
                place: it.place.as_ref().map(place),
                person: it.person,
            })
            .collect(),
        linked,
        bystanders: (register.bystanders(read.digest)?.into_iter())
            .map(|it| wire::Bystander {
                place: place(&it.place),
                by: it.by,
                reason: it.reason,
            })
            .collect(),
        no_person: register.no_person(read.digest)?.map(|it| NoPerson {
            by: it.by,
            reason: it.reason,
            clinical: it.kind == safelight_consent::NoPersonKind::Clinical,
        }),
    })
}

/// The time now, as the register and the ledger are told.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

impl From<ExportFailure> for Failure {
    fn from(failure: ExportFailure) -> Self {
        let code = serde_json::to_value(failure.code).ok();
        let code = code.as_ref().and_then(serde_json::Value::as_str);
        Self::new(code.unwrap_or("failed"), failure.message)
    }
}

#[cfg(test)]
mod tests {
    use super::{Reveals, finding};
    use safelight_sanitize::{Embedded, Finding, Position};

    #[test]
    fn the_window_calls_what_a_photo_gives_away_as_the_library_does() {
        let catalogue: String = include_str!("../../ui/src/shared/strings/gives.ts")
            .split_whitespace()
            .collect();
        for reveals in Reveals::ALL {
            let (id, words) = (reveals.id(), reveals.words());
            let words: String = words.split_whitespace().collect();
            let listed = [format!("{id}:[\"{words}\","), format!("\"{id}\":[\"{words}\",")];
            assert!(
                listed.iter().any(|line| catalogue.contains(line)),
                "{id}: {words}"
            );
        }
    }

    #[test]
    fn a_finding_brings_its_place_on_earth_and_the_number_of_its_picture() {
        let from = Finding {
            reveals: Reveals::HiddenPicture,
            part: "Exif".into(),
            value: "A small copy".into(),
            bytes: 7,
            offset: 20,
            position: Some(Position {
                latitude: -17.5,
                longitude: 179.0,
            }),
            picture: Some(Embedded::File(20..27)),
        };
        let shown = finding((3, &from));
        assert_eq!((shown.reveals.as_str(), shown.offset), ("hidden-picture", 20));
        assert_eq!(
            shown.position.map(|it| (it.latitude, it.longitude)),
            Some((-17.5, 179.0))
        );
        assert_eq!(shown.picture, Some(3));
        let plain = finding((
            4,
            &Finding {
                picture: None,
                position: None,
                ..from
            },
        ));
        assert_eq!((plain.picture, plain.position), (None, None));
    }
}
