//! The pixels that one region hides: its shape padded, turned to stored pixels, rounded outward and clipped.

use std::ops::Range;

use crate::region::Bounds;
use crate::{Rect, Shape, Size, Upright};

/// The least padding of a region, in pixels.
const MIN_PADDING: i64 = 8;

/// How many spans a row gathers before they are merged, so that no polygon takes much memory.
const MOST_SPANS: usize = 64;

/// Spans of cells, row by row: stored pixels, or the blocks of a JPEG's component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    rect: Rect,
    /// What the mask begins and ends with, in cells; at the picture's right and bottom side it may be cut.
    unit: Size,
    /// The spans of each row of units, sorted and apart, in cells.
    rows: Vec<Vec<Range<u32>>>,
}

impl Mask {
    /// What `shape` hides of a picture stored at `picture` pixels in units of `unit` pixels, with `margin` pixels more than
    /// its padding; `None` where it does not touch the picture.
    pub(crate) fn new(
        shape: &Shape,
        upright: Upright,
        picture: Size,
        unit: Size,
        margin: u32,
    ) -> Option<Self> {
        let padding = padding(shape.bounds()) + i64::from(margin);
        let outline = Outline::new(shape, upright, picture);
        let all = outline.padded(padding).clipped(picture)?;
        let unit = Size {
            width: unit.width.max(1),
            height: unit.height.max(1),
        };
        let top = all.top / unit.height;
        let mut rows = vec![Vec::new(); (all.bottom.div_ceil(unit.height) - top) as usize];
        outline.rows(padding as f64, all.top..all.bottom, |y, from, to| {
            let spans = rows.get_mut((y / unit.height - top) as usize);
            if let (Some(spans), Some(span)) = (spans, rounded(from, to, unit.width, picture.width)) {
                spans.push(span);
                if spans.len() > MOST_SPANS {
                    *spans = merged(spans);
                }
            }
        });
        rows.iter_mut().for_each(|spans| *spans = merged(spans));
        Self::of_rows(rows, top, unit, picture.height)
    }

    fn of_rows(mut rows: Vec<Vec<Range<u32>>>, top: u32, unit: Size, height: u32) -> Option<Self> {
        let first = rows.iter().position(|spans| !spans.is_empty())?;
        let last = rows.iter().rposition(|spans| !spans.is_empty())?;
        rows.truncate(last + 1);
        rows.drain(..first);
        let spans = || rows.iter().flatten();
        let rect = Rect {
            left: spans().map(|span| span.start).min()?,
            top: (top + first as u32) * unit.height,
            right: spans().map(|span| span.end).max()?,
            bottom: ((top + last as u32 + 1) * unit.height).min(height),
        };
        Some(Self { rect, unit, rows })
    }

    /// The least rectangle round it, in cells.
    #[must_use]
    pub const fn rect(&self) -> Rect {
        self.rect
    }

    /// The hidden cells of a row, sorted and apart.
    #[must_use]
    pub fn spans(&self, y: u32) -> &[Range<u32>] {
        let row = (y / self.unit.height).checked_sub(self.rect.top / self.unit.height);
        row.and_then(|row| self.rows.get(row as usize))
            .filter(|_| y < self.rect.bottom)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether the cell is hidden.
    #[must_use]
    pub fn contains(&self, x: u32, y: u32) -> bool {
        self.spans(y).iter().any(|span| span.contains(&x))
    }

    /// A JPEG component's blocks under a mask of MCUs: `per` of them in each, of `all` that it has. `None` where the
    /// component ends before it.
    pub(crate) fn blocks(&self, per: Size, all: Size) -> Option<Self> {
        let columns = |span: &Range<u32>| {
            let from = span.start / self.unit.width * per.width;
            from..(span.end.div_ceil(self.unit.width) * per.width).min(all.width)
        };
        let top = self.rect.top / self.unit.height * per.height;
        let rows = self.rows.iter().flat_map(|spans| {
            let spans: Vec<_> = spans
                .iter()
                .map(columns)
                .filter(|span| !span.is_empty())
                .collect();
            std::iter::repeat_n(spans, per.height as usize)
        });
        let rows = rows.take(all.height.saturating_sub(top) as usize).collect();
        Self::of_rows(rows, top, Size { width: 1, height: 1 }, all.height)
    }
}

/// What is left of spans that touch or overlap: sorted and apart.
pub(crate) fn merged(spans: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| span.start);
    let mut merged: Vec<Range<u32>> = Vec::new();
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// A margin all round, for what a person marks tends to be a little too small.
fn padding(Bounds { x0, y0, x1, y1 }: Bounds) -> i64 {
    (((x1 - x0).max(y1 - y0) + 19) / 20).max(MIN_PADDING)
}

/// The whole units that `from..to` touches, of a row of `width` cells.
fn rounded(from: f64, to: f64, unit: u32, width: u32) -> Option<Range<u32>> {
    let clip = |at: f64| at.clamp(0.0, f64::from(width)) as u32;
    let (from, to) = (clip(from.floor()), clip(to.ceil()));
    let span = from / unit * unit..to.div_ceil(unit).saturating_mul(unit).min(width);
    (from < to).then_some(span)
}

/// A shape among the stored pixels, in pixels.
enum Outline {
    Rectangle(Bounds),
    Ellipse(Bounds),
    Polygon(Vec<(f64, f64)>, Bounds),
}

impl Outline {
    fn new(shape: &Shape, upright: Upright, picture: Size) -> Self {
        let bounds = upright.to_stored(shape.bounds(), picture);
        match shape {
            Shape::Rectangle { .. } => Self::Rectangle(bounds),
            Shape::Ellipse { .. } => Self::Ellipse(bounds),
            Shape::Polygon(polygon) => {
                let corner = |&[x, y]: &[i32; 2]| {
                    let (x, y) = (i64::from(x), i64::from(y));
                    let point = Bounds {
                        x0: x,
                        y0: y,
                        x1: x,
                        y1: y,
                    };
                    let stored = upright.to_stored(point, picture);
                    (stored.x0 as f64, stored.y0 as f64)
                };
                Self::Polygon(polygon.corners().iter().map(corner).collect(), bounds)
            }
        }
    }

    fn padded(&self, padding: i64) -> Bounds {
        let (Self::Rectangle(bounds) | Self::Ellipse(bounds) | Self::Polygon(_, bounds)) = *self;
        Bounds {
            x0: bounds.x0 - padding,
            y0: bounds.y0 - padding,
            x1: bounds.x1 + padding,
            y1: bounds.y1 + padding,
        }
    }

    /// Gives the spans of the shape in each of the `rows` of pixels, padded by a square of twice `padding` pixels around
    /// each of its points.
    fn rows(&self, padding: f64, rows: Range<u32>, mut span: impl FnMut(u32, f64, f64)) {
        match self {
            Self::Rectangle(bounds) => {
                rows.for_each(|y| span(y, bounds.x0 as f64 - padding, bounds.x1 as f64 + padding));
            }
            Self::Ellipse(bounds) => {
                let (a, b) = (
                    (bounds.x1 - bounds.x0) as f64 / 2.0,
                    (bounds.y1 - bounds.y0) as f64 / 2.0,
                );
                let (x, middle) = (bounds.x0 as f64 + a, bounds.y0 as f64 + b);
                for y in rows {
                    let (from, to) = reach(y, padding);
                    // The widest of what the padding brings to this row.
                    let off = (from - middle).max(middle - to).max(0.0);
                    let share = if off > 0.0 { off / b } else { 0.0 };
                    if share <= 1.0 {
                        let half = a * (1.0 - share * share).sqrt() + padding;
                        span(y, x - half, x + half);
                    }
                }
            }
            Self::Polygon(corners, _) => {
                let ends = corners.iter().skip(1).chain(corners.first());
                for (&start, &end) in corners.iter().zip(ends) {
                    edge(start, end, padding, rows.clone(), &mut span);
                }
                for y in rows {
                    inside(corners, f64::from(y) + 0.5, |from, to| span(y, from, to));
                }
            }
        }
    }
}

/// Which rows of a shape its padding brings to the row `y`.
fn reach(y: u32, padding: f64) -> (f64, f64) {
    (f64::from(y) - padding, f64::from(y + 1) + padding)
}

/// The padded line between two points.
fn edge(
    start: (f64, f64),
    end: (f64, f64),
    padding: f64,
    rows: Range<u32>,
    span: &mut impl FnMut(u32, f64, f64),
) {
    let ((x0, y0), (x1, y1)) = if start.1 <= end.1 {
        (start, end)
    } else {
        (end, start)
    };
    let first = (y0 - padding).floor().max(f64::from(rows.start)) as u32;
    let last = (y1 + padding).ceil().clamp(0.0, f64::from(rows.end)) as u32;
    for y in first..last {
        let (from, to) = reach(y, padding);
        if y1 <= from || y0 >= to {
            continue;
        }
        let at = |y: f64| {
            let share = if y1 > y0 {
                ((y - y0) / (y1 - y0)).clamp(0.0, 1.0)
            } else {
                0.0
            };
            x0 + (x1 - x0) * share
        };
        let (a, b) = if y1 > y0 { (at(from), at(to)) } else { (x0, x1) };
        span(y, a.min(b) - padding, a.max(b) + padding);
    }
}

/// What the outline goes round, at least once in either direction, along a line at the height `y`.
fn inside(corners: &[(f64, f64)], y: f64, mut span: impl FnMut(f64, f64)) {
    let ends = corners.iter().skip(1).chain(corners.first());
    let mut crossings: Vec<(f64, i32)> = corners
        .iter()
        .zip(ends)
        .filter(|(start, end)| (start.1 < y) != (end.1 < y))
        .map(|(start, end)| {
            let x = start.0 + (end.0 - start.0) * (y - start.1) / (end.1 - start.1);
            (x, if start.1 < end.1 { 1 } else { -1 })
        })
        .collect();
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut turns = 0;
    for pair in crossings.windows(2) {
        if let [(from, way), (to, _)] = *pair {
            turns += way;
            if turns != 0 {
                span(from, to);
            }
        }
    }
}
