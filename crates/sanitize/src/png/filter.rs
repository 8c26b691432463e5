//! The filters of a PNG's rows (9).

/// Undoes a row's filter (9.2).
pub(super) fn unfilter(filter: u8, step: usize, before: &[u8], row: &mut [u8]) {
    for index in 0..row.len() {
        let predicted = predict(filter, step, before, row, index);
        if let Some(byte) = row.get_mut(index) {
            *byte = byte.wrapping_add(predicted);
        }
    }
}

/// Filters a row (9.2).
pub(super) fn filtered(filter: u8, step: usize, before: &[u8], row: &[u8]) -> Vec<u8> {
    row.iter()
        .enumerate()
        .map(|(index, byte)| byte.wrapping_sub(predict(filter, step, before, row, index)))
        .collect()
}

fn predict(filter: u8, step: usize, before: &[u8], row: &[u8], index: usize) -> u8 {
    let at =
        |bytes: &[u8], index: Option<usize>| index.and_then(|index| bytes.get(index)).copied().unwrap_or(0);
    let left = index.checked_sub(step);
    let (a, b, c) = (at(row, left), at(before, Some(index)), at(before, left));
    match filter {
        1 => a,
        2 => b,
        3 => u8::midpoint(a, b),
        4 => paeth(a, b, c),
        _ => 0,
    }
}

/// The Paeth predictor (9.4).
fn paeth(a: u8, b: u8, c: u8) -> u8 {
    let [ia, ib, ic] = [a, b, c].map(i16::from);
    let p = ia + ib - ic;
    let [pa, pb, pc] = [ia, ib, ic].map(|value| (p - value).abs());
    if pa <= pb && pa <= pc {
        a
    } else if pb <= pc {
        b
    } else {
        c
    }
}
