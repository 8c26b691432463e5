//! The decoded rows of a strip or tile: which of their bits are shown.

use crate::part::Size;

/// The rows of one strip or tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Sides of a whole strip or tile in pixels; the last strip of a picture may be lower.
    pub(super) piece: Size,
    /// Rows, or rows of blocks where colours are subsampled.
    pub(super) rows: u32,
    pub(super) row_bytes: usize,
    /// Bits of a row that are shown; the rest stands right of the picture.
    pub(super) shown_bits: u64,
    /// Rows that are shown; the rest stands below the picture.
    pub(super) shown_rows: u32,
}

impl Shape {
    /// Bytes of all rows.
    pub(super) fn bytes(&self) -> Option<usize> {
        self.row_bytes.checked_mul(usize::try_from(self.rows).ok()?)
    }

    fn shows_all(&self) -> bool {
        self.shown_rows == self.rows && self.shown_bits == self.row_bytes as u64 * 8
    }

    /// The bits of one byte of a row that are shown.
    fn mask(&self, row: u32, column: usize) -> u8 {
        if row >= self.shown_rows {
            return 0;
        }
        match self.shown_bits.saturating_sub(column as u64 * 8) {
            0 => 0,
            bits @ 1..8 => !(0xFF >> bits),
            _ => 0xFF,
        }
    }

    /// Clears every bit that is not shown.
    pub(super) fn clear(&self, rows: &mut [u8]) {
        if self.shows_all() {
            return;
        }
        for (row, bytes) in (0..).zip(rows.chunks_mut(self.row_bytes.max(1))) {
            let first = if row < self.shown_rows {
                (self.shown_bits / 8) as usize
            } else {
                0
            };
            for (column, byte) in bytes.iter_mut().enumerate().skip(first) {
                *byte &= self.mask(row, column);
            }
        }
    }
}

/// Which entries of a page's colour map its pixels use.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Bits a pixel, 1 to 8; 0 where entries are not counted.
    pub(super) bits: u16,
    /// Whether a pixel is coded as its difference from the one before (TIFF 6.0, section 14).
    pub(super) differences: bool,
    pub(super) entries: [bool; 256],
}

/// Takes rows as they are decoded.
pub(super) struct Rows<'a> {
    shape: &'a Shape,
    seen: &'a mut Seen,
    row: u32,
    column: usize,
    before: u8,
    /// Whether a bit that is not shown is set.
    pub(super) hides: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(shape: &'a Shape, seen: &'a mut Seen) -> Self {
        Self {
            shape,
            seen,
            row: 0,
            column: 0,
            before: 0,
            hides: false,
        }
    }

    pub(super) fn needs_samples(&self) -> bool {
        self.seen.bits > 0 || !self.shape.shows_all()
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        if !self.needs_samples() {
            return;
        }
        while !bytes.is_empty() {
            let (here, rest) = bytes.split_at((self.shape.row_bytes - self.column).min(bytes.len()));
            self.take(here);
            self.column += here.len();
            if self.column == self.shape.row_bytes {
                (self.row, self.column, self.before) = (self.row + 1, 0, 0);
            }
            bytes = rest;
        }
    }

    /// Takes bytes of one row.
    fn take(&mut self, bytes: &[u8]) {
        let whole = if self.row < self.shape.shown_rows {
            (self.shape.shown_bits / 8) as usize
        } else {
            0
        };
        let behind = bytes.iter().enumerate().skip(whole.saturating_sub(self.column));
        for (index, byte) in behind {
            self.hides |= byte & !self.shape.mask(self.row, self.column + index) != 0;
        }
        if self.seen.bits > 0 && self.row < self.shape.shown_rows {
            for (index, byte) in bytes.iter().enumerate() {
                self.see(self.column + index, *byte);
            }
        }
    }

    fn see(&mut self, column: usize, byte: u8) {
        let bits = u32::from(self.seen.bits);
        let byte = if self.seen.differences {
            self.before = self.before.wrapping_add(byte);
            self.before
        } else {
            byte
        };
        let shown = self.shape.shown_bits.saturating_sub(column as u64 * 8).min(8) as u32;
        for first in (0..shown).step_by(bits as usize) {
            let value = byte << first >> (8 - bits);
            if let Some(seen) = self.seen.entries.get_mut(usize::from(value)) {
                *seen = true;
            }
        }
    }
}
