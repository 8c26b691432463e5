//! A second reading: what is hidden in a BMP is painted anew from what surrounds it.

use super::header::Header;
use super::painted;
use super::pixels::Pixels;
use crate::raster::Place;
use crate::{Area, Error, Region, Seed};

/// Counts what of `output` under `area` is not what `seed` paints there from what surrounds it: hidden pixels, and colours
/// of the table that neither a pixel outside nor the paint needs. What is hidden is turned to something else first, so that
/// none of it can answer for itself.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_inside(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<u64, Error> {
    let header = Header::read(output)?;
    if header.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(0);
    }
    let (copy, old) = (Pixels::read(output, &header)?, header.palette(output));
    let mut again = copy.clone();
    let whole = Place::whole(header.size);
    for ((x, y), _) in whole.hidden(area) {
        again.set(x, y, !copy.value(x, y));
    }
    let new = painted(&mut again, &header, &old, area, regions, seed)?;
    let differs = |x, y| {
        let (a, b) = (copy.value(x, y), again.value(x, y));
        copy.is_left_out(x, y) != again.is_left_out(x, y)
            || if header.bits <= 8 {
                old.entry(a as u16) != new.entry(b as u16)
            } else {
                a != b
            }
    };
    let pixels = whole.hidden(area).filter(|((x, y), _)| differs(*x, *y)).count() as u64;
    Ok(pixels + old.strays(&new))
}
