//! What is painted over the hidden area of one component.

use std::rc::Rc;

use crate::noise::{Noise, smoothstep};
use crate::surface::{Distances, Hull, Surface};
use crate::{Rect, Rgb, Size, Style};

/// How far the noise all components share moves a level, of 255.
const LIGHT: f32 = 14.0;
/// How far a component's own noise moves it.
const TINT: f32 = 2.5;
/// The share of the shorter side over which the noise fades to nothing towards the border.
const FADE: f32 = 0.3;
/// How many squares a mosaic has along its shorter side.
const SQUARES: u32 = 8;
/// The least side of a square, in pixels.
const LEAST_SQUARE: u32 = 8;

/// The paint over one component's cells, one layer a region.
pub(crate) struct Patch {
    pub(crate) layers: Vec<Layer>,
}

/// One region's paint over one component.
pub(crate) struct Layer {
    hull: Rc<Hull>,
    paint: Paint,
}

/// Levels from 0 to 255.
enum Paint {
    /// One level.
    Flat(f32),
    /// The surround, continued.
    Smooth { surface: Surface, grain: Grain },
    /// The same, one level a square of so many cells.
    Squares {
        surface: Surface,
        grain: Grain,
        square: Size,
    },
}

/// A component's part of a region's noise.
pub(crate) struct Grain {
    pub(crate) noise: Rc<Noise>,
    pub(crate) component: usize,
    pub(crate) kind: Kind,
}

/// What a component's samples mean, as far as noise goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Brightness alone: grey, Y.
    Luma,
    /// Colour alone: Cb, Cr.
    Chroma,
    /// Both: R, G, B, C, M, Y.
    Primary,
    /// Neither is to move: K.
    Black,
}

/// What a style is made of in one component.
pub(crate) struct Material<L, S> {
    /// The level that shows a colour.
    pub(crate) level: L,
    /// The surround, spanned.
    pub(crate) surface: S,
    pub(crate) grain: Grain,
    /// The side of a mosaic's squares, in cells.
    pub(crate) square: Size,
}

impl Layer {
    pub(crate) fn new(
        style: Style,
        hull: &Rc<Hull>,
        material: Material<impl FnOnce(Rgb) -> f32, impl FnOnce() -> Surface>,
    ) -> Self {
        let Material {
            level,
            surface,
            grain,
            square,
        } = material;
        let paint = match style {
            Style::Fill(rgb) => Paint::Flat(level(rgb)),
            Style::Blur => Paint::Smooth {
                surface: surface(),
                grain,
            },
            Style::Mosaic => Paint::Squares {
                surface: surface(),
                grain,
                square,
            },
        };
        Self {
            hull: Rc::clone(hull),
            paint,
        }
    }
}

/// The side of a mosaic's squares over a rectangle of pixels, in pixels: whole units of `unit`.
pub(crate) fn square(hidden: Size, unit: Size) -> Size {
    let side = hidden
        .width
        .min(hidden.height)
        .div_ceil(SQUARES)
        .max(LEAST_SQUARE);
    Size {
        width: side.next_multiple_of(unit.width),
        height: side.next_multiple_of(unit.height),
    }
}

impl Patch {
    /// The level at a place that is hidden, in cells from the component's corner; none where no layer is. Smooth layers
    /// are weighed by the distance to their own border, so that none of them shows an edge.
    pub(crate) fn level(&self, x: f32, y: f32) -> Option<f32> {
        let (mut flat, mut squares) = (None, None);
        let (mut sum, mut weights) = (0.0, 0.0);
        for Layer { hull, paint } in &self.layers {
            if !hull.holds(x, y) {
                continue;
            }
            match paint {
                Paint::Flat(level) => flat = Some(*level),
                Paint::Squares {
                    surface,
                    grain,
                    square,
                } => squares = Some((hull, surface, grain, square)),
                Paint::Smooth { surface, grain } => {
                    let distances = hull.distances(x, y);
                    let weight = distances.least() / hull.shorter();
                    sum += weight * smooth(hull, surface, grain, x, y, distances);
                    weights += weight;
                }
            }
        }
        let square = || {
            let (hull, surface, grain, square) = squares?;
            let (x, y) = middle(hull.rect, *square, x, y);
            Some(smooth(hull, surface, grain, x, y, hull.distances(x, y)))
        };
        let blur = || (weights > 0.0).then(|| sum / weights);
        let level = flat.or_else(square).or_else(blur)?;
        Some(level.clamp(0.0, 255.0))
    }
}

/// The middle of the square of a mosaic in which a place lies.
fn middle(rect: Rect, square: Size, x: f32, y: f32) -> (f32, f32) {
    let along = |at: f32, from: u32, side: u32| {
        let (from, side) = (from as f32, side as f32);
        from + (((at - from) / side).floor() + 0.5) * side
    };
    (
        along(x, rect.left, square.width),
        along(y, rect.top, square.height),
    )
}

fn smooth(hull: &Hull, surface: &Surface, grain: &Grain, x: f32, y: f32, distances: Distances) -> f32 {
    let near = |a: f32, b: f32| smoothstep(a.min(b) / (FADE * hull.shorter()));
    let fade = near(distances.left, distances.right) * near(distances.up, distances.down);
    let (u, v) = hull.shares(x, y);
    surface.level(x, y, distances) + fade * grain.at(u, v)
}

impl Grain {
    fn at(&self, u: f32, v: f32) -> f32 {
        let (light, tint) = self.noise.at(self.component, u, v);
        match self.kind {
            Kind::Luma => LIGHT * light,
            Kind::Chroma => TINT * tint,
            Kind::Primary => LIGHT * light + TINT * tint,
            Kind::Black => 0.0,
        }
    }
}
