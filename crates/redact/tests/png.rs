//! What `png::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::pngs::{Kind, chunk, chunks, entry, interlaced, kinds};
use common::{SEED, filled, gaussian, region, scene, scene_with_secret};
use png::{BitDepth, ColorType, Transformations};
use safelight_redact::{Area, Concealed, Error, Region, Upright, png as redact};

fn conceal(file: &[u8], regions: &[Region]) -> Concealed {
    redact::conceal(file, regions, Upright::TopLeft, &SEED).unwrap()
}

/// Whether two pictures with the same surround come out as one file.
fn tells_nothing(first: &[u8], second: &[u8]) -> bool {
    first == second
}

/// The picture with `added` put in front of the first chunk of a kind.
fn before(file: &[u8], kind: &[u8; 4], added: &[u8]) -> Vec<u8> {
    let at = file.windows(4).position(|window| window == kind).unwrap() - 4;
    [&file[..at], added, &file[at..]].concat()
}

/// Eight bits of red, green, blue and alpha a pixel, by the `png` crate's own transformations.
fn shown(file: &[u8]) -> Vec<[u8; 4]> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA | Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    match reader.output_color_type().0 {
        ColorType::GrayscaleAlpha => pixels.chunks(2).map(|p| [p[0], p[0], p[0], p[1]]).collect(),
        _ => pixels.chunks(4).map(|p| [p[0], p[1], p[2], p[3]]).collect(),
    }
}

#[test]
fn pictures_that_differ_only_inside_become_one_file() {
    let regions = [
        region(30, 20, 21, 15),
        filled(61, 10, 10, 30, [200, 10, 90]),
        region(40, 30, 15, 12),
    ];
    for kind in kinds() {
        let plain = kind.of(97, 71, scene);
        let Concealed { bytes, area } = conceal(&plain, &regions);
        let other = kind.of(97, 71, scene_with_secret(&area));
        assert_ne!(plain, other);
        assert_eq!(
            redact::differences_outside(&plain, &other, &area).unwrap(),
            0,
            "{kind:?}: the pair is not one"
        );
        assert!(
            tells_nothing(&bytes, &conceal(&other, &regions).bytes),
            "{kind:?}"
        );
    }
}

#[test]
fn a_gaussian_blur_would_be_found_out() {
    let regions = [region(30, 20, 21, 15)];
    let kind = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    };
    let area = conceal(&kind.of(97, 71, scene), &regions).area;
    let first = kind.of(97, 71, gaussian(scene, &area));
    let second = kind.of(97, 71, gaussian(scene_with_secret(&area), &area));
    assert_eq!(redact::differences_outside(&first, &second, &area).unwrap(), 0);
    assert!(!tells_nothing(&first, &second));
}

#[test]
fn nothing_outside_changes() {
    let regions = [region(30, 20, 21, 15), filled(61, 10, 10, 30, [200, 10, 90])];
    for kind in kinds() {
        let plain = kind.of(97, 71, scene);
        let Concealed { bytes, area } = conceal(&plain, &regions);
        assert_ne!(plain, bytes);
        assert_eq!(
            redact::differences_outside(&plain, &bytes, &area).unwrap(),
            0,
            "{kind:?}"
        );
        assert_eq!(chunks(&plain)[0], chunks(&bytes)[0], "{kind:?}: IHDR");
        let outside = |file: &[u8]| -> Vec<[u8; 4]> {
            let pixels = shown(file).into_iter().zip(0_u32..);
            pixels
                .filter(|(_, at)| !area.contains(at % 97, at / 97))
                .map(|(pixel, _)| pixel)
                .collect()
        };
        assert_eq!(outside(&plain), outside(&bytes), "{kind:?}");
    }
}

/// All of the source, or one sample of it.
#[test]
fn what_is_left_inside_is_counted() {
    let regions = [region(30, 20, 21, 15), filled(61, 10, 10, 30, [200, 10, 90])];
    for kind in kinds() {
        let plain = kind.of(97, 71, scene);
        let Concealed { bytes, area } = conceal(&plain, &regions);
        let inside = |copy: &[u8]| u64::from(redact::again(copy, &area, &regions, &SEED).unwrap() != copy);
        assert_eq!(inside(&bytes), 0, "{kind:?}");
        assert!(inside(&plain) > 0, "{kind:?}");
        let shown = shown(&bytes);
        let copy = |x: u32, y: u32| {
            let pixel = shown[(y * 97 + x) as usize];
            [pixel[0], pixel[1], pixel[2]]
        };
        let touched = |x, y| {
            if (x, y) == (40, 28) {
                copy(x, y).map(|level| !level)
            } else {
                copy(x, y)
            }
        };
        assert!(inside(&kind.of(97, 71, touched)) > 0, "{kind:?}: one pixel");
    }
}

#[test]
fn what_is_hidden_is_opaque() {
    for kind in kinds() {
        let plain = kind.of(97, 71, scene);
        // Grey in the middle of the range, so that paint meets the transparent colour.
        for regions in [
            vec![region(30, 20, 21, 15)],
            vec![filled(30, 20, 20, 20, [128; 3])],
            vec![region(0, 0, 97, 71)],
        ] {
            let Concealed { bytes, area } = conceal(&plain, &regions);
            for ([.., alpha], at) in shown(&bytes).into_iter().zip(0_u32..) {
                assert!(alpha == 255 || !area.contains(at % 97, at / 97), "{kind:?}");
            }
        }
    }
}

#[test]
fn a_fill_shows_its_colour() {
    for kind in kinds().into_iter().filter(|kind| kind.depth as u8 >= 8) {
        let plain = kind.of(60, 60, |_, _| [40, 50, 60]);
        let pixels = shown(&conceal(&plain, &[filled(20, 20, 20, 20, [180, 60, 120])]).bytes);
        let grey = matches!(kind.colour, ColorType::Grayscale | ColorType::GrayscaleAlpha);
        assert_eq!(
            pixels[60 * 30 + 30],
            if grey {
                [103, 103, 103, 255]
            } else {
                [180, 60, 120, 255]
            },
            "{kind:?}"
        );
    }
}

#[test]
fn entries_used_only_inside_leave_the_palette() {
    let kind = Kind {
        colour: ColorType::Indexed,
        depth: BitDepth::Eight,
        key: true,
    };
    let area = conceal(&kind.of(60, 60, scene), &[region(20, 20, 20, 20)]).area;
    let plain = kind.of(60, 60, |x, y| {
        if area.contains(x, y) {
            [(100 + x) as u8, 0, 0]
        } else {
            [(x % 7) as u8, 0, 0]
        }
    });
    let bytes = conceal(&plain, &[region(20, 20, 20, 20)]).bytes;
    let chunks = chunks(&bytes);
    let palette: Vec<&[u8]> = chunks
        .iter()
        .find(|(kind, _)| kind == b"PLTE")
        .unwrap()
        .1
        .chunks(3)
        .collect();
    assert!((0..7).all(|index| palette.contains(&&entry(index)[..])));
    let mut hidden: Vec<u32> = (0..60)
        .filter(|&x| area.contains(x, 30))
        .map(|x| 100 + x)
        .collect();
    hidden.retain(|&index| palette.contains(&&entry(index)[..]));
    assert!(hidden.is_empty(), "{hidden:?}");
    let transparency = &chunks.iter().find(|(kind, _)| kind == b"tRNS").unwrap().1;
    assert_eq!(transparency.iter().filter(|&&alpha| alpha == 0).count(), 1);
}

#[test]
fn the_order_of_a_palette_tells_nothing() {
    let kind = Kind {
        colour: ColorType::Indexed,
        depth: BitDepth::Four,
        key: false,
    };
    let plain = kind.of(60, 60, |x, _| [(x / 9 * 16) as u8, 0, 0]);
    // The same picture, its palette the other way round.
    let mut chunks = chunks(&plain);
    let palette = &mut chunks.iter_mut().find(|(kind, _)| kind == b"PLTE").unwrap().1;
    *palette = palette.chunks(3).rev().flatten().copied().collect();
    let pixels = kind.of(60, 60, |x, _| [240 - (x / 9 * 16) as u8, 0, 0]);
    chunks.retain(|(kind, _)| kind != b"IDAT");
    let head: Vec<u8> = chunks
        .iter()
        .filter(|(k, _)| k != b"IEND")
        .flat_map(|(kind, data)| chunk(kind, data))
        .collect();
    let data = &crate::chunks(&pixels)
        .into_iter()
        .find(|(kind, _)| kind == b"IDAT")
        .unwrap()
        .1;
    let other = [&plain[..8], &head, &chunk(b"IDAT", data), &chunk(b"IEND", b"")].concat();
    assert_eq!(shown(&plain), shown(&other));
    let regions = [region(20, 20, 20, 20)];
    assert!(tells_nothing(
        &conceal(&plain, &regions).bytes,
        &conceal(&other, &regions).bytes
    ));
}

/// Of a colour that tRNS makes transparent, where nothing that is seen has it, nothing is left.
#[test]
fn transparency_under_the_area_alone_is_not_told() {
    let regions = [region(20, 20, 9, 9)];
    let kinds = kinds().into_iter();
    for kind in kinds.filter(|kind| kind.key && matches!(kind.colour, ColorType::Rgb | ColorType::Grayscale))
    {
        let key = match (kind.colour, kind.depth) {
            (ColorType::Rgb, BitDepth::Eight) => vec![0, 128, 0, 128, 0, 128],
            (ColorType::Rgb, _) => vec![128; 6],
            (_, BitDepth::Sixteen) => vec![128; 2],
            (_, BitDepth::Eight) => vec![0, 128],
            (_, depth) => vec![0, 1 << (depth as u8 - 1)],
        };
        let plain = Kind { key: false, ..kind };
        let hides = |hidden: [u8; 3]| {
            let area = conceal(&plain.of(60, 50, |_, _| [9; 3]), &regions).area;
            plain.of(
                60,
                50,
                move |x, y| if area.contains(x, y) { hidden } else { [9; 3] },
            )
        };
        let one = before(&hides([128; 3]), b"IDAT", &chunk(b"tRNS", &key));
        assert!(shown(&one).iter().any(|pixel| pixel[3] == 0), "{kind:?}");
        let one = conceal(&one, &regions);
        assert!(one.bytes == conceal(&hides([77; 3]), &regions).bytes, "{kind:?}");
        assert!(shown(&one.bytes).iter().all(|pixel| pixel[3] == 255), "{kind:?}");
    }
}

#[test]
fn bits_behind_the_last_sample_of_a_row_are_cleared() {
    let file = |row: u8| {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 3, 40);
        encoder.set_depth(BitDepth::One);
        encoder
            .write_header()
            .unwrap()
            .write_image_data(&[row; 40])
            .unwrap();
        file
    };
    let regions = [region(0, 0, 3, 3)];
    let (clear, set) = (file(0b1010_0000), file(0b1011_1111));
    assert!(tells_nothing(
        &conceal(&clear, &regions).bytes,
        &conceal(&set, &regions).bytes
    ));
}

#[test]
fn chunks_stay_in_place_save_those_that_restate_the_pixels() {
    let kind = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    };
    let gamma = chunk(b"gAMA", &45_455_u32.to_be_bytes());
    let palette = chunk(b"PLTE", &[1, 2, 3]);
    let exif = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0");
    let file = before(
        &kind.of(60, 60, scene),
        b"IDAT",
        &[&gamma[..], &palette, &exif].concat(),
    );
    let file = before(&file, b"IEND", &chunk(b"prVt", b"kept"));
    let bytes = conceal(&file, &[region(20, 20, 20, 20)]).bytes;
    let kinds: Vec<[u8; 4]> = chunks(&bytes).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [*b"IHDR", *b"gAMA", *b"eXIf", *b"IDAT", *b"prVt", *b"IEND"]
    );
    assert!(bytes.windows(gamma.len()).any(|window| window == gamma));
}

#[test]
fn a_background_keeps_its_colour() {
    let kind = Kind {
        colour: ColorType::Indexed,
        depth: BitDepth::Eight,
        key: false,
    };
    let file = before(&kind.of(60, 60, scene), b"IDAT", &chunk(b"bKGD", &[250]));
    let chunks = chunks(&conceal(&file, &[region(20, 20, 20, 20)]).bytes);
    let data = |kind: &[u8; 4]| &chunks.iter().find(|(other, _)| other == kind).unwrap().1;
    let index = usize::from(data(b"bKGD")[0]);
    assert_eq!(data(b"PLTE")[3 * index..][..3], entry(250));
}

#[test]
fn any_picture_and_any_region_will_do() {
    let regions = [
        vec![region(0, 0, 1, 1)],
        vec![region(-5, -5, 5000, 5000)],
        vec![region(0, 0, 3, 3), region(2, 2, 4, 4)],
        vec![region(14, 10, 1, 1), filled(0, 15, 300, 1, [9, 9, 9])],
        vec![region(-30, 4, 24, 8)],
        vec![region(i32::MAX, i32::MAX, u32::MAX, u32::MAX), region(0, 0, 0, 0)],
    ];
    for kind in kinds() {
        for (width, height) in [(1, 1), (3, 2), (17, 16), (33, 47), (1, 100)] {
            let plain = kind.of(width, height, scene);
            for regions in &regions {
                let Concealed { bytes, area } = conceal(&plain, regions);
                assert_eq!(
                    redact::differences_outside(&plain, &bytes, &area).unwrap(),
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
    let plain = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    }
    .of(60, 60, scene);
    let Concealed { bytes, area } = conceal(&plain, &[region(-100, 0, 50, 50)]);
    assert!(area.is_empty());
    assert_eq!(bytes, plain);
}

#[test]
fn a_change_outside_is_counted() {
    let kind = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    };
    let plain = kind.of(60, 60, scene);
    let Concealed { area, .. } = conceal(&plain, &[region(20, 20, 10, 10)]);
    let touched = kind.of(60, 60, |x, y| {
        if (x, y) == (50, 50) {
            [scene(x, y)[0] ^ 1, 0, 255]
        } else {
            scene(x, y)
        }
    });
    assert_eq!(redact::differences_outside(&plain, &touched, &area).unwrap(), 3);
    let deeper = Kind {
        depth: BitDepth::Sixteen,
        ..kind
    }
    .of(60, 60, scene);
    assert!(matches!(
        redact::differences_outside(&plain, &deeper, &area),
        Err(Error::Differs { .. })
    ));
}

#[test]
fn an_interlaced_picture_keeps_its_pixels() {
    let area_of = |file: &[u8]| -> Area { conceal(file, &[region(10, 10, 5, 5)]).area };
    let kind = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    };
    let plain = kind.of(37, 29, scene);
    let interlaced = interlaced(37, 29, scene);
    let Concealed { bytes, area } = conceal(&interlaced, &[region(10, 10, 5, 5)]);
    assert_eq!(area, area_of(&plain));
    assert_eq!(
        redact::differences_outside(&interlaced, &bytes, &area).unwrap(),
        0
    );
    assert_eq!(bytes, conceal(&plain, &[region(10, 10, 5, 5)]).bytes);
}

#[test]
fn pictures_beyond_the_limit_are_refused() {
    let plain = Kind {
        colour: ColorType::Rgb,
        depth: BitDepth::Eight,
        key: false,
    }
    .of(20, 20, scene);
    let conceal = |file: &[u8]| redact::conceal(file, &[region(0, 0, 9, 9)], Upright::TopLeft, &SEED);
    for (side, limit) in [(20_000_u32, true), (15_000, false)] {
        let header = [&side.to_be_bytes()[..], &side.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let large = [&plain[..8], &chunk(b"IHDR", &header), &plain[33..]].concat();
        assert_eq!(matches!(conceal(&large), Err(Error::Limit { .. })), limit);
        assert_eq!(
            matches!(conceal(&large), Err(Error::Malformed { part: "IDAT", .. })),
            !limit
        );
    }
}
