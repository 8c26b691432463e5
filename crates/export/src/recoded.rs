//! JPEGs whose coefficients are coded anew: turned upright without a loss, or to leave nothing in the coded data.

use safelight_redact::{Upright, jpeg};
use safelight_sanitize::{Limits, Orientation, read};

use crate::failure::Failure;

/// How far a copy goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// Coded pictures are copied byte for byte wherever that shows them as they are.
    #[default]
    Plain,
    /// A JPEG's coefficients are all coded anew, so that nothing but the picture stays in its coded data. Other formats
    /// go the plain way.
    Deep,
}

/// A clean JPEG with the same coefficients, coded anew.
pub(crate) struct Recoded {
    pub(crate) bytes: Vec<u8>,
    /// What it was turned from; upright where it lies as before.
    pub(crate) turned: Upright,
}

impl Recoded {
    /// Turns a clean JPEG upright where that is exact, and codes it anew where asked; none where it stays as it is.
    pub(crate) fn of(
        clean: &[u8],
        orientation: Orientation,
        depth: Depth,
        limits: &Limits,
    ) -> Result<Option<Self>, Failure> {
        let from = upright(orientation);
        let turned = (from != Upright::TopLeft)
            .then(|| jpeg::turned(clean, from))
            .flatten();
        let (bytes, turned) = match (turned, depth) {
            (Some(bytes), _) => (bytes, from),
            (None, Depth::Deep) => (jpeg::recoded(clean).map_err(not_deep)?, Upright::TopLeft),
            (None, Depth::Plain) => return Ok(None),
        };
        // In the sanitizer's own form, as every copy is.
        let bytes = read(&bytes, limits)?.output.to_vec(&bytes);
        Ok(Some(Self { bytes, turned }))
    }
}

fn not_deep(error: safelight_redact::Error) -> Failure {
    let why = format!("The picture cannot be coded anew: {error}. Export it without coding it anew.");
    Failure::new(Failure::from(error).code, why)
}

/// The two leaves each have their own word for sides in pixels.
pub(crate) const fn sides(size: safelight_sanitize::Size) -> safelight_redact::Size {
    safelight_redact::Size {
        width: size.width,
        height: size.height,
    }
}

/// The two leaves each have their own word for the tag's eight values.
pub(crate) fn upright(orientation: Orientation) -> Upright {
    Upright::from_tiff(orientation.tiff()).unwrap_or(Upright::ALL[0])
}
