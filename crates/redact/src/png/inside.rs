//! A second reading: what is hidden in a PNG is painted anew from what surrounds it.

use super::chunk::{Chunk, Header};
use super::frame::{Frame, frames};
use super::raster::Raster;
use super::{background, begins, opened, palette, transparent};
use crate::raster::{Paint, Repainting};
use crate::{Area, Error, Region, Seed};

/// Counts what of `output` under `area` is not what `seed` paints there from what surrounds it, in all frames: samples of
/// hidden pixels, and colours of the palette that neither a pixel outside nor the paint needs. What is hidden is turned to
/// something else first, so that none of it can answer for itself.
///
/// # Errors
/// [`Error::Differs`] where `area` belongs to a picture of another size; otherwise as for [`conceal`](super::conceal).
pub fn differences_inside(output: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<u64, Error> {
    let (chunks, header) = opened(output)?;
    if header.size != area.picture() {
        return Err(Error::Differs { what: "size" });
    }
    if area.is_empty() {
        return Ok(0);
    }
    let frames = frames(&chunks, header)?;
    let copy = Copy {
        chunks: &chunks,
        header,
        frames: &frames,
        area,
        regions,
        seed,
    };
    if header.colour == ::png::ColorType::Indexed {
        copy.indexed()
    } else {
        copy.coloured()
    }
}

/// A copy and what it is held against.
struct Copy<'a> {
    chunks: &'a [Chunk<'a>],
    header: Header,
    frames: &'a [Frame<'a>],
    area: &'a Area,
    regions: &'a [Region],
    seed: &'a Seed,
}

impl Copy<'_> {
    /// A frame, and the same with what is hidden of it turned to something else.
    fn opened(&self, frame: &Frame<'_>) -> Result<(Raster, Raster), Error> {
        let raster = Raster::decoded(self.header, self.chunks, frame)?;
        let mut again = raster.clone();
        again.invert(frame.place, self.area);
        Ok((raster, again))
    }

    fn coloured(&self) -> Result<u64, Error> {
        let key = transparent(self.chunks, self.header);
        let key = key.as_deref();
        let channels = self.header.colour.samples();
        let mut paint = None;
        let mut differences = 0;
        for (number, frame) in self.frames.iter().enumerate() {
            let (copy, mut again) = self.opened(frame)?;
            if begins(self.frames, number) {
                let rect = frame.place.rect();
                let level = |x, y, channel| {
                    let within = rect.contains(x, y);
                    within.then(|| again.level(x - rect.left, y - rect.top, channel, key))?
                };
                paint = Some(Paint::new(
                    self.area,
                    self.regions,
                    self.seed,
                    again.colours(),
                    level,
                ));
            }
            if let Some(paint) = &paint {
                again.paint(frame.place, self.area, paint, key);
            }
            for ((x, y), _) in frame.place.hidden(self.area) {
                let differs = |channel: &usize| copy.sample(x, y, *channel) != again.sample(x, y, *channel);
                differences += (0..channels).filter(differs).count() as u64;
            }
        }
        Ok(differences)
    }

    /// All frames share their colours, so that these are settled before the paint is looked at.
    fn indexed(&self) -> Result<u64, Error> {
        let old = palette(self.chunks);
        let mut repainting = Repainting::new(&old, self.area);
        let mut paints = Vec::new();
        for (number, frame) in self.frames.iter().enumerate() {
            let (_, mut again) = self.opened(frame)?;
            repainting.outside(&mut again, frame.place);
            if begins(self.frames, number) {
                paints.push(repainting.surrounded(&again, frame.place, self.regions, self.seed));
            }
        }
        let background = background(self.chunks).filter(|&index| index <= self.header.max());
        background.map(|index| repainting.keep(index));
        for paint in &paints {
            repainting.colours(paint, usize::from(self.header.max()) + 1);
        }
        let mut paints = paints.into_iter();
        let mut paint = None;
        let mut differences = old.strays(repainting.palette());
        for (number, frame) in self.frames.iter().enumerate() {
            let (copy, mut again) = self.opened(frame)?;
            if begins(self.frames, number) {
                paint = paints.next();
            }
            if let Some(paint) = &paint {
                repainting.paint(&mut again, frame.place, paint)?;
            }
            let differs = |x, y| {
                let (a, b) = (copy.sample(x, y, 0), again.sample(x, y, 0));
                old.entry(a) != repainting.palette().entry(b)
            };
            let hidden = frame.place.hidden(self.area);
            differences += hidden.filter(|((x, y), _)| differs(*x, *y)).count() as u64;
        }
        Ok(differences)
    }
}
