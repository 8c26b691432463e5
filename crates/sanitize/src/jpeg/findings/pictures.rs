//! The index of further pictures behind the first (CIPA DC-007, "Multi-Picture Format").

use std::ops::Range;

use crate::bytes::{from, part};
use crate::embedded::{is_picture, jpeg_sides};
use crate::finding::Told;
use crate::ifd::Tiff;
use crate::words::size;
use crate::{Finding, Reveals, exif};

pub(super) fn tell(source: &[u8], segment: &Range<usize>, told: &mut Told<'_>) {
    const MOST_PICTURES: usize = 100;
    // Places count from the TIFF structure behind "MPF" (5.2.2.3).
    let base = segment.start + 8;
    let index = part(source, base..segment.end);
    let entries = Tiff::new(index).and_then(|tiff| {
        let directory = tiff.directory(tiff.first()?)?;
        Some((tiff, directory.find(0xB002)?.values.clone()))
    });
    let Some((tiff, entries)) = entries else {
        told.tell(
            Reveals::HiddenPicture,
            format!("MPF index of further pictures, {}", size(segment.len())),
        );
        return;
    };
    for at in entries.step_by(16).take(MOST_PICTURES) {
        let number = |field: usize| usize::try_from(tiff.u32(at + field)?).ok();
        let (Some(kind), Some(length), Some(place)) = (number(0), number(4), number(8)) else {
            break;
        };
        // The first is the picture itself.
        if place == 0 || length == 0 {
            continue;
        }
        let start = base.saturating_add(place);
        // Some writers give a length that leaves the file.
        let range = start..start.saturating_add(length).min(source.len());
        let data = part(source, range.clone());
        let shown = is_picture(data).then_some(range);
        told.show(shown, words(kind & 0x00FF_FFFF, data, length));
    }
}

/// The types of 5.2.3.3.1.
fn words(kind: usize, data: &[u8], length: usize) -> String {
    let what = match kind {
        _ if is_gain_map(data) => crate::xmp::GAIN_MAP,
        0x01_0001..=0x01_FFFF => "A larger copy of the photo",
        0x02_0001 => "A part of a panorama",
        0x02_0002 => "A second view, for depth",
        0x02_0003 => "A view from another side",
        0x03_0000 => "Another photo",
        0x05_0000 => crate::xmp::GAIN_MAP,
        _ => "Another picture",
    };
    let words = described(what, data, length);
    if data.is_empty() {
        format!("{words}, which is no longer there")
    } else {
        words
    }
}

/// A picture in words, with its sides and its size.
pub(super) fn described(what: &str, data: &[u8], length: usize) -> String {
    match jpeg_sides(data) {
        Some((width, height)) => format!("{what}, {width} × {height} pixels, {}", size(length)),
        None => format!("{what}, {}", size(length)),
    }
}

/// Whether a JPEG says itself that it is a gain map: Adobe's, Apple's, or ISO 21496-1.
pub(super) fn is_gain_map(data: &[u8]) -> bool {
    const LONGEST_HEADER: usize = 16 << 10;
    let head = part(data, 0..data.len().min(LONGEST_HEADER));
    [
        b"hdrgm:".as_slice(),
        b"HDRGainMapVersion",
        b"urn:com:apple:photo:2020:aux:hdrgainmap",
        b"urn:iso:std:iso:ts:21496:-1",
    ]
    .iter()
    .any(|name| memchr::memmem::find(head, name).is_some())
}

/// What the Exif block of a picture behind the first tells of itself.
pub(super) fn exif_of(source: &[u8], picture: &Range<usize>, told: &Told<'_>) -> Vec<Finding> {
    const LONGEST_HEADER: usize = 128 << 10;
    let data = part(source, picture.clone());
    let head = part(data, 0..data.len().min(LONGEST_HEADER));
    let Some(at) = memchr::memmem::find(head, b"Exif\0\0") else {
        return Vec::new();
    };
    let length = at
        .checked_sub(2)
        .and_then(|at| crate::bytes::be16(head, at))
        .map_or(0, usize::from);
    let block = part(head, at + 6..(at.saturating_sub(2) + length).min(head.len()));
    if Tiff::new(block).is_none() || from(block, 8).is_empty() {
        return Vec::new();
    }
    exif::findings_at(block, Some(picture.start + at + 6), told.place)
}
