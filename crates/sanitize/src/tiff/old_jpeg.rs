//! The old kind of JPEG (TIFF 6.0, section 22), as libtiff reads it: a stream put together from JPEGInterchangeFormat and
//! the strips, or from tables and bare coded data. It is written as one strip that holds the whole stream.

use std::ops::Range;

use super::codec::Kept;
use super::layout::Layout;
use super::page::{Budget, Page, Ranges, Strip};
use super::rows::Shape;
use super::values::{self, Values};
use super::{rule, tags};
use crate::bytes::{array, part};
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::ifd::{Directory, Tiff};
use crate::jpeg::{OneScan, SharedTables, one_scan, sampling_of};
use crate::part::{Rule, Size};
use crate::{Error, Output};

/// A page of this kind.
pub(super) fn page(
    tiff: &Tiff<'_>,
    directory: &Directory,
    mut layout: Layout,
    ranges: &Ranges,
    budget: &mut Budget<'_>,
) -> Result<Page, Error> {
    let (across, _) = layout.grid();
    if layout.separate || across != 1 || !matches!(layout.samples, 1 | 3) || layout.bits != 8 {
        return Err(Error::Unsupported {
            what: "A TIFF compressed with a rare form of the old kind of JPEG",
            remedy: SAVE_JPEG,
        });
    }
    let stream = Stream::read(tiff, directory, &layout, ranges, budget)?;
    let start = stream.pieces.first().map_or(0, |piece| piece.source.start);
    let broken = |why| malformed("strip", start, why);
    let whole = whole(&layout);
    let clean = one_scan(&stream.bytes, whole.height);
    let clean = clean.map_err(|error| error.moved(|at| stream.place(at).unwrap_or(start)))?;
    if clean.size.width > whole.width {
        return Err(broken("A strip's picture is larger than the strip"));
    }
    layout.rows_per_strip = u32::MAX;
    layout.tile = layout.tile.map(|_| whole);
    layout.blocks = clean.sampling;
    let (seen, tables) = (layout.seen(tiff.big_endian), SharedTables::default());
    let values = Values::new(tiff, directory, &layout, &seen, &tables);
    Ok(Page {
        size: layout.size,
        orientation: values.orientation(),
        coding: layout.coding,
        tiled: layout.tile.is_some(),
        unneeded: Vec::new(),
        claims: stream.claims(clean.end),
        behind: stream.behind(clean.end),
        values: values.all()?,
        strips: vec![stream.strip(
            clean,
            layout.shape(0).ok_or(broken("The picture's sides are wrong"))?,
            start,
        )],
    })
}

/// The sides of all strips together, or of all tiles, which stand one below the other.
fn whole(layout: &Layout) -> Size {
    let (_, down) = layout.grid();
    let height = layout.tile.map(|tile| u64::from(tile.height) * down);
    Size {
        width: layout.piece().width,
        height: height.map_or(layout.size.height, |height| {
            u32::try_from(height).unwrap_or(u32::MAX)
        }),
    }
}

/// The stream as libtiff puts it together for its decoder.
struct Stream {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    tables: Vec<Range<usize>>,
}

/// A run of the stream that stands in the file.
struct Piece {
    at: usize,
    source: Range<usize>,
}

impl Piece {
    /// Where it ends in the file, where the stream ends at a place.
    fn kept(&self, end: usize) -> usize {
        self.source
            .end
            .min(self.source.start + end.saturating_sub(self.at))
    }
}

impl Stream {
    fn read(
        tiff: &Tiff<'_>,
        directory: &Directory,
        layout: &Layout,
        ranges: &Ranges,
        budget: &mut Budget<'_>,
    ) -> Result<Self, Error> {
        let broken = malformed("IFD", directory.range.start, "The picture's data is missing");
        let file = tiff.data.len();
        let number = |tag| directory.find(tag).and_then(|entry| tiff.number(entry, 0));
        let place = |tag| number(tag).and_then(|at| usize::try_from(at).ok());
        let range = |start: usize, length: usize| {
            let length = if length == 0 { file } else { length };
            (start > 0 && start < file).then(|| start..start.saturating_add(length).min(file))
        };
        let interchange =
            place(tags::JPEG_FILE).and_then(|start| range(start, place(tags::JPEG_FILE_LENGTH).unwrap_or(0)));
        let count = layout
            .count()
            .and_then(|count| usize::try_from(count).ok())
            .unwrap_or(0);
        let lengths = ranges.lengths.iter().copied().chain(std::iter::repeat(0));
        let strips: Vec<_> = ranges
            .places
            .iter()
            .zip(lengths)
            .take(count)
            .filter_map(|(start, length)| range(*start, length))
            .collect();
        let first = interchange.as_ref().or(strips.first()).ok_or(broken.clone())?;
        let mut stream = Self {
            bytes: b"\xFF\xD8".to_vec(),
            pieces: Vec::new(),
            tables: Vec::new(),
        };
        let divided = layout.piece().height < layout.size.height;
        let restart = if divided {
            1
        } else {
            number(tags::JPEG_RESTART_INTERVAL).unwrap_or(0)
        };
        if restart > 0 {
            stream.segment(0xDD, &(restart as u16).to_be_bytes());
        }
        if tiff.data.get(first.start) != Some(&0xFF) {
            stream.tables(tiff, directory, layout).ok_or(broken)?;
        }
        if let Some(source) = interchange {
            budget.take(source.len(), source.start)?;
            stream.copy(tiff, source);
        }
        for (index, source) in strips.into_iter().enumerate() {
            budget.take(source.len(), source.start)?;
            if index > 0 {
                stream.bytes.extend([0xFF, 0xD0 + ((index - 1) % 8) as u8]);
            }
            stream.copy(tiff, source);
        }
        if divided {
            stream.restart_at_strips(layout);
        }
        Ok(stream)
    }

    fn segment(&mut self, marker: u8, payload: &[u8]) {
        self.bytes.extend([0xFF, marker]);
        self.bytes.extend((payload.len() as u16 + 2).to_be_bytes());
        self.bytes.extend(payload);
    }

    /// Appends bytes of the file; the stream begins with an SOI of its own.
    fn copy(&mut self, tiff: &Tiff<'_>, mut source: Range<usize>) {
        if self.pieces.is_empty() && part(tiff.data, source.clone()).starts_with(b"\xFF\xD8") {
            let soi = source.start..source.start + 2;
            self.pieces.push(Piece { at: 0, source: soi });
            source.start += 2;
        }
        let at = self.bytes.len();
        self.bytes.extend(part(tiff.data, source.clone()));
        self.pieces.push(Piece { at, source });
    }

    /// Makes each strip or tile a restart interval.
    fn restart_at_strips(&mut self, layout: &Layout) {
        let (across, down) = sampling_of(&self.bytes).unwrap_or(layout.blocks);
        let piece = layout.piece();
        let interval = u64::from(piece.width.div_ceil(8 * across)) * u64::from(piece.height / (8 * down));
        if let Some(place) = self.bytes.get_mut(6..8) {
            place.copy_from_slice(&(interval as u16).to_be_bytes());
        }
    }

    /// Tables, frame and scan header of a picture whose strips hold bare coded data. Each component has tables of its
    /// own, or those of the one before.
    fn tables(&mut self, tiff: &Tiff<'_>, directory: &Directory, layout: &Layout) -> Option<()> {
        let samples = usize::from(layout.samples);
        let mut slots = [[0; 3]; 3];
        let kinds = [
            (tags::JPEG_Q_TABLES, 0xDB, 0x00),
            (tags::JPEG_DC_TABLES, 0xC4, 0x00),
            (tags::JPEG_AC_TABLES, 0xC4, 0x10),
        ];
        for ((tag, marker, class), slots) in kinds.into_iter().zip(&mut slots) {
            let places = values::numbers(tiff, directory, tag)?;
            let mut before = None;
            for (component, slot) in slots.iter_mut().enumerate().take(samples) {
                let given = places
                    .get(component)
                    .filter(|place| **place > 0)
                    .or(before.map(|(place, _)| place))?;
                if let Some((place, same)) = before
                    && place == given
                {
                    *slot = same;
                    continue;
                }
                *slot = component as u8;
                before = Some((given, *slot));
                let start = usize::try_from(*given).ok()?;
                let length = match marker {
                    0xDB => 64,
                    _ => {
                        16 + array::<16>(tiff.data, start)?
                            .map(usize::from)
                            .iter()
                            .sum::<usize>()
                    }
                };
                let range = start..start.checked_add(length)?;
                let table = tiff.data.get(range.clone())?;
                self.segment(marker, &[&[class | *slot], table].concat());
                self.tables.push(range);
            }
        }
        let [quantisation, dc, ac] = slots;
        let size = whole(layout);
        let [height, width] = [size.height, size.width].map(|side| u16::try_from(side).ok());
        let mut frame = [
            &[8],
            height?.to_be_bytes().as_slice(),
            &width?.to_be_bytes(),
            &[samples as u8],
        ]
        .concat();
        let mut scan = vec![samples as u8];
        let (across, down) = layout.blocks;
        let selected = (1..).zip(quantisation).zip(dc.into_iter().zip(ac)).take(samples);
        for ((number, table), (dc, ac)) in selected {
            let first = if number == 1 {
                (across << 4 | down) as u8
            } else {
                0x11
            };
            frame.extend([number, first, table]);
            scan.extend([number, dc << 4 | ac]);
        }
        scan.extend([0, 63, 0]);
        self.segment(0xC0, &frame);
        self.segment(0xDA, &scan);
        Some(())
    }

    /// Where a byte of the stream stands in the file.
    fn place(&self, at: usize) -> Option<usize> {
        let piece = self.pieces.iter().rfind(|piece| piece.at <= at)?;
        Some((piece.source.start + at - piece.at).min(piece.source.end))
    }

    /// What it takes of the file up to an end of it.
    fn claims(&self, end: usize) -> Vec<(Range<usize>, &'static Rule)> {
        let tables = self
            .tables
            .iter()
            .map(|range| (range.clone(), rule("used JPEG tables")));
        let pieces = self.pieces.iter().map(|piece| {
            let kept = piece.source.start..piece.kept(end);
            (kept, rule("strip"))
        });
        tables.chain(pieces).collect()
    }

    /// What stands in the file behind that end.
    fn behind(&self, end: usize) -> Vec<Range<usize>> {
        let pieces = self.pieces.iter();
        pieces.map(|piece| piece.kept(end)..piece.source.end).collect()
    }

    /// The one strip of the clean page.
    fn strip(&self, clean: OneScan, shape: Shape, start: usize) -> Strip {
        let mut coded = Vec::new();
        for range in &clean.coded {
            let first = self.pieces.partition_point(|piece| piece.at <= range.start);
            let pieces = self.pieces.iter().skip(first.saturating_sub(1));
            let pieces = pieces.take_while(|piece| piece.at < range.end);
            coded.extend(pieces.filter_map(|Piece { at, source }| {
                let start = source.start + range.start.saturating_sub(*at);
                let end = source.end.min(source.start + (range.end - at));
                (start < end).then_some(start..end)
            }));
        }
        let length = |ranges: &[Range<usize>]| ranges.iter().map(ExactSizeIterator::len).sum::<usize>();
        let anew = !clean.copied || length(&coded) != length(&clean.coded);
        let mut output = Output::default();
        output.make(clean.output);
        Strip {
            range: start..start,
            shape,
            kept: Kept {
                end: start,
                output,
                coded,
                anew,
                hides: false,
            },
        }
    }
}
