//! Hides regions of a picture so that nothing of them is left.
//!
//! Pure: bytes and regions go in, bytes come out; time, randomness and files are the caller's. Nothing computed from
//! inside a hidden area reaches the output: two pictures that differ only there conceal, with one [`Seed`], to the same
//! bytes. Outside it every JPEG coefficient and every PNG sample stays what it was.
#![deny(unsafe_code)]

mod area;
mod error;
pub mod find;
pub mod jpeg;
mod mask;
mod noise;
mod patch;
mod pixels;
pub mod png;
mod region;
mod surface;
mod upright;

pub use area::{Area, Rect, Size};
pub use error::Error;
pub use mask::Mask;
pub use pixels::Pixels;
pub use region::{Bounds, NoPolygon, Polygon, Region, Rgb, Seed, Shape, Style};
pub use upright::Upright;

/// The most pixels a picture may have: larger ones are refused before anything is allocated for them.
pub const MAX_PIXELS: u64 = 250_000_000;

/// A picture with its regions hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concealed {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What was hidden; empty when no region touched the picture, and the file is then the source's own.
    pub area: Area,
}
