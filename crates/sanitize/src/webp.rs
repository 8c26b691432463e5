//! WebP (RFC 9649): its rules, its walk and its writer.

mod findings;
mod image;

use std::collections::HashSet;

use crate::bytes::{array, le32, part};
use crate::error::malformed;
use crate::format::Kind;
use crate::icc::{self, Model, Profile};
use crate::part::{Coded, Part, Picture, Rule, Shows, Size, drops, keep};
use crate::{Error, Fate, Format, Limits, Orientation, Output, Reveals, exif};
use image::{Chunk, Image, chunks};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::WebP,
    name: "WebP",
    extension: "webp",
    media_type: "image/webp",
    sniff: |bytes| bytes.starts_with(b"RIFF") && array(bytes, 8) == Some(*b"WEBP"),
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown: crate::prove::never_anew,
};

/// What stays of a WebP and what goes, by chunk.
static RULES: &[Rule] = &[
    keep("RIFF", "2.4"),
    keep("VP8X", "2.7.1: flags written afresh"),
    keep("VP8", "2.5"),
    keep("VP8L", "2.6"),
    keep("ALPH", "2.7.1.2"),
    keep("ANIM", "2.7.1.1"),
    keep("ANMF", "2.7.1.1"),
    keep("ICCP", "2.7.1.4: rebuilt"),
    keep("EXIF orientation", "2.7.1.5: the one tag"),
    drops("EXIF", None, "2.7.1.5"),
    drops("XMP", None, "2.7.1.5"),
    drops("C2PA", Some(Reveals::Provenance), "C2PA 2.1 A.3.6"),
    drops("LIST", Some(Reveals::Text), "RIFF 1.0"),
    drops(
        "unneeded chunk",
        Some(Reveals::Unknown),
        "2.7: repeated or misplaced, which viewers ignore",
    ),
    drops("unknown chunk", Some(Reveals::Unknown), "2.7.1.6"),
    drops("bytes behind the picture", Some(Reveals::Unknown), "2.4"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let cut = || {
        malformed(
            "RIFF",
            4,
            "The file is cut off: the end of the picture is missing",
        )
    };
    let end = le32(source, 4)
        .and_then(|size| usize::try_from(size).ok()?.checked_add(8))
        .ok_or_else(cut)?;
    if end > source.len() {
        return Err(cut());
    }
    let chunks = chunks(source, 12..end)?;
    let layout = Layout::read(source, &chunks)?;
    limits.check_pixels(layout.size.width, layout.size.height)?;
    let pixels: u64 = layout
        .images
        .iter()
        .map(|image| u64::from(image.size.width) * u64::from(image.size.height))
        .sum();
    limits.check_decoded(pixels * 4)?;
    let output = layout.write(source);
    let mut parts = vec![Part {
        rule: rule("RIFF"),
        range: 0..12,
    }];
    for (chunk, kept) in chunks.iter().zip(&layout.kept) {
        layout.name_parts(source, chunk, *kept, &mut parts);
    }
    let tail = end..source.len();
    if !tail.is_empty() {
        parts.push(Part {
            rule: rule("bytes behind the picture"),
            range: tail,
        });
    }
    let coded = layout
        .images
        .iter()
        .flat_map(|image| image.chunks.iter().map(Chunk::coded))
        .collect();
    Ok(Picture {
        format: &FORMAT,
        stored: layout.size,
        orientation: layout.orientation,
        shows: Shows::animation(layout.images.len()),
        parts,
        coded: Coded::Copied(coded),
        output,
    })
}

/// What stays, and of what it is made.
struct Layout {
    size: Size,
    extended: bool,
    animation: Option<[u8; 6]>,
    profile: Option<Vec<u8>>,
    orientation: Orientation,
    images: Vec<Image>,
    /// Where the chunks of the images begin.
    shown: HashSet<usize>,
    /// A chunk that stays, by its place among the chunks.
    kept: Vec<bool>,
}

impl Layout {
    fn read(source: &[u8], chunks: &[Chunk]) -> Result<Self, Error> {
        let first = chunks
            .first()
            .ok_or(malformed("RIFF", 12, "The picture data is missing or damaged"))?;
        let header = (first.name == *b"VP8X").then(|| part(source, first.data.clone()));
        let mut layout = Self {
            size: Size { width: 0, height: 0 },
            extended: header.is_some(),
            animation: None,
            profile: None,
            orientation: Orientation::TopLeft,
            images: Vec::new(),
            shown: HashSet::new(),
            kept: Vec::with_capacity(chunks.len()),
        };
        if let Some(header) = header {
            layout.read_extended(source, chunks, header)?;
        }
        if layout.images.is_empty() {
            let still = if layout.extended {
                chunks
            } else {
                chunks.get(..1).unwrap_or_default()
            };
            let image = Image::find(source, still, None)?;
            if layout.extended && layout.size != image.size {
                return Err(malformed(
                    "VP8X",
                    12,
                    "The picture is not of the size its header says",
                ));
            }
            layout.size = image.size;
            layout.images.push(image);
        }
        layout.shown = layout
            .images
            .iter()
            .flat_map(|image| image.chunks.iter().map(|chunk| chunk.range.start))
            .collect();
        let mut names = HashSet::new();
        for chunk in chunks {
            let stays = layout.stays(source, chunk, names.insert(chunk.name));
            layout.kept.push(stays);
        }
        Ok(layout)
    }

    fn read_extended(&mut self, source: &[u8], chunks: &[Chunk], header: &[u8]) -> Result<(), Error> {
        let broken = malformed("VP8X", 12, "The picture's header is broken");
        let [flags, _, _, _, w0, w1, w2, h0, h1, h2]: [u8; 10] = array(header, 0).ok_or(broken)?;
        self.size = Size {
            width: 1 + u32::from_le_bytes([w0, w1, w2, 0]),
            height: 1 + u32::from_le_bytes([h0, h1, h2, 0]),
        };
        let find = |name: &[u8; 4]| {
            chunks
                .iter()
                .find(|c| c.name == *name)
                .map(|c| part(source, c.data.clone()))
        };
        if flags & 0x02 != 0 {
            self.animation = find(b"ANIM").and_then(|data| array(data, 0));
        }
        if self.animation.is_some() {
            for chunk in chunks.iter().filter(|chunk| chunk.name == *b"ANMF") {
                let frame: [u8; 16] = array(source, chunk.data.start)
                    .filter(|_| chunk.data.len() >= 16)
                    .ok_or(malformed(
                        "ANMF",
                        chunk.range.start,
                        "A frame of the animation is broken",
                    ))?;
                let inner = image::chunks(source, chunk.data.start + 16..chunk.data.end)?;
                let image = Image::find(source, &inner, Some(frame))?;
                if !self.holds(&frame, image.size) {
                    return Err(malformed(
                        "ANMF",
                        chunk.range.start,
                        "A frame of the animation does not fit",
                    ));
                }
                self.images.push(image);
            }
        }
        if self.images.is_empty() {
            self.animation = None;
        }
        self.profile = find(b"ICCP").and_then(|data| match icc::canonical(data, Model::Rgb) {
            Profile::Rebuilt(profile) => Some(profile),
            Profile::Srgb | Profile::Unusable => None,
        });
        self.orientation = find(b"EXIF")
            .and_then(|data| exif::orientation(exif::tiff(data)))
            .unwrap_or_default();
        Ok(())
    }

    /// Whether a frame's header gives its picture's own size, and a place inside the whole (2.7.1.1).
    fn holds(&self, frame: &[u8; 16], size: Size) -> bool {
        let [x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, ..] = *frame;
        let [x, y, width, height] =
            [[x0, x1, x2, 0], [y0, y1, y2, 0], [w0, w1, w2, 0], [h0, h1, h2, 0]].map(u32::from_le_bytes);
        (width + 1, height + 1) == (size.width, size.height)
            && 2 * x + size.width <= self.size.width
            && 2 * y + size.height <= self.size.height
    }

    /// Whether a chunk stays; `first` where it is the first of its name.
    fn stays(&self, source: &[u8], chunk: &Chunk, first: bool) -> bool {
        match &chunk.name {
            b"VP8X" => first && self.extended,
            b"ANIM" => first && self.animation.is_some(),
            b"ANMF" => self.animation.is_some(),
            b"ICCP" => first && self.profile.is_some(),
            b"EXIF" => first && self.upright_alone(part(source, chunk.data.clone())),
            _ => self.shown.contains(&chunk.range.start),
        }
    }

    fn upright_alone(&self, data: &[u8]) -> bool {
        self.extended && self.orientation != Orientation::TopLeft && *data == self.orientation.tiff_block()
    }

    fn name_parts(&self, source: &[u8], chunk: &Chunk, kept: bool, parts: &mut Vec<Part>) {
        let name = name(chunk);
        let name = match rule(name) {
            _ if kept && name == "EXIF" => "EXIF orientation",
            known if !kept && known.fate == Fate::Keep => "unneeded chunk",
            _ => name,
        };
        if name != "ANMF" {
            parts.push(Part {
                rule: rule(name),
                range: chunk.range.clone(),
            });
            return;
        }
        let start = chunk.data.start + 16;
        parts.push(Part {
            rule: rule("ANMF"),
            range: chunk.range.start..start,
        });
        let inner = chunks(source, start..chunk.data.end).unwrap_or_default();
        for inner in &inner {
            let used = self.shown.contains(&inner.range.start);
            let known = self::name(inner);
            let name = if used || rule(known).fate == Fate::Drop {
                known
            } else {
                "unneeded chunk"
            };
            parts.push(Part {
                rule: rule(name),
                range: inner.range.clone(),
            });
        }
        if chunk.data.end < chunk.range.end {
            parts.push(Part {
                rule: rule("ANMF"),
                range: chunk.data.end..chunk.range.end,
            });
        }
    }

    fn write(&self, source: &[u8]) -> Output {
        let mut body = Output::default();
        if self.extended {
            body.riff(b"VP8X", &self.header());
        }
        if let Some(profile) = &self.profile {
            body.riff(b"ICCP", profile);
        }
        if let Some(animation) = &self.animation {
            body.riff(b"ANIM", animation);
        }
        for image in &self.images {
            if let Some(frame) = image.frame {
                let length: usize = image
                    .chunks
                    .iter()
                    .map(|chunk| 8 + chunk.data.len().next_multiple_of(2))
                    .sum();
                body.make(b"ANMF");
                body.make((16 + length as u32).to_le_bytes());
                let [.., flags] = frame;
                body.make(frame.get(..15).unwrap_or_default());
                body.make([flags & 0x03]);
            }
            for chunk in &image.chunks {
                chunk.write(source, &mut body);
            }
        }
        if self.extended && self.orientation != Orientation::TopLeft {
            body.riff(b"EXIF", &self.orientation.tiff_block());
        }
        let mut output = Output::default();
        output.make(b"RIFF");
        output.make((4 + body.len() as u32).to_le_bytes());
        output.make(b"WEBP");
        output.append(body);
        output
    }

    /// The extended header with the flags of what stays (2.7.1).
    fn header(&self) -> [u8; 10] {
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        let flags = flag(self.profile.is_some(), 0x20)
            | flag(self.images.iter().any(|image| image.alpha), 0x10)
            | flag(self.orientation != Orientation::TopLeft, 0x08)
            | flag(self.animation.is_some(), 0x02);
        let [w0, w1, w2, _] = (self.size.width - 1).to_le_bytes();
        let [h0, h1, h2, _] = (self.size.height - 1).to_le_bytes();
        [flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]
    }
}

fn name(chunk: &Chunk) -> &'static str {
    match &chunk.name {
        b"VP8X" => "VP8X",
        b"VP8 " => "VP8",
        b"VP8L" => "VP8L",
        b"ALPH" => "ALPH",
        b"ANIM" => "ANIM",
        b"ANMF" => "ANMF",
        b"ICCP" => "ICCP",
        b"EXIF" => "EXIF",
        b"XMP " => "XMP",
        b"C2PA" => "C2PA",
        b"LIST" => "LIST",
        _ => "unknown chunk",
    }
}

impl Output {
    fn riff(&mut self, name: &[u8; 4], data: &[u8]) {
        self.make(name);
        self.make((data.len() as u32).to_le_bytes());
        self.make(data);
        if data.len() % 2 == 1 {
            self.make([0]);
        }
    }
}
