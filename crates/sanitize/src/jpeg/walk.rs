//! From bytes to markers, segments and scans (T.81 annex B).

use std::ops::Range;

use crate::Error;
use crate::bytes::be16;
use crate::error::malformed;

/// One run of bytes of a JPEG.
pub(super) struct Item {
    pub(super) what: What,
    pub(super) range: Range<usize>,
}

pub(super) enum What {
    Soi,
    Segment(Segment),
    /// Coded data of one scan, between fill bytes.
    Scan,
    /// 0xFF before a marker (B.1.1.2).
    Fill,
    /// Bytes where a marker should stand; decoders skip them.
    Between,
    Eoi,
    /// All behind the first EOI.
    Trailer,
}

/// A marker with a length.
pub(super) struct Segment {
    pub(super) marker: u8,
    pub(super) range: Range<usize>,
    /// What stands behind the length.
    pub(super) payload: Range<usize>,
}

/// Walks from SOI to the first EOI; what stands behind it is one item. Decoders put up with a missing EOI, so that
/// behind a scan the end of the file is one too. So is whatever they cannot read there, of which the error then tells:
/// it counts unless the scans before hold the whole picture.
pub(super) fn walk(source: &[u8]) -> Result<(Vec<Item>, Option<Error>), Error> {
    let mut items = vec![Item {
        what: What::Soi,
        range: 0..2,
    }];
    let mut at = 2;
    let mut scans = 0;
    let mut restarts = false;
    loop {
        let step = step(source, at, &mut items);
        match step {
            Ok(Step::Behind(next)) => at = next,
            Ok(Step::Segment(segment)) => {
                let (marker, end) = (segment.marker, segment.range.end);
                if marker == 0xDD {
                    restarts = be16(source, segment.payload.start) != Some(0);
                }
                let range = segment.range.clone();
                push(&mut items, What::Segment(segment), range);
                at = end;
                if marker == 0xDA {
                    scans += 1;
                    at = scan(source, end, restarts, &mut items);
                }
            }
            Ok(Step::Eoi(at)) if scans == 0 => {
                return Err(malformed("EOI", at, "The file ends before any picture"));
            }
            Ok(Step::Eoi(at)) => {
                push(&mut items, What::Eoi, at..at + 2);
                push(&mut items, What::Trailer, at + 2..source.len());
                return Ok((items, None));
            }
            Ok(Step::End) if scans == 0 => return Err(malformed("marker", source.len(), CUT)),
            Ok(Step::End) => return Ok((items, None)),
            Err(error) if scans == 0 => return Err(error),
            Err(error) => {
                let read = items.last().map_or(0, |item| item.range.end);
                push(&mut items, What::Trailer, read..source.len());
                return Ok((items, Some(error)));
            }
        }
    }
}

/// What stands where a marker should.
enum Step {
    /// Nothing that counts, up to there.
    Behind(usize),
    Segment(Segment),
    Eoi(usize),
    /// The file ends.
    End,
}

fn step(source: &[u8], at: usize, items: &mut Vec<Item>) -> Result<Step, Error> {
    let Some(skip) = memchr::memchr(0xFF, super::from(source, at)) else {
        push(items, What::Between, at..source.len());
        return Ok(Step::End);
    };
    let found = at + skip;
    push(items, What::Between, at..found);
    let at = found + run_of_ff(source, found) - 1;
    push(items, What::Fill, found..at);
    match source.get(at + 1) {
        None => {
            push(items, What::Fill, at..at + 1);
            Ok(Step::End)
        }
        Some(0x00 | 0x01 | 0xD0..=0xD7) => {
            push(items, What::Between, at..at + 2);
            Ok(Step::Behind(at + 2))
        }
        Some(0xD8) => Err(malformed("SOI", at, "A second picture begins inside the first")),
        Some(0xD9) => Ok(Step::Eoi(at)),
        Some(0x02..=0xBF) => Err(malformed("marker", at, "An unknown marker stands in the picture")),
        Some(marker) => segment(source, at, *marker).map(Step::Segment),
    }
}

const CUT: &str = "The file is cut off: the end of the picture is missing";

fn push(items: &mut Vec<Item>, what: What, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    if let (
        What::Between,
        Some(Item {
            what: What::Between,
            range: last,
        }),
    ) = (&what, items.last_mut())
    {
        last.end = range.end;
        return;
    }
    items.push(Item { what, range });
}

fn run_of_ff(source: &[u8], at: usize) -> usize {
    super::from(source, at)
        .iter()
        .take_while(|byte| **byte == 0xFF)
        .count()
}

fn segment(source: &[u8], at: usize, marker: u8) -> Result<Segment, Error> {
    let length = usize::from(be16(source, at + 2).ok_or(malformed("segment", at, CUT))?);
    if length < 2 {
        return Err(malformed("segment", at, "A segment gives no length"));
    }
    let end = at + 2 + length;
    if end > source.len() {
        return Err(malformed("segment", at, CUT));
    }
    Ok(Segment {
        marker,
        range: at..end,
        payload: at + 4..end,
    })
}

/// The coded data of one scan: up to the next marker that is no restart, without fill bytes (B.1.1.5).
///
/// Without a restart interval, decoders take no more coded data behind a restart marker: the scan ends there.
/// Under a restart interval, decoders skip a reserved marker and what follows it up to the next marker
/// (libjpeg's `jpeg_resync_to_restart`), so a damaged picture shows the same without these bytes.
fn scan(source: &[u8], start: usize, restarts: bool, items: &mut Vec<Item>) -> usize {
    let mut from = start;
    let mut at = start;
    while let Some((found, last, next)) = marker(source, at) {
        let inside = next == 0x00 || (restarts && matches!(next, 0xD0..=0xD7));
        let skipped = restarts && matches!(next, 0x01..=0xBF);
        at = last + 2;
        if inside && found == last {
            continue;
        }
        push(items, What::Scan, from..found);
        if skipped {
            from = loop {
                match marker(source, at) {
                    Some((_, last, next)) if next >= 0xC0 => break last,
                    Some((_, last, _)) => at = last + 2,
                    None => break source.len(),
                }
            };
            push(items, What::Between, found..from);
            at = from;
        } else if inside {
            push(items, What::Fill, found..last);
            from = last;
        } else {
            return found;
        }
    }
    let end = source.len()
        - super::from(source, from)
            .iter()
            .rev()
            .take_while(|byte| **byte == 0xFF)
            .count();
    push(items, What::Scan, from..end);
    push(items, What::Fill, end..source.len());
    source.len()
}

/// The next 0xFF with a byte behind it: where its run of 0xFF begins and ends, and that byte.
fn marker(source: &[u8], at: usize) -> Option<(usize, usize, u8)> {
    let found = at + memchr::memchr(0xFF, super::from(source, at))?;
    let last = found + run_of_ff(source, found) - 1;
    Some((found, last, *source.get(last + 1)?))
}
