//! A second reading: what differs between two BMPs outside a hidden area.

use super::header::Header;
use super::pixels::Pixels;
use crate::raster::Place;
use crate::{Area, Error};

/// Counts the pixels outside `area` that differ between `source` and `output`; in pictures with a colour table by the
/// colours that their indices stand for.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same header or profile, or where `area` belongs to a picture of
/// another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let (header, other) = (Header::read(source)?, Header::read(output)?);
    if header != other || header.kept(source) != other.kept(output) {
        return Err(Error::Differs { what: "headers" });
    }
    if header.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    let palettes = [header.palette(source), other.palette(output)];
    let pictures = [Pixels::read(source, &header)?, Pixels::read(output, &other)?];
    let [before, after] = &pictures;
    let [old, new] = &palettes;
    let differs = |x: u32, y: u32| {
        if before.is_left_out(x, y) != after.is_left_out(x, y) {
            return true;
        }
        let values = (before.value(x, y), after.value(x, y));
        if header.bits <= 8 {
            old.entry(values.0 as u16) != new.entry(values.1 as u16)
        } else {
            values.0 != values.1
        }
    };
    let pixels = Place::whole(header.size).pixels(area);
    let outside = pixels.filter(|(.., hidden)| !hidden);
    Ok(outside.filter(|&(x, y, _)| differs(x, y)).count() as u64)
}
