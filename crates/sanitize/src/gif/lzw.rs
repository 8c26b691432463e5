//! The variable-length codes of image data (appendix F).

use weezl::BitOrder;
use weezl::encode::Encoder;

use crate::Error;
use crate::error::malformed;

const CODES: usize = 1 << 12;

/// Reads codes, frame after frame.
pub(super) struct Decoder {
    /// Each code's string, as the place and length of its first appearance among the indices.
    strings: Vec<(usize, usize)>,
}

/// One frame's indices, as far as they are there.
pub(super) struct Decoded {
    /// One byte a pixel, in the order of the code: at most as many as the frame has pixels.
    pub(super) indices: Vec<u8>,
    /// How many bytes of code they take with their end code; what follows shows nothing.
    pub(super) used: usize,
}

impl Decoder {
    pub(super) fn new() -> Self {
        Self {
            strings: Vec::with_capacity(CODES),
        }
    }

    /// Reads up to the end code, the last pixel, the last byte or the first impossible code, as viewers do.
    pub(super) fn decode(&mut self, bytes: impl Iterator<Item = u8>, minimum: u8, pixels: usize) -> Decoded {
        let clear = 1usize << minimum;
        let mut bits = Bits::new(bytes);
        let mut indices: Vec<u8> = Vec::new();
        let mut width = u32::from(minimum) + 1;
        let mut last: Option<(usize, usize)> = None;
        let mut used = 0;
        self.reset(clear);
        while let Some(code) = bits.next(width) {
            if code == clear + 1 {
                used = bits.read;
                break;
            }
            if code == clear {
                self.reset(clear);
                (last, width) = (None, u32::from(minimum) + 1);
                continue;
            }
            let at = indices.len();
            if at >= pixels {
                break;
            }
            if let Some((start, length)) = last.filter(|_| self.strings.len() < CODES) {
                // The string before it and the pixel to come stand next to one another.
                self.strings.push((start, length + 1));
            }
            let length = if code < clear {
                indices.push(code as u8);
                1
            } else {
                let Some((start, length)) = self.string(code, last.is_some()) else {
                    break;
                };
                copy_within(&mut indices, start, length.min(pixels - at));
                length
            };
            used = bits.read;
            last = Some((at, length));
            if self.strings.len() == 1 << width && width < 12 {
                width += 1;
            }
        }
        Decoded { indices, used }
    }

    /// Forgets all strings; the places of the literal, clear and end codes are never looked up.
    fn reset(&mut self, clear: usize) {
        self.strings.clear();
        self.strings.resize(clear + 2, (0, 0));
    }

    fn string(&self, code: usize, follows: bool) -> Option<(usize, usize)> {
        self.strings.get(code).copied().filter(|_| follows)
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

/// The one way in which this crate codes a frame: a clear code, the longest known strings, an end code.
pub(super) fn encode(indices: &[u8], minimum: u8) -> Result<Vec<u8>, Error> {
    Encoder::new(BitOrder::Lsb, minimum)
        .encode(indices)
        .map_err(|_| malformed("image data", 0, "The picture data is damaged"))
}
