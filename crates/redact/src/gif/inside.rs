//! A second reading: what is hidden in a GIF is painted anew from what surrounds it.

use super::frames::Frames;
use super::{PAINTED, ROOM};
use crate::raster::{Indices, Repainting};
use crate::{Area, Error, Region, Seed};

/// Counts what of `output` under `area` is not what `seed` paints there from what surrounds it, in all frames: hidden
/// pixels, and colours of a table that neither a pixel outside nor the paint needs. What is hidden is turned to something
/// else first, so that none of it can answer for itself.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_inside(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<u64, Error> {
    let mut frames = Frames::read(output)?;
    if frames.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(0);
    }
    let mut shown = None;
    let mut differences = 0;
    while let Some(copy) = frames.next()? {
        let (place, mut again) = (copy.place, copy.clone());
        for ((x, y), _) in place.hidden(area) {
            again.set_index(x, y, !copy.index(x, y).unwrap_or_default());
        }
        let mut repainting = Repainting::new(&copy.palette, area);
        repainting.outside(&mut again, place);
        let paint = shown.get_or_insert_with(|| repainting.surrounded(&again, place, regions, seed));
        repainting.colours(paint, ROOM.min(repainting.palette().len() + PAINTED));
        repainting.paint(&mut again, place, paint)?;
        let new = repainting.palette();
        let differs = |x, y| copy.entry(x, y) != new.entry(again.index(x, y).unwrap_or_default());
        let hidden = place.hidden(area);
        differences += hidden.filter(|((x, y), _)| differs(*x, *y)).count() as u64;
        differences += copy.palette.strays(new);
    }
    Ok(differences)
}
