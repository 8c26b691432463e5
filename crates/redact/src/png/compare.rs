//! A second reading: what differs between two PNGs outside a hidden area.

use super::chunk::{Chunk, Header};
use super::frame::frames;
use super::raster::Raster;
use super::{RESTATING, opened, transparent};
use crate::palette::Palette;
use crate::{Area, Error};

/// Counts the samples outside `area` that differ between `source` and `output`, in all frames; in pictures with a palette
/// the red, green, blue and alpha that their indices stand for.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, colour type, depth, transparent colour, frames or other chunks, or
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
    let (frames, others) = (frames(&before, header)?, frames(&after, second)?);
    if frames.len() != others.len() {
        return Err(Error::Differs { what: "frames" });
    }
    let palettes = [palette(header, &before), palette(second, &after)];
    let mut differences = 0;
    for (frame, other) in frames.iter().zip(&others) {
        let (place, control) = frame.settled(area);
        if place != other.place || control != other.control {
            return Err(Error::Differs { what: "frames" });
        }
        if place != frame.place {
            continue;
        }
        let rasters = [
            Raster::decoded(header, &before, frame)?,
            Raster::decoded(second, &after, other)?,
        ];
        for (x, y, _) in place.pixels(area).filter(|(.., hidden)| !hidden) {
            let [a, b] = [0, 1].map(|which| {
                let raster = rasters.get(which)?;
                Some(pixel(raster, palettes.get(which)?.as_ref(), x, y))
            });
            let apart = a
                .zip(b)
                .map(|(a, b)| a.iter().zip(b).filter(|(a, b)| **a != *b).count());
            differences += apart.unwrap_or(1) as u64;
        }
    }
    Ok(differences)
}

/// The chunks that concealing leaves alone.
fn kept<'a>(chunks: &[Chunk<'a>], header: Header) -> Vec<&'a [u8]> {
    let palette = header.colour == ::png::ColorType::Indexed;
    let remade = |kind: &[u8; 4]| match kind {
        b"IHDR" | b"IDAT" | b"PLTE" | b"fcTL" | b"fdAT" => true,
        b"tRNS" | b"bKGD" => palette,
        kind => RESTATING.contains(kind),
    };
    chunks
        .iter()
        .filter(|chunk| !remade(&chunk.kind))
        .map(|chunk| chunk.whole)
        .collect()
}

fn palette(header: Header, chunks: &[Chunk<'_>]) -> Option<Palette> {
    (header.colour == ::png::ColorType::Indexed).then(|| super::palette(chunks))
}

/// Up to four samples; those that are missing are 0.
fn pixel(raster: &Raster, palette: Option<&Palette>, x: u32, y: u32) -> [u16; 4] {
    if let Some(palette) = palette {
        return palette.entry(raster.sample(x, y, 0)).0;
    }
    let mut pixel = [0; 4];
    let samples = raster.header.colour.samples();
    pixel
        .iter_mut()
        .take(samples)
        .enumerate()
        .for_each(|(channel, cell)| *cell = raster.sample(x, y, channel));
    pixel
}
