//! Units of coded data, and where they lie in a file.

use std::ops::Range;

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

/// Lays units, which follow one another, over the extents that hold the item's data. Runs that stay as they are
/// and join become one.
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
                .map(|made| crate::bytes::part(made, start - begin..stop - begin).to_vec());
            match segments.last_mut() {
                Some(last) if made.is_none() && last.made.is_none() && last.range.end == range.start => {
                    last.range.end = range.end;
                }
                _ => segments.push(Segment { range, made }),
            }
            start = stop;
        }
    }
    segments
}
