//! What a BMP's parts tell, in words.

use super::header::Header;
use super::rle::Pixels;
use super::rows::Rows;
use crate::bytes::{le32, part};
use crate::finding::Place;
use crate::part::{Part, Picture};
use crate::words::{excerpt, size};
use crate::{Finding, Reveals, icc};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let (colours, others): (Vec<_>, Vec<_>) = picture
        .parts
        .iter()
        .partition(|part| part.rule.part == "unused colours");
    let mut findings: Vec<Finding> = others.into_iter().flat_map(|part| of(source, part)).collect();
    if let Some(first) = colours.first() {
        let bytes = colours.iter().map(|part| part.range.len()).sum();
        let value = format!("Colours that nothing in the picture has, {}", size(bytes));
        findings.push(
            Place {
                bytes,
                ..first.place()
            }
            .found(Reveals::Unknown, value),
        );
    }
    let Ok(header) = Header::read(source) else {
        return findings;
    };
    let rows = Rows::new(source, &header).ok().filter(|_| header.is_raw());
    let hides = rows.as_ref().map_or_else(
        || Pixels::new(source, &header).differ_unseen(),
        Rows::hide_something,
    );
    let pixels = picture.parts.iter().find(|part| part.rule.part == "pixels");
    if let Some(pixels) = pixels.filter(|_| hides) {
        let value = "Bits in the pixels that no viewer shows";
        findings.push(pixels.place().found(Reveals::HiddenPicture, value));
    }
    let bytes = in_fields(picture, source, &header)
        + fourths(source, &header, &colours)
        + rows.map_or(0, |rows| rows.filling());
    if bytes > 0 {
        let place = Place {
            part: "header",
            bytes,
            offset: 14,
        };
        let value = format!("Data in fields that no viewer reads, {}", size(bytes));
        findings.push(place.found(Reveals::Unknown, value));
    }
    findings
}

/// How many bytes of the headers say something that the clean file does not, beyond what writers commonly put there.
fn in_fields(picture: &Picture, source: &[u8], header: &Header) -> usize {
    let written: Vec<u8> = picture
        .output
        .chunks(source)
        .flatten()
        .take(header.end)
        .copied()
        .collect();
    let field = |bytes: &[u8], at| le32(bytes, at).unwrap_or_default();
    let fields = (2..header.end).step_by(4).filter(|at| {
        let said = field(source, *at);
        !(header.is_common(source, *at, said) || said == field(&written, *at))
    });
    let bytes = fields.flat_map(|at| part(source, at..(at + 4).min(header.end)));
    bytes.filter(|byte| **byte != 0).count()
}

/// How many fourth bytes of the colours that stay say something.
fn fourths(source: &[u8], header: &Header, gone: &[&Part]) -> usize {
    if header.entry() < 4 {
        return 0;
    }
    let stays = |at: &usize| !gone.iter().any(|part| part.range.contains(at));
    let places = header.table.clone().skip(3).step_by(4).filter(stays);
    let bytes = places.filter_map(|at| source.get(at));
    bytes.filter(|byte| !matches!(**byte, 0 | 0xFF)).count()
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
        _ => of.told_by_rule(),
    }
}
