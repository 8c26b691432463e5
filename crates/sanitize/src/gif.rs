//! GIF (GIF89a specification, W3C copy of 31 July 1990): its rules, its walk and its writer.

mod findings;
mod frame;
mod lzw;
mod walk;

use crate::error::malformed;
use crate::format::Kind;
use crate::palette::{Indices, Table};
use crate::part::{Coded, Picture, Rule, Shows, Size, drops, keep};
use crate::{Error, Format, Limits, Orientation, Output, Reveals};
use frame::{named, table_flags};
use lzw::{Decoder, Encoder};
use walk::Walk;

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Gif,
    name: "GIF",
    extension: "gif",
    media_type: "image/gif",
    sniff: |bytes| bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown,
};

/// What stays of a GIF and what goes, by block.
static RULES: &[Rule] = &[
    keep("header", "17: written afresh"),
    keep("screen descriptor", "18: reserved bits written afresh"),
    keep("global colour table", "19: colours that nothing uses cleared"),
    keep("graphic control", "23: reserved bits written afresh"),
    keep("image descriptor", "20: reserved bits written afresh"),
    keep("local colour table", "21: colours that nothing uses cleared"),
    keep(
        "image data",
        "22 and appendix F: coded anew where more than the picture is in the code",
    ),
    keep(
        "image data that differs unseen",
        "22: indices that look the same become one",
    ),
    keep("loop", "none: Netscape's, written afresh"),
    keep("trailer", "27"),
    drops("comment", Some(Reveals::Text), "24"),
    drops("plain text", Some(Reveals::Text), "25: no viewer shows it"),
    drops("XMP", None, "26, XMP specification part 3, 1.1.2"),
    drops(
        "colour profile",
        Some(Reveals::Device),
        "26, ICC.1:2022 B.2: no viewer uses it",
    ),
    drops("application data", Some(Reveals::Unknown), "26"),
    drops("unknown extension", Some(Reveals::Unknown), "11 and 13"),
    drops(
        "unneeded block",
        Some(Reveals::Unknown),
        "7: repeated or misplaced, which viewers ignore",
    ),
    drops(
        "unused colours",
        Some(Reveals::Unknown),
        "19 and 21: no pixel has them",
    ),
    drops("zero bytes between blocks", None, "none: written by mistake"),
    drops(
        "bytes behind the image data",
        Some(Reveals::Unknown),
        "appendix F",
    ),
    drops("bytes behind the picture", Some(Reveals::Unknown), "27"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let walk = Walk::read(source)?;
    let stored = size(&walk)?;
    check(&walk, stored, limits)?;

    let background = walk.background();
    let (mut decoder, mut encoder) = (Decoder::new(), Encoder::new());
    let mut shown = Indices::default();
    let mut frames = Output::default();
    let mut coded = Vec::new();
    let mut anew = false;
    let mut parts = Vec::new();
    for block in &walk.blocks {
        let Some(frame) = &block.frame else {
            parts.extend(named([(block.name, block.range.clone())]));
            continue;
        };
        let decoded = frame.decode(source, &mut decoder, None);
        let seen = frame.seen(&decoded);
        let code = frame.recode(source, &decoded, &mut decoder, &mut encoder);
        frame.write(source, &code, &seen, &mut frames);
        anew |= !frame.stays(&decoded);
        if frame.table.is_none() {
            shown.merge(&seen);
        }
        parts.extend(frame.parts(source, &decoded, &seen, block.range.end));
        coded.extend(frame.coded(&decoded));
    }
    background.into_iter().for_each(|index| shown.add(index));
    let parts = [walk.before(source, &shown), parts, walk.behind(source.len())].concat();

    let mut output = before(source, &walk, &shown);
    output.append(frames);
    output.make([0x3B]);
    Ok(Picture {
        format: &FORMAT,
        stored,
        orientation: Orientation::TopLeft,
        shows: Shows::animation(walk.frames().count()),
        parts,
        coded: if anew {
            Coded::Anew(coded)
        } else {
            Coded::Copied(coded)
        },
        output,
    })
}

/// The screen's sides; where it has none, those that the first frame needs, as viewers do.
fn size(walk: &Walk) -> Result<Size, Error> {
    let missing = "The picture is missing, cut off or damaged";
    let first = walk
        .frames()
        .next()
        .ok_or(malformed("image descriptor", walk.end, missing))?;
    let screen = &walk.screen;
    Ok(if screen.width == 0 || screen.height == 0 {
        Size {
            width: u32::from(first.left) + u32::from(first.width),
            height: u32::from(first.top) + u32::from(first.height),
        }
    } else {
        Size {
            width: screen.width.into(),
            height: screen.height.into(),
        }
    })
}

/// One index a pixel, all frames together. What some viewers show and others do not is refused.
fn check(walk: &Walk, stored: Size, limits: &Limits) -> Result<(), Error> {
    let refused = |what| {
        let remedy = "Open it in your photo program and save it as a PNG first.";
        Err(Error::Unsupported { what, remedy })
    };
    limits.check_pixels(stored.width, stored.height)?;
    for frame in walk.frames() {
        limits.check_pixels(frame.width.into(), frame.height.into())?;
    }
    limits.check_decoded(walk.frames().map(|frame| frame.pixels() as u64).sum())?;
    if walk.frames().any(|frame| frame.colours.is_empty()) {
        return refused("A GIF picture without colours");
    }
    if walk.frames().any(|frame| frame.leaves(stored)) {
        return refused("A GIF picture with a frame that goes beyond its screen");
    }
    Ok(())
}

/// Header, screen, global colours and loop (17 to 19).
fn before(source: &[u8], walk: &Walk, shown: &Indices) -> Output {
    let screen = &walk.screen;
    let mut output = Output::default();
    output.make(b"GIF89a");
    output.make(screen.width.to_le_bytes());
    output.make(screen.height.to_le_bytes());
    // Colour resolution, which nobody reads, at its common value.
    output.make([0x70 | table_flags(screen.table.as_ref())]);
    output.make([walk.background().unwrap_or_default(), screen.aspect]);
    if let Some(table) = &screen.table {
        output.make(Table::new(source, table.clone(), 3).cleared(shown));
    }
    if let Some(repeats) = walk.repeats {
        output.make(b"\x21\xFF\x0BNETSCAPE2.0\x03\x01");
        output.make(repeats);
        output.make([0]);
    }
    output
}

/// Whether both show the same frames: place, timing, indices, and the colour of every index that is shown.
fn same_shown(source: &[u8], written: &[u8]) -> Result<bool, Error> {
    let (walk, copy) = (Walk::read(source)?, Walk::read(written)?);
    if walk.frames().count() != copy.frames().count() || walk.repeats != copy.repeats {
        return Ok(false);
    }
    let (mut decoder, mut other) = (Decoder::new(), Decoder::new());
    Ok(walk
        .frames()
        .zip(copy.frames())
        .all(|(frame, same)| frame.shown(source, &mut decoder) == same.shown(written, &mut other)))
}
