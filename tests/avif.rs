//! AVIF pictures as they are shown, from pictures that Pillow drew and libavif's avifenc 0.11 coded: `pictures/avif/made.py`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::Path;

use common::command::Place;
use common::picture::{avif, undrawn_avif};
use image::RgbaImage;
use safelight_export::{Code, Dropped, Failure};
use safelight_sanitize::Limits;

fn file(name: &str) -> Vec<u8> {
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/avif");
    std::fs::read(pictures.join(name)).unwrap()
}

fn shown(bytes: &[u8]) -> Result<RgbaImage, Failure> {
    let folder = tempfile::tempdir().unwrap();
    let photo = folder.path().join("a.avif");
    common::put(&photo, bytes);
    let drawn = Dropped::open(&photo, &Limits::default())?
        .inspect()?
        .render(500)?;
    Ok(RgbaImage::from_raw(drawn.width(), drawn.height(), drawn.to_rgba()).unwrap())
}

/// What the pictures show, as made.py draws it.
fn drawn(width: u32, height: u32) -> RgbaImage {
    RgbaImage::from_fn(width, height, |x, y| {
        let (across, down) = (x * 96 / width, y * 72 / height);
        let red = 20 + 2 * x * 96 / width;
        let green = 10 + 3 * y * 72 / height;
        image::Rgba([red as u8, green as u8, (250 - across - down) as u8, 255])
    })
}

fn farthest(one: &RgbaImage, other: &RgbaImage) -> u8 {
    assert_eq!(one.dimensions(), other.dimensions());
    let levels = one.as_raw().iter().zip(other.as_raw());
    levels.map(|(one, other)| one.abs_diff(*other)).max().unwrap()
}

#[test]
fn every_layout_depth_range_and_matrix_is_shown_in_its_colours() {
    for (name, apart) in [
        ("420_8_full_601", 5),
        ("420_8_full_unspecified", 4),
        ("420_10_limited_fcc", 4),
        ("422_10_limited_709", 4),
        ("444_8_full_identity", 0),
        ("444_8_limited_240", 3),
        ("444_10_full_ycgco", 2),
        ("444_12_full_2020", 1),
    ] {
        let shown = shown(&file(&format!("{name}.avif"))).unwrap();
        let farthest = farthest(&shown, &drawn(96, 72));
        assert!(farthest <= apart, "{name}: {farthest}");
    }
    let odd = shown(&file("odd.avif")).unwrap();
    assert!(farthest(&odd, &drawn(97, 71)) <= 4);
}

#[test]
fn a_grey_picture_is_shown_grey() {
    for name in ["400_8_full", "400_10_limited"] {
        let shown = shown(&file(&format!("{name}.avif"))).unwrap();
        for (x, y, pixel) in drawn(96, 72).enumerate_pixels() {
            let [red, green, blue, _] = pixel.0.map(u32::from);
            let grey = (red * 299 + green * 587 + blue * 114) / 1000;
            let [red, green, blue, alpha] = shown.get_pixel(x, y).0;
            assert!(red == green && green == blue && alpha == 255, "{name}");
            assert!(u32::from(red).abs_diff(grey) <= 2, "{name}: {red} {grey}");
        }
    }
}

#[test]
fn transparency_is_shown_and_colours_multiplied_with_it_are_divided_again() {
    for (name, apart) in [("alpha", 3), ("alpha_limited_premultiplied", 5)] {
        let shown = shown(&file(&format!("{name}.avif"))).unwrap();
        let mut expected = drawn(96, 72);
        for (x, _, pixel) in expected.enumerate_pixels_mut() {
            pixel.0[3] = (60 + 2 * x) as u8;
        }
        let farthest = farthest(&shown, &expected);
        assert!(farthest <= apart, "{name}: {farthest}");
        let exact = shown.pixels().zip(expected.pixels());
        let transparency = exact.map(|(one, other)| one.0[3].abs_diff(other.0[3])).max();
        assert!(transparency <= Some(1), "{name}: {transparency:?}");
    }
}

#[test]
fn a_picture_of_tiles_is_shown_whole() {
    let farthest = farthest(&shown(&file("grid.avif")).unwrap(), &drawn(192, 144));
    assert!(farthest <= 3, "{farthest}");
}

#[test]
fn a_picture_is_shown_upright_and_cropped_as_it_says() {
    use image::imageops::{crop_imm, flip_horizontal, flip_vertical, rotate180, rotate270};
    let plain = drawn(96, 72);
    for (name, expected) in [
        ("turned", flip_vertical(&rotate270(&plain))),
        ("mirrored", flip_horizontal(&rotate180(&plain))),
        ("cropped", crop_imm(&plain, 10, 3, 80, 60).to_image()),
    ] {
        let shown = shown(&file(&format!("{name}.avif"))).unwrap();
        let farthest = farthest(&shown, &expected);
        assert!(farthest <= 3, "{name}: {farthest}");
    }
}

/// Display P3 to sRGB, by the primaries of both, which share their white.
fn from_p3(pixel: [u8; 4]) -> [u8; 4] {
    const TO_SRGB: [[f64; 3]; 3] = [
        [1.22494, -0.22494, 0.0],
        [-0.04206, 1.04206, 0.0],
        [-0.01964, -0.07864, 1.09828],
    ];
    let linear = |level: u8| {
        let level = f64::from(level) / 255.0;
        if level <= 0.04045 {
            level / 12.92
        } else {
            ((level + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue, alpha] = pixel;
    let light = [red, green, blue].map(linear);
    let [red, green, blue] = TO_SRGB.map(|row| {
        let light: f64 = row.iter().zip(light).map(|(weight, light)| weight * light).sum();
        let level = if light <= 0.0031308 {
            12.92 * light
        } else {
            1.055 * light.powf(1.0 / 2.4) - 0.055
        };
        (level * 255.0).round().clamp(0.0, 255.0) as u8
    });
    [red, green, blue, alpha]
}

#[test]
fn colours_of_another_screen_are_shown_in_srgb() {
    let mut expected = drawn(96, 72);
    expected.pixels_mut().for_each(|pixel| pixel.0 = from_p3(pixel.0));
    assert!(farthest(&expected, &drawn(96, 72)) > 20);
    for name in ["p3.avif", "p3_icc.avif"] {
        // Where a colour is none of sRGB, ways to bring it there differ; in the dark, small errors grow.
        let shown = shown(&file(name)).unwrap();
        let inside = shown.pixels().zip(expected.pixels());
        let inside = inside.filter(|(_, it)| it.0[..3].iter().all(|level| (40..255).contains(level)));
        let apart = inside.map(|(one, other)| {
            let levels = one.0.iter().zip(other.0);
            levels.map(|(one, other)| one.abs_diff(other)).max().unwrap()
        });
        let apart: Vec<u8> = apart.collect();
        assert!(apart.len() > 3000, "{name}: {}", apart.len());
        let farthest = apart.iter().max();
        assert!(farthest <= Some(&8), "{name}: {farthest:?}");
    }
}

#[test]
fn an_avif_of_unknown_colours_is_not_shown_by_name_and_goes_all_the_same() {
    let unshown = shown(&undrawn_avif()).unwrap_err();
    assert_eq!(unshown.code, Code::NoPreview);
    assert!(unshown.message.contains("matrix 14"), "{}", unshown.message);
    let place = Place::new();
    place.photo("a.avif", &undrawn_avif());
    place.photo("b.avif", &avif());
    place.nobody_in_photos();
    let run = place.export(&place.photos()).ended(0);
    assert_eq!(run.about("a.avif")["outcome"], "exported");
    assert_eq!(run.about("b.avif")["outcome"], "exported");
}

#[test]
fn a_picture_that_is_too_large_is_refused_before_room_is_made_for_it() {
    let vast = file("vast.avif");
    let mut failure = None;
    let cost = allocation_counter::measure(|| failure = shown(&vast).err());
    assert_eq!(failure.map(|it| it.code), Some(Code::TooLarge));
    assert!(cost.bytes_max < 8 << 20, "{} bytes at once", cost.bytes_max);
}

/// A panic of the decoder would be [`Code::Bug`].
#[test]
fn a_damaged_avif_is_shown_or_fails_and_never_otherwise() {
    let (mut drawn, mut failed) = (0, 0);
    for name in ["420_8_full_601.avif", "alpha.avif", "grid.avif", "odd.avif"] {
        let whole = file(name);
        let data = whole.windows(4).position(|it| it == b"mdat").unwrap();
        let cuts = (0..whole.len())
            .step_by(97)
            .map(|length| whole[..length].to_vec());
        let flips = (data..whole.len()).step_by(13).map(|at| {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x5A;
            flipped
        });
        for damaged in cuts.chain(flips) {
            match shown(&damaged) {
                Ok(_) => drawn += 1,
                Err(failure) => {
                    assert_ne!(failure.code, Code::Bug, "{name}: {}", failure.message);
                    failed += 1;
                }
            }
        }
    }
    assert!(drawn > 20 && failed > 20, "{drawn} {failed}");
}
