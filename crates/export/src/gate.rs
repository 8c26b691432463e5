//! Asking the gate about one photo, on fresh data.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::{Clearance, PhotoDigest, Refusals, Register, Use};
use safelight_redact::Region;

use crate::approval::approved_by;
use crate::cover;
use crate::failure::Failure;
use crate::inspected::Inspected;
use crate::recoded::sides;
use crate::suggestions;

/// The gate's answer.
#[derive(Debug)]
pub enum Asked {
    /// A copy may be written.
    Clear(Clearance),
    /// None may, for all these reasons.
    Refused(Refusals),
}

/// The copy that the gate is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The photo that it is of.
    pub photo: &'a Inspected,
    /// What is hidden in it: not what the register holds, which may have changed since it was made.
    pub regions: &'a [Region],
    /// The SHA-256 of the copy; `None` where it could not be proved clean.
    pub output: Option<PhotoDigest>,
    /// The folder it is to lie in, if that is known yet.
    pub folder: Option<&'a Path>,
}

/// What tells the time. A moment is a clock that stands still.
pub trait Clock {
    /// The time now.
    fn now(&self) -> Timestamp;
}

impl Clock for Timestamp {
    fn now(&self) -> Timestamp {
        *self
    }
}

impl<F: Fn() -> Timestamp> Clock for F {
    fn now(&self) -> Timestamp {
        self()
    }
}

/// Reads all that the register knows about a photo, as of one moment, and asks every rule.
///
/// # Errors
/// [`Failure`] of the register.
pub fn ask(
    register: &Register,
    copy: Question<'_>,
    usage: Option<&Use>,
    clock: &impl Clock,
    today: Date,
) -> Result<Asked, Failure> {
    let Question {
        photo,
        regions,
        output,
        folder,
    } = copy;
    let mut input = register.gate_input(photo.digest(), photo.source(), clock.now())?;
    // Looked at behind the register: no row that another program wrote until then is ahead of it.
    input.photo.now = clock.now();
    let found = suggestions::read(input.found.as_deref())?;
    let displayed = sides(photo.size());
    cover::fill(
        &mut input.photo,
        &mut input.people,
        displayed,
        regions,
        found.as_deref(),
    );
    input.photo.proved = output.is_some();
    input.photo.approved_by = approved_by(&input.approvals, output, regions)?;
    // A name that is no text is read as well as it can be.
    let name = folder.and_then(Path::file_name);
    input.photo.names = name.iter().map(|it| it.to_string_lossy().into_owned()).collect();
    Ok(match input.decide(usage, today) {
        Ok(clearance) => Asked::Clear(clearance),
        Err(refusals) => Asked::Refused(refusals),
    })
}
