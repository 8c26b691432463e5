//! What a page's directory holds besides its strips, each value in its simplest form.

use super::codec::Codec;
use super::layout::Layout;
use super::rows::Seen;
use super::tags;
use crate::error::malformed;
use crate::icc::{self, Profile};
use crate::ifd::{Directory, Tiff, width};
use crate::jpeg::SharedTables;
use crate::{Error, Orientation};

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) tag: u16,
    pub(super) kind: u16,
    pub(super) bytes: Vec<u8>,
}

pub(super) const SHORT: u16 = 3;
pub(super) const LONG: u16 = 4;
const RATIONAL: u16 = 5;
const UNDEFINED: u16 = 7;

/// A field that is copied where its values are of the right count and a viewer goes by them.
struct Copied {
    tag: u16,
    form: Form,
    count: Count,
    needed: fn(&Layout, &[u64]) -> bool,
}

#[derive(Clone, Copy)]
enum Form {
    Short,
    /// A whole number.
    Whole,
    /// A part of one, to five places, as PNG keeps them (PNG 11.3.2.1).
    Chromaticity,
}

enum Count {
    Exactly(usize),
    Samples,
    /// Samples beyond those of the colour model.
    Extra,
}

/// The policy for fields that are copied; those that are written afresh stand in [`Values::all`].
static COPIED: &[Copied] = &[
    copied(318, Form::Chromaticity, Count::Exactly(2), |layout, _| {
        layout.is_coloured()
    }),
    copied(319, Form::Chromaticity, Count::Exactly(6), |layout, _| {
        layout.is_coloured()
    }),
    copied(332, Form::Short, Count::Exactly(1), |layout, v| {
        layout.photometric == Some(5) && matches!(v, [1 | 2])
    }),
    copied(334, Form::Short, Count::Exactly(1), |layout, v| {
        layout.photometric == Some(5) && v.iter().all(|inks| *inks <= u64::from(layout.samples))
    }),
    copied(338, Form::Short, Count::Extra, |_, v| {
        v.iter().all(|kind| *kind <= 2)
    }),
    copied(339, Form::Short, Count::Samples, |_, v| {
        v.iter().any(|format| *format != 1) && v.iter().all(|format| matches!(format, 1..=6))
    }),
    copied(529, Form::Chromaticity, Count::Exactly(3), |layout, _| {
        layout.converts()
    }),
    copied(530, Form::Short, Count::Exactly(2), |layout, v| {
        layout.photometric == Some(6)
            && layout.coding.codec != Codec::OldJpeg
            && v.iter().all(|side| matches!(side, 1 | 2 | 4))
    }),
    copied(531, Form::Short, Count::Exactly(1), |layout, v| {
        layout.photometric == Some(6) && matches!(v, [1 | 2])
    }),
    copied(532, Form::Whole, Count::Exactly(6), |layout, _| layout.converts()),
];

const fn copied(tag: u16, form: Form, count: Count, needed: fn(&Layout, &[u64]) -> bool) -> Copied {
    Copied {
        tag,
        form,
        count,
        needed,
    }
}

impl Form {
    fn fraction(self, (above, below): (u32, u32)) -> Option<(u32, u32)> {
        const PLACES: u64 = 100_000;
        if !matches!(self, Self::Chromaticity) {
            let whole = (u64::from(above) + u64::from(below) / 2).checked_div(below.into())?;
            return Some((whole.min(u16::MAX.into()) as u32, 1));
        }
        let parts = (u64::from(above) * PLACES + u64::from(below) / 2).checked_div(below.into())?;
        let (above, below) = reduced(parts.min(PLACES), PLACES);
        Some((above as u32, below as u32))
    }
}

impl Layout {
    const fn is_coloured(&self) -> bool {
        matches!(self.photometric, Some(2 | 3 | 6))
    }

    /// Whether a viewer goes by the page's fields for YCbCr; a JPEG has its own.
    const fn converts(&self) -> bool {
        matches!(self.photometric, Some(6)) && !matches!(self.coding.codec, Codec::Jpeg)
    }

    /// Samples beyond those of the colour model.
    fn extra(&self) -> usize {
        let model = match self.photometric {
            Some(2 | 6 | 8 | 9 | 10) => 3,
            Some(5) => 4,
            _ => 1,
        };
        usize::from(self.samples).saturating_sub(model)
    }
}

/// A page's directory as it is read.
pub(super) struct Values<'a> {
    tiff: &'a Tiff<'a>,
    directory: &'a Directory,
    layout: &'a Layout,
    seen: &'a Seen,
    tables: &'a SharedTables,
}

impl<'a> Values<'a> {
    pub(super) fn new(
        tiff: &'a Tiff<'a>,
        directory: &'a Directory,
        layout: &'a Layout,
        seen: &'a Seen,
        tables: &'a SharedTables,
    ) -> Self {
        Self {
            tiff,
            directory,
            layout,
            seen,
            tables,
        }
    }

    /// Every value that stays, in the order of tags.
    pub(super) fn all(&self) -> Result<Vec<Value>, Error> {
        let layout = self.layout;
        let mut all = vec![
            // ExifTool takes a JPEG-compressed page that does not say so for a preview.
            self.longs(tags::NEW_SUBFILE_TYPE, &[0]),
            self.longs(tags::WIDTH, &[layout.size.width]),
            self.longs(tags::LENGTH, &[layout.size.height]),
            self.shorts(tags::BITS_PER_SAMPLE, &vec![layout.bits; layout.samples.into()]),
            self.shorts(tags::COMPRESSION, &[layout.compression]),
            self.shorts(tags::SAMPLES_PER_PIXEL, &[layout.samples]),
        ];
        if let Some(photometric) = layout.photometric {
            all.push(self.shorts(tags::PHOTOMETRIC, &[photometric]));
        }
        match layout.tile {
            Some(tile) => {
                all.push(self.longs(tags::TILE_WIDTH, &[tile.width]));
                all.push(self.longs(tags::TILE_LENGTH, &[tile.height]));
            }
            None => {
                let rows = layout.rows_per_strip.min(layout.size.height);
                all.push(self.longs(tags::ROWS_PER_STRIP, &[rows]));
            }
        }
        if layout.samples > 1 {
            let planar = 1 + u16::from(layout.separate);
            all.push(self.shorts(tags::PLANAR_CONFIGURATION, &[planar]));
        }
        if layout.coding.reversed {
            all.push(self.shorts(tags::FILL_ORDER, &[2]));
        }
        if layout.options > 0 {
            all.push(self.longs(tags::T4_OPTIONS, &[layout.options]));
        }
        if layout.predictor > 1 {
            all.push(self.shorts(tags::PREDICTOR, &[layout.predictor]));
        }
        if layout.photometric == Some(6) && layout.coding.codec == Codec::OldJpeg {
            let (across, down) = layout.blocks;
            all.push(self.shorts(tags::YCBCR_SUB_SAMPLING, &[across as u16, down as u16]));
        }
        if self.orientation() != Orientation::TopLeft {
            all.push(self.shorts(tags::ORIENTATION, &[self.orientation().tiff().into()]));
        }
        all.extend(COPIED.iter().filter_map(|field| self.copied(field)));
        all.extend(self.aspect());
        all.extend(self.color_map()?);
        all.extend(self.undefined(tags::JPEG_TABLES, self.tables.written()));
        all.extend(
            self.profile()
                .and_then(|profile| self.undefined(tags::ICC_PROFILE, profile)),
        );
        all.sort_by_key(|value| value.tag);
        Ok(all)
    }

    pub(super) fn orientation(&self) -> Orientation {
        let value = self.directory.find(tags::ORIENTATION);
        let value = value.and_then(|entry| u16::try_from(self.tiff.number(entry, 0)?).ok());
        value.and_then(Orientation::from_tiff).unwrap_or_default()
    }

    fn copied(&self, field: &Copied) -> Option<Value> {
        let count = match field.count {
            Count::Exactly(count) => count,
            Count::Samples => self.layout.samples.into(),
            Count::Extra => self.layout.extra(),
        };
        if !matches!(field.form, Form::Short) {
            let entry = self.directory.find(field.tag)?;
            let values: Option<Vec<_>> = (0..count)
                .map(|index| field.form.fraction(rational(self.tiff, entry, index)?))
                .collect();
            let values = values.filter(|_| entry.count >= count && (field.needed)(self.layout, &[]))?;
            return Some(self.rationals(field.tag, &values));
        }
        let mut values = numbers(self.tiff, self.directory, field.tag)?;
        if count == 0 || values.is_empty() {
            return None;
        }
        // A single value may stand for every sample, as libtiff reads it; Corel's 999 is alpha.
        values.resize(count, *values.first()?);
        values
            .iter_mut()
            .filter(|value| **value == 999)
            .for_each(|value| *value = 2);
        if !(field.needed)(self.layout, &values) {
            return None;
        }
        let shorts: Vec<u16> = values.iter().map(|value| *value as u16).collect();
        Some(self.shorts(field.tag, &shorts))
    }

    /// The densities across and down in thousandths of the larger, where pixels are not square.
    fn aspect(&self) -> Vec<Value> {
        let find = |tag| rational(self.tiff, self.directory.find(tag)?, 0);
        let (Some((x, per_x)), Some((y, per_y))) = (find(tags::X_RESOLUTION), find(tags::Y_RESOLUTION))
        else {
            return Vec::new();
        };
        let (across, down) = (u64::from(x) * u64::from(per_y), u64::from(y) * u64::from(per_x));
        let most = u128::from(across.max(down).max(1));
        let thousandths = |side: u64| ((u128::from(side) * 1000 + most / 2) / most) as u32;
        let ratio = [thousandths(across), thousandths(down)];
        // Writers round square pixels apart.
        if ratio.contains(&0) || ratio.iter().all(|side| *side >= 990) {
            return Vec::new();
        }
        let [across, down] = ratio;
        vec![
            self.rationals(tags::X_RESOLUTION, &[(across, 1)]),
            self.rationals(tags::Y_RESOLUTION, &[(down, 1)]),
            self.shorts(tags::RESOLUTION_UNIT, &[1]),
        ]
    }

    /// The colour map, black where no pixel uses an entry.
    fn color_map(&self) -> Result<Option<Value>, Error> {
        let layout = self.layout;
        if layout.photometric != Some(3) {
            return Ok(None);
        }
        let broken = malformed(
            "ColorMap",
            self.directory.range.start,
            "The picture's colours are missing",
        );
        let entries = 1usize << layout.bits.min(16);
        let values = numbers(self.tiff, self.directory, tags::COLOR_MAP);
        let values = values
            .filter(|values| values.len() >= 3 * entries)
            .ok_or(broken)?;
        let counted = self.seen.entries.contains(&true);
        let shorts: Vec<u16> = (0..entries)
            .cycle()
            .zip(values.iter().take(3 * entries))
            .map(|(entry, value)| match self.seen.entries.get(entry) {
                Some(false) if counted => 0,
                _ => *value as u16,
            })
            .collect();
        Ok(Some(self.shorts(tags::COLOR_MAP, &shorts)))
    }

    fn profile(&self) -> Option<Vec<u8>> {
        let entry = self.directory.find(tags::ICC_PROFILE)?;
        match icc::canonical(self.tiff.bytes(entry)?, self.layout.model()?) {
            Profile::Rebuilt(profile) => Some(profile),
            Profile::Srgb | Profile::Unusable => None,
        }
    }

    fn shorts(&self, tag: u16, values: &[u16]) -> Value {
        Value {
            tag,
            kind: SHORT,
            bytes: values.iter().flat_map(|value| self.tiff.short(*value)).collect(),
        }
    }

    fn longs(&self, tag: u16, values: &[u32]) -> Value {
        Value {
            tag,
            kind: LONG,
            bytes: values.iter().flat_map(|value| self.tiff.long(*value)).collect(),
        }
    }

    fn rationals(&self, tag: u16, values: &[(u32, u32)]) -> Value {
        let longs: Vec<u32> = values.iter().flat_map(|(a, b)| [*a, *b]).collect();
        Value {
            kind: RATIONAL,
            ..self.longs(tag, &longs)
        }
    }

    fn undefined(&self, tag: u16, bytes: Vec<u8>) -> Option<Value> {
        (!bytes.is_empty()).then_some(Value {
            tag,
            kind: UNDEFINED,
            bytes,
        })
    }
}

/// All values of a tag's first entry as whole numbers, where they lie in the file.
pub(super) fn numbers(tiff: &Tiff<'_>, directory: &Directory, tag: u16) -> Option<Vec<u64>> {
    let entry = directory.find(tag)?;
    tiff.bytes(entry).filter(|bytes| !bytes.is_empty())?;
    (0..entry.count).map(|index| tiff.number(entry, index)).collect()
}

/// A RATIONAL in its lowest terms, or a whole number.
fn rational(tiff: &Tiff<'_>, entry: &crate::ifd::Entry, index: usize) -> Option<(u32, u32)> {
    if entry.kind != RATIONAL {
        return Some((u32::try_from(tiff.number(entry, index)?).ok()?, 1));
    }
    let at = entry
        .values
        .start
        .checked_add(index.checked_mul(width(RATIONAL))?)?;
    let (above, below) = (tiff.u32(at)?, tiff.u32(at + 4)?);
    let (above, below) = reduced(above.into(), below.into());
    (index < entry.count).then_some((u32::try_from(above).ok()?, u32::try_from(below).ok()?))
}

fn reduced(above: u64, below: u64) -> (u64, u64) {
    let (mut a, mut b) = (above, below);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (above / a.max(1), below / a.max(1))
}
