//! Fax codes (ITU-T T.4 and T.6; TIFF 6.0, section 11), by the fax crate: a bit a pixel, set where it is black.

use fax::decoder::{decode_g3, decode_g4, pels};
use fax::encoder::Encoder;
use fax::{Color, VecWriter};

use crate::Size;

/// The rows of a piece, each in whole bytes; none where they cannot be read.
pub(super) fn decoded(data: &[u8], group_4: bool, piece: Size) -> Option<Vec<u8>> {
    let width = u16::try_from(piece.width).ok()?;
    let height = u16::try_from(piece.height).ok()?;
    let row_bytes = usize::from(width).div_ceil(8);
    let length = row_bytes * usize::from(height);
    let mut rows = Vec::new();
    let mut take = |line: &[u16]| {
        if rows.len() < length {
            let start = rows.len();
            rows.resize(start + row_bytes, 0);
            for (at, _) in pels(line, width)
                .enumerate()
                .filter(|(_, pel)| *pel == Color::Black)
            {
                if let Some(byte) = rows.get_mut(start + at / 8) {
                    *byte |= 0x80 >> (at % 8);
                }
            }
        }
    };
    // The decoder looks ahead beyond the last row, and wants an end-of-line code behind it.
    if group_4 {
        let data = data.iter().copied().chain([0; 8]);
        decode_g4(data, width, Some(height), take)?;
    } else {
        let ends = [0, 1].repeat(8);
        decode_g3(data.iter().copied().chain(ends), &mut take)?;
    }
    (rows.len() == length).then_some(rows)
}

/// Rows in the code of T.6.
pub(super) fn encoded(rows: &[u8], piece: Size) -> Vec<u8> {
    let width = piece.width as u16;
    let mut encoder = Encoder::new(VecWriter::new());
    for row in rows.chunks(usize::from(width).div_ceil(8).max(1)) {
        let pixels = row
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| byte >> (7 - bit) & 1));
        let colours = pixels.map(|bit| if bit == 1 { Color::Black } else { Color::White });
        // Writing into memory cannot fail.
        let Ok(()) = encoder.encode_line(colours.take(width.into()), width);
    }
    let Ok(written) = encoder.finish();
    written.finish()
}
