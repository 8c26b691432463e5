//! Cleaning with its proof, and the search for what should be gone.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::{Decompress, FlushDecompress};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbaImage};
use safelight_sanitize::{Error, Limits, Picture, prove, read};

pub(crate) use crate::survives::assert_tiled;

/// What is planted: twelve bytes that no picture here holds by chance.
pub(crate) const MARK: &[u8; 12] = b"PLANTED-MARK";

/// One slot of a format: its name, a file with something planted there, and what was planted.
pub(crate) struct Slot {
    pub(crate) name: String,
    pub(crate) file: Vec<u8>,
    pub(crate) mark: Vec<u8>,
}

pub(crate) fn slot(name: impl Into<String>, file: Vec<u8>) -> Slot {
    Slot {
        name: name.into(),
        file,
        mark: MARK.to_vec(),
    }
}

pub(crate) fn slot_of(name: impl Into<String>, file: Vec<u8>, mark: &[u8]) -> Slot {
    Slot {
        name: name.into(),
        file,
        mark: mark.to_vec(),
    }
}

pub(crate) fn look(source: &[u8]) -> Result<Picture, Error> {
    read(source, &Limits::default())
}

/// The clean file, proved: it reads again as itself, holds the same coded picture, and its source was read whole.
pub(crate) fn clean(source: &[u8]) -> Vec<u8> {
    let picture = look(source).expect("the file is read");
    crate::seeds::gather(&picture, source);
    assert_tiled(&picture, source);
    let written = picture.output.to_vec(source);
    assert_eq!(written.len(), picture.output.len());
    let again = prove(&written, &Limits::default()).expect("the clean file is proved");
    assert!(
        picture
            .same_picture(source, &again, &written)
            .expect("both are decoded"),
        "the coded picture has changed"
    );
    assert_eq!(
        again.output.to_vec(&written),
        written,
        "cleaning twice changes the file"
    );
    written
}

/// Each slot's mark is in its file and not in its clean copy, raw or inflated; the picture is the same.
pub(crate) fn assert_gone(slots: &[Slot]) {
    let failed: Vec<String> = slots
        .iter()
        .filter_map(|slot| {
            let Slot { name, file, mark } = slot;
            assert!(holds(file, mark), "{name}: nothing is planted");
            let written = match catch_unwind(AssertUnwindSafe(|| clean(file))) {
                Ok(written) => written,
                Err(_) => return Some(format!("{name}: not cleaned")),
            };
            if holds(&written, mark) {
                return Some(format!("{name}: the mark survives"));
            }
            // A file that the other decoder does not read can only be compared by its coded picture.
            match pixels(file) {
                Some(before) if Some(&before) != pixels(&written).as_ref() => {
                    Some(format!("{name}: the picture looks different"))
                }
                _ => None,
            }
        })
        .collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Whether bytes stand in a file, as they are or inside any zlib stream that begins anywhere in it.
pub(crate) fn holds(file: &[u8], mark: &[u8]) -> bool {
    let stands = |bytes: &[u8]| bytes.windows(mark.len()).any(|window| window == mark);
    stands(file)
        || (0..file.len().saturating_sub(1))
            .filter(|at| {
                file[*at] & 0x0F == 8 && u16::from_be_bytes([file[*at], file[at + 1]]).is_multiple_of(31)
            })
            .any(|at| stands(&inflated(&file[at..])))
}

fn inflated(stream: &[u8]) -> Vec<u8> {
    let mut zlib = Decompress::new(true);
    let mut out = vec![0; 1 << 18];
    // Whatever comes out before an error counts.
    let _ = zlib.decompress(stream, &mut out, FlushDecompress::None);
    out.truncate(usize::try_from(zlib.total_out()).expect("a small stream"));
    out
}

/// What a viewer shows: 8-bit samples, upright, nothing under full transparency.
pub(crate) fn pixels(file: &[u8]) -> Option<RgbaImage> {
    if file.get(4..8) == Some(b"ftyp") {
        return crate::heif::pixels(file);
    }
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().ok()?;
    // A BigTIFF is decoded, but not guessed.
    if file.starts_with(b"II+\0") || file.starts_with(b"MM\0+") {
        reader.set_format(ImageFormat::Tiff);
    }
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let mut picture = picture.to_rgba8();
    for pixel in picture.pixels_mut().filter(|pixel| pixel.0[3] == 0) {
        pixel.0 = [0; 4];
    }
    Some(picture)
}

pub(crate) fn assert_same_look(name: &str, file: &[u8]) {
    let written = clean(file);
    let before = pixels(file).unwrap_or_else(|| panic!("{name}: the source is not decoded"));
    assert_eq!(Some(before), pixels(&written), "{name}");
}
