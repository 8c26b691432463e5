//! A walk over the marker segments of a JPEG (ITU-T T.81, B.1.1).

use std::ops::Range;

use crate::Error;

pub(crate) const SOI: u8 = 0xD8;
pub(crate) const EOI: u8 = 0xD9;
pub(crate) const SOS: u8 = 0xDA;
pub(crate) const DQT: u8 = 0xDB;
pub(crate) const DNL: u8 = 0xDC;
pub(crate) const DRI: u8 = 0xDD;
pub(crate) const APP0: u8 = 0xE0;
pub(crate) const APP14: u8 = 0xEE;
pub(crate) const APP15: u8 = 0xEF;
const TEM: u8 = 0x01;
const RST0: u8 = 0xD0;
const RST7: u8 = 0xD7;

/// One marker segment.
pub(crate) struct Segment<'a> {
    pub(crate) marker: u8,
    /// The whole segment in the file, from its marker's `FF`; coded data behind an SOS is not part of it.
    pub(crate) range: Range<usize>,
    /// What stands behind the length.
    pub(crate) payload: &'a [u8],
}

/// The segments behind SOI up to EOI, or to the end of a file that lacks one. Coded data is passed over.
pub(crate) struct Segments<'a> {
    file: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    pub(crate) fn new(file: &'a [u8]) -> Result<Self, Error> {
        match file {
            [0xFF, SOI, ..] => Ok(Self { file, at: 2 }),
            _ => Err(Error::Malformed {
                part: "SOI",
                offset: 0,
            }),
        }
    }

    /// The next marker that has a length, and the offset of its `FF`.
    fn marker(&mut self) -> Option<(u8, usize)> {
        loop {
            let found = self.at + memchr::memchr(0xFF, self.file.get(self.at..)?)?;
            self.at = found + 1;
            match *self.file.get(self.at)? {
                // A stuffed FF of coded data, a fill byte, or a marker that stands alone.
                0x00 | 0xFF | TEM | RST0..=RST7 => {}
                marker => return Some((marker, found)),
            }
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let (marker, start) = self.marker()?;
        if marker == EOI {
            self.at = self.file.len();
            return None;
        }
        let rest = self.file.get(start + 2..).unwrap_or_default();
        let payload = match *rest {
            [high, low, ..] => rest.get(2..usize::from(u16::from_be_bytes([high, low]))),
            _ => None,
        };
        let Some(payload) = payload else {
            self.at = self.file.len();
            return Some(Err(Error::Malformed {
                part: "marker segment",
                offset: start,
            }));
        };
        let end = start + 4 + payload.len();
        self.at = end;
        Some(Ok(Segment {
            marker,
            range: start..end,
            payload,
        }))
    }
}
