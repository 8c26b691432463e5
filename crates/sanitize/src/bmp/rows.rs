//! Pixels that are stored as they are: rows of whole 32-bit words (Bitmap Storage).

use std::ops::Range;

use super::cut;
use super::header::Header;
use crate::bytes::part;
use crate::palette::{Alike, Indices};
use crate::{Coded, Error, Output};

pub(super) struct Rows<'a> {
    source: &'a [u8],
    /// From the first row to the end of the last, with its padding as far as that is there.
    pub(super) range: Range<usize>,
    /// Bytes from one row to the next.
    stride: usize,
    /// Bytes of a row that hold pixels.
    row: usize,
    bits: u16,
    width: usize,
    /// The bits that show something: those of a pixel, and of the last byte in a row.
    pixel: Vec<u8>,
    last: u8,
    /// Of pixels of a colour table, the byte that is written for each: of indices that look the same the first alone.
    bytes: Option<[u8; 256]>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(source: &'a [u8], header: &Header) -> Result<Self, Error> {
        let too_long = || cut("pixels", source.len());
        let width = header.size.width as usize;
        let bits = width.checked_mul(header.bits.into()).ok_or_else(too_long)?;
        let (row, stride) = (bits.div_ceil(8), bits.div_ceil(32) * 4);
        let height = header.size.height as usize;
        let end = stride
            .checked_mul(height)
            .and_then(|length| length.checked_add(header.pixels))
            .ok_or_else(too_long)?;
        // The last row may go without its padding.
        if end - (stride - row) > source.len() {
            return Err(too_long());
        }
        let all = header.masks.iter().fold(0, |all, mask| all | mask);
        let pixel = if header.bits > 8 {
            all.to_le_bytes()
                .into_iter()
                .take(usize::from(header.bits / 8))
                .collect()
        } else {
            vec![0xFF]
        };
        let mut rows = Self {
            source,
            range: header.pixels..end.min(source.len()),
            stride,
            row,
            bits: header.bits,
            width,
            pixel,
            last: 0xFF << (row * 8 - bits),
            bytes: None,
        };
        if header.bits <= 8 {
            let mut seen = Indices::default();
            rows.see(&mut seen);
            rows.tell_alike(header.alike(source, &seen));
        }
        Ok(rows)
    }

    fn tell_alike(&mut self, alike: Alike) {
        if alike.differs() {
            self.bytes = Some(std::array::from_fn(|byte| {
                let indices = self.indices(byte as u8);
                indices.fold(0, |byte, index| {
                    (u16::from(byte) << self.bits) as u8 | alike.of(index)
                })
            }));
        }
    }

    /// The rows' bytes, without what is not shown.
    pub(super) fn shown(&self) -> impl Iterator<Item = Vec<u8>> {
        self.rows().map(|row| self.cleared(part(self.source, row)))
    }

    /// Notes which colours of the table the pixels have once they are written.
    pub(super) fn see(&self, seen: &mut Indices) {
        if self.bits > 8 {
            return;
        }
        let mut bytes = [false; 256];
        let a_byte = 8 / usize::from(self.bits);
        for row in self.rows() {
            let (full, rest) = part(self.source, row).split_at(self.width / a_byte);
            for byte in full {
                if let Some(slot) = bytes.get_mut(usize::from(self.written(*byte))) {
                    *slot = true;
                }
            }
            let rest = rest.iter().flat_map(|byte| self.indices(self.written(*byte)));
            rest.take(self.width % a_byte).for_each(|index| seen.add(index));
        }
        for (byte, _) in (0..=255).zip(bytes).filter(|(_, there)| *there) {
            self.indices(byte).for_each(|index| seen.add(index));
        }
    }

    /// The indices in a byte, from the left.
    fn indices(&self, byte: u8) -> impl Iterator<Item = u8> {
        let bits = self.bits.min(8);
        let mask = 0xFFu8 >> (8 - bits);
        (1..=8 / bits).map(move |place| byte >> (8 - place * bits) & mask)
    }

    pub(super) fn write(&self, output: &mut Output) {
        for row in self.rows() {
            let padding = self.stride - self.row;
            let bytes = part(self.source, row.clone());
            if self.hides(bytes) {
                output.make(self.cleared(bytes));
            } else {
                output.copy(row.clone());
            }
            let stored = part(self.source, row.end..row.end + padding);
            if stored.len() == padding && stored.iter().all(|byte| *byte == 0) {
                output.copy(row.end..row.end + padding);
            } else {
                output.make(vec![0; padding]);
            }
        }
    }

    /// Where the pixels stand, and whether their bytes can stay as they are.
    pub(super) fn coded(&self) -> Coded {
        if self.rows().any(|row| self.hides(part(self.source, row))) {
            return Coded::Anew(vec![self.range.clone()]);
        }
        if self.row == self.stride {
            return Coded::Copied(vec![self.range.clone()]);
        }
        Coded::Copied(self.rows().collect())
    }

    /// Whether the bits that nothing shows differ from pixel to pixel, and so may hold something.
    pub(super) fn hide_something(&self) -> bool {
        let mut rows = self.rows().map(|row| part(self.source, row));
        let hidden = |pixel: &[u8]| -> Vec<u8> {
            pixel
                .iter()
                .zip(&self.pixel)
                .map(|(byte, mask)| byte & !mask)
                .collect()
        };
        let first = rows.next().unwrap_or_default();
        let first = hidden(part(first, 0..self.pixel.len()));
        self.bytes.is_some()
            || self.pixel.iter().any(|mask| *mask != 0xFF)
                && self.rows().any(|row| {
                    part(self.source, row)
                        .chunks(self.pixel.len())
                        .any(|pixel| hidden(pixel) != first)
                })
    }

    /// The rows without their padding.
    fn rows(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = self.range.clone().step_by(self.stride);
        starts.map(|start| start..start + self.row)
    }

    fn hides(&self, row: &[u8]) -> bool {
        let colours = self.pixel.iter().any(|mask| *mask != 0xFF)
            && row
                .iter()
                .zip(self.pixel.iter().cycle())
                .any(|(byte, mask)| byte & !mask != 0);
        let alike = self.bytes.is_some() && row.iter().any(|byte| self.written(*byte) != *byte);
        colours || alike || row.last().is_some_and(|last| last & !self.last != 0)
    }

    /// The byte that is written for one of the pixels.
    fn written(&self, byte: u8) -> u8 {
        let bytes = self.bytes.as_ref();
        bytes
            .and_then(|bytes| bytes.get(usize::from(byte)))
            .copied()
            .unwrap_or(byte)
    }

    /// How many bytes that fill rows up say something.
    pub(super) fn filling(&self) -> usize {
        let padding = self.stride - self.row;
        self.rows()
            .flat_map(|row| part(self.source, row.end..(row.end + padding).min(self.source.len())))
            .filter(|byte| **byte != 0)
            .count()
    }

    fn cleared(&self, row: &[u8]) -> Vec<u8> {
        let masks = self.pixel.iter().cycle();
        let mut cleared: Vec<u8> = row
            .iter()
            .zip(masks)
            .map(|(byte, mask)| self.written(*byte) & mask)
            .collect();
        if let Some(last) = cleared.last_mut() {
            *last &= self.last;
        }
        cleared
    }
}
