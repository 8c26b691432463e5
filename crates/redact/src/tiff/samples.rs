//! The samples of a page: strips or tiles of packed rows, each sample at its place.

use super::codec;
use super::layout::Layout;
use super::{lossy, predictor};
use crate::{Error, Size};

/// The decoded pieces of a page.
#[derive(Clone)]
pub(super) struct Samples {
    pub(super) layout: Layout,
    pieces: Vec<Vec<u8>>,
}

impl Samples {
    /// Decodes every piece of a page. A page that is coded with loss has a layout that is not, from then on.
    pub(super) fn decoded(layout: Layout, data: &[&[u8]], tables: &[u8]) -> Result<Self, Error> {
        let missing = Error::Malformed {
            part: "strip",
            offset: 0,
        };
        let data = data.get(..layout.count()).ok_or(missing)?;
        let mut pieces = Vec::with_capacity(data.len());
        for (index, data) in data.iter().enumerate() {
            let (shown, rows) = (layout.shown(index), layout.rows(index));
            let mut piece = if lossy::is_lossy(layout.compression) {
                lossy::decoded(&layout, data, tables, shown, rows)?
            } else {
                let whole = Size {
                    width: layout.piece.width,
                    height: rows,
                };
                codec::decoded(&layout, data, whole, layout.row_bytes() * rows as usize)?
            };
            if !lossy::is_lossy(layout.compression) {
                predictor::undo(&layout, &mut piece);
            }
            pieces.push(piece);
        }
        let mut samples = Self {
            layout: layout.lossless(),
            pieces,
        };
        samples.clear_filling();
        Ok(samples)
    }

    /// The data of every piece.
    pub(super) fn encoded(mut self) -> Result<Vec<Vec<u8>>, Error> {
        let layout = self.layout;
        let pieces = std::mem::take(&mut self.pieces).into_iter().enumerate();
        let encode = |(index, mut rows): (usize, Vec<u8>)| {
            predictor::redo(&layout, &mut rows);
            let piece = Size {
                width: layout.piece.width,
                height: layout.rows(index),
            };
            codec::encoded(&layout, &rows, piece)
        };
        pieces.map(encode).collect()
    }

    /// Clears what lies right of the picture and below it: it repeats pixels of the picture where differences are coded,
    /// hidden ones too.
    fn clear_filling(&mut self) {
        let layout = self.layout;
        for (index, rows) in self.pieces.iter_mut().enumerate() {
            clear(&layout, index, rows);
        }
    }

    /// A sample of a pixel, as it is stored.
    pub(super) fn get(&self, x: u32, y: u32, channel: usize) -> u64 {
        let (piece, bit) = self.place(x, y, channel);
        let rows = self.pieces.get(piece).map_or(&[][..], Vec::as_slice);
        let bits = self.layout.bits as usize;
        if bits.is_multiple_of(8) {
            let bytes = rows.get(bit / 8..bit / 8 + bits / 8).unwrap_or_default();
            return predictor::number(bytes, self.layout.big_endian);
        }
        (bit..bit + bits).fold(0, |sample, bit| {
            let byte = rows.get(bit / 8).copied().unwrap_or_default();
            sample << 1 | u64::from(byte >> (7 - bit % 8) & 1)
        })
    }

    pub(super) fn set(&mut self, x: u32, y: u32, channel: usize, sample: u64) {
        let (piece, bit) = self.place(x, y, channel);
        let Some(rows) = self.pieces.get_mut(piece) else {
            return;
        };
        let bits = self.layout.bits as usize;
        if bits.is_multiple_of(8) {
            let bytes = rows.get_mut(bit / 8..bit / 8 + bits / 8).unwrap_or_default();
            predictor::put(bytes, sample, self.layout.big_endian);
            return;
        }
        for (index, bit) in (bit..bit + bits).rev().enumerate() {
            let mask = 0x80 >> (bit % 8);
            if let Some(byte) = rows.get_mut(bit / 8) {
                *byte = if sample >> index & 1 == 1 {
                    *byte | mask
                } else {
                    *byte & !mask
                };
            }
        }
    }

    /// The piece in which a sample lies, and the bit at which it begins.
    fn place(&self, x: u32, y: u32, channel: usize) -> (usize, usize) {
        let layout = &self.layout;
        let (across, down) = layout.grid();
        let Size { width, height } = layout.piece;
        let plane = if layout.separate { channel } else { 0 };
        let piece = plane * across as usize * down as usize
            + (y / height) as usize * across as usize
            + (x / width) as usize;
        let (x, y) = ((x % width) as usize, (y % height) as usize);
        if layout.has_blocks() {
            let (a, d) = (layout.blocks.width as usize, layout.blocks.height as usize);
            let inside = match channel {
                0 => y % d * a + x % a,
                colour => a * d + colour - 1,
            };
            let block = y / d * layout.row_bytes() + x / a * (a * d + 2);
            return (piece, 8 * (block + inside));
        }
        let channel = if layout.separate { 0 } else { channel };
        let sample = x * layout.per_pixel() + channel;
        (piece, y * layout.row_bytes() * 8 + sample * layout.bits as usize)
    }
}

/// Clears what a piece holds beyond what is shown.
fn clear(layout: &Layout, index: usize, rows: &mut [u8]) {
    let shown = layout.shown(index);
    for (row, bytes) in rows.chunks_mut(layout.row_bytes().max(1)).enumerate() {
        if layout.has_blocks() {
            clear_blocks(layout, shown, row, bytes);
            continue;
        }
        let bits = if row < shown.height as usize {
            shown.width as usize * layout.per_pixel() * layout.bits as usize
        } else {
            0
        };
        if let Some(byte) = bytes.get_mut(bits / 8) {
            *byte &= !(0xFF_u8 >> (bits % 8));
        }
        bytes.iter_mut().skip(bits / 8 + 1).for_each(|byte| *byte = 0);
    }
}

fn clear_blocks(layout: &Layout, shown: Size, row: usize, bytes: &mut [u8]) {
    let (a, d) = (layout.blocks.width as usize, layout.blocks.height as usize);
    for (column, block) in bytes.chunks_mut(a * d + 2).enumerate() {
        for (place, byte) in block.iter_mut().enumerate() {
            let (x, y) = if place < a * d {
                (place % a, place / a)
            } else {
                (0, 0)
            };
            let is_shown = column * a + x < shown.width as usize && row * d + y < shown.height as usize;
            if !is_shown {
                *byte = 0;
            }
        }
    }
}
