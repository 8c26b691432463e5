//! The third stage: the clean copy, in memory, not yet proved.

use safelight_consent::PhotoDigest;
use safelight_redact::{Area, Region, Upright, jpeg, png};
use safelight_sanitize::{Kind, Orientation, Picture, prove};

use crate::failure::Failure;
use crate::inspected::Inspected;
use crate::rendering::Rendering;
use crate::second_readers;
use crate::verified::{Unproved, Verified};

/// A clean copy that has yet to be proved.
#[derive(Debug)]
pub struct Cleaned {
    pub(crate) inspected: Inspected,
    pub(crate) written: Vec<u8>,
    /// Where the coefficients of a JPEG were coded anew: what it was turned from.
    pub(crate) turned: Option<Upright>,
    pub(crate) hidden: Option<Hidden>,
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
        let picture = &self.inspected.picture;
        let orientation = match self.turned {
            None | Some(Upright::TopLeft) => picture.orientation,
            Some(_) => Orientation::TopLeft,
        };
        Rendering::of(&self.written, picture.format.kind, orientation, max_side)
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
        let nothing = Area::nothing(safelight_redact::Size {
            width: again.stored.width,
            height: again.stored.height,
        });
        let area = self.hidden.as_ref().map_or(&nothing, |hidden| &hidden.area);
        let differences = match picture.format.kind {
            Kind::Jpeg => {
                let turned = self.turned.unwrap_or_default();
                jpeg::differences_turned(&clean, turned, &self.written, area)
            }
            _ => png::differences_outside(&clean, &self.written, area),
        };
        match differences {
            Ok(0) => Ok(()),
            Ok(count) => Err(format!("{count} places outside the hidden regions changed")),
            Err(error) => Err(error.to_string()),
        }
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
