//! Run lengths of 8-bit and 4-bit indices (Bitmap Compression).

use super::header::{Coding, Header};

/// The indices that a code sets, from the top down; nothing where it moves to a place outside the picture or is cut off
/// in an instruction.
pub(super) fn read(code: &[u8], header: &Header) -> Option<Vec<Option<u8>>> {
    let four = header.coding == Coding::Rle4;
    let (width, height) = (header.size.width as usize, header.size.height as usize);
    let mut indices = vec![None; width.checked_mul(height)?];
    let (mut x, mut row, mut at) = (0, 0, 0);
    while row < height {
        let Some(&[count, value]) = code.get(at..).and_then(|code| code.first_chunk()) else {
            break;
        };
        at += 2;
        let mut set = |index: u8| {
            // Viewers show nothing of a run beyond its row.
            let y = if header.top_down { row } else { height - 1 - row };
            if let Some(slot) = indices.get_mut(y * width + x).filter(|_| x < width) {
                *slot = Some(index);
                x += 1;
            }
        };
        match (count, value) {
            (0, 0) => (x, row) = (0, row + 1),
            (0, 1) => break,
            (0, 2) => {
                let &[right, rows] = code.get(at..)?.first_chunk()?;
                at += 2;
                (x, row) = (x + usize::from(right), row + usize::from(rows));
                if x > width || row > height {
                    return None;
                }
            }
            (0, count) => {
                let bytes = if four { count.div_ceil(2) } else { count };
                let literal = code.get(at..at + usize::from(bytes))?;
                at += usize::from(bytes).next_multiple_of(2);
                if four {
                    let halves = literal.iter().flat_map(|byte| [byte >> 4, byte & 15]);
                    halves.take(count.into()).for_each(set);
                } else {
                    literal.iter().copied().for_each(set);
                }
            }
            (count, value) if four => {
                let halves = [value >> 4, value & 15].into_iter().cycle();
                halves.take(count.into()).for_each(set);
            }
            (count, value) => (0..count).for_each(|_| set(value)),
        }
    }
    Some(indices)
}

/// The code of indices: runs of one, and moves over what is left out.
pub(super) fn written(indices: &[Option<u8>], header: &Header) -> Vec<u8> {
    let four = header.coding == Coding::Rle4;
    let width = header.size.width as usize;
    let mut rows: Vec<&[Option<u8>]> = indices.chunks(width.max(1)).collect();
    if !header.top_down {
        rows.reverse();
    }
    let mut code = Vec::new();
    for row in rows {
        for run in row.chunk_by(|a, b| a == b) {
            for piece in run.chunks(255) {
                let length = piece.len() as u8;
                match piece.first().copied().flatten() {
                    Some(index) if four => code.extend([length, index << 4 | index]),
                    Some(index) => code.extend([length, index]),
                    None => code.extend([0, 2, length, 0]),
                }
            }
        }
        code.extend([0, 0]);
    }
    code.extend([0, 1]);
    code
}
