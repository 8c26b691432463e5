//! Image file directories (TIFF 6.0, section 2; BigTIFF), which TIFF files and Exif blocks are made of.

use std::ops::Range;

use crate::bytes::{array, be16, be32, le16, le32};

/// A TIFF structure: where its numbers and directories are read from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiff<'a> {
    pub(crate) data: &'a [u8],
    /// Whether the first byte of a number is its greatest.
    pub(crate) big_endian: bool,
    /// Whether it is a BigTIFF, whose counts and places take eight bytes.
    pub(crate) wide: bool,
}

/// One field of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) tag: u16,
    /// Its type, 1 to 18.
    pub(crate) kind: u16,
    /// How many values it has.
    pub(crate) count: usize,
    /// Where the entry itself stands.
    pub(crate) at: usize,
    /// Where its values stand; they may leave the data.
    pub(crate) values: Range<usize>,
}

/// One directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Directory {
    /// The bytes it takes: its count, entries and the place of the next.
    pub(crate) range: Range<usize>,
    pub(crate) entries: Vec<Entry>,
    /// Where the next directory stands; 0 where there is none.
    pub(crate) next: usize,
}

impl<'a> Tiff<'a> {
    /// The structure that begins with the data's first byte.
    pub(crate) fn new(data: &'a [u8]) -> Option<Self> {
        let (big_endian, wide) = match &array(data, 0)? {
            b"MM\0*" => (true, false),
            b"II*\0" => (false, false),
            b"MM\0+" => (true, true),
            b"II+\0" => (false, true),
            _ => return None,
        };
        Some(Self {
            data,
            big_endian,
            wide,
        })
    }

    pub(crate) fn u16(&self, at: usize) -> Option<u16> {
        if self.big_endian {
            be16(self.data, at)
        } else {
            le16(self.data, at)
        }
    }

    pub(crate) fn u32(&self, at: usize) -> Option<u32> {
        if self.big_endian {
            be32(self.data, at)
        } else {
            le32(self.data, at)
        }
    }

    pub(crate) fn u64(&self, at: usize) -> Option<u64> {
        let bytes = array(self.data, at)?;
        Some(if self.big_endian {
            u64::from_be_bytes(bytes)
        } else {
            u64::from_le_bytes(bytes)
        })
    }

    /// A count or a place: four bytes, or eight in a BigTIFF.
    pub(crate) fn offset(&self, at: usize) -> Option<usize> {
        if self.wide {
            self.u64(at)?.try_into().ok()
        } else {
            self.u32(at)?.try_into().ok()
        }
    }

    /// A SHORT in this structure's byte order.
    pub(crate) fn short(&self, value: u16) -> [u8; 2] {
        if self.big_endian {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    /// A LONG in this structure's byte order.
    pub(crate) fn long(&self, value: u32) -> [u8; 4] {
        if self.big_endian {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        }
    }

    /// A count or a place as [`Self::offset`] reads it.
    pub(crate) fn place(&self, value: u64) -> Vec<u8> {
        match (self.wide, self.big_endian) {
            (true, true) => value.to_be_bytes().to_vec(),
            (true, false) => value.to_le_bytes().to_vec(),
            (false, _) => self.long(value as u32).to_vec(),
        }
    }

    /// Where the first directory stands.
    pub(crate) fn first(&self) -> Option<usize> {
        self.offset(if self.wide { 8 } else { 4 })
    }

    /// The directory at a place. Entries that leave the data are left out, as readers do.
    pub(crate) fn directory(&self, at: usize) -> Option<Directory> {
        let (head, step, width) = if self.wide { (8, 20, 8) } else { (2, 12, 4) };
        let count = if self.wide {
            usize::try_from(self.u64(at)?).ok()?
        } else {
            usize::from(self.u16(at)?)
        };
        let first = at.checked_add(head)?;
        let fit = self.data.len().saturating_sub(first) / step;
        let entries = (0..count.min(fit))
            .filter_map(|index| self.entry(first + index * step))
            .collect();
        let end = first.checked_add(count.checked_mul(step)?)?;
        Some(Directory {
            range: at..end.saturating_add(width).min(self.data.len()),
            entries,
            next: self.offset(end).unwrap_or(0),
        })
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let kind = self.u16(at + 2)?;
        let (count, value, room) = if self.wide {
            (usize::try_from(self.u64(at + 4)?).ok()?, at + 12, 8)
        } else {
            (usize::try_from(self.u32(at + 4)?).ok()?, at + 8, 4)
        };
        let length = count.checked_mul(width(kind))?;
        let start = if length <= room {
            value
        } else {
            self.offset(value)?
        };
        Some(Entry {
            tag: self.u16(at)?,
            kind,
            count,
            at,
            values: start..start.checked_add(length)?,
        })
    }

    /// An entry's values as they stand, where they lie inside the data.
    pub(crate) fn bytes(&self, entry: &Entry) -> Option<&'a [u8]> {
        self.data.get(entry.values.clone())
    }

    /// One of an entry's values as a whole number: BYTE, SHORT, LONG, IFD, LONG8 or IFD8.
    pub(crate) fn number(&self, entry: &Entry, index: usize) -> Option<u64> {
        if index >= entry.count {
            return None;
        }
        let at = entry
            .values
            .start
            .checked_add(index.checked_mul(width(entry.kind))?)?;
        match entry.kind {
            1 | 6 | 7 => self.data.get(at).copied().map(u64::from),
            3 => self.u16(at).map(u64::from),
            4 | 13 => self.u32(at).map(u64::from),
            16 | 18 => self.u64(at),
            _ => None,
        }
    }
}

impl Directory {
    /// The first entry of a tag, which is the one that readers take.
    pub(crate) fn find(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }
}

/// Bytes a value, by type: TIFF 6.0, section 2; 13, 16 to 18 by Adobe's supplements and BigTIFF. 0 where unknown.
pub(crate) fn width(kind: u16) -> usize {
    match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16 | 17 | 18 => 8,
        _ => 0,
    }
}
