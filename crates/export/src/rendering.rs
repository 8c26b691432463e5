//! Small pictures for the screen. They stay in memory.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation as Turn;
use image::{DynamicImage, ImageReader, RgbImage};
use safelight_sanitize::{Kind, Orientation};

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
        let decoded = match kind {
            Kind::Jpeg => {
                let pixels = safelight_redact::jpeg::render(bytes, max_side)
                    .map_err(|error| cannot(&error.to_string()))?;
                RgbImage::from_raw(pixels.size.width, pixels.size.height, pixels.rgb).map(DynamicImage::from)
            }
            Kind::Png | Kind::WebP => Some(whole(bytes, kind)?),
        };
        let mut picture = decoded.ok_or_else(|| cannot("its size is wrong"))?;
        if picture.width().max(picture.height()) > max_side {
            picture = picture.thumbnail(max_side, max_side);
        }
        picture.apply_orientation(Turn::from_exif(orientation.tiff()).unwrap_or(Turn::NoTransforms));
        Ok(Self { picture })
    }

    /// Pixels in a row.
    pub fn width(&self) -> u32 {
        self.picture.width()
    }

    /// Rows.
    pub fn height(&self) -> u32 {
        self.picture.height()
    }

    /// The pixels, eight bits a channel: red, green, blue, alpha.
    pub fn to_rgba(&self) -> Vec<u8> {
        self.picture.to_rgba8().into_raw()
    }

    /// The picture as a file in memory, with its media type: a PNG where it is transparent, else a JPEG.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be encoded.
    pub fn encode(&self) -> Result<(Vec<u8>, &'static str), Failure> {
        let mut bytes = Vec::new();
        let encoded = if self.picture.color().has_alpha() {
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

/// Decodes at full size, under the limits of the decoder's own allocations.
fn whole(bytes: &[u8], kind: Kind) -> Result<DynamicImage, Failure> {
    let format = match kind {
        Kind::Png => image::ImageFormat::Png,
        Kind::WebP => image::ImageFormat::WebP,
        Kind::Jpeg => image::ImageFormat::Jpeg,
    };
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(1 << 30);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader.decode().map_err(|error| cannot(&error.to_string()))
}

fn cannot(why: &str) -> Failure {
    Failure::new(Code::NoPreview, format!("The picture cannot be shown: {why}."))
}
