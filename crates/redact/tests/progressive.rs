//! What `jpeg::conceal` promises of progressive pictures, whose scans it codes itself.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg, SEED, kinds, region, scene};
use image::ImageFormat;
use jpeg_encoder::{ColorType, SamplingFactor};
use safelight_redact::{Concealed, Upright, jpeg};

const PROGRESSIVE: Jpeg = Jpeg {
    progressive: true,
    ..BASELINE
};

fn conceal(file: &[u8]) -> Concealed {
    jpeg::conceal(file, &[region(50, 40, 30, 25)], Upright::TopLeft, &SEED).unwrap()
}

/// What a decoder that shares no code with libjpeg-turbo shows.
fn shown(file: &[u8]) -> image::RgbImage {
    image::load_from_memory_with_format(file, ImageFormat::Jpeg)
        .unwrap()
        .into_rgb8()
}

#[test]
fn another_decoder_shows_the_same_outside() {
    let progressive = kinds().into_iter().filter(|kind| kind.progressive);
    // Levels of four inks are turned into colours in ways of each decoder's own; its coefficients are compared elsewhere.
    for kind in progressive.filter(|kind| matches!(kind.colour, ColorType::Rgb | ColorType::Luma)) {
        let plain = kind.of(173, 131, scene);
        let Concealed { bytes, area } = conceal(&plain);
        let (before, after) = (shown(&plain), shown(&bytes));
        let hidden = area.masks().next().unwrap().rect();
        let mut compared = 0;
        for (x, y, pixel) in before.enumerate_pixels() {
            // Chroma is smoothed over the next sample.
            let beside = |at: u32, from: u32, to: u32| (from.saturating_sub(8)..to + 8).contains(&at);
            if !(beside(x, hidden.left, hidden.right) && beside(y, hidden.top, hidden.bottom)) {
                assert_eq!(pixel, after.get_pixel(x, y), "{kind:?} at {x}, {y}");
                compared += 1;
            }
        }
        assert!(compared > 173 * 131 / 4, "{kind:?}");
    }
}

#[test]
fn a_picture_whose_symbols_are_not_all_counted_loses_none() {
    for restart in [0, 1000] {
        let plain = Jpeg {
            restart,
            ..PROGRESSIVE
        }
        .of(1710, 1703, |x, y| {
            // Rows that are not counted have coefficients that the others lack.
            let busy = y / 8 % 4 == 3;
            [scene(x, y)[0] ^ if busy { (x * 37 % 251) as u8 } else { 0 }; 3]
        });
        let Concealed { bytes, area } = conceal(&plain);
        assert_eq!(jpeg::differences_outside(&plain, &bytes, &area).unwrap(), 0);
    }
}

#[test]
fn a_picture_of_one_level_is_told_in_runs() {
    let plain = Jpeg {
        sampling: SamplingFactor::F_1_1,
        ..PROGRESSIVE
    }
    .of(2000, 1400, |_, _| [90, 120, 30]);
    let Concealed { bytes, area } = conceal(&plain);
    assert_eq!(jpeg::differences_outside(&plain, &bytes, &area).unwrap(), 0);
    assert!(
        bytes.len() < 2 * plain.len(),
        "{} of {}",
        bytes.len(),
        plain.len()
    );
}

#[test]
fn the_first_scan_has_all_components_and_the_rest_follow_by_frequency() {
    let bytes = conceal(&PROGRESSIVE.of(173, 131, scene)).bytes;
    let begins = |at: &usize| bytes[*at..].starts_with(&[0xFF, 0xDA]);
    let scans: Vec<(u8, [u8; 3])> = (0..bytes.len())
        .filter(begins)
        .map(|at| {
            let length = usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
            (bytes[at + 4], *bytes[..at + 2 + length].last_chunk().unwrap())
        })
        .collect();
    let of_one = |first, last| (1, [first, last, 0]);
    assert_eq!(
        scans,
        [
            (3, [0, 0, 0]),
            of_one(1, 5),
            of_one(6, 63),
            of_one(1, 63),
            of_one(1, 63)
        ]
    );
}
