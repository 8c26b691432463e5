//! What a GIF's blocks tell, in words.

use crate::bytes::part;
use crate::finding::Place;
use crate::part::{Part, Picture};
use crate::words::excerpt;
use crate::{Finding, Reveals, icc, xmp};

use super::walk::sub_blocks;

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let (colours, others): (Vec<_>, Vec<_>) = picture
        .parts
        .iter()
        .partition(|part| part.rule.part == "unused colours");
    let mut findings: Vec<Finding> = others.into_iter().flat_map(|part| of(source, part)).collect();
    // An animation has a table a frame: they are told together.
    if let Some(first) = colours.first() {
        let bytes = colours.iter().map(|part| part.range.len()).sum();
        let place = Place {
            bytes,
            ..first.place()
        };
        let value = format!(
            "Colours that nothing in the picture has, {}",
            crate::words::size(bytes)
        );
        findings.push(place.found(Reveals::Unknown, value));
    }
    findings
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let place = of.place();
    let Place {
        part: name, offset, ..
    } = place;
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match name {
        "comment" => found(
            Reveals::Text,
            excerpt(&String::from_utf8_lossy(&data(source, offset + 2))),
        ),
        // A grid of characters, of 12 bytes, comes first (25).
        "plain text" => found(
            Reveals::Text,
            excerpt(&String::from_utf8_lossy(&data(source, offset + 15))),
        ),
        "XMP" => xmp::findings(&packet(source, of), place),
        "colour profile" => match icc::description(&data(source, offset + 14)) {
            Some(text) => found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))),
            None => of.told_by_rule(),
        },
        "application data" => {
            let name = part(source, offset + 3..offset + 14).escape_ascii().to_string();
            let size = crate::words::size(place.bytes);
            found(
                Reveals::Unknown,
                format!("Data of a program called {name}, {size}"),
            )
        }
        _ => of.told_by_rule(),
    }
}

/// The sub-blocks from a place on, joined.
fn data(source: &[u8], at: usize) -> Vec<u8> {
    let (blocks, _) = sub_blocks(source, at, false).unwrap_or_default();
    blocks
        .iter()
        .flat_map(|block| part(source, block.clone()))
        .copied()
        .collect()
}

/// The packet of an XMP extension: plain text that only looks like sub-blocks, and in some files real ones.
fn packet(source: &[u8], of: &Part) -> Vec<u8> {
    let start = of.range.start + 14;
    let joined = data(source, start);
    if joined.starts_with(b"<") {
        return joined;
    }
    let text = part(source, start..of.range.end);
    // The trailer that leads back out of the text counts down from 255.
    let end = memchr::memmem::rfind(text, b"\x01\xFF\xFE").unwrap_or(text.len());
    part(text, 0..end).to_vec()
}
