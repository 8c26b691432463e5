//! QR codes and barcodes, told by their looks: a code is found whether or not it can be read here, and none is read.

mod bars;
mod squares;

use std::ops::RangeInclusive;

use image::imageops::{self, FilterType};
use rayon::prelude::*;

use super::ink::{Ink, Relief};
use super::{Found, Kind, Suggestion, grey};
use crate::{Pixels, Size};

/// The picture is looked at so large, in pixels on its longer side, and at a half, a quarter and an eighth of that for
/// larger codes.
const LONGER_SIDE: RangeInclusive<u32> = 1600..=2400;

/// The QR codes and barcodes of a picture, the largest first.
///
/// `picture` and `displayed` are as for [`suggestions`](super::suggestions).
#[must_use]
pub fn codes(picture: &Pixels, displayed: Size) -> Vec<Suggestion> {
    let Some(picture) = grey(picture, LONGER_SIDE) else {
        return Vec::new();
    };
    let seen = picture.dimensions();
    let codes = |smaller: u32| {
        let (width, height) = (seen.0 / smaller, seen.1 / smaller);
        if width.min(height) == 0 {
            return Vec::new();
        }
        let picture = imageops::resize(&picture, width, height, FilterType::Triangle);
        let relief = Relief::of(&picture);
        let squares = [Ink::Dark, Ink::Light].map(|ink| squares::codes(&relief.blots(ink)));
        let mut found = squares.concat();
        found.extend(bars::codes(&picture));
        found.into_iter().map(|it| it.larger(smaller as f32)).collect()
    };
    let mut found: Vec<Found> = [1, 2, 4, 8].into_par_iter().flat_map_iter(codes).collect();
    found.sort_by(|a, b| b.area().total_cmp(&a.area()));
    let mut kept: Vec<Found> = Vec::new();
    for it in found {
        if kept.iter().all(|other| other.shared(&it) < 0.5 * it.area()) {
            kept.push(it);
        }
    }
    let found = kept.into_iter();
    found
        .filter_map(|it| it.suggestion(Kind::Code, seen, displayed))
        .collect()
}
