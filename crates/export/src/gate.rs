//! Asking the gate about one photo, on fresh data.

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::{Clearance, Refusals, Register, Use};
use safelight_redact::Region;

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
    /// Whether it was proved clean.
    pub proved: bool,
}

/// Reads all that the register knows about a photo, as of one moment, and asks every rule.
///
/// # Errors
/// [`Failure`] of the register.
pub fn ask(
    register: &Register,
    copy: Question<'_>,
    usage: Option<&Use>,
    now: Timestamp,
    today: Date,
) -> Result<Asked, Failure> {
    let Question {
        photo,
        regions,
        proved,
    } = copy;
    let mut input = register.gate_input(photo.digest(), photo.source(), now)?;
    let found = suggestions::read(input.found.as_deref())?;
    cover::fill(&mut input.photo, sides(photo.size()), regions, found.as_deref());
    input.photo.proved = proved;
    Ok(match input.decide(usage, today) {
        Ok(clearance) => Asked::Clear(clearance),
        Err(refusals) => Asked::Refused(refusals),
    })
}
