//! The directories of a TIFF, and a file written of others (TIFF 6.0, section 2; BigTIFF).

use std::collections::BTreeMap;

use super::tags;
use crate::{Error, Size};

/// A whole file.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    pub(super) order: Order,
    /// The pages' directories, by tag.
    pub(super) pages: Vec<Directory<'a>>,
}

pub(super) type Directory<'a> = BTreeMap<u16, Value<'a>>;

/// How numbers stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) big_endian: bool,
    /// BigTIFF.
    pub(super) wide: bool,
}

/// A field's type and bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) kind: u16,
    pub(super) bytes: std::borrow::Cow<'a, [u8]>,
}

/// A page to be written: its fields, of which the places and lengths of its pieces are made anew, and these.
#[derive(PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) fields: Directory<'a>,
    pub(super) tiled: bool,
    pub(super) pieces: Vec<std::borrow::Cow<'a, [u8]>>,
}

pub(super) const SHORT: u16 = 3;
const LONG: u16 = 4;
const LONG8: u16 = 16;

/// Bytes of a value of a type; none of one that is not known.
fn width(kind: u16) -> Option<usize> {
    Some(match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => return None,
    })
}

impl Order {
    fn read(self, bytes: &[u8]) -> u64 {
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        if self.big_endian {
            bytes.iter().fold(0, add)
        } else {
            bytes.iter().rev().fold(0, add)
        }
    }

    /// A number of so many bytes.
    pub(super) fn number(self, value: u64, width: usize) -> Vec<u8> {
        let mut bytes = value.to_le_bytes().to_vec();
        bytes.resize(width, 0);
        if self.big_endian {
            bytes.reverse();
        }
        bytes
    }

    /// Bytes of a place, and of an entry; those of the count before the entries.
    const fn sizes(self) -> (usize, usize, usize) {
        if self.wide { (8, 20, 8) } else { (4, 12, 2) }
    }

    fn value(self, kind: u16, width: usize, numbers: impl IntoIterator<Item = u64>) -> Value<'static> {
        let bytes = numbers.into_iter().flat_map(|number| self.number(number, width));
        Value {
            kind,
            bytes: bytes.collect::<Vec<u8>>().into(),
        }
    }

    pub(super) fn shorts(self, numbers: impl IntoIterator<Item = u16>) -> Value<'static> {
        self.value(SHORT, 2, numbers.into_iter().map(u64::from))
    }
}

impl<'a> File<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let broken = |offset| Error::Malformed { part: "IFD", offset };
        let (big_endian, wide) = match bytes.first_chunk() {
            Some(b"II*\0") => (false, false),
            Some(b"MM\0*") => (true, false),
            Some(b"II+\0") => (false, true),
            Some(b"MM\0+") => (true, true),
            _ => return Err(broken(0)),
        };
        let mut file = Self {
            bytes,
            order: Order { big_endian, wide },
            pages: Vec::new(),
        };
        let (room, ..) = file.order.sizes();
        let mut at = file.at(if wide { 8 } else { 4 }, room).ok_or(broken(0))?;
        while at != 0 {
            let start = usize::try_from(at).unwrap_or(usize::MAX);
            // The sanitizer writes one page behind the other; no chain of directories is longer than the file.
            if file.pages.len() > bytes.len() / 18 {
                return Err(broken(start));
            }
            let (page, next) = file.directory(start).ok_or(broken(start))?;
            if next != 0 && next <= at {
                return Err(broken(start));
            }
            file.pages.push(page);
            at = next;
        }
        if file.pages.is_empty() {
            return Err(broken(0));
        }
        Ok(file)
    }

    fn at(&self, at: usize, width: usize) -> Option<u64> {
        let bytes = self.bytes.get(at..at.checked_add(width)?)?;
        Some(self.order.read(bytes))
    }

    /// A directory and the place of the next.
    fn directory(&self, start: usize) -> Option<(Directory<'a>, u64)> {
        let (room, step, head) = self.order.sizes();
        let count = usize::try_from(self.at(start, head)?).ok()?;
        let first = start.checked_add(head)?;
        let end = first.checked_add(count.checked_mul(step)?)?;
        self.bytes.get(first..end)?;
        let mut fields = Directory::new();
        for at in (first..end).step_by(step) {
            let (tag, kind) = (self.at(at, 2)? as u16, self.at(at + 2, 2)? as u16);
            let count = usize::try_from(self.at(at + 4, room)?).ok()?;
            let length = count.checked_mul(width(kind)?)?;
            let place = if length <= room {
                at + 4 + room
            } else {
                usize::try_from(self.at(at + 4 + room, room)?).ok()?
            };
            let bytes = self.bytes.get(place..place.checked_add(length)?)?;
            fields.entry(tag).or_insert(Value {
                kind,
                bytes: bytes.into(),
            });
        }
        Some((fields, self.at(end, room)?))
    }

    /// The whole numbers of a field.
    pub(super) fn numbers(&self, page: &Directory<'_>, tag: u16) -> Option<Vec<u64>> {
        let value = page.get(&tag)?;
        if !matches!(value.kind, 1 | 3 | 4 | 16) {
            return None;
        }
        let numbers = value.bytes.chunks_exact(width(value.kind)?);
        Some(numbers.map(|number| self.order.read(number)).collect())
    }

    /// The first of them.
    pub(super) fn number(&self, page: &Directory<'_>, tag: u16) -> Option<u64> {
        self.numbers(page, tag)?.first().copied()
    }

    /// The bytes of each strip or tile, as far as they are there.
    pub(super) fn pieces(&self, page: &Directory<'_>, tiled: bool) -> Option<Vec<&'a [u8]>> {
        let [offsets, counts] = piece_tags(tiled);
        let (places, lengths) = (self.numbers(page, offsets)?, self.numbers(page, counts)?);
        let piece = |(place, length): (u64, u64)| {
            let place = usize::try_from(place).ok()?;
            self.bytes
                .get(place..place.checked_add(usize::try_from(length).ok()?)?)
        };
        places.into_iter().zip(lengths).map(piece).collect()
    }

    /// A file of pages in the same byte order.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where its places do not fit into it.
    pub(super) fn written(&self, pages: &[Written<'_>]) -> Result<Vec<u8>, Error> {
        let (room, step, head) = self.order.sizes();
        let mut bytes = self
            .bytes
            .get(..if self.order.wide { 8 } else { 4 })
            .unwrap_or_default()
            .to_vec();
        let mut link = bytes.len();
        bytes.extend(vec![0; room]);
        for page in pages {
            let mut fields = page.fields.clone();
            let (kind, [offsets, counts]) =
                (if self.order.wide { LONG8 } else { LONG }, piece_tags(page.tiled));
            let mut places = Vec::with_capacity(page.pieces.len());
            for piece in &page.pieces {
                places.push(bytes.len() as u64);
                bytes.extend(&**piece);
                bytes.resize(bytes.len().next_multiple_of(2), 0);
            }
            let lengths = page.pieces.iter().map(|piece| piece.len() as u64);
            fields.insert(counts, self.order.value(kind, room, lengths));
            fields.insert(offsets, self.order.value(kind, room, places));
            let mut entries = Vec::with_capacity(fields.len() * step);
            for (tag, value) in &fields {
                let count = value.bytes.len() / width(value.kind).unwrap_or(1);
                entries.extend(self.order.number((*tag).into(), 2));
                entries.extend(self.order.number(value.kind.into(), 2));
                entries.extend(self.order.number(count as u64, room));
                if value.bytes.len() <= room {
                    let mut inside = value.bytes.to_vec();
                    inside.resize(room, 0);
                    entries.extend(inside);
                } else {
                    entries.extend(self.order.number(bytes.len() as u64, room));
                    bytes.extend(&*value.bytes);
                    bytes.resize(bytes.len().next_multiple_of(2), 0);
                }
            }
            let start = self.order.number(bytes.len() as u64, room);
            let place = bytes.get_mut(link..link + room).unwrap_or_default();
            place.copy_from_slice(start.get(..place.len()).unwrap_or_default());
            bytes.extend(self.order.number(fields.len() as u64, head));
            bytes.extend(entries);
            link = bytes.len();
            bytes.extend(vec![0; room]);
        }
        if !self.order.wide && u32::try_from(bytes.len()).is_err() {
            return Err(Error::Unsupported {
                what: "a TIFF of which the copy takes more than four gigabytes",
            });
        }
        Ok(bytes)
    }
}

const fn piece_tags(tiled: bool) -> [u16; 2] {
    if tiled {
        [tags::TILE_OFFSETS, tags::TILE_BYTE_COUNTS]
    } else {
        [tags::STRIP_OFFSETS, tags::STRIP_BYTE_COUNTS]
    }
}

/// The sides that two fields say.
pub(super) fn sides(file: &File<'_>, page: &Directory<'_>, width: u16, height: u16) -> Option<Size> {
    let side = |tag| {
        u32::try_from(file.number(page, tag)?)
            .ok()
            .filter(|side| *side > 0)
    };
    Some(Size {
        width: side(width)?,
        height: side(height)?,
    })
}
