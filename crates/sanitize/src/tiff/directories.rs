//! The directories of a file: its pages, and what stands beside them (TIFF 6.0, section 2; supplement 1).

use std::collections::HashSet;
use std::ops::Range;

use super::tags::{self, EXIF, GPS, INTEROPERABILITY, SUB_IFDS};
use crate::Error;
use crate::error::malformed;
use crate::ifd::{Directory, Entry, Tiff};
use crate::part::Fate;

/// Why a directory is none of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// A small copy of a page, or a mask (NewSubfileType, SubfileType).
    Reduced,
    /// A directory that no page chain reaches.
    Sub,
    /// One without a picture, or with one in a JPEG file of its own.
    Other,
    Exif,
    Gps,
}

/// All directories of a file.
pub(super) struct Directories<'a> {
    pub(super) tiff: Tiff<'a>,
    pub(super) pages: Vec<Directory>,
    pub(super) aside: Vec<(Aside, Directory)>,
    /// What the directories of pages take, in order and apart.
    taken: Vec<Range<usize>>,
}

impl<'a> Directories<'a> {
    pub(super) fn read(source: &'a [u8]) -> Result<Self, Error> {
        let broken = || malformed("header", 0, "The file does not say where its picture is");
        let tiff = Tiff::new(source).ok_or_else(broken)?;
        let mut found = Self {
            tiff,
            pages: Vec::new(),
            aside: Vec::new(),
            taken: Vec::new(),
        };
        let mut walk = Walk {
            tiff,
            seen: HashSet::new(),
            entries: source.len() / 12 + 64,
            values: 4 * source.len() + 65_536,
        };
        let mut at = tiff.first().ok_or_else(broken)?;
        while let Some(directory) = walk.directory(at)? {
            at = directory.next;
            found.children(&mut walk, &directory)?;
            match found.kind(&directory) {
                Some(aside) => found.aside.push((aside, directory)),
                None => found.pages.push(directory),
            }
        }
        if found.pages.is_empty() {
            return Err(malformed("IFD", at, "The file holds no picture"));
        }
        found.taken = merged(found.pages.iter().map(|page| page.range.clone()).collect());
        Ok(found)
    }

    /// Whether a field that goes names bytes of a page's directory, as Wang's programs leave it behind when they move
    /// one: it has no values of its own.
    pub(super) fn dangles(&self, entry: &Entry) -> bool {
        let values = &entry.values;
        let behind = self.taken.partition_point(|taken| taken.end <= values.start);
        let over = self
            .taken
            .get(behind)
            .is_some_and(|taken| taken.start < values.end);
        let inside = values.start >= entry.at && values.start < entry.at + 20;
        over && !inside && tags::of(entry.tag).fate == Fate::Drop
    }

    /// An entry's first value.
    pub(super) fn number(&self, directory: &Directory, tag: u16) -> Option<u64> {
        self.tiff.number(directory.find(tag)?, 0)
    }

    /// The bytes of the pictures that a directory names: strips, tiles, a JPEG file.
    pub(super) fn pictures(&self, directory: &Directory) -> impl Iterator<Item = Range<usize>> {
        const PAIRS: [(u16, u16); 3] = [
            (tags::STRIP_OFFSETS, tags::STRIP_BYTE_COUNTS),
            (tags::TILE_OFFSETS, tags::TILE_BYTE_COUNTS),
            (tags::JPEG_FILE, tags::JPEG_FILE_LENGTH),
        ];
        let file = self.tiff.data.len();
        PAIRS.into_iter().flat_map(move |(places, lengths)| {
            let list = |tag| directory.find(tag).map(|entry| self.places(entry));
            let pairs = list(places)
                .into_iter()
                .flatten()
                .zip(list(lengths).into_iter().flatten());
            pairs.filter_map(move |(start, length)| {
                let end = start.saturating_add(length).min(file);
                (start < end).then_some(start..end)
            })
        })
    }

    /// Why a directory of the chain is no page; the first always is one, as every viewer shows it.
    fn kind(&self, directory: &Directory) -> Option<Aside> {
        if self.pages.is_empty() {
            return None;
        }
        let has = |tag| directory.find(tag).is_some();
        let pictured = has(tags::WIDTH) && (has(tags::STRIP_OFFSETS) || has(tags::TILE_OFFSETS));
        let kind = self.number(directory, tags::NEW_SUBFILE_TYPE).unwrap_or(0);
        if !pictured {
            Some(Aside::Other)
        } else if kind & 0b101 != 0 || self.number(directory, tags::SUBFILE_TYPE) == Some(2) {
            Some(Aside::Reduced)
        } else {
            None
        }
    }

    fn children(&mut self, walk: &mut Walk<'_>, directory: &Directory) -> Result<(), Error> {
        for (tag, aside) in [(EXIF, Aside::Exif), (GPS, Aside::Gps), (SUB_IFDS, Aside::Sub)] {
            let Some(entry) = directory.find(tag) else {
                continue;
            };
            for at in self.places(entry) {
                let Some(child) = walk.directory(at)? else {
                    continue;
                };
                if let Some(more) = child
                    .find(INTEROPERABILITY)
                    .and_then(|entry| self.places(entry).next())
                    && let Some(more) = walk.directory(more)?
                {
                    self.aside.push((aside, more));
                }
                self.aside.push((aside, child));
            }
        }
        Ok(())
    }

    fn places(&self, entry: &Entry) -> impl Iterator<Item = usize> + use<'a> {
        let (tiff, entry) = (self.tiff, entry.clone());
        let most = entry.count.min(tiff.data.len());
        (0..most).map_while(move |index| usize::try_from(tiff.number(&entry, index)?).ok())
    }
}

/// The same bytes as ranges in order, none of which touches another.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

struct Walk<'a> {
    tiff: Tiff<'a>,
    seen: HashSet<usize>,
    /// How many more entries the file has room for.
    entries: usize,
    /// How many more bytes of values are read: directories and values may lie over one another, and a reader that
    /// takes each for itself would read a small file as gigabytes.
    values: usize,
}

impl Walk<'_> {
    /// The directory at a place, the first time that it is asked for.
    fn directory(&mut self, at: usize) -> Result<Option<Directory>, Error> {
        if at == 0 || !self.seen.insert(at) {
            return Ok(None);
        }
        let Some(directory) = self.tiff.directory(at).filter(|found| !found.entries.is_empty()) else {
            return Ok(None);
        };
        let overlaid = || malformed("IFD", at, "The directories of this file lie over one another");
        let file = self.tiff.data.len();
        let values = directory
            .entries
            .iter()
            .map(|entry| entry.values.len().min(file))
            .sum();
        self.entries = self
            .entries
            .checked_sub(directory.entries.len())
            .ok_or_else(overlaid)?;
        self.values = self.values.checked_sub(values).ok_or_else(overlaid)?;
        Ok(Some(directory))
    }
}
