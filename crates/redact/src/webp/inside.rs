//! A second reading: what is hidden in a WebP is painted anew from what surrounds it.

use super::chunk::{Layout, riff};
use super::painted;
use super::picture::Picture;
use crate::{Area, Error, Region, Seed};

/// What hiding `regions` makes of `output`, a copy in which they are hidden, once all that lies under `area` is turned to its
/// contrary, so that none of it can answer for itself: `output` again, in the form that [`conceal`](super::conceal) writes,
/// if what is hidden there hangs on nothing but its surround.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn again(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<Vec<u8>, Error> {
    let layout = Layout::read(output)?;
    if layout.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(output.to_vec());
    }
    let mut pictures = Vec::new();
    for frame in &layout.frames {
        let mut picture = Picture::decoded(&frame.chunks, frame.place.size)?;
        picture.invert(frame.place, area);
        let data = riff(b"VP8L", &picture.encoded()?);
        match frame.control {
            Some(control) => {
                let frame = [&control.written(frame.place)[..], &data].concat();
                pictures.extend(riff(b"ANMF", &frame));
            }
            None => pictures.extend(data),
        }
    }
    let contrary = layout.written(true, &pictures);
    painted(&Layout::read(&contrary)?, area, regions, seed)
}
