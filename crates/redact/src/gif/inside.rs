//! A second reading: what is hidden in a GIF is painted anew from what surrounds it.

use ::gif::Encoder;

use super::frames::Frames;
use super::painted;
use super::writer::failed;
use crate::{Area, Error, Region, Seed};

/// What hiding `regions` makes of `output`, a copy in which they are hidden, once all that lies under `area` is turned to its
/// contrary, so that none of it can answer for itself: `output` again, in the form that [`conceal`](super::conceal) writes,
/// if what is hidden there hangs on nothing but its surround.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn again(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<Vec<u8>, Error> {
    let mut frames = Frames::read(output)?;
    if frames.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(output.to_vec());
    }
    let (width, height) = (frames.size.width as u16, frames.size.height as u16);
    let mut encoder = Encoder::new(Vec::new(), width, height, &[]).map_err(failed)?;
    let mut begun = false;
    while let Some(mut picture) = frames.next()? {
        if !begun {
            encoder.set_repeat(frames.repeat()).map_err(failed)?;
            begun = true;
        }
        picture.invert(area);
        encoder.write_frame(&picture.frame()).map_err(failed)?;
    }
    let mut contrary = encoder.into_inner().map_err(failed)?;
    // The aspect of pixels (clause 18), which the encoder does not know.
    if let (Some(to), Some(from)) = (contrary.get_mut(12), output.get(12)) {
        *to = *from;
    }
    painted(&contrary, area, regions, seed)
}
