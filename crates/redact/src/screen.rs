//! Regions on a small copy of a picture: what the hidden ones will look like, as fast as a hand moves.

use crate::raster::Paint;
use crate::{Area, Region, Rgba, Seed, Size, Upright};

/// The picture whose small copy it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// As it is stored, in pixels.
    pub size: Size,
    /// What a hidden area begins and ends with: an MCU in a JPEG, else one pixel.
    pub unit: Size,
    /// How it is displayed.
    pub upright: Upright,
}

impl Rgba {
    /// A small picture, as it is stored, with `regions` hidden where the copy of the `whole` one hides them, with paint from
    /// the same randomness. Its surround is that of the small picture, so that levels may differ a little.
    #[must_use]
    pub fn hiding(&self, whole: Whole, regions: &[Region], seed: &Seed) -> Self {
        let area = Area::new(regions, whole.upright, whole.size, whole.unit);
        let Size { width, height } = self.size();
        let paint = Paint::new(&area, regions, seed, 3, |x, y, channel| {
            let pixel = self.pixel(
                scaled(x, whole.size.width, width),
                scaled(y, whole.size.height, height),
            );
            pixel
                .get(channel)
                .filter(|_| pixel[3] > 0)
                .copied()
                .map(f32::from)
        });
        let mut painted = self.clone();
        for row in 0..height {
            let y = scaled(row, height, whole.size.height);
            let hidden = area.spans(y);
            for column in 0..width {
                let x = scaled(column, width, whole.size.width);
                if hidden.iter().any(|span| span.contains(&x)) {
                    painted.paint(column, row, paint.rgb(x, y));
                }
            }
        }
        painted
    }
}

/// The cell of `to` that lies where the middle of a cell of `from` does.
fn scaled(at: u32, from: u32, to: u32) -> u32 {
    let middle = (2 * u64::from(at) + 1) * u64::from(to) / (2 * u64::from(from.max(1)));
    u32::try_from(middle).unwrap_or(u32::MAX)
}
