//! The small picture that is shown while regions are drawn is what the copy will be.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, SEED, scene};
use safelight_redact::{Pixels, Region, Rgb, Rgba, Shape, Size, Style, Upright, Whole, jpeg};

const SIZE: Size = Size {
    width: 960,
    height: 640,
};

fn small(pixels: &Pixels) -> Rgba {
    let opaque = |&[red, green, blue]: &[u8; 3]| [red, green, blue, 255];
    let rgba: Vec<u8> = pixels.rgb.as_chunks().0.iter().flat_map(opaque).collect();
    Rgba::new(pixels.size, &rgba).unwrap()
}

fn region(shape: Shape, style: Style) -> Region {
    Region {
        shape,
        style,
        face: false,
        name: None,
    }
}

/// Every other pixel: grey, so that noise in luma and in primaries is the same.
#[test]
fn it_shows_what_the_copy_shows_at_its_size() {
    let calm = |x: u32, y: u32| [((x / 8 + y / 16) % 200 + 20) as u8; 3];
    let file = BASELINE.of(960, 640, calm);
    let (x, y, width, height) = (250, 130, 300, 260);
    let black = Style::Fill(Rgb::default());
    for style in [Style::Blur, Style::Mosaic, black] {
        for shape in [
            Shape::Rectangle { x, y, width, height },
            Shape::Ellipse { x, y, width, height },
        ] {
            let regions = [region(shape, style)];
            let concealed = jpeg::conceal(&file, &regions, Upright::TopLeft, &SEED).unwrap();
            let exact = small(&jpeg::render(&concealed.bytes, 480).unwrap());
            let whole = Whole {
                size: SIZE,
                unit: jpeg::unit(&file).unwrap(),
                upright: Upright::TopLeft,
            };
            let base = small(&jpeg::render(&file, 480).unwrap());
            let shown = base.hiding(whole, &regions, &SEED);
            assert_eq!((shown.size().width, shown.size().height), (480, 320));
            let apart = |a: &[u8], b: &[u8]| {
                let far = |(a, b): (&u8, &u8)| a.abs_diff(*b);
                a.iter().zip(b).map(far).max().unwrap()
            };
            assert!(apart(base.rgba(), shown.rgba()) > 8, "{regions:?}");
            let worst = apart(exact.rgba(), shown.rgba());
            assert!(worst <= 12, "{regions:?}: {worst} of 255");
        }
    }
}

#[test]
fn outside_the_hidden_area_it_is_the_small_picture_itself() {
    let rgba = (0..100 * 60).flat_map(|at| {
        let [red, green, blue] = scene(at % 100, at / 100);
        [red, green, blue, (at % 256) as u8]
    });
    let size = Size {
        width: 100,
        height: 60,
    };
    let base = Rgba::new(size, &rgba.collect::<Vec<u8>>()).unwrap();
    let shape = Shape::Rectangle {
        x: 100,
        y: 100,
        width: 200,
        height: 100,
    };
    // Displayed as stored, then lying on its side.
    for (upright, size) in [(Upright::TopLeft, (1000, 600)), (Upright::RightTop, (1000, 600))] {
        let whole = Whole {
            size: Size {
                width: size.0,
                height: size.1,
            },
            unit: Size { width: 1, height: 1 },
            upright,
        };
        let shown = base.hiding(whole, &[region(shape.clone(), Style::Blur)], &SEED);
        let pairs = base
            .rgba()
            .as_chunks::<4>()
            .0
            .iter()
            .zip(shown.rgba().as_chunks::<4>().0);
        let changed: Vec<(usize, usize)> = (0..)
            .zip(pairs)
            .filter(|(_, (before, after))| before != after)
            .map(|(at, _)| (at % 100, at / 100))
            .collect();
        // Padded by 10 pixels; turned, its rows are columns counted from the bottom.
        let (columns, rows) = if upright == Upright::TopLeft {
            (9..31, 9..21)
        } else {
            (9..21, 29..51)
        };
        assert!(changed.len() > 200, "{}", changed.len());
        for (x, y) in changed {
            assert!(columns.contains(&x) && rows.contains(&y), "{x}, {y} changed");
        }
    }
}
