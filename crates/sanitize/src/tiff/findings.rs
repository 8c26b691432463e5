//! What a TIFF's directories tell, in words.

use super::directories::{Aside, Directories};
use super::leftovers::{TRIFLES, leftovers};
use super::page::{Budget, Page};
use super::tags::{self, EXIF, GPS, INTEROPERABILITY, IPTC, PHOTOSHOP, SUB_IFDS, XMP};
use super::values::{LONG, Value};
use super::write::{self, write_directory};
use crate::bytes::part;
use crate::finding::{Embedded, Place};
use crate::ifd::{Directory, Entry, Tiff};
use crate::part::{Fate, Part, Picture};
use crate::words::{excerpt, size};
use crate::{Finding, Limits, Output, Reveals, c2pa, exif, icc, iptc, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let Ok(found) = Directories::read(source) else {
        return Vec::new();
    };
    let mut budget = 4 * source.len() + 65_536;
    let mut findings = Vec::new();
    for page in &found.pages {
        findings.extend(fields(&found, page, &mut budget));
    }
    let limits = Limits::default();
    let mut left = Budget::new(source.len(), &limits);
    for (aside, directory) in &found.aside {
        match aside {
            Aside::Reduced | Aside::Sub => findings.push(hidden_page(&found, directory, &mut left)),
            Aside::Other => findings.extend(hidden_file(&found, directory)),
            Aside::Exif | Aside::Gps => {}
        }
    }
    findings.extend(beyond(picture));
    findings.extend(leftovers(picture, source, &found));
    findings.extend(picture.parts.iter().flat_map(|part| bytes(source, part)));
    findings
}

/// What the fields of a page tell.
fn fields(found: &Directories<'_>, page: &Directory, budget: &mut usize) -> Vec<Finding> {
    let tiff = &found.tiff;
    let mut findings = Vec::new();
    if let Some(block) = exif_block(found, page, budget) {
        let place = Place {
            part: "IFD",
            bytes: page.range.len(),
            offset: page.range.start,
        };
        findings.extend(exif::findings(&block, place));
    }
    for entry in page.entries.iter().filter(|entry| !found.dangles(entry)) {
        let Some(data) = tiff.bytes(entry).filter(|data| data.len() <= *budget) else {
            continue;
        };
        *budget -= data.len();
        findings.extend(field(tiff, entry, data));
    }
    findings
}

fn field(tiff: &Tiff<'_>, entry: &Entry, data: &[u8]) -> Vec<Finding> {
    const ASCII: u16 = 2;
    let rule = tags::of(entry.tag);
    let inside = entry.values.start >= entry.at && entry.values.start < entry.at + 20;
    let place = Place {
        part: rule.part,
        bytes: data.len().max(1),
        offset: if inside { entry.at } else { entry.values.start }.min(tiff.data.len() - 1),
    };
    match (entry.tag, rule.reveals) {
        (XMP, _) => xmp::findings(data, place),
        (IPTC, _) => iptc::data_sets(data, place),
        (PHOTOSHOP, _) => iptc::findings(data, place),
        (tags::ICC_PROFILE, _) => icc::description(data)
            .map(|text| place.found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .into_iter()
            .collect(),
        (_, Some(Reveals::Provenance)) => c2pa::findings_at(data, entry.values.start, place),
        (tag, Some(reveals)) if rule.fate == Fate::Drop => {
            let value = if entry.kind == ASCII {
                excerpt(&String::from_utf8_lossy(part(data, 0..data.len().min(2_000))))
            } else {
                size(data.len())
            };
            vec![place.found(reveals, format!("{} ({tag}): {value}", rule.part))]
        }
        _ => Vec::new(),
    }
}

/// A small structure of a page's fields that go and its Exif and GPS directories, for the reader of Exif.
fn exif_block(found: &Directories<'_>, page: &Directory, budget: &mut usize) -> Option<Vec<u8>> {
    let narrow = Tiff {
        wide: false,
        ..found.tiff
    };
    let mut main = values(&found.tiff, page, budget, |entry| {
        let (tag, rule) = (entry.tag, tags::of(entry.tag));
        !found.dangles(entry)
            && rule.fate == Fate::Drop
            && rule.reveals.is_none()
            && !TRIFLES.contains(&rule.part)
            && (tag < 32768 || rule.part.starts_with("XP") || tag == 33432)
    });
    main.retain(|value| value.tag != SUB_IFDS);
    let below: Vec<(u16, Vec<Value>)> = [EXIF, GPS]
        .into_iter()
        .filter_map(|tag| {
            let at = found.tiff.number(page.find(tag)?, 0)?;
            let directory = found.tiff.directory(usize::try_from(at).ok()?)?;
            Some((
                tag,
                values(&found.tiff, &directory, budget, |entry| {
                    entry.tag != INTEROPERABILITY
                }),
            ))
        })
        .filter(|(_, values)| !values.is_empty())
        .collect();
    if main.is_empty() && below.is_empty() {
        return None;
    }
    let pointer = |tag, at: usize| Value {
        tag,
        kind: LONG,
        bytes: narrow.long(at as u32).to_vec(),
    };
    let write = |entries: &[Value], at| {
        let mut output = Output::default();
        write_directory(&narrow, entries, at, 0, &mut output);
        output.to_vec(&[])
    };
    let with = |places: &[usize]| {
        let pointers = below.iter().zip(places).map(|((tag, _), at)| pointer(*tag, *at));
        main.iter().cloned().chain(pointers).collect::<Vec<_>>()
    };
    let mut places = vec![0; below.len()];
    let mut at = 8 + write(&with(&places), 8).len();
    let mut behind = Vec::new();
    for ((_, entries), place) in below.iter().zip(&mut places) {
        *place = at;
        let directory = write(entries, at);
        at += directory.len();
        behind.extend(directory);
    }
    let mut block = if narrow.big_endian { *b"MM" } else { *b"II" }.to_vec();
    block.extend(narrow.short(42));
    block.extend(narrow.long(8));
    block.extend(write(&with(&places), 8));
    block.extend(behind);
    Some(block)
}

/// The entries of a directory that the reader of Exif knows the types of, up to what is left to be read.
fn values(
    tiff: &Tiff<'_>,
    directory: &Directory,
    budget: &mut usize,
    wanted: impl Fn(&Entry) -> bool,
) -> Vec<Value> {
    let mut values = Vec::new();
    for entry in directory.entries.iter().filter(|entry| wanted(entry)) {
        let data = tiff.bytes(entry).filter(|data| data.len() + 12 <= *budget);
        let Some(data) = data.filter(|data| !data.is_empty() && (1..=12).contains(&entry.kind)) else {
            continue;
        };
        *budget -= data.len() + 12;
        values.push(Value {
            tag: entry.tag,
            kind: entry.kind,
            bytes: data.to_vec(),
        });
    }
    values
}

/// A small copy, a mask, or a picture that no viewer turns to.
fn hidden_page(found: &Directories<'_>, directory: &Directory, left: &mut Budget<'_>) -> Finding {
    let bytes = found.pictures(directory).map(|range| range.len()).sum::<usize>();
    let place = Place {
        part: "further directory",
        bytes: directory.range.len(),
        offset: directory.range.start,
    };
    let side = |tag| found.number(directory, tag).unwrap_or(0);
    let mask = side(tags::NEW_SUBFILE_TYPE) & 4 == 4;
    let what = if mask {
        "A mask of the picture"
    } else {
        "Another picture"
    };
    let mut finding = place.found(
        Reveals::HiddenPicture,
        format!(
            "{what}, {} × {} pixels, {}",
            side(tags::WIDTH),
            side(tags::LENGTH),
            size(bytes)
        ),
    );
    finding.picture = Page::read(&found.tiff, directory, left)
        .and_then(|page| write::file(&found.tiff, &[page]))
        .ok()
        .map(Embedded::Made);
    finding
}

/// A thumbnail in a JPEG file of its own.
fn hidden_file(found: &Directories<'_>, directory: &Directory) -> Option<Finding> {
    let range = found.pictures(directory).next()?;
    let place = Place {
        part: "further directory",
        bytes: range.len(),
        offset: range.start,
    };
    let mut finding = place.found(
        Reveals::HiddenPicture,
        format!(
            "A small copy of the photo as it was first taken, {}",
            size(range.len())
        ),
    );
    let jpeg = part(found.tiff.data, range.clone()).starts_with(b"\xFF\xD8\xFF");
    finding.picture = jpeg.then_some(Embedded::File(range));
    Some(finding)
}

/// What strips and tiles hold beyond the picture, which is told for all of them together.
fn beyond(picture: &Picture) -> Option<Finding> {
    let parts = || {
        picture
            .parts
            .iter()
            .filter(|part| part.rule.part == "strip that hides")
    };
    let first = parts().next()?;
    let place = Place {
        bytes: parts().map(|part| part.range.len()).sum(),
        ..first.place()
    };
    let value = format!(
        "Data beyond what is shown, in {} of the picture's strips or tiles, {} together",
        parts().count(),
        size(place.bytes)
    );
    Some(place.found(Reveals::Unknown, value))
}

/// What stands where no structure is.
fn bytes(source: &[u8], of: &Part) -> Vec<Finding> {
    let loose = ["bytes of no structure", "bytes behind a strip", "unneeded strip"].contains(&of.rule.part);
    let empty = || part(source, of.range.clone()).iter().all(|byte| *byte == 0);
    if loose && !empty() {
        of.told_by_rule()
    } else {
        Vec::new()
    }
}
