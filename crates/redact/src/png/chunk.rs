//! The chunks of a PNG and its header (PNG, third edition, clauses 5 and 11.2.1).

use crate::{Error, MAX_PIXELS, Size};

pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// One chunk.
#[derive(Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: [u8; 4],
    pub(crate) data: &'a [u8],
    /// Length, type, data and CRC as they stand in the file.
    pub(crate) whole: &'a [u8],
}

/// The chunks up to IEND. What stands behind it is no part of the picture.
pub(crate) fn chunks(file: &[u8]) -> Result<Vec<Chunk<'_>>, Error> {
    let mut rest = file.strip_prefix(&SIGNATURE).ok_or(Error::Malformed {
        part: "signature",
        offset: 0,
    })?;
    let mut chunks = Vec::new();
    loop {
        let broken = Error::Malformed {
            part: "chunk",
            offset: file.len() - rest.len(),
        };
        let (length, tail) = rest.split_first_chunk::<4>().ok_or(broken)?;
        let length = u32::from_be_bytes(*length) as usize;
        let broken = Error::Malformed {
            part: "chunk",
            offset: file.len() - rest.len(),
        };
        let chunk = tail.split_first_chunk::<4>().and_then(|(kind, data)| {
            Some(Chunk {
                kind: *kind,
                data: data.get(..length)?,
                whole: rest.get(..length.checked_add(12)?)?,
            })
        });
        let chunk = chunk.ok_or(broken)?;
        rest = rest.get(chunk.whole.len()..).unwrap_or_default();
        chunks.push(chunk);
        if chunk.kind == *b"IEND" {
            return Ok(chunks);
        }
    }
}

/// A chunk with its length and CRC.
pub(crate) fn written(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&kind);
    crc.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [&length, &kind, data, &crc.finalize().to_be_bytes()].concat()
}

/// IHDR.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) size: Size,
    pub(crate) colour: ::png::ColorType,
    /// Bits a sample.
    pub(crate) depth: u8,
    pub(crate) interlaced: bool,
}

impl Header {
    pub(crate) fn read(chunks: &[Chunk<'_>]) -> Result<Self, Error> {
        let header = chunks
            .first()
            .filter(|chunk| chunk.kind == *b"IHDR")
            .and_then(|chunk| Self::of(chunk.data));
        let header = header.ok_or(Error::Malformed {
            part: "IHDR",
            offset: SIGNATURE.len(),
        })?;
        let Size { width, height } = header.size;
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        Ok(header)
    }

    fn of(data: &[u8]) -> Option<Self> {
        let &[w0, w1, w2, w3, h0, h1, h2, h3, depth, colour, 0, 0, interlace] = data else {
            return None;
        };
        let size = Size {
            width: u32::from_be_bytes([w0, w1, w2, w3]),
            height: u32::from_be_bytes([h0, h1, h2, h3]),
        };
        let sides = 1..=i32::MAX as u32;
        let colour = ::png::ColorType::from_u8(colour)?;
        // Table 12: which depths each colour type allows.
        let allowed: &[u8] = match colour {
            ::png::ColorType::Grayscale => &[1, 2, 4, 8, 16],
            ::png::ColorType::Indexed => &[1, 2, 4, 8],
            _ => &[8, 16],
        };
        let sound = sides.contains(&size.width)
            && sides.contains(&size.height)
            && allowed.contains(&depth)
            && interlace < 2;
        sound.then_some(Self {
            size,
            colour,
            depth,
            interlaced: interlace == 1,
        })
    }

    /// The greatest sample.
    pub(crate) fn max(self) -> u16 {
        u16::MAX >> (16 - u16::from(self.depth).clamp(1, 16))
    }

    /// Channels of colour: one of grey, or three.
    pub(crate) fn colours(self) -> usize {
        if self.colour.samples() < 3 { 1 } else { 3 }
    }

    /// The data of an IHDR chunk.
    pub(crate) fn written(self) -> Vec<u8> {
        let Size { width, height } = self.size;
        let last = [self.depth, self.colour as u8, 0, 0, u8::from(self.interlaced)];
        [&width.to_be_bytes()[..], &height.to_be_bytes(), &last].concat()
    }

    /// Bytes of a row of samples, without its filter type.
    pub(crate) fn row_bytes(self) -> usize {
        (self.size.width as usize * self.colour.samples() * usize::from(self.depth)).div_ceil(8)
    }
}
