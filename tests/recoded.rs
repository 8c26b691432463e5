//! JPEGs coded anew on the way to the exported file: turned upright, or because nothing may stay in the coded data.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::{Place, export_words};
use common::desk::{Desk, SEED, blur};
use common::picture::{self, HEIGHT, Kind, PLAIN, RECT, WIDTH, in_rect, scene, webp, with_secret};
use common::{contains, digest, only_file};
use safelight_export::{Depth, set_marks};
use safelight_redact::{Area, Size, Upright, jpeg};
use safelight_sanitize::Limits;

const MARK: &[u8; 12] = b"PLANTED-MARK";

/// Sides of whole MCUs of 16 pixels.
const WHOLE: (u32, u32) = (160, 112);

const MODES: [(&str, bool); 2] = [("baseline", false), ("progressive", true)];

fn turned(progressive: bool, orientation: u16) -> Vec<u8> {
    let kind = Kind {
        progressive,
        orientation,
        icc: true,
    };
    picture::sized_jpeg(kind, WHOLE.0, WHOLE.1, scene(0))
}

fn exported(desk: &mut Desk, source: &[u8]) -> Vec<u8> {
    let photo = desk.photo("a.jpg", source);
    desk.nobody(&photo);
    std::fs::read(desk.exported(&photo).path()).unwrap()
}

/// The coefficients that differ between two JPEGs, the second turned upright from `orientation`.
fn differences(source: &[u8], orientation: u16, copy: &[u8], size: (u32, u32)) -> u64 {
    let upright = Upright::from_tiff(orientation as u8).unwrap();
    let size = upright.displayed(Size {
        width: size.0,
        height: size.1,
    });
    // What the plain copy has no more is no difference of the picture.
    let plain = safelight_sanitize::read(source, &Limits::default())
        .unwrap()
        .output
        .to_vec(source);
    let plain = without_apps(&plain);
    jpeg::differences_turned(&plain, upright, &without_apps(copy), &Area::nothing(size)).unwrap()
}

/// The file without its APPn segments.
fn without_apps(file: &[u8]) -> Vec<u8> {
    let (mut bytes, mut at) = (file[..2].to_vec(), 2);
    while file[at + 1] != 0xDA {
        let end = at + 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        if !(0xE0..=0xEF).contains(&file[at + 1]) {
            bytes.extend(&file[at..end]);
        }
        at = end;
    }
    [&bytes, &file[at..]].concat()
}

/// The file with a mark at the end of the coded data of its first scan.
fn marked(file: &[u8]) -> Vec<u8> {
    let scan = file.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap() + 2;
    let end = file[scan..]
        .windows(2)
        .position(|pair| pair[0] == 0xFF && pair[1] >= 0xC0 && !(0xD0..=0xD7).contains(&pair[1]))
        .unwrap();
    [&file[..scan + end], MARK, &file[scan + end..]].concat()
}

#[test]
fn a_photo_of_whole_mcus_is_exported_upright_with_the_same_coefficients_and_no_exif() {
    let mut desk = Desk::new();
    for (name, progressive) in MODES {
        for orientation in 2..=8 {
            let source = turned(progressive, orientation);
            let copy = exported(&mut desk, &source);
            assert!(
                contains(&source, b"Exif") && !contains(&copy, b"Exif"),
                "{name} {orientation}"
            );
            assert_eq!(
                differences(&source, orientation, &copy, WHOLE),
                0,
                "{name} {orientation}"
            );
            let photo = desk.photo("copy.jpg", &copy);
            let size = desk.inspected(&photo).size();
            let sides = if orientation < 5 {
                WHOLE
            } else {
                (WHOLE.1, WHOLE.0)
            };
            assert_eq!((size.width, size.height), sides, "{name} {orientation}");
        }
    }
}

#[test]
fn a_photo_that_cannot_be_turned_exactly_keeps_its_orientation_and_its_coded_data() {
    let mut desk = Desk::new();
    // 120 rows are seven MCUs and a half.
    for orientation in [3, 4, 6, 7] {
        let kind = Kind { orientation, ..PLAIN };
        let source = picture::jpeg(kind, scene(0));
        let copy = exported(&mut desk, &source);
        assert!(contains(&copy, b"Exif\0\0MM\0*"), "{orientation}");
        let scan = source.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
        let header = usize::from(u16::from_be_bytes([source[scan + 2], source[scan + 3]]));
        assert!(
            contains(&copy, &source[scan + 2 + header..]),
            "{orientation}: coded anew"
        );
    }
    for orientation in [2, 5, 8] {
        let kind = Kind { orientation, ..PLAIN };
        let source = picture::jpeg(kind, scene(0));
        let copy = exported(&mut desk, &source);
        assert!(!contains(&copy, b"Exif"), "{orientation}");
        assert_eq!(
            differences(&source, orientation, &copy, (WIDTH, HEIGHT)),
            0,
            "{orientation}"
        );
    }
}

/// Two photos that differ where the region lies on the screen, stored turned, export to the same bytes.
#[test]
fn a_region_is_hidden_where_it_is_displayed_in_a_photo_that_is_turned() {
    for orientation in 2..=8 {
        // The inverse of showing: TIFF 6.0, tag 274.
        let within = move |x: u32, y: u32| {
            let (right, bottom) = (WHOLE.0 - 1 - x, WHOLE.1 - 1 - y);
            let (x, y) = match orientation {
                2 => (right, y),
                3 => (right, bottom),
                4 => (x, bottom),
                5 => (y, x),
                6 => (bottom, x),
                7 => (bottom, right),
                _ => (y, right),
            };
            in_rect(x, y)
        };
        let [one, other] = [3, 91].map(|salt| {
            let kind = Kind { orientation, ..PLAIN };
            let source = picture::sized_jpeg(kind, WHOLE.0, WHOLE.1, with_secret(within, salt));
            let mut desk = Desk::new();
            let photo = desk.photo("a.jpg", &source);
            set_marks(&mut desk.register, digest(&photo), &[blur(RECT)]).unwrap();
            desk.nobody(&photo);
            std::fs::read(desk.exported(&photo).path()).unwrap()
        });
        assert!(one == other, "{orientation}: the copies tell the sources apart");
        assert!(!contains(&one, b"Exif"), "{orientation}");
    }
}

#[test]
fn the_copy_is_shown_as_the_photo_is() {
    let desk = Desk::new();
    for orientation in 1..=8 {
        let photo = desk.photo("a.jpg", &turned(false, orientation));
        let before = desk.inspected(&photo).render(512).unwrap();
        let cleaned = desk.inspected(&photo).clean(&[], &SEED, Depth::Plain).unwrap();
        let after = cleaned.render(512).unwrap();
        assert_eq!((before.width(), before.height()), (after.width(), after.height()));
        let (before, after) = (before.to_rgba(), after.to_rgba());
        let sum: u64 = before
            .iter()
            .zip(&after)
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let mean = sum as f64 / before.len() as f64;
        assert!(mean < 1.0, "{orientation}: {mean}");
    }
}

#[test]
fn a_deep_copy_holds_nothing_behind_the_last_block() {
    let place = Place::new();
    for (name, progressive) in MODES {
        let kind = Kind { progressive, ..PLAIN };
        let source = marked(&picture::jpeg(kind, scene(0)));
        let photo = place.photo("a.jpg", &source);
        place.nobody_in_photos();
        let copies = [false, true].map(|deep| {
            let mut words = export_words(&place.copies(), &photo);
            words.extend(deep.then(|| "--deep".into()));
            place.json(&words).ended(0);
            let file = only_file(&place.copies());
            let copy = std::fs::read(&file).unwrap();
            std::fs::remove_file(file).unwrap();
            assert_eq!(contains(&copy, MARK), !deep, "{name}");
            assert_eq!(differences(&source, 1, &copy, (WIDTH, HEIGHT)), 0, "{name}");
            copy
        });
        assert!(copies[0] != copies[1]);
    }
}

#[test]
fn a_deep_copy_that_cannot_be_turned_keeps_its_orientation() {
    let desk = Desk::new();
    let kind = Kind {
        orientation: 6,
        ..PLAIN
    };
    let photo = desk.photo("a.jpg", &picture::jpeg(kind, scene(0)));
    let cleaned = desk.inspected(&photo).clean(&[], &SEED, Depth::Deep).unwrap();
    let rendering = cleaned.render(512).unwrap();
    assert_eq!((rendering.width(), rendering.height()), (HEIGHT, WIDTH));
    assert!(cleaned.verify().is_ok());
}

/// Few programs show them; a copy is made and proved all the same.
#[test]
fn rare_kinds_are_exported_both_ways_and_turned() {
    let desk = Desk::new();
    let exif = |orientation: u8| {
        let mut exif = b"\xFF\xE1\0\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif
    };
    for (file, shown) in [
        (
            include_bytes!("../crates/redact/tests/pictures/arithmetic.jpg").as_slice(),
            true,
        ),
        (
            include_bytes!("../crates/redact/tests/pictures/arithmetic_progressive.jpg"),
            true,
        ),
        (
            include_bytes!("../crates/redact/tests/pictures/twelve.jpg"),
            false,
        ),
        (
            include_bytes!("../crates/redact/tests/pictures/twelve_progressive.jpg"),
            false,
        ),
    ] {
        let source = [&file[..2], &exif(6), &file[2..]].concat();
        let photo = desk.photo("a.jpg", &source);
        for depth in [Depth::Plain, Depth::Deep] {
            let cleaned = desk.inspected(&photo).clean(&[], &SEED, depth).unwrap();
            match cleaned.render(64) {
                Ok(rendering) => assert!(shown && (rendering.width(), rendering.height()) == (16, 32)),
                Err(failure) => assert!(
                    !shown && failure.message.contains("12 bits a sample"),
                    "{failure}"
                ),
            }
            assert!(cleaned.verify().is_ok());
        }
    }
}

#[test]
fn a_deep_copy_of_another_format_is_the_plain_one() {
    let desk = Desk::new();
    for bytes in [picture::png(PLAIN, scene(0)), webp()] {
        let photo = desk.photo("a", &bytes);
        let [plain, deep] = [Depth::Plain, Depth::Deep].map(|depth| {
            let cleaned = desk.inspected(&photo).clean(&[], &SEED, depth).unwrap();
            cleaned.verify().unwrap().output_digest()
        });
        assert_eq!(plain, deep);
    }
}
