//! The canonical form of a BMP's headers.

use super::super::colours::Space;
use super::{Coding, Header};
use crate::Output;
use crate::palette::Indices;

impl Coding {
    const fn number(self) -> u32 {
        match self {
            Self::Raw => 0,
            Self::Rle8 => 1,
            Self::Rle4 => 2,
            Self::Fields => 3,
            Self::AlphaFields => 6,
        }
    }
}

impl Header {
    /// Writes both headers and the colour table for so many bytes of pixels.
    pub(in crate::bmp) fn write(
        &self,
        source: &[u8],
        seen: &Indices,
        space: &Space,
        pixels: usize,
        output: &mut Output,
    ) {
        let length = match (self.length, space) {
            (124, Space::Profile(_)) => 124,
            (124, _) => 108,
            (length, _) => length,
        };
        let table = self.colours(source).cleared(seen);
        let masks = self.masks_behind();
        let offset = 14 + length + masks.len() + table.len();
        let profile = space.profile().len();
        output.make(b"BM");
        output.make(((offset + pixels + profile) as u32).to_le_bytes());
        output.make([0; 4]);
        output.make((offset as u32).to_le_bytes());
        output.make((length as u32).to_le_bytes());
        if length == 12 {
            for field in [self.size.width as u16, self.size.height as u16, 1, self.bits] {
                output.make(field.to_le_bytes());
            }
        } else {
            self.write_info(pixels, output);
            self.write_newer(length, output);
            if length >= 108 {
                output.make(space.fields());
            }
            if length == 124 {
                // From the start of this header (bV5ProfileData).
                output.make(((offset - 14 + pixels) as u32).to_le_bytes());
                output.make((profile as u32).to_le_bytes());
                output.make([0; 4]);
            }
        }
        output.make(masks);
        output.make(table);
    }

    /// BITMAPINFOHEADER behind its length.
    fn write_info(&self, pixels: usize, output: &mut Output) {
        let height = if self.top_down {
            self.size.height.wrapping_neg()
        } else {
            self.size.height
        };
        let [x, y] = self.density;
        output.make(self.size.width.to_le_bytes());
        output.make(height.to_le_bytes());
        output.make(1u16.to_le_bytes());
        output.make(self.bits.to_le_bytes());
        let colours = self.table.len() / self.entry();
        for field in [self.coding.number(), pixels as u32, x, y, colours as u32, 0] {
            output.make(field.to_le_bytes());
        }
    }

    /// The masks inside BITMAPV2INFOHEADER and later.
    fn write_newer(&self, length: usize, output: &mut Output) {
        let [red, green, blue, alpha] = self.masks;
        let colours = if self.coding == Coding::Fields {
            [red, green, blue]
        } else {
            [0; 3]
        };
        let inside = length.saturating_sub(40).min(16) / 4;
        for mask in colours.iter().chain([&alpha]).take(inside) {
            output.make(mask.to_le_bytes());
        }
    }

    /// The masks behind BITMAPINFOHEADER.
    fn masks_behind(&self) -> Vec<u8> {
        let count = match self.coding {
            Coding::Fields if self.length == 40 => 3,
            Coding::AlphaFields if self.length == 40 => 4,
            _ => 0,
        };
        self.masks
            .iter()
            .take(count)
            .flat_map(|mask| mask.to_le_bytes())
            .collect()
    }
}
