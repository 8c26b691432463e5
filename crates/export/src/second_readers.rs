//! Readers that others wrote, which must find nothing in a clean copy.

use std::io::Cursor;

use exif::{In, Tag};
use gif::streaming_decoder::{Block, Decoded, OutputBuffer, StreamingDecoder};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use safelight_sanitize::{Kind, Orientation, Picture};

/// Asks kamadak-exif for Exif fields, img-parts for segments and chunks, and the gif crate for extensions.
pub(crate) fn find_nothing(written: &[u8], picture: &Picture) -> Result<(), String> {
    match picture.format.kind {
        Kind::Gif => return no_extension(written),
        // Nobody else lists the parts of a BMP.
        Kind::Bmp => return Ok(()),
        Kind::Jpeg | Kind::Png | Kind::WebP => no_exif(written, picture.orientation)?,
    }
    let bytes = img_parts::Bytes::copy_from_slice(written);
    let failed = |error: img_parts::Error| format!("img-parts cannot read the copy: {error}");
    let allowed = allowed(picture.format.kind);
    match picture.format.kind {
        Kind::Jpeg => {
            let jpeg = Jpeg::from_bytes(bytes).map_err(failed)?;
            let other = jpeg
                .segments()
                .iter()
                .map(|segment| [segment.marker()])
                .find(|m| !allowed.contains(&m.as_slice()));
            nothing(other.map(|[marker]| format!("a segment with the marker {marker:#04x}")))
        }
        Kind::Png => {
            let png = Png::from_bytes(bytes).map_err(failed)?;
            let other = png
                .chunks()
                .iter()
                .map(|chunk| chunk.kind())
                .find(|kind| !allowed.contains(&kind.as_slice()));
            nothing(other.map(|kind| format!("a chunk called {}", String::from_utf8_lossy(&kind))))
        }
        Kind::WebP => {
            let webp = WebP::from_bytes(bytes).map_err(failed)?;
            let other = webp
                .chunks()
                .iter()
                .map(|chunk| chunk.id())
                .find(|id| !allowed.contains(&id.as_slice()));
            nothing(other.map(|id| format!("a chunk called {}", String::from_utf8_lossy(&id))))
        }
        Kind::Gif | Kind::Bmp => Ok(()),
    }
}

fn nothing(found: Option<String>) -> Result<(), String> {
    found.map_or(Ok(()), |what| Err(format!("img-parts still finds {what}")))
}

/// What img-parts may see. Behind the first SOS it keeps a JPEG as one piece, which the project's own walk reads.
fn allowed(kind: Kind) -> &'static [&'static [u8]] {
    match kind {
        // SOF0–3, SOF9–10, DHT, DAC, SOS, DQT, DRI; APP0 for density, APP1 for orientation, APP2 for ICC, APP14.
        Kind::Jpeg => &[
            &[0xC0],
            &[0xC1],
            &[0xC2],
            &[0xC3],
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
        Kind::Gif | Kind::Bmp => &[],
    }
}

/// The gif crate may see graphic controls and a loop, and must reach the last byte.
fn no_extension(written: &[u8]) -> Result<(), String> {
    let mut decoder = StreamingDecoder::new();
    let mut left = written;
    while !left.is_empty() {
        let (used, event) = decoder
            .update(left, &mut OutputBuffer::None)
            .map_err(|error| format!("the gif crate cannot read the copy: {error}"))?;
        left = left.get(used..).unwrap_or_default();
        let other = match event {
            Decoded::SubBlock { ext, .. } => match (ext.0, decoder.last_ext_sub_block()) {
                (0xF9, [_, _, _, _]) | (0xFF, b"NETSCAPE2.0" | [1, _, _]) => None,
                (label, _) => Some(format!("an extension with the label {label:#04x}")),
            },
            Decoded::BlockStart(Block::Trailer) if !left.is_empty() => {
                Some("bytes behind the trailer".into())
            }
            _ => None,
        };
        if let Some(what) = other {
            return Err(format!("the gif crate still finds {what}"));
        }
    }
    Ok(())
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
