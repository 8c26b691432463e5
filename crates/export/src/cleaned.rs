//! The third stage: the clean copy, in memory, not yet proved.

use safelight_consent::PhotoDigest;
use safelight_redact::{Area, Error, Region, Upright, bmp, gif, jpeg, png, tiff, webp};
use safelight_sanitize::{Format, Kind, Orientation, Picture, prove};

use crate::converted::same_outside;
use crate::failure::Failure;
use crate::inspected::Inspected;
use crate::recoded::sides;
use crate::rendering::Rendering;
use crate::second_readers;
use crate::verified::{Unproved, Verified};

/// A clean copy that has yet to be proved.
#[derive(Debug)]
pub struct Cleaned {
    pub(crate) inspected: Inspected,
    pub(crate) written: Vec<u8>,
    /// That of the copy: the source's own, or the one that it was converted to.
    pub(crate) format: &'static Format,
    /// Where the coefficients of a JPEG were coded anew: what it was turned from.
    pub(crate) turned: Option<Upright>,
    pub(crate) hidden: Option<Hidden>,
    /// What its regions were painted with.
    pub(crate) seed: [u8; 32],
}

/// What was hidden.
#[derive(Debug)]
pub(crate) struct Hidden {
    pub(crate) area: Area,
    pub(crate) regions: Vec<Region>,
}

impl Cleaned {
    /// The copy as it would be written, upright; no side exceeds `max_side` pixels.
    ///
    /// # Errors
    /// [`Failure`] where the picture cannot be decoded.
    pub fn render(&self, max_side: u32) -> Result<Rendering, Failure> {
        Rendering::of(&self.written, self.format.kind, self.orientation(), max_side)
    }

    /// How the copy is displayed.
    pub(crate) fn orientation(&self) -> Orientation {
        match self.turned {
            _ if self.is_converted() => Orientation::TopLeft,
            None | Some(Upright::TopLeft) => self.inspected.picture.orientation,
            Some(_) => Orientation::TopLeft,
        }
    }

    /// Reads the copy again from its bytes: it must hold allowed parts alone, other readers must find nothing in
    /// it, and outside what was hidden the picture must be the source's.
    ///
    /// # Errors
    /// [`Unproved`] with the first thing that is wrong. There is no way on from there.
    pub fn verify(self) -> Result<Verified, Box<Unproved>> {
        match self.proof() {
            Ok(()) => Ok(Verified::new(self)),
            Err(why) => Err(Box::new(Unproved {
                inspected: self.inspected,
                regions: self.hidden.map_or_else(Vec::new, |hidden| hidden.regions),
                why,
            })),
        }
    }

    fn proof(&self) -> Result<(), String> {
        let Inspected { dropped, picture, .. } = &self.inspected;
        let again = prove(&self.written, &dropped.limits).map_err(|unproved| unproved.to_string())?;
        second_readers::find_nothing(&self.written, &again)?;
        if self.turned.is_none() && self.hidden.is_none() {
            return same(picture, &dropped.bytes, &again, &self.written);
        }
        // First the copy with the coded data as they are against the source, then the one coded anew against it.
        let clean = picture.output.to_vec(&dropped.bytes);
        let between = prove(&clean, &dropped.limits).map_err(|unproved| unproved.to_string())?;
        same(picture, &dropped.bytes, &between, &clean)?;
        let nothing = Area::nothing(sides(again.stored));
        let area = self.hidden.as_ref().map_or(&nothing, |hidden| &hidden.area);
        let Picture {
            format, orientation, ..
        } = *picture;
        if self.is_converted() {
            return same_outside(&clean, format.kind, orientation, &self.written, self.format, area);
        }
        match self.differences(&clean, area) {
            Ok(0) => Ok(()),
            Ok(count) => Err(format!("{count} places outside the hidden regions changed")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// How many places of the copy differ from the clean source outside the hidden regions.
    fn differences(&self, clean: &[u8], area: &Area) -> Result<u64, Error> {
        let written = &self.written;
        match self.format.kind {
            Kind::Jpeg => {
                let turned = self.turned.unwrap_or_default();
                jpeg::differences_turned(clean, turned, written, area)
            }
            Kind::Png => png::differences_outside(clean, written, area),
            Kind::Gif => gif::differences_outside(clean, written, area),
            Kind::Bmp => bmp::differences_outside(clean, written, area),
            Kind::WebP => webp::differences_outside(clean, written, area),
            Kind::Tiff => tiff::differences_outside(clean, written, self.regions()),
            Kind::Heic | Kind::Avif | Kind::Jxl => Err(Error::Unsupported {
                what: "hiding in this format",
            }),
        }
    }

    /// Whether the copy is of another format than the source.
    fn is_converted(&self) -> bool {
        self.format.kind != self.inspected.picture.format.kind
    }

    /// What is hidden.
    pub(crate) fn regions(&self) -> &[Region] {
        self.hidden
            .as_ref()
            .map(|hidden| hidden.regions.as_slice())
            .unwrap_or_default()
    }

    /// The SHA-256 of the source.
    pub const fn digest(&self) -> PhotoDigest {
        self.inspected.digest()
    }
}

fn same(picture: &Picture, source: &[u8], copy: &Picture, written: &[u8]) -> Result<(), String> {
    match picture.same_picture(source, copy, written) {
        Ok(true) => Ok(()),
        Ok(false) => Err("the picture in the copy is not the picture in the source".into()),
        Err(error) => Err(error.to_string()),
    }
}
