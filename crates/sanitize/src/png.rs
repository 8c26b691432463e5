//! PNG, third edition (W3C Recommendation, 2025), with animation: its rules and its writer.

mod chunks;
mod findings;
mod pixels;

use std::ops::Range;

use crate::bytes::{array, be32, part};
use crate::error::malformed;
use crate::format::Kind;
use crate::icc::{self, Model, Profile};
use crate::part::{Coded, Part, Picture, Rule, Size, drops, keep};
use crate::{Error, Format, Limits, Orientation, Output, Reveals, exif};
use chunks::{Chunk, SIGNATURE};
pub(crate) use pixels::same_shown;
use pixels::{Header, Stream};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Png,
    name: "PNG",
    extension: "png",
    media_type: "image/png",
    sniff: |bytes| bytes.starts_with(SIGNATURE),
    rules: RULES,
    read,
    findings: findings::findings,
};

/// What stays of a PNG and what goes, by chunk type.
static RULES: &[Rule] = &[
    keep("signature", "5.2"),
    keep("IHDR", "11.2.1"),
    keep("PLTE", "11.2.2"),
    keep("IDAT", "11.2.3: up to the end of its zlib stream"),
    keep("IEND", "11.2.4"),
    keep("tRNS", "11.3.1.1"),
    keep("cHRM", "11.3.2.1"),
    keep("gAMA", "11.3.2.2"),
    keep("iCCP", "11.3.2.3: rebuilt"),
    keep("sBIT", "11.3.2.4"),
    keep("sRGB", "11.3.2.5"),
    keep("cICP", "11.3.2.6"),
    keep("mDCV", "11.3.2.7"),
    keep("cLLI", "11.3.2.8"),
    keep("bKGD", "11.3.4.1"),
    keep("pHYs", "11.3.4.3: only where pixels are not square"),
    keep("acTL", "11.3.6.1"),
    keep("fcTL", "11.3.6.2"),
    keep("fdAT", "11.3.6.3"),
    keep("eXIf orientation", "11.3.4.5: the one tag"),
    drops("eXIf", None, "11.3.4.5"),
    drops("tEXt", Some(Reveals::Text), "11.3.3.2"),
    drops("zTXt", Some(Reveals::Text), "11.3.3.3"),
    drops("iTXt", Some(Reveals::Text), "11.3.3.4"),
    drops("tIME", Some(Reveals::Time), "11.3.5.1"),
    drops("caBX", Some(Reveals::Provenance), "C2PA 2.1 A.3.3"),
    drops("gdAT", Some(Reveals::HiddenPicture), "ISO 21496-1"),
    drops("iDOT", Some(Reveals::Device), "none: Apple's"),
    drops("vpAg", Some(Reveals::EditHistory), "none: ImageMagick's"),
    drops("mkBF", Some(Reveals::EditHistory), "none: Fireworks's"),
    drops("sPLT", None, "11.3.4.4"),
    drops("hIST", None, "11.3.4.2"),
    drops("oFFs", Some(Reveals::Unknown), "PNG extensions 1.5.0, 2"),
    drops("pCAL", Some(Reveals::Unknown), "PNG extensions 1.5.0, 2"),
    drops("sCAL", Some(Reveals::Unknown), "PNG extensions 1.5.0, 2"),
    drops("sTER", Some(Reveals::Unknown), "PNG extensions 1.5.0, 2"),
    drops("dSIG", Some(Reveals::Provenance), "PNG extensions 1.5.0, 4"),
    drops(
        "unneeded chunk",
        None,
        "5.6: repeated, misplaced or broken, which viewers ignore",
    ),
    drops("unknown chunk", Some(Reveals::Unknown), "5.4"),
    drops("bytes behind the zlib stream", Some(Reveals::Unknown), "10.1"),
    drops("bytes behind the picture", None, "none"),
];

fn rule(name: &str) -> &'static Rule {
    static NONE: Rule = drops("part", Some(Reveals::Unknown), "none");
    RULES.iter().find(|rule| rule.part == name).unwrap_or(&NONE)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let (chunks, end) = chunks::walk(source)?;
    let header = Header::read(source, chunks.first())?;
    limits.check_pixels(header.size.width, header.size.height)?;
    let mut layout = Layout::read(source, &chunks, header);
    let frames = layout.frames(&chunks);
    limits.check_decoded(frames.iter().map(|frame| header.of(frame.size).decoded()).sum())?;

    let mut output = Output::default();
    output.make(SIGNATURE);
    layout.write_before(&mut output);
    let mut coded = Vec::new();
    let mut anew = false;
    let mut tails = Vec::new();
    let mut sequence = 0u32;
    for frame in &frames {
        if let Some(control) = &frame.control {
            output.chunk(
                b"fcTL",
                &[
                    &sequence.to_be_bytes(),
                    part(source, control.start + 4..control.end),
                ],
            );
            sequence += 1;
        }
        let stream = Stream::read(source, &header.of(frame.size), &frame.data)?;
        let number = sequence.to_be_bytes();
        let (name, before): (&[u8; 4], &[u8]) = if frame.first {
            (b"IDAT", &[])
        } else {
            (b"fdAT", &number)
        };
        sequence += u32::from(!frame.first);
        match stream.recoded {
            Some(data) => {
                anew = true;
                coded.extend(frame.data.iter().cloned());
                output.chunk(name, &[before, &data]);
            }
            None => {
                let (kept, tail) = cut(&frame.data, stream.end);
                output.chunk_of(source, name, before, &kept);
                coded.extend(kept);
                tails.extend(tail);
            }
        }
    }
    output.chunk(b"IEND", &[]);
    let parts = layout.parts(source, &chunks, &tails, end);
    Ok(Picture {
        format: &FORMAT,
        stored: header.size,
        orientation: layout.orientation,
        parts,
        coded: if anew {
            Coded::Anew(coded)
        } else {
            Coded::Copied(coded)
        },
        output,
    })
}

/// The ranges up to a count of bytes, and what lies beyond it.
fn cut(ranges: &[Range<usize>], mut length: usize) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut kept, mut tail) = (Vec::new(), Vec::new());
    for range in ranges {
        let here = length.min(range.len());
        kept.push(range.start..range.start + here);
        tail.push(range.start + here..range.end);
        length -= here;
    }
    kept.retain(|range| !range.is_empty());
    tail.retain(|range| !range.is_empty());
    (kept, tail)
}

/// One coded picture: the still, or a frame of an animation.
struct Frame {
    size: Size,
    first: bool,
    /// The data of its `fcTL`, where it is part of an animation.
    control: Option<Range<usize>>,
    /// Its zlib stream, run by run.
    data: Vec<Range<usize>>,
}

/// Which chunks stay, and what is written before the first frame.
struct Layout<'a> {
    source: &'a [u8],
    header: Header,
    ihdr: Range<usize>,
    /// A chunk that stays, by its place among the chunks.
    kept: Vec<bool>,
    ancillary: Vec<([u8; 4], Vec<u8>)>,
    orientation: Orientation,
}

/// Chunks that may stay before the first frame, in the order in which they are written.
const BEFORE: [&[u8; 4]; 13] = [
    b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"mDCV", b"cLLI", b"PLTE", b"tRNS", b"bKGD",
    b"pHYs", b"acTL",
];

impl<'a> Layout<'a> {
    fn read(source: &'a [u8], chunks: &[Chunk], header: Header) -> Self {
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
            .find_map(|chunk| exif::orientation(findings::tiff(part(source, chunk.data.clone()))))
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
            b"cHRM" => data.len() == 32,
            b"sRGB" => matches!(data, [0..=3]),
            b"cICP" => data.len() == 4,
            b"mDCV" => data.len() == 24,
            b"cLLI" => data.len() == 8,
            b"sBIT" => data.len() == if self.header.colour == 3 { 3 } else { channels },
            b"PLTE" if self.header.colour == 3 => {
                let entries = data.len() / 3;
                return (data.len().is_multiple_of(3) && entries > 0)
                    .then(|| part(data, 0..entries.min(colours) * 3).to_vec());
            }
            b"tRNS" => match self.header.colour {
                0 => data.len() == 2,
                2 => data.len() == 6,
                3 => !data.is_empty() && data.len() <= colours,
                _ => false,
            },
            b"bKGD" => {
                data.len()
                    == match self.header.colour {
                        0 | 4 => 2,
                        3 => 1,
                        _ => 6,
                    }
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
    fn frames(&mut self, chunks: &[Chunk]) -> Vec<Frame> {
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
                    } else if before == *b"fdAT" {
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

    fn write_before(&self, output: &mut Output) {
        output.chunk(b"IHDR", &[part(self.source, self.ihdr.clone())]);
        for (name, data) in &self.ancillary {
            output.chunk(name, &[data]);
        }
        if self.orientation != Orientation::TopLeft {
            output.chunk(b"eXIf", &[&self.orientation.tiff_block()]);
        }
    }

    fn parts(&self, source: &[u8], chunks: &[Chunk], tails: &[Range<usize>], end: usize) -> Vec<Part> {
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

/// The smallest whole numbers in the ratio of two densities; nothing where pixels are square.
fn ratio(x: u32, y: u32) -> Option<[u32; 2]> {
    let (mut a, mut b) = (x, y);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (x != y && x > 0 && y > 0).then(|| [x / a, y / a])
}

impl Output {
    /// Writes a chunk of made data (5.3).
    fn chunk(&mut self, name: &[u8; 4], data: &[&[u8]]) {
        let data = data.concat();
        let mut crc = crc32fast::Hasher::new();
        crc.update(name);
        crc.update(&data);
        self.make((data.len() as u32).to_be_bytes());
        self.make(name);
        self.make(&data);
        self.make(crc.finalize().to_be_bytes());
    }

    /// Writes a chunk whose data is bytes of the source behind a few made ones.
    fn chunk_of(&mut self, source: &[u8], name: &[u8; 4], before: &[u8], ranges: &[Range<usize>]) {
        let length = before.len() + ranges.iter().map(ExactSizeIterator::len).sum::<usize>();
        let mut crc = crc32fast::Hasher::new();
        crc.update(name);
        crc.update(before);
        for range in ranges {
            crc.update(part(source, range.clone()));
        }
        self.make((length as u32).to_be_bytes());
        self.make(name);
        self.make(before);
        ranges.iter().for_each(|range| self.copy(range.clone()));
        self.make(crc.finalize().to_be_bytes());
    }
}

fn broken(part: &'static str, offset: usize) -> Error {
    malformed(part, offset, "The picture data is damaged or cut off")
}

fn name_at(source: &[u8], at: usize) -> Option<[u8; 4]> {
    array(source, at)
}
