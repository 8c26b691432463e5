//! What a picture looks like, in 63 bits that stay nearly the same where it is saved anew or made smaller.
//!
//! The picture is made grey and 32 × 32; of its discrete cosine transform the 8 × 8 lowest frequencies are kept but for
//! the mean; a bit says whether a coefficient is above their median (C. Zauner, *Implementation and Benchmarking of
//! Perceptual Image Hash Functions*, 2010, section 3.2.1). Cropped, turned or mirrored, a picture has another hash.

use std::f32::consts::PI;

use image::DynamicImage;
use image::imageops::FilterType;
use safelight_consent::{Likeness, Register};

use crate::cleaned::Cleaned;
use crate::dropped::Dropped;
use crate::failure::Failure;
use crate::rendering::Rendering;

/// How hashes are worked out. Only hashes of one method compare.
const METHOD: &str = "dct-63";

/// Bits of which two pictures that are taken for the same may differ in; see `tests/afterwards/whose.rs` for what was measured.
const NEAR: u32 = 8;

/// Of the picture that is hashed; larger ones are made smaller first, as a JPEG is while it is decoded.
const SIDE: u32 = 256;
const GRID: usize = 32;
const LOW: usize = 8;

/// Less than this, over all frequencies, is a picture of one colour, which looks like every other such picture.
const FLAT: f32 = 40.0;

/// The hash of a picture; none of one that shows nothing.
pub(crate) fn hash(rendering: &Rendering) -> Option<u64> {
    let grid = grid(rendering.picture());
    let mut coefficients = Vec::with_capacity(LOW * LOW - 1);
    for v in 0..LOW {
        for u in 0..LOW {
            if (u, v) != (0, 0) {
                coefficients.push(coefficient(&grid, u, v));
            }
        }
    }
    let strength: f32 = coefficients.iter().map(|it| it.abs()).sum();
    if strength < FLAT {
        return None;
    }
    let mut sorted = coefficients.clone();
    sorted.sort_by(f32::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let bits = coefficients.iter().enumerate();
    Some(bits.fold(0, |hash, (bit, it)| hash | (u64::from(*it > median) << bit)))
}

/// Keeps the hash of a copy; of one that shows nothing, that it was looked at.
pub(crate) fn keep(register: &mut Register, copy: u64, hash: Option<u64>) -> Result<(), Failure> {
    let likeness = Likeness {
        copy,
        method: METHOD.to_owned(),
        hash: hash.map_or_else(Vec::new, |hash| hash.to_be_bytes().to_vec()),
    };
    Ok(register.keep_likeness(&likeness)?)
}

/// The hash of a file that came from anywhere; none where it cannot be drawn.
pub(crate) fn of_file(file: Dropped) -> Option<u64> {
    let drawn = Failure::guard(|| file.inspect()?.render(SIDE));
    drawn.ok().as_ref().and_then(hash)
}

/// The hash of a copy; none where it cannot be drawn.
pub(crate) fn of_copy(copy: &Cleaned) -> Option<u64> {
    let drawn = Failure::guard(|| copy.render(SIDE));
    drawn.ok().as_ref().and_then(hash)
}

/// The numbers of the copies that look like this, the likest first, each with the bits in which it differs.
pub(crate) fn alike(register: &Register, hash: u64) -> Result<Vec<(u64, u32)>, Failure> {
    let kept = register.likenesses(METHOD)?;
    let mut alike: Vec<(u64, u32)> = kept
        .iter()
        .filter_map(|it| {
            let kept = u64::from_be_bytes(it.hash.as_slice().try_into().ok()?);
            Some((it.copy, (kept ^ hash).count_ones()))
        })
        .filter(|(_, apart)| *apart <= NEAR)
        .collect();
    alike.sort_by_key(|(copy, apart)| (*apart, *copy));
    Ok(alike)
}

/// Grey from 0 to 1, row by row; what is transparent lies on white.
fn grid(picture: &DynamicImage) -> Vec<f32> {
    let small = picture
        .resize_exact(GRID as u32, GRID as u32, FilterType::Triangle)
        .into_rgba32f();
    let grey = |pixel: &image::Rgba<f32>| {
        let [red, green, blue, alpha] = pixel.0;
        let grey = 0.299 * red + 0.587 * green + 0.114 * blue;
        grey * alpha + (1.0 - alpha)
    };
    small.pixels().map(grey).collect()
}

/// One coefficient of the discrete cosine transform (DCT-II), not scaled.
fn coefficient(grid: &[f32], u: usize, v: usize) -> f32 {
    let wave = |at: usize, frequency: usize| (PI / GRID as f32 * (at as f32 + 0.5) * frequency as f32).cos();
    let across: Vec<f32> = (0..GRID).map(|x| wave(x, u)).collect();
    let rows = grid.chunks_exact(GRID).enumerate();
    rows.map(|(y, row)| {
        let row: f32 = row.iter().zip(&across).map(|(grey, wave)| grey * wave).sum();
        row * wave(y, v)
    })
    .sum()
}
