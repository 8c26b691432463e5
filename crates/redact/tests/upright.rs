//! Regions are in displayed pixels, whatever way the picture is stored.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, SEED, displayed, region};
use proptest::prelude::*;
use safelight_redact::{Area, Size, Upright, jpeg, png as redact};

fn plain_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = png::Encoder::new(&mut file, width, height);
    encoder
        .write_header()
        .unwrap()
        .write_image_data(&vec![9; (width * height) as usize])
        .unwrap();
    file
}

fn area(file: &[u8], upright: Upright, (x, y, width, height): (i32, i32, u32, u32)) -> Area {
    redact::conceal(file, &[region(x, y, width, height)], upright, &SEED)
        .unwrap()
        .area
}

#[test]
fn tiff_values_are_read_and_no_others() {
    assert!((1..=8).all(|value| Upright::from_tiff(value).map(Upright::to_tiff) == Some(value)));
    assert_eq!((Upright::from_tiff(0), Upright::from_tiff(9)), (None, None));
}

#[test]
fn a_jpeg_hides_where_the_region_is_displayed() {
    let stored = Size {
        width: 173,
        height: 131,
    };
    let file = BASELINE.of(173, 131, |_, _| [90; 3]);
    for upright in Upright::ALL {
        let size = upright.displayed(stored);
        let (x, y) = (size.width as i32 - 40, 12);
        let area = jpeg::conceal(&file, &[region(x, y, 20, 20)], upright, &SEED)
            .unwrap()
            .area;
        for (x, y) in (0..131).flat_map(|y| (0..173).map(move |x| (x, y))) {
            let shown = displayed(upright, stored, x, y);
            let marked = (size.width - 40..size.width - 20).contains(&shown.0) && (12..32).contains(&shown.1);
            // Padding and rounding reach no further than 8 + 16 pixels.
            let near = (size.width - 64..size.width + 4).contains(&shown.0) && (0..56).contains(&shown.1);
            assert!(!marked || area.contains(x, y), "{upright:?}");
            assert!(near || !area.contains(x, y), "{upright:?}");
        }
    }
}

proptest! {
    #[test]
    fn the_hidden_pixels_are_the_padded_region_on_the_screen(
        tiff in 1_u8..=8, width in 1_u32..40, height in 1_u32..40,
        x in -30_i32..50, y in -30_i32..50, across in 0_u32..30, down in 0_u32..30,
    ) {
        let upright = Upright::from_tiff(tiff).unwrap();
        let stored = Size { width, height };
        let area = area(&plain_png(width, height), upright, (x, y, across, down));
        for (at, row) in (0..height).flat_map(|row| (0..width).map(move |at| (at, row))) {
            let (shown_x, shown_y) = displayed(upright, stored, at, row);
            let within = |at: u32, from: i32, length: u32| {
                (from - 8..from + length as i32 + 8).contains(&(at as i32))
            };
            prop_assert_eq!(area.contains(at, row), within(shown_x, x, across) && within(shown_y, y, down));
        }
    }
}
