//! What a person marked, and how it is to be hidden.

use serde::{Deserialize, Serialize};

/// One marked region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Region {
    /// Where it is.
    pub shape: Shape,
    /// How it is hidden.
    pub style: Style,
    /// Whether it stands for a face. It changes nothing in how the region is hidden; the gate counts on it.
    pub face: bool,
}

/// Where a region is, in displayed pixels: origin top left, orientation applied. It may lie partly or wholly off the
/// picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Shape {
    /// Upright, of `width` × `height` pixels.
    Rectangle {
        /// Left side.
        x: i32,
        /// Top side.
        y: i32,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
}

/// How a region is hidden. No style looks at what it hides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Style {
    /// A smooth surface spanned from the surround, with soft noise: it reads as a blur.
    #[default]
    Blur,
    /// One colour. Where regions overlap a fill covers a blur, and a later fill an earlier one.
    Fill(Rgb),
}

/// A colour in the picture's own colour space, eight bits a channel; black by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rgb {
    /// 0 to 255.
    pub red: u8,
    /// 0 to 255.
    pub green: u8,
    /// 0 to 255.
    pub blue: u8,
}

impl Rgb {
    /// Half-way grey: what a blur shows when nothing of the picture is left around it.
    pub(crate) const MID_GREY: Self = Self {
        red: 128,
        green: 128,
        blue: 128,
    };

    /// Rec. 601 luma, 0 to 255, as JFIF defines it.
    pub(crate) fn luma(self) -> f32 {
        0.299 * f32::from(self.red) + 0.587 * f32::from(self.green) + 0.114 * f32::from(self.blue)
    }
}

/// Randomness for the noise of a blur: 32 bytes from the operating system, used for one picture and dropped. Whoever
/// keeps it learns nothing about what was hidden.
#[derive(Clone)]
pub struct Seed(pub [u8; 32]);
