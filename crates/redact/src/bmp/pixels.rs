//! The pixels of a BMP (Bitmap Storage).

use super::header::{Coding, Header};
use super::runs;
use crate::Error;
use crate::raster::Indices;

/// Pixels from the top down.
#[derive(Clone)]
pub(super) struct Pixels {
    width: usize,
    values: Values,
}

#[derive(Clone)]
enum Values {
    /// Rows of whole 32-bit words in the order of the file, of so many bits a pixel.
    Rows {
        bytes: Vec<u8>,
        row_bytes: usize,
        bits: u32,
        /// The number of rows where the lowest comes first.
        turned: Option<u32>,
    },
    /// An index a pixel; none where run lengths leave it out.
    Runs(Vec<Option<u8>>),
}

impl Pixels {
    pub(super) fn read(file: &[u8], header: &Header) -> Result<Self, Error> {
        let start = header.pixels(file);
        let broken = Error::Malformed {
            part: "pixels",
            offset: start,
        };
        let data = file.get(start..).unwrap_or_default();
        let width = header.size.width as usize;
        let values = if header.coding == Coding::Raw {
            let row_bytes = header.row_bytes();
            let length = row_bytes.saturating_mul(header.size.height as usize);
            Values::Rows {
                bytes: data.get(..length).ok_or(broken)?.to_vec(),
                row_bytes,
                bits: header.bits.into(),
                turned: (!header.top_down).then_some(header.size.height),
            }
        } else {
            Values::Runs(runs::read(data, header).ok_or(broken)?)
        };
        Ok(Self { width, values })
    }

    /// The value of a pixel; 0 where it has none.
    pub(super) fn value(&self, x: u32, y: u32) -> u32 {
        match &self.values {
            Values::Rows { bytes, bits, .. } => {
                let (byte, bit) = self.place(x, y);
                let value = (0..4).rev().fold(0, |value, index| {
                    value << 8 | bytes.get(byte + index).copied().map_or(0, u32::from)
                });
                if *bits < 8 {
                    value >> (8 - bits - bit) & ((1 << bits) - 1)
                } else {
                    value & u32::MAX >> (32 - bits)
                }
            }
            Values::Runs(indices) => indices
                .get(self.cell(x, y))
                .copied()
                .flatten()
                .map_or(0, u32::from),
        }
    }

    pub(super) fn set(&mut self, x: u32, y: u32, value: u32) {
        let (byte, bit) = self.place(x, y);
        let cell = self.cell(x, y);
        match &mut self.values {
            Values::Rows { bytes, bits, .. } if *bits < 8 => {
                let shift = 8 - *bits - bit;
                let mask = ((1u32 << *bits) - 1) << shift;
                if let Some(byte) = bytes.get_mut(byte) {
                    *byte = *byte & !(mask as u8) | (value << shift & mask) as u8;
                }
            }
            Values::Rows { bytes, bits, .. } => {
                let pixel = bytes.get_mut(byte..byte + *bits as usize / 8).unwrap_or_default();
                pixel
                    .iter_mut()
                    .zip(value.to_le_bytes())
                    .for_each(|(to, from)| *to = from);
            }
            Values::Runs(indices) => {
                if let Some(slot) = indices.get_mut(cell) {
                    *slot = Some(value as u8);
                }
            }
        }
    }

    /// Whether run lengths leave a pixel out.
    pub(super) fn is_left_out(&self, x: u32, y: u32) -> bool {
        match &self.values {
            Values::Rows { .. } => false,
            Values::Runs(indices) => indices.get(self.cell(x, y)).copied().flatten().is_none(),
        }
    }

    /// As they stand in a file.
    pub(super) fn encoded(&self, header: &Header) -> Vec<u8> {
        match &self.values {
            Values::Rows { bytes, .. } => bytes.clone(),
            Values::Runs(indices) => runs::written(indices, header),
        }
    }

    fn cell(&self, x: u32, y: u32) -> usize {
        y as usize * self.width + x as usize
    }

    /// The byte in which a pixel begins, and how many bits into it.
    fn place(&self, x: u32, y: u32) -> (usize, u32) {
        let Values::Rows {
            row_bytes,
            bits,
            turned,
            ..
        } = &self.values
        else {
            return (0, 0);
        };
        let row = turned.map_or(y, |rows| rows.saturating_sub(y + 1));
        let at = x as usize * *bits as usize;
        (row as usize * row_bytes + at / 8, (at % 8) as u32)
    }
}

impl Indices for Pixels {
    fn index(&self, x: u32, y: u32) -> Option<u16> {
        (!self.is_left_out(x, y)).then(|| self.value(x, y) as u16)
    }

    fn set_index(&mut self, x: u32, y: u32, index: u16) {
        self.set(x, y, index.into());
    }
}
