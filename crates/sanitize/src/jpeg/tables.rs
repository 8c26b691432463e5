//! Which tables a scan uses. A table that none uses is a hiding place.

use std::collections::HashMap;
use std::ops::Range;

use super::frame::{Frame, Process, is_frame};
use super::scans::{Coverage, Scan};
use super::walk::{Item, Segment, What};
use crate::Error;
use crate::bytes::{array, from, part};
use crate::error::malformed;

/// The tables of a JPEG, each a piece of one segment's payload, in the file's order.
pub(super) struct Tables {
    tables: Vec<Table>,
    /// The item with which the picture ends, because decoders stop there.
    pub(super) end: usize,
    /// Whether the scans up to there hold the whole picture.
    pub(super) complete: bool,
}

struct Table {
    /// The item whose segment defines it.
    item: usize,
    bytes: Vec<u8>,
    used: bool,
}

/// Marker, and class and slot as the segment writes them in one byte.
type Slot = (u8, u8);

impl Tables {
    /// Reads every DQT, DHT, DAC and DRI and marks those in force when a scan uses them.
    pub(super) fn read(source: &[u8], walk: &[Item], frame: &Frame) -> Result<Self, Error> {
        let mut tables: Vec<Table> = Vec::new();
        let mut current: HashMap<Slot, usize> = HashMap::new();
        let mut latched: Vec<u8> = Vec::new();
        let mut coverage = Coverage::new(frame);
        let mut framed = false;
        let mut end = walk.len();
        for (item, segment) in walk
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match &item.what {
                What::Segment(segment) => Some((index, segment)),
                _ => None,
            })
        {
            let payload = part(source, segment.payload.clone());
            match segment.marker {
                marker @ (0xDB | 0xC4 | 0xCC | 0xDD) => {
                    let pieces = pieces(marker, payload).ok_or_else(|| broken(segment))?;
                    for (slot, range) in pieces {
                        current.insert((marker, slot), tables.len());
                        let mut bytes = part(payload, range).to_vec();
                        if let (0xDB, Some(first)) = (marker, bytes.first_mut()) {
                            // A precision is 0 or 1; decoders take anything else for 1.
                            *first = (*first >> 4).min(1) << 4 | *first & 15;
                        }
                        tables.push(Table {
                            item,
                            bytes,
                            used: false,
                        });
                    }
                }
                0xDA => {
                    if !framed {
                        return Err(malformed(
                            "SOS",
                            segment.range.start,
                            "A scan stands before the frame header",
                        ));
                    }
                    let scan = Scan::parse(source, segment, frame)?;
                    if !scan.possible() {
                        end = item;
                        break;
                    }
                    if !coverage.add(&scan) {
                        return Err(malformed(
                            "SOS",
                            segment.range.start,
                            "A scan codes again what another has coded",
                        ));
                    }
                    for slot in slots(&scan, frame, &mut latched) {
                        if let Some(table) = current.get(&slot).and_then(|index| tables.get_mut(*index)) {
                            if slot.0 == 0xC4 && !is_huffman_code(&table.bytes, frame.process) {
                                return Err(broken(segment));
                            }
                            table.used = true;
                        }
                    }
                }
                marker => framed |= is_frame(marker),
            }
        }
        Ok(Self {
            tables,
            end,
            complete: coverage.is_complete(),
        })
    }

    /// The payload of a segment with the used tables alone.
    pub(super) fn used_in(&self, item: usize) -> Vec<u8> {
        let start = self.tables.partition_point(|table| table.item < item);
        let end = self.tables.partition_point(|table| table.item <= item);
        let of_item = self.tables.get(start..end).unwrap_or_default();
        let used = of_item.iter().filter(|table| table.used);
        used.flat_map(|table| table.bytes.iter().copied()).collect()
    }
}

fn broken(segment: &Segment) -> Error {
    malformed("table", segment.range.start, "A table of the picture is broken")
}

/// Whether a table gives each value one code, and has no more values than differences have lengths (F.1.2.1.2,
/// H.1.2.2). Codes that no picture can need would be room for text.
fn is_huffman_code(table: &[u8], process: Process) -> bool {
    let values = from(table, 17);
    let most = match table.first() {
        Some(slot) if slot >> 4 > 0 => 256,
        _ if process == Process::Lossless => 17,
        _ => 16,
    };
    let mut seen = [false; 256];
    values.len() <= most
        && values.iter().all(|value| {
            seen.get_mut(usize::from(*value))
                .is_some_and(|seen| !std::mem::replace(seen, true))
        })
}

/// The tables in a segment, tiling its payload: their slots and places.
pub(super) fn pieces(marker: u8, payload: &[u8]) -> Option<Vec<(u8, Range<usize>)>> {
    if marker == 0xDD {
        return (payload.len() == 2).then(|| vec![(0, 0..2)]);
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(slot) = payload.get(at) {
        let length = match marker {
            0xDB => 1 + 64 * (1 + usize::from(slot >> 4).min(1)),
            0xC4 => {
                let codes = array::<16>(payload, at + 1)?
                    .map(usize::from)
                    .iter()
                    .sum::<usize>();
                // A code for each byte at most (F.1.2); decoders read no more.
                17 + Some(codes).filter(|codes| *codes <= 256)?
            }
            _ => 2,
        };
        payload.get(at..at + length)?;
        let slot = if marker == 0xDB { slot & 15 } else { *slot };
        pieces.push((slot, at..at + length));
        at += length;
    }
    Some(pieces)
}

/// The slots that a scan uses (T.81 B.2.3, G.1.2).
fn slots(scan: &Scan, frame: &Frame, latched: &mut Vec<u8>) -> Vec<Slot> {
    let entropy = if frame.arithmetic { 0xCC } else { 0xC4 };
    // A decoder takes a restart interval and the quantisation tables as they stand when the scan begins.
    let mut slots = vec![(0xDD, 0)];
    for selected in &scan.components {
        if let Some(component) = frame.component(selected.id)
            && !latched.contains(&selected.id)
        {
            latched.push(selected.id);
            slots.extend((frame.process != Process::Lossless).then_some((0xDB, component.table)));
        }
        slots.extend(selected.dc.map(|dc| (entropy, dc)));
        slots.extend(selected.ac.map(|ac| (entropy, 0x10 | ac)));
    }
    slots
}
