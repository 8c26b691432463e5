//! Photos of formats that cannot be written here: with regions hidden, their copies are JPEGs or PNGs.

use image::ImageFormat;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use safelight_redact::{Area, Region, Rgba, Seed, Size};
use safelight_sanitize::{Format, Kind, Limits, Orientation, detect, read};

use crate::cleaned::Hidden;
use crate::failure::{Code, Failure};
use crate::rendering::Rendering;

/// A copy in another format.
pub(crate) struct Converted {
    pub(crate) bytes: Vec<u8>,
    pub(crate) area: Area,
    pub(crate) format: &'static Format,
}

/// Of a JPEG copy.
const QUALITY: u8 = 95;

/// How far a sample of a JPEG copy may be from the source's, in levels of 255; random pixels came as far as 21, a gradient 3.
const FARTHEST: u8 = 32;

/// How far they may be on average; of random pixels it was 2.4, of a gradient 0.3.
const FARTHEST_MEAN: f64 = 3.0;

impl Converted {
    /// Decodes a clean photo, hides `regions` in its pixels and encodes them anew: as a PNG where it has transparency, else
    /// as a JPEG.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be decoded, or has more pixels a side than a JPEG can have.
    pub(crate) fn of(
        clean: &[u8],
        kind: Kind,
        orientation: Orientation,
        regions: &[Region],
        seed: &Seed,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        let (mut pixels, transparent) = pixels(clean, kind, orientation)?;
        let area = pixels.conceal(regions, seed);
        let bytes = written(&pixels, transparent, limits)?;
        let format = detect(&bytes)?;
        Ok(Self { bytes, area, format })
    }
}

/// The copy of concealed pixels, in the sanitizer's own form, as every copy is.
pub(crate) fn written(pixels: &Rgba, transparent: bool, limits: &Limits) -> Result<Vec<u8>, Failure> {
    let encoded = if transparent { png(pixels)? } else { jpeg(pixels)? };
    Ok(read(&encoded, limits)?.output.to_vec(&encoded))
}

/// Proves that a copy shows what its source shows outside what is hidden, a PNG to the last bit, a JPEG as far as its
/// quality allows; and that it is, to the last byte, the copy of a source with something else in what is hidden.
///
/// # Errors
/// What is wrong, for a report.
pub(crate) fn proof(
    clean: &[u8],
    kind: Kind,
    orientation: Orientation,
    copy: &[u8],
    format: &Format,
    Hidden { area, regions, seed }: &Hidden,
) -> Result<(), String> {
    let told = |failure: Failure| failure.message;
    let (mut source, transparent) = pixels(clean, kind, orientation).map_err(told)?;
    let (shown, _) = pixels(copy, format.kind, Orientation::TopLeft).map_err(told)?;
    let (most, mean) = match format.kind {
        Kind::Jpeg => (FARTHEST, FARTHEST_MEAN),
        _ => (0, 0.0),
    };
    let apart = source.apart_outside(&shown, area);
    drop(shown);
    match apart {
        Some((farthest, on_average)) if farthest <= most && on_average <= mean => {}
        Some((farthest, on_average)) => {
            return Err(format!(
                "outside the hidden regions the copy is {farthest} levels from the source, {on_average:.1} on average"
            ));
        }
        None => return Err("the copy is not of the size of the source".into()),
    }
    source.invert(regions);
    source.conceal(regions, seed);
    if written(&source, transparent, &Limits::default()).map_err(told)? == copy {
        Ok(())
    } else {
        Err("the hidden regions are not what hides them".into())
    }
}

/// A picture's pixels, upright, and whether its format gives it transparency.
fn pixels(file: &[u8], kind: Kind, orientation: Orientation) -> Result<(Rgba, bool), Failure> {
    let picture = Rendering::of(file, kind, orientation, u32::MAX).map_err(|failure| {
        let why = format!(
            "Regions cannot be hidden in this picture: it cannot be decoded here. Save it as a JPEG or PNG first. ({failure})"
        );
        Failure::new(Code::Unsupported, why)
    })?;
    let size = Size {
        width: picture.width(),
        height: picture.height(),
    };
    Ok((Rgba::new(size, &picture.to_rgba())?, picture.is_transparent()))
}

fn jpeg(pixels: &Rgba) -> Result<Vec<u8>, Failure> {
    let side = |side| {
        u16::try_from(side).map_err(|_| {
            let why = "The picture is too large for a JPEG. Save it as a PNG first.";
            Failure::new(Code::TooLarge, why)
        })
    };
    let (width, height) = (side(pixels.size().width)?, side(pixels.size().height)?);
    let opaque = |&[red, green, blue, _]: &[u8; 4]| [red, green, blue];
    let rgb: Vec<u8> = pixels.rgba().as_chunks::<4>().0.iter().flat_map(opaque).collect();
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder
        .encode(&rgb, width, height, ColorType::Rgb)
        .map_err(|error| not_encoded(&error.to_string()))?;
    Ok(bytes)
}

fn png(pixels: &Rgba) -> Result<Vec<u8>, Failure> {
    let Size { width, height } = pixels.size();
    let picture = image::RgbaImage::from_raw(width, height, pixels.rgba().to_vec());
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = picture.ok_or_else(|| not_encoded("its size is wrong"))?;
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(|error| not_encoded(&error.to_string()))?;
    Ok(bytes.into_inner())
}

fn not_encoded(why: &str) -> Failure {
    Failure::new(
        Code::Malformed,
        format!("The copy cannot be encoded: {why}. Save the photo as a JPEG or PNG first."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const SIZE: Size = Size {
        width: 200,
        height: 120,
    };

    fn drawn(pixel: impl Fn(u32, u32) -> [u8; 3]) -> Result<Rgba, safelight_redact::Error> {
        let places = (0..SIZE.height).flat_map(|y| (0..SIZE.width).map(move |x| (x, y)));
        let rgba = places.flat_map(|(x, y)| {
            let [red, green, blue] = pixel(x, y);
            [red, green, blue, 255]
        });
        Rgba::new(SIZE, &rgba.collect::<Vec<u8>>())
    }

    fn noise(x: u32, y: u32) -> [u8; 3] {
        let mut state = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ 0x5EED;
        [0; 3].map(|_: u8| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            (state >> 11) as u8
        })
    }

    fn back(file: &[u8]) -> Result<Rgba, Failure> {
        Ok(pixels(file, Kind::Jpeg, Orientation::TopLeft)?.0)
    }

    /// What is hardest for a JPEG stays within the bounds, and what is common far within.
    #[test]
    fn a_jpeg_copy_is_close_to_its_source() -> Outcome {
        let nothing = Area::nothing(SIZE);
        let hard = [
            drawn(noise)?,
            drawn(|x, y| noise(x, y).map(|level| if level < 128 { 0 } else { 255 }))?,
            drawn(|x, y| [[0, 0, 255], [255, 255, 0]][usize::from((x / 3 + y / 5) % 2 == 0)])?,
        ];
        for picture in hard {
            let apart = picture.apart_outside(&back(&jpeg(&picture)?)?, &nothing);
            let (most, mean) = apart.ok_or("sizes")?;
            assert!(most <= FARTHEST && mean <= FARTHEST_MEAN, "{most} {mean}");
        }
        let common = drawn(|x, y| [(x / 2) as u8, (y * 2) as u8, ((x + y) / 2) as u8])?;
        let apart = common.apart_outside(&back(&jpeg(&common)?)?, &nothing);
        let (most, mean) = apart.ok_or("sizes")?;
        assert!(most <= 6 && mean < 1.5, "{most} {mean}");
        Ok(())
    }

    #[test]
    fn a_change_outside_is_more_than_a_jpeg_may_have() -> Outcome {
        let picture = drawn(|x, y| [(x / 2) as u8, (y * 2) as u8, 99])?;
        let touched = drawn(|x, y| {
            if (x, y) == (150, 90) {
                [255; 3]
            } else {
                [(x / 2) as u8, (y * 2) as u8, 99]
            }
        })?;
        let apart = picture.apart_outside(&back(&jpeg(&touched)?)?, &Area::nothing(SIZE));
        assert!(apart.is_some_and(|(most, _)| most > FARTHEST), "{apart:?}");
        Ok(())
    }
}
