//! What all formats of pixels share: the paint over a hidden area, and palettes made anew.

use std::rc::Rc;

use crate::noise::Noise;
use crate::palette::{Entry, Palette};
use crate::patch::{Grain, Kind, Layer, Material, Patch, square};
use crate::surface::{Hull, Surface};
use crate::{Area, Error, Rect, Region, Rgb, Seed, Size, Style};

/// How many pixels outward the surround is averaged.
const DEPTH: u32 = 8;

pub(crate) const PIXEL: Size = Size { width: 1, height: 1 };

/// The paint over a hidden area, in levels from 0 to 255: grey, or red, green and blue.
pub(crate) struct Paint {
    patches: Vec<Patch>,
    fills: Vec<Rgb>,
}

impl Paint {
    /// Made from what `surround` gives for a channel of the pixels outside the area, `None` where nothing is seen there.
    /// One channel is grey, three are red, green and blue.
    pub(crate) fn new(
        area: &Area,
        regions: &[Region],
        seed: &Seed,
        channels: usize,
        surround: impl Fn(u32, u32, usize) -> Option<f32>,
    ) -> Self {
        let outside = |x: i64, y: i64| {
            let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
            let Size { width, height } = area.picture();
            (x < width && y < height && !area.contains(x, y)).then_some((x, y))
        };
        let kind = if channels == 1 { Kind::Luma } else { Kind::Primary };
        let mut patches: Vec<Patch> = (0..channels).map(|_| Patch { layers: Vec::new() }).collect();
        let mut fills = Vec::new();
        for (number, (region, mask)) in regions.iter().zip(area.by_region()).enumerate() {
            let Some(mask) = mask else { continue };
            if let Style::Fill(rgb) = region.style {
                fills.push(rgb);
            }
            let hull = Rc::new(Hull::of(mask));
            let size = mask.rect().size();
            let noise = Rc::new(Noise::new(seed, number, size, channels));
            for (component, patch) in patches.iter_mut().enumerate() {
                let level = |rgb| levels(rgb, channels).get(component).copied().unwrap_or_default();
                let material = Material {
                    level,
                    surface: || {
                        Surface::around(&hull, DEPTH, level(Rgb::MID_GREY), |x, y| {
                            outside(x, y).and_then(|(x, y)| surround(x, y, component))
                        })
                    },
                    grain: Grain {
                        noise: Rc::clone(&noise),
                        component,
                        kind,
                    },
                    square: square(size, area.unit()),
                };
                patch.layers.push(Layer::new(region.style, &hull, material));
            }
        }
        Self { patches, fills }
    }

    /// The level of a channel of a hidden pixel.
    pub(crate) fn level(&self, x: u32, y: u32, channel: usize) -> f32 {
        let patch = self.patches.get(channel);
        patch
            .and_then(|patch| patch.level(x as f32 + 0.5, y as f32 + 0.5))
            .unwrap_or_default()
    }

    /// The colour of a hidden pixel, where there are three channels.
    pub(crate) fn rgb(&self, x: u32, y: u32) -> [u8; 3] {
        [0, 1, 2].map(|channel| self.level(x, y, channel).round() as u8)
    }

    /// Adds its colours over an area to a palette, as far as there is room.
    pub(crate) fn add_colours(&self, area: &Area, palette: &mut Palette, room: usize) {
        for Rgb { red, green, blue } in &self.fills {
            if palette.len() < room {
                palette.add(Entry::opaque([*red, *green, *blue]));
            }
        }
        let step = area.pixels().count().div_ceil(LOOKED_AT).max(1);
        let pixels = area.pixels().step_by(step);
        let some: Vec<[u8; 3]> = pixels.map(|(x, y)| self.rgb(x, y)).collect();
        palette.extend(&some, room.saturating_sub(palette.len()));
    }
}

/// A colour as the levels of one or three channels.
fn levels(rgb: Rgb, channels: usize) -> Vec<f32> {
    if channels == 1 {
        vec![rgb.luma()]
    } else {
        [rgb.red, rgb.green, rgb.blue].map(f32::from).to_vec()
    }
}

/// Where a picture lies on what is shown, whose coordinates the hidden area is in: the whole of it, or a frame's place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: Size,
}

impl Place {
    pub(crate) const fn whole(size: Size) -> Self {
        Self {
            left: 0,
            top: 0,
            size,
        }
    }

    /// As a rectangle of what is shown.
    pub(crate) const fn rect(self) -> Rect {
        Rect {
            left: self.left,
            top: self.top,
            right: self.left.saturating_add(self.size.width),
            bottom: self.top.saturating_add(self.size.height),
        }
    }

    /// Each of its pixels, in its own coordinates, with whether it is hidden.
    pub(crate) fn pixels(self, area: &Area) -> impl Iterator<Item = (u32, u32, bool)> {
        (0..self.size.height).flat_map(move |y| {
            let hidden = area.spans(self.top.saturating_add(y));
            (0..self.size.width).map(move |x| {
                let at = self.left.saturating_add(x);
                (x, y, hidden.iter().any(|span| span.contains(&at)))
            })
        })
    }

    /// Each hidden pixel of it: in its own coordinates, then in those of what is shown.
    pub(crate) fn hidden(self, area: &Area) -> impl Iterator<Item = ((u32, u32), (u32, u32))> {
        let Rect {
            left,
            top,
            right,
            bottom,
        } = self.rect();
        (top..bottom).flat_map(move |y| {
            let spans = area.spans(y).into_iter();
            let inside = spans.flat_map(move |span| span.start.max(left)..span.end.min(right));
            inside.map(move |x| ((x - left, y - top), (x, y)))
        })
    }
}

/// Indices into a palette, row by row.
pub(crate) trait Indices {
    /// The index of a pixel; none where the file gives it none.
    fn index(&self, x: u32, y: u32) -> Option<u16>;
    /// Gives a pixel another index.
    fn set_index(&mut self, x: u32, y: u32, index: u16);
}

/// A palette made anew for pictures that share it: the colours outside the hidden area in the order in which they come,
/// then what the paint needs. The source's own order and its gaps would tell which colours lay inside.
pub(crate) struct Repainting<'a> {
    old: &'a Palette,
    area: &'a Area,
    new: Palette,
    known: Vec<Option<u16>>,
}

/// How many painted pixels are looked at to choose colours for them.
const LOOKED_AT: usize = 1 << 16;

impl<'a> Repainting<'a> {
    pub(crate) fn new(old: &'a Palette, area: &'a Area) -> Self {
        Self {
            old,
            area,
            new: Palette::default(),
            known: Vec::new(),
        }
    }

    /// The new index of an entry of the old palette.
    pub(crate) fn keep(&mut self, index: u16) -> u16 {
        let at = usize::from(index);
        if self.known.len() <= at {
            self.known.resize(at + 1, None);
        }
        if let Some(Some(known)) = self.known.get(at) {
            return *known;
        }
        let new = self.new.add(self.old.entry(index));
        if let Some(slot) = self.known.get_mut(at) {
            *slot = Some(new);
        }
        new
    }

    /// Keeps a colour of what is seen.
    pub(crate) fn see(&mut self, entry: Entry) {
        if self.new.find(entry).is_none() {
            self.new.add(entry);
        }
    }

    /// Puts what is outside in the new palette's terms, and clears what is hidden.
    pub(crate) fn outside(&mut self, picture: &mut impl Indices, place: Place) {
        for (x, y, hidden) in place.pixels(self.area) {
            let index = if hidden {
                Some(0)
            } else {
                picture.index(x, y).map(|index| self.keep(index))
            };
            if let Some(index) = index {
                picture.set_index(x, y, index);
            }
        }
    }

    /// Adds the colours of a paint, as far as there is room.
    pub(crate) fn colours(&mut self, paint: &Paint, room: usize) {
        paint.add_colours(self.area, &mut self.new, room);
    }

    /// Paints what is hidden with the opaque colours of the new palette.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where it has none.
    pub(crate) fn paint(&self, picture: &mut impl Indices, place: Place, paint: &Paint) -> Result<(), Error> {
        for ((x, y), (shown_x, shown_y)) in place.hidden(self.area) {
            let index = self.new.nearest(paint.rgb(shown_x, shown_y))?;
            picture.set_index(x, y, index);
        }
        Ok(())
    }

    /// The paint that goes with a picture whose outside is in the new palette's terms.
    pub(crate) fn surrounded(
        &self,
        picture: &impl Indices,
        place: Place,
        regions: &[Region],
        seed: &Seed,
    ) -> Paint {
        let rect = place.rect();
        Paint::new(self.area, regions, seed, 3, |x, y, channel| {
            let within = rect.contains(x, y);
            let index = within.then(|| picture.index(x - rect.left, y - rect.top))??;
            self.new.entry(index).level(channel)
        })
    }

    /// The palette as it is so far.
    pub(crate) const fn palette(&self) -> &Palette {
        &self.new
    }
}
