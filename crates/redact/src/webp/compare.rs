//! A second reading: what differs between two WebPs outside a hidden area.

use super::chunk::Layout;
use super::picture::Picture;
use super::settled;
use crate::{Area, Error};

/// Counts the samples outside `area` that differ between `source` and `output`, in all frames, once both are decoded.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, frames or other chunks, or where `area` belongs to a picture
/// of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let (before, after) = (Layout::read(source)?, Layout::read(output)?);
    let alike = [
        ("size", before.size == after.size && before.size == area.picture()),
        ("header", before.kept_header() == after.kept_header()),
        (
            "other chunks",
            before.before == after.before && before.behind == after.behind,
        ),
        ("number of frames", before.frames.len() == after.frames.len()),
    ];
    if let Some((what, _)) = alike.into_iter().find(|(_, same)| !same) {
        return Err(Error::Differs { what });
    }
    let mut differences = 0;
    for (frame, other) in before.frames.iter().zip(&after.frames) {
        let place = settled(frame.place, area);
        let control = frame.control.map(|control| control.settled(place, frame.place));
        if place != other.place || control != other.control {
            return Err(Error::Differs { what: "frames" });
        }
        if place != frame.place {
            continue;
        }
        let pictures = [
            Picture::decoded(&frame.chunks, place.size)?,
            Picture::decoded(&other.chunks, place.size)?,
        ];
        let [old, new] = &pictures;
        let outside = place.pixels(area).filter(|(.., hidden)| !hidden);
        differences += outside
            .map(|(x, y, _)| {
                let samples = old.pixel(x, y).into_iter().zip(new.pixel(x, y));
                samples.filter(|(a, b)| a != b).count() as u64
            })
            .sum::<u64>();
    }
    Ok(differences)
}
