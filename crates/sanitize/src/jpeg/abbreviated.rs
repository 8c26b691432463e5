//! Abbreviated streams (T.81 B.4, B.5), which a TIFF keeps its strips and tiles in: their tables may stand elsewhere.

use std::ops::Range;

use super::frame::Frame;
use super::tables::{Tables, pieces};
use super::walk::{What, walk};
use super::write_segment;
use crate::bytes::{be16, from, part};
use crate::error::malformed;
use crate::part::Size;
use crate::{Error, Output};

/// Tables that several streams share, each as a segment of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct SharedTables {
    segments: Vec<Vec<u8>>,
    used: Vec<bool>,
}

impl SharedTables {
    /// More tables than a decoder has room for: four for quantisation, eight of Huffman or arithmetic codes.
    const MOST: usize = 4 + 8 + 8;

    /// Reads a stream of tables alone; none where it is broken.
    pub(crate) fn read(stream: &[u8]) -> Option<Self> {
        let mut shared = Self::default();
        let mut at = 2;
        while let [0xFF, marker, ..] = from(stream, at) {
            if matches!(marker, 0xD8 | 0xFF) {
                at += 1 + usize::from(*marker == 0xD8);
                continue;
            }
            if *marker == 0xD9 {
                break;
            }
            let length = usize::from(be16(stream, at + 2)?);
            let payload = stream.get(at + 4..at.checked_add(2 + length)?)?;
            if matches!(marker, 0xDB | 0xC4 | 0xCC) {
                for (_, range) in pieces(*marker, payload)? {
                    let table = part(payload, range);
                    let length = (table.len() as u16 + 2).to_be_bytes();
                    shared.segments.push([&[0xFF, *marker], &length, table].concat());
                }
            }
            at += 2 + length;
        }
        shared.used = vec![false; shared.segments.len()];
        (stream.starts_with(b"\xFF\xD8") && shared.segments.len() <= Self::MOST).then_some(shared)
    }

    /// The stream of those that were used; empty where none was.
    pub(crate) fn written(&self) -> Vec<u8> {
        let used = self.segments.iter().zip(&self.used).filter(|(_, used)| **used);
        let tables: Vec<u8> = used.flat_map(|(segment, _)| segment.clone()).collect();
        if tables.is_empty() {
            tables
        } else {
            [b"\xFF\xD8", tables.as_slice(), b"\xFF\xD9"].concat()
        }
    }
}

/// The stream in a range of the source without anything that a decoder does not need, and its scans.
///
/// # Errors
/// As for a whole JPEG, and where the picture is larger than its strip. A missing EOI is no error, as it is none for libtiff.
pub(crate) fn abbreviated(
    source: &[u8],
    range: &Range<usize>,
    most: Size,
    shared: &mut SharedTables,
) -> Result<(Output, Vec<Range<usize>>), Error> {
    let data = part(source, range.clone());
    if !data.starts_with(b"\xFF\xD8") {
        return Err(malformed(
            "strip",
            range.start,
            "A strip does not begin as a JPEG does",
        ));
    }
    let before: usize = shared.segments.iter().map(Vec::len).sum();
    let tables = shared.segments.concat();
    let whole = [b"\xFF\xD8", tables.as_slice(), from(data, 2), b"\xFF\xD9"].concat();
    let in_source = |at: usize| (range.start + at).saturating_sub(before).min(range.end);
    let (walk, stopped) = walk(&whole).map_err(|error| error.moved(in_source))?;
    let frame = Frame::find(&whole, &walk).map_err(|error| error.moved(in_source))?;
    if frame.size.width > most.width || frame.size.height > most.height {
        return Err(malformed(
            "strip",
            range.start,
            "A strip's picture is larger than the strip",
        ));
    }
    let tables = Tables::read(&whole, &walk, &frame).map_err(|error| error.moved(in_source))?;
    if let Some(error) = stopped.filter(|_| !tables.complete) {
        return Err(error.moved(in_source));
    }
    let mut output = Output::default();
    output.make(b"\xFF\xD8");
    let mut scans = Vec::new();
    for (index, item) in walk.iter().enumerate() {
        match &item.what {
            What::Segment(_) if item.range.end <= 2 + before => {
                let used = tables.used_in(index);
                let place = index.checked_sub(1).filter(|_| !used.is_empty());
                if let Some(place) = place
                    && let Some(segment) = shared.segments.get_mut(place)
                    && let Some(mark) = shared.used.get_mut(place)
                {
                    segment.truncate(4);
                    segment.extend(used);
                    *mark = true;
                }
            }
            What::Segment(_) | What::Scan if index >= tables.end => {}
            What::Segment(segment) => {
                write_segment(&whole, index, segment, &frame, &tables, &mut output)
                    .map_err(|error| error.moved(in_source))?;
            }
            What::Scan => {
                output.copy(item.range.clone());
                scans.push(in_source(item.range.start)..in_source(item.range.end));
            }
            _ => {}
        }
    }
    output.make(b"\xFF\xD9");
    if scans.is_empty() {
        return Err(malformed("strip", range.start, "A strip holds no picture"));
    }
    Ok((output.moved(in_source), scans))
}
