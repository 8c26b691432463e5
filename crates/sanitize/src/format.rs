//! The one list of formats. Detection is by content, never by name.

use crate::part::{Picture, Rule};
use crate::{Error, Finding, Limits, heif, isobmff, jpeg, png, webp};

/// A format that is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// PNG, third edition, with APNG.
    Png,
    /// RFC 9649.
    WebP,
    /// ISO/IEC 23008-12 with HEVC pictures.
    Heic,
    /// AV1-AVIF 1.1.
    Avif,
}

/// All that the program knows about a format.
#[derive(Debug)]
pub struct Format {
    /// Which one it is.
    pub kind: Kind,
    /// The name people use.
    pub name: &'static str,
    /// The extension that its files are given, without a dot.
    pub extension: &'static str,
    /// Its registered media type.
    pub media_type: &'static str,
    /// Whether a file's first bytes are of this format.
    pub sniff: fn(&[u8]) -> bool,
    /// What stays and what goes.
    pub rules: &'static [Rule],
    pub(crate) read: fn(&[u8], &Limits) -> Result<Picture, Error>,
    pub(crate) findings: fn(&Picture, &[u8]) -> Vec<Finding>,
    /// Whether two files show the same picture, sample for sample; asked where [`crate::Coded::Anew`] says that the
    /// coded bytes could not be copied.
    pub(crate) same_shown: fn(&[u8], &[u8]) -> Result<bool, Error>,
}

/// Every format that is cleaned.
pub static FORMATS: &[Format] = &[jpeg::FORMAT, png::FORMAT, webp::FORMAT, heif::HEIC, heif::AVIF];

/// The format of a file, by its first bytes.
///
/// # Errors
/// [`Error::Unsupported`] with the format's name where it is known, [`Error::Malformed`] for an empty file.
pub fn detect(source: &[u8]) -> Result<&'static Format, Error> {
    if source.is_empty() {
        return Err(crate::error::malformed("file", 0, "The file is empty"));
    }
    FORMATS
        .iter()
        .find(|format| (format.sniff)(source))
        .ok_or_else(|| {
            let (what, remedy) = REFUSED
                .iter()
                .find(|(_, _, sniff)| sniff(source))
                .map_or(("This kind of file", NOT_A_PICTURE), |(what, remedy, _)| {
                    (*what, *remedy)
                });
            Error::Unsupported { what, remedy }
        })
}

const NOT_A_PICTURE: &str =
    "It does not begin like any picture this program knows. If it opens elsewhere, export it as a JPEG.";
const EXPORT_JPEG: &str = "Export a JPEG from your editor first.";
pub(crate) const SAVE_JPEG: &str = "Open it in your photo program and save it as a JPEG first.";

type Sniff = fn(&[u8]) -> bool;

/// Formats that are refused by name, and what to do instead.
static REFUSED: &[(&str, &str, Sniff)] = &[
    ("A GIF picture", SAVE_JPEG, |b| b.starts_with(b"GIF8")),
    ("A BMP picture", SAVE_JPEG, |b| {
        b.starts_with(b"BM") && b.len() > 26
    }),
    ("A Photoshop document", EXPORT_JPEG, |b| b.starts_with(b"8BPS")),
    ("A PDF document", EXPORT_JPEG, |b| b.starts_with(b"%PDF")),
    ("An SVG drawing", EXPORT_JPEG, |b| {
        b.starts_with(b"<svg")
            || (b.starts_with(b"<?xml")
                && memchr::memmem::find(crate::bytes::part(b, 0..b.len().min(1024)), b"<svg").is_some())
    }),
    ("A Canon raw picture", EXPORT_JPEG, |b| {
        b.get(8..10) == Some(b"CR") || isobmff::brand(b) == Some(*b"crx ")
    }),
    ("A Fujifilm raw picture", EXPORT_JPEG, |b| {
        b.starts_with(b"FUJIFILMCCD-RAW")
    }),
    ("A TIFF or raw picture", EXPORT_JPEG, |b| {
        [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"IIRO", b"IIRS", b"IIU\0"]
            .iter()
            .any(|magic| b.starts_with(*magic))
    }),
    ("A JPEG XL picture", SAVE_JPEG, |b| {
        b.starts_with(b"\xff\x0a") || b.starts_with(b"\0\0\0\x0cJXL ")
    }),
    ("A video", "Only still pictures are cleaned.", |b| {
        isobmff::brand(b).is_some()
    }),
];
