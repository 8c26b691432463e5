//! Predictors: pixels as differences from the ones before (TIFF 6.0, section 14; Adobe Photoshop TIFF technical note 3).

use super::layout::Layout;

/// Turns differences into samples, row by row.
pub(super) fn undo(layout: &Layout, rows: &mut [u8]) {
    for row in rows.chunks_mut(layout.row_bytes().max(1)) {
        match layout.predictor {
            2 => add_up(
                layout,
                row,
                |before, here, mask| before.wrapping_add(here) & mask,
                true,
            ),
            3 => {
                bytes(row, layout.per_pixel(), true);
                let planes = row.to_vec();
                each_byte(layout, row.len(), |place, plane| {
                    if let (Some(to), Some(from)) = (row.get_mut(place), planes.get(plane)) {
                        *to = *from;
                    }
                });
            }
            _ => {}
        }
    }
}

/// Turns samples into differences, row by row.
pub(super) fn redo(layout: &Layout, rows: &mut [u8]) {
    for row in rows.chunks_mut(layout.row_bytes().max(1)) {
        match layout.predictor {
            2 => add_up(
                layout,
                row,
                |before, here, mask| here.wrapping_sub(before) & mask,
                false,
            ),
            3 => {
                let numbers = row.to_vec();
                each_byte(layout, row.len(), |place, plane| {
                    if let (Some(to), Some(from)) = (row.get_mut(plane), numbers.get(place)) {
                        *to = *from;
                    }
                });
                bytes(row, layout.per_pixel(), false);
            }
            _ => {}
        }
    }
}

/// Replaces each sample by what `join` makes of it and of the one of the pixel before: of its new value where `summed`,
/// else of its old.
fn add_up(layout: &Layout, row: &mut [u8], join: impl Fn(u64, u64, u64) -> u64, summed: bool) {
    let (width, samples) = (layout.bits as usize / 8, layout.per_pixel());
    let mask = u64::MAX >> (64 - layout.bits);
    let mut before = vec![0; samples];
    for pixel in row.chunks_exact_mut((width * samples).max(1)) {
        for (bytes, before) in pixel.chunks_exact_mut(width.max(1)).zip(&mut before) {
            let here = number(bytes, layout.big_endian);
            let joined = join(*before, here, mask);
            put(bytes, joined, layout.big_endian);
            *before = if summed { joined } else { here };
        }
    }
}

pub(super) fn number(bytes: &[u8], big_endian: bool) -> u64 {
    let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    if big_endian {
        bytes.iter().fold(0, add)
    } else {
        bytes.iter().rev().fold(0, add)
    }
}

pub(super) fn put(bytes: &mut [u8], number: u64, big_endian: bool) {
    let low = number.to_le_bytes();
    if big_endian {
        bytes.iter_mut().rev().zip(low).for_each(|(to, from)| *to = from);
    } else {
        bytes.iter_mut().zip(low).for_each(|(to, from)| *to = from);
    }
}

/// Bytes as differences from those of the pixel before, or the other way round.
fn bytes(row: &mut [u8], step: usize, sum: bool) {
    for first in 0..step {
        let mut before = 0u8;
        for byte in row.iter_mut().skip(first).step_by(step.max(1)) {
            let here = *byte;
            *byte = if sum {
                before.wrapping_add(here)
            } else {
                here.wrapping_sub(before)
            };
            before = if sum { *byte } else { here };
        }
    }
}

/// Pairs the place of each byte of a row of numbers with its place where all first bytes come first, then all second ones.
fn each_byte(layout: &Layout, length: usize, mut pair: impl FnMut(usize, usize)) {
    let width = (layout.bits as usize / 8).max(1);
    let numbers = length / width;
    for number in 0..numbers {
        for byte in 0..width {
            let stored = if layout.big_endian { byte } else { width - 1 - byte };
            pair(number * width + stored, byte * numbers + number);
        }
    }
}
