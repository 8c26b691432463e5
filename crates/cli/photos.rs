//! What photos give away, and what is said of them: who is in them, how many, who looked.

use std::path::{Path, PathBuf};

use safelight_consent::{NoPerson, PhotoDigest, Register, Review};
use safelight_export::{
    Dropped, Failure, Found, Inspected, ManifestRow, ToLink, document, each, manifest, walk,
};
use safelight_sanitize::{FORMATS, Finding, Limits, Reveals, Shows};
use serde_json::{Value, json};

use crate::args::{self, Inspect, Link, People, Taken, Unlink};
use crate::report::{Report, Stop};
use crate::session::Session;

/// How many photos each thread looks at before they are told of.
const AT_ONCE: usize = 32;

/// The most that a table of links may have, in bytes.
const MANIFEST_LIMIT: u64 = 64 << 20;

pub(crate) fn formats(report: &mut Report) -> Result<(), Stop> {
    for format in FORMATS {
        let object =
            json!({"format": format.name, "extensions": [format.extension], "media_type": format.media_type});
        report.line(&object, || format!("{:<10}{}", format.name, format.media_type));
    }
    Ok(())
}

/// Several at once, and told of in their order.
pub(crate) fn inspect(inspect: &Inspect, report: &mut Report) -> Result<(), Stop> {
    let jobs = inspect.jobs.count();
    let mut found = walk(&inspect.paths.paths).enumerate().peekable();
    while found.peek().is_some() {
        let some: Vec<_> = found.by_ref().take(AT_ONCE * jobs).collect();
        let mut all = Vec::new();
        each(some, jobs, |(at, found)| (at, seen(found)), |one| all.push(one))?;
        all.sort_by_key(|(at, _)| *at);
        for (_, (object, told)) in all {
            match told {
                Ok(text) => report.line(&object, || text),
                Err((source, failure)) => report.failed(&source, &failure, &object),
            }
        }
    }
    Ok(())
}

/// What is printed of a file. Its bytes are not in memory any more.
fn seen(found: Found) -> (Value, Result<String, (String, Failure)>) {
    let (source, inspected) = read(found);
    match inspected {
        Ok(photo) => {
            let size = photo.size();
            let (shows, pictures) = shown_as(photo.shows());
            let findings: Vec<_> = photo.findings().iter().map(told).collect();
            let object = json!({
                "source": source, "format": photo.format().name, "sha256": photo.digest(),
                "width": size.width, "height": size.height, "shows": shows, "pictures": pictures,
                "findings": findings, "error": null,
            });
            (object, Ok(described(&source, &photo)))
        }
        Err(failure) => {
            let object = json!({
                "source": source, "format": null, "sha256": null, "width": null, "height": null,
                "shows": null, "pictures": null, "findings": [], "error": failure,
            });
            (object, Err((source, failure)))
        }
    }
}

/// What a viewer shows of a photo, in a word, and how many pictures that is.
const fn shown_as(shows: Shows) -> (&'static str, u32) {
    match shows {
        Shows::Still => ("still", 1),
        Shows::Animation(frames) => ("animation", frames),
        Shows::Pages(pages) => ("pages", pages),
    }
}

/// A finding, for scripts. The picture that it hides stays in memory: the window shows it.
fn told(finding: &Finding) -> Value {
    let mut object = json!(finding);
    if let Value::Object(fields) = &mut object {
        fields.insert("picture".into(), json!(finding.picture.is_some()));
    }
    object
}

/// A photo and what it gives away, for a person.
fn described(source: &str, photo: &Inspected) -> String {
    let size = photo.size();
    let mut text = format!(
        "{source}\n  {}, {} × {} pixels",
        photo.format().name,
        size.width,
        size.height
    );
    let many = match photo.shows() {
        Shows::Still => None,
        Shows::Animation(frames) => Some(format!("An animation of {frames} frames")),
        Shows::Pages(pages) => Some(format!("{pages} pages")),
    };
    if let Some(many) = many {
        text.push_str(&format!("\n  {many}. All of them stay in a copy: look at each."));
    }
    if photo.findings().is_empty() {
        text.push_str(
            "\n  Nothing was found beside the picture. What the picture itself shows is for you to check.",
        );
    }
    for reveals in Reveals::ALL {
        let of_kind: Vec<&Finding> = photo
            .findings()
            .iter()
            .filter(|finding| finding.reveals == reveals)
            .collect();
        if !of_kind.is_empty() {
            text.push_str(&format!("\n  {}", reveals.words()));
        }
        for finding in of_kind {
            let picture = if finding.picture.is_some() {
                "; the window shows it"
            } else {
                ""
            };
            text.push_str(&format!("\n    {}  ({}{picture})", finding.value, finding.part));
        }
    }
    text
}

pub(crate) fn link(
    link: &Link,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    if let Some(table) = &link.manifest {
        return link_all(table, register, session, report);
    }
    let (Some(record), Some(person)) = (link.record, &link.person) else {
        return Err(Stop::WrongUse(
            "Say who is in the photos: --record and --person.".into(),
        ));
    };
    for_each(&link.paths, report, |photo| {
        register.link(record, person, photo.digest, &photo.path, session.now())?;
        Ok((
            json!({"sha256": photo.digest, "person": person, "record": record}),
            format!("{person} is in it"),
        ))
    })
}

/// Links every row of a table; each that cannot be is told by its line, and the rest go on.
fn link_all(
    table: &Path,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let folder = table.parent().unwrap_or(Path::new(""));
    for ManifestRow { line, link } in manifest(&document(table, MANIFEST_LIMIT)?, folder)? {
        let source = link.as_ref().map(|link| shown(&link.file)).ok();
        let linked = link.and_then(|ToLink { file, person, record }| {
            let photo = inspected(&file)?;
            Ok(register.link(record, &person, photo.digest(), &file, session.now())?)
        });
        match linked {
            Ok(link) => {
                let object = json!({
                    "source": source, "line": line, "sha256": link.photo, "person": link.person, "record": link.record,
                });
                let name = source.unwrap_or_default();
                report.line(&object, || format!("{name}: {} is in it", link.person));
            }
            Err(failure) => {
                let object = json!({
                    "source": source, "line": line, "outcome": "failed", "code": failure.code,
                    "message": failure.message,
                });
                let name = source.unwrap_or_default();
                report.failed(&format!("line {line}  {name}"), &failure, &object);
            }
        }
    }
    Ok(())
}

pub(crate) fn unlink(link: &Unlink, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    for_each(&link.paths.paths, report, |photo| {
        let was = register.unlink(link.record, photo.digest)?;
        let text = if was {
            "the link is taken back"
        } else {
            "there was no such link"
        };
        Ok((
            json!({"sha256": photo.digest, "record": link.record, "unlinked": was}),
            text.into(),
        ))
    })
}

pub(crate) fn people(people: &People, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    for_each(&people.paths.paths, report, |photo| {
        register.set_people(photo.digest, people.count)?;
        Ok((
            json!({"sha256": photo.digest, "people": people.count}),
            format!("shows {} people", people.count),
        ))
    })
}

pub(crate) fn taken(taken: &Taken, register: &mut Register, report: &mut Report) -> Result<(), Stop> {
    for_each(&taken.paths.paths, report, |photo| {
        register.set_taken_on(photo.digest, taken.on)?;
        Ok((
            json!({"sha256": photo.digest, "taken_on": taken.on}),
            format!("taken on {}", taken.on),
        ))
    })
}

pub(crate) fn declare(
    declare: &args::NoPerson,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let declaration = NoPerson {
        by: declare.by.clone(),
        reason: declare.reason.clone(),
        kind: declare.kind,
        at: session.now(),
    };
    for_each(&declare.paths.paths, report, |photo| {
        register.declare_no_person(photo.digest, &declaration)?;
        Ok((
            json!({"sha256": photo.digest, "no_person": declaration}),
            format!("shows nobody, says {}", declaration.by),
        ))
    })
}

pub(crate) fn review(
    review: &args::Review,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let confirmed = Review::complete(&review.by, session.now());
    for_each(&review.paths.paths, report, |photo| {
        register.review(photo.digest, &confirmed)?;
        Ok((
            json!({"sha256": photo.digest, "reviewed_by": review.by}),
            format!("checked by {}", review.by),
        ))
    })
}

/// A photo by what the register knows it by.
pub(crate) struct Known {
    pub(crate) path: PathBuf,
    pub(crate) digest: PhotoDigest,
    pub(crate) photo: Inspected,
}

/// Does something for each photo and prints its line; what is no photo is reported and the rest goes on.
pub(crate) fn for_each(
    paths: &[PathBuf],
    report: &mut Report,
    mut act: impl FnMut(&Known) -> Result<(Value, String), Stop>,
) -> Result<(), Stop> {
    try_each(paths, report, |photo| act(photo).map(Ok))
}

/// The same, for what may fail with one photo and go on with the next.
pub(crate) fn try_each(
    paths: &[PathBuf],
    report: &mut Report,
    mut act: impl FnMut(&Known) -> Result<Result<(Value, String), Failure>, Stop>,
) -> Result<(), Stop> {
    for found in walk(paths) {
        if !is_photo(&found, report) {
            continue;
        }
        let (source, inspected) = read(found);
        let done = match inspected {
            Ok(photo) => act(&Known {
                path: photo.source().to_path_buf(),
                digest: photo.digest(),
                photo,
            })?,
            Err(failure) => Err(failure),
        };
        match done {
            Ok((mut object, text)) => {
                if let Value::Object(fields) = &mut object {
                    fields.insert("source".into(), json!(source));
                }
                report.line(&object, || format!("{source}: {text}"));
            }
            Err(failure) => {
                let object = json!({
                    "source": source, "outcome": "failed", "code": failure.code, "message": failure.message,
                });
                report.failed(&source, &failure, &object);
            }
        }
    }
    Ok(())
}

/// Whether it is to be taken for a photo. What lies in a folder and is none is told of, and nothing else is done with it.
pub(crate) fn is_photo(found: &Found, report: &mut Report) -> bool {
    let Ok(Some(left_out)) = found.left_out() else {
        return true;
    };
    let (source, why) = (shown(&found.path), left_out.sentence());
    let object = json!({"source": source, "outcome": "left-out", "left_out": left_out.id(), "message": why});
    report.line(&object, || format!("left out  {source}\n            {why}"));
    false
}

/// Reads and inspects what was found; the name it is reported by comes with it.
pub(crate) fn read(found: Found) -> (String, Result<Inspected, Failure>) {
    let Found { path, seen, .. } = found;
    (shown(&path), seen.and_then(|()| inspected(&path)))
}

/// Reads and inspects one file.
pub(crate) fn inspected(path: &Path) -> Result<Inspected, Failure> {
    Failure::guard(|| Dropped::open(path, &Limits::default())?.inspect())
}

/// A path as text; bytes that are none are shown as a replacement character.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
