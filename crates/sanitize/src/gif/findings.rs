//! What a GIF's blocks tell, in words.

use crate::bytes::{from, part};
use crate::finding::Place;
use crate::part::{Part, Picture};
use crate::words::excerpt;
use crate::{Finding, Reveals, icc, xmp};

use super::walk::{Walk, sub_block, sub_blocks};

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
    findings.extend(unread(source));
    findings
}

/// What stands in fields of blocks that stay without it.
fn unread(source: &[u8]) -> Option<Finding> {
    let bytes = Walk::read(source).ok()?.unread;
    let place = Place {
        part: "screen descriptor",
        bytes,
        offset: 6,
    };
    let value = format!(
        "Data in fields that no viewer reads, {}",
        crate::words::size(bytes)
    );
    (bytes > 0).then(|| place.found(Reveals::Unknown, value))
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let place = of.place();
    let block = part(source, of.range.clone());
    let size = crate::words::size(place.bytes);
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match place.part {
        "comment" => text(place, &data(block, 2)),
        // A grid of characters, of 12 bytes, comes first (25).
        "plain text" => text(place, from(&data(block, 2), 12)),
        "XMP" => xmp::findings(&packet(block), place),
        "colour profile" => match icc::description(&data(block, 14)) {
            Some(text) => found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))),
            None => of.told_by_rule(),
        },
        "image data that differs unseen" => found(
            Reveals::Unknown,
            "Differences between pixels that no viewer shows".into(),
        ),
        "application data" => {
            let name = excerpt(&String::from_utf8_lossy(sub_block(block, 2)));
            found(
                Reveals::Unknown,
                format!("Data of a program called {name}, {size}"),
            )
        }
        _ => of.told_by_rule(),
    }
}

/// Text, where there is any.
fn text(place: Place<'_>, bytes: &[u8]) -> Vec<Finding> {
    let text = excerpt(&String::from_utf8_lossy(bytes));
    let told = (!text.is_empty()).then(|| place.found(Reveals::Text, text));
    told.into_iter().collect()
}

/// The sub-blocks of a block from a place on, joined.
fn data(block: &[u8], at: usize) -> Vec<u8> {
    let (blocks, _) = sub_blocks(block, at, false).unwrap_or_default();
    let bytes = blocks.iter().flat_map(|range| part(block, range.clone()));
    bytes.copied().collect()
}

/// The packet of an XMP extension: plain text that only looks like sub-blocks, and in some files real ones.
fn packet(block: &[u8]) -> Vec<u8> {
    const START: usize = 14;
    let joined = data(block, START);
    if joined.starts_with(b"<") {
        return joined;
    }
    let text = from(block, START);
    // The trailer that leads back out of the text counts down from 255.
    let end = memchr::memmem::rfind(text, b"\x01\xFF\xFE").unwrap_or(text.len());
    part(text, 0..end).to_vec()
}
