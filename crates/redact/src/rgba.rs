//! Pixels in memory: for the screen, and for pictures whose own format cannot be written.

use crate::raster::{PIXEL, Paint, Place};
use crate::{Area, Error, MAX_PIXELS, Region, Seed, Size, Upright};

/// A picture of eight bits a channel, row by row without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rgba {
    size: Size,
    rgba: Vec<[u8; 4]>,
}

impl Rgba {
    /// A picture of `4 × width × height` bytes of red, green, blue and alpha.
    ///
    /// # Errors
    /// [`Error::Limit`] for too many pixels, [`Error::Malformed`] where there are not as many bytes as that.
    pub fn new(size: Size, rgba: &[u8]) -> Result<Self, Error> {
        let Size { width, height } = size;
        if size.pixels() > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        let rgba = rgba.as_chunks::<4>().0.to_vec();
        if rgba.len() as u64 != size.pixels() || rgba.is_empty() {
            return Err(Error::Malformed {
                part: "pixels",
                offset: 0,
            });
        }
        Ok(Self { size, rgba })
    }

    /// In pixels.
    #[must_use]
    pub const fn size(&self) -> Size {
        self.size
    }

    /// `4 × width × height` bytes of red, green, blue and alpha.
    #[must_use]
    pub fn rgba(&self) -> &[u8] {
        self.rgba.as_flattened()
    }

    /// Hides `regions` of an upright picture: hidden pixels are painted from the pixels around them alone and become opaque. Gives what is hidden.
    pub fn conceal(&mut self, regions: &[Region], seed: &Seed) -> Area {
        let area = Area::new(regions, Upright::TopLeft, self.size, PIXEL);
        let paint = Paint::new(&area, regions, seed, 3, |x, y, channel| {
            let pixel = self.pixel(x, y);
            let level = pixel.get(channel).filter(|_| pixel[3] > 0)?;
            Some(f32::from(*level))
        });
        for ((x, y), _) in Place::whole(self.size).hidden(&area) {
            self.paint(x, y, paint.rgb(x, y));
        }
        area
    }

    /// Turns what `regions` hide to its contrary.
    pub fn invert(&mut self, regions: &[Region]) {
        let area = Area::new(regions, Upright::TopLeft, self.size, PIXEL);
        for ((x, y), _) in Place::whole(self.size).hidden(&area) {
            let at = self.at(x, y);
            if let Some(pixel) = self.rgba.get_mut(at) {
                *pixel = pixel.map(|sample| !sample);
            }
        }
    }

    /// How far the two are apart outside `area`: the greatest difference of any sample, and the mean of all, in levels of
    /// 255. Wholly transparent pixels show no colour, and are alike. Nothing is known of two that differ in size.
    #[must_use]
    pub fn apart_outside(&self, other: &Self, area: &Area) -> Option<(u8, f64)> {
        if self.size != other.size || self.size != area.picture() {
            return None;
        }
        let (mut most, mut sum, mut count) = (0, 0_u64, 0_u64);
        for (x, y, _) in Place::whole(self.size)
            .pixels(area)
            .filter(|(.., hidden)| !hidden)
        {
            let seen = |pixel: [u8; 4]| if pixel[3] == 0 { [0; 4] } else { pixel };
            let pair = seen(self.pixel(x, y)).into_iter().zip(seen(other.pixel(x, y)));
            for (a, b) in pair {
                most = most.max(a.abs_diff(b));
                sum += u64::from(a.abs_diff(b));
                count += 1;
            }
        }
        Some((most, sum as f64 / count.max(1) as f64))
    }

    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.size.width as usize + x as usize
    }

    /// Makes a pixel an opaque colour.
    pub(crate) fn paint(&mut self, x: u32, y: u32, [red, green, blue]: [u8; 3]) {
        let at = self.at(x, y);
        if let Some(pixel) = self.rgba.get_mut(at) {
            *pixel = [red, green, blue, 255];
        }
    }

    /// Red, green, blue and alpha; nothing off the picture.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        self.rgba.get(self.at(x, y)).copied().unwrap_or_default()
    }
}
