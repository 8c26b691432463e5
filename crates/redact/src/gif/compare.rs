//! A second reading: what differs between two GIFs outside a hidden area.

use super::frames::{Frames, Seen};
use crate::canvas::Canvas;
use crate::{Area, Error};

/// Counts the pixels outside `area` that are seen otherwise in `output` than in `source`, in all frames: in colour or
/// transparency.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, loop, number of frames or delays, or where `area` belongs to
/// a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let (mut before, mut after) = (Frames::read(source)?, Frames::read(output)?);
    let differs = |what| Err(Error::Differs { what });
    if before.size != area.picture() || before.size != after.size {
        return differs("size");
    }
    if source.get(12) != output.get(12) {
        return differs("aspect of pixels");
    }
    let [mut old, mut new] = [(); 2].map(|()| Canvas::new(area, Seen::Clear));
    let mut differences = 0;
    loop {
        match (before.show(&mut old)?, after.show(&mut new)?) {
            (Some(delay), Some(other)) if delay == other => {}
            (None, None) => break,
            (Some(_), Some(_)) => return differs("delays"),
            _ => return differs("number of frames"),
        }
        differences += old.differences(&new);
    }
    if before.repeat() != after.repeat() {
        return differs("loop");
    }
    Ok(differences)
}
