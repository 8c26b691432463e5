//! Kinds of JPEG that few programs write, and files that end badly.

use safelight_sanitize::{Error, Size};

use crate::common::{MARK, assert_gone, assert_same_look, clean, holds, look, slot};
use crate::hostile::{assert_survives_changes, assert_survives_cuts};
use crate::jpeg::{
    HEIGHT, Kind, WIDTH, baseline, before, before_first, behind_soi, changed, named, places, progressive,
    segment, split,
};

/// Made by libjpeg-turbo, which reads them too; the decoder of these tests does not.
const ARITHMETIC: &[u8] = include_bytes!("../../crates/redact/tests/pictures/arithmetic.jpg");
const ARITHMETIC_PROGRESSIVE: &[u8] =
    include_bytes!("../../crates/redact/tests/pictures/arithmetic_progressive.jpg");
const TWELVE: &[u8] = include_bytes!("../../crates/redact/tests/pictures/twelve.jpg");
const TWELVE_PROGRESSIVE: &[u8] = include_bytes!("../../crates/redact/tests/pictures/twelve_progressive.jpg");

/// A lossless picture (T.81 annex H): 16 × 8 samples, each of them as predicted, so that each is one bit.
fn lossless(components: u8) -> Vec<u8> {
    let specifications = (1..=components).flat_map(|id| [id, 0x11, 0]);
    let frame: Vec<u8> = [8, 0, 8, 0, 16, components]
        .into_iter()
        .chain(specifications)
        .collect();
    let mut table = vec![0; 18];
    table[1] = 1;
    let selected = (1..=components).flat_map(|id| [id, 0]);
    let scan: Vec<u8> = [components]
        .into_iter()
        .chain(selected)
        .chain([1, 0, 0])
        .collect();
    [
        b"\xFF\xD8".to_vec(),
        segment(0xC3, &frame),
        segment(0xC4, &table),
        segment(0xDA, &scan),
        vec![0; 16 * usize::from(components)],
        b"\xFF\xD9".to_vec(),
    ]
    .concat()
}

/// A picture whose height stands behind its scan (T.81 B.2.5).
fn without_height(dnl: &[u8]) -> Vec<u8> {
    let file = changed(&baseline(), 0xC0, |frame| {
        [&frame[..1], &[0, 0], &frame[3..]].concat()
    });
    let last = split(&file).len() - 1;
    before(&file, last, &segment(0xDC, dnl))
}

#[test]
fn nothing_stays_in_a_jpeg_of_another_process() {
    let quantiser = |slot: u8| segment(0xDB, &[[slot].as_slice(), &MARK.repeat(6)[..64]].concat());
    let code = |class: u8| {
        let mut counts = [0; 16];
        counts[7] = MARK.len() as u8;
        segment(0xC4, &[[class << 4 | 3].as_slice(), &counts, MARK].concat())
    };
    let mut slots = Vec::new();
    let lossless = lossless(3);
    for (name, file) in [
        ("arithmetic", ARITHMETIC),
        ("arithmetic progressive", ARITHMETIC_PROGRESSIVE),
        ("12 bits", TWELVE),
        ("12 bits progressive", TWELVE_PROGRESSIVE),
        ("lossless", &lossless),
    ] {
        let last = split(file).len() - 1;
        for (place, file) in [
            ("in the header", behind_soi(file, &segment(0xE1, MARK))),
            ("before the scan", before_first(file, 0xDA, &segment(0xFE, MARK))),
            ("in an unused DQT", before_first(file, 0xDA, &quantiser(3))),
            ("in an unused DHT", before_first(file, 0xDA, &code(1))),
            (
                "in an unused DAC",
                before_first(file, 0xDA, &segment(0xCC, &MARK.map(|byte| byte | 0x0F))),
            ),
            ("behind the scan", before(file, last, &segment(0xEF, MARK))),
            ("in a DNL", before(file, last, &segment(0xDC, MARK))),
            ("behind EOI", [file, MARK].concat()),
        ] {
            let mark = if place == "in an unused DAC" {
                MARK.map(|byte| byte | 0x0F)
            } else {
                *MARK
            };
            slots.push(crate::common::slot_of(format!("{name}, {place}"), file, &mark));
        }
    }
    slots.push(slot(
        "DQT of a lossless picture",
        before_first(&lossless, 0xC3, &quantiser(0)),
    ));
    slots.push(slot(
        "AC table of a lossless picture",
        before_first(&lossless, 0xDA, &code(1)),
    ));
    slots.push(slot(
        "behind a DNL's two bytes",
        without_height(&[&HEIGHT.to_be_bytes(), MARK.as_slice()].concat()),
    ));
    assert_gone(&slots);
}

/// Decoders skip them; so they would be room for a few bits.
#[test]
fn fields_that_no_decoder_reads_say_nothing() {
    let plain = lossless(1);
    let mut dirty = split(&plain);
    let (frame, scan) = (places(&dirty, 0xC3)[0], places(&dirty, 0xDA)[0]);
    *dirty[frame].last_mut().unwrap() = 3;
    let selector = dirty[scan].len() - 4;
    (dirty[scan][selector], dirty[scan][selector + 2]) = (0x0A, 0x5A);
    *dirty[scan].last_mut().unwrap() = 0xF0;
    assert_ne!(dirty.concat(), plain);
    assert_eq!(clean(&dirty.concat()), clean(&plain));

    let wide = |precision: u8| {
        changed(&baseline(), 0xDB, |table| {
            let values = table[1..65].iter().flat_map(|value| [0, *value]);
            [precision << 4 | table[0]]
                .into_iter()
                .chain(values)
                .chain(table[65..].iter().copied())
                .collect()
        })
    };
    assert_same_look("a table of 16 bits", &wide(1));
    for precision in 2..16 {
        assert_eq!(clean(&wide(precision)), clean(&wide(1)));
    }
}

/// Any four bytes would do for a decoder.
#[test]
fn the_identifiers_of_components_are_numbers_or_colours() {
    let named = |ids: [u8; 3]| {
        let mut pieces = split(&baseline());
        let (frame, scan) = (places(&pieces, 0xC0)[0], places(&pieces, 0xDA)[0]);
        for (index, id) in ids.into_iter().enumerate() {
            pieces[frame][10 + 3 * index] = id;
            pieces[scan][5 + 2 * index] = id;
        }
        pieces.concat()
    };
    for ids in [[0, 1, 2], *b"Eva", [200, 3, 1]] {
        assert_same_look("named", &named(ids));
        assert_eq!(clean(&named(ids)), clean(&named([1, 2, 3])), "{ids:?}");
    }
    assert!(holds(&clean(&named(*b"RGB")), b"R\x22\0G\x11\x01B\x11\x01"));
}

#[test]
fn the_colours_of_a_lossless_jpeg_stay_as_its_marks_say() {
    let adobe = |transform| named(0xEE, b"Adobe\0\x64\0\0\0\0", &[transform]);
    let jfif = named(0xE0, b"JFIF\0", b"\x01\x01\0\0\x01\0\x01\0\0");
    let file = lossless(3);
    assert!(!holds(&clean(&file), b"Adobe"));
    for (header, transform) in [
        (adobe(0), 0),
        (adobe(1), 1),
        (jfif.clone(), 1),
        ([jfif, adobe(0)].concat(), 1),
    ] {
        assert!(holds(&clean(&behind_soi(&file, &header)), &adobe(transform)));
    }
}

#[test]
fn a_height_behind_the_scan_goes_to_the_frame_header() {
    let file = without_height(&HEIGHT.to_be_bytes());
    assert_eq!(clean(&file), clean(&baseline()));
    let (width, height) = (WIDTH.into(), HEIGHT.into());
    assert_eq!(
        look(&file).map(|picture| picture.stored),
        Ok(Size { width, height })
    );
    // A header that gives a height has it; no decoder reads the other.
    let last = split(&baseline()).len() - 1;
    let both = before(&baseline(), last, &segment(0xDC, &[0, 9]));
    assert_eq!(clean(&both), clean(&baseline()));
    for dnl in [b"\0\0".as_slice(), b"\x01", b""] {
        assert!(look(&without_height(dnl)).is_err());
    }
}

#[test]
fn what_no_walk_can_prove_is_refused_by_name() {
    let framed = |marker: u8| {
        let mut pieces = split(&baseline());
        let frame = places(&pieces, 0xC0)[0];
        pieces[frame][1] = marker;
        pieces.concat()
    };
    let second = before_first(
        &baseline(),
        0xDA,
        &segment(0xC5, b"\x08\0\x08\0\x08\x01\x01\x11\0"),
    );
    for (file, name) in [
        (framed(0xC5), "A hierarchical JPEG"),
        (framed(0xC7), "A hierarchical JPEG"),
        (framed(0xCE), "A hierarchical JPEG"),
        (second, "A hierarchical JPEG"),
        (framed(0xCB), "An arithmetic-coded lossless JPEG"),
        (framed(0xF7), "A JPEG-LS picture"),
    ] {
        match look(&file) {
            Err(Error::Unsupported { what, .. }) => assert_eq!(what, name),
            other => panic!("{name}: {other:?}"),
        }
    }
}

/// A missing end is the end of the file; what decoders cannot read behind a whole picture is not of the picture.
#[test]
fn a_picture_without_its_end_is_cleaned_like_the_whole_one() {
    let restarted = Kind {
        restart: Some(1),
        ..Kind::default()
    };
    for file in [baseline(), progressive(), restarted.encode()] {
        let open = &file[..file.len() - 2];
        for behind in [
            b"".as_slice(),
            b"\xFF",
            b"\xFF\xFF\xFF",
            &file,
            b"\xFF\x4APLANTED-MARK",
            b"\xFF\xE1\0\x01PLANTED-MARK",
            b"\xFF\xE1\x10\0PLANTED-MARK",
            b"\xFF\xFEPLANTED-MARK",
        ] {
            // Under a restart interval a reserved marker is a damaged restart, which decoders skip.
            let dirty = [open, behind].concat();
            assert_eq!(clean(&dirty), clean(&file), "{behind:?}");
        }
    }
}

#[test]
fn a_cut_picture_shows_what_it_did() {
    for file in [baseline(), progressive()] {
        let scan = places(&split(&file), 0xDA)[0];
        let header: usize = split(&file)[..=scan].iter().map(Vec::len).sum();
        for end in (header + 1..file.len()).step_by(7) {
            let Ok(picture) = look(&file[..end]) else {
                continue;
            };
            let written = picture.output.to_vec(&file[..end]);
            assert!(written.ends_with(b"\xFF\xD9"));
            let before =
                safelight_redact::jpeg::render(&file[..end], 64).expect("libjpeg-turbo makes up for it");
            let after = safelight_redact::jpeg::render(&written, 64).expect("the same");
            assert!(before == after, "cut at {end}");
        }
    }
    let file = baseline();
    assert!(look(&file[..file.len() * 3 / 4]).is_ok(), "cut inside its scan");
    let scan = places(&split(&file), 0xDA)[0];
    let header: usize = split(&file)[..=scan].iter().map(Vec::len).sum();
    assert!(look(&file[..header]).is_err(), "cut before its scan");
}

#[test]
fn what_decoders_cannot_read_before_the_last_scan_is_refused() {
    let file = progressive();
    let scans = places(&split(&file), 0xDA);
    for odd in [b"\xFF\xD8".as_slice(), b"\xFF\x4A", b"\xFF\xE1\0\x01"] {
        assert!(look(&before(&file, scans[1], odd)).is_err());
    }
}

#[test]
fn odd_jpegs_survive_cuts_and_changes() {
    let files = [
        ARITHMETIC_PROGRESSIVE.to_vec(),
        TWELVE.to_vec(),
        lossless(3),
        without_height(&HEIGHT.to_be_bytes()),
    ];
    assert_survives_cuts(&files);
    assert_survives_changes(&files);
}
