//! What a BMP's parts tell, in words.

use super::header::Header;
use super::rows::Rows;
use crate::bytes::part;
use crate::part::{Part, Picture};
use crate::words::excerpt;
use crate::{Finding, Reveals, icc};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = picture.parts.iter().flat_map(|part| of(source, part)).collect();
    let pixels = picture.parts.iter().find(|part| part.rule.part == "pixels");
    if let Some(pixels) = pixels.filter(|_| hide_something(source)) {
        let value = "Bits in the pixels that no viewer shows";
        findings.push(pixels.place().found(Reveals::HiddenPicture, value));
    }
    findings
}

fn hide_something(source: &[u8]) -> bool {
    Header::read(source).is_ok_and(|header| {
        header.is_raw() && Rows::new(source, &header).is_ok_and(|rows| rows.hide_something())
    })
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let (place, data) = (of.place(), part(source, of.range.clone()));
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match place.part {
        "colour profile" | "unneeded colour profile" => icc::description(data)
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "path of a colour profile" => {
            // In the code page of the machine, which is ASCII at least.
            let path = excerpt(&String::from_utf8_lossy(data));
            found(Reveals::Name, format!("Where a colour profile lay: {path}"))
        }
        "unused colours" => {
            let size = crate::words::size(place.bytes);
            found(
                Reveals::Unknown,
                format!("Colours that nothing in the picture has, {size}"),
            )
        }
        _ => of.told_by_rule(),
    }
}
