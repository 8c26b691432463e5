//! What `tiff::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::every_page::pages;
use common::pages::{Page, RGB, entry};
use common::raster::{Format, Kind, moving};
use common::{BASELINE, Jpeg, SEED, filled, region, scene, secret};
use jpeg_encoder::{ColorType, SamplingFactor};
use safelight_redact::{Concealed, Error, Region, tiff as redact};

fn format_of(pages: Vec<Page>) -> Format {
    let kinds = pages.into_iter().map(|page| Kind {
        name: format!("{page:?}"),
        of: Box::new(move |width, height, drawn| page.file(width, height, drawn)),
    });
    Format {
        conceal: |file, regions, _, seed| redact::conceal(file, regions, seed),
        differences: |source, output, _, regions| redact::differences_outside(source, output, regions),
        inside: |source, output, _, regions| redact::differences_inside(source, output, regions, &SEED),
        shown,
        kinds: kinds.collect(),
    }
}

fn format() -> Format {
    format_of(pages())
}

/// The first page, by the image crate; by nobody where it does not know the kind, or fails on an assertion of its own.
fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let picture = std::panic::catch_unwind(|| image::load(Cursor::new(file), image::ImageFormat::Tiff).ok());
    let pixels = |picture: image::DynamicImage| picture.into_rgba8().pixels().map(|pixel| pixel.0).collect();
    picture.ok().flatten().map(pixels).into_iter().collect()
}

#[test]
fn pictures_that_differ_only_inside_become_one_file() {
    format().one_file();
}

#[test]
fn a_gaussian_blur_would_be_found_out() {
    format().canary();
}

#[test]
fn nothing_outside_changes_and_what_is_hidden_is_opaque() {
    let mut format = format();
    // The image crate's reader of LZW stops short in some tiles that libtiff reads.
    format.kinds.retain(|kind| {
        let lzw_tiles = kind.name.contains("compression: 5") && kind.name.contains("tile: true");
        !lzw_tiles && !shown(&(kind.of)(9, 9, &moving)).is_empty()
    });
    assert!(format.kinds.len() >= 35, "{}", format.kinds.len());
    format.outside_stays();
}

#[test]
fn any_picture_and_any_region_will_do() {
    format().any_region();
}

#[test]
fn a_change_outside_is_counted() {
    format().changes_are_counted();
}

#[test]
fn what_is_left_inside_is_counted() {
    assert!(format().leftovers_are_counted() >= 3);
}

#[test]
fn cut_and_changed_files_end_in_a_value() {
    let every = pages().into_iter().step_by(4);
    format_of(every.collect()).survives(|file| file);
}

/// JPEG pages are stored as they are shown.
#[test]
fn a_jpeg_page_is_decoded_once_and_stored_without_loss() {
    let regions = [region(130, 70, 21, 15)];
    let kinds = [
        (6, 3, ColorType::Rgb, SamplingFactor::F_2_2),
        (6, 3, ColorType::Rgb, SamplingFactor::F_1_1),
        (1, 1, ColorType::Luma, SamplingFactor::F_1_1),
    ];
    for (photometric, samples, colour, sampling) in kinds {
        let kind = Jpeg {
            colour,
            sampling,
            ..BASELINE
        };
        let page = Page {
            photometric,
            samples,
            compression: 7,
            ..RGB
        };
        let stream = kind.of(297, 171, scene);
        let plain = page.assembled(vec![(297, 171, vec![stream.clone()], Vec::new())]);
        assert!(redact::has_loss(&plain).unwrap());
        let Concealed { bytes, area } = redact::conceal(&plain, &regions, &SEED).unwrap();
        assert!(!redact::has_loss(&bytes).unwrap());
        assert_eq!(redact::differences_outside(&plain, &bytes, &regions).unwrap(), 0);
        // The tables may stand in the page.
        let (tables, rest) = tables_apart(&stream);
        let apart = page.assembled(vec![(297, 171, vec![rest], tables)]);
        assert!(redact::conceal(&apart, &regions, &SEED).unwrap().bytes == bytes);
        // Of what was coded together with the mark not even the rounding is left outside.
        let marked = |x: u32, y: u32| (130..151).contains(&x) && (70..85).contains(&y);
        let other = kind.of(
            297,
            171,
            |x, y| if marked(x, y) { secret(x, y) } else { scene(x, y) },
        );
        assert!(other != stream);
        let other = page.assembled(vec![(297, 171, vec![other], Vec::new())]);
        assert!(redact::conceal(&other, &regions, &SEED).unwrap().bytes == bytes);
        assert!(!area.contains(10, 10) && !area.contains(290, 160));
    }
}

/// A JPEG's quantiser and Huffman tables, and what is left of it.
fn tables_apart(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut at, mut tables, mut rest) = (2, vec![0xFF, 0xD8], vec![0xFF, 0xD8]);
    loop {
        let marker = file[at + 1];
        let end = at + 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        match marker {
            0xDB | 0xC4 => tables.extend(&file[at..end]),
            0xDA => break,
            _ => rest.extend(&file[at..end]),
        }
        at = end;
    }
    tables.extend([0xFF, 0xD9]);
    rest.extend(&file[at..]);
    (tables, rest)
}

#[test]
fn a_webp_page_is_decoded_once_and_stored_without_loss() {
    let regions = [region(20, 20, 9, 9)];
    for (samples, file) in [
        (3, include_bytes!("pictures/lossy.webp").as_slice()),
        (4, include_bytes!("pictures/lossy_alpha.webp")),
    ] {
        let extra = (samples == 4).then_some(2);
        let page = Page {
            samples,
            extra,
            compression: 50001,
            ..RGB
        };
        let plain = page.assembled(vec![(60, 50, vec![file.to_vec()], Vec::new())]);
        let bytes = redact::conceal(&plain, &regions, &SEED).unwrap().bytes;
        assert_eq!(redact::differences_outside(&plain, &bytes, &regions).unwrap(), 0);
        assert_eq!(shown(&bytes).len(), 1);
    }
}

#[test]
fn regions_are_turned_with_each_page() {
    for orientation in 2..=8 {
        let page = Page { orientation, ..RGB };
        let plain = page.file(97, 71, &moving);
        let area = redact::conceal(&plain, &[region(8, 8, 10, 10)], &SEED)
            .unwrap()
            .area;
        let (x, y) = [
            (0, 0),
            (90, 0),
            (90, 60),
            (0, 60),
            (0, 0),
            (0, 60),
            (90, 60),
            (90, 0),
        ][usize::from(orientation) - 1];
        assert!(area.contains(x, y), "{orientation}");
        assert!(!area.contains(48, 35), "{orientation}");
    }
}

/// What is coded as differences repeats the last pixel beyond the picture, be it hidden or not.
#[test]
fn tiles_hold_nothing_hidden_beyond_the_picture() {
    let regions = [region(60, 40, 400, 400)];
    for (predictor, compression) in [(1, 1), (2, 5), (2, 8)] {
        let page = Page {
            predictor,
            compression,
            tile: true,
            ..RGB
        };
        let area = redact::conceal(&page.file(97, 71, &moving), &regions, &SEED)
            .unwrap()
            .area;
        let [one, other] = [9, 200].map(|ink| {
            let file = page.file(97, 71, &|frame, x, y| {
                if area.contains(x, y) {
                    [ink; 3]
                } else {
                    moving(frame, x, y)
                }
            });
            redact::conceal(&file, &regions, &SEED).unwrap().bytes
        });
        assert!(one == other, "{predictor} {compression}");
    }
}

/// A region off the first page may lie on another; a page that none touches stays as it is.
#[test]
fn pages_are_hidden_each_by_itself() {
    let page = Page {
        pages: 3,
        compression: 8,
        ..RGB
    };
    let plain = page.file(97, 71, &moving);
    // Only pages that are wider than the first by 14 have it.
    let regions = [region(116, 10, 4, 4)];
    let Concealed { bytes, area } = redact::conceal(&plain, &regions, &SEED).unwrap();
    assert!(area.is_empty() && bytes != plain);
    assert_eq!(redact::differences_outside(&plain, &bytes, &regions).unwrap(), 0);
    assert_eq!(shown(&plain), shown(&bytes));
    let nowhere = [region(500, 500, 9, 9)];
    assert_eq!(redact::conceal(&plain, &nowhere, &SEED).unwrap().bytes, plain);
}

/// T.4: an end-of-line code, then white or black runs of the whole row; written as T.6.
#[test]
fn a_fax_of_group_3_keeps_its_rows() {
    let (mut bits, all) = (String::new(), "000000000001");
    for y in 0..60 {
        // 64 pixels: white ones, or no white one and black ones; the code ends with runs below 64.
        bits += all;
        bits += if y % 3 == 0 { "001101010000001111" } else { "11011" };
        bits += if y % 3 == 0 { "0000110111" } else { "00110101" };
    }
    let data = bits
        .as_bytes()
        .chunks(8)
        .map(|byte| (0..8).fold(0, |sum, bit| sum << 1 | u8::from(byte.get(bit) == Some(&b'1'))));
    let page = Page {
        photometric: 0,
        samples: 1,
        bits: 1,
        compression: 3,
        ..RGB
    };
    let plain = page.assembled(vec![(64, 60, vec![data.collect()], Vec::new())]);
    let regions = [region(20, 20, 9, 9)];
    let Concealed { bytes, area } = redact::conceal(&plain, &regions, &SEED).unwrap();
    assert_eq!(redact::differences_outside(&plain, &bytes, &regions).unwrap(), 0);
    let rows = shown(&bytes);
    for at in (0..64 * 60).filter(|at| !area.contains(at % 64, at / 64)) {
        let level = if at / 64 % 3 == 0 { 0 } else { 255 };
        assert!(
            rows.first().is_none_or(|rows| rows[at as usize][0] == level),
            "{at}"
        );
    }
    // In two dimensions (T4Options, tag 292, in place of PlanarConfiguration) the same bytes are another picture.
    let mut other = plain;
    let tag = other
        .windows(8)
        .position(|entry| entry == [28, 1, 3, 0, 1, 0, 0, 0])
        .unwrap();
    other[tag] = 36;
    assert!(matches!(
        redact::conceal(&other, &regions, &SEED),
        Err(Error::Unsupported { .. })
    ));
}

#[test]
fn what_cannot_be_painted_or_read_is_refused_by_name() {
    let grey = Page {
        photometric: 1,
        samples: 1,
        ..RGB
    };
    let refused = |page: Page| {
        let failed = redact::conceal(&page.file(20, 20, &moving), &[region(0, 0, 9, 9)], &SEED);
        match failed {
            Err(Error::Unsupported { what }) => what,
            other => panic!("{other:?}"),
        }
    };
    let lab = Page {
        photometric: 8,
        ..RGB
    };
    assert!(
        redact::has_loss(&lab.file(20, 20, &moving)).is_err(),
        "it shows before"
    );
    assert_eq!(
        refused(Page {
            photometric: 8,
            ..RGB
        }),
        "a TIFF of Lab colours"
    );
    assert_eq!(
        refused(Page {
            compression: 2,
            bits: 1,
            ..grey
        }),
        "a TIFF in this kind of fax code"
    );
    assert_eq!(
        refused(Page {
            compression: 50000,
            ..RGB
        }),
        "a TIFF of this compression"
    );
    let inks = Page {
        photometric: 5,
        samples: 4,
        ..RGB
    };
    let stream = Jpeg {
        colour: ColorType::Cmyk,
        sampling: SamplingFactor::F_1_1,
        ..BASELINE
    }
    .of(20, 20, scene);
    let inks = Page {
        compression: 7,
        ..inks
    }
    .assembled(vec![(20, 20, vec![stream], Vec::new())]);
    let regions: [Region; 1] = [filled(0, 0, 9, 9, [1, 2, 3])];
    assert!(matches!(
        redact::conceal(&inks, &regions, &SEED),
        Err(Error::Unsupported { .. })
    ));
}

#[test]
fn colours_used_only_inside_leave_the_map() {
    let page = Page {
        photometric: 3,
        samples: 1,
        ..RGB
    };
    let regions = [region(20, 20, 20, 20)];
    let area = redact::conceal(&page.file(60, 60, &moving), &regions, &SEED)
        .unwrap()
        .area;
    let plain = page.file(60, 60, &|_, x, y| {
        if area.contains(x, y) {
            [(100 + x) as u8, 0, 0]
        } else {
            [(x % 7) as u8, 0, 0]
        }
    });
    let bytes = redact::conceal(&plain, &regions, &SEED).unwrap().bytes;
    for index in (100..160).filter(|&index| area.contains(index - 100, 30)) {
        let holds = |file: &[u8]| {
            // Its field: the tag, SHORT, 3 × 256 of them, their place.
            let field = file
                .windows(8)
                .position(|window| window == [0x40, 1, 3, 0, 0, 3, 0, 0])
                .unwrap();
            let start = u32::from_le_bytes(file[field + 8..field + 12].try_into().unwrap()) as usize;
            let level = |at: usize| {
                u64::from(u16::from_le_bytes([
                    file[start + 2 * at],
                    file[start + 2 * at + 1],
                ]))
            };
            (0..256).any(|at| [level(at), level(256 + at), level(512 + at)] == entry(index.into()))
        };
        assert!(holds(&plain) && !holds(&bytes), "{index}");
    }
}
