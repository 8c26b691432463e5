//! The funnel-structured cascade of SeetaFace (S. Wu, M. Kan, Z. He, S. Shan, X. Chen, "Funnel-structured cascade for
//! multi-view face detection with alignment-awareness", Neurocomputing 221, 2017), without what the paper's C++ and its
//! ports do outside a window: boxes that leave the picture, or shrink to nothing, are dropped here.

use image::GrayImage;
use rayon::prelude::*;

use super::model::{Boosted, Model, Network};
use super::patch::{Gradients, SIDE, VALUES};

/// Windows begin at every fourth pixel, across and down. At every other one, a tenth more faces of a crowd are found
/// in twice the time.
const STEP: usize = 4;

/// From one size of the picture to the next: at 0.8, fewer faces of a crowd are found.
const SHRINK: f32 = 0.9;

/// So different must the levels of a window be (their standard deviation).
const LEAST_CONTRAST: f64 = 10.0;
/// Proposals of a kind that are judged: a picture of nothing but faces has fewer.
const MOST_PROPOSALS: usize = 5000;
/// How much of two boxes (the shared part of their union) makes them one, after each judge.
const OVERLAPS: [Option<f32>; 3] = [Some(0.8), None, Some(0.3)];

/// A square where a face is, in pixels; it may reach beyond the picture.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) side: i32,
    /// What the last judge, and all boxes that were merged into this one, say together.
    pub(super) score: f32,
}

/// The upright frontal faces, of at least [`SIDE`] pixels, whose score is not below `least`; the surest first.
pub(super) fn faces(picture: &GrayImage, model: &Model, least: f32) -> Vec<Found> {
    let ps = proposals(picture, model);
    let mut found: Vec<_> = ps
        .into_par_iter()
        .flat_map_iter(|proposed| merged(proposed, 0.8))
        .collect();
    for (judge, overlap) in model.judges.iter().zip(OVERLAPS) {
        found = found
            .par_iter()
            .filter_map(|&it| judged(picture, judge, it))
            .collect();
        if let Some(overlap) = overlap {
            found = merged(found, overlap);
        }
    }
    found.retain(|it| it.score >= least);
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// For every proposer, the windows of every size of the picture that it takes.
fn proposals(picture: &GrayImage, model: &Model) -> Vec<Vec<Found>> {
    let mut all = vec![Vec::new(); model.proposers.len()];
    let mut scale = 1.0_f32;
    loop {
        let (width, height) = (scaled(picture.width(), scale), scaled(picture.height(), scale));
        if width.min(height) < SIDE as u32 {
            return all;
        }
        let level = resampled(picture, width, height);
        let patterns = Patterns::of(&level);
        for (proposer, all) in model.proposers.iter().zip(&mut all) {
            let offsets = patterns.offsets(proposer);
            all.par_extend(
                (0..height as usize - SIDE + 1)
                    .into_par_iter()
                    .step_by(STEP)
                    .flat_map_iter(|y| {
                        let (level, patterns, offsets) = (&level, &patterns, &offsets);
                        (0..=width as usize - SIDE)
                            .step_by(STEP)
                            .filter_map(move |x| {
                                let score = patterns.score(proposer, offsets, x, y)?;
                                (contrast(level, x, y) > LEAST_CONTRAST).then_some((x, score))
                            })
                            .map(move |(x, score)| Found {
                                x: (x as f32 / scale + 0.5) as i32,
                                y: (y as f32 / scale + 0.5) as i32,
                                side: (SIDE as f32 / scale + 0.5) as i32,
                                score,
                            })
                    }),
            );
        }
        scale *= SHRINK;
    }
}

fn scaled(side: u32, scale: f32) -> u32 {
    (side as f32 * scale) as u32
}

/// Locally assembled binary patterns (Yan, Shan, Chen, Gao, CVPR 2008): of nine squares of 3 × 3 pixels, whether the
/// middle one is at least as light as each of the others.
struct Patterns {
    stride: usize,
    bits: Vec<u8>,
}

impl Patterns {
    fn of(level: &GrayImage) -> Self {
        const SQUARE: usize = 3;
        let stride = level.width() as usize;
        let rows: Vec<Vec<u16>> = level
            .as_raw()
            .par_chunks(stride)
            .map(|row| {
                row.windows(SQUARE)
                    .map(|three| three.iter().copied().map(u16::from).sum())
                    .collect()
            })
            .collect();
        let squares: Vec<Vec<u16>> = rows
            .par_windows(SQUARE)
            .map(|rows| match rows {
                [a, b, c] => a.iter().zip(b).zip(c).map(|((a, b), c)| a + b + c).collect(),
                _ => Vec::new(),
            })
            .collect();
        let bits = squares
            .par_windows(2 * SQUARE + 1)
            .flat_map_iter(|rows| {
                let nothing: &[u16] = &[];
                let [top, middle, bottom] =
                    [0, SQUARE, 2 * SQUARE].map(|row| rows.get(row).map_or(nothing, Vec::as_slice));
                let windows = |row| <[u16]>::windows(row, 2 * SQUARE + 1);
                let places = windows(top).zip(windows(middle)).zip(windows(bottom));
                let mut bits: Vec<u8> = places
                    .map(|((top, middle), bottom)| pattern(top, middle, bottom))
                    .collect();
                bits.resize(stride, 0);
                bits
            })
            .collect();
        Self { stride, bits }
    }

    /// Where in the patterns each feature of `proposer` looks, from the place of a window.
    fn offsets(&self, proposer: &Boosted) -> Vec<Vec<usize>> {
        let offset = |feature: &super::model::Feature| feature.y * self.stride + feature.x;
        let groups = proposer.groups.iter();
        groups
            .map(|group| group.features.iter().map(offset).collect())
            .collect()
    }

    /// The sum of all weights, for a window that the proposer takes.
    fn score(&self, proposer: &Boosted, offsets: &[Vec<usize>], x: usize, y: usize) -> Option<f32> {
        let window = self.bits.get(y * self.stride + x..)?;
        let mut score = 0.0;
        for (group, offsets) in proposer.groups.iter().zip(offsets) {
            for (feature, &offset) in group.features.iter().zip(offsets) {
                let bits = *window.get(offset)?;
                score += feature
                    .weights
                    .get(usize::from(bits))
                    .copied()
                    .unwrap_or_default();
            }
            if score < group.least {
                return None;
            }
        }
        Some(score)
    }
}

/// Clockwise from top left, the highest bit first; `top`, `middle` and `bottom` are seven sums each.
fn pattern(top: &[u16], middle: &[u16], bottom: &[u16]) -> u8 {
    let (&[a, _, _, b, _, _, c], &[h, _, _, centre, _, _, d], &[g, _, _, f, _, _, e]) = (top, middle, bottom)
    else {
        return 0;
    };
    [a, b, c, h, d, g, f, e]
        .into_iter()
        .fold(0, |bits, other| bits << 1 | u8::from(centre >= other))
}

/// The standard deviation of a window's levels.
fn contrast(level: &GrayImage, x: usize, y: usize) -> f64 {
    let stride = level.width() as usize;
    let rows = level.as_raw().chunks_exact(stride).skip(y).take(SIDE);
    let levels = rows.flat_map(|row| row.iter().skip(x).take(SIDE));
    let (sum, squares) = levels.fold((0_u32, 0_u32), |(sum, squares), &level| {
        (sum + u32::from(level), squares + u32::from(level).pow(2))
    });
    let count = (SIDE * SIDE) as f64;
    let mean = f64::from(sum) / count;
    (f64::from(squares) / count - mean * mean).sqrt()
}

/// The box as the network corrects it, if it takes what is there for a face.
fn judged(picture: &GrayImage, judge: &Network, found: Found) -> Option<Found> {
    let window = window(picture, found)?;
    let gradients = Gradients::of(&window);
    let mut values = Vec::with_capacity(VALUES * judge.patches.len());
    judge
        .patches
        .iter()
        .for_each(|&patch| gradients.describe(patch, &mut values));
    let (last, hidden) = judge.layers.split_last()?;
    for layer in hidden {
        values = layer.outputs(&values).map(|it| it.max(0.0)).collect();
    }
    let outputs: Vec<_> = last
        .outputs(&values)
        .map(|it| 1.0 / (1.0 + (-it).exp()))
        .collect();
    let &[score, right, down, wider] = outputs.as_slice() else {
        return None;
    };
    if score <= judge.above {
        return None;
    }
    // Beyond the left and the top a window was filled up with black, and is judged as if it began there.
    let (x, y, side) = (found.x.max(0) as f32, found.y.max(0) as f32, found.side as f32);
    let new_side = ((wider * 2.0 - 1.0) * side + side + 0.5).floor();
    let moved =
        |from: f32, by: f32| ((by * 2.0 - 1.0) * side + from + (side - new_side) * 0.5 + 0.5).floor() as i32;
    Some(Found {
        x: moved(x, right),
        y: moved(y, down),
        side: new_side as i32,
        score,
    })
}

impl super::model::Layer {
    fn outputs(&self, inputs: &[f32]) -> impl Iterator<Item = f32> {
        let weights = self.weights.chunks_exact(self.inputs.max(1));
        weights.zip(&self.biases).map(move |(weights, bias)| {
            let products = inputs.iter().zip(weights).map(|(input, weight)| input * weight);
            products.sum::<f32>() + bias
        })
    }
}

/// What is in the box, [`SIDE`] pixels wide and high; black off the picture. `None` for a box that is all off the picture,
/// or too small or too large to be one.
fn window(picture: &GrayImage, found: Found) -> Option<[[u8; SIDE]; SIDE]> {
    let (width, height) = (picture.width() as i32, picture.height() as i32);
    let Found { x, y, side, .. } = found;
    let reachable = |from: i32, length: i32| from < length && from > -side;
    if !(2..=2 * width.max(height)).contains(&side) || !reachable(x, width) || !reachable(y, height) {
        return None;
    }
    let stride = picture.width() as usize;
    let nothing: &[u8] = &[];
    // A place before the first pixel, as an unsigned number, is behind the last one.
    let row = |y: i32| {
        picture
            .as_raw()
            .chunks_exact(stride)
            .nth(y as usize)
            .unwrap_or(nothing)
    };
    let step = side as f32 / SIDE as f32;
    let places: [_; SIDE] = std::array::from_fn(|place| between(step * place as f32, side));
    let mut window = [[0; SIDE]; SIDE];
    for (&(down, lower_part), pixels) in places.iter().zip(&mut window) {
        let (upper, lower) = (row(y + down), row(y + down + 1));
        for (&(across, right_part), pixel) in places.iter().zip(pixels) {
            let at = |row: &[u8], x: i32| f32::from(row.get(x as usize).copied().unwrap_or_default());
            let (left, right) = (x + across, x + across + 1);
            let corners = [
                at(upper, left),
                at(upper, right),
                at(lower, left),
                at(lower, right),
            ];
            *pixel = blend(corners, right_part, lower_part);
        }
    }
    Some(window)
}

/// The picture at another size, each pixel from the four around its place: the proposers were taught on such pictures.
fn resampled(picture: &GrayImage, width: u32, height: u32) -> GrayImage {
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    let across = picture.width() as f32 / width as f32;
    let down = picture.height() as f32 / height as f32;
    let stride = picture.width() as usize;
    let columns: Vec<_> = (0..width)
        .map(|x| between(across * x as f32, picture.width() as i32))
        .collect();
    let levels = (0..height)
        .into_par_iter()
        .flat_map_iter(|y| {
            let (top, lower_part) = between(down * y as f32, picture.height() as i32);
            let rows = picture.as_raw().get(top as usize * stride..).unwrap_or_default();
            columns.iter().map(move |&(left, right_part)| {
                let at =
                    |offset: usize| f32::from(rows.get(left as usize + offset).copied().unwrap_or_default());
                blend([at(0), at(1), at(stride), at(stride + 1)], right_part, lower_part)
            })
        })
        .collect();
    GrayImage::from_raw(width, height, levels).unwrap_or_default()
}

/// The pixel before `place`, of which another follows, and how far behind it `place` is.
fn between(place: f32, length: i32) -> (i32, f32) {
    let before = (place as i32).min(length - 2).max(0);
    (before, place - before as f32)
}

fn blend([a, b, c, d]: [f32; 4], right: f32, lower: f32) -> u8 {
    ((1.0 - lower) * ((1.0 - right) * a + right * b) + lower * ((1.0 - right) * c + right * d)) as u8
}

/// Of boxes that share more than `overlap` of their union, the surest, with the scores of all: the surest first.
fn merged(mut found: Vec<Found>, overlap: f32) -> Vec<Found> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found.truncate(MOST_PROPOSALS);
    let mut kept: Vec<(Found, f32)> = Vec::new();
    for it in found {
        match kept.iter_mut().find(|(other, _)| other.shared(it) > overlap) {
            Some((_, score)) => *score += it.score,
            None => kept.push((it, it.score)),
        }
    }
    let kept = kept.into_iter();
    kept.map(|(it, score)| Found { score, ..it }).collect()
}

impl Found {
    /// Of the smaller of the two, the part that both share.
    pub(super) fn covered(self, other: Self) -> f32 {
        self.both(other) / self.area().min(other.area())
    }

    /// Of their union, the part that both share.
    fn shared(self, other: Self) -> f32 {
        let both = self.both(other);
        both / (self.area() + other.area() - both)
    }

    fn both(self, other: Self) -> f32 {
        let along = |a: i32, b: i32| {
            let end = a.saturating_add(self.side).min(b.saturating_add(other.side));
            end.saturating_sub(a.max(b)).max(0) as f32
        };
        along(self.x, other.x) * along(self.y, other.y)
    }

    fn area(self) -> f32 {
        (self.side as f32).powi(2)
    }
}
