//! Fields of a box one after another, and boxes made of fields.

use std::ops::Range;

use crate::bytes::part;

/// Reads big-endian fields from a range of a file; a field that leaves the range is `None`.
pub(super) struct Fields<'a> {
    data: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Fields<'a> {
    pub(super) fn new(data: &'a [u8], range: &Range<usize>) -> Self {
        Self {
            data,
            at: range.start,
            end: range.end.min(data.len()),
        }
    }

    pub(super) fn rest(&self) -> Range<usize> {
        self.at.min(self.end)..self.end
    }

    pub(super) fn take(&mut self, length: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.end)?;
        let taken = self.at..end;
        self.at = end;
        Some(taken)
    }

    /// An unsigned number of 0 to 8 bytes.
    pub(super) fn number(&mut self, bytes: usize) -> Option<u64> {
        let taken = self.take(bytes)?;
        Some(
            part(self.data, taken)
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        u8::try_from(self.number(1)?).ok()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        u16::try_from(self.number(2)?).ok()
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        u32::try_from(self.number(4)?).ok()
    }

    pub(super) fn name(&mut self) -> Option<[u8; 4]> {
        Some(self.u32()?.to_be_bytes())
    }

    /// The version and the flags of a full box (14496-12, 4.2.2).
    pub(super) fn version(&mut self) -> Option<(u8, u32)> {
        let both = self.u32()?;
        Some(((both >> 24) as u8, both & 0x00FF_FFFF))
    }

    /// A string up to its zero byte, or up to the end where that is missing.
    pub(super) fn text(&mut self) -> Range<usize> {
        let length = memchr::memchr(0, part(self.data, self.rest()));
        let end = length.map_or(self.end, |length| self.at + length);
        let text = self.at.min(end)..end;
        self.at = (end + 1).min(self.end);
        text
    }
}

/// A whole box of up to four gigabytes.
pub(super) fn boxed(kind: [u8; 4], fields: &[&[u8]]) -> Vec<u8> {
    let length = 8 + fields.iter().map(|field| field.len()).sum::<usize>();
    let mut whole = Vec::with_capacity(length);
    whole.extend((length as u32).to_be_bytes());
    whole.extend(kind);
    fields.iter().for_each(|field| whole.extend_from_slice(field));
    whole
}

/// The first four bytes of a full box's body.
pub(super) const fn version(version: u8, flags: u8) -> [u8; 4] {
    [version, 0, 0, flags]
}
