//! What an open photo shows while regions are drawn on it is what its copy will show.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::desk::{Desk, SEED, blur};
use common::picture::{self, HEIGHT, Kind, PLAIN, RECT, WIDTH};
use safelight_export::{Depth, Rendering};
use safelight_redact::{Region, Rgb, Style};

fn calm(x: u32, y: u32) -> [u8; 3] {
    [(x + y / 2) as u8; 3]
}

fn apart(one: &Rendering, other: &Rendering) -> Vec<u8> {
    let (one, other) = (one.to_rgba(), other.to_rgba());
    assert_eq!(one.len(), other.len());
    one.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).collect()
}

#[test]
fn regions_on_an_open_photo_are_shown_as_the_copy_has_them() {
    let desk = Desk::new();
    let black = Region {
        style: Style::Fill(Rgb::default()),
        ..blur([10, 60, 8, 8])
    };
    for (orientation, is_jpeg) in (1..=8).flat_map(|orientation| [(orientation, true), (orientation, false)])
    {
        let kind = Kind { orientation, ..PLAIN };
        let file = if is_jpeg {
            picture::jpeg(kind, calm)
        } else {
            picture::png(kind, calm)
        };
        let photo = desk.photo("a", &file);
        let regions = [blur(RECT), black.clone()];
        let clean = |regions: &[Region]| {
            desk.inspected(&photo)
                .clean(regions, &SEED, Depth::Plain)
                .unwrap()
        };
        let (open, copy) = (clean(&[]), clean(&regions));
        for side in [WIDTH, WIDTH / 2] {
            let screen = open.screen(side).unwrap();
            let (shown, exact, bare) = (
                screen.hiding(&regions, &SEED),
                copy.render(side).unwrap(),
                open.render(side).unwrap(),
            );
            let turned = if orientation > 4 {
                [HEIGHT, WIDTH]
            } else {
                [WIDTH, HEIGHT]
            };
            assert_eq!(
                [shown.width(), shown.height()],
                turned.map(|it| it * side / WIDTH)
            );
            let name = format!("orientation {orientation}, JPEG: {is_jpeg}, {side} pixels");
            assert!(apart(&exact, &bare).iter().any(|&it| it > 20), "{name}");
            let differences = apart(&exact, &shown);
            // Scaled down, a pixel on the border of the hidden area holds some of both sides.
            let on_borders = differences.len() / 20;
            let far = differences.iter().filter(|&&it| it > 14).count();
            assert!(far <= if side == WIDTH { 0 } else { on_borders }, "{name}: {far}");
            assert_eq!(
                apart(&screen.hiding(&[], &SEED), &bare).iter().max(),
                Some(&0),
                "{name}"
            );
        }
    }
}
