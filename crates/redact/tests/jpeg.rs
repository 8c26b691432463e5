//! What `jpeg::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg, SEED, filled, gaussian, kinds, region, scene, scene_with_secret, segments};
use jpeg_encoder::{ColorType, SamplingFactor};
use safelight_redact::{Area, Concealed, Error, Region, Seed, Upright, jpeg};

const SOF: [u8; 3] = [0xC0, 0xC1, 0xC2];
const DRI: [u8; 1] = [0xDD];
const APPN: [u8; 16] = [
    0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE, 0xEF,
];

fn conceal(file: &[u8], regions: &[Region]) -> Concealed {
    jpeg::conceal(file, regions, Upright::TopLeft, &SEED).unwrap()
}

/// Whether two pictures with the same surround come out as one file.
fn tells_nothing(first: &[u8], second: &[u8]) -> bool {
    first == second
}

/// Two files that agree in every coefficient outside the area of `regions` and in none that matter inside.
fn pair(kind: Jpeg, width: u16, height: u16, regions: &[Region]) -> (Vec<u8>, Vec<u8>, Area) {
    let plain = kind.of(width, height, scene);
    let area = conceal(&plain, regions).area;
    let other = kind.of(width, height, scene_with_secret(&area));
    assert_ne!(plain, other);
    assert_eq!(
        jpeg::differences_outside(&plain, &other, &area).unwrap(),
        0,
        "{kind:?}: the pair is not one"
    );
    (plain, other, area)
}

#[test]
fn pictures_that_differ_only_inside_become_one_file() {
    let regions = [
        region(50, 40, 30, 25),
        filled(110, 20, 10, 30, [200, 10, 90]),
        region(60, 50, 40, 30),
    ];
    for kind in kinds() {
        let (plain, other, _) = pair(kind, 173, 131, &regions);
        assert!(
            tells_nothing(&conceal(&plain, &regions).bytes, &conceal(&other, &regions).bytes),
            "{kind:?}"
        );
    }
}

#[test]
fn arithmetic_coding_is_kept_and_tells_nothing() {
    let regions = [region(50, 40, 30, 25), filled(110, 20, 10, 30, [200, 10, 90])];
    for kind in kinds() {
        let plain = kind.arithmetic(173, 131, scene);
        let Concealed { bytes, area } = conceal(&plain, &regions);
        let other = kind.arithmetic(173, 131, scene_with_secret(&area));
        assert!(
            plain != other && conceal(&other, &regions).bytes == bytes,
            "{kind:?}"
        );
        assert_eq!(
            jpeg::differences_outside(&plain, &bytes, &area).unwrap(),
            0,
            "{kind:?}"
        );
        let sof = segments(&plain, &[0xC9, 0xCA]);
        assert!(
            sof.len() == 1 && sof == segments(&bytes, &[0xC9, 0xCA]),
            "{kind:?}"
        );
        assert_eq!(segments(&plain, &DRI), segments(&bytes, &DRI), "{kind:?}");
    }
}

#[test]
fn a_gaussian_blur_would_be_found_out() {
    let regions = [region(50, 40, 30, 25)];
    let (_, _, area) = pair(BASELINE, 173, 131, &regions);
    let first = BASELINE.of(173, 131, gaussian(scene, &area));
    let second = BASELINE.of(173, 131, gaussian(scene_with_secret(&area), &area));
    assert!(!tells_nothing(&first, &second));
}

#[test]
fn nothing_outside_changes() {
    let regions = [region(50, 40, 30, 25), filled(110, 20, 10, 30, [200, 10, 90])];
    for kind in kinds() {
        let plain = kind.of(173, 131, scene);
        let Concealed { bytes, area } = conceal(&plain, &regions);
        assert_ne!(plain, bytes);
        assert_eq!(
            jpeg::differences_outside(&plain, &bytes, &area).unwrap(),
            0,
            "{kind:?}"
        );
        for markers in [&SOF[..], &DRI, &APPN] {
            assert_eq!(segments(&plain, markers), segments(&bytes, markers), "{kind:?}");
        }
        let restarts = |file: &[u8]| {
            file.windows(2)
                .filter(|pair| pair[0] == 0xFF && (0xD0..=0xD7).contains(&pair[1]))
                .count()
        };
        assert_eq!(restarts(&bytes) > 0, kind.restart > 0, "{kind:?}");
    }
}

#[test]
fn what_is_left_inside_is_counted() {
    let regions = [region(30, 20, 21, 15), filled(61, 10, 10, 30, [200, 10, 90])];
    let plain = kinds().into_iter().map(|kind| kind.of(97, 71, scene));
    let rare = common::RARE
        .into_iter()
        .filter(|(name, _)| name.starts_with("arithmetic"));
    for source in plain.chain(rare.map(|(_, file)| file.to_vec())) {
        let Concealed { bytes, area } = conceal(&source, &regions);
        let upright = Upright::TopLeft;
        let counted = |copy: &[u8], seed: &Seed| {
            let found = jpeg::differences(&source, upright, copy, &area, &regions, seed).unwrap();
            assert_eq!(found.outside, 0);
            found.inside
        };
        assert_eq!(counted(&bytes, &SEED), 0);
        assert!(counted(&source, &SEED) > 0);
        assert!(counted(&bytes, &Seed([7; 32])) > 0, "what another seed paints");
    }
}

#[test]
fn a_change_outside_is_counted() {
    let plain = BASELINE.of(120, 90, scene);
    let area = conceal(&plain, &[region(10, 10, 20, 20)]).area;
    let touched = BASELINE.of(120, 90, |x, y| {
        if (x, y) == (100, 70) {
            [255; 3]
        } else {
            scene(x, y)
        }
    });
    assert!(jpeg::differences_outside(&plain, &touched, &area).unwrap() > 0);
    let coarser = Jpeg {
        sampling: SamplingFactor::F_1_1,
        ..BASELINE
    }
    .of(120, 90, scene);
    assert!(matches!(
        jpeg::differences_outside(&plain, &coarser, &area),
        Err(Error::Differs { .. })
    ));
    let restarted = Jpeg {
        restart: 3,
        ..BASELINE
    }
    .of(120, 90, scene);
    assert!(matches!(
        jpeg::differences_outside(&plain, &restarted, &area),
        Err(Error::Differs { .. })
    ));
    let progressive = Jpeg {
        progressive: true,
        ..BASELINE
    }
    .of(120, 90, scene);
    assert!(matches!(
        jpeg::differences_outside(&plain, &progressive, &area),
        Err(Error::Differs { .. })
    ));
}

#[test]
fn any_picture_and_any_region_will_do() {
    let sizes = [
        (1, 1),
        (3, 2),
        (7, 30),
        (8, 8),
        (16, 16),
        (17, 16),
        (33, 47),
        (1, 200),
    ];
    let regions = [
        vec![region(0, 0, 1, 1)],
        vec![region(-5, -5, 5000, 5000)],
        vec![region(0, 0, 3, 3), region(2, 2, 4, 4)],
        vec![region(14, 10, 1, 1), filled(0, 15, 300, 1, [9, 9, 9])],
        vec![region(-30, 4, 24, 8)],
        vec![region(i32::MAX, i32::MAX, u32::MAX, u32::MAX), region(0, 0, 0, 0)],
    ];
    for kind in kinds() {
        for (width, height) in sizes {
            let plain = kind.of(width, height, scene);
            for regions in &regions {
                let Concealed { bytes, area } = conceal(&plain, regions);
                assert_eq!(
                    jpeg::differences_outside(&plain, &bytes, &area).unwrap(),
                    0,
                    "{kind:?} {width}×{height}"
                );
                let other = kind.of(width, height, scene_with_secret(&area));
                assert!(
                    tells_nothing(&bytes, &conceal(&other, regions).bytes),
                    "{kind:?} {width}×{height} {regions:?}"
                );
            }
        }
    }
}

#[test]
fn a_region_off_the_picture_leaves_the_file_as_it_is() {
    let plain = BASELINE.of(64, 64, scene);
    for far in [
        region(-100, 0, 50, 50),
        region(0, 90, 5, 5),
        region(i32::MIN, i32::MIN, 9, 9),
    ] {
        let Concealed { bytes, area } = conceal(&plain, &[far]);
        assert!(area.is_empty());
        assert_eq!(bytes, plain);
    }
}

#[test]
fn the_frame_header_is_the_sources_own() {
    let grey = Jpeg {
        colour: ColorType::Luma,
        sampling: SamplingFactor::F_1_1,
        ..BASELINE
    };
    let mut file = grey.of(40, 40, scene);
    let sof = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    // Extended sequential, and factors that mean nothing where there is one component (T.81, A.2.2).
    (file[sof + 1], file[sof + 11]) = (0xC1, 0x22);
    let Concealed { bytes, area } = conceal(&file, &[region(12, 12, 3, 3)]);
    assert_eq!(segments(&file, &SOF), segments(&bytes, &SOF));
    assert_eq!(
        area.masks()
            .map(|mask| mask.rect().size().width)
            .collect::<Vec<_>>(),
        [24]
    );
    assert_eq!(jpeg::differences_outside(&file, &bytes, &area).unwrap(), 0);
}

#[test]
fn a_fill_shows_its_colour_in_every_colour_space() {
    let rgb = [180, 60, 120];
    for kind in kinds().into_iter().filter(|kind| kind.restart == 0) {
        let plain = kind.of(64, 64, scene);
        let bytes = conceal(&plain, &[filled(16, 16, 32, 32, rgb), region(10, 10, 44, 44)]).bytes;
        let pixels = jpeg::render(&bytes, 64).unwrap();
        let middle: Vec<u8> = pixels.rgb[3 * (64 * 32 + 32)..][..3].to_vec();
        let expected = if kind.colour as u8 == ColorType::Luma as u8 {
            [103; 3]
        } else {
            rgb
        };
        for (seen, asked) in middle.iter().zip(expected) {
            assert!(seen.abs_diff(asked) < 8, "{kind:?}: {middle:?}, not {expected:?}");
        }
    }
}

#[test]
fn a_full_frame_becomes_grey_with_noise_of_the_seed() {
    let plain = BASELINE.of(96, 96, scene);
    let all = [region(0, 0, 96, 96)];
    let pixels = jpeg::render(&conceal(&plain, &all).bytes, 96).unwrap();
    assert!(pixels.rgb.iter().all(|level| level.abs_diff(128) < 40));
    let other = jpeg::conceal(&plain, &all, Upright::TopLeft, &Seed([1; 32])).unwrap();
    assert_ne!(other.bytes, conceal(&plain, &all).bytes);
}

#[test]
fn application_segments_stay_byte_for_byte_and_nothing_else_is_added() {
    let plain = BASELINE.of(64, 64, scene);
    let tail = &plain[2..];
    let icc = [&[0xFF, 0xE2, 0, 20][..], b"ICC_PROFILE\0\x01\x01abcd"].concat();
    let exif = [&[0xFF, 0xE1, 0, 14][..], b"Exif\0\0MM\0*\0\0"].concat();
    let comment = [&[0xFF, 0xFE, 0, 8][..], b"secret"].concat();
    let with = [&[0xFF, 0xD8][..], &exif, &icc, &comment, tail].concat();
    let bytes = conceal(&with, &[region(20, 20, 10, 10)]).bytes;
    assert_eq!(segments(&bytes, &APPN), segments(&with, &APPN));
    assert!(segments(&bytes, &[0xFE]).is_empty());
    assert!(!bytes.windows(6).any(|window| window == b"secret"));
    assert_eq!(&bytes[2..2 + exif.len()], exif);
}

#[test]
fn red_green_blue_without_a_transform_stays_so() {
    let kind = Jpeg {
        colour: ColorType::Ycbcr,
        sampling: SamplingFactor::F_1_1,
        ..BASELINE
    };
    let adobe = [&[0xFF, 0xEE, 0, 14][..], b"Adobe\0\x64\0\0\0\0\0"].concat();
    let file = kind.of(64, 64, scene);
    let jfif = segments(&file, &[0xE0]).concat().len();
    let stored = [&[0xFF, 0xD8][..], &adobe, &file[2 + jfif..]].concat();
    let bytes = conceal(&stored, &[filled(16, 16, 32, 32, [250, 128, 3])]).bytes;
    assert_eq!(segments(&bytes, &APPN), [adobe]);
    let pixels = jpeg::render(&bytes, 64).unwrap();
    let middle = &pixels.rgb[3 * (64 * 32 + 32)..][..3];
    assert!(
        middle.iter().zip([250, 128, 3]).all(|(a, b)| a.abs_diff(b) < 4),
        "{middle:?}"
    );
}

#[test]
fn a_preview_is_no_larger_than_asked_for() {
    let plain = BASELINE.of(400, 300, scene);
    for (max_side, size) in [
        (1000, (400, 300)),
        (400, (400, 300)),
        (399, (350, 263)),
        (200, (200, 150)),
        (20, (17, 13)),
    ] {
        let pixels = jpeg::render(&plain, max_side).unwrap();
        assert_eq!((pixels.size.width, pixels.size.height), size);
        assert_eq!(pixels.rgb.len(), 3 * size.0 as usize * size.1 as usize);
    }
}

/// Viewers smooth such a picture (T.81, K.8), and would show it otherwise outside the region once it is coded anew.
#[test]
fn a_progressive_jpeg_without_its_last_scans_is_refused_by_name() {
    let whole = Jpeg {
        progressive: true,
        ..BASELINE
    };
    let mut file = whole.of(97, 71, scene);
    assert!(jpeg::check(&file).is_ok());
    let scans = file.windows(2).enumerate().filter(|(_, it)| *it == [0xFF, 0xDA]);
    let second = scans.map(|(at, _)| at).nth(1).unwrap();
    file.truncate(second);
    file.extend([0xFF, 0xD9]);
    let regions = [region(30, 20, 21, 15)];
    let concealed = jpeg::conceal(&file, &regions, Upright::TopLeft, &SEED).map(drop);
    for refused in [concealed, jpeg::check(&file)] {
        assert!(
            matches!(refused, Err(Error::Unsupported { what }) if what.contains("last scans")),
            "{refused:?}"
        );
    }
    assert!(jpeg::render(&file, 97).is_ok());
}

#[test]
fn what_is_not_supported_is_named() {
    let file = BASELINE.of(16, 16, scene);
    let sof = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    for (at, value, name) in [
        (1, 0xC3, "lossless"),
        (1, 0xCB, "lossless"),
        (1, 0xC5, "hierarchical"),
        (1, 0xCD, "hierarchical"),
        (4, 12, "12 bits"),
    ] {
        let mut file = file.clone();
        file[sof + at] = value;
        let error = jpeg::conceal(&file, &[region(0, 0, 9, 9)], Upright::TopLeft, &SEED).unwrap_err();
        assert!(
            matches!(error, Error::Unsupported { what } if what.contains(name)),
            "{error}"
        );
    }
}

#[test]
fn too_many_pixels_are_refused_before_they_are_decoded() {
    let mut file = BASELINE.of(16, 16, scene);
    let sof = file.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    file[sof + 5..sof + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    let regions = [region(0, 0, 9, 9)];
    assert!(matches!(
        jpeg::conceal(&file, &regions, Upright::TopLeft, &SEED),
        Err(Error::Limit { .. })
    ));
    file[sof + 5..sof + 9].copy_from_slice(&[0x30, 0, 0x30, 0]);
    assert!(matches!(
        jpeg::conceal(&file, &regions, Upright::TopLeft, &SEED),
        Err(Error::Malformed { .. })
    ));
}
