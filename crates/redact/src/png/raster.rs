//! The samples of a PNG, as stored: packed rows, 1 to 16 bits a sample (PNG, third edition, clause 7.2).

use std::io::Cursor;

use super::chunk::{Chunk, Header, SIGNATURE, written};
use crate::Error;

pub(crate) struct Raster {
    pub(crate) header: Header,
    rows: Vec<u8>,
}

/// Deflate makes no more than this many bytes of one.
const MOST_EXPANSION: usize = 1032;

impl Raster {
    /// Decodes the picture of `chunks`. Chunks that do not bear on its samples are not looked at.
    pub(crate) fn decoded(header: Header, chunks: &[Chunk<'_>]) -> Result<Self, Error> {
        let essential = |chunk: &&Chunk<'_>| matches!(&chunk.kind, b"IHDR" | b"PLTE" | b"IDAT" | b"IEND");
        let mut file = SIGNATURE.to_vec();
        chunks
            .iter()
            .filter(essential)
            .for_each(|chunk| file.extend(chunk.whole));

        let length = header.row_bytes().saturating_mul(header.size.height as usize);
        // The decoder would find this out in the end; here it is known before anything is allocated.
        if length / MOST_EXPANSION > file.len() {
            return Err(Error::Malformed {
                part: "IDAT",
                offset: file.len(),
            });
        }
        let limits = ::png::Limits {
            bytes: length.saturating_add(1 << 20),
        };
        let mut decoder = ::png::Decoder::new_with_limits(Cursor::new(file), limits);
        decoder.set_transformations(::png::Transformations::IDENTITY);
        let mut reader = decoder.read_info().map_err(codec)?;
        let mut rows = vec![0; length];
        if reader.output_buffer_size() != Some(length) {
            return Err(Error::Malformed {
                part: "IHDR",
                offset: SIGNATURE.len(),
            });
        }
        reader.next_frame(&mut rows).map_err(codec)?;
        let mut raster = Self { header, rows };
        raster.clear_padding();
        Ok(raster)
    }

    /// The picture's IDAT chunks, with the IHDR they need, not interlaced.
    pub(crate) fn encoded(&self) -> Result<(Vec<u8>, Vec<u8>), Error> {
        let Header {
            size, colour, depth, ..
        } = self.header;
        let mut file = Vec::new();
        let mut encoder = ::png::Encoder::new(&mut file, size.width, size.height);
        // A third of the time of the encoder's own choice, for a file a twentieth larger.
        encoder.set_filter(::png::Filter::Adaptive);
        encoder.set_deflate_compression(::png::DeflateCompression::Level(4));
        encoder.set_color(colour);
        encoder.set_depth(::png::BitDepth::from_u8(depth).ok_or(Error::Malformed {
            part: "IHDR",
            offset: 0,
        })?);
        if colour == ::png::ColorType::Indexed {
            // Its entries do not matter: only IHDR and IDAT are taken from what the encoder writes.
            encoder.set_palette(vec![0; 3]);
        }
        if colour == ::png::ColorType::Indexed || depth < 8 {
            // Clause 12.7: filters seldom help where samples are not levels, or share bytes.
            encoder.set_filter(::png::Filter::NoFilter);
        }
        let failed = |error: ::png::EncodingError| Error::Codec {
            library: "png",
            message: error.to_string(),
        };
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&self.rows).map_err(failed)?;
        writer.finish().map_err(failed)?;
        let chunks = super::chunk::chunks(&file)?;
        let all = |kind: [u8; 4]| {
            chunks
                .iter()
                .filter(move |c| c.kind == kind)
                .flat_map(|c| c.whole)
                .copied()
                .collect()
        };
        Ok((all(*b"IHDR"), all(*b"IDAT")))
    }

    /// The greatest sample.
    pub(crate) fn max(&self) -> u16 {
        u16::MAX >> (16 - self.header.depth)
    }

    /// The sample of a channel at a pixel of the picture; 0 off it.
    pub(crate) fn sample(&self, x: u32, y: u32, channel: usize) -> u16 {
        let (byte, bit) = self.place(x, y, channel);
        let at = |byte: usize| self.rows.get(byte).copied().map_or(0, u16::from);
        match self.header.depth {
            16 => at(byte) << 8 | at(byte + 1),
            depth => at(byte) >> (8 - u32::from(depth) - bit) & self.max(),
        }
    }

    /// Puts a sample at a pixel of the picture.
    pub(crate) fn set(&mut self, x: u32, y: u32, channel: usize, sample: u16) {
        let (byte, bit) = self.place(x, y, channel);
        let (depth, max) = (u32::from(self.header.depth), self.max());
        if let Some([high, low]) = self.rows.get_mut(byte..byte + 2).filter(|_| depth == 16) {
            [*high, *low] = sample.to_be_bytes();
        } else if let Some(cell) = self.rows.get_mut(byte).filter(|_| depth < 16) {
            let shift = 8 - depth - bit;
            *cell = *cell & !((max as u8) << shift) | (sample.min(max) as u8) << shift;
        }
    }

    /// The byte in which a sample begins, and how many bits into it.
    fn place(&self, x: u32, y: u32, channel: usize) -> (usize, u32) {
        let bits = (x as usize * self.header.colour.samples() + channel) * usize::from(self.header.depth);
        (y as usize * self.header.row_bytes() + bits / 8, (bits % 8) as u32)
    }

    /// Clears the bits behind the last sample of each row, which no viewer shows and any writer may have used.
    fn clear_padding(&mut self) {
        let bits =
            self.header.size.width as usize * self.header.colour.samples() * usize::from(self.header.depth);
        let padding = (8 - bits % 8) % 8;
        let length = self.header.row_bytes().max(1);
        for last in self.rows.chunks_exact_mut(length).filter_map(<[u8]>::last_mut) {
            *last &= 0xFF << padding;
        }
    }
}

fn codec(error: ::png::DecodingError) -> Error {
    Error::Codec {
        library: "png",
        message: error.to_string(),
    }
}

/// A chunk of entries, or nothing where there are none.
pub(crate) fn entries(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    if data.is_empty() {
        Vec::new()
    } else {
        written(kind, data)
    }
}
