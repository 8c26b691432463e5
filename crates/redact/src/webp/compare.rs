//! A second reading: what differs between two WebPs outside a hidden area.

use super::chunk::Layout;
use super::moving::Player;
use super::picture::Picture;
use crate::raster::Place;
use crate::{Area, Error};

/// Counts what differs outside `area` between `source` and `output` once both are decoded: the samples of a still picture,
/// the pixels that are seen in each frame of an animation.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, number of frames, times or other chunks, or where `area`
/// belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
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
    match (before.still(), after.still()) {
        (Some(one), Some(other)) => {
            let old = Picture::decoded(one, before.size)?;
            let new = Picture::decoded(other, after.size)?;
            let outside = Place::whole(before.size)
                .pixels(area)
                .filter(|(.., hidden)| !hidden);
            Ok(outside
                .map(|(x, y, _)| {
                    let samples = old.pixel(x, y).into_iter().zip(new.pixel(x, y));
                    samples.filter(|(a, b)| a != b).count() as u64
                })
                .sum())
        }
        _ => moving(&before, &after, area),
    }
}

fn moving(before: &Layout<'_>, after: &Layout<'_>, area: &Area) -> Result<u64, Error> {
    let (mut old, mut new) = (Player::new(before, area), Player::new(after, area));
    let mut differences = 0;
    while let (Some(one), Some(other)) = (old.next()?, new.next()?) {
        if one.duration() != other.duration() {
            return Err(Error::Differs { what: "times" });
        }
        differences += old.canvas.differences(&new.canvas);
    }
    Ok(differences)
}
