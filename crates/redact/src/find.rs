//! What a person may want to hide: suggestions, never a promise. What is found depends on size, light and angle, and a
//! person must look for themselves. Nothing leaves the machine, and nothing of what a text or a code says is kept.

mod codes;
mod faces;
mod text;

use image::GrayImage;
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

/// Rec. 601 luma of a picture, no side longer than `longer` pixels, and at most `times` as large as it is. `None` for a
/// picture that is empty, too large or not of the size it says.
fn grey(picture: &Pixels, longer: u32, times: u32) -> Option<GrayImage> {
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
    let wanted = u64::from(longer).min(longest * u64::from(times));
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
        let span = |from: f32, to: f32, seen: u32, displayed: u32| {
            let scale = f64::from(displayed) / f64::from(seen);
            let from = (f64::from(from) * scale).floor().clamp(0.0, f64::from(displayed)) as u32;
            let to = (f64::from(to) * scale).ceil().clamp(0.0, f64::from(displayed)) as u32;
            (to > from).then_some((i32::try_from(from).ok()?, to - from))
        };
        let (x, width) = span(self.left, self.right, seen.0, displayed.width)?;
        let (y, height) = span(self.top, self.bottom, seen.1, displayed.height)?;
        Some(Suggestion {
            kind,
            shape: Shape::Rectangle { x, y, width, height },
        })
    }
}
