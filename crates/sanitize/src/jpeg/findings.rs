//! What a JPEG's parts tell, in words.

mod flir;
mod pictures;
mod samsung;
mod segments;
mod trailer;

use super::behind_name;
use crate::bytes::{be16, from, part};
use crate::embedded::is_picture;
use crate::finding::Told;
use crate::part::Picture;
use crate::words::{excerpt, size, text};
use crate::{Finding, Part, Reveals, c2pa, exif, icc, iptc, xmp};
pub(crate) use samsung::tell as samsungs_directory;
use segments::Segments;

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let segments = Segments::join(picture, source);
    picture
        .parts
        .iter()
        .flat_map(|part| of(source, part, &segments))
        .collect()
}

fn of(source: &[u8], of: &Part, segments: &Segments) -> Vec<Finding> {
    let place = of.place();
    let (name, bytes) = (place.part, place.bytes);
    let payload = behind_name(source, &of.range, name);
    let offset = of.range.end - payload.len();
    let mut told = Told::new(place);
    match name {
        "Exif" => return exif::findings_at(payload, Some(offset), place),
        "XMP" => return xmp::findings(payload, place),
        // What several segments hold together is told at the first of them.
        "extended XMP" | "Photoshop" | "JUMBF" | "FLIR thermal data" => {
            match segments.begun_at(of.range.start) {
                Some(joined) if name == "extended XMP" => return xmp::findings(&joined.data, place),
                Some(joined) if name == "Photoshop" => return iptc::findings_in(joined, place),
                Some(joined) if name == "JUMBF" => return c2pa::findings_in(joined, place),
                Some(joined) => flir::tell(joined, &mut told),
                None if segments.holds(of.range.start) => {}
                None => return of.told_by_rule(),
            }
        }
        "ICC profile" => {
            if let Some(name) = icc::description(payload) {
                told.tell_of(Reveals::Device, "Colour profile", &excerpt(&name));
            }
        }
        "JFIF" if bytes > 18 => told.tell(
            Reveals::HiddenPicture,
            format!("A small copy of the photo, {}", size(bytes)),
        ),
        "JFXX thumbnail" => {
            // T.871, 10.2: JPEG, palette or plain pixels behind "JFXX" and a byte.
            let thumbnail = from(payload, 6);
            let shown = is_picture(thumbnail).then_some(offset + 6..of.range.end);
            told.show(shown, format!("A small copy of the photo, {}", size(bytes)));
        }
        "MPF index of further pictures" => pictures::tell(source, &of.range, &mut told),
        "Adobe" if bytes > 16 => told.tell(
            Reveals::Unknown,
            format!("Data behind Adobe's mark, {}", size(bytes - 16)),
        ),
        "COM" => told.tell_of(Reveals::Text, "Comment", &text(payload)),
        "Ducky" => ducky(from(payload, 5), &mut told),
        "APP2" if payload.starts_with(b"urn:iso:std:iso:ts:21496:-1\0") => {
            told.tell(Reveals::HiddenPicture, xmp::GAIN_MAP);
        }
        "APP12" if payload.starts_with(b"[picture info]") || payload.contains(&b'=') => {
            app12(payload, &mut told);
        }
        "APP3" if payload.starts_with(b"Meta\0\0") => {
            return exif::findings_at(from(payload, 6), Some(offset + 6), place);
        }
        "FPXR" => told.tell(
            Reveals::Unknown,
            format!(
                "Flashpix data of the camera, which may hold a preview or sound, {}",
                size(bytes)
            ),
        ),
        "bytes between segments" => told.tell(
            Reveals::Unknown,
            format!("Stray bytes between the parts of the file, {}", size(bytes)),
        ),
        "unused table" => told.tell(
            Reveals::Unknown,
            format!("A table that the picture does not use, {}", size(bytes)),
        ),
        "scan that decoders stop at" => told.tell(
            Reveals::HiddenPicture,
            format!("A part of a picture that is never shown, {}", size(bytes)),
        ),
        "APP6" if payload.starts_with(b"GoPro\0") => gopro(payload, &mut told),
        name if name.starts_with("APP") || name == "JPGn" => {
            let signature = signature(payload).map_or_else(String::new, |signature| format!(", {signature}"));
            told.tell(
                Reveals::Unknown,
                format!("Data of an unknown kind ({name}{signature}), {}", size(bytes)),
            );
        }
        "bytes behind the picture" => return trailer::findings(source, of.range.clone()),
        _ => return of.told_by_rule(),
    }
    told.finish()
}

/// Photoshop's "save for web": quality, comment, copyright, each behind its number and its length.
fn ducky(mut data: &[u8], told: &mut Told<'_>) {
    told.tell(Reveals::EditHistory, "Saved for the web by Photoshop");
    while let (Some(number @ 1..=3), Some(length)) = (be16(data, 0), be16(data, 2).map(usize::from)) {
        // Its texts begin with a count of characters and are in UTF-16.
        let value = crate::words::utf16(from(part(data, 4..4 + length), 4), true);
        match number {
            2 => told.tell_of(Reveals::Text, "Comment", &value),
            3 => told.tell_of(Reveals::Name, "Copyright", &value),
            _ => {}
        }
        data = from(data, 4 + length);
    }
}

/// Agfa's, Olympus' and others' lines of text.
fn app12(payload: &[u8], told: &mut Told<'_>) {
    const SHOWN: [(&str, Reveals, &str); 6] = [
        ("Serial#", Reveals::Device, "Serial number of the camera"),
        ("ID", Reveals::Device, "Name the camera gives itself"),
        ("Type", Reveals::Device, "Kind of camera"),
        ("Version", Reveals::Device, "Program in the camera"),
        ("TimeDate", Reveals::Time, "Taken"),
        ("Model", Reveals::Device, "Model"),
    ];
    let lines = payload.get(..payload.len().min(4_096)).unwrap_or_default();
    let mut lines_left = 0;
    for line in lines.split(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
        let line = text(line);
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        match SHOWN.iter().find(|(known, ..)| *known == name.trim()) {
            Some(("TimeDate", ..)) => {
                let moment = value.trim().parse().ok().map(crate::words::moment);
                told.tell_of(Reveals::Time, "Taken", &moment.unwrap_or_else(|| excerpt(value)));
            }
            Some((_, reveals, label)) => told.tell_of(*reveals, label, &excerpt(value)),
            None => lines_left += 1,
        }
    }
    if lines_left > 0 || told.is_empty() {
        told.tell(
            Reveals::Device,
            format!("The camera's own notes, {}", size(payload.len())),
        );
    }
}

/// GoPro's key-length-values (GPMF): four letters, a type, the size of one value, their number.
fn gopro(payload: &[u8], told: &mut Told<'_>) {
    for (key, label) in [
        (b"CASN", "Serial number of the camera"),
        (b"MINF", "Model"),
        (b"FMWR", "Program in the camera"),
    ] {
        let Some(at) = memchr::memmem::find(payload, key) else {
            continue;
        };
        let size = payload.get(at + 5).copied().map_or(0, usize::from);
        let count = be16(payload, at + 6).map_or(0, usize::from);
        let value = part(payload, at + 8..(at + 8 + size * count).min(payload.len()));
        told.tell_of(Reveals::Device, label, &text(value));
    }
    told.tell(
        Reveals::Device,
        format!("The camera's own notes, {}", size(payload.len())),
    );
}

/// The name that a segment's content begins with, if it does.
fn signature(payload: &[u8]) -> Option<String> {
    let name: Vec<u8> = payload
        .iter()
        .copied()
        .take(40)
        .take_while(|byte| matches!(byte, 0x20..=0x7E))
        .collect();
    let letters = name.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    (letters >= 3 && letters * 2 > name.len()).then(|| text(&name))
}
