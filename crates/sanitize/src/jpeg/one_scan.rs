//! A baseline stream of one scan, which a TIFF of the old kind of JPEG keeps its picture in: cleaned to its last code.

use std::ops::Range;

use super::entropy::{Blocks, Codes, Interval, intervals};
use super::frame::{Frame, Process};
use super::scans::Scan;
use super::tables::{Tables, pieces};
use super::walk::{Item, Segment, What, walk};
use super::write_segment;
use crate::bytes::{be16, from, part};
use crate::error::malformed;
use crate::part::Size;
use crate::{Error, Output};

/// A stream without anything that a decoder does not need.
pub(crate) struct OneScan {
    pub(crate) output: Vec<u8>,
    pub(crate) size: Size,
    /// Pixels across and down that share their colour.
    pub(crate) sampling: (u32, u32),
    /// The coded data that is copied, in the stream.
    pub(crate) coded: Vec<Range<usize>>,
    /// Whether that data is all that the scan holds now, but for its restart markers.
    pub(crate) copied: bool,
    /// Whether that data codes the whole picture.
    whole: bool,
    /// Where what is needed of the stream ends.
    pub(crate) end: usize,
}

const REFUSED: Error = Error::Unsupported {
    what: "A TIFF compressed with a rare form of the old kind of JPEG",
    remedy: crate::format::SAVE_JPEG,
};

/// Reads a stream that begins with SOI, and cuts its picture to a height.
///
/// # Errors
/// As for a whole JPEG, and where it is not a baseline picture in one scan.
pub(crate) fn one_scan(stream: &[u8], height: u32) -> Result<OneScan, Error> {
    let first = cleaned(stream, height)?;
    if first.whole {
        return Ok(first);
    }
    // Without what decoders skip of it, damaged data may read otherwise.
    let second = cleaned(&first.output, height)?;
    let settled = second.whole || cleaned(&second.output, height)?.output == second.output;
    if !settled {
        return Err(malformed("scan", first.end, "The picture data is damaged"));
    }
    let copied = second.output == first.output;
    Ok(OneScan {
        output: second.output,
        copied,
        ..first
    })
}

fn cleaned(stream: &[u8], height: u32) -> Result<OneScan, Error> {
    let (walk, _) = walk(stream)?;
    let mut frame = Frame::find(stream, &walk)?;
    frame.lower(height);
    let tables = Tables::read(stream, &walk, &frame)?;
    let scans = walk
        .iter()
        .filter(|item| matches!(&item.what, What::Segment(segment) if segment.marker == 0xDA));
    if frame.process != Process::Sequential || frame.arithmetic || frame.precision != 8 || scans.count() != 1
    {
        return Err(REFUSED);
    }
    if !tables.complete {
        return Err(malformed("scan", 0, "A part of the picture is missing"));
    }
    let mut output = Output::default();
    output.make(b"\xFF\xD8");
    for (index, item) in walk.iter().enumerate() {
        if let What::Segment(segment) = &item.what {
            write_segment(stream, index, segment, &frame, &tables, &mut output)?;
        }
    }
    let mut output = output.to_vec(stream);
    let scans: Vec<_> = walk
        .iter()
        .filter(|item| matches!(item.what, What::Scan))
        .map(|item| item.range.clone())
        .collect();
    let intervals = walked(stream, &walk, &frame, &scans);
    let whole = intervals.is_some();
    let (coded, copied, end) = match intervals {
        Some(intervals) => {
            let end = intervals.last().map(|interval| interval.range.end);
            let (coded, copied) = write_intervals(stream, &intervals, &mut output);
            (coded, copied, end)
        }
        None => {
            scans
                .iter()
                .for_each(|scan| output.extend(part(stream, scan.clone())));
            let end = scans.last().map(|scan| scan.end);
            (scans, true, end)
        }
    };
    let end = end.ok_or(malformed("scan", 0, "A part of the picture is missing"))?;
    let eoi = from(stream, end).starts_with(b"\xFF\xD9");
    output.extend(b"\xFF\xD9");
    Ok(OneScan {
        output,
        size: frame.size,
        sampling: sampling(&frame),
        end: if eoi { end + 2 } else { end },
        coded,
        copied,
        whole,
    })
}

/// The YCbCrSubSampling of a stream that begins with SOI, where its frame tells it.
pub(crate) fn sampling_of(stream: &[u8]) -> Option<(u32, u32)> {
    let (walk, _) = walk(stream).ok()?;
    Some(sampling(&Frame::find(stream, &walk).ok()?))
}

/// Writes intervals with their restart markers, the spare bits of each set (F.1.2.3); gives what is copied of them, and
/// whether that is all.
fn write_intervals(stream: &[u8], intervals: &[Interval], output: &mut Vec<u8>) -> (Vec<Range<usize>>, bool) {
    let (mut coded, mut copied) = (Vec::with_capacity(intervals.len()), true);
    for (number, interval) in intervals.iter().enumerate() {
        if number > 0 {
            output.extend([0xFF, 0xD0 + ((number - 1) % 8) as u8]);
        }
        let spare = !(0xFF_u32 << interval.spare) as u8;
        let data = part(stream, interval.range.clone());
        let (last, before) = match data {
            [before @ .., 0xFF, 0x00] => (0xFF, before),
            [before @ .., last] => (*last, before),
            [] => continue,
        };
        output.extend(before);
        let filled = last | spare;
        output.push(filled);
        output.extend((filled == 0xFF).then_some(0));
        if filled == last {
            coded.push(interval.range.clone());
        } else {
            coded.push(interval.range.start..interval.range.start + before.len());
            copied = false;
        }
    }
    (coded, copied)
}

/// The intervals of the scan, where its data is whole.
fn walked(stream: &[u8], walk: &[Item], frame: &Frame, scans: &[Range<usize>]) -> Option<Vec<Interval>> {
    let [data] = scans else {
        return None;
    };
    let before = || {
        walk.iter().filter_map(|item| match &item.what {
            What::Segment(segment) => Some(segment),
            _ => None,
        })
    };
    let header = before().find(|segment| segment.marker == 0xDA)?;
    let before = || before().take_while(|segment| segment.marker != 0xDA);
    let scan = Scan::parse(stream, header, frame).ok()?;
    let codes = |slot: u8| {
        let tables = before().filter(|segment| segment.marker == 0xC4);
        let table = tables.filter_map(|segment| table(stream, segment, slot)).last()?;
        Codes::new(from(table, 1))
    };
    let mut mcu = Vec::new();
    for selected in &scan.components {
        let (across, down) = factors(frame, frame.components.iter().position(|c| c.id == selected.id)?)?;
        mcu.push(Blocks {
            count: if scan.components.len() == 1 {
                1
            } else {
                across * down
            },
            dc: codes(selected.dc?)?,
            ac: codes(0x10 | selected.ac?)?,
        });
    }
    // A single component is not interleaved: its MCU is a block (A.2.2).
    let (across, down) = if scan.components.len() == 1 {
        (1, 1)
    } else {
        largest(frame)?
    };
    let mcus =
        u64::from(frame.size.width.div_ceil(8 * across)) * u64::from(frame.size.height.div_ceil(8 * down));
    let restart = before().filter(|segment| segment.marker == 0xDD).last();
    let restart = restart
        .and_then(|segment| be16(stream, segment.payload.start))
        .unwrap_or(0);
    intervals(stream, data, &mcu, mcus, restart.into())
}

/// The table of a slot in a segment.
fn table<'a>(stream: &'a [u8], segment: &Segment, slot: u8) -> Option<&'a [u8]> {
    let payload = part(stream, segment.payload.clone());
    let mut pieces = pieces(segment.marker, payload)?.into_iter();
    let (_, range) = pieces.rfind(|(of, _)| *of == slot)?;
    Some(part(payload, range))
}

/// The sampling factors of a component (B.2.2).
fn factors(frame: &Frame, place: usize) -> Option<(u32, u32)> {
    let factors = u32::from(*frame.payload.get(7 + 3 * place)?);
    Some((factors >> 4, factors & 15))
        .filter(|(across, down)| (1..=4).contains(across) && (1..=4).contains(down))
}

fn largest(frame: &Frame) -> Option<(u32, u32)> {
    (0..frame.components.len()).try_fold((1, 1), |(across, down), place| {
        let (a, d) = factors(frame, place)?;
        Some((across.max(a), down.max(d)))
    })
}

/// YCbCrSubSampling, as far as TIFF can say it (TIFF 6.0, section 21).
fn sampling(frame: &Frame) -> (u32, u32) {
    let first = factors(frame, 0).filter(|(across, down)| *across != 3 && *down != 3);
    let alone = (1..frame.components.len()).all(|place| factors(frame, place) == Some((1, 1)));
    first.filter(|_| alone).unwrap_or((1, 1))
}
