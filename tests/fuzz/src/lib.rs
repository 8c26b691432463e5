//! What the targets share. A broken promise panics, and libFuzzer keeps the input that broke it.

#[path = "../../formats/survives.rs"]
mod survives;

mod hidden;
mod mended;
mod webp;

use std::sync::LazyLock;

use libfuzzer_sys::Corpus;
use safelight_sanitize::{Limits, detect};

pub use mended::mutated;

/// Small, so that an input costs little: what is decoded is the same code for any size.
const LIMITS: Limits = Limits {
    pixels: 1 << 22,
    decoded: 1 << 24,
};

/// The one format to fuzz, by its extension; all of them without it.
static ONLY: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("SAFELIGHT_FUZZ_FORMAT").ok());

/// A file of any format. Those of another format than the asked one are not kept in the corpus.
pub fn walk(file: &[u8]) -> Corpus {
    let format = detect(file).ok().map(|format| format.extension);
    if ONLY.is_some() && format != ONLY.as_deref() {
        return Corpus::Reject;
    }
    survives::survivor(file, &LIMITS);
    Corpus::Keep
}

/// A block that several formats carry, in the plainest of them: a WebP chunk has no checksum and is not compressed.
pub fn block(name: &[u8; 4], content: &[u8]) {
    survives::survivor(&webp::with(name, content), &LIMITS).expect("the picture around it is sound");
}

/// A file whose clean copy has a region hidden, which its last bytes place.
pub fn conceal(file: &[u8]) -> Corpus {
    match survives::survivor(file, &LIMITS) {
        Some((picture, clean)) => hidden::hide(&picture, &clean, file),
        None => Corpus::Reject,
    }
}
