//! PNG, third edition (W3C Recommendation, 2025), with animation: its rules and its writer.

mod chunks;
mod filter;
mod findings;
mod hidden;
mod layout;
mod pixels;

use std::ops::Range;

use crate::bytes::part;
use crate::error::malformed;
use crate::format::Kind;
use crate::part::{Coded, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Output, Reveals};
use chunks::SIGNATURE;
use hidden::Seen;
use layout::Layout;
use pixels::same_shown;
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
    same_shown,
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
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let (chunks, end) = chunks::walk(source)?;
    let header = Header::read(source, chunks.first())?;
    limits.check_pixels(header.size.width, header.size.height)?;
    let mut layout = Layout::read(source, &chunks, header);
    let frames = layout.frames(&chunks);
    limits.check_decoded(frames.iter().map(|frame| header.of(frame.size).decoded()).sum())?;

    let hidden = layout.hidden();
    let mut seen = Seen::new();
    let mut streams = Vec::with_capacity(frames.len());
    for frame in &frames {
        let header = header.of(frame.size);
        streams.push(Stream::read(source, &header, &hidden, &frame.data, &mut seen)?);
    }
    layout.settle_palette(&seen);

    let mut output = Output::default();
    output.make(SIGNATURE);
    layout.write_before(&mut output);
    let anew = streams.iter().any(|stream| stream.recoded.is_some());
    let mut coded = Vec::new();
    let mut tails = Vec::new();
    let mut sequence = 0u32;
    for (frame, stream) in frames.iter().zip(streams) {
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
        let number = sequence.to_be_bytes();
        let (name, before): (&[u8; 4], &[u8]) = if frame.first {
            (b"IDAT", &[])
        } else {
            (b"fdAT", &number)
        };
        sequence += u32::from(!frame.first);
        let (kept, tail) = cut(&frame.data, stream.end);
        match stream.recoded {
            Some(data) => output.chunk(name, &[before, &data]),
            None => output.chunk_of(source, name, before, &kept),
        }
        coded.extend(kept);
        tails.extend(tail);
    }
    output.chunk(b"IEND", &[]);
    let parts = layout.parts(source, &chunks, &tails, end);
    Ok(Picture {
        format: &FORMAT,
        stored: header.size,
        orientation: layout.orientation,
        shows: Shows::animation(frames.iter().filter(|frame| frame.control.is_some()).count()),
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
