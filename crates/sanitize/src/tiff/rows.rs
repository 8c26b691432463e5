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
    /// Pixels that are shown; the rest stands right of the picture and below it.
    pub(super) shown: Size,
    pub(super) order: Order,
}

/// In which order a row holds its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// From left to right.
    Pixels,
    /// Blocks of `across` times `down` pixels, each its brightnesses, then the two colours that they share (section 21).
    Blocks { across: u32, down: u32 },
    /// Floating-point numbers, all first bytes, then all second ones, each the difference from the byte of the pixel
    /// before (Adobe Photoshop TIFF technical note 3): so many bytes a number, and numbers a pixel.
    Planes { bytes: usize, samples: usize },
}

impl Shape {
    /// Bytes of all rows.
    pub(super) fn bytes(&self) -> Option<usize> {
        self.row_bytes.checked_mul(usize::try_from(self.rows).ok()?)
    }

    fn shows_all(&self) -> bool {
        let whole = self.shown.height == self.rows && self.shown.width == self.piece.width;
        match self.order {
            Order::Pixels => whole && self.shown_bits == self.row_bytes as u64 * 8,
            Order::Blocks { .. } => false,
            Order::Planes { .. } => whole,
        }
    }

    /// The bits of one byte of a row that are shown.
    fn mask(&self, row: u32, column: usize) -> u8 {
        if let Order::Blocks { across, down } = self.order {
            return self.mask_of_block(row, column, u64::from(across), u64::from(down));
        }
        if row >= self.shown.height {
            return 0;
        }
        match self.shown_bits.saturating_sub(column as u64 * 8) {
            0 => 0,
            bits @ 1..8 => !(0xFF >> bits),
            _ => 0xFF,
        }
    }

    fn mask_of_block(&self, row: u32, column: usize, across: u64, down: u64) -> u8 {
        let length = across * down + 2;
        let (block, place) = (column as u64 / length, column as u64 % length);
        let (x, y) = if place < across * down {
            (place % across, place / across)
        } else {
            (0, 0)
        };
        let shown = block * across + x < u64::from(self.shown.width)
            && u64::from(row) * down + y < u64::from(self.shown.height);
        if shown { 0xFF } else { 0 }
    }

    /// The first byte of a row that may not be shown whole.
    fn first_hidden(&self, row: u32) -> usize {
        match self.order {
            Order::Pixels if row < self.shown.height => (self.shown_bits / 8) as usize,
            _ => 0,
        }
    }

    /// Clears every bit that is not shown.
    pub(super) fn clear(&self, rows: &mut [u8]) {
        if self.shows_all() {
            return;
        }
        for (row, bytes) in (0..).zip(rows.chunks_mut(self.row_bytes.max(1))) {
            self.clear_row(row, bytes);
        }
    }

    /// Clears one row; gives whether anything stood there.
    fn clear_row(&self, row: u32, bytes: &mut [u8]) -> bool {
        let mut hides = false;
        if let Order::Planes {
            bytes: width,
            samples,
        } = self.order
            && row < self.shown.height
        {
            let shown = self.shown.width as usize * samples;
            add_up(bytes, samples);
            let numbers = (bytes.len() / width.max(1)).max(1);
            for byte in bytes
                .chunks_mut(numbers)
                .flat_map(|plane| plane.iter_mut().skip(shown))
            {
                hides |= *byte != 0;
                *byte = 0;
            }
            take_apart(bytes, samples);
            return hides;
        }
        let hidden = bytes.iter_mut().enumerate().skip(self.first_hidden(row));
        for (column, byte) in hidden {
            let mask = match self.order {
                Order::Planes { .. } => 0,
                _ => self.mask(row, column),
            };
            hides |= *byte & !mask != 0;
            *byte &= mask;
        }
        hides
    }
}

/// Each byte from its difference to the one so many before.
fn add_up(row: &mut [u8], step: usize) {
    for first in 0..step {
        let mut before = 0u8;
        for byte in row.iter_mut().skip(first).step_by(step) {
            before = before.wrapping_add(*byte);
            *byte = before;
        }
    }
}

/// The other way round.
fn take_apart(row: &mut [u8], step: usize) {
    for first in 0..step {
        let mut before = 0u8;
        for byte in row.iter_mut().skip(first).step_by(step) {
            (before, *byte) = (*byte, byte.wrapping_sub(before));
        }
    }
}

/// Which entries of a page's colour map its pixels use.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    /// Bits of an entry's number, 1, 2, 4, 8 or 16; 0 where entries are not counted.
    pub(super) bits: u16,
    /// Numbers a pixel, of which the first is the entry's.
    pub(super) samples: usize,
    /// Whether a pixel is coded as its difference from the one before (TIFF 6.0, section 14).
    pub(super) differences: bool,
    pub(super) big_endian: bool,
    pub(super) entries: Vec<bool>,
}

impl Seen {
    /// Takes a row of so many pixels.
    fn see(&mut self, row: &[u8], pixels: usize) {
        let bits = usize::from(self.bits);
        let mut before = 0u16;
        for pixel in 0..pixels {
            let at = pixel * self.samples * bits;
            let bytes = [0, 1].map(|index| row.get(at / 8 + index).copied().unwrap_or(0));
            let value = match bits {
                16 if self.big_endian => u16::from_be_bytes(bytes),
                16 => u16::from_le_bytes(bytes),
                _ => {
                    let [byte, _] = bytes;
                    u16::from(byte << (at % 8) >> (8 - bits))
                }
            };
            if self.differences {
                let all = u16::MAX >> (16 - bits);
                before = before.wrapping_add(value) & all;
            } else {
                before = value;
            }
            if let Some(seen) = self.entries.get_mut(usize::from(before)) {
                *seen = true;
            }
        }
    }
}

/// Takes rows as they are decoded.
pub(super) struct Rows<'a> {
    shape: &'a Shape,
    seen: &'a mut Seen,
    row: u32,
    line: Vec<u8>,
    /// Whether a bit that is not shown is set.
    pub(super) hides: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(shape: &'a Shape, seen: &'a mut Seen) -> Self {
        Self {
            shape,
            seen,
            row: 0,
            line: Vec::new(),
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
            let room = self.shape.row_bytes.saturating_sub(self.line.len()).max(1);
            let (here, rest) = bytes.split_at(room.min(bytes.len()));
            self.line.extend_from_slice(here);
            if self.line.len() >= self.shape.row_bytes {
                self.take();
            }
            bytes = rest;
        }
    }

    /// Takes a whole row.
    fn take(&mut self) {
        let shape = self.shape;
        if self.seen.bits > 0 && self.row < shape.shown.height {
            self.seen.see(&self.line, shape.shown.width as usize);
        }
        if !shape.shows_all() {
            self.hides |= shape.clear_row(self.row, &mut self.line);
        }
        self.line.clear();
        self.row += 1;
    }
}
