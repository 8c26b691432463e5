//! A second reading: what differs between two PNGs outside a hidden area.

use super::chunk::{Chunk, Header};
use super::palette::Palette;
use super::raster::Raster;
use super::{RESTATING, opened, transparent};
use crate::{Area, Error};

/// Counts the samples outside `area` that differ between `source` and `output`; in pictures with a palette the red,
/// green, blue and alpha that their indices stand for.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, colour type, depth, transparent colour or other chunks, or
/// where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let ((before, header), (after, second)) = (opened(source)?, opened(output)?);
    let alike = [
        (
            "size",
            header.size == second.size && header.size == area.picture(),
        ),
        (
            "colour type or depth",
            header.colour == second.colour && header.depth == second.depth,
        ),
        (
            "transparent colour",
            transparent(&before, header) == transparent(&after, second),
        ),
        ("other chunks", kept(&before, header) == kept(&after, second)),
    ];
    if let Some((what, _)) = alike.into_iter().find(|(_, same)| !same) {
        return Err(Error::Differs { what });
    }
    let pictures = [
        Picture::decoded(header, &before)?,
        Picture::decoded(second, &after)?,
    ];
    let [before, after] = &pictures;
    let mut differences = 0;
    for y in 0..header.size.height {
        let hidden = area.spans(y);
        for x in (0..header.size.width).filter(|x| !hidden.iter().any(|span| span.contains(x))) {
            differences += before
                .pixel(x, y)
                .iter()
                .zip(after.pixel(x, y))
                .filter(|(a, b)| **a != *b)
                .count() as u64;
        }
    }
    Ok(differences)
}

/// The chunks that concealing leaves alone.
fn kept<'a>(chunks: &[Chunk<'a>], header: Header) -> Vec<&'a [u8]> {
    let palette = header.colour == ::png::ColorType::Indexed;
    let remade = |kind: &[u8; 4]| match kind {
        b"IHDR" | b"IDAT" | b"PLTE" => true,
        b"tRNS" | b"bKGD" => palette,
        kind => RESTATING.contains(kind),
    };
    chunks
        .iter()
        .filter(|chunk| !remade(&chunk.kind))
        .map(|chunk| chunk.whole)
        .collect()
}

struct Picture {
    raster: Raster,
    palette: Option<Palette>,
}

impl Picture {
    fn decoded(header: Header, chunks: &[Chunk<'_>]) -> Result<Self, Error> {
        let palette = (header.colour == ::png::ColorType::Indexed).then(|| Palette::read(chunks));
        Ok(Self {
            raster: Raster::decoded(header, chunks)?,
            palette,
        })
    }

    /// Up to four samples; those that are missing are 0.
    fn pixel(&self, x: u32, y: u32) -> [u16; 4] {
        if let Some(palette) = &self.palette {
            return palette.entry(self.raster.sample(x, y, 0)).map(u16::from);
        }
        let mut pixel = [0; 4];
        let samples = self.raster.header.colour.samples();
        pixel
            .iter_mut()
            .take(samples)
            .enumerate()
            .for_each(|(channel, cell)| *cell = self.raster.sample(x, y, channel));
        pixel
    }
}
