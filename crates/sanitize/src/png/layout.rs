//! Which chunks of a PNG stay, and what is written of them.

use std::ops::Range;

use super::chunks::Chunk;
use super::hidden::{Hidden, Seen};
use super::pixels::{self, Header};
use super::{findings, rule};
use crate::bytes::{array, be32, part};
use crate::icc::{self, Model, Profile};
use crate::part::{Part, Size};
use crate::{Orientation, Output, exif};

/// One coded picture: the still, or a frame of an animation.
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) first: bool,
    /// The data of its `fcTL`, where it is part of an animation.
    pub(super) control: Option<Range<usize>>,
    /// Its zlib stream, run by run.
    pub(super) data: Vec<Range<usize>>,
}

/// Which chunks stay, and what is written before the first frame.
pub(super) struct Layout<'a> {
    source: &'a [u8],
    header: Header,
    ihdr: Range<usize>,
    /// A chunk that stays, by its place among the chunks.
    kept: Vec<bool>,
    ancillary: Vec<([u8; 4], Vec<u8>)>,
    pub(super) orientation: Orientation,
}

/// Chunks that may stay before the first frame, in the order in which they are written.
const BEFORE: [&[u8; 4]; 13] = [
    b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"mDCV", b"cLLI", b"PLTE", b"tRNS", b"bKGD",
    b"pHYs", b"acTL",
];

impl<'a> Layout<'a> {
    pub(super) fn read(source: &'a [u8], chunks: &[Chunk], header: Header) -> Self {
        let ihdr = chunks.first().map_or(0..0, |chunk| chunk.data.clone());
        let mut layout = Self {
            source,
            header,
            ihdr,
            kept: vec![false; chunks.len()],
            ancillary: Vec::new(),
            orientation: Orientation::TopLeft,
        };
        let before = chunks
            .iter()
            .position(|chunk| chunk.name == *b"IDAT")
            .unwrap_or(chunks.len());
        for name in BEFORE {
            let found = chunks
                .iter()
                .take(before)
                .position(|chunk| chunk.name == *name && chunk.sound);
            if let Some(place) = found
                && let Some(chunk) = chunks.get(place)
                && let Some(data) = layout.needed(name, part(source, chunk.data.clone()))
            {
                layout.ancillary.push((*name, data));
                layout.keep(place);
            }
        }
        if let Some(place) = layout.ancillary.iter().position(|(name, _)| name == b"iCCP") {
            // An embedded profile overrides these three (4.3, table 1); it stays, or was sRGB.
            layout
                .ancillary
                .retain(|(name, _)| ![b"sRGB", b"gAMA", b"cHRM"].contains(&name));
            if layout
                .ancillary
                .get(place)
                .is_some_and(|(_, data)| data.is_empty())
            {
                layout.ancillary.remove(place);
                layout.ancillary.insert(place, (*b"sRGB", vec![0]));
            }
        }
        layout.orientation = chunks
            .iter()
            .filter(|chunk| chunk.name == *b"eXIf" && chunk.sound)
            .find_map(|chunk| exif::orientation(exif::tiff(part(source, chunk.data.clone()))))
            .unwrap_or_default();
        layout
    }

    fn keep(&mut self, place: usize) {
        if let Some(kept) = self.kept.get_mut(place) {
            *kept = true;
        }
    }

    /// What a viewer needs of a chunk; nothing where its data is not as specified.
    fn needed(&self, name: &[u8; 4], data: &[u8]) -> Option<Vec<u8>> {
        let channels = usize::from(self.header.channels());
        let colours = 1usize << self.header.depth.min(8);
        let right = match name {
            b"gAMA" => data.len() == 4,
            b"cHRM" => data.len() == 32 && data.chunks_exact(4).all(is_chromaticity),
            b"sRGB" => matches!(data, [0..=3]),
            b"cICP" => data.len() == 4,
            b"mDCV" => data.len() == 24,
            b"cLLI" => data.len() == 8,
            b"sBIT" => {
                let (count, most) = match self.header.colour {
                    3 => (3, 8),
                    _ => (channels, self.header.depth),
                };
                data.len() == count && data.iter().all(|bits| (1..=most).contains(bits))
            }
            b"PLTE" if self.header.colour == 3 => {
                let entries = data.len() / 3;
                return (data.len().is_multiple_of(3) && entries > 0)
                    .then(|| part(data, 0..entries.min(colours) * 3).to_vec());
            }
            b"tRNS" | b"bKGD" => {
                let length = match (self.header.colour, name) {
                    (3, b"bKGD") => 1..=1,
                    // Longer than the palette, it is one that viewers ignore.
                    (3, _) => 1..=self.data(b"PLTE").len() / 3,
                    (4 | 6, b"tRNS") => return None,
                    (0 | 4, _) => 2..=2,
                    _ => 6..=6,
                };
                return length.contains(&data.len()).then(|| self.samples(data));
            }
            b"acTL" => data.len() == 8,
            b"pHYs" => {
                let (x, y) = (be32(data, 0)?, be32(data, 4)?);
                let [x_unit, y_unit] = ratio(x, y)?;
                return Some([x_unit.to_be_bytes().as_slice(), &y_unit.to_be_bytes(), &[0]].concat());
            }
            b"iCCP" => return self.profile(data),
            _ => false,
        };
        right.then(|| data.to_vec())
    }

    /// Samples of two bytes, with the bits of the picture's depth alone (11.3.1.1); indices as they are.
    fn samples(&self, data: &[u8]) -> Vec<u8> {
        let mask = (u16::MAX >> (16 - u16::from(self.header.depth.min(16)))).to_be_bytes();
        let masks = if self.header.colour == 3 { [255, 255] } else { mask };
        data.iter()
            .zip(masks.iter().cycle())
            .map(|(byte, mask)| byte & mask)
            .collect()
    }

    /// The rebuilt profile as a chunk's data; no bytes at all for sRGB.
    fn profile(&self, data: &[u8]) -> Option<Vec<u8>> {
        let profile = findings::profile(data)?;
        let model = if matches!(self.header.colour, 0 | 4) {
            Model::Grey
        } else {
            Model::Rgb
        };
        match icc::canonical(&profile, model) {
            Profile::Srgb => Some(Vec::new()),
            Profile::Unusable => None,
            Profile::Rebuilt(profile) => Some([b"ICC\0\0".as_slice(), &pixels::deflate(&profile)].concat()),
        }
    }

    /// The frames, in order; an animation only where `acTL` says so.
    pub(super) fn frames(&mut self, chunks: &[Chunk]) -> Vec<Frame> {
        let animated = self.ancillary.iter().any(|(name, _)| name == b"acTL");
        let mut frames: Vec<Frame> = Vec::new();
        let mut control: Option<(usize, Range<usize>, Size)> = None;
        let mut before = *b"IHDR";
        for (place, chunk) in chunks.iter().enumerate() {
            let seen = !frames.is_empty();
            match &chunk.name {
                b"IHDR" if place == 0 => self.keep(place),
                b"fcTL" if animated && chunk.sound => {
                    control = self
                        .control(chunk, seen)
                        .map(|size| (place, chunk.data.clone(), size));
                }
                b"IDAT" if !seen => {
                    let control = control.take().map(|(at, data, _)| {
                        self.keep(at);
                        data
                    });
                    self.keep(place);
                    frames.push(Frame {
                        size: self.header.size,
                        first: true,
                        control,
                        data: vec![chunk.data.clone()],
                    });
                }
                b"IDAT" if before == *b"IDAT" => self.continues(place, chunk.data.clone(), &mut frames),
                b"fdAT" if animated && seen && chunk.sound && chunk.data.len() > 4 => {
                    let data = chunk.data.start + 4..chunk.data.end;
                    if let Some((at, range, size)) = control.take() {
                        self.keep(at);
                        self.keep(place);
                        frames.push(Frame {
                            size,
                            first: false,
                            control: Some(range),
                            data: vec![data],
                        });
                    } else if frames.last().is_some_and(|frame| !frame.first) {
                        self.continues(place, data, &mut frames);
                    }
                }
                b"IEND" => self.keep(place),
                _ => {}
            }
            before = chunk.name;
        }
        let count = frames.iter().filter(|frame| frame.control.is_some()).count() as u32;
        if let Some((_, data)) = self.ancillary.iter_mut().find(|(name, _)| name == b"acTL") {
            data.splice(0..4, count.to_be_bytes());
        }
        if count == 0 {
            self.ancillary.retain(|(name, _)| name != b"acTL");
        }
        frames
    }

    fn continues(&mut self, place: usize, data: Range<usize>, frames: &mut [Frame]) {
        if let Some(frame) = frames.last_mut() {
            frame.data.push(data);
            self.keep(place);
        }
    }

    /// The size of the frame that a `fcTL` announces (11.3.6.2); the first must fill the picture.
    fn control(&self, chunk: &Chunk, seen: bool) -> Option<Size> {
        let data = part(self.source, chunk.data.clone());
        let [width, height, x, y] = [be32(data, 4)?, be32(data, 8)?, be32(data, 12)?, be32(data, 16)?];
        let whole = self.header.size;
        let inside = width > 0
            && height > 0
            && x.checked_add(width)? <= whole.width
            && y.checked_add(height)? <= whole.height;
        let size = Size { width, height };
        (data.len() == 26 && inside && (seen || size == whole)).then_some(size)
    }

    fn data(&self, of: &[u8; 4]) -> &[u8] {
        self.ancillary
            .iter()
            .find(|(name, _)| name == of)
            .map_or(&[], |(_, data)| data)
    }

    pub(super) fn hidden(&self) -> Hidden {
        Hidden::new(self.header, self.data(b"tRNS"))
    }

    /// Clears the colours of a palette that the picture does not show, and those that are fully transparent.
    pub(super) fn settle_palette(&mut self, seen: &Seen) {
        if self.header.colour != 3 {
            return;
        }
        let mut shown = seen.colours(self.header.depth);
        if let Some(shown) = self
            .data(b"bKGD")
            .first()
            .and_then(|index| shown.get_mut(usize::from(*index)))
        {
            *shown = true;
        }
        let mut palette = self.data(b"PLTE").to_vec();
        let last = shown.iter().rposition(|shown| *shown).unwrap_or(0);
        palette.truncate(3 * (last + 1));
        let mut alpha = self.data(b"tRNS").to_vec();
        alpha.truncate(palette.len() / 3);
        for (alpha, _) in alpha.iter_mut().zip(&shown).filter(|(_, shown)| !**shown) {
            *alpha = 255;
        }
        let opaque = alpha.iter().rev().take_while(|alpha| **alpha == 255).count();
        alpha.truncate(alpha.len() - opaque);
        for (index, (colour, shown)) in palette.chunks_exact_mut(3).zip(&shown).enumerate() {
            if !shown || alpha.get(index) == Some(&0) {
                colour.fill(0);
            }
        }
        for (name, data) in &mut self.ancillary {
            match &*name {
                b"PLTE" => data.clone_from(&palette),
                b"tRNS" => data.clone_from(&alpha),
                _ => {}
            }
        }
        self.ancillary
            .retain(|(name, data)| name != b"tRNS" || !data.is_empty());
    }

    pub(super) fn write_before(&self, output: &mut Output) {
        output.chunk(b"IHDR", &[part(self.source, self.ihdr.clone())]);
        for (name, data) in &self.ancillary {
            output.chunk(name, &[data]);
        }
        if self.orientation != Orientation::TopLeft {
            output.chunk(b"eXIf", &[&self.orientation.tiff_block()]);
        }
    }

    pub(super) fn parts(
        &self,
        source: &[u8],
        chunks: &[Chunk],
        tails: &[Range<usize>],
        end: usize,
    ) -> Vec<Part> {
        let mut parts = vec![Part {
            rule: rule("signature"),
            range: 0..8,
        }];
        let mut tails = tails.iter().peekable();
        for (chunk, kept) in chunks.iter().zip(&self.kept) {
            let name = std::str::from_utf8(&chunk.name).unwrap_or_default();
            let data = part(source, chunk.data.clone());
            let orientation = chunk.name == *b"eXIf"
                && self.orientation != Orientation::TopLeft
                && *data == self.orientation.tiff_block();
            let name = match rule(name) {
                _ if orientation => "eXIf orientation",
                _ if *kept => name,
                known if known.part != name => "unknown chunk",
                known if known.fate == crate::Fate::Keep => "unneeded chunk",
                _ => name,
            };
            match tails.next_if(|tail| chunk.data.contains(&tail.start)) {
                Some(tail) if tail.start > chunk.data.start => {
                    parts.push(Part {
                        rule: rule(name),
                        range: chunk.range.start..tail.start,
                    });
                    parts.push(Part {
                        rule: rule("bytes behind the zlib stream"),
                        range: tail.start..chunk.range.end,
                    });
                }
                Some(_) => parts.push(Part {
                    rule: rule("bytes behind the zlib stream"),
                    range: chunk.range.clone(),
                }),
                None => parts.push(Part {
                    rule: rule(name),
                    range: chunk.range.clone(),
                }),
            }
        }
        if end < source.len() {
            parts.push(Part {
                rule: rule("bytes behind the picture"),
                range: end..source.len(),
            });
        }
        parts
    }
}

/// Whether four bytes are a coordinate of a colour (11.3.2.1); viewers ignore any that is far from the diagram.
fn is_chromaticity(data: &[u8]) -> bool {
    array(data, 0).is_some_and(|data| (-10_000..=110_000).contains(&i32::from_be_bytes(data)))
}

/// The smallest whole numbers in the ratio of two densities; nothing where pixels are square.
fn ratio(x: u32, y: u32) -> Option<[u32; 2]> {
    let (mut a, mut b) = (x, y);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (x != y && x > 0 && y > 0).then(|| [x / a, y / a])
}
