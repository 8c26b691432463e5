//! A second reading: what is hidden in a PNG is painted anew from what surrounds it.

use super::frame::frames;
use super::raster::Raster;
use super::{Painted, Written, assembled, background, opened, painted, palette};
use crate::{Area, Error, Region, Seed};

/// What hiding `regions` makes of `output`, a copy in which they are hidden, once all that lies under `area` is turned to its
/// contrary, so that none of it can answer for itself: `output` again, in the form that [`conceal`](super::conceal) writes,
/// if what is hidden there hangs on nothing but its surround.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn again(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<Vec<u8>, Error> {
    let (chunks, header) = opened(output)?;
    if header.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(output.to_vec());
    }
    let mut pictures = Vec::new();
    for frame in frames(&chunks, header)? {
        let mut raster = Raster::decoded(header, &chunks, &frame)?;
        raster.invert(frame.place, area);
        pictures.push(Written {
            place: frame.place,
            control: frame.control,
            data: raster.encoded()?,
        });
    }
    let indexed = header.colour == ::png::ColorType::Indexed;
    let contrary = Painted {
        frames: pictures,
        palette: indexed.then(|| (palette(&chunks), background(&chunks))),
        keyed: true,
    };
    let contrary = assembled(&chunks, header, &contrary);
    let (chunks, header) = opened(&contrary)?;
    painted(&chunks, header, area, regions, seed)
}
