//! The third stage: the clean copy, in memory, not yet proved.

use std::fmt;

use safelight_consent::PhotoDigest;
use safelight_redact::{Area, Differences, Error, Region, Seed, Upright, bmp, gif, jpeg, png, tiff, webp};
use safelight_sanitize::{Format, Kind, Orientation, Picture, prove, read};

use crate::converted;
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
pub(crate) struct Hidden {
    pub(crate) area: Area,
    pub(crate) regions: Vec<Region>,
    /// What the paint was made with: the second reading makes it again.
    pub(crate) seed: Seed,
}

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut hidden = formatter.debug_struct("Hidden");
        hidden.field("area", &self.area).field("regions", &self.regions);
        hidden.finish_non_exhaustive()
    }
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
    /// it, outside what was hidden the picture must be the source's, and what was hidden must be what is painted from
    /// that alone.
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
        let Picture {
            format, orientation, ..
        } = *picture;
        let Some(hidden) = &self.hidden else {
            let area = Area::nothing(sides(again.stored));
            let turned = self.turned.unwrap_or_default();
            let count = jpeg::differences_turned(&clean, turned, &self.written, &area);
            return unchanged(count.map_err(|error| error.to_string())?);
        };
        if self.is_converted() {
            return converted::proof(
                &clean,
                format.kind,
                orientation,
                &self.written,
                self.format,
                hidden,
            );
        }
        let Differences { outside, inside } = self
            .differences(&clean, hidden)
            .map_err(|error| error.to_string())?;
        unchanged(outside)?;
        match inside {
            0 => Ok(()),
            count => Err(format!(
                "{count} places of the hidden regions are not what hides them"
            )),
        }
    }

    /// How many places of the copy are not the clean source's outside what is hidden, and how many of those that are
    /// hidden are not what is painted there from what surrounds them.
    fn differences(&self, clean: &[u8], hidden: &Hidden) -> Result<Differences, Error> {
        let (written, Hidden { area, regions, seed }) = (&self.written, hidden);
        let both = |outside: Result<u64, Error>, inside: Result<u64, Error>| {
            Ok(Differences {
                outside: outside?,
                inside: inside?,
            })
        };
        // In the sanitizer's own form, as every copy is.
        let again = |again: Result<Vec<u8>, Error>| {
            let again = again?;
            let own =
                read(&again, &self.inspected.dropped.limits).map(|picture| picture.output.to_vec(&again));
            Ok(u64::from(own.ok().as_ref() != Some(written)))
        };
        match self.format.kind {
            Kind::Jpeg => {
                let turned = self.turned.unwrap_or_default();
                jpeg::differences(clean, turned, written, area, regions, seed)
            }
            Kind::Png => both(
                png::differences_outside(clean, written, area),
                again(png::again(written, area, regions, seed)),
            ),
            Kind::Gif => both(
                gif::differences_outside(clean, written, area),
                again(gif::again(written, area, regions, seed)),
            ),
            Kind::Bmp => both(
                bmp::differences_outside(clean, written, area),
                bmp::differences_inside(written, area, regions, seed),
            ),
            Kind::WebP => both(
                webp::differences_outside(clean, written, area),
                again(webp::again(written, area, regions, seed)),
            ),
            Kind::Tiff => both(
                tiff::differences_outside(clean, written, regions),
                tiff::differences_inside(clean, written, regions, seed),
            ),
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

fn unchanged(count: u64) -> Result<(), String> {
    match count {
        0 => Ok(()),
        count => Err(format!("{count} places outside the hidden regions changed")),
    }
}

fn same(picture: &Picture, source: &[u8], copy: &Picture, written: &[u8]) -> Result<(), String> {
    match picture.same_picture(source, copy, written) {
        Ok(true) => Ok(()),
        Ok(false) => Err("the picture in the copy is not the picture in the source".into()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
    use safelight_consent::PhotoDigest;
    use safelight_redact::{Region, Rgba, Seed, Shape, Size, Style};
    use safelight_sanitize::Limits;

    use super::*;
    use crate::dropped::Dropped;
    use crate::recoded::Depth;

    type Outcome = Result<(), Box<dyn Error>>;

    const SEED: Seed = Seed([8; 32]);

    fn region(width: u32) -> Region {
        Region {
            shape: Shape::Rectangle {
                x: 20,
                y: 20,
                width,
                height: 10,
            },
            style: Style::Blur,
            face: false,
            name: None,
        }
    }

    fn scene() -> RgbImage {
        RgbImage::from_fn(96, 72, |x, y| Rgb([x as u8 * 2, y as u8 * 3, (x * y) as u8]))
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, Box<dyn Error>> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format)?;
        Ok(file.into_inner())
    }

    fn cleaned(file: &[u8], region: Region) -> Result<Cleaned, Box<dyn Error>> {
        let limits = Limits::default();
        let inspected = Inspected {
            picture: read(file, &limits)?,
            findings: Vec::new(),
            dropped: Dropped {
                source: "photo".into(),
                digest: PhotoDigest::of(file),
                bytes: file.to_vec(),
                limits,
            },
        };
        Ok(inspected.clean(&[region], &SEED, Depth::Plain)?)
    }

    fn in_own_form(file: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
        Ok(read(file, &Limits::default())?.output.to_vec(file))
    }

    fn why(copy: Cleaned) -> Option<String> {
        copy.verify().err().map(|unproved| unproved.why().to_owned())
    }

    /// Every format whose copies are of the same one.
    fn sources() -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
        let (scene, mut sources) = (DynamicImage::from(scene()), Vec::new());
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::Gif,
            ImageFormat::Bmp,
            ImageFormat::Tiff,
            ImageFormat::WebP,
        ] {
            sources.push(encoded(&scene, format)?);
        }
        Ok(sources)
    }

    #[test]
    fn a_copy_that_still_holds_what_is_hidden_is_not_proved() -> Outcome {
        for source in sources()? {
            let mut copy = cleaned(&source, region(30))?;
            let name = copy.format.name;
            assert_eq!(why(cleaned(&source, region(30))?), None, "{name}");
            copy.written = in_own_form(&source)?;
            let told = why(copy).unwrap_or_default();
            assert!(told.contains("are not what hides them"), "{name}: {told}");
        }
        Ok(())
    }

    #[test]
    fn a_copy_that_hides_less_than_was_marked_is_not_proved() -> Outcome {
        for source in sources()? {
            let mut copy = cleaned(&source, region(30))?;
            copy.written = cleaned(&source, region(20))?.written;
            let told = why(copy).unwrap_or_default();
            assert!(told.contains("are not what hides them"), "{told}");
        }
        Ok(())
    }

    #[test]
    fn one_pixel_of_the_source_is_enough_to_stop_a_copy() -> Outcome {
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let source = encoded(&scene().into(), format)?;
            let mut copy = cleaned(&source, region(30))?;
            let mut picture = image::load_from_memory(&copy.written)?.into_rgb8();
            picture.put_pixel(35, 25, *scene().get_pixel(35, 25));
            copy.written = in_own_form(&encoded(&picture.into(), format)?)?;
            let told = why(copy).unwrap_or_default();
            assert!(told.contains("are not what hides them"), "{format:?}: {told}");
        }
        Ok(())
    }

    #[test]
    fn a_converted_copy_that_still_holds_a_pixel_of_what_is_hidden_is_not_proved() -> Outcome {
        let opaque = include_bytes!("../../../tests/pictures/one.jxl");
        let transparent = include_bytes!("../../../tests/pictures/one_alpha.jxl");
        for source in [&opaque[..], transparent] {
            assert_eq!(why(cleaned(source, region(30))?), None);
            let mut copy = cleaned(source, region(30))?;
            let shown = Rendering::of(source, Kind::Jxl, Orientation::TopLeft, u32::MAX)?;
            let hidden = copy.render(u32::MAX)?.to_rgba();
            for pixels in [1, 5000] {
                // The middle of what is hidden is in row 25.
                let from = 4 * (25 * 96 + 35);
                let mut rgba = hidden.clone();
                let to = (from + 4 * pixels).min(rgba.len());
                let part = rgba.get_mut(from..to).ok_or("rows")?;
                part.copy_from_slice(shown.to_rgba().get(from..to).ok_or("rows")?);
                let size = Size {
                    width: 96,
                    height: 72,
                };
                let drawn = Rgba::new(size, &rgba)?;
                copy.written = converted::written(&drawn, shown.is_transparent(), &Limits::default())?;
                let told = copy.proof().err().unwrap_or_default();
                assert!(told.contains("are not what hides them"), "{pixels}: {told}");
            }
        }
        Ok(())
    }
}
