//! The second stage: what the photo is and what it gives away.

use std::borrow::Cow;
use std::path::Path;

use safelight_consent::PhotoDigest;
use safelight_redact::{Area, Region, Seed, Upright, bmp, gif, jpeg, png, tiff, webp};
use safelight_sanitize::{
    Embedded, Error, Finding, Format, Kind, Orientation, Picture, Shows, Size, detect, read,
};

use crate::cleaned::{Cleaned, Hidden};
use crate::converted::Converted;
use crate::dropped::Dropped;
use crate::failure::{Code, Failure};
use crate::hiding::Hiding;
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

    /// Whether it is one picture or several.
    pub const fn shows(&self) -> Shows {
        self.picture.shows
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

    /// The picture that a finding hides, by its place in [`Self::findings`], as [`Self::render`] draws the photo.
    ///
    /// # Errors
    /// [`Failure`] where that finding hides none, or where it cannot be decoded.
    pub fn render_hidden(&self, finding: usize, max_side: u32) -> Result<Rendering, Failure> {
        let none = || Failure::new(Code::NotFound, "There is no hidden picture here.");
        let finding = self.findings.get(finding).ok_or_else(none)?;
        let file: Cow<'_, [u8]> = match finding.picture.as_ref().ok_or_else(none)? {
            Embedded::File(range) => self.dropped.bytes.get(range.clone()).ok_or_else(none)?.into(),
            Embedded::Made(output) => output.to_vec(&self.dropped.bytes).into(),
        };
        let orientation = self.orientation_of(&file)?;
        Rendering::of(&file, detect(&file)?.kind, orientation, max_side)
    }

    /// Which way up a picture inside the photo is shown. Cameras store a thumbnail as they store the photo, without a
    /// word of its own; one that is broken may still be shown as it is stored.
    fn orientation_of(&self, file: &[u8]) -> Result<Orientation, Failure> {
        let lies = |size: Size| size.width >= size.height;
        match read(file, &self.dropped.limits) {
            Ok(hidden) if hidden.orientation != Orientation::TopLeft => Ok(hidden.orientation),
            Ok(hidden) if lies(hidden.stored) == lies(self.picture.stored) => Ok(self.picture.orientation),
            Err(error @ Error::Limit { .. }) => Err(error.into()),
            Ok(_) | Err(_) => Ok(Orientation::TopLeft),
        }
    }

    /// What hiding regions does to a copy of this photo. Nothing is decoded for it.
    pub fn hiding(&self) -> Hiding {
        Hiding::of(&self.picture, &self.picture.output.to_vec(&self.dropped.bytes))
    }

    /// Makes the clean copy in memory, with the regions hidden. `seed` is 32 bytes from the operating system. A JPEG is
    /// turned upright where that moves coefficients and changes none. [`Self::hiding`] says what regions do to the copy.
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
        let format = picture.format;
        if regions.is_empty() {
            return Ok(Cleaned {
                inspected: self,
                written,
                format,
                turned,
                hidden: None,
                seed: seed.0,
            });
        }
        let (written, area, format) = self.hidden(&written, turned, regions, seed)?;
        let hidden = Hidden {
            area,
            regions: regions.to_vec(),
            seed: seed.clone(),
        };
        Ok(Cleaned {
            inspected: self,
            written,
            format,
            turned,
            hidden: Some(hidden),
            seed: seed.0,
        })
    }

    /// The clean copy with the regions hidden, where they lie, and its format.
    fn hidden(
        &self,
        clean: &[u8],
        turned: Option<Upright>,
        regions: &[Region],
        seed: &Seed,
    ) -> Result<(Vec<u8>, Area, &'static Format), Failure> {
        let Picture {
            format, orientation, ..
        } = self.picture;
        if let Hiding::Impossible(failure) = Hiding::of(&self.picture, clean) {
            return Err(failure);
        }
        let limits = &self.dropped.limits;
        let upright = match turned {
            None | Some(Upright::TopLeft) => upright(orientation),
            Some(_) => Upright::TopLeft,
        };
        let concealed = match format.kind {
            Kind::Jpeg => jpeg::conceal(clean, regions, upright, seed)?,
            Kind::Png => png::conceal(clean, regions, upright, seed)?,
            Kind::Gif => gif::conceal(clean, regions, upright, seed)?,
            Kind::Bmp => bmp::conceal(clean, regions, upright, seed)?,
            Kind::WebP => webp::conceal(clean, regions, upright, seed)?,
            Kind::Tiff => tiff::conceal(clean, regions, seed)?,
            Kind::Heic | Kind::Avif | Kind::Jxl => {
                let converted = Converted::of(clean, format.kind, orientation, regions, seed, limits)?;
                return Ok((converted.bytes, converted.area, converted.format));
            }
        };
        if format.kind == Kind::Jpeg {
            return Ok((concealed.bytes, concealed.area, format));
        }
        // In the sanitizer's own form, as every copy is.
        let written = read(&concealed.bytes, limits)?.output.to_vec(&concealed.bytes);
        Ok((written, concealed.area, format))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::Range;

    use image::{ImageFormat, Rgb, RgbImage};
    use safelight_sanitize::{Limits, Reveals};

    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let drawn = RgbImage::from_pixel(width, height, Rgb([200, 30, 30]));
        drawn
            .write_to(&mut bytes, ImageFormat::Png)
            .map(|()| bytes.into_inner())
            .unwrap_or_default()
    }

    /// A photo that lies on its side, with a file behind its picture, and one finding that points at `hidden`.
    fn hiding(behind: &[u8], hidden: impl Fn(Range<usize>) -> Range<usize>) -> Result<Inspected, Failure> {
        let limits = Limits {
            pixels: 10_000,
            ..Limits::default()
        };
        let photo = png(40, 20);
        let range = photo.len()..photo.len() + behind.len();
        let bytes = [&photo[..], behind].concat();
        let picture = read(&bytes, &limits)?;
        let finding = Finding {
            reveals: Reveals::HiddenPicture,
            part: String::new(),
            value: String::new(),
            bytes: behind.len(),
            offset: range.start,
            position: None,
            picture: Some(Embedded::File(hidden(range))),
        };
        let dropped = Dropped {
            source: "photo.png".into(),
            digest: PhotoDigest::of(&bytes),
            bytes,
            limits,
        };
        Ok(Inspected {
            dropped,
            picture: Picture {
                orientation: Orientation::RightTop,
                ..picture
            },
            findings: vec![finding],
        })
    }

    #[test]
    fn a_hidden_picture_is_drawn_small_and_the_way_up_that_it_is_shown() -> Outcome {
        let sides = |behind: &[u8], most| -> Result<_, Failure> {
            let drawn = hiding(behind, |range| range)?.render_hidden(0, most)?;
            Ok((drawn.width(), drawn.height()))
        };
        assert_eq!(sides(&png(12, 8), 100)?, (8, 12), "stored as the photo is");
        assert_eq!(sides(&png(8, 12), 100)?, (8, 12), "stored upright");
        assert_eq!(sides(&png(80, 40), 10)?, (5, 10));
        Ok(())
    }

    #[test]
    fn what_cannot_be_drawn_is_a_failure_and_nothing_else() -> Outcome {
        let code = |photo: &Inspected, finding| photo.render_hidden(finding, 100).err().map(|it| it.code);
        let small = png(12, 8);
        assert_eq!(code(&hiding(&small, |range| range)?, 1), Some(Code::NotFound));
        let beyond = |range: Range<usize>| range.start..range.end + 1;
        assert_eq!(code(&hiding(&small, beyond)?, 0), Some(Code::NotFound));
        for cut in 0..small.len() / 2 {
            assert!(code(&hiding(small.get(..cut).unwrap_or_default(), |range| range)?, 0).is_some());
        }
        let large = hiding(&png(200, 200), |range| range)?;
        assert_eq!(
            code(&large, 0),
            Some(Code::TooLarge),
            "the photo's own limits hold"
        );
        assert!(code(&hiding(b"no picture at all", |range| range)?, 0).is_some());
        Ok(())
    }
}
