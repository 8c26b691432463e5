//! One picture of a GIF: how it is read and written, and which colours it shows.

use std::ops::Range;

use super::lzw::{Decoded, Decoder, Encoder};
use super::rule;
use super::walk::{Screen, sub_blocks, table};
use crate::Output;
use crate::bytes::{le16, part};
use crate::palette::{Alike, Indices, Table};
use crate::part::{Part, Size};

/// A frame (20 to 23).
pub(super) struct Frame {
    start: usize,
    pub(super) left: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    interlaced: bool,
    /// Whether a bit is set that no viewer reads, be it one of the size of a table that is missing.
    pub(super) reserved: bool,
    pub(super) table: Option<Range<usize>>,
    /// LZW minimum code size.
    minimum: u8,
    /// Where the code begins, its minimum size first.
    data: usize,
    /// The sub-blocks, without their lengths.
    code: Vec<Range<usize>>,
    /// The graphic control before it, in its canonical form.
    pub(super) control: Option<[u8; 4]>,
    /// The colours it is drawn with.
    pub(super) colours: Vec<[u8; 3]>,
}

impl Frame {
    /// The frame that begins at a place, and where it ends; nothing where the file is cut off before its code, or
    /// where the code is of a size that no viewer reads.
    pub(super) fn read(source: &[u8], start: usize) -> Option<(Self, usize)> {
        let flags = source.get(start + 9)?;
        let table = table(*flags, start + 10);
        let data = table.as_ref().map_or(start + 10, |table| table.end);
        let minimum = source.get(data).filter(|minimum| **minimum <= 8)?;
        let side = |at| le16(source, start + at).unwrap_or_default();
        let (code, end) = sub_blocks(source, data + 1, false).unwrap_or_default();
        let frame = Self {
            start,
            left: side(1),
            top: side(3),
            width: side(5),
            height: side(7),
            interlaced: flags & 0x40 != 0,
            reserved: flags & 0x18 != 0 || (table.is_none() && flags & 7 != 0),
            table,
            minimum: *minimum,
            data,
            code,
            control: None,
            colours: Vec::new(),
        };
        Some((frame, end))
    }

    pub(super) fn pixels(&self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }

    /// Whether a part of it lies beside the screen.
    pub(super) fn leaves(&self, screen: Size) -> bool {
        let beyond = |start: u16, side: u16, most: u32| u32::from(start) + u32::from(side) > most;
        beyond(self.left, self.width, screen.width) || beyond(self.top, self.height, screen.height)
    }

    pub(super) fn covers(&self, screen: &Screen) -> bool {
        (self.left, self.top) == (0, 0) && self.width >= screen.width && self.height >= screen.height
    }

    /// Whether its place is filled with the background once it has been shown.
    pub(super) fn restores_background(&self) -> bool {
        matches!(self.control, Some([flags, ..]) if flags >> 2 == 2)
    }

    /// Reads its code, and its indices where they are asked for.
    pub(super) fn decode(
        &self,
        source: &[u8],
        decoder: &mut Decoder,
        indices: Option<&mut Vec<u8>>,
    ) -> Decoded {
        decoder.decode(self.bytes(source), self.minimum, self.pixels(), indices)
    }

    fn bytes<'a>(&self, source: &'a [u8]) -> impl Iterator<Item = u8> + use<'a, '_> {
        self.code
            .iter()
            .flat_map(|range| part(source, range.clone()))
            .copied()
    }

    /// The indices that its pixels have in the clean file. The transparent one is among them: what draws without
    /// transparency shows its colour, and one colour hides no picture.
    pub(super) fn seen(&self, decoded: &Decoded) -> Indices {
        let alike = self.alike(decoded);
        let mut seen = Indices::default();
        decoded.seen.iter().for_each(|index| seen.add(alike.of(index)));
        seen
    }

    /// For each index that pixels have, the first one that looks the same: of the same colour, or like it beyond the
    /// table, where viewers show one colour. The transparent index is like no other.
    fn alike(&self, decoded: &Decoded) -> Alike {
        let transparent = self.control.filter(|[flags, ..]| flags & 1 != 0);
        Alike::new(&decoded.seen, |index| {
            let apart = transparent.is_some_and(|[.., transparent]| transparent == index);
            (!apart).then(|| self.colours.get(usize::from(index)))
        })
    }

    /// Whether pixels that look the same differ in their indices.
    pub(super) fn differs_unseen(&self, decoded: &Decoded) -> bool {
        self.alike(decoded).differs()
    }

    /// Its indices, of those that look the same the first alone.
    fn indices(&self, source: &[u8], decoded: &Decoded, decoder: &mut Decoder) -> Vec<u8> {
        let mut indices = Vec::new();
        self.decode(source, decoder, Some(&mut indices));
        let alike = self.alike(decoded);
        for index in &mut indices {
            *index = alike.of(*index);
        }
        indices
    }

    /// Whether its code stays as it is: it is plain, and no two of its indices look the same.
    pub(super) fn stays(&self, decoded: &Decoded) -> bool {
        decoded.plain && !self.differs_unseen(decoded)
    }

    /// The code of the clean file: the same, or written anew where more than the picture is in it.
    pub(super) fn recode(
        &self,
        source: &[u8],
        decoded: &Decoded,
        decoder: &mut Decoder,
        encoder: &mut Encoder,
    ) -> Vec<u8> {
        if self.stays(decoded) {
            return self.bytes(source).take(decoded.used).collect();
        }
        let indices = self.indices(source, decoded, decoder);
        encoder.encode(&indices, self.written_minimum())
    }

    /// Encoders know no smaller size (appendix F).
    fn written_minimum(&self) -> u8 {
        self.minimum.max(2)
    }

    pub(super) fn write(&self, source: &[u8], code: &[u8], seen: &Indices, output: &mut Output) {
        if let Some(control) = self.control {
            output.make([0x21, 0xF9, 4]);
            output.make(control);
            output.make([0]);
        }
        output.make(part(source, self.start..self.start + 9));
        output.make([table_flags(self.table.as_ref()) | u8::from(self.interlaced) << 6]);
        if let Some(table) = &self.table {
            output.make(Table::new(source, table.clone(), 3).cleared(seen));
        }
        output.make([self.written_minimum()]);
        for block in code.chunks(255) {
            output.make([block.len() as u8]);
            output.make(block);
        }
        output.make([0]);
    }

    /// Its parts, of which the last ends with its block.
    pub(super) fn parts(&self, source: &[u8], decoded: &Decoded, seen: &Indices, end: usize) -> Vec<Part> {
        let tail = self.tail(decoded.used).unwrap_or(end);
        let mut parts = named([("image descriptor", self.start..self.start + 10)]);
        if let Some(table) = &self.table {
            let table = Table::new(source, table.clone(), 3);
            parts.extend(named(table.parts(seen, "local colour table")));
        }
        let data = if self.differs_unseen(decoded) {
            "image data that differs unseen"
        } else {
            "image data"
        };
        parts.extend(named([
            (data, self.data..tail),
            ("bytes behind the image data", tail..end),
        ]));
        parts
    }

    /// Where the code that is used ends, if more follows it.
    fn tail(&self, mut used: usize) -> Option<usize> {
        for range in &self.code {
            if used < range.len() {
                return Some(range.start + used);
            }
            used -= range.len();
        }
        None
    }

    /// The ranges of the code that is used.
    pub(super) fn coded(&self, decoded: &Decoded) -> impl Iterator<Item = Range<usize>> {
        let tail = self.tail(decoded.used).unwrap_or(usize::MAX);
        let ranges = self.code.iter();
        ranges
            .map(move |range| range.start..range.end.min(tail))
            .take_while(|range| !range.is_empty())
    }

    /// All that it shows: place, timing, indices, and the colour of every index.
    pub(super) fn shown(&self, source: &[u8], decoder: &mut Decoder) -> Shown {
        let decoded = self.decode(source, decoder, None);
        let seen = self.seen(&decoded);
        let colours = seen
            .iter()
            .map(|index| self.colours.get(usize::from(index)).copied());
        Shown {
            place: part(source, self.start..self.start + 9).to_vec(),
            interlaced: self.interlaced,
            control: self.control,
            colours: colours.collect(),
            indices: self.indices(source, &decoded, decoder),
        }
    }
}

/// What a viewer draws of a frame.
#[derive(PartialEq, Eq)]
pub(super) struct Shown {
    place: Vec<u8>,
    interlaced: bool,
    control: Option<[u8; 4]>,
    colours: Vec<Option<[u8; 3]>>,
    indices: Vec<u8>,
}

/// The parts that are not empty.
pub(super) fn named<'a>(parts: impl IntoIterator<Item = (&'a str, Range<usize>)>) -> Vec<Part> {
    let filled = parts.into_iter().filter(|(_, range)| !range.is_empty());
    filled
        .map(|(name, range)| Part {
            rule: rule(name),
            range,
        })
        .collect()
}

/// The flags that announce a colour table (18, 20).
pub(super) fn table_flags(table: Option<&Range<usize>>) -> u8 {
    table.map_or(0, |table| 0x80 | ((table.len() / 3).trailing_zeros() as u8 - 1))
}
