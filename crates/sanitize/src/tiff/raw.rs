//! Raw pictures, which begin like TIFF: they are refused by name, never cleaned as the small copy that they begin with.

use super::directories::{Aside, Directories};
use super::tags;
use crate::Error;
use crate::bytes::part;
use crate::format::EXPORT_JPEG;

/// Compressions that only raw pictures use.
const RAW_COMPRESSIONS: &[u64] = &[
    32767, 32769, 32770, 32772, 32867, 34713, 34892, 52546, 65000, 65535,
];

/// Colour filter array, and linear raw (TIFF/EP; DNG 1.7).
const RAW_PHOTOMETRICS: &[u64] = &[32803, 34892];

/// Sony's SR2Private, Leaf's own data.
const RAW_TAGS: &[u16] = &[50740, 34310];

const MAKERS: &[(&[u8], &str)] = &[
    (b"NIKON", "A Nikon raw picture"),
    (b"Nikon", "A Nikon raw picture"),
    (b"Canon", "A Canon raw picture"),
    (b"SONY", "A Sony raw picture"),
    (b"PENTAX", "A Pentax raw picture"),
    (b"RICOH", "A Pentax raw picture"),
    (b"SAMSUNG", "A Samsung raw picture"),
    (b"OLYMPUS", "An Olympus raw picture"),
    (b"Hasselblad", "A Hasselblad raw picture"),
    (b"Phase One", "A Phase One raw picture"),
    (b"Leaf", "A Leaf raw picture"),
    (b"SEIKO EPSON", "An Epson raw picture"),
    (b"KODAK", "A Kodak raw picture"),
    (b"EASTMAN KODAK", "A Kodak raw picture"),
];

pub(super) fn refuse(found: &Directories<'_>) -> Result<(), Error> {
    let source = found.tiff.data;
    let refused = |what| {
        Err(Error::Unsupported {
            what,
            remedy: EXPORT_JPEG,
        })
    };
    let pictures = || {
        let aside = found.aside.iter().filter(|(aside, _)| *aside != Aside::Exif);
        found.pages.iter().chain(aside.map(|(_, directory)| directory))
    };
    if pictures().any(|directory| directory.find(tags::DNG_VERSION).is_some()) {
        return refused("A DNG raw picture");
    }
    let is_in = |list: &[u64], number: Option<u64>| number.is_some_and(|number| list.contains(&number));
    let raw = matches!(part(source, 8..12), b"IIII" | b"MMMM")
        || pictures().any(|directory| {
            is_in(RAW_COMPRESSIONS, found.number(directory, tags::COMPRESSION))
                || is_in(RAW_PHOTOMETRICS, found.number(directory, tags::PHOTOMETRIC))
                || RAW_TAGS.iter().any(|tag| directory.find(*tag).is_some())
        });
    if raw {
        let maker = found
            .pages
            .first()
            .and_then(|page| found.tiff.bytes(page.find(tags::MAKE)?));
        let known = MAKERS
            .iter()
            .find(|(name, _)| maker.is_some_and(|maker| maker.starts_with(name)));
        return refused(known.map_or("A raw picture", |(_, what)| what));
    }
    let small = |directory| found.number(directory, tags::NEW_SUBFILE_TYPE).unwrap_or(0) & 1 == 1;
    let behind = found
        .aside
        .iter()
        .any(|(aside, directory)| *aside == Aside::Sub && !small(directory));
    if behind && found.pages.iter().all(small) {
        return refused("A TIFF that keeps its picture behind a small copy of it");
    }
    Ok(())
}
