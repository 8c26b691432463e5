//! TIFF files for the tests: classic and BigTIFF, either byte order, strips first and directories behind them.

use std::io::Write as _;

use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use flate2::Compression;
use flate2::write::ZlibEncoder;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Order {
    pub(crate) big: bool,
    pub(crate) wide: bool,
}

pub(crate) const ORDERS: [Order; 4] = [
    Order {
        big: true,
        wide: false,
    },
    Order {
        big: false,
        wide: false,
    },
    Order {
        big: true,
        wide: true,
    },
    Order {
        big: false,
        wide: true,
    },
];
pub(crate) const CLASSIC: Order = ORDERS[1];

#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) tag: u16,
    pub(crate) kind: u16,
    pub(crate) count: usize,
    pub(crate) bytes: Vec<u8>,
}

impl Order {
    fn bytes(self, value: u64, width: usize) -> Vec<u8> {
        if self.big {
            value.to_be_bytes()[8 - width..].to_vec()
        } else {
            value.to_le_bytes()[..width].to_vec()
        }
    }

    pub(crate) fn place(self, value: usize) -> Vec<u8> {
        self.bytes(value as u64, if self.wide { 8 } else { 4 })
    }

    fn numbers(self, tag: u16, kind: u16, width: usize, values: &[u64]) -> Field {
        Field {
            tag,
            kind,
            count: values.len(),
            bytes: values
                .iter()
                .flat_map(|value| self.bytes(*value, width))
                .collect(),
        }
    }

    pub(crate) fn shorts(self, tag: u16, values: &[u16]) -> Field {
        self.numbers(
            tag,
            3,
            2,
            &values.iter().map(|v| u64::from(*v)).collect::<Vec<_>>(),
        )
    }

    pub(crate) fn longs(self, tag: u16, values: &[u32]) -> Field {
        self.numbers(
            tag,
            4,
            4,
            &values.iter().map(|v| u64::from(*v)).collect::<Vec<_>>(),
        )
    }

    fn places(self, tag: u16, values: &[usize]) -> Field {
        let (kind, width) = if self.wide { (16, 8) } else { (4, 4) };
        self.numbers(
            tag,
            kind,
            width,
            &values.iter().map(|v| *v as u64).collect::<Vec<_>>(),
        )
    }

    pub(crate) fn rationals(self, tag: u16, values: &[(u32, u32)]) -> Field {
        let longs: Vec<u32> = values.iter().flat_map(|(a, b)| [*a, *b]).collect();
        Field {
            kind: 5,
            count: values.len(),
            ..self.longs(tag, &longs)
        }
    }
}

/// Bytes as a field of a one-byte type: 1, 2, 6 or 7.
pub(crate) fn raw(tag: u16, kind: u16, bytes: &[u8]) -> Field {
    Field {
        tag,
        kind,
        count: bytes.len(),
        bytes: bytes.to_vec(),
    }
}

#[derive(Clone, Default)]
pub(crate) struct Page {
    pub(crate) fields: Vec<Field>,
    pub(crate) strips: Vec<Vec<u8>>,
    pub(crate) tiled: bool,
    /// Stands before every structure.
    pub(crate) gap: Vec<u8>,
    /// Stands behind each strip's data, inside its length.
    pub(crate) tail: Vec<u8>,
    /// Directories that a field of this tag points to.
    pub(crate) below: Vec<(u16, Vec<Self>)>,
}

/// A whole file of pages.
pub(crate) fn file(order: Order, pages: &[Page], trailer: &[u8]) -> Vec<u8> {
    let mut file = if order.big { b"MM".to_vec() } else { b"II".to_vec() };
    file.extend(order.bytes(if order.wide { 43 } else { 42 }, 2));
    if order.wide {
        file.extend([order.bytes(8, 2), order.bytes(0, 2)].concat());
    }
    let mut link = file.len();
    file.extend(order.place(0));
    for page in pages {
        let (at, next) = put(&mut file, order, page);
        let place = order.place(at);
        file[link..link + place.len()].copy_from_slice(&place);
        link = next;
    }
    file.extend(trailer);
    file
}

fn aligned(file: &mut Vec<u8>, gap: &[u8]) -> usize {
    file.extend(gap);
    file.resize(file.len().next_multiple_of(2), 0);
    file.len()
}

/// Writes a page; gives where its directory stands, and where the place of the next does.
fn put(file: &mut Vec<u8>, order: Order, page: &Page) -> (usize, usize) {
    let mut fields = page.fields.clone();
    let (mut places, mut lengths) = (Vec::new(), Vec::new());
    for strip in &page.strips {
        places.push(aligned(file, &page.gap));
        lengths.push(strip.len() + page.tail.len());
        file.extend(strip);
        file.extend(&page.tail);
    }
    if !page.strips.is_empty() {
        let [offsets, counts] = if page.tiled { [324, 325] } else { [273, 279] };
        fields.push(order.places(offsets, &places));
        fields.push(order.places(counts, &lengths));
    }
    for (tag, directories) in &page.below {
        let at: Vec<usize> = directories
            .iter()
            .map(|below| put(file, order, below).0)
            .collect();
        fields.push(order.places(*tag, &at));
    }
    fields.sort_by_key(|field| field.tag);
    let room = if order.wide { 8 } else { 4 };
    let values: Vec<Vec<u8>> = fields
        .iter()
        .map(|field| {
            if field.bytes.len() > room {
                let at = aligned(file, &page.gap);
                file.extend(&field.bytes);
                order.place(at)
            } else {
                let mut bytes = field.bytes.clone();
                bytes.resize(room, 0);
                bytes
            }
        })
        .collect();
    let at = aligned(file, &page.gap);
    file.extend(order.bytes(fields.len() as u64, if order.wide { 8 } else { 2 }));
    for (field, value) in fields.iter().zip(values) {
        file.extend(order.bytes(field.tag.into(), 2));
        file.extend(order.bytes(field.kind.into(), 2));
        file.extend(order.place(field.count));
        file.extend(value);
    }
    let next = file.len();
    file.extend(order.place(0));
    (at, next)
}

/// How a picture is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) bits: usize,
    pub(crate) samples: usize,
    pub(crate) photometric: u16,
    pub(crate) compression: u16,
    pub(crate) predicted: bool,
    /// Width and height of a tile, else rows of a strip.
    pub(crate) tile: Option<(usize, usize)>,
    pub(crate) rows: usize,
    pub(crate) separate: bool,
    pub(crate) reversed: bool,
    /// The byte that fills what is not shown.
    pub(crate) spare: u8,
}

pub(crate) const RGB: Kind = Kind {
    width: 37,
    height: 21,
    bits: 8,
    samples: 3,
    photometric: 2,
    compression: 1,
    predicted: false,
    tile: None,
    rows: 8,
    separate: false,
    reversed: false,
    spare: 0,
};

pub(crate) const GREY: Kind = Kind {
    samples: 1,
    photometric: 1,
    ..RGB
};

pub(crate) const BILEVEL: Kind = Kind { bits: 1, ..GREY };

pub(crate) const TILED: Kind = Kind {
    tile: Some((16, 16)),
    ..RGB
};

impl Kind {
    /// Pixels differ from place to place, so that a turned or shifted picture is another.
    pub(crate) fn sample(self, x: usize, y: usize, sample: usize) -> usize {
        ((x * 7 + y * 13) / (sample + 1) + x * y / 5) & ((1 << self.bits.min(16)) - 1)
    }

    fn row(self, order: Order, xs: std::ops::Range<usize>, y: usize, samples: &[usize]) -> Vec<u8> {
        let mut bits = Vec::new();
        for x in xs {
            for sample in samples {
                let shown = x < self.width && y < self.height;
                let value = if shown {
                    self.sample(x, y, *sample)
                } else {
                    usize::from(self.spare) << 8 | usize::from(self.spare)
                };
                let value = if self.bits == 16 && !order.big {
                    value.swap_bytes() >> 48
                } else {
                    value
                };
                bits.extend((0..self.bits).rev().map(|bit| value >> bit & 1 == 1));
            }
        }
        while !bits.len().is_multiple_of(8) {
            bits.push(self.spare & 1 == 1);
        }
        bits.chunks(8)
            .map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit)))
            .collect()
    }

    fn rows(self, order: Order, left: usize, top: usize, samples: &[usize]) -> Vec<u8> {
        let (width, height) = self
            .tile
            .unwrap_or((self.width, self.rows.min(self.height - top)));
        let mut rows: Vec<Vec<u8>> = (top..top + height)
            .map(|y| self.row(order, left..left + width, y, samples))
            .collect();
        if self.predicted {
            for row in &mut rows {
                for at in (samples.len()..row.len()).rev() {
                    row[at] = row[at].wrapping_sub(row[at - samples.len()]);
                }
            }
        }
        rows.concat()
    }

    pub(crate) fn strips(self, order: Order) -> Vec<Vec<u8>> {
        let planes: Vec<Vec<usize>> = if self.separate {
            (0..self.samples).map(|sample| vec![sample]).collect()
        } else {
            vec![(0..self.samples).collect()]
        };
        let (width, height) = self.tile.unwrap_or((self.width, self.rows));
        let mut strips = Vec::new();
        for samples in &planes {
            for top in (0..self.height).step_by(height) {
                for left in (0..self.width).step_by(width) {
                    strips.push(self.coded(&self.rows(order, left, top, samples)));
                }
            }
        }
        strips
    }

    pub(crate) fn coded(self, rows: &[u8]) -> Vec<u8> {
        let mut data = match self.compression {
            4 => group4(rows, self.width),
            5 => lzw(rows),
            8 | 32946 => zlib(rows),
            32773 => packed(rows),
            _ => rows.to_vec(),
        };
        if self.reversed {
            data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
        }
        data
    }

    pub(crate) fn page(self, order: Order) -> Page {
        Page {
            fields: self.fields(order),
            strips: self.strips(order),
            tiled: self.tile.is_some(),
            ..Page::default()
        }
    }

    pub(crate) fn fields(self, order: Order) -> Vec<Field> {
        let mut fields = vec![
            order.shorts(256, &[self.width as u16]),
            order.longs(257, &[self.height as u32]),
            order.shorts(258, &vec![self.bits as u16; self.samples]),
            order.shorts(259, &[self.compression]),
            order.shorts(262, &[self.photometric]),
            order.shorts(277, &[self.samples as u16]),
        ];
        match self.tile {
            Some((width, height)) => {
                fields.extend([
                    order.longs(322, &[width as u32]),
                    order.longs(323, &[height as u32]),
                ]);
            }
            None => fields.push(order.longs(278, &[self.rows as u32])),
        }
        if self.predicted {
            fields.push(order.shorts(317, &[2]));
        }
        if self.separate {
            fields.push(order.shorts(284, &[2]));
        }
        if self.reversed {
            fields.push(order.shorts(266, &[2]));
        }
        if self.photometric == 2 && self.samples == 4 {
            fields.push(order.shorts(338, &[2]));
        }
        if self.photometric == 3 {
            let entries = 1u32 << self.bits;
            let map: Vec<u16> = (0..3 * entries)
                .map(|index| (index * 257 * 3) as u16 | 1)
                .collect();
            fields.push(order.shorts(320, &map));
        }
        fields
    }

    pub(crate) fn file(self, order: Order) -> Vec<u8> {
        file(order, &[self.page(order)], b"")
    }

    /// The file with more fields.
    pub(crate) fn with(self, order: Order, more: Vec<Field>) -> Vec<u8> {
        file(order, &[self.page_with(order, more)], b"")
    }

    pub(crate) fn page_with(self, order: Order, more: Vec<Field>) -> Page {
        let mut page = self.page(order);
        page.fields.extend(more);
        page
    }
}

pub(crate) fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

pub(crate) fn lzw(data: &[u8]) -> Vec<u8> {
    weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
        .encode(data)
        .expect("memory")
}

/// PackBits of literals and runs of two.
pub(crate) fn packed(data: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    for run in data.chunks(100) {
        if run.iter().all(|byte| *byte == run[0]) && run.len() > 1 {
            packed.extend([(257 - run.len()) as u8, run[0]]);
        } else {
            packed.push(run.len() as u8 - 1);
            packed.extend(run);
        }
    }
    packed
}

pub(crate) fn group4(rows: &[u8], width: usize) -> Vec<u8> {
    let mut encoder = Encoder::new(VecWriter::new());
    for row in rows.chunks(width.div_ceil(8)) {
        let pixel = |x: usize| {
            if row[x / 8] >> (7 - x % 8) & 1 == 1 {
                Color::Black
            } else {
                Color::White
            }
        };
        encoder
            .encode_line((0..width).map(pixel), width as u16)
            .expect("memory");
    }
    encoder.finish().expect("memory").finish()
}

/// Every kind of picture that is read, with its name.
pub(crate) fn kinds() -> Vec<(String, Kind)> {
    let mut kinds = Vec::new();
    let colours = [
        ("bilevel", BILEVEL),
        (
            "white is zero",
            Kind {
                photometric: 0,
                ..BILEVEL
            },
        ),
        ("grey, 4 bits", Kind { bits: 4, ..GREY }),
        ("grey", GREY),
        ("grey, 16 bits", Kind { bits: 16, ..GREY }),
        (
            "palette",
            Kind {
                photometric: 3,
                ..GREY
            },
        ),
        (
            "palette, 4 bits",
            Kind {
                photometric: 3,
                bits: 4,
                ..GREY
            },
        ),
        ("RGB", RGB),
        ("RGB, 16 bits", Kind { bits: 16, ..RGB }),
        ("RGBA", Kind { samples: 4, ..RGB }),
        (
            "CMYK",
            Kind {
                samples: 4,
                photometric: 5,
                ..RGB
            },
        ),
    ];
    for (colour, kind) in colours {
        for compression in [1, 5, 8, 32946, 32773] {
            for (way, kind) in [
                ("strips", kind),
                ("one strip", Kind { rows: 100, ..kind }),
                (
                    "tiles",
                    Kind {
                        tile: Some((16, 16)),
                        ..kind
                    },
                ),
                (
                    "planes",
                    Kind {
                        separate: kind.samples > 1,
                        ..kind
                    },
                ),
                (
                    "predicted",
                    Kind {
                        predicted: kind.bits == 8 && matches!(compression, 5 | 8),
                        ..kind
                    },
                ),
                (
                    "least bit first",
                    Kind {
                        reversed: true,
                        ..kind
                    },
                ),
                (
                    "dirty tiles",
                    Kind {
                        tile: Some((16, 32)),
                        spare: 0xFF,
                        ..kind
                    },
                ),
            ] {
                kinds.push((
                    format!("{colour}, {compression}, {way}"),
                    Kind { compression, ..kind },
                ));
            }
        }
    }
    for reversed in [false, true] {
        for photometric in [0, 1] {
            let kind = Kind {
                compression: 4,
                photometric,
                reversed,
                ..BILEVEL
            };
            kinds.push((format!("fax {photometric} {reversed}"), kind));
        }
    }
    kinds
}
