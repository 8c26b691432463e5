//! Inputs that the fuzzer found, each as the smallest file that broke the promise.

use crate::common::clean;
use crate::png::{self, chunk, zlib};

/// 7.2: bits behind a row's end belong to no pixel, so they do not keep a colour in the palette either.
#[test]
fn a_colour_that_only_spare_bits_name_goes_from_the_palette() {
    let narrow = png::Kind {
        width: 1,
        height: 1,
        ..png::Kind::new(2, 3)
    };
    let file = png::file(&[
        narrow.ihdr(),
        chunk(b"PLTE", b"abcdefghiMRK"),
        chunk(b"IDAT", &zlib(&[0, 0b0000_0011])),
        chunk(b"IEND", b""),
    ]);
    assert!(!clean(&file).windows(3).any(|bytes| bytes == b"MRK"));
}
