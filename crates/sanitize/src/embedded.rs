//! Whole pictures inside a file: how they begin, where they end.

use std::ops::Range;

use crate::bytes::{array, be32, from};

/// Whether bytes begin as a picture that a viewer can open.
pub(crate) fn is_picture(data: &[u8]) -> bool {
    data.starts_with(b"\xFF\xD8\xFF")
        || data.starts_with(b"\x89PNG\r\n\x1A\n")
        || (data.starts_with(b"RIFF") && array(data, 8) == Some(*b"WEBP"))
}

/// Bytes of a file that were put together from pieces of it.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    pub(crate) data: Vec<u8>,
    /// Where each piece begins: in the data, and in the file.
    pieces: Vec<(usize, usize)>,
}

impl Joined {
    /// Adds a piece that stands in the file at `offset`.
    pub(crate) fn push(&mut self, piece: &[u8], offset: usize) {
        self.pieces.push((self.data.len(), offset));
        self.data.extend_from_slice(piece);
    }

    /// Where a range of the data stands in the file, if it stands there in one piece.
    pub(crate) fn in_file(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let index = self.pieces.partition_point(|(start, _)| *start <= range.start);
        let (start, offset) = self.pieces.get(index.checked_sub(1)?)?;
        let end = self
            .pieces
            .get(index)
            .map_or(self.data.len(), |(start, _)| *start);
        let at = offset + (range.start - start);
        (range.end <= end && range.start <= range.end).then(|| at..at + range.len())
    }
}

/// The length of base64 text's bytes, as far as they go, without decoding it.
pub(crate) fn base64_length(text: &str) -> usize {
    text.bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .count()
        / 4
        * 3
}

/// The sides of a JPEG's first frame (T.81 B.2.2), as far as its segments can be followed.
pub(crate) fn jpeg_sides(data: &[u8]) -> Option<(u16, u16)> {
    const MOST_SEGMENTS: usize = 200;
    let mut at = 2;
    for _ in 0..MOST_SEGMENTS {
        let [start, marker] = array(data, at)?;
        if start != 0xFF {
            return None;
        }
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let sides = be32(from(data, at + 5), 0)?;
            return Some(((sides & 0xFFFF) as u16, (sides >> 16) as u16));
        }
        at = at.checked_add(2 + usize::from(crate::bytes::be16(data, at + 2)?))?;
    }
    None
}
