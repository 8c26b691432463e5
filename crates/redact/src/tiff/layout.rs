//! How a page's picture is laid out (TIFF 6.0, sections 8, 14, 15, 18, 19 and 21).

use super::file::{Directory, File, sides};
use super::tags;
use crate::{Error, MAX_PIXELS, Size, Upright};

/// What the fields of a page say of its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) size: Size,
    pub(super) upright: Upright,
    pub(super) tiled: bool,
    /// Sides of a strip or tile.
    pub(super) piece: Size,
    pub(super) bits: u32,
    /// Samples a pixel, of which the first `colours` are the colour model's.
    pub(super) samples: usize,
    pub(super) model: Model,
    pub(super) number: Number,
    /// Whether each sample has pieces of its own.
    pub(super) separate: bool,
    /// What the first sample behind the colours is, and whether it is one.
    pub(super) alpha: Alpha,
    pub(super) compression: u64,
    pub(super) predictor: u64,
    pub(super) reversed: bool,
    /// Pixels that share their colour, across and down.
    pub(super) blocks: Size,
    pub(super) big_endian: bool,
}

/// What the samples of a pixel mean (PhotometricInterpretation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Model {
    WhiteIsZero,
    BlackIsZero,
    Rgb,
    Palette,
    Cmyk,
    YCbCr,
}

/// How a sample is a number (SampleFormat).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Unsigned,
    Signed,
    Float,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alpha {
    None,
    /// The colours are multiplied with it.
    Associated,
    Unassociated,
}

/// The most bytes of all decoded pieces of a page.
const MOST: u64 = 1 << 30;

impl Model {
    pub(super) const fn colours(self) -> usize {
        match self {
            Self::WhiteIsZero | Self::BlackIsZero | Self::Palette => 1,
            Self::Rgb | Self::YCbCr => 3,
            Self::Cmyk => 4,
        }
    }
}

impl Layout {
    pub(super) fn read(file: &File<'_>, page: &Directory<'_>) -> Result<Self, Error> {
        let broken = Error::Malformed {
            part: "IFD",
            offset: 0,
        };
        let unsupported = |what| Error::Unsupported { what };
        let number = |tag, default| file.number(page, tag).unwrap_or(default);
        let size = sides(file, page, tags::WIDTH, tags::LENGTH).ok_or(broken)?;
        let Size { width, height } = size;
        if size.pixels() > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        let tile = sides(file, page, tags::TILE_WIDTH, tags::TILE_LENGTH);
        let rows = u32::try_from(number(tags::ROWS_PER_STRIP, height.into())).unwrap_or(height);
        let samples = usize::try_from(number(tags::SAMPLES_PER_PIXEL, 1)).unwrap_or(0);
        let bits = file.numbers(page, tags::BITS_PER_SAMPLE).unwrap_or_default();
        let first = bits.first().copied().unwrap_or(1);
        if !(1..=64).contains(&samples) || bits.iter().any(|other| *other != first) {
            return Err(unsupported("a TIFF of samples of this kind"));
        }
        let model = match file.number(page, tags::PHOTOMETRIC) {
            Some(0) => Model::WhiteIsZero,
            None if samples < 3 => Model::BlackIsZero,
            Some(1) => Model::BlackIsZero,
            None | Some(2) => Model::Rgb,
            Some(3) => Model::Palette,
            Some(5) if number(tags::INK_SET, 1) == 1 => Model::Cmyk,
            Some(5) => return Err(unsupported("a TIFF of other inks than CMYK")),
            Some(6) => Model::YCbCr,
            Some(8..=10) => return Err(unsupported("a TIFF of Lab colours")),
            _ => return Err(unsupported("a TIFF of colours of this kind")),
        };
        let formats = file.numbers(page, tags::SAMPLE_FORMAT).unwrap_or_default();
        let format = match (formats.first().copied().unwrap_or(1), first) {
            (1 | 4, 1..=16 | 24 | 32) => Number::Unsigned,
            (2, 8 | 16 | 32) => Number::Signed,
            (3, 32 | 64) => Number::Float,
            _ => return Err(unsupported("a TIFF of numbers of this kind")),
        };
        let extra = file
            .number(page, tags::EXTRA_SAMPLES)
            .filter(|_| samples > model.colours());
        let piece = tile.unwrap_or(Size {
            width,
            height: rows.clamp(1, height),
        });
        let subsampling = file.numbers(page, tags::YCBCR_SUB_SAMPLING);
        let blocks = match (model, subsampling.as_deref()) {
            (Model::YCbCr, Some(&[across @ (1 | 2 | 4), down @ (1 | 2 | 4), ..])) => Size {
                width: across as u32,
                height: down as u32,
            },
            (Model::YCbCr, None) => Size { width: 2, height: 2 },
            (Model::YCbCr, Some(_)) => {
                return Err(unsupported("a TIFF that thins out its colours in this way"));
            }
            _ => Size { width: 1, height: 1 },
        };
        // T.4 in two dimensions, which looks like T.4 in one where it is taken for it (TIFF 6.0, section 11).
        if number(tags::COMPRESSION, 1) == 3 && number(tags::T4_OPTIONS, 0) & 1 == 1 {
            return Err(unsupported("a TIFF in this kind of fax code"));
        }
        let orientation = u8::try_from(number(tags::ORIENTATION, 1)).ok();
        let layout = Self {
            size,
            upright: orientation.and_then(Upright::from_tiff).unwrap_or_default(),
            tiled: tile.is_some(),
            piece,
            bits: first as u32,
            samples,
            model,
            number: format,
            separate: number(tags::PLANAR_CONFIGURATION, 1) == 2 && samples > 1,
            alpha: match extra {
                Some(1) => Alpha::Associated,
                Some(2) => Alpha::Unassociated,
                _ => Alpha::None,
            },
            compression: number(tags::COMPRESSION, 1),
            predictor: number(tags::PREDICTOR, 1),
            reversed: number(tags::FILL_ORDER, 1) == 2,
            blocks,
            big_endian: file.order.big_endian,
        };
        layout.checked()
    }

    fn checked(mut self) -> Result<Self, Error> {
        let unsupported = |what| Err(Error::Unsupported { what });
        let lossy = super::lossy::is_lossy(self.compression);
        if lossy {
            // The data has its own.
            self.blocks = Size { width: 1, height: 1 };
            super::lossy::channels(&self)?;
        } else {
            super::codec::check(&self)?;
        }
        let plain = !self.separate && self.samples == 3 && self.bits == 8 && self.predictor == 1;
        if self.blocks.pixels() > 1 && !plain {
            return unsupported("a TIFF that thins out its colours in this way");
        }
        if self.samples < self.model.colours() || self.model == Model::Palette && self.bits > 8 {
            return unsupported("a TIFF of colours of this kind");
        }
        if self.number != Number::Unsigned && matches!(self.model, Model::Palette | Model::YCbCr) {
            return unsupported("a TIFF of numbers of this kind");
        }
        let predicted = match self.predictor {
            1 => true,
            2 => matches!(self.bits, 8 | 16 | 32 | 64),
            3 => self.number == Number::Float,
            _ => false,
        };
        if !predicted {
            return unsupported("a TIFF with a predictor of this kind");
        }
        let (across, down) = self.grid();
        let planes = if self.separate { self.samples as u64 } else { 1 };
        let decoded = (self.row_bytes() as u64)
            .saturating_mul(self.piece_rows().into())
            .saturating_mul(u64::from(across) * u64::from(down))
            .saturating_mul(planes);
        if decoded > MOST {
            let Size { width, height } = self.size;
            return Err(Error::Limit { width, height });
        }
        Ok(self)
    }

    /// Pieces across and down.
    pub(super) const fn grid(&self) -> (u32, u32) {
        (
            self.size.width.div_ceil(self.piece.width),
            self.size.height.div_ceil(self.piece.height),
        )
    }

    /// How many pieces there are.
    pub(super) const fn count(&self) -> usize {
        let (across, down) = self.grid();
        let planes = if self.separate { self.samples } else { 1 };
        across as usize * down as usize * planes
    }

    /// Samples of a pixel in one piece.
    pub(super) const fn per_pixel(&self) -> usize {
        if self.separate { 1 } else { self.samples }
    }

    /// Whether some pixels share their colour.
    pub(super) const fn has_blocks(&self) -> bool {
        self.blocks.pixels() > 1
    }

    /// Bytes of a row of a piece, or of a row of its blocks.
    pub(super) const fn row_bytes(&self) -> usize {
        if self.has_blocks() {
            let block = self.blocks.pixels() as usize + 2;
            return self.piece.width.div_ceil(self.blocks.width) as usize * block;
        }
        (self.piece.width as usize * self.per_pixel() * self.bits as usize).div_ceil(8)
    }

    /// Rows of a whole piece, or rows of its blocks.
    const fn piece_rows(&self) -> u32 {
        self.piece.height.div_ceil(self.blocks.height)
    }

    /// Pixels of a piece that are shown.
    pub(super) fn shown(&self, index: usize) -> Size {
        let (across, down) = self.grid();
        let place = index % (across as usize * down as usize).max(1);
        let (x, y) = ((place % across as usize) as u32, (place / across as usize) as u32);
        Size {
            width: self.piece.width.min(self.size.width - x * self.piece.width),
            height: self.piece.height.min(self.size.height - y * self.piece.height),
        }
    }

    /// Rows of a piece, or rows of its blocks; the last strip may have fewer.
    pub(super) fn rows(&self, index: usize) -> u32 {
        if self.tiled {
            self.piece_rows()
        } else {
            self.shown(index).height.div_ceil(self.blocks.height)
        }
    }
}
