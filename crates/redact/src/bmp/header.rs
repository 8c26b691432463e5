//! The headers of a BMP.

use std::ops::Range;

use crate::palette::{Entry, Palette};
use crate::{Error, MAX_PIXELS, Size};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Raw,
    Rle8,
    Rle4,
}

/// What a BMP's headers say.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) size: Size,
    pub(super) top_down: bool,
    pub(super) bits: u16,
    pub(super) coding: Coding,
    /// The bits of red, green, blue and alpha.
    masks: [u32; 4],
    /// Bytes of the information header.
    length: usize,
    /// Where the header and the masks behind it end, and the colour table begins.
    end: usize,
}

/// Bytes of BITMAPFILEHEADER.
const FILE: usize = 14;

impl Header {
    pub(super) fn read(file: &[u8]) -> Result<Self, Error> {
        let header = Self::of(file).ok_or(Error::Malformed {
            part: "header",
            offset: FILE,
        })?;
        let Size { width, height } = header.size;
        if header.size.pixels() > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        Ok(header)
    }

    fn of(file: &[u8]) -> Option<Self> {
        let length = usize::try_from(u32_at(file, FILE)?).ok()?;
        if !file.starts_with(b"BM") || !matches!(length, 12 | 40 | 52 | 56 | 108 | 124) {
            return None;
        }
        let (size, bits, number, top_down) = if length == 12 {
            let (width, height) = (u16_at(file, 18)?.into(), u16_at(file, 20)?.into());
            (Size { width, height }, u16_at(file, 24)?, 0, false)
        } else {
            let (width, height) = (u32_at(file, 18)?, u32_at(file, 22)? as i32);
            let size = Size {
                width,
                height: height.unsigned_abs(),
            };
            (size, u16_at(file, 28)?, u32_at(file, 30)?, height < 0)
        };
        let (coding, masked) = match (number, bits) {
            (0, 1 | 2 | 4 | 8 | 16 | 24 | 32) => (Coding::Raw, 0),
            (1, 8) => (Coding::Rle8, 0),
            (2, 4) => (Coding::Rle4, 0),
            (3, 16 | 24 | 32) => (Coding::Raw, if length <= 52 { 3 } else { 4 }),
            (6, 16 | 24 | 32) if length == 40 => (Coding::Raw, 4),
            _ => return None,
        };
        let mut masks = match bits {
            16 => [0x7C00, 0x03E0, 0x001F, 0],
            24 | 32 => [0x00FF_0000, 0xFF00, 0xFF, 0],
            _ => [0; 4],
        };
        for (index, mask) in masks.iter_mut().enumerate() {
            // Some viewers take the alpha of a newer header even where the colours have no masks.
            let newer = index == 3 && length >= 108 && bits > 8;
            if index < masked || newer {
                *mask = u32_at(file, 54 + 4 * index)?;
            }
        }
        let behind = if length == 40 { 4 * masked } else { 0 };
        let end = FILE + length + behind;
        let sound = (1..=i32::MAX as u32).contains(&size.width)
            && (1..=i32::MAX as u32).contains(&size.height)
            && masks.iter().all(|mask| is_run(*mask, bits))
            && end <= usize::try_from(u32_at(file, 10)?).ok()?
            && end <= file.len();
        sound.then_some(Self {
            size,
            top_down,
            bits,
            coding,
            masks,
            length,
            end,
        })
    }

    /// Where the pixels begin.
    pub(super) fn pixels(&self, file: &[u8]) -> usize {
        u32_at(file, 10).map_or(0, |offset| offset as usize)
    }

    /// Bytes of a row, with its filling.
    pub(super) const fn row_bytes(&self) -> usize {
        (self.size.width as usize * self.bits as usize).div_ceil(32) * 4
    }

    /// Bytes of a colour in the table: RGBTRIPLE or RGBQUAD.
    const fn entry(&self) -> usize {
        if self.length == 12 { 3 } else { 4 }
    }

    /// The colour table; its entries are blue, green and red.
    pub(super) fn palette(&self, file: &[u8]) -> Palette {
        let table = self.end..self.pixels(file).max(self.end);
        let entries = file.get(table).unwrap_or_default().chunks_exact(self.entry());
        let colours = entries.filter_map(|entry| entry.first_chunk::<3>());
        let colours = colours.map(|&[blue, green, red]| Entry::opaque([red, green, blue]));
        colours.take(1 << self.bits.min(8)).collect()
    }

    /// A level of a pixel's colour, 0 to 255; none where it is wholly transparent.
    pub(super) fn level(&self, value: u32, channel: usize) -> Option<f32> {
        let [.., alpha] = self.masks;
        let mask = *self
            .masks
            .get(channel)
            .filter(|_| alpha == 0 || value & alpha != 0)?;
        let most = mask.checked_shr(mask.trailing_zeros())?;
        let sample = (value & mask).checked_shr(mask.trailing_zeros())?;
        Some(sample as f32 / most as f32 * 255.0)
    }

    /// An opaque pixel of a colour; bits that no mask has are 0.
    pub(super) fn value(&self, colour: [f32; 3]) -> u32 {
        let [red, green, blue, alpha] = self.masks;
        let mut value = alpha;
        for (mask, level) in [red, green, blue].into_iter().zip(colour) {
            let shift = mask.trailing_zeros();
            let most = f64::from(mask.checked_shr(shift).unwrap_or_default());
            let sample = (f64::from(level) / 255.0 * most).round() as u32;
            value |= sample.checked_shl(shift).unwrap_or_default() & mask;
        }
        value
    }

    /// The profile behind the pixels (BITMAPV5HEADER, bV5ProfileData), which counts from the information header.
    fn profile(&self, file: &[u8]) -> Option<Range<usize>> {
        const EMBEDDED: u32 = 0x4D42_4544;
        let embedded = self.length == 124 && u32_at(file, FILE + 56)? == EMBEDDED;
        let start = FILE.checked_add(u32_at(file, FILE + 112)? as usize)?;
        let end = start.checked_add(u32_at(file, FILE + 116)? as usize)?;
        (embedded && end <= file.len()).then_some(start..end)
    }

    /// What concealing leaves of the headers, and the profile.
    pub(super) fn kept(&self, file: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let mut header = file.get(..self.end).unwrap_or_default().to_vec();
        // The lengths of the file and of the pixels, where these begin, the number of colours, where the profile is.
        for field in [2, 10, 34, 46, FILE + 112] {
            if field < 26 || self.length > 12 && field < FILE + self.length {
                put(&mut header, field, 0);
            }
        }
        let profile = self.profile(file).and_then(|range| file.get(range));
        (header, profile.unwrap_or_default().to_vec())
    }

    /// The file with another colour table and other pixels.
    pub(super) fn written(&self, file: &[u8], palette: &Palette, pixels: &[u8]) -> Vec<u8> {
        let (mut bytes, profile) = self.kept(file);
        let mut entries: Vec<[u8; 4]> = palette.entries().iter().map(|entry| entry.bytes()).collect();
        if self.length == 12 && self.bits <= 8 {
            // Its table has no length of its own.
            entries.resize(1 << self.bits, [0; 4]);
        }
        for [red, green, blue, _] in &entries {
            bytes.extend([*blue, *green, *red, 0].iter().take(self.entry()));
        }
        let start = bytes.len();
        bytes.extend(pixels);
        let behind = bytes.len();
        bytes.extend(&profile);
        let length = bytes.len() as u32;
        put(&mut bytes, 2, length);
        put(&mut bytes, 10, start as u32);
        if self.length > 12 {
            put(&mut bytes, 34, pixels.len() as u32);
            put(&mut bytes, 46, entries.len() as u32);
        }
        if !profile.is_empty() {
            put(&mut bytes, FILE + 112, (behind - FILE) as u32);
        }
        bytes
    }
}

/// Whether a mask is one run of bits that a pixel has.
fn is_run(mask: u32, bits: u16) -> bool {
    let run = u64::from(mask.checked_shr(mask.trailing_zeros()).unwrap_or_default());
    run & (run + 1) == 0 && (bits >= 32 || mask >> bits.min(31) == 0)
}

pub(super) fn u16_at(file: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*file.get(at..)?.first_chunk()?))
}

pub(super) fn u32_at(file: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?))
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    let field = bytes.get_mut(at..).and_then(|bytes| bytes.first_chunk_mut());
    if let Some(field) = field {
        *field = value.to_le_bytes();
    }
}
