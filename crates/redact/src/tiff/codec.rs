//! The data of strips and tiles: read, and written without loss (TIFF 6.0, sections 9 to 13, and its supplements).

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use weezl::{BitOrder, LzwStatus, decode, encode};

use super::fax;
use super::layout::Layout;
use crate::{Error, Size};

/// What the fax crate does not read, or damaged.
const FAX: &str = "a TIFF in this kind of fax code";

pub(super) const DEFLATE: u64 = 8;
pub(super) const GROUP_4: u64 = 4;

/// Refuses codes that are not read here.
///
/// # Errors
/// [`Error::Unsupported`].
pub(super) fn check(layout: &Layout) -> Result<(), Error> {
    let what = match layout.compression {
        1 | 5 | DEFLATE | 32946 | 32773 => return Ok(()),
        3 | GROUP_4 if layout.bits == 1 && layout.per_pixel() == 1 => return Ok(()),
        2 | 3 | GROUP_4 | 32771 => FAX,
        _ => "a TIFF of this compression",
    };
    Err(Error::Unsupported { what })
}

/// The rows of a piece of so many bytes, in which differences are still such.
///
/// # Errors
/// [`Error::Unsupported`] for a fax code of two dimensions, [`Error::Malformed`] where data is missing.
pub(super) fn decoded(layout: &Layout, data: &[u8], piece: Size, length: usize) -> Result<Vec<u8>, Error> {
    let turned: Vec<u8>;
    let data = if layout.reversed {
        turned = data.iter().map(|byte| byte.reverse_bits()).collect();
        &turned
    } else {
        data
    };
    let rows = match layout.compression {
        1 => data.get(..length).map(<[u8]>::to_vec),
        3 | GROUP_4 => {
            let rows = fax::decoded(data, layout.compression == GROUP_4, piece);
            Some(rows.ok_or(Error::Unsupported { what: FAX })?)
        }
        5 => lzw(data, length),
        32773 => Some(unpacked(data, length)),
        // Deflate: a layout has no other.
        _ => {
            let mut rows = Vec::new();
            // What is cut off is told by its length.
            let read = ZlibDecoder::new(data).take(length as u64).read_to_end(&mut rows);
            read.ok().map(|_| rows)
        }
    };
    rows.filter(|rows| rows.len() == length).ok_or(Error::Malformed {
        part: "strip",
        offset: 0,
    })
}

/// A piece's data, of rows in which differences are made already.
///
/// # Errors
/// [`Error::Codec`] where the encoder fails.
pub(super) fn encoded(layout: &Layout, rows: &[u8], piece: Size) -> Result<Vec<u8>, Error> {
    let failed = |library, message: String| Error::Codec { library, message };
    let mut data = match layout.compression {
        5 => encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8)
            .encode(rows)
            .map_err(|error| failed("weezl", error.to_string()))?,
        DEFLATE | 32946 => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder
                .write_all(rows)
                .and_then(|()| encoder.finish())
                .map_err(|error| failed("flate2", error.to_string()))?
        }
        32773 => packed(rows, layout.row_bytes()),
        GROUP_4 => fax::encoded(rows, piece),
        _ => rows.to_vec(),
    };
    if layout.reversed {
        data.iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    Ok(data)
}

/// LZW (section 13), and the kind before it that libtiff still reads: least bit first.
fn lzw(data: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut decoder = if matches!(data, [0, second, ..] if second & 1 == 1) {
        decode::Decoder::new(BitOrder::Lsb, 8)
    } else {
        decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
    };
    let mut rows = vec![0; length];
    let (mut read, mut written) = (0, 0);
    while written < length {
        let result = decoder.decode_bytes(data.get(read..)?, rows.get_mut(written..)?);
        read += result.consumed_in;
        written += result.consumed_out;
        let stuck = result.consumed_in == 0 && result.consumed_out == 0;
        match result.status {
            Ok(LzwStatus::Ok) if !stuck => {}
            _ => break,
        }
    }
    (written == length).then_some(rows)
}

/// PackBits (section 9), up to so many bytes.
fn unpacked(data: &[u8], length: usize) -> Vec<u8> {
    let mut rows = Vec::with_capacity(length.min(data.len().saturating_mul(64)));
    let mut data = data;
    while let Some((&head, rest)) = data.split_first().filter(|_| rows.len() < length) {
        let left = length - rows.len();
        data = match head {
            0..=127 => {
                let run = rest
                    .get(..rest.len().min(usize::from(head) + 1))
                    .unwrap_or_default();
                rows.extend(run.iter().take(left));
                rest.get(run.len()..).unwrap_or_default()
            }
            128 => rest,
            _ => {
                let count = (257 - usize::from(head)).min(left);
                rows.extend(
                    rest.iter()
                        .take(1)
                        .flat_map(|byte| std::iter::repeat_n(*byte, count)),
                );
                rest.get(1..).unwrap_or_default()
            }
        };
    }
    rows
}

/// Rows, each packed by itself: runs of three or more, and what stands between them.
fn packed(rows: &[u8], row_bytes: usize) -> Vec<u8> {
    let mut packed = Vec::new();
    for row in rows.chunks(row_bytes.max(1)) {
        let mut literal: Vec<u8> = Vec::new();
        let flush = |literal: &mut Vec<u8>, packed: &mut Vec<u8>| {
            for piece in literal.chunks(128) {
                packed.push((piece.len() - 1) as u8);
                packed.extend(piece);
            }
            literal.clear();
        };
        for run in row.chunk_by(|a, b| a == b) {
            if run.len() < 3 {
                literal.extend(run);
                continue;
            }
            flush(&mut literal, &mut packed);
            for piece in run.chunks(128) {
                packed.extend([((257 - piece.len()) & 0xFF) as u8]);
                packed.extend(piece.first());
            }
        }
        flush(&mut literal, &mut packed);
    }
    packed
}
