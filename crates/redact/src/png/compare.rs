//! A second reading: what differs between two PNGs outside a hidden area.

use super::chunk::{Chunk, Header};
use super::frame::frames;
use super::moving::{Colours, apart};
use super::raster::Raster;
use super::{RESTATING, opened, transparent};
use crate::raster::Place;
use crate::{Area, Error};

/// Counts what differs outside `area` between `source` and `output`: the samples of a still picture, in one with a palette the
/// red, green, blue and alpha that its indices stand for; and the pixels that are seen in each frame of an animation.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, colour type, depth, number of frames, times or other chunks,
/// or where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
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
        ("other chunks", kept(&before, header) == kept(&after, second)),
    ];
    if let Some((what, _)) = alike.into_iter().find(|(_, same)| !same) {
        return Err(Error::Differs { what });
    }
    let (frames, others) = (frames(&before, header)?, frames(&after, second)?);
    let ((still, moving), (other, moved)) = (apart(&frames), apart(&others));
    let colours = [(&before, header), (&after, second)].map(|(chunks, header)| Colours {
        header,
        palette: (header.colour == ::png::ColorType::Indexed).then(|| super::palette(chunks)),
        key: transparent(chunks, header),
    });
    let [mine, its] = &colours;
    let mut differences = 0;
    match (still, other) {
        (Some(one), Some(other)) => {
            let one = Raster::decoded(header, &before, one)?;
            let other = Raster::decoded(second, &after, other)?;
            for (x, y, _) in Place::whole(header.size)
                .pixels(area)
                .filter(|(.., hidden)| !hidden)
            {
                let pairs = mine.stored(&one, x, y).into_iter().zip(its.stored(&other, x, y));
                differences += pairs.filter(|(a, b)| a != b).count() as u64;
            }
        }
        (None, None) => {}
        _ => return Err(Error::Differs { what: "frames" }),
    }
    if moving.len() != moved.len() {
        return Err(Error::Differs { what: "frames" });
    }
    let mut old = super::moving(mine, &before, moving, area).player();
    let mut new = super::moving(its, &after, moved, area).player();
    while let (Some(one), Some(other)) = (old.next()?, new.next()?) {
        if one.delay != other.delay {
            return Err(Error::Differs { what: "times" });
        }
        differences += old.canvas.differences(&new.canvas);
    }
    Ok(differences)
}

/// The chunks that concealing leaves alone.
fn kept<'a>(chunks: &[Chunk<'a>], header: Header) -> Vec<&'a [u8]> {
    let palette = header.colour == ::png::ColorType::Indexed;
    let remade = |kind: &[u8; 4]| match kind {
        b"IHDR" | b"IDAT" | b"PLTE" | b"fcTL" | b"fdAT" => true,
        b"tRNS" => palette || transparent(chunks, header).is_some(),
        b"bKGD" => palette,
        kind => RESTATING.contains(kind),
    };
    chunks
        .iter()
        .filter(|chunk| !remade(&chunk.kind))
        .map(|chunk| chunk.whole)
        .collect()
}
