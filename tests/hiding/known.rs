//! What is known of hiding regions before anything is marked.

use std::path::Path;

use image::ImageFormat;
use safelight_export::{Code, Depth};

use crate::common::command::Place;
use crate::common::desk::{Desk, SEED, blur};
use crate::common::picture::{self, PLAIN, scene};
use crate::converted::JXL;
use crate::{FORMATS, encoded};

/// Every picture that the tests have or make, from the headers alone and by hiding a region in it.
#[test]
fn what_headers_tell_of_hiding_is_what_hiding_does() {
    let folders = ["tests/pictures", "crates/redact/tests/pictures"];
    let kept = folders.into_iter().flat_map(|folder| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| file.unwrap().path()).collect::<Vec<_>>()
    });
    let kept = kept.filter(|path| path.extension().is_some_and(|extension| extension != "md"));
    let kept = kept.map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read(path).unwrap())
    });
    let made = FORMATS.map(|(name, _, file)| (name.to_owned(), file(&scene(0))));
    let common = [
        ("JPEG", picture::jpeg(PLAIN, scene(0))),
        ("PNG", picture::png(PLAIN, scene(0))),
        ("small TIFF", picture::tiff()),
        ("small WebP", picture::webp()),
        ("small JPEG XL", picture::jxl()),
        ("small GIF", picture::gif()),
        ("small BMP", picture::bmp()),
        ("pages of two sizes", pages([24, 16])),
        ("pages of one size", pages([24, 24])),
        ("numbers of 64 bits", pages_of([24, 24], 64)),
    ];
    let common = common.map(|(name, file)| (name.to_owned(), file));
    let (mut can, mut cannot) = (0, 0);
    for (name, file) in kept.chain(made).chain(common) {
        let desk = Desk::new();
        let path = desk.photo("photo", &file);
        let photo = desk.inspected(&path);
        let told = photo.hiding().failure().cloned();
        let done = photo.clean(&[blur([1, 1, 2, 2])], &SEED, Depth::Plain).err();
        assert_eq!(told, done, "{name}");
        match told {
            None => can += 1,
            Some(_) => cannot += 1,
        }
    }
    assert!(can > 15 && cannot >= 5, "{can} {cannot}");
}

/// A TIFF of two grey pages of such widths and eight rows.
fn pages(widths: [u16; 2]) -> Vec<u8> {
    pages_of(widths, 8)
}

fn pages_of(widths: [u16; 2], bits: usize) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    for (number, width) in widths.into_iter().enumerate() {
        let data = usize::from(width) * bits;
        let start = file.len() + 2 + 8 * 12 + 4;
        let next = if number == 0 { start + data } else { 0 };
        let fields = [
            (256, width.into()),
            (257, 8),
            (258, bits),
            (259, 1),
            (262, 1),
            (273, start),
            (278, 8),
            (279, data),
        ];
        file.extend(8_u16.to_le_bytes());
        for (tag, value) in fields {
            file.extend([u16::to_le_bytes(tag), 4_u16.to_le_bytes()].concat());
            file.extend([1_u32.to_le_bytes(), (value as u32).to_le_bytes()].concat());
        }
        file.extend((next as u32).to_le_bytes());
        file.extend((0..data).map(|at| (at * 7 % 256) as u8));
    }
    file
}

#[test]
fn what_an_encoder_spread_is_told() {
    let lossy = include_bytes!("../../crates/redact/tests/pictures/lossy.webp");
    let desk = Desk::new();
    let told = |file: &[u8]| desk.inspected(&desk.photo("photo", file)).hiding().sentence();
    for file in [&lossy[..], &picture::heic(), JXL[0][0]] {
        let sentence = told(file).unwrap();
        assert!(sentence.contains("leave a wide margin"), "{sentence}");
        assert!(sentence.contains("original JPEG"), "{sentence}");
    }
    assert_eq!(told(&encoded(&scene(0), ImageFormat::WebP)), None);
}

#[test]
fn a_tiff_whose_pages_differ_in_size_says_why_it_hides_nothing() {
    let desk = Desk::new();
    let photo = desk.inspected(&desk.photo("scan.tif", &pages([24, 16])));
    let failure = photo
        .clean(&[blur([1, 1, 2, 2])], &SEED, Depth::Plain)
        .unwrap_err();
    assert_eq!(failure.code, Code::Unsupported);
    assert!(failure.message.contains("pages differ in size"), "{failure}");
}

#[test]
fn marking_what_cannot_be_hidden_fails_at_once_and_keeps_nothing() {
    let place = Place::new();
    let photo = place.photo("scan.tif", &pages([24, 16]));
    let photo = photo.to_str().unwrap();
    let run = place.json(["mark", "--rect", "1,1,2,2", photo]).ended(2);
    let told = run.object();
    assert_eq!(told["code"], "unsupported");
    let check = [
        "check",
        "--purpose",
        "teaching",
        "--audience",
        "institution",
        photo,
    ];
    let verdict = place.json(check).ended(1).object();
    assert_eq!(verdict["regions"], serde_json::json!([]));
    place.json(["mark", "--clear", photo]).ended(0);
}
