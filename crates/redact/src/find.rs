//! What a person may want to hide: suggestions, never a promise. What is found depends on size, light and angle, and a
//! person must look for themselves. Nothing leaves the machine, and nothing of what a text or a code says is kept.

mod codes;
mod faces;
mod ink;
mod text;

use image::GrayImage;
use std::ops::RangeInclusive;

use image::imageops::{self, FilterType};
use serde::{Deserialize, Serialize};

pub use codes::codes;
pub use faces::faces;
pub use text::text;

use crate::{MAX_PIXELS, Pixels, Shape, Size};

/// What a suggestion stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A face, with the head around it.
    Face,
    /// A line of print.
    Text,
    /// A QR code or a barcode.
    Code,
}

/// Something that a person may want to hide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it seems to be.
    pub kind: Kind,
    /// A rectangle that covers it, within the displayed picture.
    pub shape: Shape,
    /// The part of that by which it was known: of a face, from the forehead to the chin; else all of it.
    pub core: Shape,
}

/// Faces, then text, then codes; of each kind the surest first.
///
/// `picture` is what is displayed, upright, at any scale; `displayed` is the size in whose pixels the suggestions are. A
/// picture that is empty, too large or not of the size it says has none.
#[must_use]
pub fn suggestions(picture: &Pixels, displayed: Size) -> Vec<Suggestion> {
    [
        faces(picture, displayed),
        text(picture, displayed),
        codes(picture, displayed),
    ]
    .concat()
}

/// Rec. 601 luma of a picture, its longer side within `longer` pixels, but at most twice as long as it was. `None` for a
/// picture that is empty, too large or not of the size it says.
fn grey(picture: &Pixels, longer: RangeInclusive<u32>) -> Option<GrayImage> {
    let Size { width, height } = picture.size;
    let pixels = u64::from(width) * u64::from(height);
    if pixels == 0 || pixels > MAX_PIXELS || picture.rgb.len() as u64 != 3 * pixels {
        return None;
    }
    let colours = picture.rgb.as_chunks::<3>().0.iter();
    let luma = |&[red, green, blue]: &[u8; 3]| {
        let sum = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
        ((sum + 500) / 1000) as u8
    };
    let grey = GrayImage::from_raw(width, height, colours.map(luma).collect())?;
    let longest = u64::from(width.max(height));
    let (least, most) = (u64::from(*longer.start()), u64::from(*longer.end()));
    let wanted = longest.max(least.min(2 * longest)).min(most);
    let side = |side: u32| (u64::from(side) * wanted).div_ceil(longest).max(1) as u32;
    Some(if wanted == longest {
        grey
    } else {
        imageops::resize(&grey, side(width), side(height), FilterType::Triangle)
    })
}

/// A rectangle in the pixels of a scaled picture, which it may leave.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Found {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Found {
    /// The suggestion, from a picture of the size `seen`; `None` where nothing of it is on the picture.
    fn suggestion(self, kind: Kind, seen: (u32, u32), displayed: Size) -> Option<Suggestion> {
        let shape = self.shape(seen, displayed)?;
        Some(Suggestion {
            kind,
            core: shape.clone(),
            shape,
        })
    }

    /// What of it is on the picture, in displayed pixels.
    fn shape(self, seen: (u32, u32), displayed: Size) -> Option<Shape> {
        let span = |from: f32, to: f32, seen: u32, displayed: u32| {
            let scale = f64::from(displayed) / f64::from(seen);
            let from = (f64::from(from) * scale).floor().clamp(0.0, f64::from(displayed)) as u32;
            let to = (f64::from(to) * scale).ceil().clamp(0.0, f64::from(displayed)) as u32;
            (to > from).then_some((i32::try_from(from).ok()?, to - from))
        };
        let (x, width) = span(self.left, self.right, seen.0, displayed.width)?;
        let (y, height) = span(self.top, self.bottom, seen.1, displayed.height)?;
        Some(Shape::Rectangle { x, y, width, height })
    }

    /// Where it was before the picture, then `height` pixels high, was turned by 90° clockwise: what is at the left now was
    /// at the bottom.
    const fn turned_back(self, height: f32) -> Self {
        Self {
            left: self.top,
            top: height - self.right,
            right: self.bottom,
            bottom: height - self.left,
        }
    }

    fn larger(self, times: f32) -> Self {
        Self {
            left: self.left * times,
            top: self.top * times,
            right: self.right * times,
            bottom: self.bottom * times,
        }
    }

    /// What covers both.
    fn with(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn height(&self) -> f32 {
        self.bottom - self.top
    }

    fn area(&self) -> f32 {
        (self.right - self.left) * self.height()
    }

    /// The area that both have.
    fn shared(&self, other: &Self) -> f32 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }
}
