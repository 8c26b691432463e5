//! The paint over a JPEG's hidden area, as quantised blocks.

use std::rc::Rc;
use std::sync::LazyLock;

use super::frame::{Component, Frame, Quantisers};
use super::turbo::{Block, Coefficients};
use crate::noise::Noise;
use crate::patch::{Grain, Layer, Paint, Patch};
use crate::surface::Surface;
use crate::{Area, Error, Rect, Region, Rgb, Seed, Size, Style};

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
    hidden: Vec<Option<Rect>>,
    quantisers: Quantisers,
    /// The mean level of each block around the hidden area, 0 to 255, row by row. Hidden blocks are never put here.
    means: Vec<Option<f32>>,
    /// In samples.
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
        let noises: Vec<Option<Rc<Noise>>> = (self.area.by_region().iter().enumerate())
            .map(|(region, rect)| rect.map(|rect| Rc::new(Noise::new(self.seed, region, rect.size(), count))))
            .collect();
        let kinds = colour.kinds().iter().zip(colour.levels(Rgb::MID_GREY));
        for (component, (plane, (&kind, otherwise))) in self.planes.iter_mut().zip(kinds).enumerate() {
            let layers =
                plane
                    .hidden
                    .iter()
                    .zip(self.regions)
                    .zip(&noises)
                    .filter_map(|((&rect, region), noise)| {
                        let rect = rect?;
                        let paint = match region.style {
                            Style::Fill(rgb) => Paint::Flat(*colour.levels(rgb).get(component)?),
                            Style::Blur => Paint::Smooth {
                                surface: Surface::around(rect, 1, otherwise, |column, row| {
                                    plane.mean(column, row)
                                }),
                                grain: Grain {
                                    noise: Rc::clone(noise.as_ref()?),
                                    component,
                                    kind,
                                },
                            },
                        };
                        let samples = Rect {
                            left: 8 * rect.left,
                            top: 8 * rect.top,
                            right: 8 * rect.right,
                            bottom: 8 * rect.bottom,
                        };
                        Some(Layer { rect: samples, paint })
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
        for rect in plane
            .hidden
            .iter()
            .flatten()
            .filter(|rect| (rect.top as usize..rect.bottom as usize).contains(&row))
        {
            for column in rect.left..rect.right {
                if let Some(block) = blocks.get_mut(column as usize) {
                    *block = plane.painted(column, row as u32);
                }
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
            .map(|rect| frame.blocks_under(component, (*rect)?))
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
            .any(|rect| rect.contains(column, row))
    }

    /// Whether a row of blocks is in a hidden rectangle or next to one.
    fn concerns(&self, row: usize) -> bool {
        self.hidden
            .iter()
            .flatten()
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

    /// The block of paint at a place, quantised with the file's own table.
    fn painted(&self, column: u32, row: u32) -> Block {
        let mut samples = [[0.0_f32; 8]; 8];
        for (y, line) in samples.iter_mut().enumerate() {
            for (x, sample) in line.iter_mut().enumerate() {
                let level = self.patch.level(8 * column + x as u32, 8 * row + y as u32);
                *sample = level.unwrap_or(128.0) - 128.0;
            }
        }
        let mut block = [0; 64];
        let coefficients = transposed(&transformed(&transposed(&transformed(&samples))));
        for ((coefficient, &value), quantiser) in block
            .iter_mut()
            .zip(coefficients.as_flattened())
            .zip(self.quantisers)
        {
            // No more can be coded at 8 bits (T.81, F.1.2.1 and F.1.2.2).
            *coefficient = (value / f32::from(quantiser)).round().clamp(-1023.0, 1023.0) as i16;
        }
        block
    }
}

/// The one-dimensional DCT of T.81, A.3.3, of each row.
fn transformed(rows: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    rows.map(|row| BASIS.map(|wave| wave.iter().zip(row).map(|(cosine, sample)| cosine * sample).sum()))
}

fn transposed(rows: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let mut columns = [[0.0; 8]; 8];
    for (y, row) in rows.iter().enumerate() {
        for (column, &value) in columns.iter_mut().zip(row) {
            if let Some(cell) = column.get_mut(y) {
                *cell = value;
            }
        }
    }
    columns
}

static BASIS: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
    std::array::from_fn(|frequency| {
        let scale = if frequency == 0 { 0.125_f64.sqrt() } else { 0.5 };
        std::array::from_fn(|x| {
            let angle = (2 * x + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0;
            (scale * angle.cos()) as f32
        })
    })
});
