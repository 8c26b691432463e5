//! From a marked region to the exported file, for every format that can hold one besides JPEG and still PNG.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;
#[path = "hiding/converted.rs"]
mod converted;
#[path = "hiding/known.rs"]
mod known;

use std::io::Cursor;

use common::command::Place;
use common::desk::{Desk, SEED, blur};
use common::picture::{HEIGHT, RECT, WIDTH, in_rect, scene, with_secret};
use common::{contains, digest, is_neutral, only_file};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use safelight_export::{Code, Depth, Exported, Hiding, set_marks};

type Drawn<'a> = &'a dyn Fn(u32, u32) -> [u8; 3];

type Written = fn(Drawn<'_>) -> Vec<u8>;

/// Formats whose copies are of the same one: name, extension, and a file that codes without loss.
const FORMATS: [(&str, &str, Written); 7] = [
    ("GIF", "gif", |drawn| gif(drawn)),
    ("APNG", "png", |drawn| apng(drawn)),
    ("BMP", "bmp", |drawn| encoded(drawn, ImageFormat::Bmp)),
    ("BMP with a palette", "bmp", |drawn| {
        let grey = DynamicImage::from(picture(drawn)).into_luma8();
        written(&grey.into(), ImageFormat::Bmp)
    }),
    ("TIFF", "tif", |drawn| encoded(drawn, ImageFormat::Tiff)),
    ("TIFF of 16 bits", "tif", |drawn| {
        let deep = DynamicImage::from(picture(drawn)).into_rgb16();
        written(&deep.into(), ImageFormat::Tiff)
    }),
    ("WebP", "webp", |drawn| encoded(drawn, ImageFormat::WebP)),
];

fn picture(drawn: Drawn<'_>) -> RgbImage {
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| Rgb(drawn(x, y)))
}

fn encoded(drawn: Drawn<'_>, format: ImageFormat) -> Vec<u8> {
    written(&picture(drawn).into(), format)
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Two frames, the second a part, with a comment.
fn gif(drawn: Drawn<'_>) -> Vec<u8> {
    let table: Vec<u8> = (0..216_u32)
        .flat_map(|i| [i / 36, i / 6 % 6, i % 6].map(|level| (level * 51) as u8))
        .collect();
    let index = |x, y| {
        let [red, green, blue] = drawn(x, y).map(|level| level / 43);
        red * 36 + green * 6 + blue
    };
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, WIDTH as u16, HEIGHT as u16, &table).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    let needle = common::picture::NEEDLE.as_bytes();
    encoder
        .write_raw_extension(gif::Extension::Comment.into(), &[needle])
        .unwrap();
    for (left, top) in [(0, 0), (30, 20)] {
        let (width, height) = (WIDTH - left, HEIGHT - top);
        let pixels = (top..HEIGHT).flat_map(|y| (left..WIDTH).map(move |x| (x, y)));
        let indices: Vec<u8> = pixels.map(|(x, y)| index(x, y)).collect();
        let mut frame = gif::Frame::from_indexed_pixels(width as u16, height as u16, indices, None);
        (frame.left, frame.top, frame.delay) = (left as u16, top as u16, 7);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

fn apng(drawn: Drawn<'_>) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).unwrap();
    encoder
        .add_text_chunk("Author".into(), common::picture::NEEDLE.into())
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    for _ in 0..2 {
        writer.write_image_data(picture(drawn).as_raw()).unwrap();
    }
    writer.finish().unwrap();
    file
}

/// A photo's exported copy, with [`RECT`] hidden, and what the person is told.
fn exported(name: &str, source: &[u8]) -> (Vec<u8>, Exported) {
    let mut desk = Desk::new();
    let photo = desk.photo(name, source);
    set_marks(&mut desk.register, digest(&photo), &[blur(RECT)]).unwrap();
    desk.nobody(&photo);
    let exported = desk.exported(&photo);
    (std::fs::read(exported.path()).unwrap(), exported)
}

/// The first frame or page, by decoders other than those under test where there are some.
fn pixels(file: &[u8]) -> RgbImage {
    image::load_from_memory(file).unwrap().into_rgb8()
}

fn is_padded(x: u32, y: u32, [left, top, width, height]: [u32; 4]) -> bool {
    (left.saturating_sub(8)..left + width + 8).contains(&x)
        && (top.saturating_sub(8)..top + height + 8).contains(&y)
}

#[test]
fn pictures_that_differ_only_where_they_are_hidden_export_to_the_same_bytes() {
    for (name, extension, file) in FORMATS {
        let [one, other] = [3, 91].map(|salt| file(&with_secret(in_rect, salt)));
        assert!(one != other, "{name}: the sources differ");
        let ((one, first), (other, _)) = (exported("a", &one), exported("a", &other));
        assert!(one == other, "{name}: the copies tell the sources apart");
        assert!(is_neutral(first.path(), extension), "{name}: {:?}", first.path());
        assert!(first.note().is_none(), "{name}: {:?}", first.note());
        assert!(
            one != exported("a", &file(&scene(1))).0,
            "{name}: all copies are the same"
        );
    }
}

/// A spot moves under the region; each frame is cut down to a part that leaves it at the left.
fn spots(at: [u32; 3]) -> [Vec<u8>; 2] {
    let table = [200, 200, 200, 90, 120, 60, 250, 0, 0];
    let [mut gif, mut apng] = [Vec::new(), Vec::new()];
    let mut to_gif = gif::Encoder::new(&mut gif, WIDTH as u16, HEIGHT as u16, &table).unwrap();
    let mut to_apng = png::Encoder::new(&mut apng, WIDTH, HEIGHT);
    to_apng.set_color(png::ColorType::Indexed);
    to_apng.set_depth(png::BitDepth::Eight);
    to_apng.set_palette(table.to_vec());
    to_apng.set_animated(3, 0).unwrap();
    let mut to_apng = to_apng.write_header().unwrap();
    let [left, top, _, rows] = RECT;
    for (number, at) in at.into_iter().enumerate() {
        let [x0, y0, width, height] = match number {
            0 => [0, 0, WIDTH, HEIGHT],
            _ => [left - 12, top, 12 + at + 2, rows],
        };
        let pixels = (y0..y0 + height).flat_map(|y| (x0..x0 + width).map(move |x| (x, y)));
        let spot = |x: u32, y: u32| x.abs_diff(left + at) < 2 && y.abs_diff(top + at / 2) < 2;
        let index = |(x, y): (u32, u32)| {
            if spot(x, y) {
                2
            } else {
                ((x / 7 + y / 5) % 2) as u8
            }
        };
        let indices: Vec<u8> = pixels.map(index).collect();
        to_apng.set_frame_position(0, 0).unwrap();
        to_apng.set_frame_dimension(width, height).unwrap();
        to_apng.set_frame_position(x0, y0).unwrap();
        to_apng.write_image_data(&indices).unwrap();
        let mut frame = gif::Frame::from_indexed_pixels(width as u16, height as u16, indices, None);
        (frame.left, frame.top, frame.delay) = (x0 as u16, y0 as u16, 7);
        to_gif.write_frame(&frame).unwrap();
    }
    drop(to_gif);
    to_apng.finish().unwrap();
    [gif, apng]
}

#[test]
fn animations_that_move_only_where_they_are_hidden_export_to_the_same_bytes() {
    let (one, other) = (spots([3, 9, 6]), spots([10, 4, 12]));
    for (one, other) in one.iter().zip(&other) {
        assert!(one != other);
        assert!(exported("a", one).0 == exported("a", other).0);
    }
}

#[test]
fn outside_the_hidden_region_nothing_differs_and_nothing_planted_is_left() {
    for (name, _, file) in FORMATS {
        let source = file(&scene(0));
        let (copy, _) = exported("a", &source);
        let (before, after) = (pixels(&source), pixels(&copy));
        assert_eq!(before.dimensions(), after.dimensions(), "{name}");
        let mut changed = 0;
        for (x, y, pixel) in after.enumerate_pixels() {
            let same = pixel == before.get_pixel(x, y);
            assert!(
                same || is_padded(x, y, RECT),
                "{name}: the pixel {x}, {y} changed"
            );
            changed += u32::from(!same);
        }
        assert!(
            changed > RECT[2] * RECT[3],
            "{name}: only {changed} pixels changed"
        );
        assert!(!contains(&copy, common::picture::NEEDLE.as_bytes()), "{name}");
    }
}

#[test]
fn a_region_in_a_webp_is_turned_with_the_picture() {
    use image::ImageEncoder as _;
    let of = |salt| {
        // Shown, it is turned by a quarter: TIFF 6.0, tag 274, value 6.
        let within = |x, y| in_rect(HEIGHT - 1 - y, x);
        let drawn = picture(&with_secret(within, salt));
        let mut file = Vec::new();
        let mut encoder = image::codecs::webp::WebPEncoder::new_lossless(&mut file);
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        encoder.set_exif_metadata(exif.to_vec()).unwrap();
        encoder
            .write_image(drawn.as_raw(), WIDTH, HEIGHT, image::ExtendedColorType::Rgb8)
            .unwrap();
        exported("a.webp", &file).0
    };
    assert!(of(3) == of(91));
}

#[test]
fn a_lossy_webp_is_stored_as_it_is_shown_and_the_person_is_told() {
    let source = include_bytes!("../crates/redact/tests/pictures/lossy.webp");
    let mut desk = Desk::new();
    let photo = desk.photo("a.webp", source);
    assert!(matches!(
        desk.inspected(&photo).hiding(),
        Hiding::Lossless { predicted: true }
    ));
    let rect = [20, 20, 9, 9];
    set_marks(&mut desk.register, digest(&photo), &[blur(rect)]).unwrap();
    desk.nobody(&photo);
    let exported = desk.exported(&photo);
    assert!(
        exported.note().is_some_and(|note| note.contains("more room")),
        "{:?}",
        exported.note()
    );
    let copy = std::fs::read(exported.path()).unwrap();
    assert!(contains(&copy[..16], b"VP8L"));
    let (before, after) = (pixels(source), pixels(&copy));
    for (x, y, pixel) in after.enumerate_pixels() {
        assert!(
            pixel == before.get_pixel(x, y) || is_padded(x, y, rect),
            "{x}, {y}"
        );
    }
}

#[test]
fn what_cannot_be_hidden_says_what_to_do_instead() {
    let desk = Desk::new();
    // 262, the photometric interpretation: CIE L*a*b*.
    let mut lab = encoded(&scene(0), ImageFormat::Tiff);
    let entry = lab.windows(4).position(|it| it == [6, 1, 3, 0]).unwrap();
    lab[entry + 8] = 8;
    let photo = desk.inspected(&desk.photo("a.tif", &lab));
    let sentence = photo.hiding().sentence().unwrap();
    let why = "a TIFF of Lab colours is not supported. Save it as a new JPEG or PNG first.";
    assert!(sentence.ends_with(why), "{sentence}");
    let failure = photo
        .clean(&[blur([1, 1, 2, 2])], &SEED, Depth::Plain)
        .unwrap_err();
    assert_eq!(failure.code, Code::Unsupported);
    assert_eq!(failure.message, sentence);
}

#[test]
fn marking_and_exporting_on_the_command_line_tell_that_the_copy_changes_its_format() {
    let place = Place::new();
    let photo = place.photo("a.jxl", converted::JXL[0][0]);
    place.nobody_in_photos();
    let photo = photo.to_str().unwrap();
    let marked = place
        .json(["mark", "--rect", "40,30,16,14", photo])
        .ended(0)
        .object();
    let note = marked["note"].as_str().unwrap();
    assert!(note.contains("JPEG"), "{note}");
    place.json(["review", "--by", "Dr A", photo]).ended(0);
    let run = place.export(&place.photos()).ended(0);
    assert_eq!(run.about("a.jxl")["note"], note);
    assert!(is_neutral(&only_file(&place.copies()), "jpg"));
}
