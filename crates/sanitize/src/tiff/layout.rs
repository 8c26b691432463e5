//! How a page's picture is laid out (TIFF 6.0, sections 8, 15 and 21).

use super::codec::{Codec, Coding};
use super::rows::{Order, Seen, Shape};
use super::{fax, tags, values};
use crate::Error;
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::icc::Model;
use crate::ifd::{Directory, Tiff};
use crate::jpeg::SharedTables;
use crate::part::Size;

/// What the fields of a page say of its strips or tiles.
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) tile: Option<Size>,
    pub(super) rows_per_strip: u32,
    pub(super) bits: u16,
    pub(super) samples: u16,
    pub(super) separate: bool,
    /// That of the clean file.
    pub(super) compression: u16,
    pub(super) coding: Coding,
    pub(super) photometric: Option<u16>,
    pub(super) predictor: u16,
    /// T4Options, as far as decoders go by them.
    pub(super) options: u32,
    /// Pixels of a block that share their colour, across and down; (1, 1) where the data does not hold such blocks.
    pub(super) blocks: (u32, u32),
}

impl Layout {
    pub(super) fn read(tiff: &Tiff<'_>, directory: &Directory) -> Result<Self, Error> {
        let broken = |why| malformed("IFD", directory.range.start, why);
        let number = |tag| directory.find(tag).and_then(|entry| tiff.number(entry, 0));
        let short = |tag, default: u16| number(tag).map_or(Some(default), |n| u16::try_from(n).ok());
        let side = |tag| number(tag).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let sides = |width, height| {
            side(width)
                .zip(side(height))
                .map(|(width, height)| Size { width, height })
        };
        let size = sides(tags::WIDTH, tags::LENGTH).ok_or(broken("The picture's sides are missing"))?;
        let tile = sides(tags::TILE_WIDTH, tags::TILE_LENGTH);
        let compression =
            short(tags::COMPRESSION, 1).ok_or(broken("The picture's compression is unknown"))?;
        let reversed = number(tags::FILL_ORDER) == Some(2);
        // Two-dimensional coding, and fill before an EOL (section 11).
        let options = number(tags::T4_OPTIONS).filter(|_| compression == 3).unwrap_or(0) as u32 & 0b101;
        let coding = Coding {
            codec: codec(compression, options)?,
            reversed,
        };
        let old_jpeg = coding.codec == Codec::OldJpeg;
        let photometric = number(tags::PHOTOMETRIC).and_then(|n| u16::try_from(n).ok());
        // Writers of the old kind of JPEG leave things out; libtiff takes their pictures for YCbCr, so that they are.
        let photometric = match photometric {
            None | Some(2) if old_jpeg => Some(6),
            other => other,
        };
        let (depth, colours) = match photometric {
            Some(6) if old_jpeg => (8, 3),
            _ if old_jpeg => (8, 1),
            _ => (1, 1),
        };
        let bits = values::numbers(tiff, directory, tags::BITS_PER_SAMPLE).unwrap_or_else(|| vec![depth]);
        let samples = short(tags::SAMPLES_PER_PIXEL, colours).filter(|samples| *samples > 0);
        let samples = samples.ok_or(broken("The picture has no samples"))?;
        let first = bits.first().copied().unwrap_or(1);
        if bits.iter().take(samples.into()).any(|bits| *bits != first) {
            return Err(Error::Unsupported {
                what: "A TIFF whose colours differ in depth",
                remedy: SAVE_JPEG,
            });
        }
        let bits = u16::try_from(first).ok().filter(|bits| (1..=64).contains(bits));
        let bits = bits.ok_or(broken("The picture's depth is wrong"))?;
        let mut layout = Self {
            size,
            tile,
            rows_per_strip: side(tags::ROWS_PER_STRIP).unwrap_or(u32::MAX),
            bits,
            samples,
            separate: number(tags::PLANAR_CONFIGURATION) == Some(2) && samples > 1,
            compression,
            coding,
            photometric,
            predictor: 1,
            options,
            blocks: (1, 1),
        };
        if coding.codec.is_recoded() {
            layout.compression = DEFLATE;
        }
        if matches!(coding.codec, Codec::Lzw | Codec::Deflate) || coding.codec.is_recoded() {
            layout.predictor = short(tags::PREDICTOR, 1)
                .filter(|predictor| matches!(predictor, 1..=3))
                .filter(|predictor| *predictor < 3 || layout.bits.is_multiple_of(8))
                .ok_or(broken("The picture's predictor is unknown"))?;
        }
        if photometric == Some(6) && coding.codec != Codec::Jpeg {
            layout.blocks = blocks(tiff, directory).ok_or(broken("The picture's colours are wrong"))?;
        }
        let refused = |what| {
            Err(Error::Unsupported {
                what,
                remedy: SAVE_JPEG,
            })
        };
        let plain = !layout.separate && layout.samples == 3 && layout.bits == 8 && layout.predictor == 1;
        if layout.blocks != (1, 1) && !plain {
            return refused("A TIFF that thins out its colours in this way");
        }
        if layout.photometric == Some(3) && !layout.counts_colours() {
            return refused("A TIFF that codes a colour map in this way");
        }
        if layout.tile.is_some_and(|tile| !layout.fits(tile)) {
            return refused("A TIFF whose tiles are far larger than its picture");
        }
        Ok(layout)
    }

    /// Whether a tile reaches beyond the picture no further than common ones do, where that cannot be cut off.
    fn fits(&self, tile: Size) -> bool {
        const COMMON: u32 = 256;
        let cut = !matches!(self.coding.codec, Codec::Jpeg | Codec::OldJpeg | Codec::WebP);
        let fits = |tile, side: u32| tile <= side.div_ceil(COMMON).saturating_mul(COMMON);
        cut || (fits(tile.width, self.size.width) && fits(tile.height, self.size.height))
    }

    /// Whether the numbers of the colour map's entries can be told from the coded data.
    fn counts_colours(&self) -> bool {
        match self.coding.codec {
            Codec::Fax(_) => self.bits == 1,
            Codec::Jpeg | Codec::OldJpeg | Codec::WebP => false,
            _ => match self.predictor {
                1 => matches!(self.bits, 1 | 2 | 4 | 8 | 16),
                2 => matches!(self.bits, 8 | 16),
                _ => false,
            },
        }
    }

    /// Sides of a strip or tile.
    pub(super) fn piece(&self) -> Size {
        self.tile.unwrap_or(Size {
            width: self.size.width,
            height: self.rows_per_strip.min(self.size.height),
        })
    }

    /// Pieces across and down.
    pub(super) fn grid(&self) -> (u64, u64) {
        let piece = self.piece();
        (
            u64::from(self.size.width.div_ceil(piece.width)),
            u64::from(self.size.height.div_ceil(piece.height)),
        )
    }

    pub(super) fn count(&self) -> Option<u64> {
        let (across, down) = self.grid();
        let planes = if self.separate { u64::from(self.samples) } else { 1 };
        across.checked_mul(down)?.checked_mul(planes)
    }

    /// Bytes of all decoded strips or tiles.
    pub(super) fn decoded(&self) -> u64 {
        let (across, down) = self.grid();
        let piece = self.piece();
        let row = u64::from(piece.width) * u64::from(self.samples) * u64::from(self.bits);
        let height = if self.tile.is_some() {
            down.saturating_mul(piece.height.into())
        } else {
            self.size.height.into()
        };
        row.div_ceil(8).saturating_mul(height).saturating_mul(across)
    }

    /// Bytes of the decoded picture alone.
    pub(super) fn shown(&self) -> u64 {
        let row = u64::from(self.size.width) * u64::from(self.samples) * u64::from(self.bits);
        row.div_ceil(8).saturating_mul(self.size.height.into())
    }

    pub(super) fn shape(&self, index: u64) -> Option<Shape> {
        let (across, down) = self.grid();
        let place = index % across.checked_mul(down)?;
        let (x, y) = (place % across, place / across);
        let piece = self.piece();
        let left = u64::from(self.size.width).checked_sub(x * u64::from(piece.width))?;
        let below = u64::from(self.size.height).checked_sub(y * u64::from(piece.height))?;
        let shown = Size {
            width: u32::try_from(left.min(piece.width.into())).ok()?,
            height: u32::try_from(below.min(piece.height.into())).ok()?,
        };
        let rows = if self.tile.is_some() {
            piece.height
        } else {
            shown.height
        };
        let samples = if self.separate { 1 } else { u64::from(self.samples) };
        let pixel = samples * u64::from(self.bits);
        let (across, down) = self.blocks;
        if self.blocks != (1, 1) {
            let block = usize::try_from(across * down + 2).ok()?;
            let row_bytes = usize::try_from(piece.width.div_ceil(across))
                .ok()?
                .checked_mul(block)?;
            return Some(Shape {
                piece,
                rows: rows.div_ceil(down),
                row_bytes,
                shown_bits: row_bytes as u64 * 8,
                shown,
                order: Order::Blocks { across, down },
            });
        }
        let order = match self.predictor {
            3 => Order::Planes {
                bytes: usize::from(self.bits / 8),
                samples: usize::try_from(samples).ok()?,
            },
            _ => Order::Pixels,
        };
        Some(Shape {
            piece,
            rows,
            row_bytes: usize::try_from((u64::from(piece.width) * pixel).div_ceil(8)).ok()?,
            shown_bits: u64::from(shown.width) * pixel,
            shown,
            order,
        })
    }

    pub(super) fn tables(&self, tiff: &Tiff<'_>, directory: &Directory) -> Result<SharedTables, Error> {
        match directory.find(tags::JPEG_TABLES) {
            Some(entry) if self.coding.codec == Codec::Jpeg => {
                tiff.bytes(entry).and_then(SharedTables::read).ok_or(malformed(
                    "JPEGTables",
                    entry.at,
                    "The tables of the picture are broken",
                ))
            }
            _ => Ok(SharedTables::default()),
        }
    }

    pub(super) fn seen(&self, big_endian: bool) -> Seen {
        let counted = self.photometric == Some(3) && !matches!(self.coding.codec, Codec::Fax(_));
        let bits = if counted { self.bits } else { 0 };
        Seen {
            bits,
            samples: if self.separate { 1 } else { self.samples.into() },
            differences: self.predictor == 2,
            big_endian,
            entries: vec![false; 1 << bits.min(16)],
        }
    }

    /// The colour model that a profile must be of.
    pub(super) fn model(&self) -> Option<Model> {
        match self.photometric? {
            0 | 1 => Some(Model::Grey),
            2 | 3 | 6 => Some(Model::Rgb),
            5 => Some(Model::Cmyk),
            _ => None,
        }
    }
}

fn blocks(tiff: &Tiff<'_>, directory: &Directory) -> Option<(u32, u32)> {
    let found = values::numbers(tiff, directory, tags::YCBCR_SUB_SAMPLING).unwrap_or_else(|| vec![2, 2]);
    let side = |index| found.get(index).copied().filter(|side| matches!(side, 1 | 2 | 4));
    Some((u32::try_from(side(0)?).ok()?, u32::try_from(side(1)?).ok()?))
}

/// How a compression is read; those that are not are refused by name.
fn codec(compression: u16, options: u32) -> Result<Codec, Error> {
    Ok(match compression {
        1 => Codec::None,
        2 => Codec::Fax(fax::Kind::Runs(1)),
        3 => Codec::Fax(fax::Kind::Group3 {
            two_dimensional: options & 1 == 1,
        }),
        4 => Codec::Fax(fax::Kind::Group4),
        5 => Codec::Lzw,
        6 => Codec::OldJpeg,
        7 => Codec::Jpeg,
        8 | 32946 => Codec::Deflate,
        32771 => Codec::Fax(fax::Kind::Runs(2)),
        32773 => Codec::PackBits,
        34925 => Codec::Xz,
        50000 => Codec::Zstd,
        50001 => Codec::WebP,
        _ => {
            let known = REFUSED.iter().find(|(codes, _)| codes.contains(&compression));
            return Err(Error::Unsupported {
                what: known.map_or("A TIFF of this compression", |(_, what)| what),
                remedy: SAVE_JPEG,
            });
        }
    })
}

const DEFLATE: u16 = 8;

/// Compressions that are refused by name.
const REFUSED: &[(&[u16], &str)] = &[
    (&[32766], "A TIFF compressed with NeXT's 2-bit code"),
    (&[32809], "A TIFF compressed with ThunderScan"),
    (&[34661, 9, 10], "A TIFF compressed with JBIG"),
    (&[34676, 34677], "A TIFF of SGI's high-range colours"),
    (&[33003, 33005, 34712], "A TIFF compressed with JPEG 2000"),
    (&[34887], "A TIFF compressed with LERC"),
    (&[50002], "A TIFF compressed with JPEG XL"),
];
