//! The way from a photo on the list to the library's answer. Every stage is the library's.

use safelight_consent::Refusals;
use safelight_export::{Asked, Cleared, Exported, Stopped, marks};
use safelight_redact::Seed;

use super::random;
use crate::failure::Problem;
use crate::records::today;
use crate::state::Desk;
use crate::summary::{inspect, now, read, refusal, verdict};
use crate::wire::{ExportEvent, Failure, Verdict};

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
    let answer = match walk(desk, photo) {
        Ok(Way::Cleared(_)) => Verdict::Clear,
        Ok(Way::Refused(refusals)) => verdict(Asked::Refused(refusals)),
        Err(_) if !desk.is_open() => return Err(Problem::Locked.into()),
        Err(Failure { code, message }) => Verdict::Failed { code, message },
    };
    desk.photos().set_verdict(photo, answer);
    Ok(())
}

/// Writes the clean copy of a photo if the gate allows it now.
pub(super) fn export(desk: &Desk, photo: u32, folder: &std::path::Path) -> ExportEvent {
    let stopped = match walk(desk, photo) {
        Ok(Way::Cleared(cleared)) => match write(desk, *cleared, folder) {
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

fn write(desk: &Desk, cleared: Cleared, folder: &std::path::Path) -> Result<Exported, Halt> {
    let name = random().map_err(|problem| Halt::Failed(problem.into()))?;
    let mut written = None;
    desk.register(|register| {
        written = Some(cleared.export(register, folder, name, now(), today()));
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

/// Reads the photo anew, cleans it, proves it and asks the gate.
fn walk(desk: &Desk, photo: u32) -> Result<Way, Failure> {
    let photo = desk.photos().get(photo)?.clone();
    let inspected = inspect(&photo.path)?;
    if photo.digest() != Some(inspected.digest()) {
        // It is another photo now: the list shows what this one gives away.
        desk.photos()
            .put(photo.path.clone(), Ok(read(&inspected)), random()?);
    }
    let regions = desk.register(|register| Ok(marks(register, inspected.digest())?))?;
    let cleaned = inspected.clean(&regions, &Seed(photo.seed))?;
    let usage = photo.requested.as_ref();
    match cleaned.verify() {
        Ok(verified) => desk.register(|register| {
            Ok(match verified.clear(register, usage, now(), today())? {
                Ok(cleared) => Way::Cleared(Box::new(cleared)),
                Err(refused) => Way::Refused(refused.refusals),
            })
        }),
        Err(unproved) => desk.register(|register| {
            match unproved.refusals(register, usage, now(), today())? {
                Asked::Refused(refusals) => Ok(Way::Refused(refusals)),
                // The gate refuses what is not proved; were it ever to forget, nothing is written all the same.
                Asked::Clear(_) => Err(Failure::new("unproved", "This copy could not be proved clean.")),
            }
        }),
    }
}
