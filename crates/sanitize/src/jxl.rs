//! JPEG XL (ISO/IEC 18181): its rules, its walk and its writer.

mod bits;
mod codestream;
mod container;
mod contents;
mod findings;
mod frame;
mod header;
mod profile;

use std::ops::Range;

use crate::format::Kind;
use crate::part::{Coded, Part, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Output, Reveals};
use codestream::Codestream;
use container::{FILE_TYPE, File, LEVEL_10, Stream};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Jxl,
    name: "JPEG XL",
    extension: "jxl",
    media_type: "image/jxl",
    sniff: |bytes| bytes.starts_with(codestream::SIGNATURE) || bytes.starts_with(container::SIGNATURE),
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown: crate::prove::never_anew,
};

/// What stays of a JPEG XL and what goes. A container stays one only where a viewer must know the stream's level.
static RULES: &[Rule] = &[
    keep("JXL", "18181-2, signature box"),
    keep("ftyp", "18181-2, file type box: written afresh"),
    keep("jxll", "18181-2, level box: level 10 alone"),
    keep("jxlc", "18181-2, codestream box"),
    keep("jxlp", "18181-2, partial codestream box: joined"),
    keep("codestream header", "18181-1 annexes D, E: written afresh"),
    keep("frame header", "18181-1 annex F: written afresh"),
    keep("frame", "18181-1 annex G"),
    drops("preview frame", Some(Reveals::HiddenPicture), "18181-1 D.3.3"),
    drops(
        "hidden frame",
        Some(Reveals::HiddenPicture),
        "18181-1 F.2: of which no shown frame is made",
    ),
    drops(
        "bytes behind the last frame",
        Some(Reveals::Unknown),
        "18181-1 F.2",
    ),
    drops("Exif", None, "18181-2, Exif box"),
    drops("xml", None, "18181-2, XML box"),
    drops("jumb", Some(Reveals::Provenance), "18181-2, JUMBF box"),
    drops("brob", None, "18181-2, Brotli-compressed box"),
    drops(
        "jbrd",
        Some(Reveals::EditHistory),
        "18181-2, JPEG bitstream reconstruction data box",
    ),
    drops("jhgm", Some(Reveals::HiddenPicture), "18181-2, HDR gain map box"),
    drops("jxli", Some(Reveals::Unknown), "18181-2, frame index box"),
    drops("uuid", Some(Reveals::Unknown), "14496-12, 11.1"),
    drops("free", Some(Reveals::Unknown), "14496-12, 8.1.2"),
    drops(
        "unneeded box",
        Some(Reveals::Unknown),
        "18181-2: repeated or misplaced",
    ),
    drops("unknown box", Some(Reveals::Unknown), "14496-12, 4.2"),
    drops("bytes behind the boxes", Some(Reveals::Unknown), "14496-12, 4.2"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let file = File::read(source)?;
    let codestream = Codestream::read(&file.stream.bytes, limits, |at| file.stream.place(at))?;
    let shown = codestream.kept().filter(|frame| frame.shown).count();
    let coded = codestream
        .kept()
        .flat_map(|frame| &frame.sections)
        .flat_map(|section| file.stream.places(section.clone()))
        .collect();
    Ok(Picture {
        format: &FORMAT,
        stored: codestream.header.size,
        orientation: codestream.header.orientation,
        shows: Shows::animation(shown),
        parts: parts(&file, &codestream),
        coded: Coded::Copied(coded),
        output: write(&file, &codestream),
    })
}

fn write(file: &File<'_>, codestream: &Codestream) -> Output {
    let mut body = Output::default();
    body.make(&codestream.written);
    for frame in codestream.kept() {
        body.make(&frame.head);
        for section in &frame.sections {
            file.stream
                .places(section.clone())
                .for_each(|place| body.copy(place));
        }
    }
    if !file.level_10 {
        return body;
    }
    let mut output = Output::default();
    output.make(container::SIGNATURE);
    output.make(FILE_TYPE);
    output.make(LEVEL_10);
    output.make(container::head(*b"jxlc", body.len()));
    output.append(body);
    output
}

/// The stream's parts within the boxes that hold it.
fn parts(file: &File<'_>, codestream: &Codestream) -> Vec<Part> {
    let mut stream = in_stream(codestream, file.stream.bytes.len())
        .into_iter()
        .flat_map(|(name, range)| on_file(&file.stream, name, range))
        .peekable();
    let mut parts = Vec::new();
    for (found, name) in file.boxes.iter().zip(&file.names) {
        let held = matches!(*name, "jxlc" | "jxlp");
        let content = stream.peek().map_or(found.range.end, |part| part.range.start);
        let head = if held {
            content.min(found.range.end)
        } else {
            found.range.end
        };
        parts.push(Part {
            rule: rule(name),
            range: found.range.start..head,
        });
        while let Some(part) = stream.next_if(|part| held && part.range.end <= found.range.end) {
            parts.push(part);
        }
    }
    parts.extend(stream);
    if !file.rest.is_empty() {
        parts.push(Part {
            rule: rule("bytes behind the boxes"),
            range: file.rest.clone(),
        });
    }
    parts
}

fn on_file<'a>(
    stream: &'a Stream<'_>,
    name: &'static str,
    range: Range<usize>,
) -> impl Iterator<Item = Part> + 'a {
    stream.places(range).map(move |range| Part {
        rule: rule(name),
        range,
    })
}

/// Names of the stream's parts, from its first byte to its last.
fn in_stream(codestream: &Codestream, length: usize) -> Vec<(&'static str, Range<usize>)> {
    let mut parts = vec![("codestream header", 0..codestream.head)];
    parts.extend(codestream.preview.clone().map(|range| ("preview frame", range)));
    for (frame, kept) in &codestream.frames {
        if *kept {
            parts.push(("frame header", frame.range.start..frame.data));
            parts.push(("frame", frame.data..frame.range.end));
        } else {
            parts.push(("hidden frame", frame.range.clone()));
        }
    }
    parts.push(("bytes behind the last frame", codestream.end..length));
    parts
}
