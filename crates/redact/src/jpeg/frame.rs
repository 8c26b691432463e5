//! The header of a JPEG: frame, quantisation tables, restart interval and APPn segments (ITU-T T.81, Annex B).

mod reading;

use std::ops::Range;

use reading::Reading;

use super::segment::Segments;
use crate::{Error, Mask, Size, Upright};

/// A quantisation table, in natural order: row by row from the DC coefficient.
pub(crate) type Quantisers = [u16; 64];

/// What of a JPEG stands outside its coded data.
pub(crate) struct Frame {
    /// The SOF marker's second byte: SOF0 to SOF2, SOF9 or SOF10.
    pub(crate) sof: u8,
    /// Bits a sample, 8 or 12.
    pub(crate) precision: u8,
    pub(crate) size: Size,
    pub(crate) components: Vec<Component>,
    /// In MCUs, 0 for none.
    pub(crate) restart_interval: u16,
    /// The whole APPn segments in their order, markers included, as ranges of the file.
    pub(crate) apps: Vec<Range<usize>>,
    pub(crate) colour: Colour,
    /// Whether every coefficient of every component is coded to its last bit. Decoders smooth a picture that is not
    /// (T.81, K.8), and no longer would if it were coded anew.
    pub(crate) whole: bool,
}

/// One component of the frame (T.81, B.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) id: u8,
    /// Sampling factors as the file gives them, in one byte: H and V.
    pub(crate) sampling: u8,
    /// The factors that count, 1 to 4: a frame of one component is not interleaved, and its MCU is one block whatever
    /// factors it gives (T.81, A.2.2).
    pub(crate) h: u32,
    pub(crate) v: u32,
    pub(crate) table: u8,
    pub(crate) quantisers: Option<Quantisers>,
}

/// What the components mean, as libjpeg settles it (jdapimin.c, `default_decompress_parms`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    Grey,
    YCbCr,
    Rgb,
    /// Four inks; `inverted` where an Adobe segment is present: 255 is then no ink.
    Cmyk {
        inverted: bool,
    },
    /// YCbCr made of the first three inks, and black.
    Ycck {
        inverted: bool,
    },
}

pub(crate) const SOF0: u8 = 0xC0;
pub(crate) const SOF2: u8 = 0xC2;
pub(crate) const SOF9: u8 = 0xC9;
pub(crate) const SOF10: u8 = 0xCA;

/// Scans beyond this many cost more time than any picture is worth; libjpeg-turbo's own fuzzers draw the line here.
pub(crate) const MAX_SCANS: u16 = 500;

/// T.81, figure 5: the natural position of each coefficient of the zigzag.
pub(crate) const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

impl Frame {
    /// Reads every segment of the file up to EOI, and refuses what is not coded by the DCT in one frame or exceeds limits.
    pub(crate) fn read(file: &[u8]) -> Result<Self, Error> {
        let mut reading = Reading::default();
        for segment in Segments::new(file)? {
            reading.take(&segment?)?;
        }
        reading.frame(file.len())
    }

    /// Refuses samples of more than eight bits, which are neither painted nor shown.
    pub(crate) fn of_eight_bits(self) -> Result<Self, Error> {
        if self.precision == 8 {
            Ok(self)
        } else {
            Err(Error::Unsupported {
                what: "a JPEG of 12 bits a sample",
            })
        }
    }

    /// Whether the coefficients come in several scans (T.81, annex G).
    pub(crate) const fn is_progressive(&self) -> bool {
        matches!(self.sof, SOF2 | SOF10)
    }

    /// Whether the coded data are arithmetic-coded (T.81, annex D).
    pub(crate) const fn is_arithmetic(&self) -> bool {
        matches!(self.sof, SOF9 | SOF10)
    }

    /// The frame of the same picture turned so that it is stored as displayed. None where a side that is then counted
    /// from its other end does not end with an MCU: its last blocks would have to become first ones.
    pub(crate) fn turned(&self, upright: Upright) -> Option<Self> {
        let (from_right, from_bottom) = upright.reverses();
        let mcu = self.mcu();
        if from_right && !self.size.width.is_multiple_of(mcu.width)
            || from_bottom && !self.size.height.is_multiple_of(mcu.height)
        {
            return None;
        }
        let components = self.components.iter().map(|component| {
            if upright.swaps_sides() {
                component.transposed()
            } else {
                *component
            }
        });
        Some(Self {
            size: upright.displayed(self.size),
            components: components.collect(),
            apps: self.apps.clone(),
            ..*self
        })
    }

    /// The size of an MCU, in pixels.
    pub(crate) fn mcu(&self) -> Size {
        let (h, v) = self.most();
        Size {
            width: 8 * h,
            height: 8 * v,
        }
    }

    /// A component's size, in whole blocks (T.81, A.1.1 and A.2.4).
    pub(crate) fn blocks(&self, component: &Component) -> Size {
        let (h, v) = self.most();
        Size {
            width: (self.size.width * component.h).div_ceil(8 * h),
            height: (self.size.height * component.v).div_ceil(8 * v),
        }
    }

    /// How many MCUs an interleaved scan has.
    pub(crate) fn mcus(&self) -> Size {
        let mcu = self.mcu();
        Size {
            width: self.size.width.div_ceil(mcu.width),
            height: self.size.height.div_ceil(mcu.height),
        }
    }

    /// How many blocks each component has.
    fn plane_blocks(&self) -> impl Iterator<Item = u64> {
        let sizes = self.components.iter().map(|component| self.blocks(component));
        sizes.map(|size| u64::from(size.width) * u64::from(size.height))
    }

    /// How much memory all coefficients take, in bytes.
    pub(crate) fn coefficient_bytes(&self) -> u64 {
        128 * self.plane_blocks().sum::<u64>()
    }

    /// A component's blocks under a mask of whole MCUs; `None` where the component's last column or row ends before it.
    pub(crate) fn blocks_under(&self, component: &Component, mask: &Mask) -> Option<Mask> {
        let per = Size {
            width: component.h,
            height: component.v,
        };
        mask.blocks(per, self.blocks(component))
    }

    /// How many of a component's blocks a side of `pixels`, of whole MCUs, has.
    pub(crate) fn blocks_along(&self, component: &Component, pixels: Size) -> Size {
        let mcu = self.mcu();
        Size {
            width: pixels.width / mcu.width * component.h,
            height: pixels.height / mcu.height * component.v,
        }
    }

    /// The greatest sampling factors of the frame.
    fn most(&self) -> (u32, u32) {
        let most = |factor: fn(&Component) -> u32| self.components.iter().map(factor).max().unwrap_or(1);
        (most(|c| c.h), most(|c| c.v))
    }
}

impl Component {
    fn transposed(&self) -> Self {
        Self {
            sampling: self.sampling.rotate_left(4),
            h: self.v,
            v: self.h,
            quantisers: self.quantisers.map(|table| {
                std::array::from_fn(|at| table.get(at % 8 * 8 + at / 8).copied().unwrap_or_default())
            }),
            ..*self
        }
    }
}
