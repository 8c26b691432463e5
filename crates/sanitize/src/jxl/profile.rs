//! A coded ICC profile (ISO/IEC 18181-1, E.4): read, and written in the plainest code that decoders know.

use jxl_bitstream::Bitstream;
use jxl_coding::Decoder;

use super::bits::{Bits, Written};
use crate::Error;

/// Far more than any profile takes; a few bytes of code can stand for gigabytes.
const MOST: u64 = 1 << 22;
const CONTEXTS: u32 = 41;
/// The bytes of a profile's header.
const HEADER: usize = 128;

/// Reads the profile where the bits stand, and moves them behind it; nothing where it is broken.
pub(super) fn read(bits: &mut Bits<'_>, stream: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let Some(length) = bits.u64() else {
        return Ok(None);
    };
    if length > MOST {
        return Err(Error::Limit {
            what: "its colour profile in bytes",
            found: length,
            limit: MOST,
        });
    }
    Ok(decode(bits, stream, length as usize))
}

fn decode(bits: &mut Bits<'_>, stream: &[u8], length: usize) -> Option<Vec<u8>> {
    let position = bits.position();
    let mut source = Bitstream::new(stream.get(position / 8..)?);
    source.skip_bits(position % 8).ok()?;
    let mut decoder = Decoder::parse(&mut source, CONTEXTS).ok()?;
    decoder.begin(&mut source).ok()?;
    let mut coded: Vec<u8> = Vec::new();
    let (mut last, mut before) = (0, 0);
    for index in 0..length {
        let context = if index <= HEADER { 0 } else { context(last, before) };
        let byte = u8::try_from(decoder.read_varint(&mut source, context).ok()?).ok()?;
        coded.push(byte);
        (before, last) = (last, byte);
    }
    decoder.finalize().ok()?;
    let read = source.num_read_bits().checked_sub(position % 8)?;
    bits.skip(u64::try_from(read).ok()?)?;
    let (size, _) = number(&coded)?;
    if size > MOST {
        return None;
    }
    jxl_color::icc::decode_icc(&coded).ok()
}

/// By the two bytes before (E.4.1).
fn context(last: u8, before: u8) -> u32 {
    let last = match last {
        b'a'..=b'z' | b'A'..=b'Z' => 0,
        b'0'..=b'9' | b'.' | b',' => 1,
        0..=1 => 2 + u32::from(last),
        2..=15 => 4,
        241..=254 => 5,
        255 => 6,
        _ => 7,
    };
    let before = match before {
        b'a'..=b'z' | b'A'..=b'Z' => 0,
        b'0'..=b'9' | b'.' | b',' => 1,
        0..=15 => 2,
        241..=255 => 3,
        _ => 4,
    };
    1 + last + 8 * before
}

/// A number in bytes of seven bits, and how many bytes it takes.
fn number(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

fn put_number(bytes: &mut Vec<u8>, mut value: usize) {
    while value > 0x7F {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Writes a profile: its header as differences, the rest as it stands, each byte in eight bits.
pub(super) fn write(to: &mut Written, profile: &[u8]) {
    const COPY: u8 = 1;
    let (header, rest) = profile.split_at_checked(HEADER).unwrap_or((profile, &[]));
    let mut commands = Vec::new();
    if !rest.is_empty() {
        // No list of tags, then all of the rest.
        commands.extend([0, COPY]);
        put_number(&mut commands, rest.len());
    }
    let mut coded = Vec::new();
    put_number(&mut coded, profile.len());
    put_number(&mut coded, commands.len());
    coded.extend(commands);
    let differences = (0..)
        .zip(header)
        .map(|(index, byte)| byte.wrapping_sub(predicted(index, header, profile.len())));
    coded.extend(differences);
    coded.extend(rest);
    to.u64(coded.len() as u64);
    flat_code(to);
    for byte in coded {
        to.put(u32::from(byte.reverse_bits()), 8);
    }
}

/// What decoders take a byte of the header for (E.4.3).
fn predicted(index: usize, header: &[u8], length: usize) -> u8 {
    let at = |index: usize| header.get(index).copied().unwrap_or(0);
    let text = |text: &[u8], start: usize| text.get(index - start).copied().unwrap_or(0);
    match index {
        0..=3 => text(&(length as u32).to_be_bytes(), 0),
        8 => 4,
        12..=23 => text(b"mntrRGB XYZ ", 12),
        36..=39 => text(b"acsp", 36),
        41..=43 => match (at(40), at(41)) {
            (b'A', _) => text(b"APPL", 40),
            (b'M', _) => text(b"MSFT", 40),
            (b'S', b'G') if index > 41 => text(b"SGI ", 40),
            (b'S', b'U') if index > 41 => text(b"SUNW", 40),
            _ => 0,
        },
        70 => 246,
        71 => 214,
        73 => 1,
        78 => 211,
        79 => 45,
        80..=83 => at(index - 76),
        _ => 0,
    }
}

/// Distributions (C.2) of one prefix code for all contexts, in which every byte takes eight bits.
fn flat_code(to: &mut Written) {
    // No LZ77; a simple map of contexts to distributions, of no bits each; a prefix code.
    to.put(0, 1);
    to.put(1, 1);
    to.put(0, 2);
    to.put(1, 1);
    // Values below 2^8 are their own tokens.
    to.put(8, 4);
    to.put(0, 8);
    // An alphabet of 1 + 2^7 + 127 tokens.
    to.put(1, 1);
    to.put(7, 4);
    to.put(127, 7);
    // Code lengths (RFC 7932, 3.5): the eleventh of the eighteen, 8, is the only one.
    to.put(0, 2);
    to.put(0, 20);
    to.put(1, 2);
    to.put(0, 14);
}

#[cfg(test)]
mod tests {
    use super::{Bits, Written, read, write};

    #[test]
    fn a_profile_reads_as_it_was_written() {
        for maker in [*b"APPL", *b"MSFT", *b"SGI ", *b"SUNW", *b"lcms", [0; 4]] {
            let mut profile: Vec<u8> = (0..600u32).map(|n| (n * n / 8) as u8).collect();
            profile.splice(40..44, maker);
            let mut to = Written::default();
            to.put(1, 5);
            write(&mut to, &profile);
            to.put(3, 2);
            let bytes = to.into_bytes();
            let mut bits = Bits::new(&bytes, 0);
            assert_eq!(bits.take(5), Some(1));
            assert_eq!(read(&mut bits, &bytes), Ok(Some(profile)));
            assert_eq!(bits.take(2), Some(3));
        }
    }
}
