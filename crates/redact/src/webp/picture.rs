//! The pixels of one picture of a WebP: eight bits of red, green, blue and alpha.

use std::io::Cursor;

use image_webp::{ColorType, WebPDecoder, WebPEncoder};

use super::chunk::{Chunk, chunks, riff, still};
use crate::canvas::Canvas;
use crate::raster::{Paint, Place};
use crate::{Area, Error, Rect, Size};

#[derive(Clone)]
pub(super) struct Picture {
    size: Size,
    pub(super) pixels: Vec<[u8; 4]>,
}

impl Picture {
    /// What is seen at a place of a canvas.
    pub(super) fn of(canvas: &Canvas<'_, [u8; 4]>, place: Place) -> Self {
        let Rect {
            left,
            top,
            right,
            bottom,
        } = place.rect();
        let places = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        Self {
            size: place.size,
            pixels: places.map(|(x, y)| canvas.pixel(x, y)).collect(),
        }
    }

    /// Decodes the chunks of one picture, which must have its size.
    pub(super) fn decoded(chunks: &[Chunk<'_>], size: Size) -> Result<Self, Error> {
        if still(chunks) != Some(size) {
            return Err(Error::Malformed {
                part: "VP8",
                offset: 12,
            });
        }
        let file = alone(chunks, size);
        let mut decoder = WebPDecoder::new(Cursor::new(file)).map_err(failed)?;
        let per = if decoder.has_alpha() { 4 } else { 3 };
        let mut samples = vec![0; size.pixels() as usize * per];
        decoder.set_memory_limit(samples.len().saturating_mul(2).saturating_add(1 << 20));
        decoder.read_image(&mut samples).map_err(failed)?;
        let pixels = if per == 4 {
            samples.as_chunks::<4>().0.to_vec()
        } else {
            let opaque = |&[red, green, blue]: &[u8; 3]| [red, green, blue, 255];
            samples.as_chunks::<3>().0.iter().map(opaque).collect()
        };
        Ok(Self { size, pixels })
    }

    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.size.width as usize + x as usize
    }

    pub(super) fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        self.pixels.get(self.at(x, y)).copied().unwrap_or_default()
    }

    /// Paints what is hidden of it, opaque.
    pub(super) fn paint(&mut self, area: &Area, paint: &Paint) {
        for (x, y) in area.pixels() {
            let [red, green, blue] = paint.rgb(x, y);
            let at = self.at(x, y);
            if let Some(pixel) = self.pixels.get_mut(at) {
                *pixel = [red, green, blue, 255];
            }
        }
    }

    /// Turns what is hidden of it to its contrary.
    pub(super) fn invert(&mut self, place: Place, area: &Area) {
        for ((x, y), _) in place.hidden(area) {
            let at = self.at(x, y);
            if let Some(pixel) = self.pixels.get_mut(at) {
                *pixel = pixel.map(|sample| !sample);
            }
        }
    }

    pub(super) fn is_transparent(&self) -> bool {
        self.pixels.iter().any(|[.., alpha]| *alpha < 255)
    }

    /// The data of a VP8L chunk.
    pub(super) fn encoded(&self) -> Result<Vec<u8>, Error> {
        let (colour, samples) = if self.is_transparent() {
            (ColorType::Rgba8, self.pixels.as_flattened().to_vec())
        } else {
            let colours = self.pixels.iter();
            let colours = colours.flat_map(|&[red, green, blue, _]| [red, green, blue]);
            (ColorType::Rgb8, colours.collect())
        };
        let refused = |message: String| Error::Codec {
            library: "image-webp",
            message,
        };
        let mut file = Vec::new();
        WebPEncoder::new(&mut file)
            .encode(&samples, self.size.width, self.size.height, colour)
            .map_err(|error| refused(error.to_string()))?;
        // The encoder writes one chunk; whatever else it might come to write is no picture.
        let written = file.get(12..).and_then(chunks).unwrap_or_default();
        match written.as_slice() {
            [
                Chunk {
                    name: [b'V', b'P', b'8', b'L'],
                    data,
                },
            ] => Ok(data.to_vec()),
            _ => Err(refused("more than a picture was written".into())),
        }
    }
}

/// The picture as a file of its own.
fn alone(chunks: &[Chunk<'_>], size: Size) -> Vec<u8> {
    let alpha = chunks.iter().any(|chunk| chunk.name == *b"ALPH");
    let mut body = Vec::new();
    if alpha {
        let side = |side: u32| side.saturating_sub(1).to_le_bytes();
        let ([w0, w1, w2, _], [h0, h1, h2, _]) = (side(size.width), side(size.height));
        body.extend(riff(b"VP8X", &[0x10, 0, 0, 0, w0, w1, w2, h0, h1, h2]));
    }
    for chunk in chunks
        .iter()
        .filter(|chunk| matches!(&chunk.name, b"ALPH" | b"VP8 " | b"VP8L"))
    {
        body.extend(riff(&chunk.name, chunk.data));
    }
    [
        &b"RIFF"[..],
        &(body.len() as u32 + 4).to_le_bytes(),
        b"WEBP",
        &body,
    ]
    .concat()
}

/// Whether a picture is coded with loss.
pub(super) fn is_lossy(chunks: &[Chunk<'_>]) -> bool {
    chunks.iter().any(|chunk| chunk.name == *b"VP8 ")
}

fn failed(error: image_webp::DecodingError) -> Error {
    Error::Codec {
        library: "image-webp",
        message: error.to_string(),
    }
}
