//! The hidden area: regions padded, turned to stored pixels, rounded outward and clipped.

use crate::{Shape, Upright};

/// The size of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A rectangle of stored pixels that lies inside its picture and is not empty: `left..right` × `top..bottom`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rect {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// Column after the last.
    pub right: u32,
    /// Row after the last.
    pub bottom: u32,
}

impl Rect {
    /// Whether the pixel is in it.
    #[must_use]
    pub const fn contains(self, x: u32, y: u32) -> bool {
        self.left <= x && x < self.right && self.top <= y && y < self.bottom
    }

    /// Its sides, in pixels.
    #[must_use]
    pub const fn size(self) -> Size {
        Size {
            width: self.right - self.left,
            height: self.bottom - self.top,
        }
    }
}

/// What of a picture is hidden, in stored pixels: the union of one rectangle a region, in the order of the regions.
/// In a JPEG each begins and ends with an MCU, or with the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    picture: Size,
    rects: Vec<Option<Rect>>,
}

impl Area {
    /// The hidden area of `shapes` in a picture stored at `picture` pixels in units of `mcu` pixels.
    pub(crate) fn new<'a>(
        shapes: impl Iterator<Item = &'a Shape>,
        upright: Upright,
        picture: Size,
        mcu: Size,
    ) -> Self {
        let rects = shapes
            .map(|shape| {
                upright
                    .to_stored(padded(shape), picture)
                    .rounded(mcu)
                    .clipped(picture)
            })
            .collect();
        Self { picture, rects }
    }

    /// Nothing of a picture of this size.
    #[must_use]
    pub const fn nothing(picture: Size) -> Self {
        Self {
            picture,
            rects: Vec::new(),
        }
    }

    /// The picture's size, in stored pixels.
    #[must_use]
    pub const fn picture(&self) -> Size {
        self.picture
    }

    /// The hidden rectangles; they may overlap.
    pub fn rects(&self) -> impl Iterator<Item = Rect> {
        self.rects.iter().flatten().copied()
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rects.iter().all(Option::is_none)
    }

    /// Whether the stored pixel is hidden.
    #[must_use]
    pub fn contains(&self, x: u32, y: u32) -> bool {
        self.rects().any(|rect| rect.contains(x, y))
    }

    /// One entry a region, `None` where the region does not touch the picture.
    pub(crate) fn by_region(&self) -> &[Option<Rect>] {
        &self.rects
    }
}

/// A rectangle anywhere, in pixels, before it is known to touch the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) x0: i64,
    pub(crate) y0: i64,
    pub(crate) x1: i64,
    pub(crate) y1: i64,
}

impl Bounds {
    fn rounded(self, unit: Size) -> Self {
        let (width, height) = (i64::from(unit.width.max(1)), i64::from(unit.height.max(1)));
        let up = |value: i64, unit: i64| -(-value).div_euclid(unit) * unit;
        Self {
            x0: self.x0.div_euclid(width) * width,
            y0: self.y0.div_euclid(height) * height,
            x1: up(self.x1, width),
            y1: up(self.y1, height),
        }
    }

    fn clipped(self, picture: Size) -> Option<Rect> {
        let clip = |value: i64, side: u32| u32::try_from(value.clamp(0, i64::from(side))).unwrap_or(side);
        let rect = Rect {
            left: clip(self.x0, picture.width),
            top: clip(self.y0, picture.height),
            right: clip(self.x1, picture.width),
            bottom: clip(self.y1, picture.height),
        };
        (rect.left < rect.right && rect.top < rect.bottom).then_some(rect)
    }
}

/// The least padding of a region, in pixels.
const MIN_PADDING: i64 = 8;

/// A region's bounds with a margin all round, for what a person marks tends to be a little too small.
fn padded(shape: &Shape) -> Bounds {
    let Shape::Rectangle { x, y, width, height } = *shape;
    let (x, y, width, height) = (i64::from(x), i64::from(y), i64::from(width), i64::from(height));
    let padding = ((width.max(height) + 19) / 20).max(MIN_PADDING);
    Bounds {
        x0: x - padding,
        y0: y - padding,
        x1: x + width + padding,
        y1: y + height + padding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(x: i32, y: i32, width: u32, height: u32, mcu: u32) -> Area {
        let picture = Size {
            width: 1000,
            height: 600,
        };
        Area::new(
            [Shape::Rectangle { x, y, width, height }].iter(),
            Upright::TopLeft,
            picture,
            Size {
                width: mcu,
                height: mcu,
            },
        )
    }

    #[test]
    fn a_region_is_padded_and_rounded_outward() {
        let rect = area(100, 100, 20, 20, 16).rects().next();
        assert_eq!(
            rect,
            Some(Rect {
                left: 80,
                top: 80,
                right: 128,
                bottom: 128
            })
        );
        let large = area(200, 200, 400, 10, 1).rects().next();
        assert_eq!(
            large,
            Some(Rect {
                left: 180,
                top: 180,
                right: 620,
                bottom: 230
            })
        );
    }

    #[test]
    fn a_region_off_the_picture_hides_nothing_and_one_across_its_edge_is_clipped() {
        assert!(area(-500, -500, 10, 10, 16).is_empty());
        assert!(area(i32::MAX, i32::MIN, u32::MAX, 3, 16).is_empty());
        assert_eq!(
            area(990, 590, 50, 50, 16).rects().next(),
            Some(Rect {
                left: 976,
                top: 576,
                right: 1000,
                bottom: 600
            })
        );
        assert_eq!(
            area(i32::MIN, i32::MIN, u32::MAX, u32::MAX, 8).rects().next(),
            Some(Rect {
                left: 0,
                top: 0,
                right: 1000,
                bottom: 600
            })
        );
    }
}
