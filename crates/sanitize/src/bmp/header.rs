//! The headers of a BMP: what they say of the pixels.

mod writing;

use std::ops::Range;

use super::colours::{Space, place};
use super::cut;
use crate::Error;
use crate::bytes::{le16, le32};
use crate::error::malformed;
use crate::palette::{Alike, Indices, Table};
use crate::part::Size;

/// The lengths of BITMAPINFOHEADER, its successors to BITMAPV5HEADER, and two between them that Adobe wrote down.
const WINDOWS: [usize; 5] = [40, 52, 56, 108, 124];

/// What a BMP's headers say.
pub(super) struct Header {
    /// Bytes of the information header: 12, 40, 52, 56, 108 or 124; those of OS/2 2.x are read as 40.
    pub(super) length: usize,
    pub(super) size: Size,
    /// Whether the first row is the upper one.
    top_down: bool,
    pub(super) bits: u16,
    pub(super) coding: Coding,
    /// The bits of red, green, blue and alpha.
    pub(super) masks: [u32; 4],
    /// Pixels per metre, where they are not square.
    density: [u32; 2],
    /// Behind the information header and its masks.
    pub(super) end: usize,
    /// The colour table; whole entries.
    pub(super) table: Range<usize>,
    /// Where the pixels begin.
    pub(super) pixels: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Raw,
    Rle8,
    Rle4,
    /// Colours by masks.
    Fields,
    /// Colours and alpha by masks behind a header of 40 bytes.
    AlphaFields,
}

impl Header {
    pub(super) fn read(source: &[u8]) -> Result<Self, Error> {
        let cut = || cut("header", 14);
        let announced = le32(source, 14).ok_or_else(cut)?;
        let announced = usize::try_from(announced).map_err(|_| cut())?;
        let end = 14usize.saturating_add(announced);
        source.get(..end).ok_or_else(cut)?;
        let broken = malformed("header", 14, "The picture's header is broken");
        if announced == 12 {
            return Self::core(source).ok_or(broken)?.placed(source);
        }
        // OS/2 leaves out fields from the end on, which are then zero.
        let long = |at: usize| le32(source, at).filter(|_| at + 4 <= end).unwrap_or_default();
        let height = long(22) as i32;
        let size = Size {
            width: long(18),
            height: height.unsigned_abs(),
        };
        let bits = le16(source, 28).ok_or_else(cut)?;
        let coding = coding(long(30), bits, announced)?;
        let mut header = Self {
            length: if WINDOWS.contains(&announced) {
                announced
            } else {
                40
            },
            size,
            top_down: height < 0,
            bits,
            coding,
            masks: [0; 4],
            density: density(long(38), long(42)),
            end,
            table: 0..0,
            pixels: 0,
        };
        header.read_masks(source)?;
        header.table = header.table_of(long(46));
        header.placed(source)
    }

    /// BITMAPCOREHEADER.
    fn core(source: &[u8]) -> Option<Self> {
        let mut header = Self {
            length: 12,
            size: Size {
                width: le16(source, 18)?.into(),
                height: le16(source, 20)?.into(),
            },
            top_down: false,
            bits: le16(source, 24)?,
            coding: Coding::Raw,
            masks: [0; 4],
            density: [0; 2],
            end: 26,
            table: 0..0,
            pixels: 0,
        };
        header.masks = header.plain_masks();
        header.table = header.table_of(0);
        Some(header)
    }

    /// Where the colour table stands, if its length were as the header says.
    fn table_of(&self, used: u32) -> Range<usize> {
        if self.bits > 8 {
            return self.end..self.end;
        }
        let most = 1usize << self.bits;
        let entries =
            usize::try_from(used).map_or(most, |used| if used == 0 { most } else { used.min(most) });
        self.end..self.end + entries * self.entry()
    }

    /// Bytes of a colour in the table: RGBTRIPLE or RGBQUAD.
    pub(super) const fn entry(&self) -> usize {
        if self.length == 12 { 3 } else { 4 }
    }

    /// Checks it, and finds the pixels, which may begin before the table has all its colours.
    fn placed(mut self, source: &[u8]) -> Result<Self, Error> {
        let broken = |why| Err(malformed("header", 14, why));
        let sides = 1..=i32::MAX.unsigned_abs();
        if !sides.contains(&self.size.width) || !sides.contains(&self.size.height) {
            return broken("The picture has no size");
        }
        if !matches!(self.bits, 1 | 2 | 4 | 8 | 16 | 24 | 32) {
            return broken("The picture has a number of bits a pixel that no viewer knows");
        }
        let offset = le32(source, 10).and_then(|offset| usize::try_from(offset).ok());
        let offset = offset.ok_or_else(|| cut("file header", 10))?;
        // Some writers forget the table.
        self.pixels = if offset == 0 || offset == self.end {
            self.table.end
        } else {
            offset
        };
        if self.pixels < self.end {
            return broken("The pixels begin inside the header");
        }
        let whole = (self.pixels - self.end) / self.entry() * self.entry();
        self.table.end = self.table.end.min(self.end + whole);
        if self.pixels >= source.len() {
            return Err(cut("pixels", source.len()));
        }
        if self.bits <= 8 && self.table.is_empty() {
            return broken("The colours are missing");
        }
        Ok(self)
    }

    pub(super) const fn is_raw(&self) -> bool {
        !matches!(self.coding, Coding::Rle8 | Coding::Rle4)
    }

    /// Bytes of the picture once it is decoded, an index or a colour a pixel.
    pub(super) fn decoded(&self) -> u64 {
        let pixels = u64::from(self.size.width) * u64::from(self.size.height);
        pixels * u64::from(self.bits.div_ceil(8))
    }

    /// Whether another header shows the same bits as the same picture.
    pub(super) fn shows_like(&self, other: &Self) -> bool {
        (self.size, self.top_down, self.bits, self.coding, self.masks)
            == (other.size, other.top_down, other.bits, other.coding, other.masks)
    }

    fn read_masks(&mut self, source: &[u8]) -> Result<(), Error> {
        let mask = |index: usize| le32(source, 54 + 4 * index);
        let known = match (self.coding, self.length) {
            (Coding::Fields, 40 | 52) => 3,
            (Coding::Fields | Coding::AlphaFields, _) => 4,
            // Some viewers take the alpha of a newer header even where the colours have no masks.
            (_, 108 | 124) if self.bits > 8 => {
                self.masks = self.plain_masks();
                let [red, green, blue, _] = self.masks;
                let alpha = mask(3).unwrap_or_default();
                if are_masks([red, green, blue, alpha], self.bits) {
                    self.masks = [red, green, blue, alpha];
                }
                return Ok(());
            }
            _ => {
                self.masks = self.plain_masks();
                return Ok(());
            }
        };
        for (index, slot) in self.masks.iter_mut().enumerate().take(known) {
            *slot = mask(index).ok_or_else(|| cut("header", 14))?;
        }
        if self.length == 40 {
            self.end += 4 * known;
        }
        if !are_masks(self.masks, self.bits) {
            return Err(malformed(
                "header",
                54,
                "The bits of the colours are not told apart",
            ));
        }
        Ok(())
    }

    /// The bits of the colours where no masks say them (BITMAPINFOHEADER, biBitCount).
    const fn plain_masks(&self) -> [u32; 4] {
        match self.bits {
            16 => [0x7C00, 0x03E0, 0x001F, 0],
            24 | 32 => [0x00FF_0000, 0xFF00, 0xFF, 0],
            _ => [0; 4],
        }
    }

    /// Whether a field of four bytes at a place holds what writers commonly put there.
    pub(super) fn is_common(&self, source: &[u8], at: usize, said: u32) -> bool {
        let long = |at| le32(source, at).unwrap_or_default();
        match at {
            // The length of the file, which some writers give without what follows.
            2 => said as usize <= source.len(),
            // Where the pixels begin; the header's own fields from its length to its bits.
            10..=26 => true,
            _ if self.length == 12 => false,
            30 => true,
            // The length of the pixels, some say without the filling or with it; the count of colours.
            34 => u64::from(said) <= source.len() as u64,
            38 | 42 => said < 1 << 16 && long(38) == long(42),
            46 | 50 => said <= 256,
            54..=66 => self.length > 40 && self.plain_masks().contains(&said),
            // The kind of the space; what a calibrated one says is rounded; the intents.
            70 => self.length >= 108,
            74..=118 => matches!(Space::read(source, self), Space::Calibrated(_)),
            122 => self.length == 124 && said <= 8,
            // Where a profile would stand, and its length.
            126 => self.length == 124 && said as usize <= source.len(),
            130 => place(source, self).is_some(),
            _ => false,
        }
    }

    /// Its colour table.
    pub(super) fn colours<'a>(&self, source: &'a [u8]) -> Table<'a> {
        Table::new(source, self.table.clone(), self.entry())
    }

    /// For each index that pixels have, the first one that looks the same: of the same colour, or like it beyond the
    /// table, where viewers show one colour.
    pub(super) fn alike(&self, source: &[u8], seen: &Indices) -> Alike {
        let table = self.colours(source);
        Alike::new(seen, |index| table.colour(index))
    }
}

/// How the pixels are coded (biCompression), or why that is not read.
fn coding(number: u32, bits: u16, announced: usize) -> Result<Coding, Error> {
    let windows = WINDOWS.contains(&announced);
    let refused = |what| {
        let remedy = "Open it in your photo program and save it as a JPEG first.";
        Err(Error::Unsupported { what, remedy })
    };
    match (number, bits) {
        (_, 64) => refused("A BMP picture of 64 bits a pixel"),
        (0, _) => Ok(Coding::Raw),
        (1, 8) => Ok(Coding::Rle8),
        (2, 4) => Ok(Coding::Rle4),
        (3, 1) => refused("A BMP picture in fax code"),
        (4, 24) => refused("A BMP picture in OS/2's 24-bit run lengths"),
        (3, 16 | 24 | 32) if windows => Ok(Coding::Fields),
        (6, 16 | 24 | 32) if announced == 40 => Ok(Coding::AlphaFields),
        (4, _) if windows => refused("A BMP picture with a JPEG inside"),
        (5, _) if windows => refused("A BMP picture with a PNG inside"),
        (11..=13, _) if windows => refused("A BMP picture in printing colours (CMYK)"),
        _ => Err(malformed(
            "header",
            30,
            "The pixels are coded in a way that no viewer knows",
        )),
    }
}

/// Whether masks give each colour a run of bits of its own.
fn are_masks(masks: [u32; 4], bits: u16) -> bool {
    let room = u32::MAX >> 32u32.saturating_sub(bits.into()).min(31);
    let [red, green, blue, _] = masks;
    let runs = masks.iter().all(|mask| {
        let run = u64::from(mask >> mask.trailing_zeros().min(31));
        run & (run + 1) == 0
    });
    let apart = masks.iter().map(|mask| mask.count_ones()).sum::<u32>()
        == masks.iter().fold(0, |all, mask| all | mask).count_ones();
    runs && apart && ![red, green, blue].contains(&0) && masks.iter().all(|mask| mask & !room == 0)
}

/// The ratio of two densities in thousandths of the larger, where pixels are not square.
fn density(x: u32, y: u32) -> [u32; 2] {
    let most = u64::from(x.max(y)).max(1);
    let thousandths = |value: u32| ((u64::from(value) * 1000 + most / 2) / most) as u32;
    let ratio = [thousandths(x), thousandths(y)];
    // Writers round square pixels apart.
    if ratio.iter().all(|value| (1..=1000).contains(value)) && ratio.iter().any(|value| *value < 990) {
        ratio
    } else {
        [0; 2]
    }
}
