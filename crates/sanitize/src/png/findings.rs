//! What a PNG's chunks tell, in words.

use super::pixels::inflate;
use crate::bytes::{array, part};
use crate::finding::Place;
use crate::part::Picture;
use crate::words::{excerpt, size};
use crate::{Coded, Finding, Part, Reveals, exif, icc, xmp};

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
        "eXIf" => exif::findings(exif::tiff(data), place),
        "tEXt" | "zTXt" | "iTXt" => text(name, data, left)
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
        "caBX" => found(Reveals::Provenance, crate::part::provenance(data, bytes)),
        "iCCP" => profile(data)
            .and_then(|profile| icc::description(&profile))
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "unknown chunk" | "unneeded chunk" => {
            let chunk: [u8; 4] = array(source, offset + 4).unwrap_or_default();
            let chunk = String::from_utf8_lossy(&chunk).into_owned();
            match chunk.as_str() {
                "pHYs" => found(Reveals::Device, "Resolution for print".to_owned()),
                "fdAT" => found(
                    Reveals::HiddenPicture,
                    format!("A further picture, {}", size(bytes)),
                ),
                _ => found(
                    Reveals::Unknown,
                    format!("A chunk called {chunk}, {}", size(bytes)),
                ),
            }
        }
        "bytes behind the picture" => {
            let whole = part(source, of.range.clone());
            let picture = memchr::memmem::find(whole, b"IDAT").is_some()
                || memchr::memmem::find(whole, b"\xFF\xD8\xFF").is_some();
            if picture {
                found(
                    Reveals::HiddenPicture,
                    format!("The rest of an earlier picture behind this one, {}", size(bytes)),
                )
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

/// A text chunk's keyword and text (11.3.3).
struct Text {
    keyword: String,
    text: Vec<u8>,
}

fn text(chunk: &str, data: &[u8], left: &mut usize) -> Option<Text> {
    let end = data.iter().position(|byte| *byte == 0)?;
    let keyword = String::from_utf8_lossy(data.get(..end)?).into_owned();
    let rest = data.get(end + 1..)?;
    let mut inflated = |stream| {
        let text = inflate(stream, *left);
        *left -= text.len();
        text
    };
    let text = match chunk {
        "tEXt" => rest.to_vec(),
        "zTXt" => inflated(rest.get(1..)?),
        _ => {
            let compressed = *rest.first()? == 1;
            let mut fields = rest.get(2..)?.splitn(3, |byte| *byte == 0);
            let text = fields.nth(2)?;
            if compressed { inflated(text) } else { text.to_vec() }
        }
    };
    Some(Text { keyword, text })
}

impl Text {
    fn findings(&self, place: Place<'_>) -> Vec<Finding> {
        if self.keyword == "XML:com.adobe.xmp" {
            return xmp::findings(&self.text, place);
        }
        let reveals = match self.keyword.as_str() {
            "Author" | "Copyright" => Reveals::Name,
            "Creation Time" | "date:create" | "date:modify" => Reveals::Time,
            "Software" => Reveals::EditHistory,
            "Source" => Reveals::Device,
            keyword if keyword.starts_with("Raw profile") => Reveals::EditHistory,
            _ => Reveals::Text,
        };
        let value = format!(
            "{}: {}",
            excerpt(&self.keyword),
            excerpt(&String::from_utf8_lossy(&self.text))
        );
        vec![place.found(reveals, value)]
    }
}

/// A `tIME` chunk's moment (11.3.5.1).
fn time(data: &[u8]) -> Option<String> {
    let year = crate::bytes::be16(data, 0)?;
    let [month, day, hour, minute, second]: [u8; 5] = crate::bytes::array(data, 2)?;
    Some(format!(
        "Changed: {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC"
    ))
}
