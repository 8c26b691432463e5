//! The picture is the same before and after, as another decoder shows it.

use jpeg_encoder::{ColorType, SamplingFactor};

use crate::common::{assert_same_look, clean, look, pixels};
use crate::jpeg::{self, behind_soi, changed, named, segment, without};
use crate::png::{self, RGB, chunk, kinds};
use crate::tiff::{BIG, LITTLE};
use crate::webp;
use safelight_sanitize::Orientation;

fn jpegs() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (colour, name) in [
        (ColorType::Rgb, "colour"),
        (ColorType::Luma, "grey"),
        (ColorType::Cmyk, "CMYK"),
        (ColorType::CmykAsYcck, "YCCK"),
    ] {
        for sampling in [
            SamplingFactor::F_1_1,
            SamplingFactor::F_2_1,
            SamplingFactor::F_2_2,
        ] {
            for progressive in [false, true] {
                for restart in [None, Some(1), Some(3)] {
                    let kind = jpeg::Kind {
                        colour,
                        sampling,
                        progressive,
                        restart,
                    };
                    files.push((
                        format!("{name} {sampling:?} progressive {progressive} restart {restart:?}"),
                        kind.encode(),
                    ));
                }
            }
        }
    }
    files
}

#[test]
fn every_kind_of_jpeg_looks_the_same() {
    for (name, file) in jpegs() {
        // The other decoder does not read layers of subsampled inks.
        if pixels(&file).is_none() {
            assert!(name.starts_with("CMYK") || name.starts_with("YCCK"), "{name}");
            clean(&file);
        } else {
            assert_same_look(&name, &file);
        }
    }
}

/// The frame's components renamed, as the scan headers must be too.
fn renamed(file: &[u8], ids: [u8; 3]) -> Vec<u8> {
    let frame = changed(file, 0xC0, |frame| {
        let mut frame = frame.to_vec();
        (0..3).for_each(|index| frame[6 + 3 * index] = ids[index]);
        frame
    });
    let mut pieces = jpeg::split(&frame);
    for place in jpeg::places(&pieces, 0xDA) {
        for index in 0..usize::from(pieces[place][4]) {
            let id = usize::from(pieces[place][5 + 2 * index]);
            pieces[place][5 + 2 * index] = ids[id - usize::from(file_first_id(file))];
        }
    }
    pieces.concat()
}

fn file_first_id(file: &[u8]) -> u8 {
    let pieces = jpeg::split(file);
    pieces[jpeg::places(&pieces, 0xC0)[0]][10]
}

/// libjpeg's order: JFIF says YCbCr, else Adobe's transform decides, else the names of the components.
#[test]
fn the_colour_transform_survives_every_way_of_saying_it() {
    let jfif = jpeg::Kind {
        sampling: SamplingFactor::F_1_1,
        ..jpeg::Kind::default()
    }
    .encode();
    let bare = without(&jfif, 0xE0);
    let adobe = |file: &[u8], transform| behind_soi(file, &named(0xEE, b"Adobe\0\x64\0\0\0\0", &[transform]));
    let rgb = *b"RGB";
    let mark = |file: &[u8]| file.windows(5).any(|window| window == b"Adobe");
    for (name, file, marked) in [
        ("JFIF", jfif.clone(), false),
        ("nothing", bare.clone(), false),
        ("Adobe, YCbCr", adobe(&bare, 1), false),
        ("Adobe, RGB", adobe(&bare, 0), true),
        ("named R, G, B", renamed(&bare, rgb), false),
        (
            "named R, G, B and Adobe, RGB",
            adobe(&renamed(&bare, rgb), 0),
            false,
        ),
        (
            "named R, G, B and Adobe, YCbCr",
            adobe(&renamed(&bare, rgb), 1),
            true,
        ),
        ("JFIF and Adobe, YCbCr", adobe(&jfif, 1), false),
    ] {
        assert_same_look(name, &file);
        assert_eq!(mark(&clean(&file)), marked, "{name}");
    }
    // The other decoder goes by the names first; libjpeg, and so browsers, by JFIF.
    let both = renamed(&jfif, rgb);
    assert!(mark(&clean(&both)));
    assert_eq!(pixels(&clean(&both)), pixels(&adobe(&renamed(&bare, rgb), 1)));
    // A JFIF segment too short for libjpeg is none.
    let short = renamed(&changed(&jfif, 0xE0, |jfif| jfif[..12].to_vec()), rgb);
    assert!(!mark(&clean(&short)));
}

#[test]
fn four_inks_keep_their_mark() {
    for colour in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let file = jpeg::Kind {
            colour,
            ..jpeg::Kind::default()
        }
        .encode();
        assert!(clean(&file).windows(5).any(|window| window == b"Adobe"));
    }
}

#[test]
fn pixels_that_are_not_square_stay_so() {
    let file = changed(&jpeg::baseline(), 0xE0, |_| {
        b"JFIF\0\x01\x02\x02\0\x90\0\x48\0\0".to_vec()
    });
    assert_same_look("density", &file);
    let written = clean(&file);
    assert_eq!(
        written[2..20],
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x02\0\x01\0\0")[..]
    );
    let square = changed(&jpeg::baseline(), 0xE0, |_| {
        b"JFIF\0\x01\x02\x02\0\x48\0\x48\0\0".to_vec()
    });
    assert!(!clean(&square).windows(4).any(|window| window == b"JFIF"));
    let chunk = |x: u32, y: u32| {
        RGB.with(
            b"pHYs",
            &[x.to_be_bytes(), y.to_be_bytes()]
                .concat()
                .into_iter()
                .chain([1])
                .collect::<Vec<_>>(),
        )
    };
    assert!(
        clean(&chunk(2000, 1000))
            .windows(13)
            .any(|window| window == b"pHYs\0\0\0\x02\0\0\0\x01\0")
    );
    assert!(
        !clean(&chunk(2835, 2835))
            .windows(4)
            .any(|window| window == b"pHYs")
    );
}

#[test]
fn every_orientation_is_kept_in_every_format() {
    for value in 1..=8 {
        for order in [BIG, LITTLE] {
            let block = order.turned(value);
            let exif = named(0xE1, b"Exif\0\0", &block);
            let still = |name: &[u8; 4]| (*name, block.clone());
            for (name, file) in [
                ("JPEG", behind_soi(&jpeg::baseline(), &exif)),
                ("JPEG, progressive", behind_soi(&jpeg::progressive(), &exif)),
                ("PNG", RGB.with(b"eXIf", &block)),
                (
                    "WebP",
                    webp::riff(&[
                        webp::vp8x(0x08),
                        webp::chunk(b"VP8 ", webp::LOSSY),
                        still(b"EXIF"),
                    ]),
                ),
            ] {
                assert_same_look(&format!("{name}, orientation {value}"), &file);
                let kept = look(&clean(&file)).expect("the clean file is read");
                assert_eq!(Some(kept.orientation), Orientation::from_tiff(value), "{name}");
                let shown = kept.shown();
                let picture = pixels(&file).expect("decoded");
                assert_eq!(
                    (shown.width, shown.height),
                    picture.dimensions(),
                    "{name}, orientation {value}"
                );
            }
        }
    }
}

#[test]
fn every_kind_of_png_looks_the_same() {
    for kind in kinds() {
        let name = format!(
            "type {} depth {} interlaced {}",
            kind.colour, kind.depth, kind.interlaced
        );
        assert_same_look(&name, &kind.file());
    }
    assert_same_look("animated", &png::file(&png::animation()));
}

#[test]
fn transparency_and_palettes_look_the_same() {
    for depth in [1, 2, 4, 8] {
        let kind = png::Kind::new(depth, 3);
        let alpha: Vec<u8> = (0..1u16 << depth)
            .map(|index| (index * 77 % 256) as u8 & 0xFE)
            .collect();
        assert_same_look(&format!("palette of depth {depth}"), &kind.with(b"tRNS", &alpha));
    }
    let gap = png::Kind::new(8, 3);
    let rows = gap.rows(|number| [3, 7, 200][number % 3]);
    let colours: Vec<u8> = (0..=255).flat_map(|v| [v, 255 - v, v / 2]).collect();
    let chunks = [
        gap.ihdr(),
        chunk(b"PLTE", &colours),
        chunk(b"tRNS", &[255, 255, 255, 40, 0, 0, 0, 0]),
        chunk(b"bKGD", &[9]),
        chunk(b"IDAT", &png::zlib(&rows)),
        chunk(b"IEND", b""),
    ];
    assert_same_look("a palette with gaps", &png::file(&chunks));
    assert_same_look(
        "grey with a transparent level",
        &png::Kind::new(8, 0).with(b"tRNS", &[0, 37]),
    );
    assert_same_look(
        "colour with a transparent one",
        &RGB.with(b"tRNS", &[0, 0, 0, 37, 0, 74]),
    );
}

#[test]
fn every_kind_of_webp_looks_the_same() {
    for (name, file) in webp::kinds() {
        assert_same_look(name, &file);
    }
}
