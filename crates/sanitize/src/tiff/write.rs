//! Writes a file: its header, then each page's directory, values and strips, one behind the other at even places.

use std::collections::HashMap;
use std::ops::Range;

use super::page::Page;
use super::tags;
use super::values::{LONG, Value};
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::ifd::{Tiff, width};
use crate::{Error, Output};

const LONG8: u16 = 16;

/// A whole file of these pages, in the source's byte order and width.
pub(super) fn file(tiff: &Tiff<'_>, pages: &[Page]) -> Result<Output, Error> {
    let mut output = Output::default();
    let mark = if tiff.big_endian { b"MM" } else { b"II" };
    output.make(mark);
    output.make(tiff.short(if tiff.wide { 43 } else { 42 }));
    if tiff.wide {
        output.make([tiff.short(8), tiff.short(0)].concat());
    }
    output.make(tiff.place(if tiff.wide { 16 } else { 8 }));
    let mut at = output.len();
    for (number, page) in (1..).zip(pages) {
        at = write_page(tiff, page, at, number == pages.len(), &mut output)?;
    }
    let most = 2 * tiff.data.len() + 4096;
    if output.len() > most && pages.iter().any(|page| page.coding.codec.is_recoded()) {
        return Err(Error::Unsupported {
            what: "A TIFF of which a copy in a common compression takes twice as much",
            remedy: SAVE_JPEG,
        });
    }
    if output.len() > most {
        return Err(malformed("IFD", 0, "The pages of this file lie over one another"));
    }
    Ok(output)
}

/// A page at a place; gives the place behind it.
fn write_page(
    tiff: &Tiff<'_>,
    page: &Page,
    start: usize,
    last: bool,
    output: &mut Output,
) -> Result<usize, Error> {
    let (head, step, room) = if tiff.wide { (8, 20, 8) } else { (2, 12, 4) };
    let count = page.values.len() + 2;
    let behind = start + head + count * step + room;
    let array = padded(page.strips.len() * room, room);
    let values: usize = page
        .values
        .iter()
        .map(|value| padded(value.bytes.len(), room))
        .sum();
    let strips = Strips::place(page, behind + values + 2 * array);
    if !tiff.wide && u32::try_from(strips.end).is_err() {
        return Err(Error::Unsupported {
            what: "A TIFF whose clean copy takes more than four gigabytes",
            remedy: "Save it as a BigTIFF first.",
        });
    }

    let mut entries = page.values.clone();
    let [offsets, counts] = if page.tiled {
        [tags::TILE_OFFSETS, tags::TILE_BYTE_COUNTS]
    } else {
        [tags::STRIP_OFFSETS, tags::STRIP_BYTE_COUNTS]
    };
    let list = |tag, numbers: &mut dyn Iterator<Item = usize>| Value {
        tag,
        kind: if tiff.wide { LONG8 } else { LONG },
        bytes: numbers.flat_map(|number| tiff.place(number as u64)).collect(),
    };
    entries.push(list(offsets, &mut strips.places.iter().copied()));
    entries.push(list(
        counts,
        &mut page.strips.iter().map(|strip| strip.kept.output.len()),
    ));
    entries.sort_by_key(|entry| entry.tag);
    write_directory(tiff, &entries, start, if last { 0 } else { strips.end }, output);
    let mut at = behind + values + 2 * array;
    for (strip, place) in page.strips.iter().zip(&strips.places) {
        if *place == at {
            let length = strip.kept.output.len();
            output.append(strip.kept.output.clone());
            output.make(padding(length));
            at += length.next_multiple_of(2);
        }
    }
    Ok(strips.end)
}

/// A directory of these entries at a place, and the values that do not fit into it.
pub(super) fn write_directory(
    tiff: &Tiff<'_>,
    entries: &[Value],
    start: usize,
    next: usize,
    output: &mut Output,
) {
    let (head, step, room) = if tiff.wide { (8, 20, 8) } else { (2, 12, 4) };
    if tiff.wide {
        output.make(tiff.place(entries.len() as u64));
    } else {
        output.make(tiff.short(entries.len() as u16));
    }
    let mut place = start + head + entries.len() * step + room;
    for entry in entries {
        output.make(tiff.short(entry.tag));
        output.make(tiff.short(entry.kind));
        output.make(tiff.place((entry.bytes.len() / width(entry.kind).max(1)) as u64));
        if entry.bytes.len() <= room {
            let mut bytes = entry.bytes.clone();
            bytes.resize(room, 0);
            output.make(bytes);
        } else {
            output.make(tiff.place(place as u64));
            place += padded(entry.bytes.len(), room);
        }
    }
    output.make(tiff.place(next as u64));
    for entry in entries.iter().filter(|entry| entry.bytes.len() > room) {
        output.make(&entry.bytes);
        output.make(padding(entry.bytes.len()));
    }
}

/// Bytes that a value takes behind its directory.
const fn padded(length: usize, room: usize) -> usize {
    if length <= room {
        0
    } else {
        length.next_multiple_of(2)
    }
}

fn padding(length: usize) -> &'static [u8] {
    if length % 2 == 1 { &[0] } else { &[] }
}

/// Where the strips of a page are to stand. Strips of the same bytes stand once.
struct Strips {
    places: Vec<usize>,
    end: usize,
}

impl Strips {
    fn place(page: &Page, mut end: usize) -> Self {
        let mut known: HashMap<Range<usize>, usize> = HashMap::new();
        let mut places = Vec::with_capacity(page.strips.len());
        for strip in &page.strips {
            let copied = strip.kept.output.one_copy();
            if let Some(place) = copied.and_then(|range| known.get(range)) {
                places.push(*place);
                continue;
            }
            known.extend(copied.map(|range| (range.clone(), end)));
            places.push(end);
            end += strip.kept.output.len().next_multiple_of(2);
        }
        Self { places, end }
    }
}
