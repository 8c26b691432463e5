//! Why a photo cannot be read, by who must act.

use thiserror::Error;

/// What stops a file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// The file is broken: nobody but its maker can mend it.
    #[error("{why} ({part}, at byte {offset})")]
    Malformed {
        /// The part of the file, in the words of its format.
        part: &'static str,
        /// Where it begins, in bytes from the start of the file.
        offset: usize,
        /// What is wrong with it, a plain sentence without its full stop.
        why: &'static str,
    },
    /// A file that this program does not clean; the person must bring another.
    #[error("{what} is not supported. {remedy}")]
    Unsupported {
        /// The format or the variant, with its article: "A GIF picture".
        what: &'static str,
        /// What to do instead, a plain sentence.
        remedy: &'static str,
    },
    /// Larger than the limits allow; whoever set them may raise them.
    #[error("The picture is too large: {what} is {found}, the limit is {limit}")]
    Limit {
        /// What was measured.
        what: &'static str,
        /// How much the file asks for.
        found: u64,
        /// How much is allowed.
        limit: u64,
    },
}

/// How much a file may ask for before anything is allocated for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pixels in a picture.
    pub pixels: u64,
    /// Decoded bytes in a picture, all frames together.
    pub decoded: u64,
}

impl Default for Limits {
    /// 250 megapixels and 1 GiB.
    fn default() -> Self {
        Self {
            pixels: 250_000_000,
            decoded: 1 << 30,
        }
    }
}

impl Error {
    /// The same, for a part of which the offset counts from elsewhere.
    pub(crate) fn moved(self, place: impl Fn(usize) -> usize) -> Self {
        match self {
            Self::Malformed { part, offset, why } => malformed(part, place(offset), why),
            other => other,
        }
    }
}

impl Limits {
    pub(crate) fn check_pixels(&self, width: u32, height: u32) -> Result<(), Error> {
        check(
            "its pixel count",
            u64::from(width) * u64::from(height),
            self.pixels,
        )
    }

    pub(crate) fn check_decoded(&self, bytes: u64) -> Result<(), Error> {
        check("its decoded size in bytes", bytes, self.decoded)
    }
}

fn check(what: &'static str, found: u64, limit: u64) -> Result<(), Error> {
    if found > limit {
        Err(Error::Limit { what, found, limit })
    } else {
        Ok(())
    }
}

pub(crate) fn malformed(part: &'static str, offset: usize, why: &'static str) -> Error {
    Error::Malformed { part, offset, why }
}
