//! What a JPEG's parts tell, in words.

use super::behind_name;
use crate::bytes::{from, part};
use crate::finding::Place;
use crate::part::Picture;
use crate::words::{excerpt, size};
use crate::{Finding, Part, Reveals, exif, icc, iptc, isobmff, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    picture.parts.iter().flat_map(|part| of(source, part)).collect()
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let place = of.place();
    let Place {
        part: name,
        bytes,
        offset,
    } = place;
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    let payload = behind_name(source, &of.range, name);
    match name {
        "Exif" => exif::findings(payload, place),
        "XMP" => xmp::findings(payload, place),
        "Photoshop" => iptc::findings(payload, place),
        "ICC profile" => icc::description(payload)
            .map(|name| found(Reveals::Device, format!("Colour profile: {}", excerpt(&name))))
            .unwrap_or_default(),
        "JFIF" if bytes > 18 => found(
            Reveals::HiddenPicture,
            format!("A small copy of the photo, {}", size(bytes)),
        ),
        "Adobe" if bytes > 16 => found(
            Reveals::Unknown,
            format!("Data behind Adobe's mark, {}", size(bytes - 16)),
        ),
        "COM" => found(
            Reveals::Text,
            format!("Comment: {}", excerpt(&String::from_utf8_lossy(payload))),
        ),
        "Ducky" => found(
            Reveals::Text,
            format!("Photoshop's \"save for web\" note, {}", size(bytes)),
        ),
        "JUMBF" => found(Reveals::Provenance, crate::part::provenance(payload, bytes)),
        "bytes behind the picture" => trailer(part(source, of.range.clone()), offset),
        _ => of.told_by_rule(),
    }
}

/// What cameras and phones put behind the picture.
fn trailer(data: &[u8], offset: usize) -> Vec<Finding> {
    let found = |reveals, value: String, at: usize, bytes: usize| {
        let place = Place {
            part: "bytes behind the picture",
            bytes,
            offset: offset + at,
        };
        place.found(reveals, value)
    };
    let mut findings = Vec::new();
    if let Some(at) = memchr::memmem::find_iter(data, b"ftyp")
        .filter_map(|at| at.checked_sub(4))
        .find(|at| isobmff::brand(from(data, *at)).is_some())
    {
        let bytes = data.len() - at;
        findings.push(found(
            Reveals::HiddenVideo,
            format!("A moving picture with sound, {}", size(bytes)),
            at,
            bytes,
        ));
    }
    if let Some(at) = memchr::memmem::find(data, b"\xFF\xD8\xFF") {
        let bytes = data.len() - at;
        findings.push(found(
            Reveals::HiddenPicture,
            format!("Another picture, up to {}", size(bytes)),
            at,
            bytes,
        ));
    }
    if data.ends_with(b"SEFT") {
        findings.push(found(
            Reveals::Device,
            "Samsung's own notes, with the time".into(),
            0,
            data.len(),
        ));
    }
    if findings.is_empty() && data != b"\r\n" {
        findings.push(found(
            Reveals::Unknown,
            format!("Data behind the picture, {}", size(data.len())),
            0,
            data.len(),
        ));
    }
    findings
}
