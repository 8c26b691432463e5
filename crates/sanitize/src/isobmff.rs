//! Boxes of ISO base media files (ISO/IEC 14496-12), which HEIC, AVIF, JPEG XL and videos are made of.

use std::ops::Range;

use crate::bytes::{array, be32};

/// One box (4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Boxed {
    /// Its four-letter type.
    pub(crate) kind: [u8; 4],
    /// The whole box.
    pub(crate) range: Range<usize>,
    /// What stands behind its size and type (and, of a `uuid`, behind those 16 bytes).
    pub(crate) body: Range<usize>,
}

/// The boxes that fill a range one after another.
pub(crate) struct Boxes<'a> {
    data: &'a [u8],
    at: usize,
    end: usize,
}

/// The boxes in a range of the data. The iterator ends at the first place where no whole box begins; see
/// [`Boxes::rest`].
pub(crate) fn boxes(data: &[u8], range: Range<usize>) -> Boxes<'_> {
    Boxes {
        data,
        at: range.start,
        end: range.end.min(data.len()),
    }
}

impl Boxes<'_> {
    /// What is left behind the last whole box; empty where the boxes fill their range.
    pub(crate) fn rest(&self) -> Range<usize> {
        self.at.min(self.end)..self.end
    }

    fn read(&self) -> Option<Boxed> {
        let at = self.at;
        let kind = array(self.data, at.checked_add(4)?)?;
        let (mut header, size) = match be32(self.data, at)? {
            // Up to the end of the file.
            0 => (8, self.end.checked_sub(at)?),
            1 => (
                16,
                usize::try_from(u64::from_be_bytes(array(self.data, at.checked_add(8)?)?)).ok()?,
            ),
            size => (8, usize::try_from(size).ok()?),
        };
        if kind == *b"uuid" {
            header += 16;
        }
        let end = at.checked_add(size)?;
        (size >= header && end <= self.end).then(|| Boxed {
            kind,
            range: at..end,
            body: at + header..end,
        })
    }
}

impl Iterator for Boxes<'_> {
    type Item = Boxed;

    fn next(&mut self) -> Option<Boxed> {
        let found = self.read()?;
        self.at = found.range.end;
        Some(found)
    }
}

/// The major brand of a file that begins with a `ftyp` box (4.3).
pub(crate) fn brand(data: &[u8]) -> Option<[u8; 4]> {
    if array(data, 4)? != *b"ftyp" || be32(data, 0)? < 16 {
        return None;
    }
    array(data, 8)
}

/// All brands of such a file: the major one, then the compatible ones.
pub(crate) fn brands(data: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    let major = brand(data);
    let end = major
        .and(be32(data, 0))
        .and_then(|size| usize::try_from(size).ok());
    let compatible = crate::bytes::part(data, 16..end.unwrap_or(16).min(data.len()).max(16));
    major
        .into_iter()
        .chain(compatible.chunks_exact(4).filter_map(|brand| array(brand, 0)))
}
