//! The chunks of a WebP, and the coded pictures among them (RFC 9649, 2.3 to 2.7.1).

use std::ops::Range;

use crate::bytes::{array, le16, le32, part};
use crate::error::malformed;
use crate::part::Size;
use crate::{Error, Output};

/// One chunk (2.3).
pub(super) struct Chunk {
    pub(super) name: [u8; 4],
    pub(super) range: Range<usize>,
    pub(super) data: Range<usize>,
}

/// The chunks in a range, each with its padding byte (2.3).
pub(super) fn chunks(source: &[u8], range: Range<usize>) -> Result<Vec<Chunk>, Error> {
    let mut chunks = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let cut = || malformed("chunk", at, "A chunk is longer than the file");
        let name = array(source, at).ok_or_else(cut)?;
        let length = usize::try_from(le32(source, at + 4).ok_or_else(cut)?).map_err(|_| cut())?;
        let data = at + 8..(at + 8).checked_add(length).ok_or_else(cut)?;
        if data.end > range.end {
            return Err(cut());
        }
        let end = data.end.next_multiple_of(2).min(range.end);
        chunks.push(Chunk {
            name,
            range: at..end,
            data,
        });
        at = end;
    }
    Ok(chunks)
}

/// One coded picture: the still, or a frame.
pub(super) struct Image {
    pub(super) size: Size,
    pub(super) alpha: bool,
    /// The header of its `ANMF` chunk, in an animation.
    pub(super) frame: Option<[u8; 16]>,
    /// Its `ALPH`, where it has one, and its `VP8 ` or `VP8L`.
    pub(super) chunks: Vec<Chunk>,
}

impl Image {
    /// The picture in a run of chunks (2.7.1.1, "Frame Data").
    pub(super) fn find(source: &[u8], chunks: &[Chunk], frame: Option<[u8; 16]>) -> Result<Self, Error> {
        let at = chunks.first().map_or(0, |chunk| chunk.range.start);
        let broken = || malformed("VP8", at, "The picture data is missing or damaged");
        let place = chunks
            .iter()
            .position(|c| matches!(&c.name, b"VP8 " | b"VP8L"))
            .ok_or_else(broken)?;
        let image = chunks.get(place).ok_or_else(broken)?;
        let data = part(source, image.data.clone());
        let mut kept = Vec::new();
        let (size, alpha) = if image.name == *b"VP8L" {
            lossless(data).ok_or_else(broken)?
        } else {
            let alpha = chunks.iter().take(place).find(|chunk| chunk.name == *b"ALPH");
            let size = lossy(data).ok_or_else(broken)?;
            kept.extend(alpha.map(|alpha| alpha.without_tail(source, size)));
            (size, alpha.is_some())
        };
        kept.push(image.same());
        Ok(Self {
            size,
            alpha,
            frame,
            chunks: kept,
        })
    }
}

impl Chunk {
    fn same(&self) -> Self {
        Self {
            name: self.name,
            range: self.range.clone(),
            data: self.data.clone(),
        }
    }

    /// An `ALPH` chunk as long as its picture: alpha that is not compressed takes a byte a pixel (2.7.1.2).
    fn without_tail(&self, source: &[u8], size: Size) -> Self {
        let mut alpha = self.same();
        let flags = source.get(self.data.start).filter(|_| !self.data.is_empty());
        if flags.is_some_and(|flags| flags & 0x03 == 0) {
            let pixels = size.width as usize * size.height as usize;
            alpha.data.end = alpha.data.end.min(alpha.data.start + 1 + pixels);
        }
        alpha
    }

    /// The bytes that code the picture: all but the flags of an `ALPH`, whose reserved bits are cleared.
    pub(super) fn coded(&self) -> Range<usize> {
        let flags = usize::from(self.name == *b"ALPH").min(self.data.len());
        self.data.start + flags..self.data.end
    }

    pub(super) fn write(&self, source: &[u8], output: &mut Output) {
        let coded = self.coded();
        output.make(self.name);
        output.make((self.data.len() as u32).to_le_bytes());
        output.make(
            part(source, self.data.start..coded.start)
                .iter()
                .map(|flags| flags & 0x3F)
                .collect::<Vec<_>>(),
        );
        output.copy(coded);
        if self.data.len() % 2 == 1 {
            output.make([0]);
        }
    }
}

/// Sides of a VP8 key frame (RFC 6386, 9.1).
fn lossy(data: &[u8]) -> Option<Size> {
    if array(data, 3)? != [0x9D, 0x01, 0x2A] {
        return None;
    }
    let side = |at| Some(u32::from(le16(data, at)? & 0x3FFF)).filter(|side| *side > 0);
    Some(Size {
        width: side(6)?,
        height: side(8)?,
    })
}

/// Sides of a VP8L picture, and whether it uses alpha (RFC 9649, 3.4).
fn lossless(data: &[u8]) -> Option<(Size, bool)> {
    let bits = le32(data, 1).filter(|_| data.first() == Some(&0x2F))?;
    let size = Size {
        width: (bits & 0x3FFF) + 1,
        height: (bits >> 14 & 0x3FFF) + 1,
    };
    Some((size, bits >> 28 & 1 == 1))
}
