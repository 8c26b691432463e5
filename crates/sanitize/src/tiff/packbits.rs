//! PackBits (TIFF 6.0, section 9).

use super::codec::End;
use crate::bytes::part;

/// Unpacks up to `want` bytes into `sink`.
pub(super) fn decode(data: &[u8], want: usize, sink: &mut dyn FnMut(&[u8])) -> Option<End> {
    let (mut at, mut left, mut exact) = (0, want, true);
    let mut repeated = [0; 128];
    while left > 0 {
        let head = *data.get(at)?;
        at += 1;
        let run = match head {
            0..=127 => {
                let run = data.get(at..at + usize::from(head) + 1)?;
                at += run.len();
                run
            }
            128 => {
                exact = false;
                continue;
            }
            _ => {
                repeated.fill(*data.get(at)?);
                at += 1;
                part(&repeated, 0..257 - usize::from(head))
            }
        };
        exact &= run.len() <= left;
        let taken = run.len().min(left);
        sink(part(run, 0..taken));
        left -= taken;
    }
    Some(End { bytes: at, exact })
}

/// Packs rows, each by itself.
pub(super) fn encode(rows: &[u8], row_bytes: usize) -> Vec<u8> {
    let mut packed = Vec::new();
    for row in rows.chunks(row_bytes.max(1)) {
        let mut literal: &[u8] = &[];
        let mut at = 0;
        while let Some(byte) = row.get(at) {
            let same = row.iter().skip(at).take(128).take_while(|b| *b == byte).count();
            if same < 3 {
                literal = part(row, at - literal.len()..at + 1);
                at += 1;
                if literal.len() < 128 {
                    continue;
                }
            }
            flush(&mut packed, &mut literal);
            if same >= 3 {
                packed.extend([(257 - same) as u8, *byte]);
                at += same;
            }
        }
        flush(&mut packed, &mut literal);
    }
    packed
}

fn flush(packed: &mut Vec<u8>, literal: &mut &[u8]) {
    if !literal.is_empty() {
        packed.push((literal.len() - 1) as u8);
        packed.extend(*literal);
        *literal = &[];
    }
}
