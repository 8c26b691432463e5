//! The second stage: what the photo is and what it gives away.

use std::path::Path;

use safelight_consent::PhotoDigest;
use safelight_redact::{Region, Seed, Upright};
use safelight_sanitize::{Finding, Format, Kind, Picture, Size};

use crate::cleaned::{Cleaned, Hidden};
use crate::dropped::Dropped;
use crate::failure::{Code, Failure};
use crate::recoded::{Depth, Recoded, upright};
use crate::rendering::Rendering;

/// A photo whose every byte has been accounted for.
#[derive(Debug)]
pub struct Inspected {
    pub(crate) dropped: Dropped,
    pub(crate) picture: Picture,
    pub(crate) findings: Vec<Finding>,
}

impl Inspected {
    /// The SHA-256 of the file.
    pub const fn digest(&self) -> PhotoDigest {
        self.dropped.digest
    }

    /// Where it came from.
    pub fn source(&self) -> &Path {
        &self.dropped.source
    }

    /// Its format.
    pub const fn format(&self) -> &'static Format {
        self.picture.format
    }

    /// Sides as shown, in pixels.
    pub const fn size(&self) -> Size {
        self.picture.shown()
    }

    /// What it gives away.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The photo as it is, upright and small enough for a screen: no side exceeds `max_side` pixels.
    ///
    /// # Errors
    /// [`Failure`] where the picture cannot be decoded.
    pub fn render(&self, max_side: u32) -> Result<Rendering, Failure> {
        let orientation = self.picture.orientation;
        Rendering::of(&self.dropped.bytes, self.format().kind, orientation, max_side)
    }

    /// Makes the clean copy in memory, with the regions hidden. `seed` is 32 bytes from the operating system. A JPEG is
    /// turned upright where that moves coefficients and changes none.
    ///
    /// # Errors
    /// [`Failure`] where regions cannot be hidden in this picture, or where it cannot be coded anew as `depth` asks.
    pub fn clean(self, regions: &[Region], seed: &Seed, depth: Depth) -> Result<Cleaned, Failure> {
        let Self { dropped, picture, .. } = &self;
        let clean = picture.output.to_vec(&dropped.bytes);
        let recoded = match picture.format.kind {
            Kind::Jpeg => Recoded::of(&clean, picture.orientation, depth, &dropped.limits)?,
            _ => None,
        };
        let turned = recoded.as_ref().map(|recoded| recoded.turned);
        let written = recoded.map_or(clean, |recoded| recoded.bytes);
        if regions.is_empty() {
            return Ok(Cleaned {
                inspected: self,
                written,
                turned,
                hidden: None,
            });
        }
        let upright = match turned {
            None | Some(Upright::TopLeft) => upright(picture.orientation),
            Some(_) => Upright::TopLeft,
        };
        let concealed = match picture.format.kind {
            Kind::Jpeg => safelight_redact::jpeg::conceal(&written, regions, upright, seed)?,
            Kind::Png => safelight_redact::png::conceal(&written, regions, upright, seed)?,
            _ => {
                let why = "Regions cannot be hidden in a picture of this format yet. Save it as a JPEG or PNG first.";
                return Err(Failure::new(Code::Unsupported, why));
            }
        };
        let hidden = Hidden {
            area: concealed.area,
            regions: regions.to_vec(),
        };
        Ok(Cleaned {
            inspected: self,
            written: concealed.bytes,
            turned,
            hidden: Some(hidden),
        })
    }
}
