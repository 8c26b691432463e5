//! Regions on a small copy of a picture: what the hidden ones will look like, as fast as a hand moves.

use crate::raster::Paint;
use crate::{Area, Region, Seed, Size, Upright};

/// A picture for a screen, as it is stored: eight bits a channel, red, green, blue, alpha, row by row without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Small {
    /// In pixels.
    pub size: Size,
    /// `4 × width × height` bytes.
    pub rgba: Vec<u8>,
}

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

impl Small {
    /// The same with `regions` hidden where the picture's own copy hides them, with paint from the same randomness. Its
    /// surround is that of the small picture, so that levels may differ a little from those of the whole one's.
    #[must_use]
    pub fn hiding(&self, whole: Whole, regions: &[Region], seed: &Seed) -> Self {
        let area = Area::new(regions, whole.upright, whole.size, whole.unit);
        let paint = Paint::new(&area, regions, seed, 3, |x, y, channel| {
            let pixel = self.pixel(
                scaled(x, whole.size.width, self.size.width),
                scaled(y, whole.size.height, self.size.height),
            )?;
            let seen = pixel.get(3).is_some_and(|alpha| *alpha > 0);
            pixel.get(channel).filter(|_| seen).copied().map(f32::from)
        });
        let mut painted = self.clone();
        let row_bytes = 4 * self.size.width.max(1) as usize;
        for (row, pixels) in (0..).zip(painted.rgba.chunks_exact_mut(row_bytes)) {
            let y = scaled(row, self.size.height, whole.size.height);
            let hidden = area.spans(y);
            for (column, pixel) in (0..).zip(pixels.as_chunks_mut::<4>().0) {
                let x = scaled(column, self.size.width, whole.size.width);
                if hidden.iter().any(|span| span.contains(&x)) {
                    let [red, green, blue] = paint.rgb(x, y);
                    *pixel = [red, green, blue, u8::MAX];
                }
            }
        }
        painted
    }

    fn pixel(&self, x: u32, y: u32) -> Option<&[u8]> {
        let at = 4 * (y as usize * self.size.width as usize + x as usize);
        self.rgba.get(at..at + 4)
    }
}

/// The cell of `to` that lies where the middle of a cell of `from` does.
fn scaled(at: u32, from: u32, to: u32) -> u32 {
    let middle = (2 * u64::from(at) + 1) * u64::from(to) / (2 * u64::from(from.max(1)));
    u32::try_from(middle).unwrap_or(u32::MAX)
}
