//! Readers that others wrote, which must find nothing in a clean copy.

use std::io::Cursor;

use exif::{In, Tag};
use gif::streaming_decoder::{Block, Decoded, OutputBuffer, StreamingDecoder};
use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::webp::WebP;
use jxl_oxide::{AllocTracker, JpegReconstructionStatus, JxlImage};
use safelight_sanitize::{Kind, Orientation, Picture};

/// Asks other people's readers what they find: kamadak-exif for Exif fields, img-parts for segments and chunks, the
/// gif crate for extensions, jxl-oxide for boxes and names.
pub(crate) fn find_nothing(written: &[u8], picture: &Picture) -> Result<(), String> {
    match picture.format.kind {
        Kind::Jpeg => {
            let head = before_scans(written, picture);
            no_exif(&head, picture.orientation)?;
            let jpeg = Jpeg::from_bytes(head.into()).map_err(unreadable)?;
            let other = jpeg
                .segments()
                .iter()
                .map(|segment| segment.marker())
                .find(|marker| !JPEG.contains(marker));
            nothing(other.map(|marker| format!("a segment with the marker {marker:#04x}")))
        }
        Kind::Png => {
            no_exif(written, picture.orientation)?;
            let png = Png::from_bytes(whole(written)).map_err(unreadable)?;
            let other = png
                .chunks()
                .iter()
                .map(|chunk| chunk.kind())
                .find(|kind| !PNG.contains(&kind));
            nothing(other.map(|kind| format!("a chunk called {}", String::from_utf8_lossy(&kind))))
        }
        Kind::WebP => {
            no_exif(written, picture.orientation)?;
            let webp = WebP::from_bytes(whole(written)).map_err(unreadable)?;
            let other = webp
                .chunks()
                .iter()
                .map(|chunk| chunk.id())
                .find(|id| !WEBP.contains(&id));
            nothing(other.map(|id| format!("a chunk called {}", String::from_utf8_lossy(&id))))
        }
        Kind::Gif => no_extension(written),
        Kind::Tiff => no_other_tag(written),
        Kind::Jxl => nothing_in_jxl(written),
        Kind::Heic | Kind::Avif => {
            no_exif(written, picture.orientation)?;
            only_pictures(written)
        }
        // Nobody else lists the parts of a BMP.
        Kind::Bmp => Ok(()),
    }
}

fn whole(written: &[u8]) -> img_parts::Bytes {
    img_parts::Bytes::copy_from_slice(written)
}

fn unreadable(error: img_parts::Error) -> String {
    format!("img-parts cannot read the copy: {error}")
}

fn nothing(found: Option<String>) -> Result<(), String> {
    found.map_or(Ok(()), |what| Err(format!("img-parts still finds {what}")))
}

/// A JPEG up to the header of its first scan, and its end. Behind that img-parts keeps it as one piece and kamadak-exif
/// looks for nothing but a marker, for longer than all else takes; the project's own walk reads it, twice.
fn before_scans(written: &[u8], picture: &Picture) -> Vec<u8> {
    let first = picture.parts.iter().find(|part| part.rule.part == "SOS");
    let head = first.and_then(|sos| written.get(..sos.range.end));
    [head.unwrap_or(written), b"\xFF\xD9"].concat()
}

/// The markers that img-parts may see: SOF0–3, SOF9–10, DHT, DAC, SOS, DQT, DRI; APP0 for density, APP1 for
/// orientation, APP2 for ICC, APP14.
const JPEG: &[u8] = &[
    0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA, 0xC4, 0xCC, 0xDA, 0xDB, 0xDD, 0xE0, 0xE1, 0xE2, 0xEE,
];

const PNG: &[&[u8; 4]] = &[
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"cICP", b"iCCP", b"sBIT",
    b"mDCV", b"cLLI", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT", b"eXIf",
];

const WEBP: &[&[u8; 4]] = &[
    b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF",
];

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

/// The fields that a page is shown by (TIFF 6.0, section 8 and those behind it).
const PAGE_TAGS: &[u16] = &[
    254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 296, 317, 318, 319, 320,
    322, 323, 324, 325, 332, 334, 338, 339, 347, 529, 530, 531, 532, 34675,
];

/// A TIFF may hold the fields of its pages and nothing else. kamadak-exif reads the first eight pages, and no BigTIFF.
fn no_other_tag(written: &[u8]) -> Result<(), String> {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let fields = match reader.read_from_container(&mut Cursor::new(written)) {
        Ok(exif) => exif,
        Err(_) if written.starts_with(b"II+\0") || written.starts_with(b"MM\0+") => return Ok(()),
        Err(error) => error
            .distill_partial_result(|_| ())
            .map_err(|error| format!("kamadak-exif cannot read the copy: {error}"))?,
    };
    let other = fields
        .fields()
        .find(|field| field.tag.context() != exif::Context::Tiff || !PAGE_TAGS.contains(&field.tag.number()));
    other.map_or(Ok(()), |field| {
        Err(format!("kamadak-exif still finds {}", field.tag))
    })
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
