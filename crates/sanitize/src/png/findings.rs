//! What a PNG's chunks tell, in words.

mod text;

use super::pixels::inflate;
use crate::bytes::{array, part};
use crate::finding::Place;
use crate::part::Picture;
use crate::words::{excerpt, size};
use crate::{Coded, Embedded, Finding, Part, Reveals, c2pa, exif, icc, xmp};
use text::Text;

/// Compressed text is read up to this many bytes in a file; small chunks may hold very much of it.
const MOST_TEXT: usize = 4 << 20;

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let mut left = MOST_TEXT;
    let mut findings: Vec<Finding> = picture
        .parts
        .iter()
        .flat_map(|part| of(source, part, &mut left))
        .collect();
    if let Coded::Anew(ranges) = &picture.coded {
        let place = Place {
            part: "IDAT",
            bytes: ranges.iter().map(ExactSizeIterator::len).sum(),
            offset: ranges.first().map_or(0, |range| range.start),
        };
        let value = "Colours under transparent places, or data behind the last row";
        findings.push(place.found(Reveals::HiddenPicture, value));
    }
    findings
}

fn of(source: &[u8], of: &Part, left: &mut usize) -> Vec<Finding> {
    let place = of.place();
    let Place {
        part: name,
        bytes,
        offset,
    } = place;
    let data = part(source, offset + 8..of.range.end.saturating_sub(4));
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match name {
        "eXIf" => {
            let block = exif::tiff(data);
            let at = offset + 8 + data.len() - block.len();
            exif::findings_at(block, Some(at), place)
        }
        "tEXt" | "zTXt" | "iTXt" => Text::read(name, data, left)
            .map(|text| text.findings(place))
            .unwrap_or_else(|| {
                found(
                    Reveals::Text,
                    format!("Text that cannot be read, {}", size(bytes)),
                )
            }),
        "tIME" => found(
            Reveals::Time,
            time(data).unwrap_or_else(|| "Changed at an unreadable time".into()),
        ),
        "caBX" => c2pa::findings_at(data, offset + 8, place),
        "iCCP" => profile(data)
            .and_then(|profile| icc::description(&profile))
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "iDOT" => found(
            Reveals::Device,
            "Written by an Apple device, as screenshots are (iDOT)".to_owned(),
        ),
        "mkBF" => found(
            Reveals::EditHistory,
            format!("Layers and earlier states of Fireworks (mkBF), {}", size(bytes)),
        ),
        "vpAg" => found(
            Reveals::EditHistory,
            format!("Where the picture lay before it was cut (vpAg), {}", size(bytes)),
        ),
        "gdAT" => found(
            Reveals::HiddenPicture,
            format!("{}, {}", xmp::GAIN_MAP, size(bytes)),
        ),
        "sTER" => found(
            Reveals::Unknown,
            format!("A mark that these are two pictures for two eyes, {}", size(bytes)),
        ),
        "sCAL" => found(Reveals::Device, format!("Size of what is shown, {}", size(bytes))),
        "pCAL" => found(
            Reveals::Device,
            format!("How measured values were turned into colours, {}", size(bytes)),
        ),
        "oFFs" => found(
            Reveals::EditHistory,
            format!("Where the picture lay on its page, {}", size(bytes)),
        ),
        "unknown chunk" | "unneeded chunk" => {
            let chunk: [u8; 4] = array(source, offset + 4).unwrap_or_default();
            let chunk = String::from_utf8_lossy(&chunk).into_owned();
            match chunk.as_str() {
                "pHYs" => found(Reveals::Device, "Resolution for print".to_owned()),
                "fdAT" => found(
                    Reveals::HiddenPicture,
                    format!("A further picture, {}", size(bytes)),
                ),
                "meTa" | "cpIp" | "cmOD" => found(
                    Reveals::EditHistory,
                    format!("Notes of a program ({chunk}), {}", size(bytes)),
                ),
                _ => found(
                    Reveals::Unknown,
                    format!("A chunk called {}, {}", excerpt(&chunk), size(bytes)),
                ),
            }
        }
        "bytes behind the picture" => {
            let whole = part(source, of.range.clone());
            let starts = [b"\x89PNG\r\n\x1A\n".as_slice(), b"\xFF\xD8\xFF"];
            let start = starts
                .iter()
                .filter_map(|start| memchr::memmem::find(whole, start))
                .min();
            if start.is_some() || memchr::memmem::find(whole, b"IDAT").is_some() {
                let value = format!("The rest of an earlier picture behind this one, {}", size(bytes));
                vec![Finding {
                    picture: start.map(|start| Embedded::File(offset + start..of.range.end)),
                    ..place.found(Reveals::HiddenPicture, value)
                }]
            } else {
                found(
                    Reveals::Unknown,
                    format!("Data behind the picture, {}", size(bytes)),
                )
            }
        }
        _ => of.told_by_rule(),
    }
}

/// The profile in an `iCCP` chunk (11.3.2.3): a name, a method, a zlib stream.
pub(super) fn profile(data: &[u8]) -> Option<Vec<u8>> {
    const MOST_PROFILE: usize = 16 << 20;
    let name = data.iter().position(|byte| *byte == 0)?;
    let profile = inflate(data.get(name + 2..)?, MOST_PROFILE);
    (!profile.is_empty()).then_some(profile)
}

/// A `tIME` chunk's moment (11.3.5.1).
fn time(data: &[u8]) -> Option<String> {
    let year = crate::bytes::be16(data, 0)?;
    let [month, day, hour, minute, second]: [u8; 5] = crate::bytes::array(data, 2)?;
    Some(format!(
        "Changed: {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"
    ))
}
