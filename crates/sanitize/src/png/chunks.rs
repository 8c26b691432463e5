//! From bytes to chunks (PNG 5.3).

use std::ops::Range;

use crate::Error;
use crate::bytes::{array, be32, part};
use crate::error::malformed;

pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// One chunk: length, type, data, CRC.
pub(super) struct Chunk {
    pub(super) name: [u8; 4],
    pub(super) range: Range<usize>,
    pub(super) data: Range<usize>,
    /// Whether its CRC is right. A critical chunk's always is.
    pub(super) sound: bool,
}

/// The chunks up to `IEND`, and where that ends.
///
/// Damage behind the first `IDAT` ends the walk there: viewers show the picture if its data is whole, which
/// the reading of its zlib stream decides, and what lies behind the damage goes.
pub(super) fn walk(source: &[u8]) -> Result<(Vec<Chunk>, usize), Error> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut at = SIGNATURE.len();
    let mut pictured = false;
    loop {
        match chunk(source, at).and_then(|chunk| sound(chunk, at)) {
            Ok(chunk) => {
                at = chunk.range.end;
                pictured |= chunk.name == *b"IDAT";
                let last = chunk.name == *b"IEND";
                chunks.push(chunk);
                if last {
                    return Ok((chunks, at));
                }
            }
            Err(Error::Malformed { part, .. }) if pictured && part != UNKNOWN => return Ok((chunks, at)),
            Err(error) => return Err(error),
        }
    }
}

const UNKNOWN: &str = "unknown critical chunk";

/// A chunk that may be walked over: not one that a viewer needs but that is broken or unknown (5.4).
fn sound(chunk: Chunk, at: usize) -> Result<Chunk, Error> {
    let critical = chunk.name.first().is_some_and(u8::is_ascii_uppercase);
    if chunk.name == *b"CgBI" {
        return Err(Error::Unsupported {
            what: "A PNG packed for an Apple device",
            remedy: "Export it as a PNG or JPEG for the web first.",
        });
    }
    if critical && !chunk.sound {
        return Err(malformed(
            "critical chunk",
            at,
            "The checksum of a chunk is wrong: the file is damaged",
        ));
    }
    if critical && !matches!(&chunk.name, b"IHDR" | b"PLTE" | b"IDAT" | b"IEND") {
        return Err(malformed(
            UNKNOWN,
            at,
            "A chunk that a viewer would need is unknown",
        ));
    }
    Ok(chunk)
}

fn chunk(source: &[u8], at: usize) -> Result<Chunk, Error> {
    let cut = || {
        malformed(
            "chunk",
            at,
            "The file is cut off: the end of the picture is missing",
        )
    };
    let length = usize::try_from(be32(source, at).ok_or_else(cut)?).map_err(|_| cut())?;
    let name: [u8; 4] = array(source, at + 4).ok_or_else(cut)?;
    if !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(malformed(
            "chunk",
            at,
            "A chunk has no proper name: the file is damaged",
        ));
    }
    let end = at
        .checked_add(8)
        .and_then(|start| start.checked_add(length))
        .ok_or_else(cut)?;
    let crc = be32(source, end).ok_or_else(cut)?;
    let sound = crc32fast::hash(part(source, at + 4..end)) == crc;
    Ok(Chunk {
        name,
        range: at..end + 4,
        data: at + 8..end,
        sound,
    })
}
