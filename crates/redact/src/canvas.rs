//! What an animation shows: its frames laid over one another, as a viewer does it.
//!
//! Of a hidden area nothing is laid: its pixels are painted once and stay. What is stored of the frames is made from these
//! canvases, and so tells no more than they show: not where a frame lay that moved under the area, nor what it left there.

use crate::raster::Place;
use crate::{Area, Error, MAX_FRAMES_PIXELS, MAX_MOVING_PIXELS, MAX_WRITTEN, Rect, Size};

/// What becomes of a frame's place when the next one is shown (GIF89a, 23; PNG, third edition, 11.3.6.2; RFC 9649,
/// 2.7.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dispose {
    /// It stays as it is.
    Keep,
    /// It becomes transparent: viewers show no background.
    Clear,
    /// It becomes what it was before the frame.
    Restore,
}

/// A canvas, a pixel a cell, row by row.
pub(crate) struct Canvas<'a, P> {
    area: &'a Area,
    clear: P,
    pixels: Vec<P>,
    /// The place that the last frame gives back, and what lay there, pixel by pixel; where that is missing, nothing did.
    owed: Option<(Place, Vec<P>)>,
}

impl<'a, P: Copy + PartialEq> Canvas<'a, P> {
    /// A canvas on which nothing is shown: `clear` everywhere. It takes memory with its first frame.
    pub(crate) const fn new(area: &'a Area, clear: P) -> Self {
        Self {
            area,
            clear,
            pixels: Vec::new(),
            owed: None,
        }
    }

    /// Disposes of the last frame and shows the next, which lies at a place inside the picture. `over` gives what is seen at
    /// a pixel of the frame, in its own coordinates, from what was seen there before.
    pub(crate) fn show(&mut self, place: Place, dispose: Dispose, mut over: impl FnMut(u32, u32, P) -> P) {
        let all = self.area.picture().pixels() as usize;
        self.pixels.resize(all, self.clear);
        if let Some((place, before)) = self.owed.take() {
            let (clear, mut before) = (self.clear, before.into_iter());
            self.outside(place, |_, _, pixel| *pixel = before.next().unwrap_or(clear));
        }
        let mut before = Vec::new();
        self.outside(place, |x, y, pixel| {
            if dispose == Dispose::Restore {
                before.push(*pixel);
            }
            *pixel = over(x, y, *pixel);
        });
        self.owed = (dispose != Dispose::Keep).then_some((place, before));
    }

    /// Paints what is hidden, for all frames to come.
    ///
    /// # Errors
    /// Those of `of`.
    pub(crate) fn paint(&mut self, of: impl Fn(u32, u32) -> Result<P, Error>) -> Result<(), Error> {
        let area = self.area;
        for (x, y) in area.pixels() {
            let at = self.at(x, y);
            if let Some(pixel) = self.pixels.get_mut(at) {
                *pixel = of(x, y)?;
            }
        }
        Ok(())
    }

    pub(crate) fn pixel(&self, x: u32, y: u32) -> P {
        self.pixels.get(self.at(x, y)).copied().unwrap_or(self.clear)
    }

    /// All of them, row by row.
    pub(crate) fn pixels(&self) -> &[P] {
        &self.pixels
    }

    /// How many pixels differ between two canvases of a size.
    pub(crate) fn differences(&self, other: &Self) -> u64 {
        let pairs = self.pixels.iter().zip(&other.pixels);
        pairs.filter(|(a, b)| a != b).count() as u64
    }

    /// Where a frame is stored that turns `before` into this: the whole for the first, then the least rectangle round all
    /// that changed, or one pixel where nothing did. It begins at a multiple of `step` pixels.
    pub(crate) fn place(&self, before: Option<&[P]>, step: u32) -> Place {
        let size = self.area.picture();
        before.map_or(Place::whole(size), |before| {
            let changed = changed(size, before, &self.pixels);
            let rect = changed.unwrap_or(CORNER);
            let (left, top) = (rect.left / step * step, rect.top / step * step);
            Place {
                left,
                top,
                size: Rect { left, top, ..rect }.size(),
            }
        })
    }

    /// The pixels of a place that are not hidden, in its own coordinates.
    fn outside(&mut self, place: Place, mut each: impl FnMut(u32, u32, &mut P)) {
        let rect = place.rect();
        for y in rect.top..rect.bottom {
            let row = self.at(rect.left, y)..self.at(rect.right, y);
            let mut hidden = self.area.spans(y).into_iter().peekable();
            for (x, pixel) in (rect.left..).zip(self.pixels.get_mut(row).unwrap_or_default()) {
                while hidden.next_if(|span| span.end <= x).is_some() {}
                if hidden.peek().is_none_or(|span| x < span.start) {
                    each(x - rect.left, y - rect.top, pixel);
                }
            }
        }
    }

    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.area.picture().width as usize + x as usize
    }
}

/// What stands for a frame that changes nothing.
pub(crate) const CORNER: Rect = Rect {
    left: 0,
    top: 0,
    right: 1,
    bottom: 1,
};

/// The least rectangle round all that differs between two canvases; none where nothing does.
pub(crate) fn changed<P: PartialEq>(size: Size, before: &[P], after: &[P]) -> Option<Rect> {
    around(size, before.iter().zip(after), |(a, b)| a != b)
}

/// The least rectangle round the pixels of a picture, given row by row, for which something holds.
pub(crate) fn around<T>(
    size: Size,
    mut pixels: impl Iterator<Item = T>,
    holds: impl Fn(T) -> bool,
) -> Option<Rect> {
    let mut all: Option<Rect> = None;
    for y in 0..size.height {
        let mut ends: Option<(u32, u32)> = None;
        for (x, pixel) in (0..size.width).zip(&mut pixels) {
            if holds(pixel) {
                ends = Some((ends.map_or(x, |(first, _)| first), x + 1));
            }
        }
        let Some((left, right)) = ends else { continue };
        all = Some(all.map_or(
            Rect {
                left,
                top: y,
                right,
                bottom: y + 1,
            },
            |all| Rect {
                left: all.left.min(left),
                top: all.top,
                right: all.right.max(right),
                bottom: y + 1,
            },
        ));
    }
    all
}

/// One colour over another, alpha last, in levels up to `max`: not premultiplied, each level the nearest to what the
/// standards' formula gives (PNG, third edition, 13.16; RFC 9649, 2.7.1.1). Viewers differ by a level or two where both are
/// translucent.
pub(crate) fn over(above: [u16; 4], below: [u16; 4], max: u16) -> [u16; 4] {
    let ([.., alpha], [.., beneath]) = (above, below);
    if alpha == 0 {
        return below;
    }
    if alpha >= max || beneath == 0 {
        return above;
    }
    let [alpha, beneath, max] = [alpha, beneath, max].map(u64::from);
    let (mine, its) = (alpha * max, beneath * (max - alpha));
    let nearest = |sum: u64, by: u64| ((sum + by / 2) / by) as u16;
    let mut mixed = [0; 4];
    for (level, (above, below)) in mixed.iter_mut().zip(above.into_iter().zip(below)) {
        *level = nearest(u64::from(above) * mine + u64::from(below) * its, mine + its);
    }
    mixed[3] = nearest(mine + its, max);
    mixed
}

/// # Errors
/// [`Error::Animation`] for so many frames of such a size that composing them would take too long, or too much memory.
pub(crate) fn bounded(size: Size, frames: u64) -> Result<(), Error> {
    let all = size.pixels().saturating_mul(frames);
    if frames > 1 && (size.pixels() > MAX_MOVING_PIXELS || all > MAX_FRAMES_PIXELS) {
        let Size { width, height } = size;
        return Err(Error::Animation {
            frames,
            width,
            height,
        });
    }
    Ok(())
}

/// # Errors
/// [`Error::Animation`] where frames take more than [`MAX_WRITTEN`] bytes: changes far apart make a few bytes many.
pub(crate) fn written(bytes: usize, size: Size, frames: u64) -> Result<(), Error> {
    let Size { width, height } = size;
    if bytes > MAX_WRITTEN {
        return Err(Error::Animation {
            frames,
            width,
            height,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_over_another_is_the_mean_that_the_standards_give() {
        for max in [1_u16, 3, 255, 65535] {
            let step = (max / 7).max(1);
            let levels = || (0..=max).step_by(usize::from(step));
            for (alpha, beneath) in levels().flat_map(|a| levels().map(move |b| (a, b))) {
                for (colour, other) in levels().flat_map(|a| levels().map(move |b| (a, b))) {
                    let mixed = over([colour, 0, max, alpha], [other, 0, 0, beneath], max);
                    let [a, b] = [alpha, beneath].map(|level| f64::from(level) / f64::from(max));
                    let all = a + b * (1.0 - a);
                    assert!((f64::from(mixed[3]) - all * f64::from(max)).abs() <= 0.5 + 1e-6);
                    if all > 0.0 {
                        let mean = (f64::from(colour) * a + f64::from(other) * b * (1.0 - a)) / all;
                        assert!(
                            (f64::from(mixed[0]) - mean).abs() <= 0.5 + 1e-6,
                            "{mixed:?} {mean}"
                        );
                    }
                }
            }
        }
    }
}
