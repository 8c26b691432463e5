//! A progressive picture coded anew (ITU-T T.81, annex G): in fewer scans than libjpeg-turbo's, none of which puts bits of
//! a coefficient off to a later one. That costs a few hundredths of the file and saves most of the time.

mod ac;
mod dc;

use ac::{Band, Levels};

use super::frame::{Component, Frame, ZIGZAG};
use super::huffman::{Counts, Table};
use super::segment::{DQT, DRI, EOI, SOI, SOS};
use super::turbo::{self, Block, Coefficients};
use crate::Error;

/// What a scan codes of a component, as places of the zigzag: of the first one the lowest frequencies come before all
/// else, so that a picture on its way shows something soon.
const BANDS_OF_FIRST: &[(u8, u8)] = &[(1, 5), (6, 63)];
const BANDS_OF_OTHERS: &[(u8, u8)] = &[(1, 63)];

/// Has the coefficients of a picture changed, and codes them by Huffman: `apps`, then tables, frame and scans.
///
/// # Errors
/// As for [`turbo::walk`], and [`Error::Unsupported`] where no code can tell of a coefficient, or where components share
/// a quantisation table that is defined anew between their scans.
pub(super) fn rewritten(
    jpeg: &[u8],
    frame: &Frame,
    apps: &[Vec<u8>],
    coefficients: &mut dyn Coefficients,
) -> Result<Vec<u8>, Error> {
    let tables = quantisation(&frame.components)?;
    let mut scans = Scans::new(frame, coefficients);
    if turbo::walk(jpeg, frame, &mut scans)? >= 1 << MOST_BITS {
        return Err(TOO_LARGE);
    }

    let mut bytes = vec![0xFF, SOI];
    apps.iter().for_each(|app| bytes.extend(app));
    bytes.extend(tables);
    bytes.extend(frame_segment(frame));
    if frame.restart_interval > 0 {
        bytes.extend(segment(DRI, &frame.restart_interval.to_be_bytes()));
    }
    let Scans { bands, levels, .. } = scans;
    for components in dc::scans(frame) {
        let coded = dc::scan(frame, &levels, &components)?;
        bytes.extend(scan(frame, &components, (0, 0), coded));
    }
    for band in bands {
        bytes.extend(scan(frame, &[band.component], band.places, band.finish()));
    }
    bytes.extend([0xFF, EOI]);
    Ok(bytes)
}

/// Bits of a coefficient, or of the difference of two, that a symbol can tell of.
const MOST_BITS: u32 = 15;

const TOO_LARGE: Error = Error::Unsupported {
    what: "a JPEG with coefficients of more than fifteen bits",
};

/// A DQT segment for each table (T.81, B.2.4.1).
fn quantisation(components: &[Component]) -> Result<Vec<u8>, Error> {
    let mut segments = Vec::new();
    for (at, component) in components.iter().enumerate() {
        let mut before = components
            .iter()
            .take(at)
            .filter(|other| other.table == component.table);
        match before.next() {
            Some(other) if other.quantisers == component.quantisers => continue,
            Some(_) => {
                return Err(Error::Unsupported {
                    what: "a JPEG whose quantisation tables change between scans",
                });
            }
            None => {}
        }
        let quantisers = component.quantisers.ok_or(Error::Malformed {
            part: "DQT",
            offset: 0,
        })?;
        let zigzag = ZIGZAG.map(|natural| quantisers.get(natural).copied().unwrap_or(1));
        let wide = zigzag.iter().any(|&value| value > 0xFF);
        let mut payload = vec![u8::from(wide) << 4 | component.table];
        if wide {
            payload.extend(zigzag.iter().flat_map(|value| value.to_be_bytes()));
        } else {
            payload.extend(zigzag.map(|value| value as u8));
        }
        segments.extend(segment(DQT, &payload));
    }
    Ok(segments)
}

/// The SOF (T.81, B.2.2).
fn frame_segment(frame: &Frame) -> Vec<u8> {
    let mut payload = vec![frame.precision];
    payload.extend((frame.size.height as u16).to_be_bytes());
    payload.extend((frame.size.width as u16).to_be_bytes());
    payload.push(frame.components.len() as u8);
    let specifications = frame.components.iter();
    payload.extend(specifications.flat_map(|component| [component.id, component.sampling, component.table]));
    segment(frame.sof, &payload)
}

/// A scan (T.81, B.2.3) behind its table, which has the number 0.
fn scan(frame: &Frame, components: &[usize], (first, last): (u8, u8), coded: (Table, Vec<u8>)) -> Vec<u8> {
    let (table, data) = coded;
    let ids = components
        .iter()
        .filter_map(|&component| frame.components.get(component));
    let mut payload = vec![components.len() as u8];
    payload.extend(ids.flat_map(|component| [component.id, 0]));
    payload.extend([first, last, 0]);
    let class = if first == 0 { 0x00 } else { 0x10 };
    [table.segment(class), segment(SOS, &payload), data].concat()
}

fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xFF, marker];
    segment.extend((payload.len() as u16 + 2).to_be_bytes());
    segment.extend(payload);
    segment
}

/// Shows the coefficients to the one that changes them, and codes what comes of it.
struct Scans<'a> {
    coefficients: &'a mut dyn Coefficients,
    bands: Vec<Band>,
    /// Each component's DC coefficients, row by row.
    levels: Vec<Vec<i16>>,
    /// Of so many rows of blocks the symbols of one are counted.
    counted_rows: usize,
}

/// Blocks of a picture whose symbols are all counted. Of a larger one a part tells as well how often they come.
const ALL_COUNTED: u64 = 1 << 16;

impl<'a> Scans<'a> {
    fn new(frame: &Frame, coefficients: &'a mut dyn Coefficients) -> Self {
        let interval = frame.restart_interval;
        let (counted_rows, least) = if frame.coefficient_bytes() <= 128 * ALL_COUNTED {
            (1, 0)
        } else {
            // What is not counted may come, too.
            (4, 1)
        };
        let bands = (0..frame.components.len()).flat_map(|component| {
            let places = if component == 0 {
                BANDS_OF_FIRST
            } else {
                BANDS_OF_OTHERS
            };
            let counts = Counts::from(least);
            (places.iter()).map(move |&places| Band::new(component, places, counts.clone(), interval))
        });
        Self {
            coefficients,
            bands: bands.collect(),
            levels: vec![Vec::new(); frame.components.len()],
            counted_rows,
        }
    }
}

impl Coefficients for Scans<'_> {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        self.coefficients.see(component, row, blocks);
    }

    fn seen(&mut self) {
        self.coefficients.seen();
    }

    fn change(&mut self, component: usize, row: usize, blocks: &mut [Block]) {
        self.coefficients.change(component, row, blocks);
        if let Some(levels) = self.levels.get_mut(component) {
            levels.extend(blocks.iter().map(|&[dc, ..]| dc));
        }
        if !row.is_multiple_of(self.counted_rows) {
            return;
        }
        for levels in blocks.iter().map(Levels::of) {
            for band in self.bands.iter_mut().filter(|band| band.component == component) {
                band.count(&levels);
            }
        }
    }

    fn changed(&mut self, component: usize, _row: usize, blocks: &[Block]) {
        let mut bands: Vec<_> = (self.bands.iter_mut())
            .filter(|band| band.component == component)
            .map(|band| (band.places, band.coding()))
            .collect();
        for levels in blocks.iter().map(Levels::of) {
            for (places, coding) in &mut bands {
                coding.block(&levels, *places);
            }
        }
    }
}

/// A level's own bits and how many they are (T.81, F.1.2.1 and F.1.2.2).
fn magnitude(level: i32) -> (u32, u32) {
    let size = u32::BITS - level.unsigned_abs().leading_zeros();
    let bits = if level < 0 { level - 1 } else { level };
    (bits as u32 & ((1 << size) - 1), size)
}

/// Counts the MCUs between RST markers.
struct Restarts {
    /// 0 for none.
    interval: u16,
    since: u16,
    next: u8,
}

impl Restarts {
    const fn every(interval: u16) -> Self {
        Self {
            interval,
            since: 0,
            next: 0,
        }
    }

    /// The number of the marker that stands before the next MCU.
    fn before_mcu(&mut self) -> Option<u8> {
        let due = self.interval > 0 && self.since == self.interval;
        let number = self.next;
        if due {
            self.since = 0;
            self.next = (number + 1) % 8;
        }
        self.since = self.since.wrapping_add(1);
        due.then_some(number)
    }
}
