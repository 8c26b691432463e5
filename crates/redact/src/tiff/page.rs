//! One page: its fields, its picture, and how both are written again.

use super::codec::{DEFLATE, GROUP_4};
use super::file::{Directory, File, Written};
use super::layout::{Layout, Model};
use super::samples::Samples;
use super::{lossy, tags};
use crate::palette::{Entry, Palette};
use crate::raster::Indices;
use crate::{Area, Error, Region, Size};

#[derive(Clone)]
pub(super) struct Page<'a> {
    order: super::file::Order,
    fields: Directory<'a>,
    data: Vec<&'a [u8]>,
    pub(super) layout: Layout,
    /// The decoded picture, once it is asked for.
    samples: Option<Samples>,
    /// Whether the numbers of the colour map have eight bits, as some writers have it.
    narrow: bool,
}

/// How far a pixel of a JPEG can tell of another, in pixels: an MCU has up to 32 a side (T.81, A.2.4), and viewers smooth
/// colours over two more.
const CODED_TOGETHER: u32 = 34;

impl<'a> Page<'a> {
    pub(super) fn read(file: &File<'a>, directory: &Directory<'a>) -> Result<Self, Error> {
        let layout = Layout::read(file, directory)?;
        let data = file.pieces(directory, layout.tiled).ok_or(Error::Malformed {
            part: "strip",
            offset: 0,
        })?;
        Ok(Self {
            order: file.order,
            fields: directory.clone(),
            data,
            layout,
            samples: None,
            narrow: false,
        })
    }

    /// What regions hide of it: whole blocks where pixels share their colour, and where pixels were coded together with
    /// loss, all that were coded with a hidden one.
    pub(super) fn area(&self, regions: &[Region]) -> Area {
        let Layout {
            upright,
            size,
            blocks,
            compression,
            ..
        } = self.layout;
        let margin = if lossy::is_lossy(compression) {
            CODED_TOGETHER
        } else {
            0
        };
        Area::with_margin(regions, upright, size, blocks, margin)
    }

    pub(super) fn decode(&mut self) -> Result<(), Error> {
        let tables = self.fields.get(&tags::JPEG_TABLES);
        let tables = tables.map_or(&[][..], |tables| &tables.bytes);
        self.samples = Some(Samples::decoded(self.layout, &self.data, tables)?);
        Ok(())
    }

    /// The decoded picture.
    fn samples(&self) -> Option<&Samples> {
        self.samples.as_ref()
    }

    pub(super) fn channels(&self) -> usize {
        self.samples().map_or(1, Samples::channels)
    }

    pub(super) fn level(&self, x: u32, y: u32, channel: usize) -> Option<f32> {
        self.samples()?.level(x, y, channel)
    }

    pub(super) fn paint(&mut self, x: u32, y: u32, levels: [f32; 3]) {
        if let Some(samples) = &mut self.samples {
            samples.paint(x, y, levels);
        }
    }

    pub(super) fn make_opaque(&mut self, x: u32, y: u32) {
        if let Some(samples) = &mut self.samples {
            samples.make_opaque(x, y);
        }
    }

    /// A sample of a pixel; 0 before it is decoded.
    pub(super) fn sample(&self, x: u32, y: u32, channel: usize) -> u64 {
        self.samples().map_or(0, |samples| samples.get(x, y, channel))
    }

    /// Turns every sample of a pixel to its contrary.
    pub(super) fn invert(&mut self, x: u32, y: u32) {
        let samples = self.layout.samples;
        if let Some(decoded) = &mut self.samples {
            (0..samples).for_each(|channel| decoded.set(x, y, channel, !decoded.get(x, y, channel)));
        }
    }

    /// How many colours its map has.
    pub(super) const fn colours(&self) -> usize {
        1 << self.layout.bits
    }

    /// Its colour map, where it has one: all reds, then all greens, then all blues.
    ///
    /// # Errors
    /// [`Error::Malformed`] where it is missing or too short.
    pub(super) fn palette(&mut self) -> Result<Option<Palette>, Error> {
        if self.layout.model != Model::Palette {
            return Ok(None);
        }
        let broken = Error::Malformed {
            part: "ColorMap",
            offset: 0,
        };
        let map = self
            .fields
            .get(&tags::COLOR_MAP)
            .filter(|map| map.kind == super::file::SHORT);
        let levels = map.map_or(&[][..], |map| map.bytes.as_chunks::<2>().0).iter();
        let levels: Vec<u16> = levels
            .map(|level| match self.order.big_endian {
                true => u16::from_be_bytes(*level),
                false => u16::from_le_bytes(*level),
            })
            .collect();
        let all = self.colours();
        let levels = levels.get(..3 * all).ok_or(broken)?;
        self.narrow = levels.iter().all(|level| *level < 256);
        let factor = if self.narrow { 257 } else { 1 };
        let (reds, others) = levels.split_at(all);
        let (greens, blues) = others.split_at(all);
        let colours = reds.iter().zip(greens).zip(blues);
        let entry = |((red, green), blue): ((&u16, &u16), &u16)| {
            Entry([red * factor, green * factor, blue * factor, u16::MAX])
        };
        Ok(Some(colours.map(entry).collect()))
    }

    pub(super) fn set_palette(&mut self, palette: &Palette) {
        let factor = if self.narrow { 257 } else { 1 };
        let mut levels = vec![0; 3 * self.colours()];
        for (index, Entry(entry)) in palette.entries().iter().enumerate() {
            for (channel, level) in entry.iter().take(3).enumerate() {
                if let Some(slot) = levels.get_mut(channel * self.colours() + index) {
                    *slot = level / factor;
                }
            }
        }
        self.fields.insert(tags::COLOR_MAP, self.order.shorts(levels));
    }

    /// The page as it was.
    pub(super) fn untouched(mut self) -> Written<'a> {
        for tag in PLACES {
            self.fields.remove(tag);
        }
        Written {
            fields: self.fields,
            tiled: self.layout.tiled,
            pieces: self.data.into_iter().map(Into::into).collect(),
        }
    }

    /// The page with its new picture.
    pub(super) fn written(mut self) -> Result<Written<'a>, Error> {
        let after = self.layout.lossless();
        if after.compression != self.layout.compression {
            let shorts = |number: u64| self.order.shorts([number as u16]);
            self.fields.insert(tags::COMPRESSION, shorts(after.compression));
            self.fields.remove(&tags::T4_OPTIONS);
        }
        if lossy::is_lossy(self.layout.compression) {
            for tag in GONE_WITH_JPEG {
                self.fields.remove(tag);
            }
            self.fields.insert(tags::PREDICTOR, self.order.shorts([2]));
            if after.model == Model::Rgb {
                self.fields.insert(tags::PHOTOMETRIC, self.order.shorts([2]));
            }
        }
        let pieces = self.samples.take().map(Samples::encoded).transpose()?;
        Ok(Written {
            fields: self.fields,
            tiled: self.layout.tiled,
            pieces: pieces.unwrap_or_default().into_iter().map(Into::into).collect(),
        })
    }

    /// The fields that concealing leaves alone; of a page that was coded with loss, fewer.
    pub(super) fn kept(&self, lossy: bool) -> Directory<'a> {
        let mut fields = self.fields.clone();
        let remade = [tags::COMPRESSION, tags::T4_OPTIONS, tags::COLOR_MAP];
        let anew = [tags::PREDICTOR, tags::PHOTOMETRIC];
        let gone = remade
            .iter()
            .chain(PLACES)
            .chain(GONE_WITH_JPEG.iter().chain(&anew).filter(|_| lossy));
        gone.for_each(|tag| {
            fields.remove(tag);
        });
        fields
    }
}

/// The fields that say where the picture stands.
const PLACES: &[u16] = &[
    tags::STRIP_OFFSETS,
    tags::STRIP_BYTE_COUNTS,
    tags::TILE_OFFSETS,
    tags::TILE_BYTE_COUNTS,
];

/// The fields that only coded data of these kinds has a use for.
const GONE_WITH_JPEG: &[u16] = &[
    tags::FILL_ORDER,
    tags::JPEG_TABLES,
    tags::YCBCR_COEFFICIENTS,
    tags::YCBCR_SUB_SAMPLING,
    tags::YCBCR_POSITIONING,
    tags::REFERENCE_BLACK_WHITE,
];

impl Layout {
    /// The layout in which a page is written: without loss, and without codes that have no encoder here.
    pub(super) fn lossless(self) -> Self {
        let compression = match self.compression {
            3 => GROUP_4,
            other => other,
        };
        if !lossy::is_lossy(compression) {
            return Self { compression, ..self };
        }
        Self {
            compression: DEFLATE,
            predictor: 2,
            reversed: false,
            model: if self.model == Model::YCbCr {
                Model::Rgb
            } else {
                self.model
            },
            blocks: Size { width: 1, height: 1 },
            ..self
        }
    }
}

impl Indices for Page<'_> {
    fn index(&self, x: u32, y: u32) -> Option<u16> {
        Some(self.sample(x, y, 0) as u16)
    }

    fn set_index(&mut self, x: u32, y: u32, index: u16) {
        if let Some(samples) = &mut self.samples {
            samples.set(x, y, 0, index.into());
        }
    }
}
