//! What a photo file is made of, what each piece tells about people, and the same picture without it.
//!
//! Pure: bytes in, parts and kept bytes out. No input or output, no pixels, no clock. The rule is an
//! allow-list: a part stays only if a viewer needs it to show the same picture.
#![forbid(unsafe_code)]

mod bmp;
mod bytes;
mod c2pa;
mod embedded;
mod error;
mod exif;
mod finding;
mod format;
mod gif;
mod heif;
mod icc;
mod ifd;
mod iptc;
mod isobmff;
mod jpeg;
mod jxl;
mod movie;
mod orientation;
mod output;
mod palette;
mod part;
mod png;
mod prove;
mod tiff;
mod webp;
mod words;
mod xmp;

pub use error::{Error, Limits};
pub use finding::{Embedded, Finding, Position, Reveals};
pub use format::{FORMATS, Format, Kind, Other, detect, other};
pub use orientation::Orientation;
pub use output::{Output, Piece};
pub use part::{Coded, Fate, Part, Picture, Rule, Shows, Size};
pub use prove::{Unproved, prove};

/// Reads a photo: which format it is by content, its parts (they tile it exactly), and the clean output.
///
/// # Errors
/// [`Error::Unsupported`] for a format that is not cleaned, [`Error::Malformed`] for a broken file,
/// [`Error::Limit`] for a picture over `limits`.
pub fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let picture = (detect(source)?.read)(source, limits)?;
    part::check_tiling(&picture.parts, source.len())?;
    Ok(picture)
}
