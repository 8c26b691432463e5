//! Pictures drawn for the tests: grey, with print and codes on them.

use qrcode::{Color, QrCode};
use safelight_redact::{Pixels, Size};

/// Columns and rows of a letter.
pub(crate) const GLYPH: (u32, u32) = (5, 7);

#[derive(Clone)]
pub(crate) struct Canvas {
    width: u32,
    height: u32,
    levels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn drawn(width: u32, height: u32, level: impl Fn(u32, u32) -> u8) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let levels = places.map(|(x, y)| level(x, y)).collect();
        Self {
            width,
            height,
            levels,
        }
    }

    pub(crate) fn plain(width: u32, height: u32, level: u8) -> Self {
        Self::drawn(width, height, |_, _| level)
    }

    /// The green channel.
    pub(crate) fn of(pixels: &Pixels) -> Self {
        let Size { width, height } = pixels.size;
        Self::drawn(width, height, |x, y| pixels.rgb[3 * (y * width + x) as usize + 1])
    }

    pub(crate) fn pixels(&self) -> Pixels {
        Pixels {
            size: Size {
                width: self.width,
                height: self.height,
            },
            rgb: self.levels.iter().flat_map(|&level| [level; 3]).collect(),
        }
    }

    fn at(&self, x: u32, y: u32) -> u8 {
        self.levels[(y * self.width + x) as usize]
    }

    /// By 90° clockwise.
    pub(crate) fn turned(&self) -> Self {
        Self::drawn(self.height, self.width, |x, y| self.at(y, self.height - 1 - x))
    }

    pub(crate) fn inverted(&self) -> Self {
        Self::drawn(self.width, self.height, |x, y| 255 - self.at(x, y))
    }

    /// Half as large, each pixel the mean of four.
    pub(crate) fn halved(&self) -> Self {
        Self::drawn(self.width / 2, self.height / 2, |x, y| {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)];
            let sum: u32 = four
                .iter()
                .map(|(dx, dy)| u32::from(self.at(2 * x + dx, 2 * y + dy)))
                .sum();
            (sum / 4) as u8
        })
    }

    fn fill(&mut self, (left, top): (u32, u32), (width, height): (u32, u32), level: u8) {
        for y in top..top + height {
            (left..left + width).for_each(|x| self.levels[(y * self.width + x) as usize] = level);
        }
    }

    pub(crate) fn put(&mut self, other: &Self, left: u32, top: u32) {
        for y in 0..other.height {
            (0..other.width)
                .for_each(|x| self.levels[((top + y) * self.width + left + x) as usize] = other.at(x, y));
        }
    }

    /// Puts `other` with its middle at `middle`, turned by `degrees`, and says what rectangle is around its ink: all but
    /// a border of four modules' width, a twelfth of it, at each side.
    pub(crate) fn put_turned(&mut self, other: &Self, middle: (u32, u32), degrees: f32) -> [i64; 4] {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let (half_width, half_height) = (other.width as f32 / 2.0, other.height as f32 / 2.0);
        let middle = (middle.0 as f32, middle.1 as f32);
        for y in 0..self.height {
            for x in 0..self.width {
                let (dx, dy) = (x as f32 + 0.5 - middle.0, y as f32 + 0.5 - middle.1);
                let (u, v) = (
                    dx * cosine + dy * sine + half_width,
                    dy * cosine - dx * sine + half_height,
                );
                if (0.0..other.width as f32).contains(&u) && (0.0..other.height as f32).contains(&v) {
                    self.levels[(y * self.width + x) as usize] = other.at(u as u32, v as u32);
                }
            }
        }
        let border = (other.width as f32 / 12.0).min(other.height as f32 / 4.0);
        let (u, v) = (half_width - border, half_height - border);
        let (x, y) = (
            u * cosine.abs() + v * sine.abs(),
            u * sine.abs() + v * cosine.abs(),
        );
        [middle.0 - x, middle.1 - y, middle.0 + x, middle.1 + y].map(|place| place as i64)
    }
}

/// Any level, always the same one for a place.
pub(crate) fn noise(x: u32, y: u32) -> u8 {
    let mixed = x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77);
    ((mixed ^ (mixed >> 15)).wrapping_mul(0x2C1B_3C6D) >> 24) as u8
}

/// Draws a line of print, its pixels `size` wide and high, and says how wide it is.
pub(crate) fn write(canvas: &mut Canvas, line: &str, place: (u32, u32), size: u32, ink: u8) -> u32 {
    for (letter, column) in line.chars().zip(0..) {
        for (row, bits) in glyph(letter).into_iter().zip(0..) {
            for bit in 0..GLYPH.0 {
                if row_bit(row, bit) {
                    let x = place.0 + size * (column * (GLYPH.0 + 1) + bit);
                    canvas.fill((x, place.1 + size * bits), (size, size), ink);
                }
            }
        }
    }
    size * (line.chars().count() as u32 * (GLYPH.0 + 1) - 1)
}

const fn row_bit(row: u8, bit: u32) -> bool {
    row >> (GLYPH.0 - 1 - bit) & 1 == 1
}

/// Seven rows of five bits.
fn glyph(letter: char) -> [u8; 7] {
    match letter {
        '0' => [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        'A' => [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        'I' => [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
        'P' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        'R' => [0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        'W' => [0b10001, 0b10001, 0b10001, 0b10101, 0b10101, 0b11011, 0b10001],
        ' ' => [0; 7],
        other => panic!("no glyph for {other}"),
    }
}

/// A QR code with its quiet zone of four modules, each `module` pixels wide.
pub(crate) fn qr(module: u32) -> Canvas {
    let code = QrCode::new(b"PATIENT 0815").unwrap();
    let side = code.width() as u32;
    Canvas::drawn((side + 8) * module, (side + 8) * module, |x, y| {
        let (x, y) = (x / module, y / module);
        let inside = (4..side + 4).contains(&x) && (4..side + 4).contains(&y);
        let dark = inside && code[((x - 4) as usize, (y - 4) as usize)] == Color::Dark;
        if dark { 20 } else { 235 }
    })
}

/// An EAN-8 (GS1 General Specifications, 5.2.1.2) with quiet zones of seven modules, each `module` pixels wide.
pub(crate) fn barcode(module: u32) -> Canvas {
    const LEFT: [u8; 10] = [
        0b000_1101, 0b001_1001, 0b001_0011, 0b011_1101, 0b010_0011, 0b011_0001, 0b010_1111, 0b011_1011,
        0b011_0111, 0b000_1011,
    ];
    let bits = |pattern: u8, count: u32| (0..count).rev().map(move |bit| pattern >> bit & 1 == 1);
    let digit =
        |digits: [usize; 4], mask: u8| digits.into_iter().flat_map(move |it| bits(LEFT[it] ^ mask, 7));
    let modules: Vec<bool> = bits(0b101, 3)
        .chain(digit([9, 6, 3, 8], 0))
        .chain(bits(0b01010, 5))
        .chain(digit([5, 0, 7, 4], 0x7F))
        .chain(bits(0b101, 3))
        .collect();
    let (width, height) = ((67 + 14) * module, 40 * module);
    Canvas::drawn(width, height, |x, y| {
        let dark = (x / module)
            .checked_sub(7)
            .and_then(|place| modules.get(place as usize));
        let inside = (4 * module..height - 4 * module).contains(&y);
        if inside && dark == Some(&true) { 25 } else { 230 }
    })
}
