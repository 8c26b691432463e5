//! Values of TIFF entries as text and numbers.

use crate::bytes::{array, from};
use crate::ifd::{Entry, Tiff};
use crate::words::{excerpt, hex, size, utf16};

/// A value in words, by its type; bytes that are no text in hexadecimal digits.
pub(super) fn text(tiff: &Tiff<'_>, entry: &Entry) -> String {
    const MOST_NUMBERS: usize = 8;
    let bytes = tiff.bytes(entry).unwrap_or_default();
    match entry.kind {
        2 => lines(bytes),
        1 | 6 | 7 if is_text(bytes) => lines(bytes),
        7 => hex(bytes),
        _ => (0..entry.count.min(MOST_NUMBERS))
            .filter_map(|index| real(tiff, entry, index))
            .map(|value| {
                let text = format!("{value:.3}");
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            })
            .collect::<Vec<_>>()
            .join(" "),
    }
}

/// Texts that follow one another, each with a NUL behind it (Exif 3.0, 4.6.5.4.7).
fn lines(bytes: &[u8]) -> String {
    let bytes = bytes.get(..bytes.len().min(4_096)).unwrap_or_default();
    let lines: Vec<_> = bytes
        .split(|byte| *byte == 0)
        .map(crate::words::text)
        .filter(|line| !line.is_empty())
        .collect();
    excerpt(&lines.join("; "))
}

fn is_text(bytes: &[u8]) -> bool {
    let bytes = bytes.get(..bytes.len().min(256)).unwrap_or_default();
    let end = bytes
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |last| last + 1);
    let text = bytes.get(..end).unwrap_or_default();
    text.len() >= 3 && text.iter().all(|byte| matches!(byte, 0x20..=0x7E))
}

/// One of an entry's values as a number. A fraction of nothing is none.
pub(super) fn real(tiff: &Tiff<'_>, entry: &Entry, index: usize) -> Option<f64> {
    if index >= entry.count {
        return None;
    }
    let width = crate::ifd::width(entry.kind);
    let at = entry.values.start.checked_add(index.checked_mul(width)?)?;
    let long = |at| Some(f64::from(tiff.u32(at)?));
    let signed = |at| Some(f64::from(tiff.u32(at)?.cast_signed()));
    let value = match entry.kind {
        5 => long(at)? / long(at.checked_add(4)?)?,
        10 => signed(at)? / signed(at.checked_add(4)?)?,
        6 => f64::from(array::<1>(tiff.data, at).map(i8::from_be_bytes)?),
        8 => f64::from(tiff.u16(at)?.cast_signed()),
        9 => signed(at)?,
        11 => f64::from(f32::from_bits(tiff.u32(at)?)),
        12 => f64::from_bits(tiff.u64(at)?),
        _ => tiff.number(entry, index)? as f64,
    };
    value.is_finite().then_some(value)
}

/// Text behind eight bytes that name its encoding (Exif 3.0, 4.6.6.4.2).
pub(super) fn comment(tiff: &Tiff<'_>, bytes: &[u8]) -> String {
    let text = from(bytes, 8);
    match array::<8>(bytes, 0).as_ref() {
        Some(b"UNICODE\0") => {
            // Many writers take their own byte order and not the block's: letters tell which it is.
            let zeros = |first: usize| {
                text.iter()
                    .skip(first)
                    .step_by(2)
                    .filter(|byte| **byte == 0)
                    .count()
            };
            let big_endian = match zeros(0).cmp(&zeros(1)) {
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => tiff.big_endian,
            };
            utf16(text, big_endian)
        }
        Some(b"JIS\0\0\0\0\0") if !text.is_empty() => format!("in Japanese, {}", size(text.len())),
        Some(b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0") => lines(text),
        _ if is_text(bytes) => lines(bytes),
        _ => crate::words::text(text),
    }
}
