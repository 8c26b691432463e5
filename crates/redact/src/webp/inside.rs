//! A second reading: what is hidden in a WebP is painted anew from what surrounds it.

use super::chunk::Layout;
use super::picture::Picture;
use crate::raster::Paint;
use crate::{Area, Error, Region, Seed};

/// Counts the pixels of `output` under `area` that are not what `seed` paints there from what surrounds them, in all
/// frames. They are turned to something else first, so that none of them can answer for itself.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_inside(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<u64, Error> {
    let layout = Layout::read(output)?;
    if layout.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(0);
    }
    let mut shown: Option<Paint> = None;
    let mut differences = 0;
    for frame in &layout.frames {
        let place = frame.place;
        let copy = Picture::decoded(&frame.chunks, place.size)?;
        let mut again = copy.clone();
        again.invert(place, area);
        let paint = shown.get_or_insert_with(|| {
            let rect = place.rect();
            Paint::new(area, regions, seed, 3, |x, y, channel| {
                let within = rect.contains(x, y);
                within.then(|| again.level(x - rect.left, y - rect.top, channel))?
            })
        });
        again.paint(place, area, paint);
        let pairs = copy.pixels.iter().zip(&again.pixels);
        differences += pairs.filter(|(a, b)| a != b).count() as u64;
    }
    Ok(differences)
}
