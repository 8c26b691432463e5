//! The variable-length codes of image data (appendix F).

use crate::palette::Indices;

const CODES: usize = 1 << 12;

/// Reads codes, frame after frame.
pub(super) struct Decoder {
    strings: Vec<Text>,
    /// For each code, the indices that make a longer known string behind its own.
    longer: Vec<[u64; 4]>,
    /// Those that are set: code and index.
    set: Vec<(usize, u8)>,
}

/// What a code stands for: its first appearance among the frame's indices, and the first of them.
#[derive(Clone, Copy)]
struct Text {
    start: usize,
    length: usize,
    first: u8,
}

/// What the code of one frame holds.
pub(super) struct Decoded {
    /// The indices that pixels have. Each stands alone in the code before it stands in a longer string.
    pub(super) seen: Indices,
    /// How many bytes of code there are up to the end code; what follows shows nothing.
    pub(super) used: usize,
    /// Whether it is the code that encoders write, and so nothing but the picture: a clear code first and at a full
    /// table only, always the longest known string, an end code, then zero bits.
    pub(super) plain: bool,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            strings: Vec::with_capacity(CODES),
            longer: vec![[0; 4]; CODES],
            set: Vec::with_capacity(CODES),
        }
    }

    /// Reads up to the end code, the last pixel, the last byte or the first impossible code, as viewers do. Gives the
    /// indices where they are asked for: one byte a pixel, in the order of the code.
    pub(super) fn decode(
        &mut self,
        bytes: impl Iterator<Item = u8>,
        minimum: u8,
        pixels: usize,
        mut indices: Option<&mut Vec<u8>>,
    ) -> Decoded {
        let clear = 1usize << minimum;
        let mut bits = Bits::new(bytes);
        let mut width = u32::from(minimum) + 1;
        let mut last: Option<(usize, Text)> = None;
        let (mut begun, mut ended, mut plain) = (false, false, minimum >= 2);
        let mut full = None;
        let (mut at, mut used) = (0, 0);
        let mut seen = Indices::default();
        self.begin(clear);
        while let Some(code) = bits.next(width) {
            plain &= begun || code == clear;
            if code == clear + 1 {
                (ended, used) = (true, bits.read);
                break;
            }
            if code == clear {
                let entries = self.strings.len();
                let is_full = entries + 1 >= CODES && *full.get_or_insert(entries) == entries;
                plain &= !begun || (last.is_some() && is_full);
                self.forget(clear);
                (begun, last, width) = (true, None, u32::from(minimum) + 1);
                continue;
            }
            if at >= pixels {
                break;
            }
            let Some(first) = self.first(code, clear, last) else {
                break;
            };
            plain &= last.is_none_or(|last| self.learn(last, first));
            let known = self.strings.get(code).filter(|_| code > clear).copied();
            let text = known.unwrap_or(Text {
                start: at,
                length: 1,
                first,
            });
            plain &= text.length <= pixels - at;
            let length = text.length.min(pixels - at);
            if code < clear {
                seen.add(code as u8);
            }
            if let Some(indices) = indices.as_deref_mut() {
                match known {
                    Some(text) => copy_within(indices, text.start, length),
                    None => indices.push(first),
                }
            }
            last = Some((
                code,
                Text {
                    start: at,
                    length: text.length,
                    first,
                },
            ));
            (at, used, begun) = (at + length, bits.read, true);
            if self.strings.len() == 1 << width && width < 12 {
                width += 1;
            }
        }
        Decoded {
            seen,
            used,
            plain: plain && ended && bits.held == 0,
        }
    }

    /// Forgets all strings of the frame before. Those of the literal, clear and end codes are never looked up.
    fn begin(&mut self, clear: usize) {
        self.forget(0);
        let none = Text {
            start: 0,
            length: 0,
            first: 0,
        };
        self.strings.resize(clear + 2, none);
    }

    /// Forgets all strings behind the end code.
    fn forget(&mut self, clear: usize) {
        self.strings.truncate(clear + 2);
        for (code, index) in self.set.drain(..) {
            let words = self.longer.get_mut(code);
            if let Some(word) = words.and_then(|words| words.get_mut(usize::from(index / 64))) {
                *word &= !(1 << (index % 64));
            }
        }
    }

    /// The first index of a code's string; nothing for a code that cannot stand behind the last one.
    fn first(&self, code: usize, clear: usize, last: Option<(usize, Text)>) -> Option<u8> {
        if code < clear {
            return Some(code as u8);
        }
        let (_, before) = last?;
        match self.strings.get(code) {
            Some(text) => Some(text.first),
            // The string that this code itself completes.
            None => (code == self.strings.len() && code < CODES).then_some(before.first),
        }
    }

    /// Learns the string of the last code with one more index; `false` where it was known or the table is full.
    fn learn(&mut self, (code, last): (usize, Text), index: u8) -> bool {
        if self.strings.len() == CODES {
            return false;
        }
        self.strings.push(Text {
            length: last.length + 1,
            ..last
        });
        let words = self.longer.get_mut(code);
        let Some(word) = words.and_then(|words| words.get_mut(usize::from(index / 64))) else {
            return false;
        };
        let bit = 1 << (index % 64);
        let new = *word & bit == 0;
        *word |= bit;
        self.set.push((code, index));
        new
    }
}

/// Appends a run of earlier indices; it may reach into itself.
fn copy_within(indices: &mut Vec<u8>, start: usize, length: usize) {
    if start + length <= indices.len() {
        indices.extend_from_within(start..start + length);
        return;
    }
    for at in start..start + length {
        let index = indices.get(at).copied().unwrap_or_default();
        indices.push(index);
    }
}

/// Codes out of bytes, low bits first.
struct Bits<I> {
    bytes: I,
    read: usize,
    held: u32,
    count: u32,
}

impl<I: Iterator<Item = u8>> Bits<I> {
    const fn new(bytes: I) -> Self {
        Self {
            bytes,
            read: 0,
            held: 0,
            count: 0,
        }
    }

    fn next(&mut self, width: u32) -> Option<usize> {
        while self.count < width {
            self.held |= u32::from(self.bytes.next()?) << self.count;
            self.count += 8;
            self.read += 1;
        }
        let code = self.held & ((1 << width) - 1);
        self.held >>= width;
        self.count -= width;
        Some(code as usize)
    }
}

/// Writes code, frame after frame.
pub(super) struct Encoder {
    /// For each code, that of its string with an index behind it; 0 where there is none yet.
    longer: Vec<[u16; 256]>,
    /// Those that are set: code and index.
    set: Vec<(u16, u8)>,
}

impl Encoder {
    pub(super) fn new() -> Self {
        Self {
            longer: vec![[0; 256]; CODES],
            set: Vec::with_capacity(CODES),
        }
    }

    /// The code that [`Decoded::plain`] describes, of indices below 2 to the power of `minimum`.
    pub(super) fn encode(&mut self, indices: &[u8], minimum: u8) -> Vec<u8> {
        let clear = 1u16 << minimum;
        let mut out = Written::default();
        self.forget();
        out.put(clear, minimum + 1);
        let mut indices = indices.iter();
        let mut current = indices.next().map(|index| u16::from(*index));
        let (mut free, mut width) = (clear + 2, minimum + 1);
        while let Some(code) = current.take() {
            let (longest, behind) = self.longest(code, &mut indices);
            out.put(longest, width);
            if usize::from(free) < CODES {
                width += u8::from(free == 1 << width);
                if let Some(index) = behind {
                    self.learn(longest, index, free);
                }
                free += 1;
            } else {
                out.put(clear, width);
                self.forget();
                (free, width) = (clear + 2, minimum + 1);
            }
            current = behind.map(u16::from);
        }
        out.put(clear + 1, width);
        out.end()
    }

    /// Follows the longest known string, and gives its code and the index behind it.
    fn longest<'a>(&self, mut code: u16, indices: &mut impl Iterator<Item = &'a u8>) -> (u16, Option<u8>) {
        for index in indices {
            let codes = self.longer.get(usize::from(code));
            match codes.and_then(|codes| codes.get(usize::from(*index))) {
                Some(longer) if *longer > 0 => code = *longer,
                _ => return (code, Some(*index)),
            }
        }
        (code, None)
    }

    fn learn(&mut self, code: u16, index: u8, longer: u16) {
        self.slot(code, index).into_iter().for_each(|slot| *slot = longer);
        self.set.push((code, index));
    }

    fn forget(&mut self) {
        for (code, index) in std::mem::take(&mut self.set) {
            self.slot(code, index).into_iter().for_each(|slot| *slot = 0);
        }
    }

    fn slot(&mut self, code: u16, index: u8) -> Option<&mut u16> {
        self.longer
            .get_mut(usize::from(code))?
            .get_mut(usize::from(index))
    }
}

/// Bytes out of codes, low bits first.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    held: u32,
    count: u8,
}

impl Written {
    fn put(&mut self, code: u16, width: u8) {
        self.held |= u32::from(code) << self.count;
        self.count += width;
        while self.count >= 8 {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    fn end(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.held as u8);
        }
        self.bytes
    }
}
