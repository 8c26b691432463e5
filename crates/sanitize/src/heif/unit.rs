//! Units of coded data, and where they lie in a file.

use std::ops::Range;

use crate::bytes::part;

/// A run of an item's data.
#[derive(Debug)]
pub(super) struct Unit {
    /// Its bytes, counted in the item's data.
    pub(super) range: Range<usize>,
    /// What stands there instead, of the same length, where it does not code the picture.
    pub(super) made: Option<Vec<u8>>,
}

/// The same in a file: part of one extent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) range: Range<usize>,
    pub(super) made: Option<Vec<u8>>,
}

/// Lays units, which follow one another, over the extents that hold the item's data. Runs that join become one where
/// all of them stay as they are or none does: a file of many small units has few segments.
pub(super) fn lay(units: Vec<Unit>, extents: &[Range<usize>]) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut extents = extents.iter().cloned();
    let mut extent = extents.next().unwrap_or(0..0);
    // The place in the item's data where the extent begins.
    let mut before = 0;
    for unit in units {
        let Range { mut start, end } = unit.range;
        let begin = start;
        while start < end {
            while start - before >= extent.len() {
                before += extent.len();
                match extents.next() {
                    Some(next) => extent = next,
                    None => return segments,
                }
            }
            let stop = end.min(before + extent.len());
            let range = extent.start + (start - before)..extent.start + (stop - before);
            let made = unit
                .made
                .as_ref()
                .map(|made| part(made, start - begin..stop - begin));
            let last = segments.last_mut().filter(|last| last.range.end == range.start);
            match (last.map(|last| (&mut last.range, &mut last.made)), made) {
                (Some((all, None)), None) => all.end = range.end,
                (Some((all, Some(before))), Some(made)) => {
                    all.end = range.end;
                    before.extend_from_slice(made);
                }
                (_, made) => segments.push(Segment {
                    range,
                    made: made.map(<[u8]>::to_vec),
                }),
            }
            start = stop;
        }
    }
    segments
}
