//! BMPs for the tests, field by field.

pub(crate) const WIDTH: u32 = 6;
pub(crate) const HEIGHT: u32 = 5;

/// A file as it is built here: its fields are written as they stand.
#[derive(Clone)]
pub(crate) struct Bmp {
    /// The length of the information header: 12, 40, 64, 108, 124 or another of OS/2's.
    pub(crate) header: usize,
    pub(crate) height: i32,
    pub(crate) bits: u16,
    pub(crate) compression: u32,
    /// In the header where it is long enough, else behind it.
    pub(crate) masks: Vec<u32>,
    /// Colours of four bytes, or three in the oldest header.
    pub(crate) table: Vec<u8>,
    /// How many there are, as the header says.
    pub(crate) used: u32,
    /// The twelve numbers of a calibrated space and its kind before them.
    pub(crate) space: [u32; 13],
    pub(crate) gap: Vec<u8>,
    pub(crate) pixels: Vec<u8>,
    /// A profile behind the pixels.
    pub(crate) profile: Vec<u8>,
}

pub(crate) const SRGB: u32 = u32::from_be_bytes(*b"sRGB");
pub(crate) const EMBEDDED: u32 = u32::from_be_bytes(*b"MBED");
pub(crate) const LINKED: u32 = u32::from_be_bytes(*b"LINK");

/// sRGB's primaries and a gamma of 2.2.
pub(crate) const CALIBRATED: [u32; 13] = [
    0,
    0x28F5_C28F,
    0x151E_B851,
    0x01EB_851F,
    0x1333_3333,
    0x2666_6666,
    0x0666_6666,
    0x0999_9999,
    0x03D7_0A3D,
    0x3285_1EB8,
    0x0002_3333,
    0x0002_3333,
    0x0002_3333,
];

impl Bmp {
    /// Plain pixels of so many bits behind the common header.
    pub(crate) fn new(bits: u16) -> Self {
        Self {
            header: 40,
            height: HEIGHT as i32,
            bits,
            compression: 0,
            masks: Vec::new(),
            table: table(bits),
            used: 0,
            space: std::array::from_fn(|place| if place == 0 { SRGB } else { 0 }),
            gap: Vec::new(),
            pixels: rows(bits),
            profile: Vec::new(),
        }
    }

    pub(crate) fn newer(bits: u16, header: usize) -> Self {
        Self {
            header,
            ..Self::new(bits)
        }
    }

    pub(crate) fn masked(bits: u16, header: usize, masks: &[u32]) -> Self {
        Self {
            compression: 3,
            masks: masks.to_vec(),
            ..Self::newer(bits, header)
        }
    }

    /// Run lengths, upper row last.
    pub(crate) fn runs(bits: u16, code: &[u8]) -> Self {
        Self {
            compression: if bits == 8 { 1 } else { 2 },
            pixels: code.to_vec(),
            ..Self::new(bits)
        }
    }

    /// Where the table begins.
    pub(crate) fn table_at(&self) -> usize {
        let behind = if self.header == 40 {
            4 * self.masks.len()
        } else {
            0
        };
        14 + self.header + behind
    }

    /// Where the pixels begin.
    pub(crate) fn pixels_at(&self) -> usize {
        self.table_at() + self.table.len() + self.gap.len()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut info = if self.header == 12 {
            let sides = [WIDTH as u16, self.height as u16, 1, self.bits];
            sides.iter().flat_map(|field| field.to_le_bytes()).collect()
        } else {
            self.info()
        };
        info.truncate(self.header - 4);
        let masks: Vec<u8> = self.masks.iter().flat_map(|mask| mask.to_le_bytes()).collect();
        let behind: &[u8] = if self.header == 40 { &masks } else { &[] };
        let at = self.pixels_at();
        let length = at + self.pixels.len() + self.profile.len();
        [
            b"BM".as_slice(),
            &(length as u32).to_le_bytes(),
            &[0; 4],
            &(at as u32).to_le_bytes(),
            &(self.header as u32).to_le_bytes(),
            &info,
            behind,
            &self.table,
            &self.gap,
            &self.pixels,
            &self.profile,
        ]
        .concat()
    }

    fn info(&self) -> Vec<u8> {
        let mut info = Vec::new();
        info.extend(WIDTH.to_le_bytes());
        info.extend(self.height.to_le_bytes());
        info.extend([1, 0]);
        info.extend(self.bits.to_le_bytes());
        for field in [self.compression, self.pixels.len() as u32, 0, 0, self.used, 0] {
            info.extend(field.to_le_bytes());
        }
        if self.header > 64 || matches!(self.header, 52 | 56) {
            for place in 0..4 {
                info.extend(self.masks.get(place).copied().unwrap_or(0).to_le_bytes());
            }
            self.space
                .iter()
                .for_each(|field| info.extend(field.to_le_bytes()));
            let profile = self.pixels_at() - 14 + self.pixels.len();
            for field in [4, profile as u32, self.profile.len() as u32, 0] {
                info.extend(field.to_le_bytes());
            }
        }
        info.resize(self.header.max(info.len()), 0);
        info
    }
}

/// A colour for each index; the fourth byte is zero.
pub(crate) fn table(bits: u16) -> Vec<u8> {
    let entries = if bits > 8 { 0 } else { 1u32 << bits };
    (0..entries)
        .flat_map(|n| {
            if n < 6 {
                [n * 40, 255 - n * 30, 77 * n % 256, 0].map(|value| value as u8)
            } else {
                [0; 4]
            }
        })
        .collect()
}

/// Indices below six, or samples, in rows that are filled with zeros.
pub(crate) fn rows(bits: u16) -> Vec<u8> {
    let row = (WIDTH * u32::from(bits)).div_ceil(8) as usize;
    let mut bytes = Vec::new();
    for y in 0..HEIGHT {
        let mut line = vec![0u8; row.next_multiple_of(4)];
        for x in 0..WIDTH {
            let value = (x + 2 * y) % 6;
            match bits {
                1..=8 => {
                    let at = x as usize * usize::from(bits);
                    line[at / 8] |= ((value % (1 << bits)) as u8) << (8 - bits as usize - at % 8);
                }
                _ => {
                    // The top bit of 16, and the fourth byte of 32, stay zero.
                    let sample = [value * 37, 255 - value * 20 - y, x * 9 % 128].map(|sample| sample as u8);
                    let bytes = match bits {
                        16 => vec![sample[0], sample[2] & 0x7F],
                        24 => sample.to_vec(),
                        _ => [sample.as_slice(), &[0]].concat(),
                    };
                    let at = x as usize * bytes.len();
                    line[at..at + bytes.len()].copy_from_slice(&bytes);
                }
            }
        }
        bytes.extend(line);
    }
    bytes
}

/// Rows of six in runs, literals and with places left out.
pub(crate) const RLE8: &[u8] = &[
    6, 1, 0, 0, // a whole row
    0, 3, 2, 3, 4, 0, 3, 5, 0, 0, // three literals and their filling, a run
    2, 1, 0, 2, 2, 1, 2, 3, 0, 0, // over to the next row
    1, 4, 5, 2, 0, 0, 0, 1,
];

/// The same for four bits.
pub(crate) const RLE4: &[u8] = &[
    6, 0x12, 0, 0, // a whole row of two in turn
    0, 3, 0x23, 0x40, 3, 0x50, 0, 0, // three literals
    2, 0x11, 0, 2, 2, 1, 2, 0x34, 0, 0, // over to the next row
    1, 0x40, 5, 0x22, 0, 0, 0, 1,
];

const RGB565: [u32; 3] = [0xF800, 0x07E0, 0x001F];
pub(crate) const BGRA: [u32; 4] = [0x00FF_0000, 0xFF00, 0xFF, 0xFF00_0000];

/// One file of each kind.
pub(crate) fn kinds() -> Vec<(String, Bmp)> {
    let mut kinds: Vec<(String, Bmp)> = Vec::new();
    for bits in [1, 4, 8, 16, 24, 32] {
        for header in [40, 64, 108, 124] {
            kinds.push((
                format!("{bits} bits, header of {header}"),
                Bmp::newer(bits, header),
            ));
        }
    }
    for bits in [1, 4, 8, 24] {
        let table = table(bits)
            .chunks(4)
            .flat_map(|colour| colour[..3].to_vec())
            .collect();
        let core = Bmp {
            table,
            ..Bmp::newer(bits, 12)
        };
        kinds.push((format!("{bits} bits, OS/2"), core));
    }
    let upside_down = Bmp {
        height: -(HEIGHT as i32),
        ..Bmp::new(24)
    };
    let alpha = Bmp {
        pixels: rows(32).iter().map(|byte| byte | 0x11).collect(),
        ..Bmp::masked(32, 108, &BGRA)
    };
    let few = Bmp {
        table: table(8)[..24].to_vec(),
        used: 6,
        ..Bmp::new(8)
    };
    let calibrated = Bmp {
        space: CALIBRATED,
        ..Bmp::newer(8, 108)
    };
    kinds.extend(
        [
            ("upper row first", upside_down),
            ("565", Bmp::masked(16, 40, &RGB565)),
            ("565 in a header of 52", Bmp::masked(16, 52, &RGB565)),
            ("alpha", alpha),
            ("six colours", few),
            ("calibrated", calibrated),
            ("RLE8", Bmp::runs(8, RLE8)),
            ("RLE4", Bmp::runs(4, RLE4)),
        ]
        .map(|(name, bmp)| (name.to_owned(), bmp)),
    );
    kinds
}
