//! An open photo, on which regions are drawn: what its copy will show, as fast as a hand moves.

use image::{DynamicImage, RgbaImage};
use safelight_redact::{Region, Rgba, Seed, Size, Whole, jpeg};
use safelight_sanitize::{Kind, Orientation};

use crate::cleaned::Cleaned;
use crate::failure::Failure;
use crate::recoded::{sides, upright};
use crate::rendering::{Rendering, decoded, left_to_turn};

const PIXEL: Size = Size { width: 1, height: 1 };

/// A photo's clean copy at the size of a screen, decoded once, before anything is hidden in it.
#[derive(Debug)]
pub struct Screen {
    small: Rgba,
    whole: Whole,
    orientation: Orientation,
}

impl Cleaned {
    /// The copy with nothing hidden, for regions to be shown on; no side exceeds `max_side` pixels.
    ///
    /// # Errors
    /// [`Failure`] where the picture cannot be decoded.
    pub fn screen(&self, max_side: u32) -> Result<Screen, Failure> {
        let picture = &self.inspected.picture;
        let kind = picture.format.kind;
        let pixels = decoded(&self.written, kind, max_side)?.into_rgba8();
        let small = Size {
            width: pixels.width(),
            height: pixels.height(),
        };
        let orientation = left_to_turn(kind, self.orientation());
        let upright = upright(orientation);
        // What swaps the sides of what is stored swaps those of what is displayed back.
        let size = upright.displayed(sides(picture.shown()));
        let unit = match kind {
            Kind::Jpeg => jpeg::unit(&self.written)?,
            _ => PIXEL,
        };
        Ok(Screen {
            small: Rgba::new(small, pixels.as_raw())?,
            whole: Whole { size, unit, upright },
            orientation,
        })
    }
}

impl Screen {
    /// The picture with `regions` hidden, upright. With the seed of the copy it differs from the copy's own rendering in
    /// the hidden places alone, and there by a few levels.
    pub fn hiding(&self, regions: &[Region], seed: &Seed) -> Rendering {
        let painted = self.small.hiding(self.whole, regions, seed);
        let Size { width, height } = painted.size();
        let picture = RgbaImage::from_raw(width, height, painted.rgba().to_vec()).unwrap_or_default();
        let opaque = picture.pixels().all(|pixel| pixel.0.ends_with(&[u8::MAX]));
        let picture = DynamicImage::from(picture);
        Rendering::turned(
            if opaque {
                picture.into_rgb8().into()
            } else {
                picture
            },
            self.orientation,
        )
    }
}
