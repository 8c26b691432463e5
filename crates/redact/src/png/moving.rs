//! The frames of an animation, one laid over the other, and how they are stored again (PNG, third edition, 11.3.6).

use super::Written;
use super::chunk::{Chunk, Header, SIGNATURE};
use super::frame::{Control, Frame};
use super::raster::Raster;
use crate::canvas::{self, Canvas, over};
use crate::palette::{Entry, Palette};
use crate::raster::Paint;
use crate::{Area, Error, Region, Seed};

/// A pixel as it is seen, alpha last, in levels of the picture's depth, in a palette's of eight bits. Grey is in the first;
/// what is wholly transparent has no colour.
pub(super) type Seen = [u16; 4];

const CLEAR: Seen = [0; 4];

/// How samples stand for what is seen.
#[derive(Clone)]
pub(super) struct Colours {
    pub(super) header: Header,
    pub(super) palette: Option<Palette>,
    /// The colour that tRNS makes transparent.
    pub(super) key: Option<Vec<u16>>,
}

impl Colours {
    /// What a pixel stores, be it seen or not.
    pub(super) fn stored(&self, raster: &Raster, x: u32, y: u32) -> [u16; 4] {
        match &self.palette {
            Some(palette) => seen(palette.entry(raster.sample(x, y, 0))),
            None => raster.pixel(x, y, self.key.as_deref()),
        }
    }

    fn seen(&self, raster: &Raster, x: u32, y: u32) -> Seen {
        let pixel = self.stored(raster, x, y);
        if pixel[3] == 0 { CLEAR } else { pixel }
    }

    fn max(&self) -> u16 {
        if self.palette.is_some() {
            255
        } else {
            self.header.max()
        }
    }

    /// Puts what is seen at a pixel.
    fn put(&self, raster: &mut Raster, x: u32, y: u32, seen: Seen) -> Result<(), Error> {
        let lost = Error::Unsupported {
            what: "an animation that becomes transparent in a picture that has no transparent colour",
        };
        if let Some(palette) = &self.palette {
            let index = palette.find(entry(seen)).ok_or(lost)?;
            raster.set(x, y, 0, index);
            return Ok(());
        }
        let (colours, all) = (raster.colours(), self.header.colour.samples());
        let mut samples = seen;
        match &self.key {
            Some(key) if seen[3] == 0 => samples.iter_mut().zip(key).for_each(|(sample, of)| *sample = *of),
            None if seen[3] == 0 && all == colours => return Err(lost),
            _ if colours == 1 => samples[1] = seen[3],
            _ => {}
        }
        let samples = samples.into_iter().take(all).enumerate();
        samples.for_each(|(channel, sample)| raster.set(x, y, channel, sample));
        Ok(())
    }

    /// A level of what is seen, 0 to 255; none where it is wholly transparent.
    fn level(&self, seen: Seen, channel: usize) -> Option<f32> {
        let level = seen.get(channel).filter(|_| seen[3] > 0)?;
        Some(f32::from(*level) * 255.0 / f32::from(self.max()))
    }
}

pub(super) fn entry(seen: Seen) -> Entry {
    Entry::of_bytes(seen.map(|level| level as u8))
}

pub(super) fn seen(entry: Entry) -> Seen {
    entry.bytes().map(u16::from)
}

/// An animation of which nothing has been shown yet.
#[derive(Clone, Copy)]
pub(super) struct Moving<'a> {
    pub(super) colours: &'a Colours,
    pub(super) chunks: &'a [Chunk<'a>],
    pub(super) frames: &'a [Frame<'a>],
    pub(super) area: &'a Area,
}

impl<'a> Moving<'a> {
    pub(super) fn player(self) -> Player<'a> {
        Player {
            colours: self.colours,
            chunks: self.chunks,
            frames: self.frames.iter(),
            canvas: Canvas::new(self.area, CLEAR),
        }
    }

    /// Gives all that is seen outside the area, frame after frame and row after row; what did not change, once.
    pub(super) fn survey(self, mut each: impl FnMut(Seen) -> Result<(), Error>) -> Result<(), Error> {
        let mut player = self.player();
        let mut before: Option<Vec<Seen>> = None;
        while player.next()?.is_some() {
            let place = player.canvas.place(before.as_deref(), 1);
            for (x, y, _) in place.pixels(self.area).filter(|(.., hidden)| !hidden) {
                each(player.canvas.pixel(place.left + x, place.top + y))?;
            }
            player.canvas.pixels().clone_into(before.get_or_insert_default());
        }
        Ok(())
    }

    /// The paint that goes with what surrounds the area in the first frame.
    pub(super) fn surrounded(self, regions: &[Region], seed: &Seed) -> Result<Paint, Error> {
        let mut player = self.player();
        player.next()?;
        let (colours, shown) = (self.colours, &player.canvas);
        let channels = match colours.palette {
            Some(_) => 3,
            None => colours.header.colours(),
        };
        Ok(Paint::new(self.area, regions, seed, channels, |x, y, channel| {
            colours.level(shown.pixel(x, y), channel)
        }))
    }

    /// The frames as they are stored: the first is the whole canvas, each other the least rectangle round what changed, which
    /// replaces what was there. `painted` gives what a hidden pixel shows, and `colours` how samples stand for all that.
    pub(super) fn written(
        self,
        colours: &Colours,
        painted: impl Fn(u32, u32) -> Result<Seen, Error>,
    ) -> Result<Vec<Written>, Error> {
        let mut player = self.player();
        let mut before: Option<Vec<Seen>> = None;
        let (mut written, mut bytes) = (Vec::with_capacity(self.frames.len()), 0);
        while let Some(control) = player.next()? {
            if before.is_none() {
                player.canvas.paint(&painted)?;
            }
            let place = player.canvas.place(before.as_deref(), 1);
            let mut raster = Raster::blank(colours.header, place.size);
            for y in 0..place.size.height {
                for x in 0..place.size.width {
                    let seen = player.canvas.pixel(place.left + x, place.top + y);
                    colours.put(&mut raster, x, y, seen)?;
                }
            }
            let data = raster.encoded()?;
            bytes += data.iter().map(Vec::len).sum::<usize>();
            canvas::written(bytes, self.area.picture(), self.frames.len() as u64)?;
            written.push(Written {
                place,
                control: Some(control),
                data,
            });
            player.canvas.pixels().clone_into(before.get_or_insert_default());
        }
        Ok(written)
    }
}

/// An animation as far as it has been shown.
pub(super) struct Player<'a> {
    colours: &'a Colours,
    chunks: &'a [Chunk<'a>],
    frames: std::slice::Iter<'a, Frame<'a>>,
    pub(super) canvas: Canvas<'a, Seen>,
}

impl Player<'_> {
    /// Shows the next frame and gives its times; none behind the last.
    pub(super) fn next(&mut self) -> Result<Option<Control>, Error> {
        let Some(frame) = self.frames.next() else {
            return Ok(None);
        };
        let control = frame.control.ok_or(Error::Malformed {
            part: "fcTL",
            offset: SIGNATURE.len(),
        })?;
        let colours = self.colours;
        let raster = Raster::decoded(colours.header, self.chunks, frame)?;
        self.canvas.show(frame.place, control.dispose, |x, y, below| {
            let above = colours.seen(&raster, x, y);
            if control.blends {
                over(above, below, colours.max())
            } else {
                above
            }
        });
        Ok(Some(control))
    }
}

/// The picture in IDAT that is no part of the animation, where there is one, and the animation, which may be none.
pub(super) fn apart<'f, 'a>(frames: &'f [Frame<'a>]) -> (Option<&'f Frame<'a>>, &'f [Frame<'a>]) {
    match frames.split_first() {
        Some((still, moving)) if still.control.is_none() => (Some(still), moving),
        _ => (None, frames),
    }
}
