//! Small pictures for the screen. They stay in memory.

use std::error::Error;
use std::io::Cursor;

use image::codecs::bmp::BmpEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation as Turn;
use image::{DynamicImage, GrayAlphaImage, GrayImage, ImageReader, RgbImage, RgbaImage};
use jxl_oxide::{AllocTracker, EnumColourEncoding, JxlImage, RenderingIntent};
use safelight_redact::{Pixels, Size};
use safelight_sanitize::{Kind, Limits, Orientation};

use crate::avif;
use crate::failure::{Code, Failure};

/// A picture, upright and small enough for a screen.
#[derive(Debug, Clone)]
pub struct Rendering {
    picture: DynamicImage,
}

impl Rendering {
    /// Decodes a picture so that no side exceeds `max_side` pixels, and turns it upright.
    pub(crate) fn of(
        bytes: &[u8],
        kind: Kind,
        orientation: Orientation,
        max_side: u32,
    ) -> Result<Self, Failure> {
        let picture = decoded(bytes, kind, max_side)?;
        Ok(Self::turned(picture, left_to_turn(kind, orientation)))
    }

    /// A picture file that is in memory, upright, no side longer than `max_side` pixels: for one that is shown and never
    /// cleaned, such as the scan of a signed form.
    ///
    /// # Errors
    /// [`Failure`] for a file that is broken, not supported or over `limits`.
    pub fn of_file(bytes: &[u8], limits: &Limits, max_side: u32) -> Result<Self, Failure> {
        let picture = safelight_sanitize::read(bytes, limits)?;
        Self::of(bytes, picture.format.kind, picture.orientation, max_side)
    }

    /// A picture, turned upright.
    pub(crate) fn turned(mut picture: DynamicImage, orientation: Orientation) -> Self {
        picture.apply_orientation(Turn::from_exif(orientation.tiff()).unwrap_or(Turn::NoTransforms));
        Self { picture }
    }

    /// Pixels in a row.
    pub fn width(&self) -> u32 {
        self.picture.width()
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.picture.height()
    }

    pub(crate) const fn picture(&self) -> &DynamicImage {
        &self.picture
    }

    /// Whether it may be transparent.
    pub(crate) fn is_transparent(&self) -> bool {
        self.picture.color().has_alpha()
    }

    /// The pixels, eight bits a channel: red, green, blue, alpha.
    pub fn to_rgba(&self) -> Vec<u8> {
        self.picture.to_rgba8().into_raw()
    }

    /// The pixels of `width` × `height` from column `x` and row `y` on, eight bits a channel, as a PNG in memory.
    ///
    /// # Errors
    /// [`Failure`] where they are none, or not all on the picture.
    pub fn crop(&self, x: u32, y: u32, width: u32, height: u32) -> Result<Vec<u8>, Failure> {
        let on = |from: u32, count: u32, side: u32| {
            count > 0 && from.checked_add(count).is_some_and(|to| to <= side)
        };
        if !(on(x, width, self.width()) && on(y, height, self.height())) {
            return Err(Failure::new(
                Code::NotFound,
                "There is no such part of the picture.",
            ));
        }
        let part = self.picture.crop_imm(x, y, width, height);
        let part = if part.color().has_alpha() {
            DynamicImage::from(part.into_rgba8())
        } else {
            DynamicImage::from(part.into_rgb8())
        };
        let mut bytes = Vec::new();
        // A screen waits for it, and nobody keeps it.
        let png = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
        part.write_with_encoder(png)
            .map_err(|error| cannot(&error.to_string()))?;
        Ok(bytes)
    }

    /// The pixels, eight bits a channel, as if opaque: red, green, blue.
    pub(crate) fn to_pixels(&self) -> Pixels {
        Pixels {
            size: Size {
                width: self.width(),
                height: self.height(),
            },
            rgb: self.picture.to_rgb8().into_raw(),
        }
    }

    /// The picture as a file in memory, with its media type, as fast as can be: a PNG where it is transparent, else a BMP.
    /// It is large, and for one look only.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be encoded.
    pub fn encode_at_once(&self) -> Result<(Vec<u8>, &'static str), Failure> {
        let mut bytes = Vec::new();
        let encoded = if self.is_transparent() {
            let png = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up);
            let picture = DynamicImage::from(self.picture.to_rgba8());
            picture.write_with_encoder(png).map(|()| "image/png")
        } else {
            let bmp = BmpEncoder::new(&mut bytes);
            let picture = DynamicImage::from(self.picture.to_rgb8());
            picture.write_with_encoder(bmp).map(|()| "image/bmp")
        };
        encoded
            .map(|media_type| (bytes, media_type))
            .map_err(|error| cannot(&error.to_string()))
    }

    /// The picture as a file in memory, with its media type: a PNG where it is transparent, else a JPEG.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be encoded.
    pub fn encode(&self) -> Result<(Vec<u8>, &'static str), Failure> {
        let mut bytes = Vec::new();
        let encoded = if self.is_transparent() {
            let png = self
                .picture
                .to_rgba8()
                .write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png);
            png.map(|()| "image/png")
        } else {
            let jpeg = JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&self.picture.to_rgb8());
            jpeg.map(|()| "image/jpeg")
        };
        encoded
            .map(|media_type| (bytes, media_type))
            .map_err(|error| cannot(&error.to_string()))
    }
}

/// How a picture lies once [`decoded`]: a JPEG XL decoder turns it itself.
pub(crate) const fn left_to_turn(kind: Kind, orientation: Orientation) -> Orientation {
    match kind {
        Kind::Jxl => Orientation::TopLeft,
        _ => orientation,
    }
}

/// Decodes a picture so that no side exceeds `max_side` pixels. HEIF and JPEG XL come upright, all others as stored.
pub(crate) fn decoded(bytes: &[u8], kind: Kind, max_side: u32) -> Result<DynamicImage, Failure> {
    let decoded = match kind {
        Kind::Jpeg => {
            let pixels = safelight_redact::jpeg::render(bytes, max_side)
                .map_err(|error| cannot(&error.to_string()))?;
            RgbImage::from_raw(pixels.size.width, pixels.size.height, pixels.rgb).map(DynamicImage::from)
        }
        Kind::Png => Some(whole(bytes, image::ImageFormat::Png)?),
        Kind::WebP => Some(whole(bytes, image::ImageFormat::WebP)?),
        Kind::Gif => Some(whole(bytes, image::ImageFormat::Gif)?),
        Kind::Bmp => Some(whole(bytes, image::ImageFormat::Bmp)?),
        // Its decoder fails on assertions of its own for some planes and tiles.
        Kind::Tiff => Some(Failure::guard(|| whole(bytes, image::ImageFormat::Tiff))?),
        Kind::Heic => heic(bytes)?,
        Kind::Avif => Some(Failure::guard(|| avif::decode(bytes))?),
        Kind::Jxl => Failure::guard(|| jxl(bytes))?,
    };
    let picture = decoded.ok_or_else(|| cannot("its size is wrong"))?;
    Ok(if picture.width().max(picture.height()) > max_side {
        picture.thumbnail(max_side, max_side)
    } else {
        picture
    })
}

/// Decodes at full size, in sRGB where the colours are those of a screen. HEIF's own turns are done.
fn heic(bytes: &[u8]) -> Result<Option<DynamicImage>, Failure> {
    // Batches decode several pictures at once.
    let options = heifer::Options {
        max_threads: 1,
        max_pixels: safelight_sanitize::Limits::default().pixels,
    };
    let decoded = Failure::guard(|| {
        heifer::decode_srgb_rgba8(bytes, &options)
            .or_else(|_| heifer::decode_rgba8(bytes, &options))
            .map_err(|error| cannot(&error.to_string()))
    })?;
    let has_alpha = decoded.has_alpha;
    let picture = RgbaImage::from_raw(decoded.width, decoded.height, decoded.data).map(DynamicImage::from);
    Ok(picture.map(|picture| {
        if has_alpha {
            picture
        } else {
            DynamicImage::from(picture.into_rgb8())
        }
    }))
}

/// Bytes that a decoder may take.
const MOST: u64 = 1 << 30;

/// Decodes at full size, under the limits of the decoder's own allocations.
fn whole(bytes: &[u8], format: image::ImageFormat) -> Result<DynamicImage, Failure> {
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MOST);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| cannot(&error.to_string()))
}

/// The first picture that is shown of a JPEG XL, upright.
fn jxl(bytes: &[u8]) -> Result<Option<DynamicImage>, Failure> {
    let failed = |error: Box<dyn Error + Send + Sync>| cannot(&error.to_string());
    let mut image = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(MOST as usize))
        .read(bytes)
        .map_err(failed)?;
    image.request_color_encoding(EnumColourEncoding::srgb(RenderingIntent::Relative));
    let render = image.render_frame(0).map_err(failed)?;
    let mut stream = render.stream();
    let (width, height, channels) = (stream.width(), stream.height(), stream.channels());
    let mut samples = vec![0; width as usize * height as usize * channels as usize];
    stream.write_to_buffer::<u8>(&mut samples);
    Ok(match channels {
        1 => GrayImage::from_raw(width, height, samples).map(DynamicImage::from),
        2 => GrayAlphaImage::from_raw(width, height, samples).map(DynamicImage::from),
        3 => RgbImage::from_raw(width, height, samples).map(DynamicImage::from),
        4 => RgbaImage::from_raw(width, height, samples).map(DynamicImage::from),
        _ => None,
    })
}

pub(crate) fn cannot(why: &str) -> Failure {
    Failure::new(Code::NoPreview, format!("The picture cannot be shown: {why}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageBuffer, Rgb};

    #[test]
    fn a_part_of_a_picture_has_its_very_pixels() -> Result<(), Box<dyn Error>> {
        let shade = |x: u32, y: u32| Rgb([(x * 7) as u8, (y * 11) as u8, (x * y) as u8]);
        let rendering = Rendering {
            picture: RgbImage::from_fn(40, 30, shade).into(),
        };
        let part = image::load_from_memory(&rendering.crop(5, 6, 20, 10)?)?;
        assert_eq!(part, RgbImage::from_fn(20, 10, |x, y| shade(x + 5, y + 6)).into());
        let deep = ImageBuffer::from_pixel(4, 4, Rgb([513_u16, 0, 65_535]));
        let deep = Rendering { picture: deep.into() };
        let part = image::load_from_memory(&deep.crop(0, 0, 4, 4)?)?;
        assert_eq!(part, RgbImage::from_pixel(4, 4, Rgb([2, 0, 255])).into());
        for (x, y, width, height) in [
            (0, 0, 41, 1),
            (0, 30, 1, 1),
            (39, 0, 2, 1),
            (0, 0, 0, 1),
            (u32::MAX, 0, 2, 2),
        ] {
            let code = rendering.crop(x, y, width, height).err().map(|it| it.code);
            assert_eq!(code, Some(Code::NotFound), "{x} {y} {width} {height}");
        }
        Ok(())
    }
}
