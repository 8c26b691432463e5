//! Broken and hostile files end in a value, never in a panic.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg, RARE, SEED, region, scene, with_crcs};
use jpeg_encoder::SamplingFactor;
use proptest::prelude::*;
use safelight_redact::{Area, Concealed, Error, Size, Upright, bmp, gif, jpeg, png as redact, tiff, webp};

fn jpegs() -> Vec<Vec<u8>> {
    let kinds = [false, true].map(|progressive| Jpeg {
        progressive,
        restart: 2,
        ..BASELINE
    });
    // 40 × 33 pixels leave MCUs that are not whole; 48 × 32 can be turned.
    let common = kinds
        .iter()
        .flat_map(|kind| [kind.of(40, 33, scene), kind.of(48, 32, scene)]);
    common.chain(RARE.iter().map(|(_, file)| file.to_vec())).collect()
}

fn pngs() -> [Vec<u8>; 2] {
    [png::ColorType::Rgb, png::ColorType::Indexed].map(|colour| {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 40, 33);
        encoder.set_color(colour);
        if colour == png::ColorType::Indexed {
            encoder.set_palette(
                (0..=255)
                    .flat_map(|level| [level, 255 - level, level / 2])
                    .collect::<Vec<u8>>(),
            );
            encoder.set_trns((0..40).collect::<Vec<u8>>());
        }
        let samples: Vec<u8> = (0..40 * 33)
            .flat_map(|at| scene(at % 40, at / 40)[..colour.samples()].to_vec())
            .collect();
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&samples)
            .unwrap();
        file
    })
}

/// Everything that reads a file; what comes out must be sound.
fn survive_jpeg(file: &[u8]) {
    let _ = jpeg::render(file, 20);
    if let Ok(concealed) = jpeg::conceal(file, &[region(12, 12, 4, 4)], Upright::RightTop, &SEED) {
        if concealed.area.is_empty() {
            assert!(concealed.bytes == file, "it was not even decoded");
        } else {
            // Coefficients are worked on where samples are not: libjpeg-turbo shows no sampling by thirds.
            assert!(jpeg::render(&concealed.bytes, 40).is_ok() || jpeg::render(file, 40).is_err());
            assert_eq!(
                jpeg::differences_outside(file, &concealed.bytes, &concealed.area).unwrap(),
                0
            );
        }
    }
    for (upright, anew) in [
        (Upright::TopLeft, jpeg::recoded(file).ok()),
        (Upright::RightTop, jpeg::turned(file, Upright::RightTop)),
        (Upright::BottomRight, jpeg::turned(file, Upright::BottomRight)),
    ] {
        if let Some(anew) = anew {
            let area = Area::nothing(upright.displayed(size(file)));
            assert_eq!(jpeg::differences_turned(file, upright, &anew, &area).unwrap(), 0);
        }
    }
}

/// The sides in the frame header, as the first one that the walk comes to has them (T.81, B.2.2).
fn size(file: &[u8]) -> Size {
    let mut at = 2;
    loop {
        at += file[at..].iter().position(|byte| *byte == 0xFF).unwrap();
        let marker = file[at + 1];
        match marker {
            0xC0..=0xC2 | 0xC9 | 0xCA => {
                let side = |at: usize| u16::from_be_bytes([file[at], file[at + 1]]).into();
                return Size {
                    width: side(at + 7),
                    height: side(at + 5),
                };
            }
            0x00 | 0x01 | 0xD0..=0xD7 | 0xFF => at += 1,
            _ => at += 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]])),
        }
    }
}

fn survive_png(file: &[u8]) {
    if let Ok(concealed) = redact::conceal(file, &[region(12, 12, 4, 4)], Upright::RightTop, &SEED) {
        if concealed.area.is_empty() {
            assert!(concealed.bytes == file, "it was not even decoded");
        } else {
            assert_eq!(
                redact::differences_outside(file, &concealed.bytes, &concealed.area).unwrap(),
                0
            );
        }
    }
}

#[test]
fn files_cut_at_any_length() {
    for file in jpegs() {
        (0..file.len()).for_each(|length| survive_jpeg(&file[..length]));
    }
    for file in pngs() {
        (0..file.len()).for_each(|length| survive_png(&file[..length]));
    }
}

#[test]
fn every_byte_of_the_headers_turned() {
    for file in jpegs() {
        for at in 0..file.len().min(700) {
            for value in [0, 1, 0x7F, 0xFF, file[at] ^ 0x80] {
                let mut file = file.clone();
                file[at] = value;
                survive_jpeg(&file);
            }
        }
    }
}

/// Scans of nothing over a large picture cost a few bytes each, and a decoder the whole way each time.
#[test]
fn many_scans_of_a_large_empty_picture_are_refused() {
    let layered = Jpeg {
        progressive: true,
        sampling: SamplingFactor::F_1_1,
        ..BASELINE
    }
    .of(4096, 4096, |_, _| [9; 3]);
    assert!(jpeg::turned(&layered, Upright::RightTop).is_some());
    let last = layered.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let scan = &layered[last..layered.len() - 2];
    let many = [&layered[..last], &scan.repeat(450), &[0xFF, 0xD9]].concat();
    assert_eq!(jpeg::turned(&many, Upright::RightTop), None);
    assert!(jpeg::recoded(&many).is_err() && jpeg::render(&many, 20).is_err());
}

/// Sides that a few bytes say are refused before anything is allocated for them.
#[test]
fn pictures_beyond_the_limit_are_refused() {
    let regions = [region(12, 12, 4, 4)];
    let refused = |concealed: Result<Concealed, Error>| match concealed {
        Err(Error::Limit { .. }) => true,
        Err(Error::Malformed { .. }) => false,
        other => panic!("{other:?}"),
    };
    let side = 20_000_u32;
    for bits in [1_u16, 8, 32] {
        let mut bitmap = [&b"BM"[..], &[0; 8], &54_u32.to_le_bytes(), &40_u32.to_le_bytes()].concat();
        bitmap.extend([side.to_le_bytes(), side.to_le_bytes()].concat());
        bitmap.extend([1_u16.to_le_bytes(), bits.to_le_bytes()].concat());
        bitmap.resize(60, 0);
        assert!(refused(bmp::conceal(&bitmap, &regions, Upright::TopLeft, &SEED)));
    }
    let screen = |side: u16| {
        let [low, high] = side.to_le_bytes();
        let frame = [0x2C, 0, 0, 0, 0, low, high, low, high, 0, 2, 2, 0x4C, 1, 0, 0x3B];
        let head = [low, high, low, high, 0x80, 0, 0, 1, 2, 3, 4, 5, 6];
        [&b"GIF89a"[..], &head, &frame].concat()
    };
    assert!(refused(gif::conceal(
        &screen(20_000),
        &regions,
        Upright::TopLeft,
        &SEED
    )));
    assert!(!refused(gif::conceal(
        &screen(15_000),
        &regions,
        Upright::TopLeft,
        &SEED
    )));
    let extended = [
        &b"RIFF\x1E\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0"[..],
        &[255, 255, 0, 255, 255, 0],
        b"VP8L\0\0\0\0",
    ]
    .concat();
    assert!(refused(webp::conceal(
        &extended,
        &regions,
        Upright::TopLeft,
        &SEED
    )));
    // Sides, one strip or tile of nothing; the second of these asks for a tile that is far larger than its picture.
    for fields in [
        vec![(256, side), (257, side), (273, 8), (279, 1)],
        vec![
            (256, 9),
            (257, 9),
            (258, 8),
            (322, 60_000),
            (323, 60_000),
            (324, 8),
            (325, 1),
        ],
    ] {
        let mut file = [
            &b"II*\0"[..],
            &8_u32.to_le_bytes(),
            &(fields.len() as u16).to_le_bytes(),
        ]
        .concat();
        for (tag, value) in fields {
            file.extend(
                [
                    &(tag as u16).to_le_bytes()[..],
                    &[4, 0],
                    &1_u32.to_le_bytes(),
                    &value.to_le_bytes(),
                ]
                .concat(),
            );
        }
        file.extend([0; 4]);
        assert!(refused(tiff::conceal(&file, &regions, &SEED)));
    }
}

/// Frames of a few bytes over a large canvas are refused before anything is allocated for them.
#[test]
fn animations_beyond_the_limits_are_refused() {
    let regions = [region(12, 12, 4, 4)];
    let refused = |concealed: Result<Concealed, Error>| matches!(concealed, Err(Error::Animation { .. }));
    let le = |value: u32, bytes: usize| value.to_le_bytes()[..bytes].to_vec();
    for (side, frames, beyond) in [(7_100_u32, 2_usize, true), (2_000, 251, true), (40, 3, false)] {
        let screen = [
            &b"GIF89a"[..],
            &le(side, 2),
            &le(side, 2),
            &[0x80, 0, 0, 1, 2, 3, 4, 5, 6],
        ];
        let frame = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0];
        let file = [&screen.concat()[..], &frame.repeat(frames), &[0x3B]].concat();
        let concealed = gif::conceal(&file, &regions, Upright::TopLeft, &SEED);
        assert_eq!(refused(concealed), beyond, "GIF {side} {frames}");

        let frame = [&b"ANMF\x18\0\0\0"[..], &[0; 15], &[2], b"VP8L\0\0\0\0"].concat();
        let sides = [le(side - 1, 3), le(side - 1, 3)].concat();
        let head = [&b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0"[..], &sides].concat();
        let file = [head, frame.repeat(frames)].concat();
        let concealed = webp::conceal(&file, &regions, Upright::TopLeft, &SEED);
        assert_eq!(refused(concealed), beyond, "WebP {side} {frames}");

        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, side, side);
        encoder.set_animated(frames as u32, 0).unwrap();
        let mut writer = encoder.write_header().unwrap();
        let first = writer.write_image_data(&vec![7; (side * side) as usize]);
        first.unwrap();
        for _ in 1..frames {
            writer.set_frame_dimension(1, 1).unwrap();
            writer.write_image_data(&[9]).unwrap();
        }
        writer.finish().unwrap();
        let concealed = redact::conceal(&file, &regions, Upright::TopLeft, &SEED);
        assert_eq!(refused(concealed), beyond, "PNG {side} {frames}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_turned_at_random(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), which: prop::sample::Index) {
        let (mut jpeg, mut png) = (which.get(&jpegs()).clone(), which.get(&pngs()).clone());
        for (at, value) in changes {
            let length = jpeg.len();
            jpeg[at.index(length)] = value;
            // The decoder refuses a chunk whose CRC is wrong: it is put right, so that the change is looked at.
            let length = png.len();
            png[at.index(length)] = value;
        }
        survive_jpeg(&jpeg);
        survive_png(&with_crcs(&png));
    }
}
