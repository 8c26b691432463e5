//! What is painted over the hidden area of one component.

use std::rc::Rc;

use crate::Rect;
use crate::noise::Noise;
use crate::surface::Surface;

/// How far the noise all components share moves a level, of 255.
const LIGHT: f32 = 14.0;
/// How far a component's own noise moves it.
const TINT: f32 = 2.5;

/// The paint over one component's samples, one layer a region.
pub(crate) struct Patch {
    pub(crate) layers: Vec<Layer>,
}

/// One region's paint over one component.
pub(crate) struct Layer {
    /// In samples of the component.
    pub(crate) rect: Rect,
    pub(crate) paint: Paint,
}

/// Levels from 0 to 255.
pub(crate) enum Paint {
    /// One level.
    Flat(f32),
    /// The surround, continued.
    Smooth { surface: Surface, grain: Grain },
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

impl Patch {
    /// The level at a place, in samples from the component's corner, if it is hidden. A flat layer covers a smooth one and
    /// a later flat one an earlier. Smooth layers are weighed by the distance to their own border, so that none of them
    /// shows an edge.
    pub(crate) fn level(&self, x: f32, y: f32) -> Option<f32> {
        let mut flat = None;
        let (mut sum, mut weights) = (0.0, 0.0);
        for layer in &self.layers {
            let Rect {
                left,
                top,
                right,
                bottom,
            } = layer.rect;
            let (u, v) = (share(x, left, right), share(y, top, bottom));
            let weight = u.min(1.0 - u).min(v.min(1.0 - v));
            if weight <= 0.0 {
                continue;
            }
            match &layer.paint {
                Paint::Flat(level) => flat = Some(*level),
                Paint::Smooth { surface, grain } => {
                    sum += weight * (surface.level(u, v) + grain.at(u, v));
                    weights += weight;
                }
            }
        }
        flat.or_else(|| (weights > 0.0).then(|| (sum / weights).clamp(0.0, 255.0)))
    }
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

/// How far along `from..to` a place lies: 0 to 1 inside.
fn share(at: f32, from: u32, to: u32) -> f32 {
    (at - from as f32) / (to - from) as f32
}
