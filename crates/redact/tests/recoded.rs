//! What `jpeg::turned` and `jpeg::recoded` promise: other code for the same coefficients.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg, RARE, SEED, displayed, filled, kinds, scene, secret, segments};
use proptest::prelude::*;
use safelight_redact::{Area, Error, Size, Upright, jpeg};

const SOF: [u8; 5] = [0xC0, 0xC1, 0xC2, 0xC9, 0xCA];

const MARK: &[u8; 12] = b"PLANTED-MARK";

/// The greatest and the mean difference of what is displayed. A decoder rounds a turned block another way.
fn differences_on_screen(source: &[u8], upright: Upright, turned: &[u8]) -> (u8, f64) {
    let (before, after) = (
        jpeg::render(source, 4096).unwrap(),
        jpeg::render(turned, 4096).unwrap(),
    );
    assert_eq!(after.size, upright.displayed(before.size));
    let (mut most, mut sum) = (0, 0);
    for (n, pixel) in before.rgb.chunks(3).enumerate() {
        let (x, y) = (n as u32 % before.size.width, n as u32 / before.size.width);
        let (x, y) = displayed(upright, before.size, x, y);
        let at = 3 * (y * after.size.width + x) as usize;
        for (a, b) in pixel.iter().zip(&after.rgb[at..at + 3]) {
            most = most.max(a.abs_diff(*b));
            sum += u64::from(a.abs_diff(*b));
        }
    }
    (most, sum as f64 / before.rgb.len() as f64)
}

fn differences(source: &[u8], upright: Upright, output: &[u8]) -> Result<u64, Error> {
    let size = size(source);
    jpeg::differences_turned(source, upright, output, &Area::nothing(upright.displayed(size)))
}

/// The sides in the frame header (T.81, B.2.2).
fn size(file: &[u8]) -> Size {
    let frame = segments(file, &SOF).concat();
    let side = |at: usize| u16::from_be_bytes([frame[at], frame[at + 1]]).into();
    Size {
        width: side(7),
        height: side(5),
    }
}

/// The file with bytes put before a marker that ends coded data.
fn before_marker(file: &[u8], marker: u8, bytes: &[u8]) -> Vec<u8> {
    let scan = file.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let at = scan
        + 2
        + file[scan + 2..]
            .windows(2)
            .position(|pair| pair == [0xFF, marker])
            .unwrap();
    [&file[..at], bytes, &file[at..]].concat()
}

fn holds(file: &[u8], bytes: &[u8]) -> bool {
    file.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn every_kind_of_whole_mcus_is_turned_without_a_changed_coefficient() {
    for kind in kinds() {
        let file = kind.of(128, 64, scene);
        for upright in Upright::ALL {
            let turned = jpeg::turned(&file, upright).unwrap();
            assert_eq!(
                differences(&file, upright, &turned).unwrap(),
                0,
                "{kind:?} {upright:?}"
            );
            let (most, mean) = differences_on_screen(&file, upright, &turned);
            assert!(most <= 12 && mean < 0.6, "{kind:?} {upright:?}: {most}, {mean}");
        }
    }
}

#[test]
fn arithmetic_coding_and_twelve_bits_stay_what_they_are() {
    for (name, file) in RARE {
        let frame = |file: &[u8]| segments(file, &SOF).concat()[1..5].to_vec();
        for upright in Upright::ALL {
            let turned = jpeg::turned(file, upright).unwrap();
            assert_eq!(
                differences(file, upright, &turned).unwrap(),
                0,
                "{name} {upright:?}"
            );
            assert_eq!(frame(file), frame(&turned), "{name}");
        }
        let marked = before_marker(file, 0xD9, MARK);
        let recoded = jpeg::recoded(&marked).unwrap();
        assert!(!holds(&recoded, MARK), "{name}");
        assert_eq!(
            differences(&marked, Upright::TopLeft, &recoded).unwrap(),
            0,
            "{name}"
        );
    }
}

#[test]
fn a_region_of_an_arithmetic_coded_picture_is_hidden() {
    for (name, file) in &RARE[..2] {
        let region = [filled(0, 0, 4, 4, [250, 10, 10])];
        let concealed = jpeg::conceal(file, &region, Upright::TopLeft, &SEED).unwrap();
        let shown = jpeg::render(&concealed.bytes, 32).unwrap();
        assert!(
            shown.rgb[0] > 220 && shown.rgb[1] < 40,
            "{name}: {:?}",
            &shown.rgb[..3]
        );
        assert_eq!(
            jpeg::differences_outside(file, &concealed.bytes, &concealed.area).unwrap(),
            0,
            "{name}"
        );
    }
}

#[test]
fn a_comparison_finds_another_turn_and_another_picture() {
    let file = BASELINE.of(64, 64, scene);
    for upright in Upright::ALL {
        let turned = jpeg::turned(&file, upright).unwrap();
        for other in Upright::ALL {
            let alike = differences(&file, other, &turned).is_ok_and(|count| count == 0);
            assert_eq!(alike, upright == other, "{upright:?} {other:?}");
        }
        let touched = BASELINE.of(64, 64, |x, y| {
            if (x, y) == (40, 9) {
                secret(x, y)
            } else {
                scene(x, y)
            }
        });
        let count = differences(&touched, upright, &turned).unwrap();
        assert!((1..=6 * 64).contains(&count), "{upright:?}: {count}");
    }
}

#[test]
fn a_turned_picture_has_no_exif_and_its_pixels_lie_on_their_side() {
    let jfif = [&[0xFF, 0xE0, 0, 16][..], b"JFIF\0\x01\x01\0\0\x02\0\x03\0\0"].concat();
    let exif = [&[0xFF, 0xE1, 0, 14][..], b"Exif\0\0MM\0*\0\0"].concat();
    let icc = [&[0xFF, 0xE2, 0, 20][..], b"ICC_PROFILE\0\x01\x01abcd"].concat();
    let plain = BASELINE.of(64, 32, scene);
    let bare = &plain[2 + segments(&plain, &[0xE0]).concat().len()..];
    let file = [&[0xFF, 0xD8][..], &jfif, &exif, &icc, bare].concat();
    let apps = [0xE0, 0xE1, 0xE2];
    let mirrored = jpeg::turned(&file, Upright::TopRight).unwrap();
    assert_eq!(segments(&mirrored, &apps), [jfif.clone(), icc.clone()]);
    let turned = jpeg::turned(&file, Upright::RightTop).unwrap();
    let sideways = [&[0xFF, 0xE0, 0, 16][..], b"JFIF\0\x01\x01\0\0\x03\0\x02\0\0"].concat();
    assert_eq!(segments(&turned, &apps), [sideways, icc.clone()]);
    let recoded = jpeg::recoded(&file).unwrap();
    assert_eq!(segments(&recoded, &apps), [jfif, exif, icc]);
}

#[test]
fn nothing_behind_the_last_block_is_left_when_it_is_coded_anew() {
    let restarted = Jpeg {
        restart: 2,
        ..BASELINE
    };
    let layered = Jpeg {
        progressive: true,
        ..BASELINE
    };
    for (name, file) in [
        ("baseline", before_marker(&BASELINE.of(61, 45, scene), 0xD9, MARK)),
        (
            "before a restart",
            before_marker(&restarted.of(61, 45, scene), 0xD1, MARK),
        ),
        (
            "behind the last interval",
            before_marker(&restarted.of(61, 45, scene), 0xD9, MARK),
        ),
        (
            "between progressive scans",
            before_marker(&layered.of(61, 45, scene), 0xDA, MARK),
        ),
        (
            "behind the last scan",
            before_marker(&layered.of(61, 45, scene), 0xD9, MARK),
        ),
    ] {
        let recoded = jpeg::recoded(&file).unwrap();
        assert!(holds(&file, MARK) && !holds(&recoded, MARK), "{name}");
        assert_eq!(
            differences(&file, Upright::TopLeft, &recoded).unwrap(),
            0,
            "{name}"
        );
    }
}

/// Decoders smooth a picture whose last scans are missing (T.81, K.8), and would not if it were coded anew.
#[test]
fn a_progressive_picture_without_its_last_scan_is_not_coded_anew() {
    let layered = Jpeg {
        progressive: true,
        ..BASELINE
    };
    let file = layered.of(64, 64, scene);
    assert!(jpeg::turned(&file, Upright::RightTop).is_some());
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let cut = [&file[..last], &[0xFF, 0xD9]].concat();
    assert!(matches!(jpeg::recoded(&cut), Err(Error::Unsupported { .. })));
    assert_eq!(jpeg::turned(&cut, Upright::RightTop), None);
}

fn kind() -> impl Strategy<Value = Jpeg> {
    prop::sample::select(kinds())
}

/// Pixels of an MCU (T.81, A.2).
fn mcu(file: &[u8]) -> (u16, u16) {
    let frame = segments(file, &SOF).concat();
    let factors: Vec<u8> = frame[10..].chunks(3).map(|component| component[1]).collect();
    let most = |shift: u8| factors.iter().map(|factor| factor >> shift & 15).max().unwrap();
    if factors.len() == 1 {
        (8, 8)
    } else {
        (8 * u16::from(most(4)), 8 * u16::from(most(0)))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_picture_is_turned_just_where_it_can_be_turned_exactly(
        kind in kind(), tiff in 1_u8..=8, width in 1_u16..90, height in 1_u16..90, whole in any::<(bool, bool)>(),
    ) {
        let upright = Upright::from_tiff(tiff).unwrap();
        let (across, down) = mcu(&kind.of(1, 1, scene));
        let width = if whole.0 { width.next_multiple_of(across) } else { width };
        let height = if whole.1 { height.next_multiple_of(down) } else { height };
        let file = kind.of(width, height, scene);
        // The stored sides that are shown from their other end, by TIFF 6.0's table for tag 274.
        let trims_width = matches!(tiff, 2 | 3 | 7 | 8);
        let trims_height = matches!(tiff, 3 | 4 | 6 | 7);
        let exact = (!trims_width || width % across == 0) && (!trims_height || height % down == 0);
        let turned = jpeg::turned(&file, upright);
        prop_assert_eq!(turned.is_some(), exact);
        if let Some(turned) = turned {
            prop_assert_eq!(differences(&file, upright, &turned).unwrap(), 0);
            let (most, mean) = differences_on_screen(&file, upright, &turned);
            // In a picture of a few pixels each of them counts for much.
            prop_assert!(most <= 24 && mean < 4.0, "{} {}", most, mean);
        }
    }
}
