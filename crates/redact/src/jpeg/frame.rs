//! The header of a JPEG: frame, quantisation tables, restart interval and APPn segments (ITU-T T.81, Annex B).

use std::ops::Range;

use super::segment::{APP0, APP14, APP15, DNL, DQT, DRI, SOI, SOS, Segment, Segments};
use crate::{Error, MAX_PIXELS, Mask, Size, Upright};

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
    table: u8,
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

/// How often scans may come to a block, all together: a scan of an empty picture takes next to no bytes, but a decoder
/// visits each of its blocks. A picture of 250 megapixels at 4:2:0 in libjpeg-turbo's own ten scans asks for 30 million.
const MAX_VISITS: u64 = 100_000_000;

/// T.81, figure 5: the natural position of each coefficient of the zigzag.
const ZIGZAG: [usize; 64] = [
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

/// What scans have told of a component so far.
#[derive(Clone)]
struct Coded {
    /// The lowest bit of each coefficient.
    bits: [Option<u8>; 64],
    scans: u64,
}

/// What the segments have told so far.
#[derive(Default)]
struct Reading {
    sof: Option<(u8, Size, u8)>,
    components: Vec<Component>,
    coded: Vec<Coded>,
    tables: [Option<Quantisers>; 4],
    restart_interval: u16,
    scans: u16,
    apps: Vec<Range<usize>>,
    jfif: bool,
    adobe: Option<u8>,
}

impl Reading {
    fn take(&mut self, segment: &Segment<'_>) -> Result<(), Error> {
        let broken = |part| Error::Malformed {
            part,
            offset: segment.range.start,
        };
        match segment.marker {
            SOF0..=SOF2 | SOF9 | SOF10 => self.take_frame(segment).ok_or(broken("SOF"))?,
            0xC3 | 0xC5..=0xC7 | 0xCB | 0xCD..=0xCF => {
                return Err(Error::Unsupported {
                    what: sof_name(segment.marker),
                });
            }
            DNL => {
                return Err(Error::Unsupported {
                    what: "a JPEG whose height follows its first scan",
                });
            }
            DQT => self.take_tables(segment.payload).ok_or(broken("DQT"))?,
            // Scans of one file could differ in it; every scan is written with the first one's.
            DRI if self.scans == 0 => match *segment.payload {
                [high, low] => self.restart_interval = u16::from_be_bytes([high, low]),
                _ => return Err(broken("DRI")),
            },
            SOS => self.take_scan(segment.payload).ok_or(broken("SOS"))?,
            SOI => return Err(broken("SOI")),
            APP0..=APP15 => self.take_app(segment),
            _ => {}
        }
        Ok(())
    }

    fn take_frame(&mut self, segment: &Segment<'_>) -> Option<()> {
        let [precision, y0, y1, x0, x1, count, specifications @ ..] = segment.payload else {
            return None;
        };
        let size = Size {
            width: u16::from_be_bytes([*x0, *x1]).into(),
            height: u16::from_be_bytes([*y0, *y1]).into(),
        };
        let (specifications, rest) = specifications.as_chunks::<3>();
        let whole = rest.is_empty() && specifications.len() == usize::from(*count);
        if self.sof.is_some() || !whole || *precision != 8 && *precision != 12 || size.width == 0 {
            return None;
        }
        for &[id, sampling, table] in specifications {
            let (h, v) = (u32::from(sampling >> 4), u32::from(sampling & 15));
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) || table > 3 {
                return None;
            }
            let (h, v) = if *count == 1 { (1, 1) } else { (h, v) };
            self.components.push(Component {
                id,
                sampling,
                h,
                v,
                table,
                quantisers: None,
            });
        }
        let nothing = Coded {
            bits: [None; 64],
            scans: 0,
        };
        self.coded = vec![nothing; self.components.len()];
        self.sof = Some((segment.marker, size, *precision));
        Some(())
    }

    fn take_tables(&mut self, mut payload: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = payload.split_first() {
            let width = match kind >> 4 {
                0 => 1,
                1 => 2,
                _ => return None,
            };
            let (values, after) = rest.split_at_checked(64 * width)?;
            let mut table = [0; 64];
            for (value, natural) in values.chunks_exact(width).zip(ZIGZAG) {
                let value = value.iter().fold(0, |sum, &byte| sum << 8 | u16::from(byte));
                *table.get_mut(natural)? = value;
                if value == 0 {
                    return None;
                }
            }
            *self.tables.get_mut(usize::from(kind & 15))? = Some(table);
            payload = after;
        }
        Some(())
    }

    /// A component's table is the one in force at its first scan (T.81, B.2.4.1).
    fn take_scan(&mut self, payload: &[u8]) -> Option<()> {
        self.scans = self.scans.checked_add(1).filter(|&scans| scans <= MAX_SCANS)?;
        let progressive = matches!(self.sof, Some((SOF2 | SOF10, ..)));
        let (&count, rest) = payload.split_first()?;
        let (selected, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let (band, low) = match *rest {
            [start, end, bits] if progressive => (usize::from(start)..=usize::from(end), bits & 15),
            _ => (0..=63, 0),
        };
        for &[id, _] in selected.as_chunks::<2>().0 {
            for (component, coded) in self
                .components
                .iter_mut()
                .zip(&mut self.coded)
                .filter(|(c, _)| c.id == id)
            {
                component.quantisers =
                    component
                        .quantisers
                        .or(self.tables.get(usize::from(component.table)).copied().flatten());
                coded.bits.get_mut(band.clone())?.fill(Some(low));
                coded.scans += 1;
            }
        }
        Some(())
    }

    fn take_app(&mut self, segment: &Segment<'_>) {
        self.apps.push(segment.range.clone());
        if self.scans > 0 {
            return;
        }
        match (segment.marker, segment.payload) {
            // JFIF 1.02: 14 bytes at least; libjpeg passes over a shorter one.
            (APP0, [b'J', b'F', b'I', b'F', 0, rest @ ..]) if rest.len() >= 9 => self.jfif = true,
            (APP14, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..]) => {
                self.adobe = Some(*transform)
            }
            _ => {}
        }
    }

    fn frame(self, length: usize) -> Result<Frame, Error> {
        let (sof, size, precision) = self.sof.ok_or(Error::Malformed {
            part: "SOF",
            offset: length,
        })?;
        if size.height == 0 {
            return Err(Error::Unsupported {
                what: "a JPEG whose height follows its first scan",
            });
        }
        if u64::from(size.width) * u64::from(size.height) > MAX_PIXELS {
            return Err(Error::Limit {
                width: size.width,
                height: size.height,
            });
        }
        if self.scans == 0 {
            return Err(Error::Malformed {
                part: "SOS",
                offset: length,
            });
        }
        let colour = self.colour().ok_or(Error::Unsupported {
            what: "a JPEG of neither one, three nor four components",
        })?;
        let frame = Frame {
            sof,
            precision,
            size,
            whole: self
                .coded
                .iter()
                .flat_map(|coded| coded.bits)
                .all(|low| low == Some(0)),
            components: self.components,
            restart_interval: self.restart_interval,
            apps: self.apps,
            colour,
        };
        // A block costs at least one bit, so coded data cannot be shorter; a file that is would have us allocate for a
        // picture that it does not hold.
        let visits: u64 = frame
            .plane_blocks()
            .zip(&self.coded)
            .map(|(blocks, coded)| blocks * coded.scans)
            .sum();
        if frame.plane_blocks().sum::<u64>() > 8 * length as u64 || visits > MAX_VISITS {
            return Err(Error::Malformed {
                part: "coded data",
                offset: length,
            });
        }
        Ok(frame)
    }

    fn colour(&self) -> Option<Colour> {
        let ids: Vec<u8> = self.components.iter().map(|c| c.id).collect();
        Some(match (ids.as_slice(), self.adobe) {
            ([_], _) => Colour::Grey,
            ([_, _, _], Some(0)) if !self.jfif => Colour::Rgb,
            ([b'R', b'G', b'B'], None) if !self.jfif => Colour::Rgb,
            ([_, _, _], _) => Colour::YCbCr,
            ([_, _, _, _], Some(0)) => Colour::Cmyk { inverted: true },
            ([_, _, _, _], Some(_)) => Colour::Ycck { inverted: true },
            ([_, _, _, _], None) => Colour::Cmyk { inverted: false },
            _ => return None,
        })
    }
}

fn sof_name(marker: u8) -> &'static str {
    match marker {
        0xC3 | 0xCB => "a lossless JPEG",
        _ => "a hierarchical JPEG",
    }
}
