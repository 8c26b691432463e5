//! BMP (Windows GDI, wingdi.h; OS/2 1.x and 2.x): its rules, its walk and its writer.

mod colours;
mod findings;
mod header;
mod rle;
mod rows;

use std::ops::Range;

use crate::bytes::le32;
use crate::error::malformed;
use crate::format::Kind;
use crate::palette::Indices;
use crate::part::{Coded, Part, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Orientation, Output, Reveals};
use colours::Space;
use header::Header;
use rle::Pixels;
use rows::Rows;

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Bmp,
    name: "BMP",
    extension: "bmp",
    media_type: "image/bmp",
    sniff: |bytes| bytes.starts_with(b"BM") && matches!(le32(bytes, 14), Some(12 | 16..=64 | 108 | 124)),
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown,
};

/// What stays of a BMP and what goes.
static RULES: &[Rule] = &[
    keep("file header", "BITMAPFILEHEADER: written afresh"),
    keep("header", "BITMAPINFOHEADER and its kin: written afresh"),
    keep(
        "colour table",
        "RGBQUAD, RGBTRIPLE: colours that nothing uses cleared",
    ),
    keep(
        "pixels",
        "Bitmap Storage, Bitmap Compression: what is not shown cleared",
    ),
    keep("colour profile", "BITMAPV5HEADER, bV5ProfileData: rebuilt"),
    drops("unneeded colour profile", None, "BITMAPV5HEADER, bV5ProfileData"),
    drops(
        "path of a colour profile",
        Some(Reveals::Name),
        "BITMAPV5HEADER, PROFILE_LINKED",
    ),
    drops(
        "unused colours",
        Some(Reveals::Unknown),
        "RGBQUAD: no pixel has them",
    ),
    drops(
        "bytes before the pixels",
        Some(Reveals::Unknown),
        "BITMAPFILEHEADER, bfOffBits",
    ),
    drops("bytes behind the picture", Some(Reveals::Unknown), "none"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let header = Header::read(source)?;
    limits.check_pixels(header.size.width, header.size.height)?;
    limits.check_decoded(header.decoded())?;
    let space = Space::read(source, &header);
    let mut seen = Indices::default();
    let mut body = Output::default();
    let (coded, end) = if header.is_raw() {
        let rows = Rows::new(source, &header)?;
        rows.see(&mut seen);
        rows.write(&mut body);
        (rows.coded(), rows.range.end)
    } else {
        let mut pixels = Pixels::new(source, &header);
        body.make(rle::encode(&mut pixels, &mut seen));
        if pixels.strays {
            let why = "The code of the pixels leaves the picture";
            return Err(malformed("pixels", header.pixels, why));
        }
        let range = header.pixels..pixels.at;
        (Coded::Anew(vec![range.clone()]), range.end)
    };
    let mut output = Output::default();
    header.write(source, &seen, &space, body.len(), &mut output);
    output.append(body);
    if let Space::Profile(profile) = &space {
        output.make(profile);
    }
    Ok(Picture {
        format: &FORMAT,
        stored: header.size,
        orientation: Orientation::TopLeft,
        shows: Shows::Still,
        parts: parts(source, &header, &seen, &space, end),
        coded,
        output,
    })
}

/// The parts in the order of the file. A profile may stand anywhere; whatever lies in no part goes.
fn parts(source: &[u8], header: &Header, seen: &Indices, space: &Space, end: usize) -> Vec<Part> {
    let mut named = vec![("file header", 0..14), ("header", 14..header.end)];
    named.extend(header.colours(source).parts(seen, "colour table"));
    named.push(("pixels", header.pixels..end));
    named.extend(colours::place(source, header).map(|(linked, range)| {
        let name = match space {
            _ if linked => "path of a colour profile",
            Space::Profile(_) => "colour profile",
            _ => "unneeded colour profile",
        };
        (name, range)
    }));
    named.sort_by_key(|(_, range)| range.start);
    named.push(("bytes behind the picture", source.len()..source.len()));
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for (name, range) in named {
        let gap = if range.start <= header.pixels {
            "bytes before the pixels"
        } else {
            "bytes behind the picture"
        };
        let pieces: [(&str, Range<usize>); 2] =
            [(gap, at..range.start), (name, range.start.max(at)..range.end)];
        for (name, range) in pieces.into_iter().filter(|(_, range)| !range.is_empty()) {
            at = range.end;
            parts.push(Part {
                rule: rule(name),
                range,
            });
        }
    }
    parts
}

/// Whether both show the same pixels in the same colours.
fn same_shown(source: &[u8], written: &[u8]) -> Result<bool, Error> {
    let (header, copy) = (Header::read(source)?, Header::read(written)?);
    if !header.shows_like(&copy) {
        return Ok(false);
    }
    let (mut seen, mut other) = (Indices::default(), Indices::default());
    let same = if header.is_raw() {
        let (rows, copied) = (Rows::new(source, &header)?, Rows::new(written, &copy)?);
        rows.see(&mut seen);
        copied.see(&mut other);
        rows.shown().eq(copied.shown())
    } else {
        let (mut pixels, mut copied) = (Pixels::new(source, &header), Pixels::new(written, &copy));
        let same = pixels
            .by_ref()
            .inspect(|(_, index)| seen.add(*index))
            .eq(copied.by_ref().inspect(|(_, index)| other.add(*index)));
        same && pixels.fills() == copied.fills()
    };
    Ok(same && header.colours(source).colours(&seen) == copy.colours(written).colours(&other))
}

fn cut(part: &'static str, offset: usize) -> Error {
    malformed(
        part,
        offset,
        "The file is cut off: the end of the picture is missing",
    )
}
