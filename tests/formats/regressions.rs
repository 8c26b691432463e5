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

/// Endpoints are judged as they are written: rounded, so that the copy is judged as its source was.
#[test]
fn the_endpoints_of_a_bmp_are_judged_after_rounding() {
    let file = b"BM\xde\x00\x00\x00\x00\x00\x00\x00z\x00\x00\x00l\x00\x00\x00\x06\x00\x00\x00\x02\x00\x00\x00\x01\x00\x01\
        \x00\x00\x00\x00\x00\x00\xd0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\
        \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8f\xc2\xf5(Q\xb8\x1e\x15\
        \x1f\x85\xeb\x01333\x13fff&f\x01\x00\x00\x00\x99\x99\x09=\x0a\xd7\x03\xb8\x1e\x85233\x02\x0033\x02\x0033\
        \x02\x00\xfe\xfe\xfe\xfe\x00\xfe\xfe\xfb\x00";
    clean(file);
}
