//! TIFFs made for the tests, by a writer of their own.
#![allow(dead_code, reason = "each test target uses a part of it")]

use std::io::Write as _;

use super::raster::Drawn;

/// How a page is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) photometric: u16,
    pub(crate) bits: u32,
    pub(crate) samples: usize,
    pub(crate) compression: u16,
    pub(crate) predictor: u16,
    pub(crate) tile: bool,
    pub(crate) separate: bool,
    pub(crate) big_endian: bool,
    pub(crate) wide: bool,
    /// SampleFormat.
    pub(crate) format: u16,
    /// ExtraSamples.
    pub(crate) extra: Option<u16>,
    pub(crate) reversed: bool,
    pub(crate) orientation: u16,
    pub(crate) pages: u32,
    /// Pixels that share their colour, across and down.
    pub(crate) blocks: [u32; 2],
}

pub(crate) const RGB: Page = Page {
    photometric: 2,
    bits: 8,
    samples: 3,
    compression: 1,
    predictor: 1,
    tile: false,
    separate: false,
    big_endian: false,
    wide: false,
    format: 1,
    extra: None,
    reversed: false,
    orientation: 1,
    pages: 1,
    blocks: [1, 1],
};

/// Width, height, strips or tiles, and JPEG tables.
pub(crate) type Stored = (u32, u32, Vec<Vec<u8>>, Vec<u8>);

/// An arbitrary colour.
pub(crate) fn entry(index: u64) -> [u64; 3] {
    [
        index * 9473 % 65536,
        (65535 - index * 257) % 65536,
        index * 2833 % 65536,
    ]
}

impl Page {
    fn number(self, value: u64, width: usize) -> Vec<u8> {
        let mut bytes = value.to_le_bytes()[..width].to_vec();
        if self.big_endian {
            bytes.reverse();
        }
        bytes
    }

    /// The samples of a pixel.
    fn pixel(self, x: u32, y: u32, colour: [u8; 3]) -> Vec<u64> {
        let most = u64::MAX >> (64 - self.bits);
        let scaled = |level: u8| match self.format {
            3 if self.bits == 32 => u64::from((f32::from(level) / 255.0).to_bits()),
            3 => (f64::from(level) / 255.0).to_bits(),
            _ if self.bits > 8 => u64::from(level) * (most / 255),
            _ => u64::from(level) >> (8 - self.bits),
        };
        let mut pixel: Vec<u64> = match self.photometric {
            0 | 1 | 3 => vec![scaled(colour[0])],
            5 => {
                let black = colour[0].min(colour[1]);
                [colour[0], colour[1], colour[2], black].map(scaled).to_vec()
            }
            _ => colour.map(scaled).to_vec(),
        };
        let alpha = if (x + y) % 9 < 2 { 0 } else { 255 };
        pixel.resize(self.samples, scaled(alpha));
        pixel
    }

    fn bytes(self, samples: &[u64]) -> Vec<u8> {
        if self.bits.is_multiple_of(8) {
            return samples
                .iter()
                .flat_map(|s| self.number(*s, self.bits as usize / 8))
                .collect();
        }
        let bits: Vec<u8> = samples
            .iter()
            .flat_map(|sample| (0..self.bits).rev().map(move |bit| (sample >> bit & 1) as u8))
            .collect();
        bits.chunks(8)
            .map(|byte| (0..8).fold(0, |sum, bit| sum << 1 | byte.get(bit).unwrap_or(&0)))
            .collect()
    }

    /// A row of samples, `step` a pixel, as it is coded.
    pub(crate) fn row(self, mut samples: Vec<u64>, step: usize) -> Vec<u8> {
        let most = u64::MAX >> (64 - self.bits);
        if self.predictor == 2 {
            for at in (step..samples.len()).rev() {
                samples[at] = samples[at].wrapping_sub(samples[at - step]) & most;
            }
        }
        if self.predictor == 3 {
            let width = self.bits as usize / 8;
            let mut planes: Vec<u8> = (0..width)
                .flat_map(|byte| {
                    samples
                        .iter()
                        .map(move |s| (s >> (8 * (width - 1 - byte))) as u8)
                        .collect::<Vec<u8>>()
                })
                .collect();
            for at in (step..planes.len()).rev() {
                planes[at] = planes[at].wrapping_sub(planes[at - step]);
            }
            return planes;
        }
        self.bytes(&samples)
    }

    pub(crate) fn piece(self, width: u32, rows: &[Vec<u8>]) -> Vec<u8> {
        let all = rows.concat();
        let data = match self.compression {
            5 => weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
                .encode(&all)
                .unwrap(),
            8 => {
                let mut stream = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
                stream.write_all(&all).unwrap();
                stream.finish().unwrap()
            }
            32773 => all
                .chunks(100)
                .flat_map(|piece| [&[piece.len() as u8 - 1], piece].concat())
                .collect(),
            4 => {
                let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
                for row in rows {
                    let bits = row
                        .iter()
                        .flat_map(|byte| (0..8).map(move |bit| byte >> (7 - bit) & 1));
                    let colours = bits.map(|bit| {
                        if bit == 1 {
                            fax::Color::Black
                        } else {
                            fax::Color::White
                        }
                    });
                    encoder
                        .encode_line(colours.take(width as usize), width as u16)
                        .unwrap();
                }
                encoder.finish().unwrap().finish()
            }
            _ => all,
        };
        if self.reversed {
            data.into_iter().map(u8::reverse_bits).collect()
        } else {
            data
        }
    }

    fn pieces(self, number: u32, width: u32, height: u32, drawn: Drawn<'_>) -> Vec<Vec<u8>> {
        let (across, down) = if self.tile { (32, 16) } else { (width, 10) };
        let planes = if self.separate { self.samples } else { 1 };
        let mut pieces = Vec::new();
        for plane in 0..planes {
            for top in (0..height).step_by(down as usize) {
                for left in (0..width).step_by(across as usize) {
                    let rows = if self.tile { down } else { down.min(height - top) };
                    // As common writers do, the last pixel is repeated beyond the picture.
                    let at = |x: u32, y: u32| {
                        let (x, y) = ((left + x).min(width - 1), (top + y).min(height - 1));
                        self.pixel(x, y, drawn(number, x, y))
                    };
                    let [a, d] = self.blocks;
                    let rows: Vec<Vec<u8>> = if self.blocks == [1, 1] {
                        let row = |y| {
                            let pixels = (0..across).map(|x| at(x, y));
                            let samples = pixels.flat_map(|pixel| match self.separate {
                                true => vec![pixel[plane]],
                                false => pixel,
                            });
                            self.row(samples.collect(), if self.separate { 1 } else { self.samples })
                        };
                        (0..rows).map(row).collect()
                    } else {
                        let block = |x: u32, y: u32| {
                            let lights = (0..d)
                                .flat_map(|dy| (0..a).map(move |dx| at(x * a + dx, y * d + dy)[0] as u8));
                            let mut block: Vec<u8> = lights.collect();
                            block.extend([at(x * a, y * d)[1] as u8, at(x * a, y * d)[2] as u8]);
                            block
                        };
                        let row = |y| (0..across.div_ceil(a)).flat_map(|x| block(x, y)).collect();
                        (0..rows.div_ceil(d)).map(row).collect()
                    };
                    pieces.push(self.piece(across, &rows));
                }
            }
        }
        pieces
    }

    pub(crate) fn file(self, width: u32, height: u32, drawn: Drawn<'_>) -> Vec<u8> {
        let pages = (0..self.pages).map(|number| {
            // Later pages are of another size.
            let (width, height) = (width + 7 * number, height + 4 * number);
            (
                width,
                height,
                self.pieces(number, width, height, drawn),
                Vec::new(),
            )
        });
        self.assembled(pages.collect())
    }

    pub(crate) fn assembled(self, pages: Vec<Stored>) -> Vec<u8> {
        let room = if self.wide { 8 } else { 4 };
        let mut file = if self.big_endian {
            b"MM".to_vec()
        } else {
            b"II".to_vec()
        };
        file.extend(self.number(if self.wide { 43 } else { 42 }, 2));
        if self.wide {
            file.extend([self.number(8, 2), self.number(0, 2)].concat());
        }
        let mut link = file.len();
        file.extend(vec![0; room]);
        for (width, height, pieces, tables) in pages {
            let mut places = Vec::new();
            for piece in &pieces {
                places.push(file.len() as u64);
                file.extend(piece);
            }
            let lengths: Vec<u64> = pieces.iter().map(|piece| piece.len() as u64).collect();
            let mut fields: Vec<(u16, u16, Vec<u64>)> = vec![
                (256, 4, vec![width.into()]),
                (257, 4, vec![height.into()]),
                (258, 3, vec![self.bits.into(); self.samples]),
                (259, 3, vec![self.compression.into()]),
                (262, 3, vec![self.photometric.into()]),
                (266, 3, vec![1 + u64::from(self.reversed)]),
                (274, 3, vec![self.orientation.into()]),
                (277, 3, vec![self.samples as u64]),
                (284, 3, vec![1 + u64::from(self.separate)]),
                (317, 3, vec![self.predictor.into()]),
                (339, 3, vec![self.format.into(); self.samples]),
            ];
            let [offsets, counts] = if self.tile { [324, 325] } else { [273, 279] };
            let rows = if pieces.len() == 1 { height } else { 10 };
            if self.tile {
                fields.extend([(322, 4, vec![32]), (323, 4, vec![16])]);
            } else {
                fields.push((278, 4, vec![rows.into()]));
            }
            fields.extend([(offsets, 4, places), (counts, 4, lengths)]);
            if let Some(extra) = self.extra {
                fields.push((338, 3, vec![extra.into()]));
            }
            if self.photometric == 6 {
                fields.push((530, 3, self.blocks.map(u64::from).to_vec()));
            }
            if self.photometric == 3 {
                let all = || 0..1_u64 << self.bits;
                let map = (0..3).flat_map(|channel| all().map(move |index| entry(index)[channel]));
                fields.push((320, 3, map.collect()));
            }
            if !tables.is_empty() {
                fields.push((347, 7, tables.iter().map(|byte| u64::from(*byte)).collect()));
            }
            fields.sort_by_key(|(tag, ..)| *tag);
            let mut entries = Vec::new();
            for (tag, kind, numbers) in &fields {
                let width = match kind {
                    3 => 2,
                    4 => 4,
                    _ => 1,
                };
                let mut value: Vec<u8> = numbers.iter().flat_map(|n| self.number(*n, width)).collect();
                entries.extend(self.number((*tag).into(), 2));
                entries.extend(self.number((*kind).into(), 2));
                entries.extend(self.number(numbers.len() as u64, room));
                if value.len() <= room {
                    value.resize(room, 0);
                    entries.extend(value);
                } else {
                    entries.extend(self.number(file.len() as u64, room));
                    file.extend(value);
                }
            }
            let start = self.number(file.len() as u64, room);
            file[link..link + room].copy_from_slice(&start);
            file.extend(self.number(fields.len() as u64, if self.wide { 8 } else { 2 }));
            file.extend(entries);
            link = file.len();
            file.extend(vec![0; room]);
        }
        file
    }
}
