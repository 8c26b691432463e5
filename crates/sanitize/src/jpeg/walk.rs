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

/// Walks from SOI to the first EOI; what stands behind it is one item.
pub(super) fn walk(source: &[u8]) -> Result<Vec<Item>, Error> {
    let mut items = vec![Item {
        what: What::Soi,
        range: 0..2,
    }];
    let mut at = 2;
    let mut scans = 0;
    let mut restarts = false;
    loop {
        let found = memchr::memchr(0xFF, super::from(source, at))
            .map(|skip| at + skip)
            .ok_or(malformed("marker", at, CUT))?;
        push(&mut items, What::Between, at..found);
        at = found + run_of_ff(source, found) - 1;
        push(&mut items, What::Fill, found..at);
        let marker = *source.get(at + 1).ok_or(malformed("marker", at, CUT))?;
        match marker {
            0x00 => push(&mut items, What::Between, at..at + 2),
            0x01 | 0xD0..=0xD7 => push(&mut items, What::Between, at..at + 2),
            0xD8 => return Err(malformed("SOI", at, "A second picture begins inside the first")),
            0xD9 if scans == 0 => return Err(malformed("EOI", at, "The file ends before any picture")),
            0xD9 => {
                push(&mut items, What::Eoi, at..at + 2);
                push(&mut items, What::Trailer, at + 2..source.len());
                return Ok(items);
            }
            0x02..=0xBF => return Err(malformed("marker", at, "An unknown marker stands in the picture")),
            _ => {
                let segment = segment(source, at, marker)?;
                let end = segment.range.end;
                if marker == 0xDD {
                    restarts = be16(source, segment.payload.start) != Some(0);
                }
                push(&mut items, What::Segment(segment), at..end);
                at = end;
                if marker == 0xDA {
                    scans += 1;
                    at = scan(source, end, restarts, &mut items)?;
                }
                continue;
            }
        }
        at += 2;
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
fn scan(source: &[u8], start: usize, restarts: bool, items: &mut Vec<Item>) -> Result<usize, Error> {
    let mut from = start;
    let mut at = start;
    loop {
        let (found, last, next) = marker(source, at).ok_or(malformed("scan", start, CUT))?;
        let inside = next == 0x00 || (restarts && matches!(next, 0xD0..=0xD7));
        let skipped = restarts && matches!(next, 0x01..=0xBF);
        at = last + 2;
        if inside && found == last {
            continue;
        }
        push(items, What::Scan, from..found);
        if skipped {
            loop {
                let (_, last, next) = marker(source, at).ok_or(malformed("scan", start, CUT))?;
                if next >= 0xC0 {
                    from = last;
                    break;
                }
                at = last + 2;
            }
            push(items, What::Between, found..from);
            at = from;
        } else if inside {
            push(items, What::Fill, found..last);
            from = last;
        } else {
            return Ok(found);
        }
    }
}

/// The next 0xFF with a byte behind it: where its run of 0xFF begins and ends, and that byte.
fn marker(source: &[u8], at: usize) -> Option<(usize, usize, u8)> {
    let found = at + memchr::memchr(0xFF, super::from(source, at))?;
    let last = found + run_of_ff(source, found) - 1;
    Some((found, last, *source.get(last + 1)?))
}
