//! PNGs as the tests write them, and their chunks.

use std::io::Write as _;

use png::{BitDepth, ColorType};

/// How a test PNG is coded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) colour: ColorType,
    pub(crate) depth: BitDepth,
    /// Whether a colour of it is transparent.
    pub(crate) key: bool,
}

pub(crate) fn kinds() -> Vec<Kind> {
    use BitDepth::{Eight, Four, One, Sixteen, Two};
    let all = [
        (ColorType::Grayscale, &[One, Two, Four, Eight, Sixteen][..]),
        (ColorType::Rgb, &[Eight, Sixteen]),
        (ColorType::Indexed, &[One, Two, Four, Eight]),
        (ColorType::GrayscaleAlpha, &[Eight, Sixteen]),
        (ColorType::Rgba, &[Eight, Sixteen]),
    ];
    let kinds = all
        .iter()
        .flat_map(|&(colour, depths)| depths.iter().map(move |&depth| (colour, depth)));
    kinds
        .flat_map(|(colour, depth)| [false, true].map(|key| Kind { colour, depth, key }))
        .collect()
}

impl Kind {
    pub(crate) fn of(self, width: u32, height: u32, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(self.colour);
        encoder.set_depth(self.depth);
        if self.colour == ColorType::Indexed {
            let count = 1 << self.depth as u8;
            encoder.set_palette((0..count).flat_map(entry).collect::<Vec<u8>>());
        }
        match self.colour {
            ColorType::Indexed if self.key => encoder.set_trns(vec![255, 0]),
            ColorType::Grayscale if self.key => encoder.set_trns(vec![0, 1]),
            ColorType::Rgb if self.key => encoder.set_trns(vec![0, 128, 0, 128, 0, 128]),
            _ => {}
        }
        let rows = rows((self.colour, self.depth), [width, height], |x, y| {
            (picture(x, y), alpha(x, y))
        });
        encoder.write_header().unwrap().write_image_data(&rows).unwrap();
        file
    }
}

/// An arbitrary palette without repetitions.
pub(crate) fn entry(index: u32) -> [u8; 3] {
    [
        (index * 37 % 256) as u8,
        (255 - index) as u8,
        (index * 11 % 256) as u8,
    ]
}

/// Where the tests' pictures are transparent.
pub(crate) fn alpha(x: u32, y: u32) -> u8 {
    if (x + y) % 9 < 2 { 0 } else { 200 }
}

/// The rows of a picture without their filters, each sample in its bits.
pub(crate) fn rows(
    (colour, depth): (ColorType, BitDepth),
    [width, height]: [u32; 2],
    drawn: impl Fn(u32, u32) -> ([u8; 3], u8),
) -> Vec<u8> {
    let depth = depth as u32;
    let mut rows = Vec::new();
    for y in 0..height {
        let mut bits = Vec::new();
        for x in 0..width {
            let ([red, green, blue], alpha) = drawn(x, y);
            let samples = match colour {
                ColorType::Grayscale | ColorType::Indexed => vec![red],
                ColorType::GrayscaleAlpha => vec![red, alpha],
                ColorType::Rgb => vec![red, green, blue],
                ColorType::Rgba => vec![red, green, blue, alpha],
            };
            for sample in samples.into_iter().map(u32::from) {
                let sample = if depth == 16 {
                    sample * 257
                } else {
                    sample >> (8 - depth)
                };
                bits.extend((0..depth).rev().map(|bit| (sample >> bit & 1) as u8));
            }
        }
        rows.extend(
            bits.chunks(8)
                .map(|byte| (0..8).fold(0, |sum, bit| sum << 1 | byte.get(bit).unwrap_or(&0))),
        );
    }
    rows
}

/// The chunks of a file: kind and data.
pub(crate) fn chunks(file: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let (mut at, mut chunks) = (8, Vec::new());
    while at < file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        chunks.push((
            file[at + 4..at + 8].try_into().unwrap(),
            file[at + 8..at + 8 + length].to_vec(),
        ));
        at += 12 + length;
    }
    chunks
}

pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let crc = crc32fast::hash(&[kind, data].concat());
    [
        &(data.len() as u32).to_be_bytes()[..],
        kind,
        data,
        &crc.to_be_bytes(),
    ]
    .concat()
}

/// Adam7 (clause 8.2), eight bits of red, green and blue, unfiltered.
pub(crate) fn interlaced(width: u32, height: u32, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];
    let mut rows = Vec::new();
    for (left, top, across, down) in passes {
        for y in (top..height).step_by(down) {
            rows.push(0);
            rows.extend((left..width).step_by(across).flat_map(|x| picture(x, y)));
        }
    }
    let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    stream.write_all(&rows).unwrap();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 1]].concat();
    let idat = chunk(b"IDAT", &stream.finish().unwrap());
    [
        b"\x89PNG\r\n\x1a\n",
        &chunk(b"IHDR", &header)[..],
        &idat,
        &chunk(b"IEND", b""),
    ]
    .concat()
}
