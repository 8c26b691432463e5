//! Lines: blots of like height and stroke that stand side by side.

use std::ops::{Range, RangeInclusive};

use image::GrayImage;

use crate::find::Found;
use crate::find::ink::Blot;

/// The heights of letters that are looked for at one scale, in pixels.
pub(super) const HEIGHTS: RangeInclusive<f32> = 6.0..=40.0;
/// So sure must a line be, and so sure one beside it.
const SURE: f32 = 38.5;
const DOUBTFUL: f32 = 36.0;

/// How wide a letter is at most, or a few that touch, in heights.
const WIDEST: f32 = 5.0;
/// How far from the other letters of a line its last or first may stand, in heights of its letters: an initial behind a
/// name, a number behind a word.
const GAP: f32 = 2.5;

/// The lines that `blots` of `picture` form, and how sure each is. `stricter` asks for more than is asked of most.
pub(super) fn lines(blots: &[Blot], picture: &GrayImage, stricter: f32) -> Vec<(Found, f32)> {
    let mut letters: Vec<_> = blots.iter().filter(|it| is_letter(it)).copied().collect();
    letters.sort_by_key(|it| it.left);
    let followers = followers(&letters);
    let mut taken = vec![false; letters.len()];
    let mut all = Vec::new();
    for first in 0..letters.len() {
        let chain = std::iter::successors(Some(first), |&at| followers.get(at).copied().flatten());
        let mut line = Vec::new();
        for at in chain {
            match taken.get_mut(at) {
                Some(taken) if !*taken => *taken = true,
                _ => break,
            }
            line.extend(letters.get(at).copied());
        }
        all.extend(Line::of(&line, picture));
    }
    let (mut found, mut doubtful): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|it| it.alone && it.sure >= SURE + stricter);
    // A short word is often above or below a longer line, of one label with it.
    let mut near = found.len();
    while near > 0 {
        let from = found.len() - near;
        let more: Vec<_> = doubtful
            .extract_if(.., |it| found.iter().skip(from).any(|line| line.is_next_to(it)))
            .collect();
        near = more.len();
        found.extend(more);
    }
    let mut beside = blots.to_vec();
    beside.sort_by_key(|it| it.left);
    found.iter_mut().for_each(|line| line.reach_out(&beside));
    found.into_iter().map(|it| (it.rectangle, it.sure)).collect()
}

/// Letters that stand side by side.
struct Line {
    rectangle: Found,
    /// Of most letters, in pixels.
    height: f32,
    level: f32,
    /// Whether it is long enough to be a line with none beside it.
    alone: bool,
    /// The higher, the surer.
    sure: f32,
}

impl Line {
    /// `None` for fewer than two letters, and for what is surely no line.
    fn of(letters: &[Blot], picture: &GrayImage) -> Option<Self> {
        let count = letters.len() as f32;
        let height = median(letters, Blot::height)?;
        let left = letters.iter().map(|it| it.left).min()?;
        let right = letters.iter().map(|it| it.right).max()?;
        let top = letters.iter().map(|it| it.top).min()?;
        let bottom = letters.iter().map(|it| it.bottom).max()?;
        let (width, depth) = ((right - left) as f32, (bottom - top) as f32);
        if letters.len() < 2 || is_pattern(letters) {
            return None;
        }
        let inked = letters.iter().map(Blot::area).sum::<f32>() / (width * depth);
        // Weights and limits are from a logistic regression over 1,300 candidates, of which 300 were print.
        let shape = 17.0 * inked + 0.9 * count.min(10.0) - 12.0 * crooked(letters) / height;
        if shape + 37.0 < DOUBTFUL {
            return None;
        }
        let sure = shape + 37.0 * two_levels(picture, left..right, top..bottom);
        let room = 0.3 * height;
        (sure >= DOUBTFUL).then_some(Self {
            rectangle: Found {
                left: left as f32 - room,
                top: top as f32 - room,
                right: right as f32 + room,
                bottom: bottom as f32 + room,
            },
            height,
            level: median(letters, Blot::level)?,
            alone: letters.len() >= 3 && width >= 2.0 * height,
            sure,
        })
    }

    /// Takes in what stands by itself at either end, which is no line of its own. `blots` are in the order of their left
    /// sides.
    fn reach_out(&mut self, blots: &[Blot]) {
        let (reach, room) = (GAP * self.height, 0.3 * self.height);
        let place = |x: f32| blots.partition_point(|it| (it.left as f32) < x);
        for blot in blots.iter().skip(place(self.rectangle.right - 2.0 * room)) {
            if blot.left as f32 > self.rectangle.right + reach {
                break;
            }
            if self.is_like(blot) {
                self.rectangle.right = self.rectangle.right.max(blot.right as f32 + room);
            }
        }
        for blot in blots.iter().take(place(self.rectangle.left)).rev() {
            if (blot.left as f32) < self.rectangle.left - reach - WIDEST * self.height {
                break;
            }
            if blot.right as f32 + reach >= self.rectangle.left && self.is_like(blot) {
                self.rectangle.left = self.rectangle.left.min(blot.left as f32 - room);
            }
        }
    }

    /// Whether a blot in the line's row may be a letter of it; an I or a 1 is but a bar.
    fn is_like(&self, blot: &Blot) -> bool {
        let (top, bottom) = (self.rectangle.top, self.rectangle.bottom);
        top <= blot.top as f32
            && blot.bottom as f32 <= bottom
            && blot.height() >= 0.5 * self.height
            && blot.width() <= WIDEST * self.height
            && blot.stroke() <= 0.45 * self.height
            && (blot.level() - self.level).abs() <= 35.0
    }

    /// Whether the other is right above or below, of the same print.
    fn is_next_to(&self, other: &Self) -> bool {
        let (a, b) = (&self.rectangle, &other.rectangle);
        let apart = a.top.max(b.top) - a.bottom.min(b.bottom);
        let above = a.right.min(b.right) > a.left.max(b.left);
        above
            && apart <= self.height
            && self.height.max(other.height) <= 1.5 * self.height.min(other.height)
            && (self.level - other.level).abs() <= 25.0
    }
}

/// Whether a blot may be a letter, or a few that touch: neither a dot nor a blob.
fn is_letter(blot: &Blot) -> bool {
    HEIGHTS.contains(&blot.height())
        && blot.width() <= WIDEST * blot.height()
        && (0.15..=0.95).contains(&blot.filled())
        && blot.stroke() <= 0.45 * blot.height()
}

/// For each of `letters`, which are in the order of their left sides, the nearest that stands behind it in a line.
fn followers(letters: &[Blot]) -> Vec<Option<usize>> {
    // Letters of one line have their middles in one band, or in two beside one another.
    let band = |it: &Blot| (it.top + it.bottom) as usize / 2 / *HEIGHTS.end() as usize;
    let mut bands: Vec<Vec<(usize, &Blot)>> =
        vec![Vec::new(); letters.iter().map(band).max().unwrap_or(0) + 1];
    for (place, it) in letters.iter().enumerate() {
        bands
            .iter_mut()
            .skip(band(it))
            .take(1)
            .for_each(|band| band.push((place, it)));
    }
    let follower = |place: usize, letter: &Blot| {
        let reach = letter.right as f32 + 1.2 * letter.height();
        let middle = band(letter);
        let near = bands.iter().take(middle + 2).skip(middle.saturating_sub(1));
        let first = near.filter_map(|band| {
            let behind = band.get(band.partition_point(|(other, _)| *other <= place)..)?;
            let mut behind = behind.iter().take_while(|(_, other)| other.left as f32 <= reach);
            behind
                .find(|(_, other)| follows(letter, other))
                .map(|(other, _)| *other)
        });
        first.min()
    };
    letters
        .iter()
        .enumerate()
        .map(|(place, letter)| follower(place, letter))
        .collect()
}

fn follows(letter: &Blot, other: &Blot) -> bool {
    let (a, b) = (letter.height(), other.height());
    let shared = letter.bottom.min(other.bottom) as f32 - letter.top.max(other.top) as f32;
    let (s, t) = (letter.stroke(), other.stroke());
    other.left + 2 >= letter.right
        && a.max(b) <= 1.9 * a.min(b)
        && shared >= 0.6 * a.min(b)
        && s.max(t) <= 1.8 * s.min(t)
        && (letter.level() - other.level()).abs() <= 35.0
}

fn median(letters: &[Blot], of: impl Fn(&Blot) -> f32) -> Option<f32> {
    let mut all: Vec<_> = letters.iter().map(of).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied()
}

/// Fences, tiles and bars: many blots, all alike.
fn is_pattern(letters: &[Blot]) -> bool {
    let alike = |of: fn(&Blot) -> f32| {
        let count = letters.len() as f32;
        let mean = letters.iter().map(of).sum::<f32>() / count;
        let variance = letters.iter().map(|it| (of(it) - mean).powi(2)).sum::<f32>() / count;
        variance.sqrt() <= 0.15 * mean
    };
    letters.len() >= 8 && alike(Blot::area) && alike(Blot::height)
}

/// How far, on the average, the letters' feet lie from one straight line, in pixels.
fn crooked(letters: &[Blot]) -> f32 {
    let count = letters.len() as f32;
    let middle = |it: &Blot| (it.left + it.right) as f32 / 2.0;
    let foot = |it: &Blot| it.bottom as f32;
    let x = letters.iter().map(middle).sum::<f32>() / count;
    let y = letters.iter().map(foot).sum::<f32>() / count;
    let rise: f32 = letters.iter().map(|it| (middle(it) - x) * (foot(it) - y)).sum();
    let run: f32 = letters.iter().map(|it| (middle(it) - x).powi(2)).sum();
    let off = |it: &Blot| (foot(it) - y - rise / run.max(1.0) * (middle(it) - x)).abs();
    letters.iter().map(off).sum::<f32>() / count
}

/// How much of all difference between levels is that between the two classes that tell them apart best, 0 to 1
/// (N. Otsu, IEEE Transactions on Systems, Man, and Cybernetics 9, 1979).
fn two_levels(picture: &GrayImage, columns: Range<u32>, rows: Range<u32>) -> f32 {
    let mut histogram = [0.0_f64; 256];
    let stride = picture.width() as usize;
    let all_rows = picture.as_raw().chunks_exact(stride);
    for row in all_rows.skip(rows.start as usize).take(rows.len()) {
        for &level in row
            .get(columns.start as usize..columns.end as usize)
            .unwrap_or_default()
        {
            if let Some(count) = histogram.get_mut(usize::from(level)) {
                *count += 1.0;
            }
        }
    }
    let of_levels = || (0..).map(f64::from).zip(histogram);
    let count: f64 = histogram.iter().sum();
    let mean = of_levels().map(|(level, count)| level * count).sum::<f64>() / count;
    let all: f64 = of_levels()
        .map(|(level, count)| (level - mean).powi(2) * count)
        .sum();
    let (mut below, mut moment) = (0.0, 0.0);
    let between = of_levels().map(|(level, here)| {
        below += here;
        moment += (level - mean) * here;
        if below > 0.0 && below < count {
            moment * moment * count / (below * (count - below))
        } else {
            0.0
        }
    });
    (between.fold(0.0, f64::max) / all.max(1.0)) as f32
}
