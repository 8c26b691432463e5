//! The one list of formats. Detection is by content, never by name.

use crate::part::{Picture, Rule};
use crate::{Error, Finding, Limits, bmp, gif, heif, isobmff, jpeg, jxl, png, tiff, webp};

/// A format that is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// PNG, third edition, with APNG.
    Png,
    /// RFC 9649.
    WebP,
    /// GIF89a.
    Gif,
    /// Windows GDI, OS/2.
    Bmp,
    /// TIFF 6.0, and BigTIFF.
    Tiff,
    /// ISO/IEC 18181.
    Jxl,
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
pub static FORMATS: &[Format] = &[
    jpeg::FORMAT,
    png::FORMAT,
    webp::FORMAT,
    gif::FORMAT,
    bmp::FORMAT,
    tiff::FORMAT,
    heif::HEIC,
    heif::AVIF,
    jxl::FORMAT,
];

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
                .find(|(.., sniff)| sniff(source))
                .map_or(("This kind of file", NOT_A_PICTURE), |(what, remedy, ..)| {
                    (*what, *remedy)
                });
            Error::Unsupported { what, remedy }
        })
}

const NOT_A_PICTURE: &str =
    "It does not begin like any picture this program knows. If it opens elsewhere, export it as a JPEG.";
pub(crate) const EXPORT_JPEG: &str = "Export a JPEG from your editor first.";
pub(crate) const SAVE_JPEG: &str = "Open it in your photo program and save it as a JPEG first.";

/// What a file is that [`detect`] does not know as a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    /// A picture of a format that is known and not cleaned, or an empty file, which may have been one.
    Picture,
    /// A film.
    Movie,
    /// Anything else.
    Unknown,
}

/// Says it by the file's first bytes.
pub fn other(source: &[u8]) -> Other {
    let refused = REFUSED.iter().find(|(.., sniff)| sniff(source));
    match refused {
        _ if source.is_empty() => Other::Picture,
        Some((_, _, other, _)) => *other,
        None => Other::Unknown,
    }
}

type Sniff = fn(&[u8]) -> bool;

/// Formats that are refused by name, and what to do instead.
static REFUSED: &[(&str, &str, Other, Sniff)] = &[
    ("An OS/2 picture array", SAVE_JPEG, Other::Picture, |b| {
        b.starts_with(b"BA") && b.get(14..16) == Some(b"BM")
    }),
    ("An icon", SAVE_JPEG, Other::Picture, |b| {
        b.starts_with(b"\0\0\x01\0") && b.get(9) == Some(&0)
    }),
    ("A mouse pointer", SAVE_JPEG, Other::Picture, |b| {
        b.starts_with(b"\0\0\x02\0") && b.get(9) == Some(&0)
    }),
    ("A Photoshop document", EXPORT_JPEG, Other::Picture, |b| {
        b.starts_with(b"8BPS")
    }),
    ("A PDF document", EXPORT_JPEG, Other::Unknown, |b| {
        b.starts_with(b"%PDF")
    }),
    ("An SVG drawing", EXPORT_JPEG, Other::Picture, |b| {
        b.starts_with(b"<svg")
            || (b.starts_with(b"<?xml")
                && memchr::memmem::find(crate::bytes::part(b, 0..b.len().min(1024)), b"<svg").is_some())
    }),
    ("A Canon raw picture", EXPORT_JPEG, Other::Picture, |b| {
        b.get(8..10) == Some(b"CR") || isobmff::brand(b) == Some(*b"crx ")
    }),
    ("A Fujifilm raw picture", EXPORT_JPEG, Other::Picture, |b| {
        b.starts_with(b"FUJIFILMCCD-RAW")
    }),
    ("An Olympus raw picture", EXPORT_JPEG, Other::Picture, |b| {
        b.starts_with(b"IIRO") || b.starts_with(b"IIRS") || b.starts_with(b"MMOR")
    }),
    ("A Panasonic raw picture", EXPORT_JPEG, Other::Picture, |b| {
        b.starts_with(b"IIU\0")
    }),
    ("A video", "Only still pictures are cleaned.", Other::Movie, |b| {
        isobmff::brand(b).is_some()
    }),
];
