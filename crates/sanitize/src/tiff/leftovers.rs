//! What goes of a page's fields without telling anything by itself: one line a file.

use std::collections::BTreeSet;

use super::directories::Directories;
use super::tags;
use crate::finding::Place;
use crate::ifd::{Directory, Entry, Tiff};
use crate::part::{Fate, Picture};
use crate::words::size;
use crate::{Finding, Reveals};

/// Fields that go and that are told here alone.
pub(super) const TRIFLES: &[&str] = &[
    "SubfileType",
    "PageNumber",
    "FreeOffsets",
    "field for printers",
    "field for faxes",
    "JPEGInterchangeFormat",
    "old JPEG tables",
];

/// Most names in the line.
const MOST: usize = 12;

pub(super) fn leftovers(picture: &Picture, source: &[u8], found: &Directories<'_>) -> Option<Finding> {
    let written = picture.output.to_vec(source);
    let clean = Directories::read(&written).ok()?;
    let mut names = BTreeSet::new();
    let (mut bytes, mut offset) = (0, source.len());
    for (page, kept) in found.pages.iter().zip(&clean.pages) {
        for entry in page.entries.iter().filter(|entry| !found.dangles(entry)) {
            let Some(values) = found.tiff.bytes(entry) else {
                continue;
            };
            let rule = tags::of(entry.tag);
            let goes = match rule.fate {
                Fate::Drop => TRIFLES.contains(&rule.part) && !is_usual(&found.tiff, page, entry),
                Fate::Keep => loses(&found.tiff, page, entry, &clean.tiff, kept.find(entry.tag)),
            };
            if goes && values.iter().any(|byte| *byte != 0) {
                names.insert(rule.part);
                bytes += values.len();
                offset = offset.min(entry.at);
            }
        }
    }
    let place = Place {
        part: "IFD",
        bytes,
        offset,
    };
    let more = if names.len() > MOST { " and more" } else { "" };
    let listed: Vec<&str> = names.into_iter().take(MOST).collect();
    let value = || {
        format!(
            "Values that no viewer needs, {}, in: {}{more}",
            size(bytes),
            listed.join(", ")
        )
    };
    (bytes > 0).then(|| place.found(Reveals::Unknown, value()))
}

/// Whether a field that stays, or is written afresh, loses values that tell anything.
fn loses(tiff: &Tiff<'_>, page: &Directory, entry: &Entry, clean: &Tiff<'_>, kept: Option<&Entry>) -> bool {
    const PLACES: [u16; 5] = [
        tags::STRIP_OFFSETS,
        tags::STRIP_BYTE_COUNTS,
        tags::TILE_OFFSETS,
        tags::TILE_BYTE_COUNTS,
        tags::ICC_PROFILE,
    ];
    if PLACES.contains(&entry.tag) || is_usual(tiff, page, entry) {
        return false;
    }
    let Some(kept) = kept else { return true };
    if entry.tag == tags::JPEG_TABLES || tiff.number(entry, 0).is_none() {
        return entry.count > kept.count;
    }
    (0..entry.count).any(|index| {
        let value = tiff.number(entry, index).unwrap_or(0);
        value != 0 && clean.number(kept, index) != Some(value)
    })
}

/// Whether a field holds nothing but what programs write into every picture.
fn is_usual(tiff: &Tiff<'_>, page: &Directory, entry: &Entry) -> bool {
    const OLD_JPEG: u64 = 6;
    let numbers =
        |most: u64| (0..entry.count).all(|index| tiff.number(entry, index).is_some_and(|n| n <= most));
    let one = |most| entry.count == 1 && numbers(most);
    match entry.tag {
        tags::NEW_SUBFILE_TYPE | tags::SUBFILE_TYPE | tags::FILL_ORDER | 332 | 531 => one(2),
        tags::PLANAR_CONFIGURATION | tags::PREDICTOR | tags::RESOLUTION_UNIT => one(3),
        tags::T4_OPTIONS => one(7),
        tags::ORIENTATION => one(8),
        tags::COMPRESSION | tags::PHOTOMETRIC | tags::SAMPLES_PER_PIXEL => one(u16::MAX.into()),
        tags::ROWS_PER_STRIP | tags::TILE_WIDTH | tags::TILE_LENGTH | 334 => one(u32::MAX.into()),
        tags::YCBCR_SUB_SAMPLING => entry.count == 2 && numbers(4),
        338 | 339 => numbers(6),
        // Pages are counted from 0, of so many.
        297 => entry.count == 2 && numbers(9999),
        263 | 293 => one(3),
        tags::X_RESOLUTION | tags::Y_RESOLUTION => density(tiff, entry),
        tags::JPEG_FILE | tags::JPEG_FILE_LENGTH | 512..=521 => {
            let compression = page
                .find(tags::COMPRESSION)
                .and_then(|entry| tiff.number(entry, 0));
            compression == Some(OLD_JPEG) && entry.count <= 8
        }
        _ => false,
    }
}

/// Whether a resolution is a whole number of a common size.
fn density(tiff: &Tiff<'_>, entry: &Entry) -> bool {
    const MOST: u32 = 10_000;
    let parts = tiff.u32(entry.values.start).zip(tiff.u32(entry.values.start + 4));
    let whole = parts.and_then(|(above, below)| (above.checked_rem(below)? == 0).then_some(above / below));
    entry.count == 1 && (tiff.number(entry, 0).is_some() || whole.is_some_and(|whole| whole <= MOST))
}
