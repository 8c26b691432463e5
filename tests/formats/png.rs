//! PNGs for the tests, chunk by chunk.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

pub(crate) type Chunk = ([u8; 4], Vec<u8>);

pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Chunk {
    (*name, data.to_vec())
}

pub(crate) fn bytes((name, data): &Chunk) -> Vec<u8> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(name);
    crc.update(data);
    let length = (data.len() as u32).to_be_bytes();
    [length.as_slice(), name, data, &crc.finalize().to_be_bytes()].concat()
}

pub(crate) fn file(chunks: &[Chunk]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunks.iter().for_each(|chunk| file.extend(bytes(chunk)));
    file
}

pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u8,
    pub(crate) colour: u8,
    pub(crate) interlaced: bool,
}

impl Kind {
    pub(crate) const fn new(depth: u8, colour: u8) -> Self {
        Self {
            width: 13,
            height: 11,
            depth,
            colour,
            interlaced: false,
        }
    }

    pub(crate) fn ihdr(&self) -> Chunk {
        let (w, h) = (self.width.to_be_bytes(), self.height.to_be_bytes());
        let rest = [self.depth, self.colour, 0, 0, u8::from(self.interlaced)];
        chunk(b"IHDR", &[w.as_slice(), &h, &rest].concat())
    }

    pub(crate) fn row_bytes(&self, width: u32) -> usize {
        let channels = [1, 0, 3, 1, 2, 0, 4][usize::from(self.colour)];
        (width as usize * channels * usize::from(self.depth)).div_ceil(8)
    }

    /// Width and rows of each pass.
    fn passes(&self) -> Vec<(u32, u32)> {
        if !self.interlaced {
            return vec![(self.width, self.height)];
        }
        [
            (0, 0, 8, 8),
            (4, 0, 8, 8),
            (0, 4, 4, 8),
            (2, 0, 4, 4),
            (0, 2, 2, 4),
            (1, 0, 2, 2),
            (0, 1, 1, 2),
        ]
        .map(|(x, y, dx, dy)| {
            (
                self.width.saturating_sub(x).div_ceil(dx),
                self.height.saturating_sub(y).div_ceil(dy),
            )
        })
        .into_iter()
        .filter(|(width, rows)| *width > 0 && *rows > 0)
        .collect()
    }

    /// Rows with every filter type, of bytes that `sample` gives by their number; spare bits are clear.
    pub(crate) fn rows(&self, sample: impl Fn(usize) -> u8) -> Vec<u8> {
        let mut rows = Vec::new();
        let mut number = 0;
        for (width, count) in self.passes() {
            let row = self.row_bytes(width);
            let spare = row * 8 - (width as usize * row_bits(self)).min(row * 8);
            for y in 0..count {
                // Samples that must be what is asked for, and clear spare bits, need the filter none.
                let plain = self.depth < 8 || self.colour == 3;
                rows.push(if plain { 0 } else { (y % 5) as u8 });
                for at in 0..row {
                    let byte = sample(number);
                    rows.push(if at + 1 == row { byte & 0xFF << spare } else { byte });
                    number += 1;
                }
            }
        }
        rows
    }

    /// A picture of some samples, with its palette where it needs one.
    pub(crate) fn chunks(&self) -> Vec<Chunk> {
        let rows = self.rows(|number| (number * 37 % 251) as u8);
        let mut chunks = vec![self.ihdr()];
        if self.colour == 3 {
            let entries = 1usize << self.depth;
            chunks.push(chunk(
                b"PLTE",
                &(0..entries * 3).map(|v| (v * 7 % 256) as u8).collect::<Vec<_>>(),
            ));
        }
        chunks.extend([chunk(b"IDAT", &zlib(&rows)), chunk(b"IEND", b"")]);
        chunks
    }

    pub(crate) fn file(&self) -> Vec<u8> {
        file(&self.chunks())
    }

    /// The picture with a chunk before its data.
    pub(crate) fn with(&self, name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut chunks = self.chunks();
        let place = chunks.len() - 2;
        chunks.insert(place, chunk(name, data));
        file(&chunks)
    }
}

/// Bits of a pixel.
fn row_bits(kind: &Kind) -> usize {
    [1, 0, 3, 1, 2, 0, 4][usize::from(kind.colour)] * usize::from(kind.depth)
}

pub(crate) const RGB: Kind = Kind::new(8, 2);

/// Every colour type and depth (PNG 11.2.1).
pub(crate) fn kinds() -> Vec<Kind> {
    [
        (0, &[1u8, 2, 4, 8, 16][..]),
        (2, &[8, 16]),
        (3, &[1, 2, 4, 8]),
        (4, &[8, 16]),
        (6, &[8, 16]),
    ]
    .into_iter()
    .flat_map(|(colour, depths)| depths.iter().map(move |depth| Kind::new(*depth, colour)))
    .flat_map(|kind| {
        [
            kind,
            Kind {
                interlaced: true,
                ..kind
            },
        ]
    })
    .collect()
}

/// An `iCCP` chunk's data.
pub(crate) fn iccp(name: &[u8], profile: &[u8]) -> Vec<u8> {
    [name, b"\0\0", &zlib(profile)].concat()
}

pub(crate) fn fctl(sequence: u32, width: u32, height: u32, x: u32, y: u32) -> Chunk {
    let fields = [sequence, width, height, x, y].map(u32::to_be_bytes).concat();
    chunk(b"fcTL", &[fields.as_slice(), &[0, 1, 0, 10, 0, 0]].concat())
}

pub(crate) fn fdat(sequence: u32, data: &[u8]) -> Chunk {
    chunk(b"fdAT", &[sequence.to_be_bytes().as_slice(), data].concat())
}

/// An animation of a full frame and a small one, its second frame's data in two chunks.
pub(crate) fn animation() -> Vec<Chunk> {
    let small = Kind {
        width: 4,
        height: 3,
        ..RGB
    };
    let second = zlib(&small.rows(|number| (number * 91 % 253) as u8));
    let (first_half, second_half) = second.split_at(7);
    let mut chunks = RGB.chunks();
    chunks.insert(1, chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]));
    chunks.insert(2, fctl(0, RGB.width, RGB.height, 0, 0));
    let end = chunks.len() - 1;
    chunks.splice(
        end..end,
        [fctl(1, 4, 3, 2, 1), fdat(2, first_half), fdat(3, second_half)],
    );
    chunks
}
