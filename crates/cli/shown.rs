//! Copies that people see before they are made, and what they say of them. A terminal shows no picture: it tells about the
//! copy, and the window shows the very same.

use safelight_consent::{Approval, Register};
use safelight_export::{Code, Depth, Failure, Inspected, Verified, Viewer, marks, seed_to_show};
use serde_json::{Value, json};

use crate::args::Approve;
use crate::photos::{is_photo, read};
use crate::regions::described;
use crate::report::{Report, Stop};
use crate::session::{Session, random};

pub(crate) fn approve(
    approve: &Approve,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    for found in safelight_export::walk(&approve.paths.paths) {
        if !is_photo(&found, report) {
            continue;
        }
        let (source, inspected) = read(found);
        let told = inspected.and_then(|photo| {
            let copy = to_be_made(photo, approve.deep, register)?;
            match (&approve.person, &approve.by) {
                (Some(person), Some(by)) => {
                    let approval = said(approve, &copy, (person, by), register, session)?;
                    Ok(answer(&source, &approval))
                }
                _ => Ok(description(&source, &copy, &copy.viewers(register)?)),
            }
        });
        match told {
            Ok((object, text)) => report.line(&object, || text),
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

/// The copy as an export would make it, in memory; from now on no other is made with these regions.
fn to_be_made(photo: Inspected, deep: bool, register: &mut Register) -> Result<Verified, Failure> {
    let depth = if deep { Depth::Deep } else { Depth::Plain };
    let regions = marks(register, photo.digest())?;
    let seed = seed_to_show(register, photo.digest(), random()?)?;
    Failure::guard(|| photo.clean(&regions, &seed, depth))?
        .verify()
        .map_err(|unproved| unproved.failure())
}

fn said(
    approve: &Approve,
    copy: &Verified,
    (person, by): (&str, &str),
    register: &mut Register,
    session: &Session,
) -> Result<Approval, Failure> {
    if approve.copy.is_some_and(|seen| seen != copy.output_digest()) {
        return Err(Failure {
            code: Code::Changed,
            message: "The copy that would be made now is another than the one they saw. Show them this one."
                .into(),
        });
    }
    copy.shown_to(register, person, !approve.refused, by, session.now())
}

fn answer(source: &str, approval: &Approval) -> (Value, String) {
    let object = json!({
        "source": source, "sha256": approval.photo, "output_sha256": approval.output,
        "person": approval.person, "agreed": approval.agreed, "by": approval.by,
    });
    let said = if approval.agreed { "yes" } else { "no" };
    let text = format!(
        "{source}: {} said {said} to the copy {}",
        approval.person, approval.output
    );
    (object, text)
}

fn description(source: &str, copy: &Verified, viewers: &[Viewer]) -> (Value, String) {
    let (size, regions, note) = (copy.size(), copy.regions(), copy.note());
    let people: Vec<_> = viewers
        .iter()
        .map(|viewer| {
            let said = viewer.said.as_ref();
            json!({
                "person": viewer.person, "asked": viewer.asked, "agreed": said.map(|it| it.agreed),
                "by": said.map(|it| &it.by), "at": said.map(|it| it.at),
            })
        })
        .collect();
    let object = json!({
        "source": source, "sha256": copy.digest(), "output_sha256": copy.output_digest(),
        "format": copy.format().name, "width": size.width, "height": size.height, "bytes": copy.bytes(),
        "regions": regions, "note": note, "people": people,
    });
    let mut text = format!(
        "{source}\n  copy    {}\n          {}, {} × {} pixels, {} bytes",
        copy.output_digest(),
        copy.format().name,
        size.width,
        size.height,
        copy.bytes()
    );
    for region in regions {
        text.push_str(&format!("\n  hides   {}", described(region)));
    }
    if let Some(note) = note {
        text.push_str(&format!("\n          {note}"));
    }
    for viewer in viewers {
        text.push_str(&format!("\n  person  {}", told_of(viewer)));
    }
    text.push_str("\n  Nothing was written. The window shows the picture.");
    (object, text)
}

fn told_of(viewer: &Viewer) -> String {
    let person = &viewer.person;
    match &viewer.said {
        Some(Approval { agreed, by, at, .. }) => {
            let said = if *agreed { "yes" } else { "no" };
            format!("{person} said {said} to it, shown by {by}, {at}")
        }
        None if viewer.asked => format!("{person} asked to see it first"),
        None => format!("{person} did not ask to see it"),
    }
}
