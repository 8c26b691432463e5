//! Hides regions of a picture so that nothing of them is left.
//!
//! Pure: bytes and regions go in, bytes come out; time, randomness and files are the caller's. Nothing computed from
//! inside a hidden area reaches the output: two pictures that differ only there conceal, with one [`Seed`], to the same
//! bytes. Outside it every JPEG coefficient and, in the other formats, every pixel stays what it was. The frames of an
//! animation are stored anew from what is seen of them: nothing tells how its hidden part moved.
#![deny(unsafe_code)]

mod area;
pub mod bmp;
mod canvas;
mod error;
pub mod find;
pub mod gif;
pub mod jpeg;
mod mask;
mod noise;
mod palette;
mod patch;
mod pixels;
pub mod png;
mod raster;
mod region;
mod rgba;
mod screen;
mod surface;
pub mod tiff;
mod upright;
pub mod webp;

pub use area::{Area, Rect, Size};
pub use error::Error;
pub use mask::Mask;
pub use pixels::Pixels;
pub use region::{Bounds, NoPolygon, Polygon, Region, Rgb, Seed, Shape, Style};
pub use rgba::Rgba;
pub use screen::Whole;
pub use upright::Upright;

/// The most pixels a picture may have: larger ones are refused before anything is allocated for them.
pub const MAX_PIXELS: u64 = 250_000_000;

/// The most pixels of all canvases that an animation shows one after the other, or of all pages, together.
pub(crate) const MAX_FRAMES_PIXELS: u64 = 4 * MAX_PIXELS;

/// What is wrong with a concealed picture: nothing where both are 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Differences {
    /// Coefficients or pixels outside the hidden area that are not the source's.
    pub outside: u64,
    /// Those inside it that are not what is painted there from what surrounds them alone.
    pub inside: u64,
}

/// The most pixels that a frame of an animation may show, the whole canvas counted: two or three of them are in memory.
pub(crate) const MAX_MOVING_PIXELS: u64 = MAX_PIXELS / 5;

/// The most bytes of an animation's frames once they are written.
pub(crate) const MAX_WRITTEN: usize = 1 << 30;

/// A picture with its regions hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concealed {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What was hidden; empty when no region touched the picture, and the file is then the source's own.
    pub area: Area,
}
