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
    /// What it hides, in the words of a consent that asks for it ("tattoo"); none where nothing asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Where a region is, in displayed pixels: origin top left, orientation applied. It may lie partly or wholly off the
/// picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// The largest that fits an upright rectangle.
    Ellipse {
        /// The rectangle's left side.
        x: i32,
        /// Its top side.
        y: i32,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// All that its outline goes round more often one way than the other, and the outline itself.
    Polygon(Polygon),
}

impl Shape {
    /// The least upright rectangle round it.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        match self {
            Self::Rectangle { x, y, width, height } | Self::Ellipse { x, y, width, height } => {
                let (x0, y0) = (i64::from(*x), i64::from(*y));
                Bounds {
                    x0,
                    y0,
                    x1: x0 + i64::from(*width),
                    y1: y0 + i64::from(*height),
                }
            }
            Self::Polygon(polygon) => {
                let along = |axis: usize| {
                    let at = polygon.0.iter().filter_map(move |point| point.get(axis));
                    let (least, most) = at.fold((i32::MAX, i32::MIN), |(least, most), &at| {
                        (least.min(at), most.max(at))
                    });
                    (i64::from(least), i64::from(most))
                };
                let ((x0, x1), (y0, y1)) = (along(0), along(1));
                Bounds { x0, y0, x1, y1 }
            }
        }
    }
}

/// A rectangle anywhere, in pixels: `x0..x1` × `y0..y1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// First column.
    pub x0: i64,
    /// First row.
    pub y0: i64,
    /// Column after the last.
    pub x1: i64,
    /// Row after the last.
    pub y1: i64,
}

/// The corners of a polygon, x and y, between pixels: 0, 0 is the picture's own corner. The last is joined to the first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<[i32; 2]>", into = "Vec<[i32; 2]>")]
pub struct Polygon(Vec<[i32; 2]>);

impl Polygon {
    /// The least corners that go round something.
    pub const FEWEST: usize = 3;
    /// More than any hand draws.
    pub const MOST: usize = 1_000;

    /// x and y of each corner.
    #[must_use]
    pub fn corners(&self) -> &[[i32; 2]] {
        &self.0
    }
}

impl TryFrom<Vec<[i32; 2]>> for Polygon {
    type Error = NoPolygon;

    fn try_from(corners: Vec<[i32; 2]>) -> Result<Self, NoPolygon> {
        if (Self::FEWEST..=Self::MOST).contains(&corners.len()) {
            Ok(Self(corners))
        } else {
            Err(NoPolygon(corners.len()))
        }
    }
}

impl From<Polygon> for Vec<[i32; 2]> {
    fn from(polygon: Polygon) -> Self {
        polygon.0
    }
}

/// So many corners do not make a polygon here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a polygon has from {least} to {most} corners, not {0}", least = Polygon::FEWEST, most = Polygon::MOST)]
pub struct NoPolygon(pub usize);

/// How a region is hidden. No style looks at what it hides. Where regions overlap, a fill covers a mosaic and a mosaic a
/// blur; of two fills or mosaics the later covers the earlier, and blurs run into one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// A smooth surface spanned from the surround, with soft noise: it reads as a blur.
    #[default]
    Blur,
    /// The same surface, one colour a square.
    Mosaic,
    /// One colour.
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
