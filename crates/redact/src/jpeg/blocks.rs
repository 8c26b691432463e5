//! The paint over a JPEG's hidden area, as quantised blocks.

use std::rc::Rc;
use std::sync::LazyLock;

use super::frame::{Component, Frame, Quantisers};
use super::turbo::{Block, Coefficients};
use crate::noise::Noise;
use crate::patch::{Grain, Layer, Material, Patch, square};
use crate::surface::{Hull, Surface};
use crate::{Area, Error, Mask, Region, Rgb, Seed, Size};

/// Sees the blocks around the hidden area, and puts paint made from them in its place.
pub(crate) struct Painting<'a> {
    frame: &'a Frame,
    area: &'a Area,
    regions: &'a [Region],
    seed: &'a Seed,
    planes: Vec<Plane>,
}

/// One component.
struct Plane {
    /// In blocks.
    size: Size,
    /// In blocks, one entry a region.
    hidden: Vec<Option<Mask>>,
    quantisers: Quantisers,
    /// The mean level of each block around the hidden area, 0 to 255, row by row. Hidden blocks are never put here.
    means: Vec<Option<f32>>,
    /// In blocks.
    patch: Patch,
}

impl<'a> Painting<'a> {
    pub(crate) fn new(
        frame: &'a Frame,
        area: &'a Area,
        regions: &'a [Region],
        seed: &'a Seed,
    ) -> Result<Self, Error> {
        let planes = frame
            .components
            .iter()
            .map(|component| Plane::new(frame, component, area))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            frame,
            area,
            regions,
            seed,
            planes,
        })
    }
}

impl Coefficients for Painting<'_> {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        let Some(plane) = self.planes.get_mut(component).filter(|plane| plane.concerns(row)) else {
            return;
        };
        let [quantiser, ..] = plane.quantisers;
        for (column, &[dc, ..]) in blocks.iter().enumerate() {
            if !plane.is_hidden(column as u32, row as u32) {
                let level = 128.0 + f32::from(dc) * f32::from(quantiser) / 8.0;
                if let Some(mean) = plane.means.get_mut(row * plane.size.width as usize + column) {
                    *mean = Some(level.clamp(0.0, 255.0));
                }
            }
        }
    }

    fn seen(&mut self) {
        let (count, colour) = (self.planes.len(), self.frame.colour);
        let masks = self.area.by_region().iter();
        let noises: Vec<Option<Rc<Noise>>> = (masks.enumerate())
            .map(|(region, mask)| {
                let size = mask.as_ref()?.rect().size();
                Some(Rc::new(Noise::new(self.seed, region, size, count)))
            })
            .collect();
        let kinds = colour.kinds().iter().zip(colour.levels(Rgb::MID_GREY));
        let planes = self.planes.iter_mut().zip(&self.frame.components).zip(kinds);
        for (number, ((plane, component), (&kind, otherwise))) in planes.enumerate() {
            let regions = self.regions.iter().zip(self.area.by_region());
            let layers =
                regions
                    .zip(&plane.hidden)
                    .zip(&noises)
                    .filter_map(|(((region, mask), blocks), noise)| {
                        let hull = Rc::new(Hull::of(blocks.as_ref()?));
                        let square = square(mask.as_ref()?.rect().size(), self.area.unit());
                        let material = Material {
                            level: |rgb| colour.levels(rgb).get(number).copied().unwrap_or_default(),
                            surface: || {
                                Surface::around(&hull, 1, otherwise, |column, row| plane.mean(column, row))
                            },
                            grain: Grain {
                                noise: Rc::clone(noise.as_ref()?),
                                component: number,
                                kind,
                            },
                            square: self.frame.blocks_along(component, square),
                        };
                        Some(Layer::new(region.style, &hull, material))
                    });
            plane.patch = Patch {
                layers: layers.collect(),
            };
        }
    }

    fn change(&mut self, component: usize, row: usize, blocks: &mut [Block]) {
        let Some(plane) = self.planes.get(component) else {
            return;
        };
        for column in plane
            .hidden
            .iter()
            .flatten()
            .flat_map(|mask| mask.spans(row as u32))
            .flat_map(Clone::clone)
        {
            if let Some(block) = blocks.get_mut(column as usize) {
                *block = plane.painted(column, row as u32);
            }
        }
    }
}

impl Plane {
    fn new(frame: &Frame, component: &Component, area: &Area) -> Result<Self, Error> {
        let size = frame.blocks(component);
        let hidden = area
            .by_region()
            .iter()
            .map(|mask| frame.blocks_under(component, mask.as_ref()?))
            .collect();
        let quantisers = component.quantisers.ok_or(Error::Malformed {
            part: "DQT",
            offset: 0,
        })?;
        let means = vec![None; size.width as usize * size.height as usize];
        Ok(Self {
            size,
            hidden,
            quantisers,
            means,
            patch: Patch { layers: Vec::new() },
        })
    }

    fn is_hidden(&self, column: u32, row: u32) -> bool {
        self.hidden
            .iter()
            .flatten()
            .any(|mask| mask.contains(column, row))
    }

    /// Whether a row of blocks is in a hidden rectangle or next to one.
    fn concerns(&self, row: usize) -> bool {
        self.hidden
            .iter()
            .flatten()
            .map(Mask::rect)
            .any(|rect| (rect.top as usize..=rect.bottom as usize + 1).contains(&(row + 1)))
    }

    fn mean(&self, column: i64, row: i64) -> Option<f32> {
        let (column, row) = (u32::try_from(column).ok()?, u32::try_from(row).ok()?);
        if column >= self.size.width {
            return None;
        }
        self.means
            .get(row as usize * self.size.width as usize + column as usize)
            .copied()
            .flatten()
    }

    /// The block of paint at a place, quantised with the file's own table: the paint is smooth, so that the bilinear
    /// surface through the middles of the block's quarters stands for it.
    fn painted(&self, column: u32, row: u32) -> Block {
        let level = |x: f32, y: f32| {
            self.patch
                .level(column as f32 + x, row as f32 + y)
                .unwrap_or(128.0)
        };
        let [above_left, above_right, below_left, below_right] = [
            level(0.25, 0.25),
            level(0.75, 0.25),
            level(0.25, 0.75),
            level(0.75, 0.75),
        ];
        let mean = (above_left + above_right + below_left + below_right) / 4.0 - 128.0;
        let across = (above_right - above_left + below_right - below_left) / 8.0;
        let down = (below_left - above_left + below_right - above_right) / 8.0;
        let twist = (above_left - above_right - below_left + below_right) / 16.0;

        let mut block = [0; 64];
        for (at, (coefficient, quantiser)) in block.iter_mut().zip(self.quantisers).enumerate() {
            let ((flat_x, ramp_x), (flat_y, ramp_y)) = (transform(at % 8), transform(at / 8));
            let value =
                flat_y * (mean * flat_x + across * ramp_x) + ramp_y * (down * flat_x + twist * ramp_x);
            // No more can be coded at 8 bits (T.81, F.1.2.1 and F.1.2.2).
            *coefficient = (value / f32::from(quantiser)).round().clamp(-1023.0, 1023.0) as i16;
        }
        block
    }
}

/// One frequency of the DCT (T.81, A.3.3) of eight samples: of 1 at each, and of their distances from the middle.
fn transform(frequency: usize) -> (f32, f32) {
    TRANSFORMS.get(frequency).copied().unwrap_or_default()
}

static TRANSFORMS: LazyLock<[(f32, f32); 8]> = LazyLock::new(|| {
    std::array::from_fn(|frequency| {
        let scale = if frequency == 0 { 0.125_f64.sqrt() } else { 0.5 };
        let wave =
            |x: i32| scale * (f64::from(2 * x + 1) * frequency as f64 * std::f64::consts::PI / 16.0).cos();
        let flat = if frequency == 0 {
            (0..8).map(wave).sum()
        } else {
            0.0
        };
        let ramp: f64 = (0..8).map(|x| wave(x) * (f64::from(x) - 3.5)).sum();
        (flat as f32, ramp as f32)
    })
});
