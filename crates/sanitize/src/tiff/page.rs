//! One page: its strips or tiles, as they stay.

use std::ops::Range;

use super::codec::{Codec, Coding, Kept};
use super::layout::Layout;
use super::old_jpeg;
use super::rows::Shape;
use super::values::{Value, Values};
use super::{tags, values};
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::ifd::{Directory, Tiff};
use crate::part::{Rule, Size};
use crate::{Error, Limits, Orientation};

/// One page, as it stays.
pub(super) struct Page {
    pub(super) size: Size,
    pub(super) orientation: Orientation,
    pub(super) coding: Coding,
    pub(super) tiled: bool,
    pub(super) strips: Vec<Strip>,
    /// Strips that the directory names and the picture does not need.
    pub(super) unneeded: Vec<Range<usize>>,
    /// Where the stream of an old-style JPEG stands, piece by piece.
    pub(super) claims: Vec<(Range<usize>, &'static Rule)>,
    /// What such a stream has behind its picture.
    pub(super) behind: Vec<Range<usize>>,
    /// What its directory holds besides the places and lengths of strips.
    pub(super) values: Vec<Value>,
}

/// A strip or tile.
pub(super) struct Strip {
    /// The bytes that the directory gives it.
    pub(super) range: Range<usize>,
    pub(super) shape: Shape,
    pub(super) kept: Kept,
}

impl Strip {
    pub(super) fn rows(&self, page: &Page, source: &[u8]) -> Option<Vec<u8>> {
        page.coding.rows(source, &self.range, &self.shape)
    }
}

/// What all pages of a file may take together.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    decoded: u64,
    strips: usize,
    coded: usize,
    samples: usize,
    hidden: u64,
}

impl<'a> Budget<'a> {
    /// A strip takes about eight bytes of a file: its place, its length and its data. Strips may share bytes; a file
    /// of which all share all would be unfolded without end.
    pub(super) fn new(length: usize, limits: &'a Limits) -> Self {
        Self {
            limits,
            decoded: 0,
            strips: length / 8 + 64,
            coded: 4 * length + 65_536,
            samples: length + 65_536,
            hidden: 16 * length as u64 + (32 << 20),
        }
    }
}

impl Budget<'_> {
    /// A directory holds up to three values for each sample of a pixel, which it may leave out or name elsewhere.
    fn take_samples(&mut self, layout: &Layout, at: usize) -> Result<(), Error> {
        let more = malformed("IFD", at, "The picture has more samples than the file holds");
        self.samples = self.samples.checked_sub(layout.samples.into()).ok_or(more)?;
        Ok(())
    }

    /// Tiles may reach beyond their picture, and what is behind it may be very much.
    fn take_decoded(&mut self, layout: &Layout) -> Result<(), Error> {
        self.decoded = self.decoded.saturating_add(layout.decoded());
        self.limits.check_decoded(self.decoded)?;
        let hidden = layout.decoded().saturating_sub(layout.shown().saturating_mul(4));
        self.hidden = self.hidden.checked_sub(hidden).ok_or(Error::Unsupported {
            what: "A TIFF whose tiles are far larger than its picture",
            remedy: SAVE_JPEG,
        })?;
        Ok(())
    }

    pub(super) fn take(&mut self, bytes: usize, at: usize) -> Result<(), Error> {
        let overlaid = malformed("strip", at, "The strips of this file lie over one another");
        self.coded = self.coded.checked_sub(bytes).ok_or(overlaid)?;
        Ok(())
    }
}

const DAMAGED: &str = "The picture data is damaged or cut off";

impl Page {
    pub(super) fn read(
        tiff: &Tiff<'_>,
        directory: &Directory,
        budget: &mut Budget<'_>,
    ) -> Result<Self, Error> {
        let broken = |why| malformed("IFD", directory.range.start, why);
        let layout = Layout::read(tiff, directory)?;
        let size = layout.size;
        budget.limits.check_pixels(size.width, size.height)?;
        let coding = layout.coding;
        let shapes = layout.count().filter(|count| *count <= budget.strips as u64);
        let shapes = shapes.ok_or(broken(
            "The picture is divided into more strips than the file holds",
        ))?;
        budget.strips -= shapes as usize;
        budget.take_decoded(&layout)?;
        budget.take_samples(&layout, directory.range.start)?;

        let ranges = Ranges::read(tiff, directory, layout.tile.is_some());
        if coding.codec == Codec::OldJpeg {
            return old_jpeg::page(tiff, directory, layout, &ranges, budget);
        }
        let mut tables = layout.tables(tiff, directory)?;
        let mut seen = layout.seen(tiff.big_endian);
        let (across, down) = layout.grid();
        let mut strips = Vec::new();
        for index in 0..shapes {
            let shape = layout
                .shape(index)
                .ok_or(broken("The picture's sides are wrong"))?;
            let range = ranges.of(index as usize, coding.codec, &shape);
            let range = range.ok_or(broken("A strip of the picture is missing"))?;
            let damaged = malformed("strip", range.start, DAMAGED);
            if matches!(coding.codec, Codec::Jpeg | Codec::WebP) {
                budget.take(range.len(), range.start)?;
            }
            if index >= across.saturating_mul(down) {
                // The planes behind the first hold no numbers of colours.
                seen.bits = 0;
            }
            let kept = coding.keep(tiff.data, &range, &shape, &mut tables, &mut seen)?;
            let kept = kept.ok_or(damaged)?;
            let taken = if coding.codec.is_recoded() {
                kept.end - range.start
            } else {
                kept.output.len()
            };
            budget.take(taken, range.start)?;
            strips.push(Strip { range, shape, kept });
        }
        let values = Values::new(tiff, directory, &layout, &seen, &tables);
        Ok(Self {
            size,
            orientation: values.orientation(),
            coding,
            tiled: layout.tile.is_some(),
            strips,
            claims: Vec::new(),
            behind: Vec::new(),
            unneeded: ranges.behind(shapes as usize, tiff.data.len()),
            values: values.all()?,
        })
    }
}

/// Where a directory says that strips or tiles stand.
pub(super) struct Ranges {
    pub(super) places: Vec<usize>,
    pub(super) lengths: Vec<usize>,
    file: usize,
}

impl Ranges {
    fn read(tiff: &Tiff<'_>, directory: &Directory, tiled: bool) -> Self {
        // Some writers give tiles the tags of strips, and readers take them.
        let list = |tile, strip| {
            let tags = if tiled { [tile, strip] } else { [strip, tile] };
            let found = tags.iter().find_map(|tag| values::numbers(tiff, directory, *tag));
            let number = |number| usize::try_from(number).unwrap_or(usize::MAX);
            found.unwrap_or_default().into_iter().map(number).collect()
        };
        Self {
            places: list(tags::TILE_OFFSETS, tags::STRIP_OFFSETS),
            lengths: list(tags::TILE_BYTE_COUNTS, tags::STRIP_BYTE_COUNTS),
            file: tiff.data.len(),
        }
    }

    /// A strip's bytes. One that is not coded and stands alone is as long as its rows, as libtiff has it; what lies
    /// behind the length of one of many is not the picture's.
    fn of(&self, index: usize, codec: Codec, shape: &Shape) -> Option<Range<usize>> {
        let start = *self.places.get(index).filter(|start| **start < self.file)?;
        let given = self.lengths.get(index).copied().filter(|length| *length > 0);
        let needed = if codec == Codec::None { shape.bytes() } else { None };
        let length = match (needed, given) {
            (Some(needed), Some(given)) if self.places.len() > 1 => needed.min(given),
            (Some(needed), _) => needed,
            (None, given) => given.unwrap_or(usize::MAX),
        };
        Some(start..start.saturating_add(length).min(self.file))
    }

    fn behind(&self, count: usize, file: usize) -> Vec<Range<usize>> {
        let rest = self.places.iter().zip(&self.lengths).skip(count);
        rest.filter(|(start, _)| **start < file)
            .map(|(start, length)| *start..start.saturating_add(*length).min(file))
            .collect()
    }
}
