//! One picture of a GIF: how it is read and written, and which colours it shows.

use std::ops::Range;

use super::lzw::{Decoded, Decoder, Encoder};
use super::rule;
use super::walk::{Screen, Walk, sub_blocks, table};
use crate::Output;
use crate::bytes::{array, le16, part};
use crate::part::Part;

/// A frame (20 to 23).
pub(super) struct Frame {
    start: usize,
    pub(super) left: u16,
    pub(super) top: u16,
    pub(super) width: u16,
    pub(super) height: u16,
    interlaced: bool,
    pub(super) table: Option<Range<usize>>,
    /// LZW minimum code size.
    minimum: u8,
    /// Where the code begins, its minimum size first.
    data: usize,
    /// The sub-blocks, without their lengths.
    code: Vec<Range<usize>>,
    /// The graphic control before it, in its canonical form.
    pub(super) control: Option<[u8; 4]>,
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
            table,
            minimum: *minimum,
            data,
            code,
            control: None,
        };
        Some((frame, end))
    }

    pub(super) fn pixels(&self) -> usize {
        usize::from(self.width) * usize::from(self.height)
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

    /// The colours that its pixels have. The transparent one is among them: what draws without transparency shows it,
    /// and one colour hides no picture.
    pub(super) fn seen(decoded: &Decoded) -> Seen {
        Seen(decoded.seen)
    }

    /// The code of the clean file: the same, or written anew where more than the picture is in it.
    pub(super) fn recode(
        &self,
        source: &[u8],
        decoded: &Decoded,
        decoder: &mut Decoder,
        encoder: &mut Encoder,
    ) -> Vec<u8> {
        if decoded.plain {
            return self.bytes(source).take(decoded.used).collect();
        }
        let mut indices = Vec::new();
        self.decode(source, decoder, Some(&mut indices));
        encoder.encode(&indices, self.written_minimum())
    }

    /// Encoders know no smaller size (appendix F).
    fn written_minimum(&self) -> u8 {
        self.minimum.max(2)
    }

    pub(super) fn write(&self, source: &[u8], code: &[u8], seen: &Seen, output: &mut Output) {
        if let Some(control) = self.control {
            output.make([0x21, 0xF9, 4]);
            output.make(control);
            output.make([0]);
        }
        output.make(part(source, self.start..self.start + 9));
        output.make([table_flags(self.table.as_ref()) | u8::from(self.interlaced) << 6]);
        if let Some(table) = &self.table {
            output.make(seen.cleared(part(source, table.clone())));
        }
        output.make([self.written_minimum()]);
        for block in code.chunks(255) {
            output.make([block.len() as u8]);
            output.make(block);
        }
        output.make([0]);
    }

    /// Its parts, of which the last ends with its block.
    pub(super) fn parts(&self, source: &[u8], decoded: &Decoded, seen: &Seen, end: usize) -> Vec<Part> {
        let tail = self.tail(decoded.used).unwrap_or(end);
        let mut parts = named([("image descriptor", self.start..self.start + 10)]);
        if let Some(table) = &self.table {
            parts.extend(seen.parts(source, "local colour table", table));
        }
        parts.extend(named([
            ("image data", self.data..tail),
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
    pub(super) fn shown(&self, walk: &Walk, source: &[u8], decoder: &mut Decoder) -> Shown {
        let mut indices = Vec::new();
        let decoded = self.decode(source, decoder, Some(&mut indices));
        let seen = Self::seen(&decoded);
        let table = self.table.as_ref().or(walk.screen.table.as_ref());
        let table = table.map(|table| part(source, table.clone()));
        let colours = seen
            .indices()
            .map(|index| table.and_then(|table| array(table, 3 * index)));
        Shown {
            place: part(source, self.start..self.start + 9).to_vec(),
            interlaced: self.interlaced,
            control: self.control,
            colours: colours.collect(),
            indices,
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

/// Which entries of a colour table are shown.
pub(super) struct Seen([bool; 256]);

impl Default for Seen {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Seen {
    pub(super) fn add(&mut self, index: u8) {
        if let Some(slot) = self.0.get_mut(usize::from(index)) {
            *slot = true;
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (slot, seen) in self.0.iter_mut().zip(other.0) {
            *slot |= seen;
        }
    }

    fn indices(&self) -> impl Iterator<Item = usize> {
        (0..256)
            .zip(self.0)
            .filter_map(|(index, seen)| seen.then_some(index))
    }

    /// A colour table with every other entry black.
    pub(super) fn cleared(&self, table: &[u8]) -> Vec<u8> {
        let entries = table.chunks(3).zip(self.0);
        entries
            .flat_map(|(colour, seen)| colour.iter().map(move |value| if seen { *value } else { 0 }))
            .collect()
    }

    /// A colour table as parts: behind the last colour that is shown, others are told apart.
    pub(super) fn parts(&self, source: &[u8], name: &'static str, table: &Range<usize>) -> Vec<Part> {
        let used = self
            .indices()
            .last()
            .map_or(0, |last| 3 * (last + 1))
            .min(table.len());
        let unused = table.start + used..table.end;
        let told = part(source, unused.clone()).iter().any(|value| *value != 0);
        let end = if told { unused.start } else { table.end };
        named([(name, table.start..end), ("unused colours", end..table.end)])
    }
}

/// The parts that are not empty.
pub(super) fn named<const N: usize>(parts: [(&str, Range<usize>); N]) -> Vec<Part> {
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
