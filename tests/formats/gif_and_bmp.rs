//! GIFs and BMPs of any shape: the same clean file whatever stands in them, in one pass however large they claim to be.

use proptest::collection::vec;
use proptest::prelude::*;
use safelight_sanitize::{Coded, Error};

use crate::bmp::{Bmp, RLE4, RLE8};
use crate::common::{assert_tiled, clean, look};
use crate::gif::{self, Frame, HEIGHT, TABLE, TRAILER, WIDTH, animation, cut, extension, indices, screen};

const MEGABYTE: usize = 1 << 20;

fn data() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

/// Labels and first sub-blocks of extensions that no viewer needs.
fn needless() -> impl Strategy<Value = (u8, Vec<u8>)> {
    prop_oneof![
        Just((0x01, Vec::new())),
        Just((0xFE, Vec::new())),
        Just((0xFF, b"ICCRGBG1012".to_vec())),
        Just((0xFF, b"XMP DataXMP".to_vec())),
        Just((0x77, Vec::new())),
        vec(any::<u8>(), 12).prop_map(|name| (0xFF, name)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_gif_is_cleaned_alike_whatever_is_put_into_it(
        moving: bool,
        extra in vec((any::<prop::sample::Index>(), needless(), vec(vec(any::<u8>(), 1..40), 0..4), 0..3usize), 0..9),
        trailing in data(),
    ) {
        let plain = if moving { animation() } else { vec![Frame::whole().bytes()] };
        let mut blocks = plain.clone();
        for (at, (label, first), rest, zeros) in extra {
            let sub_blocks: Vec<&[u8]> = [&first].into_iter().chain(&rest).map(Vec::as_slice).filter(|block| !block.is_empty()).collect();
            let dirt = [vec![0; zeros], extension(label, &sub_blocks)].concat();
            blocks.insert(at.index(blocks.len() + 1), dirt);
        }
        let file = [gif::file(&blocks), trailing].concat();
        prop_assert_eq!(clean(&file), clean(&gif::file(&plain)));
    }

    #[test]
    fn a_gif_s_code_is_cleaned_alike_however_it_is_written(
        clears in vec(1..7usize, 40),
        size in 1..256usize,
        tail in data(),
    ) {
        let shown = indices(WIDTH, HEIGHT);
        let mut codes: Vec<u16> = vec![8];
        let mut runs = clears.into_iter();
        let mut left = shown.as_slice();
        while !left.is_empty() {
            let (run, rest) = left.split_at(runs.next().unwrap_or(1).min(left.len()));
            codes.extend(run.iter().map(|index| u16::from(*index)));
            codes.push(8);
            left = rest;
        }
        codes.push(9);
        let code = [gif::pack(&codes, 4), tail].concat();
        let file = gif::file(&[[Frame::whole().before(), cut(&code, size)].concat()]);
        prop_assert_eq!(clean(&file), clean(&gif::still()));
    }

    #[test]
    fn a_bmp_is_cleaned_alike_whatever_is_put_into_it(
        kind in 0..crate::bmp::kinds().len(),
        gap in vec(any::<u8>(), 0..12),
        trailing in data(),
        reserved: [u8; 4],
    ) {
        let (_, plain) = crate::bmp::kinds().swap_remove(kind);
        let mut file = Bmp { gap: gap.repeat(4), ..plain.clone() }.bytes();
        file[6..10].copy_from_slice(&reserved);
        file.extend(trailing);
        prop_assert_eq!(clean(&file), clean(&plain.bytes()));
    }

    #[test]
    fn any_run_lengths_are_an_error_or_are_written_one_way(four: bool, code in vec(prop_oneof![Just(0), Just(2), 0..9u8, any::<u8>()], 2..60)) {
        let file = Bmp::runs(if four { 4 } else { 8 }, &code).bytes();
        if let Ok(picture) = look(&file) {
            assert_tiled(&picture, &file);
            clean(&file);
        }
    }

    #[test]
    fn any_code_of_a_gif_is_written_one_way(minimum in 0..9u8, code in data()) {
        let frame = Frame { minimum, code, ..Frame::whole() };
        clean(&gif::file(&[frame.bytes()]));
    }
}

fn repeated(piece: &[u8]) -> Vec<u8> {
    piece.repeat(MEGABYTE / piece.len())
}

fn assert_bounded(file: &[u8]) {
    let findings = look(file).expect("the file is read").findings(file);
    assert!(findings.len() <= file.len() / 3);
    clean(file);
}

#[test]
fn a_gif_of_many_small_blocks_is_read_in_one_pass() {
    let small = Frame {
        table: TABLE[..2].to_vec(),
        ..Frame::new(0, 0, 1, 1)
    };
    for piece in [
        extension(0xFE, &[]),
        // A text whose grid is missing, before blocks that could be taken for its own.
        extension(0x01, &[]),
        extension(0x01, &[b"\x09\x21\x01"]),
        extension(0xFF, &[b"XMP DataXMP"]),
        gif::looping(1),
        gif::control(5, 1, 1),
        small.bytes(),
        vec![0],
        vec![0, 0x21, 0xFE, 0],
    ] {
        let blocks = [Frame::whole().bytes(), repeated(&piece), small.bytes()];
        assert_bounded(&gif::file(&blocks));
    }
    let frame = Frame::whole();
    let long = [frame.code.as_slice(), &repeated(b"x")].concat();
    assert_bounded(&gif::file(&[[frame.before(), cut(&long, 1)].concat()]));
    let clears = gif::pack(&vec![8; MEGABYTE], 4);
    assert_bounded(&gif::file(&[Frame {
        code: clears,
        ..frame
    }
    .bytes()]));
}

/// A frame of many pixels costs what it declares, however short its code; frames are counted together.
#[test]
fn a_gif_that_claims_to_be_large_is_read_as_far_as_it_goes() {
    let huge = Frame {
        place: [0, 0, 15_000, 15_000],
        ..Frame::whole()
    };
    let claims = |count| {
        let mut file = [screen(&TABLE), huge.bytes().repeat(count), TRAILER.to_vec()].concat();
        let side = 15_000u16.to_le_bytes();
        file[6..10].copy_from_slice(&[side, side].concat());
        file
    };
    clean(&claims(4));
    assert!(matches!(look(&claims(5)), Err(Error::Limit { .. })));
    let huger = Frame {
        place: [0, 0, 16_000, 16_000],
        ..Frame::whole()
    };
    assert!(matches!(
        look(&gif::file(&[huger.bytes()])),
        Err(Error::Limit { .. })
    ));
}

#[test]
fn a_bmp_of_many_short_rows_is_read_in_one_pass() {
    let rows = MEGABYTE / 4;
    let mut file = Bmp {
        height: rows as i32,
        pixels: b"abc\x01".repeat(rows),
        ..Bmp::new(24)
    }
    .bytes();
    file[18] = 1;
    assert_bounded(&file);
    assert!(matches!(look(&file).expect("read").coded, Coded::Copied(ranges) if ranges.len() == rows));
}

#[test]
fn run_lengths_of_many_instructions_are_read_in_one_pass() {
    for (bits, head, piece) in [
        (8, RLE8, b"\xFF\x01".as_slice()),
        (4, RLE4, b"\xFF\x12"),
        (8, b"", b"\0\0"),
        (8, b"", b"\x01\x01\0\0"),
        (8, b"", b"\0\x02\0\0"),
        (8, b"", b"\0\x02\0\x01"),
        (4, b"", b"\x01\x10"),
    ] {
        let mut file = Bmp {
            height: 250_000,
            ..Bmp::runs(bits, &[head, &repeated(piece)].concat())
        }
        .bytes();
        file[18..20].copy_from_slice(&1000u16.to_le_bytes());
        assert_bounded(&file);
    }
}
