//! Run lengths of 8-bit and 4-bit indices (Bitmap Compression).

use super::header::{Coding, Header};
use crate::palette::{Alike, Indices};

/// The indices that the code sets, each with its place: pixels to the left and rows before it. Places that the code
/// leaves out have no index.
pub(super) struct Pixels<'a> {
    source: &'a [u8],
    /// The byte to be read next.
    pub(super) at: usize,
    /// Whether it moves to a place outside the picture, where viewers part ways.
    pub(super) strays: bool,
    four: bool,
    width: u64,
    height: u64,
    x: u64,
    y: u64,
    run: Run,
    alike: Alike,
}

/// What is left of the run that is being read.
#[derive(Clone, Copy)]
struct Run {
    left: u8,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// Two indices in turn.
    Repeated { next: u8, other: u8 },
    /// Indices one after the other, from a place in the file.
    Literal { start: usize, nth: u8 },
}

impl<'a> Pixels<'a> {
    pub(super) fn new(source: &'a [u8], header: &Header) -> Self {
        let mut seen = Indices::default();
        Self::stored(source, header, Alike::default()).for_each(|(_, index)| seen.add(index));
        Self::stored(source, header, header.alike(source, &seen))
    }

    fn stored(source: &'a [u8], header: &Header, alike: Alike) -> Self {
        Self {
            source,
            at: header.pixels,
            strays: false,
            four: header.coding == Coding::Rle4,
            width: header.size.width.into(),
            height: header.size.height.into(),
            x: 0,
            y: 0,
            run: Run {
                left: 0,
                kind: Kind::Repeated { next: 0, other: 0 },
            },
            alike,
        }
    }

    /// Whether pixels that look the same differ in their indices.
    pub(super) fn differ_unseen(&self) -> bool {
        self.alike.differs()
    }

    /// Whether the code, read to its end, goes to the end of the last row.
    pub(super) const fn fills(&self) -> bool {
        self.y >= self.height || (self.y + 1 == self.height && self.x >= self.width)
    }

    fn take(&mut self) -> Option<u8> {
        self.run.left = self.run.left.checked_sub(1)?;
        Some(match &mut self.run.kind {
            Kind::Repeated { next, other } => {
                std::mem::swap(next, other);
                *other
            }
            Kind::Literal { start, nth } => {
                let place = usize::from(*nth);
                *nth = nth.wrapping_add(1);
                let byte = |at| self.source.get(at).copied().unwrap_or_default();
                match (self.four, place % 2) {
                    (false, _) => byte(*start + place),
                    (true, 0) => byte(*start + place / 2) >> 4,
                    (true, _) => byte(*start + place / 2) & 0x0F,
                }
            }
        })
    }

    /// Reads the next instruction; nothing at the end of the picture or of the file.
    fn step(&mut self) -> Option<()> {
        let at = self.at;
        let [count, value] = *self.source.get(at..at + 2)?.first_chunk()?;
        match (count, value) {
            (0, 1) => {
                self.at += 2;
                return None;
            }
            _ if self.y >= self.height => return None,
            (0, 0) => (self.x, self.y) = (0, self.y + 1),
            (0, 2) => {
                let [right, rows] = *self.source.get(at + 2..at + 4)?.first_chunk()?;
                self.x += u64::from(right);
                self.y += u64::from(rows);
                self.at += 2;
                self.strays |= self.x > self.width || self.y > self.height;
            }
            (0, count) => {
                let start = at + 2;
                let bytes = if self.four { count.div_ceil(2) } else { count };
                self.source.get(start..start + usize::from(bytes))?;
                self.run = Run {
                    left: count,
                    kind: Kind::Literal { start, nth: 0 },
                };
                self.at += usize::from(bytes).next_multiple_of(2);
            }
            (left, value) => {
                let (next, other) = if self.four {
                    (value >> 4, value & 0x0F)
                } else {
                    (value, value)
                };
                self.run = Run {
                    left,
                    kind: Kind::Repeated { next, other },
                };
            }
        }
        self.at = (self.at + 2).min(self.source.len());
        Some(())
    }
}

impl Iterator for Pixels<'_> {
    type Item = ((u64, u64), u8);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.x >= self.width || self.y >= self.height {
                // Viewers show nothing of a run beyond its row.
                self.run.left = 0;
            }
            if let Some(index) = self.take() {
                self.x += 1;
                return Some(((self.x - 1, self.y), self.alike.of(index)));
            }
            self.step()?;
        }
    }
}

/// The one way in which this crate codes indices: moves to what is set, and runs as long as they can be.
pub(super) fn encode(pixels: &mut Pixels, seen: &mut Indices) -> Vec<u8> {
    let (width, height, four) = (pixels.width, pixels.height, pixels.four);
    let mut out = Code::default();
    let mut set = 0;
    let mut next = pixels.next();
    while let Some(((x, y), first)) = next {
        out.go_to(x, y);
        let (mut second, mut length) = (if four { 0 } else { first }, 1u8);
        seen.add(first);
        loop {
            next = pixels.next();
            let Some((place, index)) = next else { break };
            if length == 1 && four {
                second = index;
            }
            let expected = if length % 2 == 0 { first } else { second };
            if place != (x + u64::from(length), y) || index != expected || length == u8::MAX {
                if length == 1 && four {
                    second = 0;
                }
                break;
            }
            seen.add(index);
            length += 1;
        }
        out.run(length, if four { first << 4 | second } else { first });
        set += u64::from(length);
    }
    if set < width * height {
        // Some viewers show the first colour there.
        seen.add(0);
    }
    if pixels.fills() && (out.x < width || out.y + 1 < height) {
        out.go_to(0, height);
    }
    out.bytes.extend([0, 1]);
    out.bytes
}

/// Code as it is written, and the place it has come to.
#[derive(Default)]
struct Code {
    bytes: Vec<u8>,
    x: u64,
    y: u64,
}

impl Code {
    fn go_to(&mut self, x: u64, y: u64) {
        if y > self.y && self.x > 0 {
            self.bytes.extend([0, 0]);
            (self.x, self.y) = (0, self.y + 1);
        }
        while self.y < y {
            let rows = (y - self.y).min(255);
            self.bytes.extend([0, 2, 0, rows as u8]);
            self.y += rows;
        }
        while self.x < x {
            let right = (x - self.x).min(255);
            self.bytes.extend([0, 2, right as u8, 0]);
            self.x += right;
        }
    }

    fn run(&mut self, length: u8, value: u8) {
        self.bytes.extend([length, value]);
        self.x += u64::from(length);
    }
}
