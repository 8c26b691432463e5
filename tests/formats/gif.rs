//! GIFs for the tests, block by block.

/// Bytes behind which nothing of the picture follows.
pub(crate) const TRAILER: &[u8] = b";";

pub(crate) const WIDTH: u16 = 6;
pub(crate) const HEIGHT: u16 = 5;

/// Eight colours, of which the pictures here show the first six at most.
pub(crate) const TABLE: [[u8; 3]; 8] = [
    [250, 10, 20],
    [30, 240, 50],
    [60, 70, 230],
    [90, 100, 110],
    [200, 210, 15],
    [140, 20, 160],
    [0; 3],
    [0; 3],
];

/// Header, screen and global colours; no table where there are none.
pub(crate) fn screen(table: &[[u8; 3]]) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    bytes.extend(WIDTH.to_le_bytes());
    bytes.extend(HEIGHT.to_le_bytes());
    bytes.extend([0x70 | flags(table), 0, 0]);
    bytes.extend(table.concat());
    bytes
}

fn flags(table: &[[u8; 3]]) -> u8 {
    match table.len() {
        0 => 0,
        entries => 0x80 | (entries.trailing_zeros() as u8 - 1),
    }
}

/// Sub-blocks of at most so many bytes, and their end.
pub(crate) fn cut(data: &[u8], size: usize) -> Vec<u8> {
    let blocks = data
        .chunks(size)
        .flat_map(|block| [&[block.len() as u8], block].concat());
    blocks.chain([0]).collect()
}

pub(crate) fn extension(label: u8, blocks: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![0x21, label];
    for block in blocks {
        bytes.push(block.len() as u8);
        bytes.extend(*block);
    }
    bytes.push(0);
    bytes
}

pub(crate) fn control(flags: u8, delay: u16, index: u8) -> Vec<u8> {
    let [low, high] = delay.to_le_bytes();
    extension(0xF9, &[&[flags, low, high, index]])
}

pub(crate) fn looping(count: u16) -> Vec<u8> {
    let [low, high] = count.to_le_bytes();
    extension(0xFF, &[b"NETSCAPE2.0", &[1, low, high]])
}

/// Codes of one width, low bits first.
pub(crate) fn pack(codes: &[u16], width: u32) -> Vec<u8> {
    let mut bytes = vec![0; (codes.len() * width as usize).div_ceil(8)];
    for (place, code) in codes.iter().enumerate() {
        for bit in 0..width as usize {
            let at = place * width as usize + bit;
            bytes[at / 8] |= ((code >> bit & 1) as u8) << (at % 8);
        }
    }
    bytes
}

/// Indices as literal codes of three bits a value, which clear codes keep at one width, without an end code.
pub(crate) fn literals(indices: &[u8]) -> Vec<u16> {
    indices
        .chunks(6)
        .flat_map(|run| std::iter::once(8).chain(run.iter().map(|index| u16::from(*index))))
        .collect()
}

/// The code of a frame with 3 as its minimum code size.
pub(crate) fn code(indices: &[u8]) -> Vec<u8> {
    pack(&[literals(indices), vec![9]].concat(), 4)
}

/// A frame as it is built here.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) place: [u16; 4],
    pub(crate) flags: u8,
    pub(crate) table: Vec<[u8; 3]>,
    pub(crate) minimum: u8,
    pub(crate) code: Vec<u8>,
}

impl Frame {
    pub(crate) fn new(left: u16, top: u16, width: u16, height: u16) -> Self {
        Self {
            place: [left, top, width, height],
            flags: 0,
            table: Vec::new(),
            minimum: 3,
            code: code(&indices(width, height)),
        }
    }

    pub(crate) fn whole() -> Self {
        Self::new(0, 0, WIDTH, HEIGHT)
    }

    pub(crate) fn before(&self) -> Vec<u8> {
        let mut bytes = vec![0x2C];
        self.place
            .iter()
            .for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes.push(self.flags | flags(&self.table));
        bytes.extend(self.table.concat());
        bytes.push(self.minimum);
        bytes
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.before(), cut(&self.code, 255)].concat()
    }
}

/// A pattern of the first six colours.
pub(crate) fn indices(width: u16, height: u16) -> Vec<u8> {
    (0..u32::from(width) * u32::from(height))
        .map(|n| (n * n / 3 % 6) as u8)
        .collect()
}

pub(crate) fn still() -> Vec<u8> {
    file(&[Frame::whole().bytes()])
}

/// Screen, blocks, trailer.
pub(crate) fn file(blocks: &[Vec<u8>]) -> Vec<u8> {
    [screen(&TABLE), blocks.concat(), TRAILER.to_vec()].concat()
}

/// A loop, a whole frame, a small one with its own colours, one that shines through.
pub(crate) fn animation() -> Vec<Vec<u8>> {
    vec![
        looping(3),
        control(0x04, 7, 0),
        Frame::whole().bytes(),
        control(0x08, 300, 0),
        Frame {
            table: TABLE.iter().map(|[r, g, b]| [*b, *r, *g]).collect(),
            ..Frame::new(1, 2, 3, 2)
        }
        .bytes(),
        control(0x0D, 0, 2),
        Frame {
            flags: 0x40,
            ..Frame::new(2, 0, 4, 5)
        }
        .bytes(),
    ]
}

/// One file of each kind.
pub(crate) fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let local = Frame {
        table: TABLE.to_vec(),
        ..Frame::whole()
    };
    vec![
        ("still", still()),
        (
            "interlaced",
            file(&[Frame {
                flags: 0x40,
                ..Frame::whole()
            }
            .bytes()]),
        ),
        (
            "local colours",
            [screen(&[]), local.bytes(), TRAILER.to_vec()].concat(),
        ),
        ("transparent", file(&[control(1, 0, 4), Frame::whole().bytes()])),
        ("animated", file(&animation())),
        ("smaller than the screen", file(&[Frame::new(2, 1, 3, 3).bytes()])),
        (
            "without a trailer",
            [screen(&TABLE), Frame::whole().bytes()].concat(),
        ),
    ]
}
