//! A second reading: what differs between two GIFs outside a hidden area.

use super::frames::Frames;
use super::settled;
use crate::{Area, Error};

/// Counts the pixels outside `area` that differ between `source` and `output`, in all frames: in colour or transparency.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same screen, loop or frames, or where `area` belongs to a
/// picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let (mut before, mut after) = (Frames::read(source)?, Frames::read(output)?);
    let differs = |what| Err(Error::Differs { what });
    if before.size != area.picture() || before.screen != after.screen {
        return differs("size");
    }
    if source.get(12) != output.get(12) {
        return differs("aspect of pixels");
    }
    let mut differences = 0;
    loop {
        let (frame, other) = match (before.next()?, after.next()?) {
            (Some(frame), Some(other)) => (frame, other),
            (None, None) => break,
            _ => return differs("number of frames"),
        };
        let place = frame.place;
        let frame = settled(frame, area);
        if (frame.place, frame.delay, frame.dispose) != (other.place, other.delay, other.dispose) {
            return differs("frames");
        }
        if frame.place == place {
            let outside = place.pixels(area).filter(|(.., hidden)| !hidden);
            differences += outside
                .filter(|&(x, y, _)| frame.entry(x, y) != other.entry(x, y))
                .count() as u64;
        }
    }
    if before.repeat() != after.repeat() {
        return differs("loop");
    }
    Ok(differences)
}
