//! The regions of a photo, kept in the register by the photo's digest.

use safelight_consent::{PhotoDigest, Register};
use safelight_redact::Region;
use safelight_sanitize::Size;

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
    Ok(register.set_marks(photo, &as_kept(regions)?)?)
}

/// Regions as the register keeps them.
pub(crate) fn as_kept(regions: &[Region]) -> Result<String, Failure> {
    serde_json::to_string(regions)
        .map_err(|error| Failure::new(Code::Register, format!("The regions cannot be kept: {error}.")))
}

/// Keeps more regions of a photo behind those kept before, each once; gives all of them.
///
/// # Errors
/// Those of [`marks`] and [`set_marks`].
pub fn add_marks(
    register: &mut Register,
    photo: PhotoDigest,
    more: &[Region],
) -> Result<Vec<Region>, Failure> {
    register.together(|register| {
        let mut regions = marks(register, photo)?;
        for region in more {
            if !regions.contains(region) {
                regions.push(region.clone());
            }
        }
        set_marks(register, photo, &regions)?;
        Ok(regions)
    })
}

/// Carries the regions of one photo over to another of a burst, behind those that it has; gives all of them. The sizes
/// are as displayed.
///
/// # Errors
/// [`Failure`] where the sizes differ or the first photo has no regions, and those of [`add_marks`].
pub fn copy_marks(
    register: &mut Register,
    from: (PhotoDigest, Size),
    to: (PhotoDigest, Size),
) -> Result<Vec<Region>, Failure> {
    if from.1 != to.1 {
        let [of_one, of_other] = [from.1, to.1].map(|size| format!("{} × {}", size.width, size.height));
        let why = format!(
            "The regions are for a picture of {of_one} pixels; this one has {of_other}. Mark it by hand."
        );
        return Err(Failure::new(Code::Unsupported, why));
    }
    let regions = marks(register, from.0)?;
    if regions.is_empty() {
        let why = "No regions are marked in the photo that they are to come from.";
        return Err(Failure::new(Code::NotFound, why));
    }
    add_marks(register, to.0, &regions)
}
