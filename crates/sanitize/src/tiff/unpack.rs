//! Codings that are read and never written: Zstandard (RFC 8878) and LZMA (the .xz format). They come with frames that
//! decoders skip, and few viewers know them, so that their rows are written as Deflate.

use std::io::Read;

use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;

use super::codec::End;
use crate::bytes::part;

/// The most that a decoder may remember of what it has decoded, as the largest presets of both have it.
const WINDOW: u32 = 128 << 20;

/// Unpacks up to `want` bytes of a Zstandard frame into `sink`.
pub(super) fn zstd(data: &[u8], want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<End> {
    let mut rest = data;
    let decoder = StreamingDecoder::new_with_max_window_size(&mut rest, WINDOW.into()).ok()?;
    read(decoder, want, sink)?;
    Some(end(data, rest))
}

/// Unpacks up to `want` bytes of an .xz stream into `sink`.
pub(super) fn xz(data: &[u8], want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<End> {
    let mut rest = data;
    read(
        XzReader::new_mem_limit(&mut rest, false, WINDOW / 1024),
        want,
        sink,
    )?;
    Some(end(data, rest))
}

fn read(mut decoder: impl Read, want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<()> {
    let mut buffer = vec![0; want.clamp(1, 65_536)];
    let mut left = want;
    while left > 0 {
        let most = left.min(buffer.len());
        let new = decoder
            .read(buffer.get_mut(..most)?)
            .ok()
            .filter(|new| *new > 0)?;
        sink(part(&buffer, 0..new));
        left -= new;
    }
    Some(())
}

fn end(data: &[u8], rest: &[u8]) -> End {
    End {
        bytes: data.len() - rest.len(),
        exact: false,
    }
}
