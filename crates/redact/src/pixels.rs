//! A picture in memory.

use crate::Size;

/// A picture in memory: eight bits a channel, red, green, blue, row by row without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pixels {
    /// In pixels.
    pub size: Size,
    /// `3 × width × height` bytes.
    pub rgb: Vec<u8>,
}
