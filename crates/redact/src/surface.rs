//! A smooth surface spanned from the surround of a mask.

use std::rc::Rc;

use crate::{Mask, Rect};

/// Where the sides of a mask lie: the first and the last hidden cell of each row and of each column. What lies between
/// two spans of one row counts as inside.
pub(crate) struct Hull {
    pub(crate) rect: Rect,
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

/// How far a place is from the sides of a rectangle, in cells; never 0.
#[derive(Clone, Copy)]
pub(crate) struct Distances {
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) up: f32,
    pub(crate) down: f32,
}

impl Distances {
    pub(crate) fn least(self) -> f32 {
        self.left.min(self.right).min(self.up).min(self.down)
    }
}

impl Hull {
    pub(crate) fn of(mask: &Mask) -> Self {
        let rect = mask.rect();
        let size = rect.size();
        let mut columns = vec![None; size.width as usize];
        let rows = (rect.top..rect.bottom).map(|y| {
            let spans = mask.spans(y);
            for span in spans {
                let range = (span.start - rect.left) as usize..(span.end - rect.left) as usize;
                for column in columns.get_mut(range).unwrap_or_default() {
                    let (top, _) = column.unwrap_or((y, y));
                    *column = Some((top, y + 1));
                }
            }
            match (spans.first(), spans.last()) {
                (Some(first), Some(last)) => (first.start, last.end),
                _ => (rect.left, rect.right),
            }
        });
        let rows = rows.collect();
        let columns = columns
            .into_iter()
            .map(|column| column.unwrap_or((rect.top, rect.bottom)))
            .collect();
        Self { rect, rows, columns }
    }

    /// Whether a place is inside.
    pub(crate) fn holds(&self, x: f32, y: f32) -> bool {
        let within = |at: f32, from: u32, to: u32| from as f32 <= at && at < to as f32;
        let (left, right) = self.row(y);
        within(y, self.rect.top, self.rect.bottom) && within(x, left, right)
    }

    /// How far across and down its rectangle a place lies, 0 to 1.
    pub(crate) fn shares(&self, x: f32, y: f32) -> (f32, f32) {
        let share = |at: f32, from: u32, to: u32| (at - from as f32) / (to - from) as f32;
        (
            share(x, self.rect.left, self.rect.right),
            share(y, self.rect.top, self.rect.bottom),
        )
    }

    /// The shorter side of its rectangle, in cells.
    pub(crate) fn shorter(&self) -> f32 {
        let size = self.rect.size();
        size.width.min(size.height) as f32
    }

    /// How far a place is from the rectangle's sides, not from the shape's: those of a round shape begin and end at other
    /// cells in each row, which would show as stripes.
    pub(crate) fn distances(&self, x: f32, y: f32) -> Distances {
        let apart = |distance: f32| distance.max(0.01);
        Distances {
            left: apart(x - self.rect.left as f32),
            right: apart(self.rect.right as f32 - x),
            up: apart(y - self.rect.top as f32),
            down: apart(self.rect.bottom as f32 - y),
        }
    }

    fn row(&self, y: f32) -> (u32, u32) {
        let at = (y - self.rect.top as f32).max(0.0) as usize;
        let last = self.rows.len().saturating_sub(1);
        let row = self.rows.get(at.min(last)).copied();
        row.unwrap_or((self.rect.left, self.rect.right))
    }
}

/// Between each pair of opposite sides a straight line, and of the two lines through a place their mean, each weighed by
/// how near its ends are. On a rectangle it continues every bilinear surround exactly, as a Coons patch does; unlike one
/// it never leaves the levels of the sides. Any other shape is continued from its own sides as if they were those of the
/// rectangle round it. Levels run from 0 to 255.
pub(crate) struct Surface {
    hull: Rc<Hull>,
    top: Vec<f32>,
    bottom: Vec<f32>,
    left: Vec<f32>,
    right: Vec<f32>,
}

impl Surface {
    /// Spans the hull from what `sample` gives for the cells around it, averaging `depth` cells outward. `sample` gives
    /// `None` for a cell that is hidden or off the picture; with no cell known all round, the surface is `otherwise`.
    pub(crate) fn around(
        hull: &Rc<Hull>,
        depth: u32,
        otherwise: f32,
        sample: impl Fn(i64, i64) -> Option<f32>,
    ) -> Self {
        let outward = |x: i64, y: i64, dx: i64, dy: i64| {
            mean((0..i64::from(depth)).filter_map(|step| sample(x + dx * step, y + dy * step)))
        };
        let rows = || (i64::from(hull.rect.top)..).zip(&hull.rows);
        let columns = || (i64::from(hull.rect.left)..).zip(&hull.columns);
        let top: Vec<_> = columns()
            .map(|(x, side)| outward(x, i64::from(side.0) - 1, 0, -1))
            .collect();
        let bottom: Vec<_> = columns()
            .map(|(x, side)| outward(x, i64::from(side.1), 0, 1))
            .collect();
        let left: Vec<_> = rows()
            .map(|(y, side)| outward(i64::from(side.0) - 1, y, -1, 0))
            .collect();
        let right: Vec<_> = rows()
            .map(|(y, side)| outward(i64::from(side.1), y, 1, 0))
            .collect();
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
        Self {
            hull: Rc::clone(hull),
            top: whole(&top, &left, &right, true),
            bottom: whole(&bottom, &left, &right, false),
            left: whole(&left, &top, &bottom, true),
            right: whole(&right, &top, &bottom, false),
        }
    }

    /// The level at a place, which is so far from the rectangle's sides.
    pub(crate) fn level(&self, x: f32, y: f32, distances: Distances) -> f32 {
        let Distances {
            left,
            right,
            up,
            down,
        } = distances;
        let Rect {
            left: x0, top: y0, ..
        } = self.hull.rect;
        let (across, along) = (x - x0 as f32, y - y0 as f32);
        let row = (at(&self.left, along) * right + at(&self.right, along) * left) / (left + right);
        let column = (at(&self.top, across) * down + at(&self.bottom, across) * up) / (up + down);
        let (of_row, of_column) = (1.0 / left + 1.0 / right, 1.0 / up + 1.0 / down);
        (row * of_row + column * of_column) / (of_row + of_column)
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

/// The level at a place along a side whose levels stand at the middles of their cells.
fn at(side: &[f32], place: f32) -> f32 {
    let last = side.len().saturating_sub(1);
    let position = (place - 0.5).clamp(0.0, last as f32);
    let from = position as usize;
    let level = |index: usize| side.get(index.min(last)).copied().unwrap_or_default();
    lerp(level(from), level(from + 1), position - from as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Shape, Size, Upright};

    fn hull(shape: &Shape) -> Rc<Hull> {
        let size = Size {
            width: 100,
            height: 80,
        };
        let cell = Size { width: 1, height: 1 };
        let mask = Mask::new(shape, Upright::TopLeft, size, cell, 0);
        Rc::new(Hull::of(&mask.expect("it lies on the picture")))
    }

    fn shapes() -> [Rc<Hull>; 2] {
        let (x, y, width, height) = (30, 30, 40, 20);
        [
            hull(&Shape::Rectangle { x, y, width, height }),
            hull(&Shape::Ellipse { x, y, width, height }),
        ]
    }

    fn level(hull: &Rc<Hull>, x: f32, y: f32, surround: impl Fn(i64, i64) -> Option<f32>) -> f32 {
        Surface::around(hull, 1, 128.0, surround).level(x, y, hull.distances(x, y))
    }

    #[test]
    fn a_plane_is_continued_as_a_plane() {
        for hull in shapes() {
            let middle = level(&hull, 50.0, 40.0, |x, y| Some((x + y) as f32));
            assert!((middle - 89.0).abs() < 3.0, "{middle}");
        }
    }

    #[test]
    fn nothing_known_gives_the_given_level_and_one_side_alone_its_own() {
        for hull in shapes() {
            let left = hull.rect.left;
            assert!((level(&hull, 35.0, 44.0, |_, _| None) - 128.0).abs() < 0.01);
            let one = level(&hull, 60.0, 33.0, |x, _| (x < i64::from(left)).then_some(77.0));
            assert!((one - 77.0).abs() < 0.01);
        }
    }

    #[test]
    fn only_cells_outside_are_asked_for() {
        let [hull, _] = shapes();
        Surface::around(&hull, 8, 0.0, |x, y| {
            assert!(
                !((22..78).contains(&x) && (22..58).contains(&y)),
                "asked for ({x}, {y})"
            );
            Some(1.0)
        });
    }
}
