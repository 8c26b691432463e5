//! What a WebP's chunks tell, in words.

use super::tiff;
use crate::bytes::{le32, part};
use crate::part::{Part, Picture};
use crate::words::{excerpt, size};
use crate::{Fate, Finding, Reveals, exif, icc, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    picture.parts.iter().flat_map(|part| of(source, part)).collect()
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let (name, bytes, offset) = (of.rule.part, of.range.len(), of.range.start);
    let length = le32(source, offset + 4)
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0);
    let data = part(
        source,
        offset + 8..of.range.end.min((offset + 8).saturating_add(length)),
    );
    let found = |reveals, value| {
        vec![Finding {
            reveals,
            part: name.into(),
            value,
            bytes,
            offset,
        }]
    };
    match name {
        "EXIF" => exif::findings(tiff(data), name, bytes, offset),
        "XMP" => xmp::findings(data, name, bytes, offset),
        "C2PA" => found(Reveals::Provenance, crate::part::provenance(data, bytes)),
        "ICCP" => icc::description(data)
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "LIST" => found(Reveals::Text, excerpt(&String::from_utf8_lossy(data))),
        _ => match (of.rule.fate, of.rule.reveals) {
            (Fate::Drop, Some(reveals)) => found(reveals, format!("{name}, {}", size(bytes))),
            _ => Vec::new(),
        },
    }
}
