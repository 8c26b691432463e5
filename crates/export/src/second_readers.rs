//! Readers that others wrote, which must find nothing in a clean copy.

use std::io::Cursor;

use exif::{In, Tag};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use jxl_oxide::{AllocTracker, JpegReconstructionStatus, JxlImage};
use safelight_sanitize::{Kind, Orientation, Picture};

/// Asks kamadak-exif for Exif fields, img-parts for segments and chunks, and jxl-oxide for boxes and names.
pub(crate) fn find_nothing(written: &[u8], picture: &Picture) -> Result<(), String> {
    if picture.format.kind == Kind::Jxl {
        return nothing_in_jxl(written);
    }
    no_exif(written, picture.orientation)?;
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
        Kind::Jxl => nothing_in_jxl(written),
    }
}

/// jxl-oxide reads the boxes and every header; kamadak-exif and img-parts do not know the format.
fn nothing_in_jxl(written: &[u8]) -> Result<(), String> {
    let image = JxlImage::builder()
        .alloc_tracker(AllocTracker::with_limit(1 << 30))
        .read(written)
        .map_err(|error| format!("jxl-oxide cannot read the copy: {error}"))?;
    let boxes = image.aux_boxes();
    let metadata = &image.image_header().metadata;
    let named = |index| {
        image
            .frame(index)
            .is_some_and(|frame| !frame.header().name.is_empty())
    };
    let found = [
        ("Exif", boxes.first_exif().map_or(true, |exif| exif.has_data())),
        ("XMP", boxes.first_xml().has_data()),
        (
            "the original JPEG's markers",
            image.jpeg_reconstruction_status() != JpegReconstructionStatus::Unavailable,
        ),
        ("a preview", metadata.preview.is_some()),
        (
            "the name of a channel",
            metadata.ec_info.iter().any(|channel| !channel.name.is_empty()),
        ),
        ("the name of a frame", (0..image.num_loaded_frames()).any(named)),
    ];
    match found.iter().find(|(_, found)| *found) {
        Some((what, _)) => Err(format!("jxl-oxide still finds {what}")),
        None => Ok(()),
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
        Kind::Jxl => &[],
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
