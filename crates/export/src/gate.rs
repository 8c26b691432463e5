//! Asking the gate about one photo, on fresh data.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::{Clearance, PhotoDigest, Refusals, Register, Use};

use crate::failure::Failure;

/// The gate's answer.
#[derive(Debug)]
pub enum Asked {
    /// A copy may be written.
    Clear(Clearance),
    /// None may, for all these reasons.
    Refused(Refusals),
}

/// Reads all that the register knows about a photo and asks every rule. `proved` is whether the copy was proved clean.
///
/// # Errors
/// [`Failure`] of the register.
pub fn ask(
    register: &Register,
    digest: PhotoDigest,
    source: &Path,
    proved: bool,
    usage: Option<&Use>,
    now: Timestamp,
    today: Date,
) -> Result<Asked, Failure> {
    let mut input = register.gate_input(digest, source, now)?;
    input.photo.proved = proved;
    Ok(match input.decide(usage, today) {
        Ok(clearance) => Asked::Clear(clearance),
        Err(refusals) => Asked::Refused(refusals),
    })
}
