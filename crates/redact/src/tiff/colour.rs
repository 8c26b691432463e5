//! What the samples of a pixel mean, in levels from 0 to 255.

use super::layout::{Alpha, Layout, Model, Number};
use super::samples::Samples;

impl Layout {
    /// A sample as a share of the whole, 0 to 1.
    fn share(&self, sample: u64) -> f32 {
        let share = match self.number {
            Number::Unsigned => sample as f32 / self.most() as f32,
            Number::Signed => {
                let shift = 64 - self.bits;
                ((sample << shift) as i64 >> shift) as f32 / self.most() as f32
            }
            Number::Float if self.bits == 32 => f32::from_bits(sample as u32),
            Number::Float => f64::from_bits(sample) as f32,
        };
        if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }

    /// The sample of a share of the whole.
    fn sample(&self, share: f32) -> u64 {
        let share = share.clamp(0.0, 1.0);
        match self.number {
            Number::Unsigned | Number::Signed => (f64::from(share) * self.most() as f64).round() as u64,
            Number::Float if self.bits == 32 => share.to_bits().into(),
            Number::Float => f64::from(share).to_bits(),
        }
    }

    /// The greatest whole number of a sample.
    fn most(&self) -> u64 {
        let all = u64::MAX >> (64 - self.bits.clamp(1, 64));
        if self.number == Number::Signed {
            all >> 1
        } else {
            all
        }
    }
}

impl Samples {
    /// Grey, or red, green and blue.
    pub(super) const fn channels(&self) -> usize {
        match self.layout.model {
            Model::WhiteIsZero | Model::BlackIsZero | Model::Palette => 1,
            Model::Rgb | Model::Cmyk | Model::YCbCr => 3,
        }
    }

    /// A level of a pixel's colour, 0 to 255; none where it is wholly transparent.
    pub(super) fn level(&self, x: u32, y: u32, channel: usize) -> Option<f32> {
        let layout = &self.layout;
        let share = |channel| layout.share(self.get(x, y, channel));
        let alpha = match layout.alpha {
            Alpha::None => 1.0,
            _ => share(layout.model.colours()),
        };
        if alpha <= 0.0 {
            return None;
        }
        let level = match layout.model {
            Model::WhiteIsZero => 1.0 - share(0),
            Model::BlackIsZero | Model::Palette => share(0),
            Model::Rgb => share(channel),
            Model::Cmyk => (1.0 - share(channel)) * (1.0 - share(3)),
            Model::YCbCr => {
                let (cb, cr) = (share(1) - 0.5, share(2) - 0.5);
                let weights = [[0.0, 1.402], [-0.344_136, -0.714_136], [1.772, 0.0]];
                let [of_cb, of_cr] = weights.get(channel).copied().unwrap_or_default();
                share(0) + of_cb * cb + of_cr * cr
            }
        };
        let level = if layout.alpha == Alpha::Associated {
            level / alpha
        } else {
            level
        };
        Some(level.clamp(0.0, 1.0) * 255.0)
    }

    /// Paints an opaque pixel of these levels: the first alone where the picture is grey.
    pub(super) fn paint(&mut self, x: u32, y: u32, levels: [f32; 3]) {
        let layout = self.layout;
        let [red, green, blue] = levels.map(|level| level / 255.0);
        let shares: &[f32] = match layout.model {
            Model::WhiteIsZero => &[1.0 - red],
            Model::BlackIsZero | Model::Palette => &[red],
            Model::Rgb => &[red, green, blue],
            Model::Cmyk => &inks([red, green, blue]),
            Model::YCbCr => &[
                0.299 * red + 0.587 * green + 0.114 * blue,
                0.5 - 0.168_736 * red - 0.331_264 * green + 0.5 * blue,
                0.5 + 0.5 * red - 0.418_688 * green - 0.081_312 * blue,
            ],
        };
        for (channel, share) in shares.iter().enumerate() {
            self.set(x, y, channel, layout.sample(*share));
        }
        self.make_opaque(x, y);
    }

    /// Gives the samples behind the colours their greatest value, for what they mean is often not said.
    pub(super) fn make_opaque(&mut self, x: u32, y: u32) {
        let whole = self.layout.sample(1.0);
        for channel in self.layout.model.colours()..self.layout.samples {
            self.set(x, y, channel, whole);
        }
    }
}

/// Cyan, magenta, yellow and black, with as much black as the colour allows; black itself has all four.
fn inks(colour: [f32; 3]) -> [f32; 4] {
    let brightest = colour.into_iter().fold(0.0, f32::max);
    let [cyan, magenta, yellow] = colour.map(|level| {
        if brightest > 0.0 {
            1.0 - level / brightest
        } else {
            1.0
        }
    });
    [cyan, magenta, yellow, 1.0 - brightest]
}
