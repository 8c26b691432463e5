//! Exif 3.0 (CIPA DC-008): the orientation that a viewer needs, and findings for all the rest.

use exif::{Context, Exif, Field, In, Tag, Value};

use crate::bytes::le16;
use crate::finding::Place;
use crate::finding::Reveals::{self, Device, EditHistory, HiddenPicture, Location, Name, Text, Time};
use crate::ifd::{self, Tiff};
use crate::words::{excerpt, heading, position, size};
use crate::{Finding, Orientation};

/// The orientation in a TIFF structure's first IFD, as viewers read it: a SHORT (TIFF 6.0, section 8).
pub(crate) fn orientation(tiff: &[u8]) -> Option<Orientation> {
    let tiff = Tiff::new(tiff).filter(|tiff| !tiff.wide)?;
    let ifd = tiff.directory(tiff.first()?)?;
    let entry = ifd.find(Tag::Orientation.number())?;
    (entry.kind == 3).then(|| Orientation::from_tiff(tiff.u16(entry.at + 8)?))?
}

/// The TIFF structure of a chunk that holds Exif; some writers put the name of JPEG's segment before it.
pub(crate) fn tiff(chunk: &[u8]) -> &[u8] {
    chunk.strip_prefix(b"Exif\0\0").unwrap_or(chunk)
}

/// What an Exif block gives away. `part` and its place are those of the part that holds it.
pub(crate) fn findings(tiff: &[u8], place: Place<'_>) -> Vec<Finding> {
    let Some(exif) = read(tiff) else {
        return vec![place.found(
            Reveals::Unknown,
            format!("Camera data that cannot be read, {}", size(place.bytes)),
        )];
    };
    let mut findings: Vec<Finding> = gps(&exif)
        .map(|value| place.found(Location, value))
        .into_iter()
        .collect();
    for (tag, reveals, label) in TAGS {
        let mut values: Vec<String> = exif
            .fields()
            .filter(|field| field.tag == *tag)
            .map(text)
            .collect();
        values.dedup();
        findings.extend(
            values
                .into_iter()
                .filter(|v| !v.is_empty())
                .map(|v| place.found(*reveals, format!("{label}: {v}"))),
        );
    }
    if let Some(length) = exif
        .get_field(Tag::JPEGInterchangeFormatLength, In::THUMBNAIL)
        .and_then(|field| field.value.get_uint(0))
        .filter(|length| *length > 0)
    {
        let length = size(usize::try_from(length).unwrap_or(usize::MAX));
        findings.push(place.found(
            HiddenPicture,
            format!("A small copy of the photo as it was first taken, {length}"),
        ));
    }
    let known = |field: &&Field| {
        TAGS.iter().any(|(tag, ..)| *tag == field.tag)
            || [
                Tag::Orientation,
                Tag::JPEGInterchangeFormat,
                Tag::JPEGInterchangeFormatLength,
            ]
            .contains(&field.tag)
            || field.tag.context() == Context::Gps
    };
    let settings = exif.fields().filter(|field| !known(field)).count();
    if settings > 0 {
        findings.push(place.found(Device, format!("{settings} more camera settings")));
    }
    findings
}

fn read(tiff: &[u8]) -> Option<Exif> {
    if !is_bounded(tiff) {
        return None;
    }
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    match reader.read_raw(tiff.to_vec()) {
        Ok(exif) => Some(exif),
        Err(error) => error.distill_partial_result(|_| ()).ok(),
    }
}

/// Whether the values of all IFDs together take no more than a few times the block's own size. IFDs and values may
/// overlap, and a reader that takes each for itself would need gigabytes for a block of a few kilobytes.
fn is_bounded(data: &[u8]) -> bool {
    const MOST_IFDS: usize = 32;
    let Some(tiff) = Tiff::new(data).filter(|tiff| !tiff.wide) else {
        return false;
    };
    let mut left = 4 * data.len() + 65_536;
    let mut ifds: Vec<usize> = tiff.first().into_iter().collect();
    let mut next = 0;
    while let Some(at) = ifds.get(next).copied() {
        next += 1;
        let Some(ifd) = tiff.directory(at) else {
            continue;
        };
        for entry in &ifd.entries {
            let taken = entry.values.len().min(ifd::width(entry.kind) * data.len());
            let Some(rest) = left.checked_sub(12 + taken) else {
                return false;
            };
            left = rest;
            let at = match (entry.tag, entry.kind, entry.count) {
                (0x8769 | 0x8825 | 0xA005, 4, 1) => tiff.offset(entry.at + 8).unwrap_or(0),
                (0x8769 | 0x8825 | 0xA005, ..) => return false,
                _ => continue,
            };
            if !ifds.contains(&at) {
                ifds.push(at);
            }
        }
        if ifd.next > 0 && !ifds.contains(&ifd.next) {
            ifds.push(ifd.next);
        }
        if ifds.len() > MOST_IFDS {
            return false;
        }
    }
    true
}

/// Tags whose value is shown, what each reveals, and its label in plain words.
const TAGS: &[(Tag, Reveals, &str)] = &[
    (Tag::DateTimeOriginal, Time, "Taken"),
    (Tag::DateTimeDigitized, Time, "Digitised"),
    (Tag::DateTime, Time, "Changed"),
    (Tag::OffsetTimeOriginal, Time, "Time zone"),
    (Tag::Artist, Name, "Photographer"),
    (Tag::CameraOwnerName, Name, "Owner of the camera"),
    (Tag::Copyright, Name, "Copyright"),
    (Tag(Context::Exif, 0xA436), Text, "Title"),
    (Tag(Context::Exif, 0xA437), Name, "Photographer"),
    (Tag(Context::Exif, 0xA438), Name, "Image editor"),
    (Tag(Context::Tiff, 0x9C9D), Name, "Author"),
    (Tag(Context::Tiff, 0x9C9B), Text, "Title"),
    (Tag(Context::Tiff, 0x9C9C), Text, "Comment"),
    (Tag(Context::Tiff, 0x9C9E), Text, "Keywords"),
    (Tag(Context::Tiff, 0x9C9F), Text, "Subject"),
    (Tag::ImageDescription, Text, "Description"),
    (Tag::UserComment, Text, "Comment"),
    (Tag::Make, Device, "Maker"),
    (Tag::Model, Device, "Model"),
    (Tag::BodySerialNumber, Device, "Serial number of the camera"),
    (Tag::LensModel, Device, "Lens"),
    (Tag::LensSerialNumber, Device, "Serial number of the lens"),
    (Tag::ImageUniqueID, Device, "Number of this one picture"),
    (
        Tag::MakerNote,
        Device,
        "Maker's own notes, which often hold serial numbers and counters",
    ),
    (Tag::Software, EditHistory, "Program"),
    (Tag(Context::Tiff, 0x013C), EditHistory, "Computer"),
    (Tag(Context::Tiff, 0x000B), EditHistory, "Program"),
];

fn is_date(text: &str) -> bool {
    let [year, month, day] = [0..4, 5..7, 8..10].map(|digits| text.get(digits).unwrap_or("-"));
    let digits = [year, month, day].concat();
    digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.get(4..5) == Some(":")
        && text.get(7..8) == Some(":")
}

fn text(field: &Field) -> String {
    match &field.value {
        Value::Ascii(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| String::from_utf8_lossy(line)).collect();
            let text = excerpt(&lines.join(" "));
            // Exif writes dates with colons (4.6.5.4.1); people read them with hyphens.
            if is_date(&text) {
                text.replacen(':', "-", 2)
            } else {
                text
            }
        }
        Value::Undefined(bytes, _) if field.tag == Tag::UserComment => {
            excerpt(&String::from_utf8_lossy(bytes.get(8..).unwrap_or_default()))
        }
        Value::Undefined(bytes, _) => size(bytes.len()),
        Value::Byte(bytes) => {
            let pairs = bytes.chunks_exact(2).filter_map(|pair| le16(pair, 0));
            excerpt(&String::from_utf16_lossy(&pairs.collect::<Vec<_>>()))
        }
        _ => excerpt(&field.display_value().to_string()),
    }
}

/// The position with height, heading and time, in words (Exif 3.0, 4.6.7).
fn gps(exif: &Exif) -> Option<String> {
    let get = |tag| exif.get_field(tag, In::PRIMARY);
    let angle = |tag, side, negative: &str| {
        let Value::Rational(parts) = &get(tag)?.value else {
            return None;
        };
        let [degrees, minutes, seconds] =
            [0, 1, 2].map(|index| parts.get(index).map_or(0.0, |part| part.to_f64()));
        let value = degrees + minutes / 60.0 + seconds / 3600.0;
        let south_or_west = get(side).is_some_and(|field| text(field).starts_with(negative));
        value
            .is_finite()
            .then_some(if south_or_west { -value } else { value })
    };
    let number = |tag| match &get(tag)?.value {
        Value::Rational(parts) => parts
            .first()
            .map(|part| part.to_f64())
            .filter(|value| value.is_finite()),
        _ => None,
    };
    let mut words: Vec<String> = Vec::new();
    if let Some(latitude) = angle(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S")
        && let Some(longitude) = angle(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W")
    {
        words.push(position(latitude, longitude));
    }
    if let Some(height) = number(Tag::GPSAltitude) {
        let below = get(Tag::GPSAltitudeRef).and_then(|field| field.value.get_uint(0)) == Some(1);
        words.push(format!(
            "{height:.0} m {} sea level",
            if below { "below" } else { "above" }
        ));
    }
    if let Some(degrees) = number(Tag::GPSImgDirection) {
        words.push(format!("facing {}", heading(degrees)));
    }
    if let Some(date) = get(Tag::GPSDateStamp).map(text).filter(|date| !date.is_empty()) {
        words.push(format!("on {}", date.replace(':', "-")));
    }
    for tag in [Tag::GPSAreaInformation, Tag::GPSProcessingMethod] {
        if let Some(Value::Undefined(bytes, _)) = get(tag).map(|field| &field.value) {
            words.push(excerpt(&String::from_utf8_lossy(
                bytes.get(8..).unwrap_or_default(),
            )));
        }
    }
    words.retain(|word| !word.is_empty());
    let any = exif.fields().any(|field| field.tag.context() == Context::Gps);
    if words.is_empty() {
        any.then(|| "Location fields without a position".to_owned())
    } else {
        Some(words.join(", "))
    }
}
