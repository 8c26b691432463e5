//! Lines of print: letters of like size side by side, dark on light or light on dark. Nothing is read.

mod line;

use std::ops::RangeInclusive;

use image::GrayImage;
use image::imageops::{self, FilterType};
use rayon::prelude::*;

use super::ink::{Ink, Relief};
use super::{Found, Kind, Suggestion, grey};
use crate::{Pixels, Size};

/// The picture is looked at so large, in pixels on its longer side, and at a half, a quarter and an eighth of that for
/// larger print.
const LONGER_SIDE: RangeInclusive<u32> = 1600..=2400;
/// How much surer a line that goes up or down must be.
const TURNED: f32 = 3.0;

/// The lines of print in a picture, the longest first.
///
/// `picture` and `displayed` are as for [`suggestions`](super::suggestions).
#[must_use]
pub fn text(picture: &Pixels, displayed: Size) -> Vec<Suggestion> {
    let Some(picture) = grey(picture, LONGER_SIDE) else {
        return Vec::new();
    };
    let seen = picture.dimensions();
    let turned = imageops::rotate90(&picture);
    let (mut found, upward) = rayon::join(|| joined(lines(&picture, 0.0)), || joined(lines(&turned, TURNED)));
    let mut upward: Vec<_> = upward
        .into_iter()
        .map(|it| it.turned_back(seen.1 as f32))
        .collect();
    upward.retain(|it| !found.iter().any(|other| it.shared(other) > 0.0));
    found.append(&mut upward);
    let found = found.into_iter();
    found
        .filter_map(|it| it.suggestion(Kind::Text, seen, displayed))
        .collect()
}

/// The lines of all sizes that go from left to right, some of them more than once; the surest first.
fn lines(picture: &GrayImage, stricter: f32) -> Vec<Found> {
    let lines = |smaller: u32| {
        let (width, height) = (picture.width() / smaller, picture.height() / smaller);
        if width.min(height) == 0 {
            return Vec::new();
        }
        let picture = imageops::resize(picture, width, height, FilterType::Triangle);
        let relief = Relief::of(&picture);
        let found = [Ink::Dark, Ink::Light].map(|ink| line::lines(&relief.blots(ink), &picture, stricter));
        let found = found.into_iter().flatten();
        found
            .map(|(it, sure)| (it.larger(smaller as f32), sure))
            .collect()
    };
    let mut found: Vec<_> = [1, 2, 4, 8].into_par_iter().flat_map_iter(lines).collect();
    found.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    found.into_iter().map(|(it, _)| it).collect()
}

/// One rectangle for what is found more than once, and for pieces of a line: the largest first.
fn joined(found: Vec<Found>) -> Vec<Found> {
    let mut lines: Vec<Found> = Vec::new();
    for mut line in found {
        if lines.iter().any(|surer| is_rim(&line, surer)) {
            continue;
        }
        // What has grown may reach others.
        while let Some(place) = lines.iter().position(|other| belongs(&line, other)) {
            line = line.with(&lines.swap_remove(place));
        }
        lines.push(line);
    }
    lines.sort_by(|a, b| b.area().total_cmp(&a.area()));
    lines
}

/// Whether `line` is but the paper around a surer one, which is lighter, or darker, than what is around both.
fn is_rim(line: &Found, surer: &Found) -> bool {
    let beside = line.right.min(surer.right) - line.left.max(surer.left);
    line.height() > 1.5 * surer.height()
        && beside >= 0.7 * (line.right - line.left)
        && line.shared(surer) >= 0.6 * surer.area()
}

/// Whether two rectangles stand for one line: one lies mostly in the other, or they are side by side, of like height.
fn belongs(a: &Found, b: &Found) -> bool {
    let lower = a.height().min(b.height());
    let beside = a.bottom.min(b.bottom) - a.top.max(b.top) >= 0.6 * a.height().max(b.height());
    let apart = a.left.max(b.left) - a.right.min(b.right);
    a.shared(b) >= 0.6 * a.area().min(b.area()) || (beside && apart <= 1.2 * lower)
}
