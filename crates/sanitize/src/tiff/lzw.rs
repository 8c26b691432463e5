//! LZW (TIFF 6.0, section 13), and the kind before it that libtiff still reads: least bit first, wider codes one later.

use super::codec::End;
use crate::bytes::{from, part};

const CLEAR: usize = 256;
const END: usize = 257;
const FIRST: usize = 258;
const MOST: usize = 4096;

/// Decodes up to `want` bytes into `sink`.
pub(super) fn decode(data: &[u8], want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<End> {
    let old = matches!(data, [0, second, ..] if second & 1 == 1);
    let mut codes = Codes { data, at: 0, old };
    let mut strings = Strings::default();
    let (mut left, mut exact) = (want, true);
    while left > 0 {
        let code = codes.next(strings.width(old))?;
        if code == CLEAR {
            strings.clear();
            continue;
        }
        let string = strings.take(code)?;
        exact &= string.len() <= left;
        let taken = string.len().min(left);
        sink(part(string, 0..taken));
        left -= taken;
    }
    let mut behind = codes;
    if behind.next(strings.width(old)) == Some(END) {
        codes = behind;
    }
    Some(End {
        bytes: codes.at.div_ceil(8),
        exact: exact && codes.rest_is_zero(),
    })
}

/// Encodes as section 13 says.
pub(super) fn encode(data: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    let mut strings = Longer::default();
    let mut width = 9;
    let mut next = FIRST;
    let mut string: Option<usize> = None;
    bits.put(CLEAR, width);
    let mut emit = |code: usize| {
        bits.put(code, width);
        next += 1;
        if next == MOST - 2 {
            bits.put(CLEAR, width);
            (next, width) = (FIRST, 9);
        } else if next == 1 << width {
            width += 1;
        }
        next
    };
    for byte in data {
        let Some(code) = string else {
            string = Some(usize::from(*byte));
            continue;
        };
        string = Some(match strings.find(code, *byte) {
            Some(longer) => longer,
            None => {
                match emit(code) {
                    FIRST => strings.clear(),
                    next => strings.add(code, *byte, next - 1),
                }
                usize::from(*byte)
            }
        });
    }
    if let Some(code) = string {
        emit(code);
    }
    bits.put(END, width);
    bits.finish()
}

/// The codes of strings, by the code of the string that is one byte shorter and that byte.
#[derive(Default)]
struct Longer {
    /// As far as any was added; 0 where there is none.
    codes: Vec<u16>,
    added: Vec<usize>,
}

impl Longer {
    fn find(&self, code: usize, byte: u8) -> Option<usize> {
        let longer = self.codes.get(code << 8 | usize::from(byte)).copied();
        longer.filter(|longer| *longer > 0).map(usize::from)
    }

    fn add(&mut self, code: usize, byte: u8, longer: usize) {
        let place = code << 8 | usize::from(byte);
        if self.codes.len() <= place {
            self.codes.resize(place + 1, 0);
        }
        if let Some(found) = self.codes.get_mut(place) {
            *found = longer as u16;
            self.added.push(place);
        }
    }

    fn clear(&mut self) {
        for place in self.added.drain(..) {
            if let Some(code) = self.codes.get_mut(place) {
                *code = 0;
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Codes<'a> {
    data: &'a [u8],
    /// In bits.
    at: usize,
    old: bool,
}

impl Codes<'_> {
    fn next(&mut self, width: usize) -> Option<usize> {
        let bytes = from(self.data, self.at / 8);
        let byte = |index: usize| usize::from(bytes.get(index).copied().unwrap_or(0));
        if self.at + width > self.data.len() * 8 {
            return None;
        }
        let skip = self.at % 8;
        self.at += width;
        let code = if self.old {
            (byte(0) | byte(1) << 8 | byte(2) << 16) >> skip
        } else {
            (byte(0) << 16 | byte(1) << 8 | byte(2)) >> (24 - skip - width)
        };
        Some(code & ((1 << width) - 1))
    }

    /// Whether no bit stands behind the last code in its byte.
    fn rest_is_zero(&self) -> bool {
        let used = self.at % 8;
        let byte = self.data.get(self.at / 8).copied().unwrap_or(0);
        used == 0 || (if self.old { byte >> used } else { byte << used }) == 0
    }
}

/// The table of strings. Each stands in what was decoded since the table was cleared: a new one is the string before
/// with the byte behind it.
struct Strings {
    /// Where each string stands, and its length, by code.
    places: Vec<(usize, usize)>,
    decoded: Vec<u8>,
    /// The string that was decoded last.
    before: Option<(usize, usize)>,
}

impl Default for Strings {
    fn default() -> Self {
        let mut strings = Self {
            places: Vec::with_capacity(MOST),
            decoded: Vec::new(),
            before: None,
        };
        strings.clear();
        strings
    }
}

impl Strings {
    fn clear(&mut self) {
        self.decoded.clear();
        self.decoded.extend(0..=255u8);
        self.places.clear();
        self.places.extend((0..256).map(|byte| (byte, 1)));
        self.places.extend([(0, 0), (0, 0)]);
        self.before = None;
    }

    /// The string of a code; adds the one that it makes with the string before.
    fn take(&mut self, code: usize) -> Option<&[u8]> {
        let next = self.places.len();
        if next == MOST {
            let (at, length) = self.places.get(code).copied().filter(|(_, length)| *length > 0)?;
            return self.decoded.get(at..at + length);
        }
        let start = self.decoded.len();
        if code == next {
            let (at, length) = self.before?;
            self.decoded.extend_from_within(at..at + length);
            self.decoded.push(*self.decoded.get(at)?);
        } else {
            let (at, length) = self.places.get(code).copied().filter(|(_, length)| *length > 0)?;
            self.decoded.extend_from_within(at..at + length);
        }
        self.places
            .extend(self.before.map(|(at, length)| (at, length + 1)));
        self.before = Some((start, self.decoded.len() - start));
        self.decoded.get(start..)
    }

    fn width(&self, old: bool) -> usize {
        let next = self.places.len() + usize::from(!old);
        (9..12).find(|width| next < 1 << width).unwrap_or(12)
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, the last the lowest.
    waiting: usize,
    count: usize,
}

impl Bits {
    fn put(&mut self, code: usize, width: usize) {
        self.waiting = self.waiting << width | code;
        self.count += width;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.waiting >> self.count) as u8);
        }
        self.waiting &= (1 << self.count) - 1;
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push((self.waiting << (8 - self.count)) as u8);
        }
        self.bytes
    }
}
