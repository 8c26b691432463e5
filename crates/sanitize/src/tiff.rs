//! TIFF 6.0 with its supplements, and BigTIFF: its rules, its reading and its writer.

mod codec;
mod directories;
mod fax;
mod findings;
mod layout;
mod leftovers;
mod lzw;
mod old_jpeg;
mod packbits;
mod page;
mod parts;
mod raw;
mod rows;
mod tags;
mod unpack;
mod values;
mod write;

use crate::error::malformed;
use crate::format::Kind;
use crate::part::{Coded, Picture, Rule, Shows, drops, keep};
use crate::{Error, Format, Limits, Reveals};
use directories::Directories;
use page::{Budget, Page};

pub(crate) const FORMAT: Format = Format {
    kind: Kind::Tiff,
    name: "TIFF",
    extension: "tif",
    media_type: "image/tiff",
    // Canon's raw pictures begin like TIFF and say what they are behind its header.
    sniff: |bytes| {
        [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
            .iter()
            .any(|start| bytes.starts_with(*start))
            && bytes.get(8..10) != Some(b"CR")
    },
    rules: RULES,
    read,
    findings: findings::findings,
    same_shown,
};

/// What stays of a TIFF and what goes: fields by tag, with their values.
static RULES: &[Rule] = &[
    keep("header", "2"),
    keep("IFD", "2: entries written afresh"),
    keep("strip", "3: up to the end of its coded data"),
    keep("strip that hides", "3: its shown bits, coded anew"),
    keep("padding", "2: values and strips begin at even places"),
    keep("NewSubfileType", "8: 0, a page"),
    keep("ImageWidth", "8"),
    keep("ImageLength", "8"),
    keep("BitsPerSample", "8"),
    keep("Compression", "8"),
    keep("PhotometricInterpretation", "8"),
    keep("FillOrder", "8"),
    keep("StripOffsets", "8: written afresh"),
    keep("Orientation", "8"),
    keep("SamplesPerPixel", "8"),
    keep("RowsPerStrip", "8"),
    keep("StripByteCounts", "8: written afresh"),
    keep("XResolution", "8: only where pixels are not square"),
    keep("YResolution", "8: only where pixels are not square"),
    keep("PlanarConfiguration", "8"),
    keep("T4Options", "11"),
    keep("ResolutionUnit", "8: only where pixels are not square"),
    keep("Predictor", "14"),
    keep("WhitePoint", "20"),
    keep("PrimaryChromaticities", "20"),
    keep("ColorMap", "5: entries that are used"),
    keep("TileWidth", "15"),
    keep("TileLength", "15"),
    keep("TileOffsets", "15: written afresh"),
    keep("TileByteCounts", "15: written afresh"),
    keep("InkSet", "16"),
    keep("NumberOfInks", "16"),
    keep("ExtraSamples", "18"),
    keep("SampleFormat", "19"),
    keep("JPEGTables", "TIFF Technical Note 2: tables that are used"),
    keep("YCbCrCoefficients", "21"),
    keep("YCbCrSubSampling", "21"),
    keep("YCbCrPositioning", "21"),
    keep("ReferenceBlackWhite", "21"),
    keep("ICC profile", "ICC.1 B.4: rebuilt"),
    drops("SubfileType", None, "8"),
    drops("PageNumber", None, "12"),
    drops("FreeOffsets", None, "8"),
    drops("ProcessingSoftware", None, "none: ACDSee's"),
    drops("DocumentName", Some(Reveals::Text), "12"),
    drops("ImageDescription", None, "8"),
    drops("Make", None, "8"),
    drops("Model", None, "8"),
    drops("PageName", Some(Reveals::Text), "12"),
    drops("Software", None, "8"),
    drops("DateTime", None, "8"),
    drops("Artist", None, "8"),
    drops("HostComputer", None, "8"),
    drops("Copyright", None, "8"),
    drops("XPTitle", None, "none: Windows's"),
    drops("XPComment", None, "none: Windows's"),
    drops("XPAuthor", None, "none: Windows's"),
    drops("XPKeywords", None, "none: Windows's"),
    drops("XPSubject", None, "none: Windows's"),
    drops("InkNames", Some(Reveals::Text), "16"),
    drops("TargetPrinter", Some(Reveals::Device), "16"),
    drops(
        "field for printers",
        None,
        "8, 11, 16, 17, 19: no viewer goes by it",
    ),
    drops("field for faxes", None, "TIFF class F"),
    drops("XMP", None, "ISO 16684-3 1.1.4"),
    drops("IPTC", None, "IIM 4.2"),
    drops("Photoshop", None, "Adobe Photoshop TIFF technical notes"),
    drops(
        "Photoshop layers",
        Some(Reveals::HiddenPicture),
        "Adobe Photoshop TIFF technical notes",
    ),
    drops("Exif", None, "Exif 3.0 4.6.3"),
    drops("GPS", None, "Exif 3.0 4.6.3"),
    drops("GeoTIFF", Some(Reveals::Location), "OGC 19-008r4"),
    drops("GDAL", Some(Reveals::Text), "none: GDAL's"),
    drops("PrintIM", Some(Reveals::Device), "none: Epson's"),
    drops("C2PA", Some(Reveals::Provenance), "C2PA 2.1 A.3.5"),
    drops("SubIFDs", None, "TIFF supplement 1"),
    drops(
        "JPEGInterchangeFormat",
        None,
        "22: the strip holds the whole stream",
    ),
    drops("old JPEG tables", None, "22: places of tables"),
    drops("used JPEG tables", None, "22: they go into the stream"),
    drops("further directory", None, "8, TIFF supplement 1"),
    drops("unneeded field", Some(Reveals::Unknown), "2: repeated"),
    drops("unknown field", Some(Reveals::Unknown), "2"),
    drops("private field", Some(Reveals::Unknown), "2"),
    drops("unneeded strip", Some(Reveals::HiddenPicture), "3"),
    drops("bytes behind a strip", Some(Reveals::Unknown), "3"),
    drops("bytes of no structure", Some(Reveals::Unknown), "2"),
];

fn rule(name: &str) -> &'static Rule {
    Rule::of(RULES, name)
}

fn read(source: &[u8], limits: &Limits) -> Result<Picture, Error> {
    let found = Directories::read(source)?;
    raw::refuse(&found)?;
    let pages = pages(&found, limits)?;
    let output = write::file(&found.tiff, &pages)?;
    let first = pages
        .first()
        .ok_or(malformed("IFD", 0, "The file holds no picture"))?;
    let kept = || {
        pages
            .iter()
            .flat_map(|page| page.strips.iter().map(|strip| &strip.kept))
    };
    let coded = kept().flat_map(|kept| kept.coded.clone()).collect();
    Ok(Picture {
        format: &FORMAT,
        stored: first.size,
        orientation: first.orientation,
        shows: match pages.len() {
            1 => Shows::Still,
            several => Shows::Pages(u32::try_from(several).unwrap_or(u32::MAX)),
        },
        parts: parts::parts(&found, &pages)?,
        coded: if kept().any(|kept| kept.anew) {
            Coded::Anew(coded)
        } else {
            Coded::Copied(coded)
        },
        output,
    })
}

fn pages(found: &Directories<'_>, limits: &Limits) -> Result<Vec<Page>, Error> {
    let mut budget = Budget::new(found.tiff.data.len(), limits);
    found
        .pages
        .iter()
        .map(|directory| Page::read(&found.tiff, directory, &mut budget))
        .collect()
}

/// Whether two files show the same: the same fields, and of each strip every bit that is shown.
fn same_shown(a: &[u8], b: &[u8]) -> Result<bool, Error> {
    let limits = Limits {
        pixels: u64::MAX,
        decoded: u64::MAX,
    };
    let (first, second) = (Directories::read(a)?, Directories::read(b)?);
    let (pages, others) = (pages(&first, &limits)?, pages(&second, &limits)?);
    let pairs = || pages.iter().zip(&others);
    Ok(pages.len() == others.len()
        && pairs().all(|(page, copy)| {
            let mut strips = page.strips.iter().zip(&copy.strips);
            page.values == copy.values
                && page.strips.len() == copy.strips.len()
                && strips.all(|(strip, other)| match strip.rows(page, a) {
                    Some(rows) => Some(rows) == other.rows(copy, b),
                    None => strip.kept.output.to_vec(a) == other.kept.output.to_vec(b),
                })
        }))
}
