//! Barcodes: a patch full of edges that all go one way, and that are not equally far apart.

use image::GrayImage;

use crate::find::Found;

/// The side of a cell, in pixels.
const CELL: usize = 8;
/// How much of a cell's edges must go one way (the coherence of its structure tensor), 0 to 1.
const ONE_WAY: f32 = 0.8;
/// So steep must the edges of a cell be: the mean of the squares of its gradients.
const STEEP: f32 = 300.0;
/// The fewest cells of a patch.
const CELLS: usize = 8;
/// The fewest bars and gaps: EAN-8 has 43, Code 39 with one sign 29.
const STRIPES: usize = 25;
/// Thinner stripes, on the average and in pixels, are no more told from one another.
const THINNEST: f32 = 1.6;

/// The barcodes of a picture, whichever way they are turned.
pub(super) fn codes(picture: &GrayImage) -> Vec<Found> {
    let cells = Cells::of(picture);
    let patches = cells.patches();
    patches
        .into_iter()
        .filter_map(|patch| patch.code(picture))
        .collect()
}

/// Sums of squared gradients: across, down, and of both.
type Tensor = [f32; 3];

struct Cells {
    across: usize,
    tensors: Vec<Tensor>,
}

impl Cells {
    fn of(picture: &GrayImage) -> Self {
        let stride = picture.width() as usize;
        let across = stride / CELL;
        let rows: Vec<&[u8]> = picture.as_raw().chunks_exact(stride).collect();
        let mut tensors = Vec::new();
        for band in rows.chunks_exact(CELL) {
            let mut sums = vec![[0.0; 3]; across];
            for rows in band.windows(2) {
                let [upper, lower] = rows else { continue };
                for (cell, sums) in sums.iter_mut().enumerate() {
                    let columns = cell * CELL..(cell + 1) * CELL;
                    let (upper, lower) = (upper.get(columns.clone()), lower.get(columns));
                    let (upper, lower) = (upper.unwrap_or_default(), lower.unwrap_or_default());
                    for (a, b) in upper.windows(2).zip(lower.windows(2)) {
                        let (&[a, b], &[c, d]) = (a, b) else { continue };
                        let [a, b, c, d] = [a, b, c, d].map(f32::from);
                        let (dx, dy) = ((b + d - a - c) / 2.0, (c + d - a - b) / 2.0);
                        *sums = [sums[0] + dx * dx, sums[1] + dy * dy, sums[2] + dx * dy];
                    }
                }
            }
            tensors.append(&mut sums);
        }
        Self { across, tensors }
    }

    /// The way in which a cell's edges rise, in half turns from 0 to 1; `None` if there are too few, or of many ways.
    fn way(&self, cell: usize) -> Option<f32> {
        let &[xx, yy, xy] = self.tensors.get(cell)?;
        let (all, difference) = (xx + yy, xx - yy);
        let one_way = difference.hypot(2.0 * xy) / all;
        let count = ((CELL - 1) * (CELL - 1)) as f32;
        (all / count >= STEEP && one_way >= ONE_WAY)
            .then(|| ((2.0 * xy).atan2(difference) / std::f32::consts::TAU).rem_euclid(1.0))
    }

    /// Neighbouring cells of one way.
    fn patches(&self) -> Vec<Patch> {
        let ways: Vec<_> = (0..self.tensors.len()).map(|cell| self.way(cell)).collect();
        let mut taken = vec![false; ways.len()];
        let mut patches = Vec::new();
        for first in 0..ways.len() {
            let mut waiting = vec![first];
            let mut cells = Vec::new();
            while let Some(cell) = waiting.pop() {
                let Some((way, taken)) = ways.get(cell).copied().flatten().zip(taken.get_mut(cell)) else {
                    continue;
                };
                if std::mem::replace(taken, true) {
                    continue;
                }
                let (x, y) = (cell % self.across, cell / self.across);
                cells.push((x, y, way));
                for (dx, dy) in [(0, 1), (1, 0), (2, 1), (1, 2), (0, 0), (2, 2), (0, 2), (2, 0)] {
                    let (Some(x), Some(y)) = ((x + dx).checked_sub(1), (y + dy).checked_sub(1)) else {
                        continue;
                    };
                    let other = y * self.across + x;
                    let alike = |other: f32| {
                        let apart = (other - way).abs();
                        apart.min(1.0 - apart) <= 0.06
                    };
                    if x < self.across && ways.get(other).copied().flatten().is_some_and(alike) {
                        waiting.push(other);
                    }
                }
            }
            if cells.len() >= CELLS {
                patches.push(Patch::of(&cells));
            }
        }
        patches
    }
}

/// Cells whose edges go one way, as a turned rectangle in pixels.
struct Patch {
    middle: (f32, f32),
    /// The way across the bars, of length one.
    across: (f32, f32),
    /// Half its sides: across the bars, and along them.
    half: (f32, f32),
}

impl Patch {
    fn of(cells: &[(usize, usize, f32)]) -> Self {
        // Ways are half turns: twice the angle is a whole one, and can be averaged.
        let doubled = cells.iter().map(|&(_, _, way)| way * std::f32::consts::TAU);
        let (sine, cosine) = doubled.fold((0.0, 0.0), |(sine, cosine), it| {
            (sine + it.sin(), cosine + it.cos())
        });
        let angle = sine.atan2(cosine) / 2.0;
        let across = (angle.cos(), angle.sin());
        let places = || {
            cells.iter().map(|&(x, y, _)| {
                let place = |cell: usize| ((cell * CELL) as f32) + CELL as f32 / 2.0;
                let (x, y) = (place(x), place(y));
                (x * across.0 + y * across.1, y * across.0 - x * across.1)
            })
        };
        let span = |of: fn((f32, f32)) -> f32| {
            let from = places().map(of).fold(f32::INFINITY, f32::min);
            let to = places().map(of).fold(f32::NEG_INFINITY, f32::max);
            (from.midpoint(to), (to - from + CELL as f32) / 2.0)
        };
        let (u, half_across) = span(|it| it.0);
        let (v, half_along) = span(|it| it.1);
        Self {
            middle: (u * across.0 - v * across.1, u * across.1 + v * across.0),
            across,
            half: (half_across, half_along),
        }
    }

    /// The rectangle around it, if lines across it meet bars of different widths.
    fn code(&self, picture: &GrayImage) -> Option<Found> {
        let lines = [-0.5, -0.25, 0.0, 0.25, 0.5].map(|part| self.stripes(picture, part * self.half.1));
        let good = lines.iter().filter(|stripes| are_bars(stripes)).count();
        (good >= 3).then(|| {
            let room = CELL as f32;
            let (u, v) = (self.half.0 + 1.5 * room, self.half.1 + room);
            let (cosine, sine) = (self.across.0.abs(), self.across.1.abs());
            let (x, y) = (u * cosine + v * sine, u * sine + v * cosine);
            Found {
                left: self.middle.0 - x,
                top: self.middle.1 - y,
                right: self.middle.0 + x,
                bottom: self.middle.1 + y,
            }
        })
    }

    /// The widths of the stripes that a line across the bars meets, in pixels; `off` pixels from the middle one.
    fn stripes(&self, picture: &GrayImage, off: f32) -> Vec<f32> {
        const PARTS: f32 = 4.0;
        let reach = (self.half.0 * PARTS) as i32;
        let levels: Vec<f32> = (-reach..=reach)
            .filter_map(|at| {
                let at = at as f32 / PARTS;
                let x = self.middle.0 + at * self.across.0 - off * self.across.1;
                let y = self.middle.1 + at * self.across.1 + off * self.across.0;
                level(picture, x, y)
            })
            .collect();
        // Light or dark is told by what lies around: a shadow may fall on a part of the code.
        let around = 16 * PARTS as usize;
        let mut widths = Vec::new();
        let (mut dark, mut width) = (None, 0.0);
        for (place, &level) in levels.iter().enumerate() {
            let near = levels.get(place.saturating_sub(around)..).unwrap_or_default();
            let near = || near.iter().take(2 * around).copied();
            let lowest = near().fold(f32::INFINITY, f32::min);
            let highest = near().fold(f32::NEG_INFINITY, f32::max);
            let now = level < lowest.midpoint(highest);
            if dark.replace(now) != Some(now) {
                widths.push(std::mem::take(&mut width));
            }
            width += 1.0 / PARTS;
        }
        // The first has no beginning, and the last no end.
        widths.into_iter().skip(2).collect()
    }
}

/// Between the four pixels around the place.
fn level(picture: &GrayImage, x: f32, y: f32) -> Option<f32> {
    if x < 0.0 || y < 0.0 {
        return None;
    }
    let (left, top) = (x as u32, y as u32);
    let at = |dx: u32, dy: u32| Some(f32::from(picture.get_pixel_checked(left + dx, top + dy)?.0[0]));
    let (right, lower) = (x.fract(), y.fract());
    let upper = at(0, 0)? * (1.0 - right) + at(1, 0)? * right;
    Some(upper * (1.0 - lower) + (at(0, 1)? * (1.0 - right) + at(1, 1)? * right) * lower)
}

/// Many, of one to four modules: a fence has equal ones, and hair all kinds.
fn are_bars(stripes: &[f32]) -> bool {
    let count = stripes.len() as f32;
    let mean = stripes.iter().sum::<f32>() / count;
    let variance = stripes.iter().map(|it| (it - mean).powi(2)).sum::<f32>() / count;
    let spread = variance.sqrt() / mean;
    let widest = stripes.iter().copied().fold(0.0, f32::max);
    stripes.len() >= STRIPES && mean >= THINNEST && (0.33..=0.75).contains(&spread) && widest <= 4.0 * mean
}
