//! The hidden area: regions padded, turned to stored pixels, rounded outward and clipped.

use std::ops::Range;

use crate::mask::merged;
use crate::{Bounds, Mask, Region, Upright};

/// The size of a picture, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Size {
    pub(crate) const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }
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

/// What of a picture is hidden, in stored pixels: the union of one mask a region, in the order of the regions. In a JPEG
/// each begins and ends with an MCU, or with the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    picture: Size,
    unit: Size,
    masks: Vec<Option<Mask>>,
}

impl Area {
    /// The hidden area of `regions` in a picture stored at `picture` pixels in units of `unit` pixels.
    pub(crate) fn new(regions: &[Region], upright: Upright, picture: Size, unit: Size) -> Self {
        Self::with_margin(regions, upright, picture, unit, 0)
    }

    /// The same with `margin` pixels more around each region.
    pub(crate) fn with_margin(
        regions: &[Region],
        upright: Upright,
        picture: Size,
        unit: Size,
        margin: u32,
    ) -> Self {
        let masks = regions
            .iter()
            .map(|region| Mask::new(&region.shape, upright, picture, unit, margin))
            .collect();
        Self { picture, unit, masks }
    }

    /// What `regions` hide of a picture displayed at `displayed` pixels, in displayed pixels: as much as in any format, or
    /// less, for none rounds it to its blocks.
    #[must_use]
    pub fn displayed(regions: &[Region], displayed: Size) -> Self {
        let unit = Size { width: 1, height: 1 };
        Self::new(regions, Upright::TopLeft, displayed, unit)
    }

    /// Nothing of a picture of this size.
    #[must_use]
    pub const fn nothing(picture: Size) -> Self {
        Self {
            picture,
            unit: Size { width: 1, height: 1 },
            masks: Vec::new(),
        }
    }

    /// The picture's size, in stored pixels.
    #[must_use]
    pub const fn picture(&self) -> Size {
        self.picture
    }

    /// The masks of the regions that touch the picture; they may overlap.
    pub fn masks(&self) -> impl Iterator<Item = &Mask> {
        self.masks.iter().flatten()
    }

    /// Whether nothing is hidden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.masks.iter().all(Option::is_none)
    }

    /// Whether the stored pixel is hidden.
    #[must_use]
    pub fn contains(&self, x: u32, y: u32) -> bool {
        self.masks().any(|mask| mask.contains(x, y))
    }

    /// The hidden pixels of a stored row, sorted and apart.
    #[must_use]
    pub fn spans(&self, y: u32) -> Vec<Range<u32>> {
        let spans: Vec<_> = self.masks().flat_map(|mask| mask.spans(y)).cloned().collect();
        merged(&spans)
    }

    /// How many pixels of a rectangle are hidden, and how many it has in the picture.
    #[must_use]
    pub fn hidden_of(&self, bounds: Bounds) -> (u64, u64) {
        let Some(rect) = bounds.clipped(self.picture) else {
            return (0, 0);
        };
        let part = |span: Range<u32>| span.end.min(rect.right).saturating_sub(span.start.max(rect.left));
        let hidden = (rect.top..rect.bottom).flat_map(|y| self.spans(y));
        let Size { width, height } = rect.size();
        (
            hidden.map(|span| u64::from(part(span))).sum(),
            u64::from(width) * u64::from(height),
        )
    }

    /// Every hidden pixel once, row by row.
    pub fn pixels(&self) -> impl Iterator<Item = (u32, u32)> {
        let top = self.masks().map(|mask| mask.rect().top).min().unwrap_or(0);
        let bottom = self.masks().map(|mask| mask.rect().bottom).max().unwrap_or(0);
        (top..bottom).flat_map(|y| self.spans(y).into_iter().flatten().map(move |x| (x, y)))
    }

    /// What each mask begins and ends with, in pixels.
    pub(crate) const fn unit(&self) -> Size {
        self.unit
    }

    /// One entry a region, `None` where the region does not touch the picture.
    pub(crate) fn by_region(&self) -> &[Option<Mask>] {
        &self.masks
    }
}

impl Bounds {
    /// What of it is in a picture, in whole pixels.
    pub(crate) fn clipped(self, picture: Size) -> Option<Rect> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Shape, Style};

    fn area(x: i32, y: i32, width: u32, height: u32, mcu: u32) -> Area {
        let picture = Size {
            width: 1000,
            height: 600,
        };
        let region = Region {
            shape: Shape::Rectangle { x, y, width, height },
            style: Style::Blur,
            face: false,
            name: None,
        };
        Area::new(
            &[region],
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
        let rect = area(100, 100, 20, 20, 16).masks().next().map(Mask::rect);
        assert_eq!(
            rect,
            Some(Rect {
                left: 80,
                top: 80,
                right: 128,
                bottom: 128
            })
        );
        let large = area(200, 200, 400, 10, 1).masks().next().map(Mask::rect);
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
            area(990, 590, 50, 50, 16).masks().next().map(Mask::rect),
            Some(Rect {
                left: 976,
                top: 576,
                right: 1000,
                bottom: 600
            })
        );
        assert_eq!(
            area(i32::MIN, i32::MIN, u32::MAX, u32::MAX, 8)
                .masks()
                .next()
                .map(Mask::rect),
            Some(Rect {
                left: 0,
                top: 0,
                right: 1000,
                bottom: 600
            })
        );
    }

    #[test]
    fn what_is_hidden_of_a_rectangle_is_counted_pixel_by_pixel() {
        let displayed = Size {
            width: 60,
            height: 40,
        };
        let region = |shape| Region {
            shape,
            style: Style::Blur,
            face: false,
            name: None,
        };
        let regions = [
            region(Shape::Rectangle {
                x: -3,
                y: 10,
                width: 12,
                height: 5,
            }),
            region(Shape::Ellipse {
                x: 5,
                y: 5,
                width: 30,
                height: 9,
            }),
        ];
        let area = Area::displayed(&regions, displayed);
        for [x0, y0, x1, y1] in [
            [0, 0, 60, 40],
            [-5, -5, 14, 12],
            [10, 8, 11, 9],
            [50, 30, 90, 70],
            [20, 20, 20, 30],
            [70, 0, 80, 9],
        ] {
            let of_it =
                |(x, y): &(u32, u32)| (x0..x1).contains(&i64::from(*x)) && (y0..y1).contains(&i64::from(*y));
            let all = (0..60).flat_map(|x| (0..40).map(move |y| (x, y)));
            let expected = (
                area.pixels().filter(of_it).count() as u64,
                all.filter(of_it).count() as u64,
            );
            assert_eq!(area.hidden_of(Bounds { x0, y0, x1, y1 }), expected);
        }
    }
}
