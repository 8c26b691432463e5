//! Readers that others wrote, which must find nothing in a clean copy.

use std::io::Cursor;

use exif::{In, Tag};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use safelight_sanitize::{Kind, Orientation, Picture};

/// Asks kamadak-exif for Exif fields, img-parts for segments and chunks, heifer for items.
pub(crate) fn find_nothing(written: &[u8], picture: &Picture) -> Result<(), String> {
    no_exif(written, picture.orientation)?;
    let bytes = || img_parts::Bytes::copy_from_slice(written);
    let failed = |error: img_parts::Error| format!("img-parts cannot read the copy: {error}");
    let allowed = allowed(picture.format.kind);
    match picture.format.kind {
        Kind::Jpeg => {
            let jpeg = Jpeg::from_bytes(bytes()).map_err(failed)?;
            let other = jpeg
                .segments()
                .iter()
                .map(|segment| [segment.marker()])
                .find(|m| !allowed.contains(&m.as_slice()));
            nothing(other.map(|[marker]| format!("a segment with the marker {marker:#04x}")))
        }
        Kind::Png => {
            let png = Png::from_bytes(bytes()).map_err(failed)?;
            let other = png
                .chunks()
                .iter()
                .map(|chunk| chunk.kind())
                .find(|kind| !allowed.contains(&kind.as_slice()));
            nothing(other.map(|kind| format!("a chunk called {}", String::from_utf8_lossy(&kind))))
        }
        Kind::WebP => {
            let webp = WebP::from_bytes(bytes()).map_err(failed)?;
            let other = webp
                .chunks()
                .iter()
                .map(|chunk| chunk.id())
                .find(|id| !allowed.contains(&id.as_slice()));
            nothing(other.map(|id| format!("a chunk called {}", String::from_utf8_lossy(&id))))
        }
        Kind::Heic | Kind::Avif => only_pictures(written),
    }
}

fn nothing(found: Option<String>) -> Result<(), String> {
    found.map_or(Ok(()), |what| Err(format!("img-parts still finds {what}")))
}

/// What img-parts may see. Behind the first SOS it keeps a JPEG as one piece, which the project's own walk reads.
fn allowed(kind: Kind) -> &'static [&'static [u8]] {
    match kind {
        // SOF0–2, SOF9–10, DHT, DAC, SOS, DQT, DRI; APP0 for density, APP1 for orientation, APP2 for ICC, APP14.
        Kind::Jpeg => &[
            &[0xC0],
            &[0xC1],
            &[0xC2],
            &[0xC9],
            &[0xCA],
            &[0xC4],
            &[0xCC],
            &[0xDA],
            &[0xDB],
            &[0xDD],
            &[0xE0],
            &[0xE1],
            &[0xE2],
            &[0xEE],
        ],
        Kind::Png => &[
            b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"iCCP",
            b"sBIT", b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"eXIf",
        ],
        Kind::WebP => &[
            b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF",
        ],
        Kind::Heic | Kind::Avif => &[],
    }
}

/// Exif may hold the orientation and nothing else.
fn no_exif(written: &[u8], orientation: Orientation) -> Result<(), String> {
    let fields = match exif::Reader::new().read_from_container(&mut Cursor::new(written)) {
        Ok(exif) => exif,
        Err(exif::Error::NotFound(_)) if orientation == Orientation::TopLeft => return Ok(()),
        Err(error) => return Err(format!("kamadak-exif cannot read the copy: {error}")),
    };
    let mut others = fields
        .fields()
        .filter(|field| (field.tag, field.ifd_num) != (Tag::Orientation, In::PRIMARY));
    match others.next() {
        Some(field) => Err(format!("kamadak-exif still finds {}", field.tag)),
        None if orientation == Orientation::TopLeft => Err("kamadak-exif still finds an Exif block".into()),
        None => Ok(()),
    }
}

/// Asks heifer for the items and the references of a HEIF file: pictures, what they are made of, their transparency.
fn only_pictures(written: &[u8]) -> Result<(), String> {
    let file = heifer::heifer_isobmff::HeifFile::parse(written)
        .map_err(|error| format!("heifer cannot read the copy: {error}"))?;
    let item = file.items.iter().find(|item| {
        !item.name.is_empty() || !matches!(&item.item_type.0, b"hvc1" | b"av01" | b"grid" | b"iden" | b"iovl")
    });
    let reference = file
        .references
        .iter()
        .find(|reference| !matches!(&reference.ref_type.0, b"dimg" | b"auxl" | b"prem"));
    match (item, reference) {
        (Some(item), _) => Err(format!(
            "heifer still finds an item {} {}",
            item.item_type, item.name
        )),
        (_, Some(reference)) => Err(format!("heifer still finds a reference {}", reference.ref_type)),
        (None, None) => Ok(()),
    }
}
