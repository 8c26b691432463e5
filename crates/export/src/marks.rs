//! The regions of a photo, kept in the register by the photo's digest.

use safelight_consent::{PhotoDigest, Register};
use safelight_redact::Region;

use crate::failure::{Code, Failure};

/// The regions that are marked in a photo, in displayed pixels.
///
/// # Errors
/// [`Failure`] of the register, or where what it holds is no list of regions.
pub fn marks(register: &Register, photo: PhotoDigest) -> Result<Vec<Region>, Failure> {
    let Some(json) = register.marks(photo)? else {
        return Ok(Vec::new());
    };
    serde_json::from_str(&json).map_err(|_| {
        Failure::new(
            Code::Register,
            "The regions kept for this photo cannot be read. Mark them anew.",
        )
    })
}

/// Keeps the regions of a photo, in place of those kept before.
///
/// # Errors
/// [`Failure`] of the register.
pub fn set_marks(register: &mut Register, photo: PhotoDigest, regions: &[Region]) -> Result<(), Failure> {
    let json = serde_json::to_string(regions)
        .map_err(|error| Failure::new(Code::Register, format!("The regions cannot be kept: {error}.")))?;
    Ok(register.set_marks(photo, &json)?)
}
