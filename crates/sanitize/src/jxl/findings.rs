//! What a JPEG XL's boxes and headers tell, in words.

use std::io::Read;

use super::codestream::Codestream;
use super::container::File;
use crate::bytes::{array, be32, from, part};
use crate::finding::Place;
use crate::ifd::Tiff;
use crate::part::{Part, Picture};
use crate::words::{excerpt, size};
use crate::{Finding, Limits, Reveals, exif, icc, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let mut unpacked = Unpacked { left: 16 };
    let mut findings: Vec<Finding> = picture
        .parts
        .iter()
        .flat_map(|part| of(source, part, &mut unpacked))
        .collect();
    findings.extend(in_headers(source));
    findings.sort_by_key(|finding| finding.offset);
    findings
}

fn of(source: &[u8], of: &Part, unpacked: &mut Unpacked) -> Vec<Finding> {
    let place = of.place();
    let content = content(part(source, of.range.clone()));
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match of.rule.part {
        "brob" => {
            let kind = array(content, 0).unwrap_or_default();
            match unpacked.next(from(content, 4)) {
                Some(inner) => in_box(kind, &inner, place),
                None => found(
                    Reveals::Unknown,
                    format!("Compressed data that cannot be read, {}", size(place.bytes)),
                ),
            }
        }
        "Exif" => in_box(*b"Exif", content, place),
        "xml" => in_box(*b"xml ", content, place),
        "jumb" => in_box(*b"jumb", content, place),
        "jbrd" => in_box(*b"jbrd", content, place),
        "jhgm" => in_box(*b"jhgm", content, place),
        "preview frame" => found(
            Reveals::HiddenPicture,
            format!("A small copy of the picture, {}", size(place.bytes)),
        ),
        "hidden frame" => found(
            Reveals::HiddenPicture,
            format!("A picture that is never shown, {}", size(place.bytes)),
        ),
        _ => of.told_by_rule(),
    }
}

/// What stands behind a box's size and type.
fn content(whole: &[u8]) -> &[u8] {
    from(whole, if be32(whole, 0) == Some(1) { 16 } else { 8 })
}

fn in_box(kind: [u8; 4], content: &[u8], place: Place<'_>) -> Vec<Finding> {
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    let bytes = size(place.bytes);
    match &kind {
        b"Exif" => {
            let offset = be32(content, 0).and_then(|offset| usize::try_from(offset).ok());
            let start = offset.map_or(content.len(), |offset| offset.saturating_add(4));
            // Some writers forget the offset.
            let whole = Tiff::new(content).is_some();
            let tiff = if whole { content } else { from(content, start) };
            exif::findings(exif::tiff(tiff), place)
        }
        b"xml " => xmp::findings(content, place),
        b"jumb" => found(Reveals::Provenance, crate::part::provenance(content, place.bytes)),
        b"jbrd" => found(
            Reveals::EditHistory,
            format!("What the original JPEG file held besides its picture, {bytes}"),
        ),
        b"jhgm" => found(
            Reveals::HiddenPicture,
            format!("A gain map, {bytes}; without it the picture looks less bright on HDR screens"),
        ),
        _ => found(Reveals::Unknown, format!("Compressed data, {bytes}")),
    }
}

/// Compressed boxes, of which a few are opened; a small one can stand for gigabytes.
struct Unpacked {
    left: usize,
}

impl Unpacked {
    fn next(&mut self, packed: &[u8]) -> Option<Vec<u8>> {
        const MOST: u64 = 1 << 20;
        self.left = self.left.checked_sub(1)?;
        let mut inner = Vec::new();
        let read = brotli_decompressor::Decompressor::new(packed, 4096)
            .take(MOST)
            .read_to_end(&mut inner);
        // What came out before an error is told.
        (read.is_ok() || !inner.is_empty()).then_some(inner)
    }
}

/// What stands in headers that stay without it.
fn in_headers(source: &[u8]) -> Vec<Finding> {
    let limits = Limits {
        pixels: u64::MAX,
        decoded: u64::MAX,
    };
    let Ok(file) = File::read(source) else {
        return Vec::new();
    };
    let Ok(codestream) = Codestream::read(&file.stream.bytes, &limits, |at| file.stream.place(at)) else {
        return Vec::new();
    };
    let head = Place {
        part: "codestream header",
        bytes: codestream.head,
        offset: file.stream.place(0),
    };
    let mut findings = in_header(&codestream, head);
    let in_stream = codestream.unread.div_ceil(8) as usize;
    let bytes = in_stream + file.unread(source);
    if bytes > 0 {
        let value = format!("Data in fields that no viewer reads, {}", size(bytes));
        findings.push(Place { bytes, ..head }.found(Reveals::Unknown, value));
    }
    for frame in codestream.kept() {
        let place = Place {
            part: "frame header",
            bytes: frame.data - frame.range.start,
            offset: file.stream.place(frame.range.start),
        };
        if !frame.name.is_empty() {
            findings.push(place.found(
                Reveals::Text,
                format!("Name of a frame: {}", excerpt(&frame.name)),
            ));
        }
        if frame.timecode > 0 {
            findings.push(place.found(
                Reveals::Time,
                format!("Timecode of a frame: {}", timecode(frame.timecode)),
            ));
        }
        findings.extend(extensions(frame.extensions, place));
    }
    findings
}

fn in_header(codestream: &Codestream, place: Place<'_>) -> Vec<Finding> {
    let header = &codestream.header;
    let mut findings = Vec::new();
    for channel in header.channels.iter().filter(|channel| !channel.name.is_empty()) {
        let value = format!("Name of a channel: {}", excerpt(&channel.name));
        findings.push(place.found(Reveals::Text, value));
    }
    if let Some(intrinsic) = header.intrinsic {
        let value = format!(
            "Size it was made for: {} by {}",
            intrinsic.width, intrinsic.height
        );
        findings.push(place.found(Reveals::EditHistory, value));
    }
    if let Some(text) = codestream.profile.as_deref().and_then(icc::description) {
        findings.push(place.found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))));
    }
    findings.extend(extensions(header.extensions, place));
    findings
}

fn extensions(bits: u64, place: Place<'_>) -> Option<Finding> {
    let bytes = usize::try_from(bits.div_ceil(8)).unwrap_or(usize::MAX);
    (bits > 0).then(|| place.found(Reveals::Unknown, format!("Unknown extensions, {}", size(bytes))))
}

/// Hours, minutes, seconds and frames, a byte each (18181-1 F.2).
fn timecode(code: u32) -> String {
    let [hours, minutes, seconds, frames] = code.to_be_bytes();
    format!("{hours:02x}:{minutes:02x}:{seconds:02x}:{frames:02x}")
}
