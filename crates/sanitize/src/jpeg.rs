//! JPEG (ITU-T T.81, ISO/IEC 10918-1): its rules and its writer.

mod abbreviated;
mod entropy;
mod findings;
mod frame;
mod header;
mod one_scan;
mod scans;
mod tables;
mod walk;

use crate::bytes::{from, part};
use crate::error::malformed;
use crate::format::Kind;
use crate::part::{Coded, Part, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Output, Reveals, exif};
pub(crate) use abbreviated::{SharedTables, abbreviated};
pub(crate) use findings::samsungs_directory;
use frame::{Frame, is_frame};
use header::Header;
pub(crate) use one_scan::{OneScan, one_scan, sampling_of};
use scans::Scan;
use tables::Tables;
use walk::{Segment, What};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Jpeg,
    name: "JPEG",
    extension: "jpg",
    media_type: "image/jpeg",
    sniff: |bytes| bytes.starts_with(b"\xFF\xD8\xFF"),
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown: crate::prove::never_anew,
};

/// What stays of a JPEG and what goes. Segments are told apart by marker and by the name they begin with.
static RULES: &[Rule] = &[
    keep("SOI", "T.81 B.2.1"),
    keep("EOI", "T.81 B.2.1"),
    keep("SOF", "T.81 B.2.2"),
    keep("SOS", "T.81 B.2.3"),
    keep("scan", "T.81 B.2.1"),
    keep("DQT", "T.81 B.2.4.1"),
    keep("DHT", "T.81 B.2.4.2"),
    keep("DAC", "T.81 B.2.4.3"),
    keep("DRI", "T.81 B.2.4.4"),
    keep("JFIF", "T.871 10.1: only where pixels are not square"),
    keep("Adobe", "T.872 6.5.3: only where the colour transform needs it"),
    keep("ICC profile", "ICC.1 B.4: rebuilt"),
    keep("Exif orientation", "Exif 3.0 4.6.5.1.6: the one tag"),
    drops("unused table", Some(Reveals::Unknown), "T.81 B.2.4"),
    drops(
        "scan that decoders stop at",
        Some(Reveals::HiddenPicture),
        "T.81 G.1.1.1.1",
    ),
    drops("fill bytes", None, "T.81 B.1.1.2"),
    drops("bytes between segments", Some(Reveals::Unknown), "none"),
    drops("JFXX thumbnail", Some(Reveals::HiddenPicture), "T.871 10.2"),
    drops("APP0", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("Exif", None, "Exif 3.0 4.7.2"),
    drops("XMP", None, "ISO 16684-3 1.1.3"),
    drops("extended XMP", Some(Reveals::EditHistory), "ISO 16684-3 1.1.3.1"),
    drops("FLIR thermal data", Some(Reveals::HiddenPicture), "none"),
    drops("APP1", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops(
        "MPF index of further pictures",
        Some(Reveals::HiddenPicture),
        "CIPA DC-007 5.2",
    ),
    drops("FPXR", Some(Reveals::Unknown), "Exif 3.0 4.7.3"),
    drops("APP2", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP3", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP4", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP5", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP6", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP7", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP8", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP9", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP10", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("JUMBF", Some(Reveals::Provenance), "ISO/IEC 19566-5 D.2"),
    drops("APP11", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("Ducky", Some(Reveals::Text), "none"),
    drops("APP12", Some(Reveals::Device), "T.81 B.2.4.6"),
    drops("Photoshop", None, "Adobe Photoshop file format"),
    drops("APP13", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP14", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops("APP15", Some(Reveals::Unknown), "T.81 B.2.4.6"),
    drops(
        "DNL",
        Some(Reveals::Unknown),
        "T.81 B.2.5: the height goes to SOF",
    ),
    drops("COM", Some(Reveals::Text), "T.81 B.2.4.5"),
    drops("JPGn", Some(Reveals::Unknown), "T.81 B.1.1.3"),
    drops("bytes behind the picture", None, "none"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let (walk, stopped) = walk::walk(source)?;
    let frame = Frame::find(source, &walk)?;
    limits.check_pixels(frame.size.width, frame.size.height)?;
    let samples = u64::from(frame.size.width) * u64::from(frame.size.height) * frame.components.len() as u64;
    limits.check_decoded(samples * u64::from(frame.precision.div_ceil(8)))?;
    let tables = Tables::read(source, &walk, &frame)?;
    if let Some(error) = stopped.filter(|_| !tables.complete) {
        return Err(error);
    }
    let header = Header::read(source, &walk);

    let mut output = Output::default();
    output.make(b"\xFF\xD8");
    header.write(&frame, &mut output);
    let mut parts = Vec::with_capacity(walk.len());
    let mut coded = Vec::new();
    for (index, item) in walk.iter().enumerate() {
        let name = match &item.what {
            What::Segment(_) | What::Scan if index >= tables.end => "scan that decoders stop at",
            What::Segment(segment) => write_segment(source, index, segment, &frame, &tables, &mut output)?,
            What::Scan => {
                output.copy(item.range.clone());
                coded.push(item.range.clone());
                "scan"
            }
            What::Soi => "SOI",
            What::Eoi => "EOI",
            What::Fill => "fill bytes",
            What::Between => "bytes between segments",
            What::Trailer => "bytes behind the picture",
        };
        parts.push(Part {
            rule: rule(name),
            range: item.range.clone(),
        });
    }
    output.make(b"\xFF\xD9");
    if coded.is_empty() {
        return Err(malformed("SOS", source.len(), "The header of a scan is broken"));
    }
    let orientation = header.orientation;
    Ok(Picture {
        format: &FORMAT,
        stored: frame.size,
        orientation,
        shows: Shows::Still,
        parts,
        coded: Coded::Copied(coded),
        output,
    })
}

/// Writes what stays of a segment and names the segment.
fn write_segment(
    source: &[u8],
    index: usize,
    segment: &Segment,
    frame: &Frame,
    tables: &Tables,
    output: &mut Output,
) -> Result<&'static str, Error> {
    let payload = part(source, segment.payload.clone());
    Ok(match segment.marker {
        marker @ (0xDB | 0xC4 | 0xCC | 0xDD) => {
            let name = match marker {
                0xDB => "DQT",
                0xC4 => "DHT",
                0xCC => "DAC",
                _ => "DRI",
            };
            let used = tables.used_in(index);
            if used.is_empty() {
                return Ok("unused table");
            }
            write(source, segment, &used, output);
            name
        }
        0xDA => {
            write(
                source,
                segment,
                &Scan::parse(source, segment, frame)?.payload(),
                output,
            );
            "SOS"
        }
        marker if is_frame(marker) => {
            write(source, segment, &frame.payload, output);
            "SOF"
        }
        _ => named(segment.marker, payload),
    })
}

/// Writes a segment with a payload, by copying it where it has that one.
fn write(source: &[u8], segment: &Segment, payload: &[u8], output: &mut Output) {
    if part(source, segment.payload.clone()) == payload {
        output.copy(segment.range.clone());
    } else {
        write_made(segment.marker, payload, output);
    }
}

fn write_made(marker: u8, payload: &[u8], output: &mut Output) {
    let length = (payload.len() as u16).saturating_add(2);
    output.make([0xFF, marker]);
    output.make(length.to_be_bytes());
    output.make(payload);
}

/// The part's name for a segment that is no table, frame or scan.
fn named(marker: u8, payload: &[u8]) -> &'static str {
    const BY_CONTENT: &[(u8, &[u8], &str)] = &[
        (0xE0, b"JFIF\0", "JFIF"),
        (0xE0, b"JFXX\0", "JFXX thumbnail"),
        (0xE1, b"Exif\0", "Exif"),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0", "XMP"),
        (0xE1, b"http://ns.adobe.com/xmp/extension/\0", "extended XMP"),
        (0xE1, b"FLIR\0", "FLIR thermal data"),
        (0xE2, b"ICC_PROFILE\0", "ICC profile"),
        (0xE2, b"MPF\0", "MPF index of further pictures"),
        (0xE2, b"FPXR\0", "FPXR"),
        (0xEB, b"JP", "JUMBF"),
        (0xEC, b"Ducky", "Ducky"),
        (0xED, b"Photoshop 3.0\0", "Photoshop"),
        (0xEE, b"Adobe", "Adobe"),
    ];
    const BY_MARKER: [&str; 16] = [
        "APP0", "APP1", "APP2", "APP3", "APP4", "APP5", "APP6", "APP7", "APP8", "APP9", "APP10", "APP11",
        "APP12", "APP13", "APP14", "APP15",
    ];
    if marker == 0xE1 && is_orientation_alone(payload) {
        return "Exif orientation";
    }
    let by_content = BY_CONTENT
        .iter()
        .find(|(of, start, _)| *of == marker && payload.starts_with(start));
    match (by_content, marker) {
        (Some((.., name)), _) => name,
        (None, 0xFE) => "COM",
        (None, 0xDC) => "DNL",
        (None, 0xE0..=0xEF) => BY_MARKER.get(usize::from(marker & 15)).copied().unwrap_or("APP0"),
        _ => "JPGn",
    }
}

/// The Exif block that this program writes itself.
fn is_orientation_alone(payload: &[u8]) -> bool {
    payload.len() == 32
        && payload.strip_prefix(b"Exif\0\0").is_some_and(|tiff| {
            exif::orientation(tiff).is_some_and(|orientation| *tiff == orientation.tiff_block())
        })
}

/// The name a JPEG's segment begins with, for its findings.
fn signature_length(name: &str) -> usize {
    match name {
        "Exif" => 6,
        "XMP" => 29,
        "Photoshop" => 14,
        "ICC profile" => 14,
        _ => 0,
    }
}

/// The payload of a segment that begins with a name, behind that name.
fn behind_name<'a>(source: &'a [u8], range: &std::ops::Range<usize>, name: &str) -> &'a [u8] {
    part(source, range.start + 4 + signature_length(name)..range.end)
}
