//! Broken and hostile files: an error or a proved copy, never a panic.

use safelight_sanitize::{Error, Limits, Picture, detect};

use crate::common::look;
use crate::jpeg::{self, behind_soi, changed, icc, iptc, named};
use crate::jxl;
use crate::png::{self, RGB, chunk, iccp};
use crate::survives::survivor;
use crate::tiff::{BIG, LITTLE, telling};
use crate::webp;

/// Small files that hold much of what is read.
fn files() -> Vec<Vec<u8>> {
    let profile = crate::icc::profile(
        crate::icc::RGB,
        &[crate::icc::matrix(), vec![(b"A2B0", crate::icc::stages(b"gap!"))]].concat(),
    );
    let rich = [
        named(0xE1, b"Exif\0\0", &telling(BIG, "x", 6)),
        named(
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0",
            b"<x:xmpmeta><a City='b'><c:creator>d</c:creator></a></x:xmpmeta>",
        ),
        icc(&profile),
        iptc(&[(80, b"by"), (90, b"city")]),
        named(0xEE, b"Adobe\0\x64\0\0\0\0", b"\x01tail"),
    ]
    .concat();
    let restarted = jpeg::Kind {
        restart: Some(2),
        ..jpeg::Kind::default()
    }
    .encode();
    let mut framed = png::animation();
    framed.splice(
        1..1,
        [
            chunk(b"iCCP", &iccp(b"x", &profile)),
            chunk(b"eXIf", &telling(LITTLE, "x", 3)),
        ],
    );
    let palette = png::Kind {
        interlaced: true,
        ..png::Kind::new(4, 3)
    };
    let mut moving = webp::animation();
    moving.insert(1, webp::chunk(b"ICCP", &profile));
    moving.push(webp::chunk(b"EXIF", &telling(BIG, "x", 8)));
    vec![
        behind_soi(&jpeg::progressive(), &rich),
        restarted,
        png::file(&framed),
        palette.with(b"tRNS", &[0, 9, 0, 255]),
        png::Kind::new(16, 6).with(
            b"zTXt",
            &[b"Comment\0\0".as_slice(), &png::zlib(b"text")].concat(),
        ),
        webp::riff(&moving),
        webp::riff(&[
            webp::vp8x(0x10),
            webp::chunk(b"ALPH", &webp::raw_alpha()),
            webp::chunk(b"VP8 ", webp::LOSSY),
        ]),
        [
            webp::riff(&[webp::chunk(b"VP8L", &webp::lossless(3, 2))]),
            vec![1, 2, 3],
        ]
        .concat(),
    ]
}

/// An error, or what was read and how its copy was proved.
pub(crate) fn assert_survives(file: &[u8]) -> Option<Picture> {
    survivor(file, &Limits::default()).map(|(picture, _)| picture)
}

/// Each file is read whole; cut anywhere, it is an error or a proved copy.
pub(crate) fn assert_survives_cuts(files: &[Vec<u8>]) {
    for file in files {
        let whole = assert_survives(file).expect("the whole file is read");
        crate::seeds::gather(&whole, file);
        (0..file.len()).for_each(|end| drop(assert_survives(&file[..end])));
    }
}

/// With any byte changed, each file is an error or a proved copy.
pub(crate) fn assert_survives_changes(files: &[Vec<u8>]) {
    for file in files {
        for at in 0..file.len() {
            for mask in [0x01, 0x80, 0xFF] {
                let mut file = file.clone();
                file[at] ^= mask;
                assert_survives(&file);
            }
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_an_error_or_a_proved_copy() {
    assert_survives_cuts(&files());
}

#[test]
fn a_file_with_any_byte_changed_is_an_error_or_a_proved_copy() {
    assert_survives_changes(&files());
}

/// PNG checksums keep changed chunks out; with right ones they must be read as well as they can.
#[test]
fn a_png_with_any_byte_changed_and_its_checksum_mended_is_an_error_or_a_proved_copy() {
    for chunks in [png::animation(), png::Kind::new(4, 3).chunks(), {
        let mut chunks = RGB.chunks();
        chunks.insert(
            1,
            chunk(
                b"iCCP",
                &iccp(b"x", &crate::icc::profile(crate::icc::RGB, &crate::icc::matrix())),
            ),
        );
        chunks
    }] {
        for place in 0..chunks.len() {
            for at in 0..chunks[place].1.len() {
                for mask in [0x01, 0x08, 0x80, 0xFF] {
                    let mut chunks = chunks.clone();
                    chunks[place].1[at] ^= mask;
                    assert_survives(&png::file(&chunks));
                }
            }
        }
    }
}

#[test]
fn a_jpeg_xl_cut_or_changed_anywhere_is_an_error_or_a_proved_copy() {
    assert_survives_cuts(&jxl::kinds());
    assert_survives_changes(&jxl::kinds());
}

#[test]
fn a_picture_over_the_limits_is_refused_before_anything_is_allocated() {
    let jpeg = changed(&jpeg::baseline(), 0xC0, |frame| {
        let mut frame = frame.to_vec();
        frame[1..5].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
        frame
    });
    let png = png::Kind {
        width: 60_000,
        height: 60_000,
        ..RGB
    };
    let png = png::file(&[png.ihdr(), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")]);
    let mut frames = webp::animation();
    frames[0] = webp::vp8x_of(0x02, 60_000, 60_000);
    let mut lossy = webp::LOSSY.to_vec();
    lossy[6..10].copy_from_slice(&[0xFF, 0x3F, 0xFF, 0x3F]);
    for file in [
        jpeg,
        png,
        webp::riff(&frames),
        webp::riff(&[webp::chunk(b"VP8 ", &lossy)]),
    ] {
        assert!(
            matches!(look(&file), Err(Error::Limit { .. })),
            "{:?}",
            look(&file).err()
        );
    }
}

/// Frames are counted together.
#[test]
fn an_animation_over_the_limits_is_refused() {
    let limits = Limits {
        decoded: 450,
        ..Limits::default()
    };
    let mut long = webp::animation();
    long.extend((0..9).map(|_| webp::animation().remove(2)));
    for file in [png::file(&png::animation()), webp::riff(&long)] {
        assert!(matches!(
            safelight_sanitize::read(&file, &limits),
            Err(Error::Limit { .. })
        ));
    }
}

#[test]
fn a_format_that_is_not_cleaned_is_refused_by_name() {
    let boxed = |brand: &[u8; 4]| [b"\0\0\0\x14ftyp".as_slice(), brand, b"\0\0\0\0mp42"].concat();
    for (file, name) in [
        (
            [b"BA\x28\0\0\0\0\0\0\0\0\0\0\0BM".as_slice(), &[0; 52]].concat(),
            "An OS/2 picture array",
        ),
        (b"\0\0\x01\0\x01\0\x10\x10\0\0".to_vec(), "An icon"),
        (b"\0\0\x02\0\x01\0\x20\x20\0\0".to_vec(), "A mouse pointer"),
        (b"BMW and other cars, a list".to_vec(), "This kind of file"),
        (b"IIRO\x08\0\0\0".to_vec(), "An Olympus raw picture"),
        (b"IIU\0\x08\0\0\0".to_vec(), "A Panasonic raw picture"),
        (b"8BPS\0\x01".to_vec(), "A Photoshop document"),
        (b"%PDF-1.7".to_vec(), "A PDF document"),
        (b"<?xml version='1.0'?><svg/>".to_vec(), "An SVG drawing"),
        (b"<svg xmlns=''/>".to_vec(), "An SVG drawing"),
        (boxed(b"crx "), "A Canon raw picture"),
        (b"II*\0\x10\0\0\0CR\x02\0".to_vec(), "A Canon raw picture"),
        (b"FUJIFILMCCD-RAW 0201".to_vec(), "A Fujifilm raw picture"),
        (boxed(b"isom"), "A video"),
        (boxed(b"qt  "), "A video"),
        (b"Dear diary".to_vec(), "This kind of file"),
        (b"RIFF\0\0\0\0WAVE".to_vec(), "This kind of file"),
    ] {
        match detect(&file) {
            Err(Error::Unsupported { what, remedy }) => {
                assert_eq!(what, name);
                assert!(remedy.ends_with('.'));
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(matches!(look(b""), Err(Error::Malformed { part: "file", .. })));
}
