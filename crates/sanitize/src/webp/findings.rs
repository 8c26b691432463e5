//! What a WebP's chunks tell, in words.

use crate::bytes::{le32, part};
use crate::finding::Place;
use crate::part::{Part, Picture};
use crate::words::excerpt;
use crate::{Finding, Reveals, exif, icc, xmp};

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
    let length = le32(source, offset + 4)
        .and_then(|length| usize::try_from(length).ok())
        .unwrap_or(0);
    let data = part(
        source,
        offset + 8..of.range.end.min((offset + 8).saturating_add(length)),
    );
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match name {
        "EXIF" => exif::findings(exif::tiff(data), place),
        "XMP" => xmp::findings(data, place),
        "C2PA" => found(Reveals::Provenance, crate::part::provenance(data, bytes)),
        "ICCP" => icc::description(data)
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "LIST" => found(Reveals::Text, excerpt(&String::from_utf8_lossy(data))),
        _ => of.told_by_rule(),
    }
}
