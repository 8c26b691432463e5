//! The samples of a PNG, as stored: packed rows, 1 to 16 bits a sample (PNG, third edition, clause 7.2).

use std::io::Cursor;

use super::chunk::{Chunk, Header, SIGNATURE, written};
use super::frame::Frame;
use crate::raster::{Indices, Paint, Place};
use crate::{Area, Error, Size};

pub(crate) struct Raster {
    pub(crate) header: Header,
    rows: Vec<u8>,
}

/// Deflate makes no more than this many bytes of one.
const MOST_EXPANSION: usize = 1032;

impl Raster {
    /// Decodes one of the pictures of a file with this header. Chunks that do not bear on its samples are not looked at.
    pub(crate) fn decoded(
        mut header: Header,
        chunks: &[Chunk<'_>],
        frame: &Frame<'_>,
    ) -> Result<Self, Error> {
        header.size = frame.place.size;
        let mut file = SIGNATURE.to_vec();
        file.extend(written(*b"IHDR", &header.written()));
        let palette = chunks.iter().find(|chunk| chunk.kind == *b"PLTE");
        palette.into_iter().for_each(|chunk| file.extend(chunk.whole));
        frame
            .data
            .iter()
            .for_each(|data| file.extend(written(*b"IDAT", data)));
        file.extend(written(*b"IEND", &[]));

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

    /// A picture of this header that is all zero.
    pub(crate) fn blank(mut header: Header, size: Size) -> Self {
        header.size = size;
        let rows = vec![0; header.row_bytes().saturating_mul(size.height as usize)];
        Self { header, rows }
    }

    /// The data of the picture's IDAT chunks, not interlaced.
    pub(crate) fn encoded(&self) -> Result<Vec<Vec<u8>>, Error> {
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
        let chunks = super::chunk::chunks(&file)?.into_iter();
        let data = chunks.filter(|chunk| chunk.kind == *b"IDAT");
        Ok(data.map(|chunk| chunk.data.to_vec()).collect())
    }

    /// The greatest sample.
    pub(crate) fn max(&self) -> u16 {
        self.header.max()
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

    /// Channels of colour: one of grey, or three.
    pub(crate) fn colours(&self) -> usize {
        self.header.colours()
    }

    /// The levels of a pixel, alpha last; grey is in the first. `key` is the colour that tRNS calls transparent.
    pub(crate) fn pixel(&self, x: u32, y: u32, key: Option<&[u16]>) -> [u16; 4] {
        let mut pixel = [0, 0, 0, self.max()];
        let colours = pixel.iter_mut().take(self.colours());
        colours
            .enumerate()
            .for_each(|(channel, level)| *level = self.sample(x, y, channel));
        if self.header.colour.samples() > self.colours() {
            pixel[3] = self.sample(x, y, self.colours());
        } else if key.is_some_and(|key| pixel.starts_with(key)) {
            pixel[3] = 0;
        }
        pixel
    }

    /// A level of a pixel's colour, 0 to 255; none where it is wholly transparent.
    pub(crate) fn level(&self, x: u32, y: u32, channel: usize, key: Option<&[u16]>) -> Option<f32> {
        let pixel = self.pixel(x, y, key);
        let level = pixel.get(channel).filter(|_| pixel[3] > 0)?;
        Some(f32::from(*level) / self.header.scale())
    }

    /// Paints what is hidden of it, opaque.
    pub(crate) fn paint(&mut self, area: &Area, paint: &Paint, key: Option<&[u16]>) {
        let (all, colours) = (self.header.colour.samples(), self.colours());
        for (x, y) in area.pixels() {
            let pixel = self.header.painted(paint, x, y, key);
            let alpha = pixel.last().copied();
            let samples = pixel.into_iter().take(colours).chain(alpha).take(all);
            for (channel, sample) in samples.enumerate() {
                self.set(x, y, channel, sample);
            }
        }
    }

    /// Turns what is hidden of it to its contrary.
    pub(crate) fn invert(&mut self, place: Place, area: &Area) {
        for ((x, y), _) in place.hidden(area) {
            for channel in 0..self.header.colour.samples() {
                let sample = self.sample(x, y, channel);
                self.set(x, y, channel, !sample & self.max());
            }
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

impl Header {
    /// The opaque levels of a paint at a hidden pixel, alpha last.
    pub(crate) fn painted(self, paint: &Paint, x: u32, y: u32, key: Option<&[u16]>) -> [u16; 4] {
        let mut pixel = [0, 0, 0, self.max()];
        for (channel, level) in pixel.iter_mut().enumerate().take(self.colours()) {
            *level = ((paint.level(x, y, channel) * self.scale()).round() as u16).min(self.max());
        }
        // Paint that happens on the transparent colour would leave a hole: the next level will do.
        if key.is_some_and(|key| pixel.starts_with(key)) {
            pixel[0] ^= 1;
        }
        pixel
    }

    /// The greatest sample for one of 255.
    fn scale(self) -> f32 {
        f32::from(self.max()) / 255.0
    }
}

impl Indices for Raster {
    fn index(&self, x: u32, y: u32) -> Option<u16> {
        Some(self.sample(x, y, 0))
    }

    fn set_index(&mut self, x: u32, y: u32, index: u16) {
        self.set(x, y, 0, index);
    }
}

fn codec(error: ::png::DecodingError) -> Error {
    Error::Codec {
        library: "png",
        message: error.to_string(),
    }
}
