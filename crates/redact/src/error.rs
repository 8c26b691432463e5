//! Why a picture could not be worked on, by who must act.

use crate::{MAX_FRAMES_PIXELS, MAX_MOVING_PIXELS, MAX_PIXELS, MAX_WRITTEN};

/// Why a picture could not be concealed, compared or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file breaks its own format: the person needs another copy of it.
    #[error("{part} is broken at byte {offset}")]
    Malformed {
        /// The segment, chunk or stream at fault.
        part: &'static str,
        /// Where it begins in the file, in bytes.
        offset: usize,
    },
    /// A sound file of a kind this program does not write: the person must convert it first.
    #[error("{what} is not supported")]
    Unsupported {
        /// What the file uses.
        what: &'static str,
    },
    /// The picture has more pixels than [`MAX_PIXELS`].
    #[error("{width} × {height} pixels are more than the limit of {MAX_PIXELS}")]
    Limit {
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// An animation shows more pixels, in one frame or in all, than can be composed in reasonable time and memory, or its
    /// frames would take too many bytes.
    #[error(
        "{frames} frames of {width} × {height} pixels are more than the limits of animations, {MAX_MOVING_PIXELS} pixels a frame, {MAX_FRAMES_PIXELS} in all and {MAX_WRITTEN} bytes"
    )]
    Animation {
        /// As many as were looked at.
        frames: u64,
        /// Of the whole picture, in pixels.
        width: u32,
        /// In pixels.
        height: u32,
    },
    /// Two files that should agree in everything outside the hidden area differ in their very build.
    #[error("the two pictures differ in their {what}")]
    Differs {
        /// The first thing found to differ.
        what: &'static str,
    },
    /// A library refused data that had passed every check made here.
    #[error("{library}: {message}")]
    Codec {
        /// The library's name.
        library: &'static str,
        /// Its own words.
        message: String,
    },
}
