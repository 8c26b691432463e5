//! A smooth surface spanned from the four sides of a rectangle.

use crate::Rect;

/// A Coons patch (S. A. Coons, MIT Project MAC TR-41, 1967): the sum of two ruled surfaces between opposite sides, less
/// the bilinear one they share. Levels run from 0 to 255; positions from 0 to 1 across and down.
pub(crate) struct Surface {
    top: Vec<f32>,
    bottom: Vec<f32>,
    left: Vec<f32>,
    right: Vec<f32>,
    /// Top left, top right, bottom left, bottom right.
    corners: [f32; 4],
    lowest: f32,
    highest: f32,
}

impl Surface {
    /// Spans `rect` from what `sample` gives for the cells around it, averaging `depth` cells outward. `sample` gives
    /// `None` for a cell that is hidden or off the picture; with no cell known all round, the surface is `otherwise`.
    pub(crate) fn around(
        rect: Rect,
        depth: u32,
        otherwise: f32,
        sample: impl Fn(i64, i64) -> Option<f32>,
    ) -> Self {
        let (x0, x1) = (i64::from(rect.left), i64::from(rect.right));
        let (y0, y1) = (i64::from(rect.top), i64::from(rect.bottom));
        let outward = |x: i64, y: i64, dx: i64, dy: i64| {
            mean((0..i64::from(depth)).filter_map(|step| sample(x + dx * step, y + dy * step)))
        };
        let top: Vec<_> = (x0..x1).map(|x| outward(x, y0 - 1, 0, -1)).collect();
        let bottom: Vec<_> = (x0..x1).map(|x| outward(x, y1, 0, 1)).collect();
        let left: Vec<_> = (y0..y1).map(|y| outward(x0 - 1, y, -1, 0)).collect();
        let right: Vec<_> = (y0..y1).map(|y| outward(x1, y, 1, 0)).collect();
        let all = mean(
            [&top, &bottom, &left, &right]
                .into_iter()
                .flatten()
                .copied()
                .flatten(),
        )
        .unwrap_or(otherwise);

        let end = |side: &[Option<f32>], first: bool| known_end(side, first).unwrap_or(all);
        let whole = |side: &[Option<f32>], before: &[Option<f32>], after: &[Option<f32>], first: bool| {
            smoothed(&completed(side, end(before, first), end(after, first)))
        };
        let (top, bottom, left, right) = (
            whole(&top, &left, &right, true),
            whole(&bottom, &left, &right, false),
            whole(&left, &top, &bottom, true),
            whole(&right, &top, &bottom, false),
        );
        let corner = |a: f32, b: f32| a.midpoint(b);
        let corners = [
            corner(at(&top, 0.0), at(&left, 0.0)),
            corner(at(&top, 1.0), at(&right, 0.0)),
            corner(at(&bottom, 0.0), at(&left, 1.0)),
            corner(at(&bottom, 1.0), at(&right, 1.0)),
        ];
        let levels = || [&top, &bottom, &left, &right].into_iter().flatten().copied();
        let lowest = levels().fold(f32::INFINITY, f32::min);
        let highest = levels().fold(f32::NEG_INFINITY, f32::max);
        Self {
            top,
            bottom,
            left,
            right,
            corners,
            lowest,
            highest,
        }
    }

    /// The level at (u, v). Never beyond the levels of the sides, which a Coons patch alone can overshoot.
    pub(crate) fn level(&self, u: f32, v: f32) -> f32 {
        let [top_left, top_right, bottom_left, bottom_right] = self.corners;
        let down = lerp(at(&self.top, u), at(&self.bottom, u), v);
        let across = lerp(at(&self.left, v), at(&self.right, v), u);
        let shared = lerp(
            lerp(top_left, top_right, u),
            lerp(bottom_left, bottom_right, u),
            v,
        );
        (down + across - shared).clamp(self.lowest, self.highest)
    }
}

fn lerp(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

fn mean(levels: impl Iterator<Item = f32>) -> Option<f32> {
    let (sum, count) = levels.fold((0.0_f32, 0_u32), |(sum, count), level| (sum + level, count + 1));
    (count > 0).then(|| sum / count as f32)
}

/// The known level nearest to one end of a side.
fn known_end(side: &[Option<f32>], first: bool) -> Option<f32> {
    if first {
        side.iter().flatten().next().copied()
    } else {
        side.iter().rev().flatten().next().copied()
    }
}

/// A side without gaps: between known levels a straight line, beyond them the nearest; a side of which nothing is known
/// runs straight between the sides it joins.
fn completed(side: &[Option<f32>], before: f32, after: f32) -> Vec<f32> {
    let known: Vec<(usize, f32)> = side
        .iter()
        .enumerate()
        .filter_map(|(at, level)| level.map(|l| (at, l)))
        .collect();
    let last = side.len().saturating_sub(1).max(1) as f32;
    let mut next = known.iter().copied().peekable();
    let mut passed = None;
    (0..side.len())
        .map(|position| {
            while let Some(&(at, level)) = next.peek() {
                if at > position {
                    break;
                }
                passed = Some((at, level));
                next.next();
            }
            match (passed, next.peek().copied()) {
                (Some((from, start)), Some((to, end))) => {
                    lerp(start, end, (position - from) as f32 / (to - from) as f32)
                }
                (Some((_, level)), None) | (None, Some((_, level))) => level,
                (None, None) => lerp(before, after, position as f32 / last),
            }
        })
        .collect()
}

/// Three box filters a tenth of the side wide each way, which come close to a Gaussian.
fn smoothed(side: &[f32]) -> Vec<f32> {
    let radius = side.len().div_ceil(10);
    (0..3).fold(side.to_vec(), |side, _| boxed(&side, radius))
}

fn boxed(side: &[f32], radius: usize) -> Vec<f32> {
    let mut sum = 0.0_f64;
    let sums: Vec<f64> = std::iter::once(0.0)
        .chain(side.iter().map(|&level| {
            sum += f64::from(level);
            sum
        }))
        .collect();
    (0..side.len())
        .map(|at| {
            // The window shrinks evenly at the ends, so that the ends keep their own level.
            let reach = radius.min(at).min(side.len() - 1 - at);
            let (from, to) = (at - reach, at + reach + 1);
            let total = sums.get(to).unwrap_or(&0.0) - sums.get(from).unwrap_or(&0.0);
            (total / (to - from) as f64) as f32
        })
        .collect()
}

/// The level at a share of the way along a side whose levels stand at the middles of their cells.
fn at(side: &[f32], share: f32) -> f32 {
    let last = side.len().saturating_sub(1);
    let position = (share * side.len() as f32 - 0.5).clamp(0.0, last as f32);
    let from = position as usize;
    let level = |index: usize| side.get(index.min(last)).copied().unwrap_or_default();
    lerp(level(from), level(from + 1), position - from as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECT: Rect = Rect {
        left: 4,
        top: 4,
        right: 12,
        bottom: 8,
    };

    #[test]
    fn a_plane_is_continued_as_a_plane() {
        let surface = Surface::around(RECT, 1, 0.0, |x, y| Some((10 * x + 5 * y) as f32));
        let middle = surface.level(0.5, 0.5);
        assert!((middle - (10.0 * 7.5 + 5.0 * 5.5)).abs() < 3.0, "{middle}");
    }

    #[test]
    fn nothing_known_gives_the_given_level_and_one_side_alone_its_own() {
        assert!((Surface::around(RECT, 3, 128.0, |_, _| None).level(0.3, 0.9) - 128.0).abs() < 0.01);
        let one = Surface::around(RECT, 3, 128.0, |x, _| (x < 4).then_some(77.0));
        assert!((one.level(1.0, 0.0) - 77.0).abs() < 0.01);
    }

    #[test]
    fn only_cells_outside_are_asked_for() {
        Surface::around(RECT, 8, 0.0, |x, y| {
            assert!(
                !((4..12).contains(&x) && (4..8).contains(&y)),
                "asked for ({x}, {y})"
            );
            Some(1.0)
        });
    }
}
