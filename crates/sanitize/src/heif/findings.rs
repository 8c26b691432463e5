//! What the items and boxes of a HEIF file tell, in words.

use std::collections::{BTreeMap, HashSet};

use crate::bytes::{array, be32, from, part};
use crate::finding::{Embedded, Place, Told};
use crate::format::Kind;
use crate::heif::fields::Fields;
use crate::heif::hidden::{self, Hidden};
use crate::heif::layout::joined;
use crate::heif::shown::{Shown, auxiliary, size};
use crate::heif::{Codec, File};
use crate::isobmff::boxes;
use crate::jpeg::samsungs_directory;
use crate::part::{Part, Picture};
use crate::words::{self, excerpt};
use crate::{Fate, Finding, Reveals, c2pa, exif, icc, movie, xmp};

pub(super) fn findings(picture: &Picture, source: &[u8]) -> Vec<Finding> {
    let codec = match picture.format.kind {
        Kind::Avif => Codec::Av1,
        _ => Codec::Hevc,
    };
    let Ok(file) = File::read(source) else {
        return Vec::new();
    };
    let Ok(shown) = Shown::find(source, &file.meta, codec) else {
        return Vec::new();
    };
    let hidden = hidden::find(source, &file.meta, &shown.places);
    let mut findings = items(source, &file, codec, &hidden);
    findings.extend(names(source, &file));
    findings.extend(picture.parts.iter().flat_map(|part| of(source, part)));
    findings.extend(unneeded(picture, source));
    findings
}

/// Lists and properties that go and tell nothing by themselves, in one line.
fn unneeded(picture: &Picture, source: &[u8]) -> Option<Finding> {
    let tells = |of: &&Part| {
        let data = part(source, of.range.clone());
        matches!(of.rule.part, "unneeded property" | "unneeded box")
            && array(data, 4) != Some(*b"dinf")
            && from(data, 8).iter().any(|byte| *byte != 0)
    };
    let found: Vec<&Part> = picture.parts.iter().filter(tells).collect();
    let first = found.first()?;
    let bytes = found.iter().map(|of| of.range.len()).sum();
    let place = Place {
        part: first.rule.part,
        bytes,
        offset: first.range.start,
    };
    let value = format!("Lists and settings that no viewer needs, {}", words::size(bytes));
    Some(place.found(Reveals::Unknown, value))
}

/// An item that goes, with what it is made of.
struct Whole<'a> {
    item: &'a Hidden,
    bytes: usize,
    offset: usize,
}

/// What may still be read and made of all items together, because items may share their data.
struct Left {
    read: usize,
    made: usize,
    pictures: usize,
}

impl Left {
    /// Whether so many bytes may be read.
    fn read(&mut self, bytes: usize) -> bool {
        let left = self.read.checked_sub(bytes);
        self.read = left.unwrap_or(self.read);
        left.is_some()
    }

    /// A hidden picture to be shown.
    fn picture(&mut self, source: &[u8], file: &File, codec: Codec, item: &Hidden) -> Option<Embedded> {
        if self.made == 0 {
            return None;
        }
        self.pictures = self.pictures.checked_sub(1)?;
        let picture = hidden::picture(source, file, codec, item)?;
        if let Embedded::Made(output) = &picture {
            self.made = self.made.saturating_sub(output.len());
        }
        Some(picture)
    }
}

fn items(source: &[u8], file: &File, codec: Codec, hidden: &[Hidden]) -> Vec<Finding> {
    let within: BTreeMap<u32, Option<u32>> = hidden.iter().map(|item| (item.id, item.within)).collect();
    let top = |id: u32| {
        let steps = std::iter::successors(Some(id), |id| within.get(id).copied().flatten());
        steps.take(32).last().unwrap_or(id)
    };
    let mut wholes: BTreeMap<u32, Whole<'_>> = BTreeMap::new();
    for item in hidden.iter().filter(|item| item.within.is_none()) {
        let whole = Whole {
            item,
            bytes: 0,
            offset: usize::MAX,
        };
        wholes.insert(item.id, whole);
    }
    for item in hidden {
        if let Some(whole) = wholes.get_mut(&top(item.id)) {
            whole.bytes = item
                .extents
                .iter()
                .fold(whole.bytes, |sum, extent| sum.saturating_add(extent.len()));
            let first = item.extents.iter().map(|extent| extent.start).min();
            whole.offset = whole.offset.min(first.unwrap_or(usize::MAX));
        }
    }
    let twice = source.len().saturating_mul(2);
    let mut left = Left {
        read: twice,
        made: twice,
        pictures: 16,
    };
    wholes
        .into_values()
        .flat_map(|whole| {
            let place = Place {
                part: whole.item.rule,
                bytes: whole.bytes,
                offset: if whole.offset == usize::MAX {
                    0
                } else {
                    whole.offset
                },
            };
            let read = left.read(whole.bytes);
            let mut findings = of_item(source, file, &whole, place, read);
            if let [hidden] = findings.as_mut_slice()
                && read
                && hidden.reveals == Reveals::HiddenPicture
                && hidden.picture.is_none()
            {
                hidden.picture = left.picture(source, file, codec, whole.item);
            }
            findings
        })
        .collect()
}

fn of_item(source: &[u8], file: &File, whole: &Whole<'_>, place: Place<'_>, read: bool) -> Vec<Finding> {
    let bytes = words::size(whole.bytes);
    let data = || joined(source, &whole.item.extents);
    match whole.item.rule {
        "Exif" if read && whole.bytes > 0 => {
            let data = data();
            // The place of the TIFF structure behind this number (23008-12, A.2.1).
            let start = be32(&data, 0).and_then(|start| usize::try_from(start).ok()?.checked_add(4));
            let block = exif::tiff(from(&data, start.unwrap_or(4)));
            let offset = match whole.item.extents.as_slice() {
                [extent] => extent.end.checked_sub(block.len()),
                _ => None,
            };
            exif::findings_at(block, offset, place)
        }
        "XMP" if read && whole.bytes > 0 => xmp::findings(&data(), place),
        "Exif" | "XMP" | "metadata item" | "unknown item" => {
            vec![place.found(Reveals::Unknown, format!("{}, {bytes}", place.part))]
        }
        rule => {
            let item = file.meta.items.get(&whole.item.id);
            let name = item.and_then(|item| auxiliary(source, &file.meta, item));
            let sides = item
                .and_then(|item| size(source, &file.meta, item))
                .map(|size| format!(", {} by {} pixels", size.width, size.height))
                .unwrap_or_default();
            let (what, means) = hidden_picture(rule, name.unwrap_or_default());
            vec![place.found(Reveals::HiddenPicture, format!("{what}{sides}, {bytes}{means}"))]
        }
    }
}

/// A hidden picture in plain words, and what it means to lose it.
fn hidden_picture(rule: &str, name: &[u8]) -> (&'static str, &'static str) {
    match rule {
        "thumbnail" => ("A small copy of the photo", ""),
        "gain map" => (
            "A gain map",
            ": without it the picture looks less bright on HDR screens",
        ),
        "auxiliary picture" => AUXILIARY
            .iter()
            .find(|(word, ..)| hidden::holds(name, word))
            .map_or(("A picture beside the photo", ""), |(_, what, means)| {
                (what, means)
            }),
        _ => ("Another picture", ""),
    }
}

/// Auxiliary pictures by a word of their `auxC`.
const AUXILIARY: &[(&[u8], &str, &str)] = &[
    (b"depth", "A depth map", ": how far away each thing is"),
    (b"auxid:2", "A depth map", ": how far away each thing is"),
    (b"disparity", "A depth map", ": how far away each thing is"),
    (b"portraiteffects", "A mask of the people in the photo", ""),
    (b"skinmatte", "A mask of the person's skin", ""),
    (b"hairmatte", "A mask of the person's hair", ""),
    (b"teethmatte", "A mask of the person's teeth", ""),
    (b"glassesmatte", "A mask of the person's glasses", ""),
    (b"skymatte", "A mask of the sky", ""),
    (b"matte", "A mask of a part of the photo", ""),
];

/// Names that writers give to items of every file.
const USUAL: &[&[u8]] = &[b"HEVC Image", b"Color", b"Alpha", b"Exif", b"XMP", b"AV1 Image"];

fn names(source: &[u8], file: &File) -> Vec<Finding> {
    let mut told = HashSet::new();
    let items = file.meta.items.values();
    items
        .filter(|item| {
            let name = part(source, item.name.clone());
            !name.is_empty() && !USUAL.contains(&name) && told.insert(name)
        })
        .map(|item| {
            let place = Place {
                part: "iinf",
                bytes: item.name.len(),
                offset: item.name.start,
            };
            let name = String::from_utf8_lossy(part(source, item.name.clone()));
            place.found(Reveals::Text, format!("Name of a picture: {}", excerpt(&name)))
        })
        .collect()
}

/// The SEI messages (NAL units 39 and 40) in a configuration record (ISO/IEC 14496-15, 8.3.2.1).
fn messages(record: &[u8]) -> Vec<u8> {
    let mut fields = Fields::new(record, &(22..record.len()));
    let mut messages = Vec::new();
    for _ in 0..fields.u8().unwrap_or(0) {
        let (Some(kind), Some(count)) = (fields.u8(), fields.u16()) else {
            break;
        };
        for _ in 0..count {
            let unit = fields.u16().and_then(|length| fields.take(length.into()));
            let Some(unit) = unit else {
                return messages;
            };
            if matches!(kind & 0x3F, 39 | 40) {
                messages.extend_from_slice(part(record, unit));
            }
        }
    }
    messages
}

fn of(source: &[u8], of: &Part) -> Vec<Finding> {
    let place = of.place();
    let data = part(source, of.range.clone());
    let bytes = words::size(place.bytes);
    let found = |reveals, value: String| vec![place.found(reveals, value)];
    match place.part {
        "moov" => sequence(source, of),
        "mpvd" => boxes(source, of.range.clone())
            .next()
            .map(|found| movie::findings(source, found.body, place))
            .unwrap_or_default(),
        "media data" => found(
            Reveals::HiddenVideo,
            format!("Frames of a moving picture, {bytes}"),
        ),
        "sefd" => samsungs(source, of),
        "C2PA" => credentials(source, of),
        "text property" => {
            let strings: Vec<String> = from(data, 12)
                .split(|byte| *byte == 0)
                .map(|text| excerpt(&String::from_utf8_lossy(text)))
                .filter(|text| !text.is_empty())
                .take(8)
                .collect();
            found(
                Reveals::Text,
                format!("Description: {}", excerpt(&strings.join(", "))),
            )
        }
        "property" if array(data, 4) == Some(*b"colr") => icc::description(from(data, 12))
            .map(|text| found(Reveals::Device, format!("Colour profile: {}", excerpt(&text))))
            .unwrap_or_default(),
        "property" if array(data, 4) == Some(*b"hvcC") => {
            let messages = messages(from(data, 8));
            match printable(&messages) {
                _ if messages.is_empty() => Vec::new(),
                text if text.is_empty() => found(
                    Reveals::Unknown,
                    format!("Notes beside the coded picture, {}", words::size(messages.len())),
                ),
                text => found(
                    Reveals::EditHistory,
                    format!("Notes beside the coded picture: {text}"),
                ),
            }
        }
        "hdlr" => {
            let program = excerpt(&String::from_utf8_lossy(from(data, 32)));
            if program.is_empty() {
                Vec::new()
            } else {
                found(Reveals::EditHistory, format!("Written by: {program}"))
            }
        }
        "free" if from(data, 8).iter().any(|byte| *byte != 0) => {
            found(Reveals::Unknown, format!("Bytes in unused room, {bytes}"))
        }
        "bytes beside the picture" if data.iter().any(|byte| *byte != 0) => {
            let text = printable(data);
            if text.is_empty() {
                of.told_by_rule()
            } else {
                found(
                    Reveals::EditHistory,
                    format!("Notes inside the coded picture: {text}"),
                )
            }
        }
        "bytes beside the picture" => Vec::new(),
        _ if of.rule.fate == Fate::Drop && !OF_ITEMS.contains(&place.part) => of.told_by_rule(),
        _ => Vec::new(),
    }
}

/// Rules of items, which are told with all their data together.
const OF_ITEMS: &[&str] = &["metadata item", "unknown item"];

/// A sequence of pictures beside the still one.
fn sequence(source: &[u8], of: &Part) -> Vec<Finding> {
    let mut findings = movie::findings(source, of.range.clone(), of.place());
    if let Some(video) = findings.first_mut() {
        video
            .value
            .push_str(", of which the copy keeps the still picture alone");
    }
    findings
}

/// Samsung's directory of named entries, as at the end of a JPEG.
fn samsungs(source: &[u8], of: &Part) -> Vec<Finding> {
    let mut told = Told::new(of.place());
    samsungs_directory(source, &of.range, &mut told);
    if told.is_empty() {
        let bytes = words::size(of.range.len());
        told.tell(
            Reveals::Device,
            format!("Samsung's own notes on the phone and the shot, {bytes}"),
        );
    }
    told.finish()
}

/// A manifest store behind its purpose and the place of a Merkle tree (C2PA 2.1, A.5.1).
fn credentials(source: &[u8], of: &Part) -> Vec<Finding> {
    let mut fields = Fields::new(source, &of.range);
    // Size, type, identifier, version.
    fields.take(28);
    fields.text();
    fields.take(8);
    let store = fields.rest();
    c2pa::findings_at(part(source, store.clone()), store.start, of.place())
}

/// The longest run of printable letters, where it is long enough to be meant.
fn printable(data: &[u8]) -> String {
    const FEWEST: usize = 8;
    let runs = data.split(|byte| !(b' '..=b'~').contains(byte));
    let longest = runs.max_by_key(|run| run.len()).filter(|run| run.len() >= FEWEST);
    excerpt(&String::from_utf8_lossy(longest.unwrap_or_default()))
}
