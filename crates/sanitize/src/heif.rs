//! HEIC and AVIF: HEIF files (ISO/IEC 23008-12) with HEVC or AV1 pictures; their rules and their walk.
//!
//! Coded bytes stay where they are. All else is written afresh around them: `ftyp`, one `meta`, one `mdat` in which
//! whatever is not of a shown picture is zero.

mod av1;
mod fields;
mod findings;
mod hevc;
mod hidden;
mod layout;
mod meta;
mod parts;
mod property;
mod shown;
mod unit;
mod write;

use std::ops::Range;

use crate::error::malformed;
use crate::format::{Kind, SAVE_JPEG};
use crate::isobmff::{self, Boxed, boxes};
use crate::part::{Coded, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Orientation, Reveals};
use layout::Layout;
use meta::{Item, Meta};
use shown::Shown;

pub(crate) const HEIC: Format = Format {
    kind: Kind::Heic,
    name: "HEIC",
    extension: "heic",
    media_type: "image/heic",
    sniff: |bytes| Codec::of(bytes) == Some(Codec::Hevc),
    rules: RULES,
    read: |source, limits| read(source, limits, Codec::Hevc, &HEIC),
    findings: findings::findings,
    same_shown: crate::prove::never_anew,
};

pub(crate) const AVIF: Format = Format {
    kind: Kind::Avif,
    name: "AVIF",
    extension: "avif",
    media_type: "image/avif",
    sniff: |bytes| Codec::of(bytes) == Some(Codec::Av1),
    rules: RULES,
    read: |source, limits| read(source, limits, Codec::Av1, &AVIF),
    findings: findings::findings,
    same_shown: crate::prove::never_anew,
};

/// What stays of a HEIF file and what goes. Numbers are clauses of ISO/IEC 14496-12, "HEIF" of ISO/IEC 23008-12.
static RULES: &[Rule] = &[
    keep("ftyp", "4.3: brands of still pictures"),
    keep("meta", "8.11.1: written afresh"),
    keep("hdlr", "8.4.3: without a name"),
    keep("pitm", "8.11.4"),
    keep("iloc", "8.11.3: the pictures shown"),
    keep("iinf", "8.11.6: the pictures shown, without names"),
    keep("iref", "8.11.12: between the pictures shown"),
    keep("iprp", "8.11.14"),
    keep("property", "HEIF 6.5: of the pictures shown, written afresh"),
    keep("idat", "8.11.11"),
    keep("mdat", "8.1.1"),
    keep(
        "picture data",
        "HEIF 6.6: the primary item and what it is made of",
    ),
    keep("filler", "ISO/IEC 23008-2 7.3.2.8, AV1 5.8: written afresh"),
    keep("unused room, zeroed", "8.1.1"),
    drops("Exif", None, "HEIF A.2.1"),
    drops("XMP", None, "HEIF A.3"),
    drops("metadata item", Some(Reveals::Unknown), "8.11.6"),
    drops("thumbnail", None, "HEIF 6.4.7"),
    drops("auxiliary picture", None, "HEIF 6.5.8"),
    drops("gain map", None, "HEIF 6.6.2.4"),
    drops("other picture", None, "HEIF 6.2"),
    drops("unknown item", Some(Reveals::Unknown), "8.11.6"),
    drops(
        "bytes beside the picture",
        Some(Reveals::Unknown),
        "ISO/IEC 23008-2 7.4.2.2 and Annex D, AV1 5.8: SEI messages, metadata and what decoders skip",
    ),
    drops("bytes of no item", Some(Reveals::Unknown), "8.1.1"),
    drops("media data", Some(Reveals::HiddenVideo), "8.1.1"),
    drops("moov", None, "8.2.1"),
    drops("mpvd", None, "Motion Photo 1.0: a video"),
    drops("sefd", Some(Reveals::Device), "none: Samsung's own data"),
    drops("C2PA", Some(Reveals::Provenance), "C2PA 2.1 A.5"),
    drops("uuid", Some(Reveals::Unknown), "4.2"),
    drops("free", None, "8.1.2"),
    drops("text property", None, "HEIF 6.5.20, 6.5.21: udes and altt"),
    drops("time property", Some(Reveals::Time), "HEIF 6.5.18, 6.5.19"),
    drops(
        "camera property",
        Some(Reveals::Device),
        "HEIF 6.5.35, 6.5.36: cmin and cmex",
    ),
    drops("unneeded property", None, "HEIF 6.5"),
    drops("unneeded box", None, "8.11: dinf, grpl, ipro"),
    drops("unknown box", Some(Reveals::Unknown), "4.2"),
    drops("bytes behind the boxes", Some(Reveals::Unknown), "4.2"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

/// How the pictures of a file are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Codec {
    Hevc,
    Av1,
}

impl Codec {
    /// By the brands of a file, the major one and the others.
    fn of(source: &[u8]) -> Option<Self> {
        let major = isobmff::brand(source)?;
        // Canon's raw pictures are of this family too.
        if major == *b"crx " {
            return None;
        }
        let mut brands = isobmff::brands(source).take(64);
        if brands.any(|brand| matches!(&brand, b"avif" | b"avis" | b"MA1A" | b"MA1B")) {
            return Some(Self::Av1);
        }
        let mut brands = isobmff::brands(source).take(64);
        let heif = brands.any(|brand| {
            matches!(
                &brand,
                b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"mif2" | b"msf1"
            )
        });
        heif.then_some(Self::Hevc)
    }

    /// A `ftyp` box of the same brands, as far as they are those of still pictures. Every still picture is of `mif1`.
    fn brands(self, source: &[u8]) -> Vec<u8> {
        let known: &[[u8; 4]] = match self {
            Self::Hevc => &[*b"heic", *b"heix", *b"mif1", *b"mif2", *b"miaf"],
            Self::Av1 => &[*b"avif", *b"mif1", *b"mif2", *b"miaf", *b"MA1A", *b"MA1B"],
        };
        let still = |brand: [u8; 4]| match &brand {
            b"hevc" => *b"heic",
            b"hevx" => *b"heix",
            b"avis" => *b"avif",
            _ => brand,
        };
        let found: Vec<[u8; 4]> = isobmff::brands(source).take(64).map(still).collect();
        let major = found
            .first()
            .filter(|major| known.contains(major))
            .unwrap_or(b"mif1");
        let stays = |brand: &&[u8; 4]| **brand == *b"mif1" || found.contains(brand);
        let compatible: Vec<u8> = known.iter().filter(stays).flatten().copied().collect();
        fields::boxed(*b"ftyp", &[major, &[0; 4], &compatible])
    }

    /// Whether an item is of this codec, or made of others.
    fn check(self, item: &Item) -> Result<(), Error> {
        let what = match (&item.kind, self) {
            (b"grid" | b"iden" | b"iovl", _) | (b"hvc1", Self::Hevc) | (b"av01", Self::Av1) => return Ok(()),
            (b"hvc1", Self::Av1) => "An AVIF picture that is coded with HEVC",
            (b"av01", Self::Hevc) => "A HEIF picture coded with AV1 that is not named AVIF",
            (b"avc1", _) => "A HEIF picture coded with AVC (H.264)",
            (b"vvc1", _) => "A HEIF picture coded with VVC (H.266)",
            (b"jpeg" | b"mime", _) => "A HEIF picture coded with JPEG",
            (b"j2k1", _) => "A HEIF picture coded with JPEG 2000",
            (b"unci", _) => "A HEIF picture without compression",
            (b"lhv1" | b"hvt1" | b"hevt", _) => "A HEIF picture coded in layers or by tiles of HEVC",
            _ => "A HEIF picture of an unknown code",
        };
        Err(Error::Unsupported {
            what,
            remedy: SAVE_JPEG,
        })
    }
}

/// A file as far as its boxes go: those of the file, and those of its first `meta`.
struct File {
    boxes: Vec<Boxed>,
    /// What is left behind the last whole box.
    rest: Range<usize>,
    meta: Meta,
}

impl File {
    fn read(source: &[u8]) -> Result<Self, Error> {
        let mut inside = boxes(source, 0..source.len());
        let found: Vec<Boxed> = inside.by_ref().collect();
        let meta = found.iter().find(|found| found.kind == *b"meta");
        let Some(meta) = meta else {
            return Err(if found.iter().any(|found| found.kind == *b"moov") {
                NO_STILL
            } else {
                malformed(
                    "meta",
                    source.len(),
                    "The file is cut off: its list of pictures is missing",
                )
            });
        };
        let meta = Meta::read(source, meta)?;
        if meta.primary.is_none() && found.iter().any(|found| found.kind == *b"moov") {
            return Err(NO_STILL);
        }
        Ok(Self {
            rest: inside.rest(),
            boxes: found,
            meta,
        })
    }

    fn layout(&self, source: &[u8], shown: Shown, codec: Codec, limits: &Limits) -> Result<Layout, Error> {
        let data: Vec<Range<usize>> = self
            .boxes
            .iter()
            .filter(|found| found.kind == *b"mdat")
            .map(|found| found.body.clone())
            .collect();
        Layout::read(source, &self.meta, shown, codec, &data, limits)
    }
}

const NO_STILL: Error = Error::Unsupported {
    what: "A sequence of pictures without a still picture",
    remedy: SAVE_JPEG,
};

fn read(source: &[u8], limits: &Limits, codec: Codec, format: &'static Format) -> Result<Picture, Error> {
    let file = File::read(source)?;
    let shown = Shown::find(source, &file.meta, codec)?;
    let hidden = hidden::find(source, &file.meta, &shown.places);
    let layout = file.layout(source, shown, codec, limits)?;
    Ok(Picture {
        format,
        stored: layout.size,
        // The file's own properties turn it, whoever decodes it.
        orientation: Orientation::TopLeft,
        shows: Shows::Still,
        parts: parts::parts(source, &file, &layout, &hidden),
        output: layout.write()?,
        coded: Coded::Copied(layout.coded),
    })
}
