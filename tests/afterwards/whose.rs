//! Whose a file is: known by its bytes, or by what it looks like.

use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use safelight_consent::COPY_FAILED;
use safelight_export::{Certificate, Code, Known, Standing, follow, ledger, whose};

use crate::common::desk::{Desk, TODAY, now, teaching};
use crate::common::picture::{HEIGHT, WIDTH};
use crate::common::put;
use crate::dropped;

/// A picture of light and dark patches, another for each number, as a camera sees the world from afar.
pub(crate) fn drawn(number: u64) -> RgbImage {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = move |below: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        u32::try_from(state >> 33).unwrap() % below
    };
    let (width, height) = (WIDTH * 2, HEIGHT * 2);
    let sky = [next(256), next(256), next(256)];
    let slope = next(200) as i32 - 100;
    let patches: Vec<[u32; 7]> = (0..14)
        .map(|_| {
            let colour = [next(256), next(256), next(256)];
            [
                next(width),
                next(height),
                8 + next(60),
                8 + next(60),
                colour[0],
                colour[1],
                colour[2],
            ]
        })
        .collect();
    RgbImage::from_fn(width, height, |x, y| {
        let within = |it: &&[u32; 7]| {
            let apart = |a: u32, b: u32, r: u32| (f64::from(a) - f64::from(b)) / f64::from(r);
            apart(x, it[0], it[2]).powi(2) + apart(y, it[1], it[3]).powi(2) < 1.0
        };
        match patches.iter().rev().find(within) {
            Some(patch) => Rgb([patch[4] as u8, patch[5] as u8, patch[6] as u8]),
            None => {
                let shade = slope * (y as i32) / height as i32;
                Rgb(sky.map(|it| (it as i32 + shade).clamp(0, 255) as u8))
            }
        }
    })
}

pub(crate) fn as_jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, quality)
        .encode_image(picture)
        .unwrap();
    bytes
}

/// The copies that a file made of these bytes is taken for.
fn taken_for(desk: &Desk, bytes: &[u8]) -> Vec<(Known, u64)> {
    let file = desk.dir.path().join("found");
    put(&file, bytes);
    whose(&desk.register, dropped(&file))
        .unwrap()
        .into_iter()
        .map(|(known, followed)| (known, followed.row.seq))
        .collect()
}

#[test]
fn a_copy_is_known_again_smaller_saved_anew_and_in_another_format() {
    let mut desk = Desk::new();
    let mut rows = Vec::new();
    for number in 0..24 {
        let photo = desk.photo(&format!("{number}.jpg"), &as_jpeg(&drawn(number), 92));
        desk.nobody(&photo);
        let exported = desk.exported(&photo);
        assert_eq!(
            taken_for(&desk, &std::fs::read(&photo).unwrap())[0],
            (Known::Source, exported.row())
        );
        let copy = std::fs::read(exported.path()).unwrap();
        assert_eq!(taken_for(&desk, &copy)[0], (Known::Copy, exported.row()));
        rows.push((exported.row(), image::load_from_memory(&copy).unwrap()));
    }
    for (row, copy) in rows {
        let sized = |width, height| {
            copy.resize_exact(width, height, FilterType::CatmullRom)
                .into_rgb8()
        };
        let mut png = std::io::Cursor::new(Vec::new());
        DynamicImage::from(sized(96, 72))
            .write_to(&mut png, ImageFormat::Png)
            .unwrap();
        let brighter = copy.brighten(18).into_rgb8();
        for again in [
            as_jpeg(&copy.to_rgb8(), 40),
            as_jpeg(&sized(160, 120), 75),
            as_jpeg(&sized(640, 480), 60),
            as_jpeg(&sized(80, 60), 30),
            as_jpeg(&brighter, 80),
            png.into_inner(),
        ] {
            assert_eq!(taken_for(&desk, &again), [(Known::Alike, row)]);
        }
    }
}

#[test]
fn a_copy_that_was_not_made_after_all_is_not_looked_for() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &as_jpeg(&drawn(1), 92));
    desk.nobody(&photo);
    desk.exported(&photo);
    let row = &ledger::list(&desk.register).unwrap()[0];
    let failed = format!("{{\"copy\":{},\"code\":\"io\"}}", row.seq);
    let source = Some(row.copy.source_sha256);
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)).len(), 1);
    desk.register
        .append(COPY_FAILED, &failed, &[], source, now())
        .unwrap();
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)), []);
    let code = Certificate::of(&desk.register, row.seq, now()).unwrap_err().code;
    assert_eq!(code, Code::NotFound);
    assert_eq!(
        follow(&desk.register, row.seq).unwrap().unwrap().standing,
        Standing::Failed
    );
}

#[test]
fn another_picture_is_not_taken_for_a_copy() {
    let mut desk = Desk::new();
    for number in 0..40 {
        let photo = desk.photo(&format!("{number}.jpg"), &as_jpeg(&drawn(number), 92));
        desk.nobody(&photo);
        desk.exported(&photo);
    }
    for number in 1_000..1_400 {
        let found = taken_for(&desk, &as_jpeg(&drawn(number), 85));
        assert_eq!(found, [], "drawn picture {number}");
    }
    // A picture of one colour looks like every other: it is taken for none.
    let plain = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([90, 90, 90]));
    let photo = desk.photo("plain.jpg", &as_jpeg(&plain, 92));
    desk.nobody(&photo);
    desk.exported(&photo);
    assert_eq!(taken_for(&desk, &as_jpeg(&plain, 50)), []);
    assert_eq!(taken_for(&desk, b"no picture at all"), []);
}

#[test]
fn a_copy_whose_pixels_were_not_looked_at_is_known_by_its_digest_alone() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &as_jpeg(&drawn(1), 92));
    desk.nobody(&photo);
    let verified = desk.verified(&photo);
    let cleared = verified.clear(&desk.register, Some(&teaching()), &now(), TODAY);
    let copies = desk.copies();
    let cleared = cleared
        .unwrap()
        .unwrap_or_else(|refused| panic!("{}", refused.refusals));
    let exported = cleared
        .export(&mut desk.register, &copies, [1; 5], &now(), TODAY)
        .unwrap();
    let copy = std::fs::read(exported.path()).unwrap();
    assert_eq!(taken_for(&desk, &copy), [(Known::Copy, 1)]);
    assert_eq!(taken_for(&desk, &as_jpeg(&drawn(1), 70)), []);
}
