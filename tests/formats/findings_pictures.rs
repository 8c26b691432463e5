//! Pictures inside a file are told, and those that stand in one piece can be shown.

use safelight_sanitize::Embedded;
use safelight_sanitize::Reveals::{HiddenPicture, Location};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::{Kind, baseline, behind_soi, named};
use crate::png::RGB;
use crate::tiff::{BIG, LITTLE, Order};
use crate::webp;

/// The pictures that a file's findings point at, each with its words.
fn shown(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let findings = look(file).expect("the file is read").findings(file);
    findings
        .into_iter()
        .filter_map(|finding| match finding.picture {
            Some(Embedded::File(range)) => {
                assert_eq!(finding.reveals, HiddenPicture);
                Some((finding.value, file[range].to_vec()))
            }
            Some(Embedded::Made(_)) | None => None,
        })
        .collect()
}

/// One finding of these words shows this picture, and another decoder opens it.
pub(crate) fn assert_shows(file: &[u8], words: &str, picture: &[u8]) {
    let all = shown(file);
    let one = all
        .iter()
        .find(|(value, _)| value.contains(words))
        .unwrap_or_else(|| panic!("no {words} among {all:?}"));
    assert!(one.1 == picture, "{words}: other bytes");
    image::load_from_memory(&one.1).expect("the picture is decoded");
}

pub(crate) fn thumbnail(order: Order) -> Vec<u8> {
    order.block(
        vec![order.ascii(0x010F, "Maker")],
        &[order.ascii(0x9003, "2026:05:04 03:02:01")],
        &[],
        &baseline(),
    )
}

#[test]
fn an_exif_thumbnail_can_be_shown_in_every_format() {
    for order in [BIG, LITTLE] {
        let block = thumbnail(order);
        let words = "A small copy of the photo as it was first taken";
        let jpeg = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
        assert_shows(&jpeg, words, &baseline());
        assert_shows(&RGB.with(b"eXIf", &block), words, &baseline());
        let prefixed = [b"Exif\0\0", block.as_slice()].concat();
        for block in [&block, &prefixed] {
            let file = webp::riff(&[
                webp::vp8x(8),
                webp::chunk(b"VP8 ", webp::LOSSY),
                webp::chunk(b"EXIF", block),
            ]);
            assert_shows(&file, words, &baseline());
        }
    }
}

#[test]
fn what_is_no_picture_is_told_but_not_shown() {
    let words = b"not a picture at all, but text that goes on".as_slice();
    let block = BIG.block(vec![BIG.ascii(0x010F, "Maker")], &[], &[], words);
    let file = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
    assert_tells(&file, &[(HiddenPicture, "A small copy of the photo")]);
    assert_eq!(shown(&file), []);
    let mut block = thumbnail(BIG);
    block.truncate(block.len() - 5);
    let file = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
    assert_tells(
        &file,
        &[(
            HiddenPicture,
            "A small copy of the photo as it was first taken, cut off",
        )],
    );
    assert_eq!(shown(&file), []);
}

#[test]
fn thumbnails_of_jfxx_and_photoshop_can_be_shown() {
    let file = behind_soi(&baseline(), &named(0xE0, b"JFXX\0\x10", &baseline()));
    assert_shows(&file, "A small copy of the photo", &baseline());
    let resource = [[0; 28].as_slice(), &baseline()].concat();
    let mut resources = [
        b"8BIM\x04\x0C\0\0".as_slice(),
        &(resource.len() as u32).to_be_bytes(),
        &resource,
    ]
    .concat();
    resources.resize(resources.len().next_multiple_of(2), 0);
    let segment = |bytes: &[u8]| named(0xED, b"Photoshop 3.0\0", bytes);
    assert_shows(
        &behind_soi(&baseline(), &segment(&resources)),
        "made by Photoshop",
        &baseline(),
    );
    // Across two segments it stands in two pieces: it is told, and cannot be shown.
    let (first, second) = resources.split_at(100);
    let file = behind_soi(&baseline(), &[segment(first), segment(second)].concat());
    assert_tells(&file, &[(HiddenPicture, "A small copy made by Photoshop")]);
    assert_eq!(shown(&file), []);
}

/// A file with an index of further pictures behind it.
fn indexed(order: Order, further: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let index = |places: &[u32]| {
        let mut entries = [order.u32(0x2003_0000), order.u32(0), order.u32(0), order.u32(0)].concat();
        for ((kind, picture), place) in further.iter().zip(places) {
            let fields = [*kind, picture.len() as u32, *place, 0];
            entries.extend(fields.iter().flat_map(|field| order.u32(*field)));
        }
        let word: &[u8] = if order.big { b"MM" } else { b"II" };
        let start = [word, &order.u16(42), &order.u32(8)].concat();
        let directory = order.ifd(8, &[order.undefined(0xB002, &entries)], 0);
        behind_soi(&baseline(), &named(0xE2, b"MPF\0", &[start, directory].concat()))
    };
    let zeros = vec![0; further.len()];
    // Places count from the index's TIFF structure: behind SOI, the marker, the length and "MPF".
    let mut at = index(&zeros).len() - 10;
    let places: Vec<u32> = further
        .iter()
        .map(|(_, picture)| {
            let place = at as u32;
            at += picture.len();
            place
        })
        .collect();
    let pictures: Vec<u8> = further.iter().flat_map(|(_, picture)| picture.clone()).collect();
    [index(&places), pictures].concat()
}

#[test]
fn pictures_of_an_index_are_told_by_their_kind_and_can_be_shown() {
    let other = Kind {
        restart: Some(1),
        ..Kind::default()
    }
    .encode();
    let gain_map = behind_soi(
        &baseline(),
        &named(
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0",
            b"<x:xmpmeta><rdf:Description hdrgm:Version='1.0'/></x:xmpmeta>",
        ),
    );
    for order in [BIG, LITTLE] {
        let file = indexed(order, &[(0x01_0001, other.clone()), (0, gain_map.clone())]);
        assert_shows(&file, "A larger copy of the photo", &other);
        assert_shows(&file, "gain map", &gain_map);
        // A length that leaves the file is cut.
        let cut = &file[..file.len() - 2];
        assert_eq!(shown(cut).len(), 2);
        // Each picture is shown once, although it also stands behind the photo.
        assert_eq!(shown(&file).len(), 2);
    }
}

#[test]
fn a_picture_behind_the_photo_ends_where_it_ends_and_tells_its_own_place() {
    let gps = [
        BIG.ascii(1, "N"),
        BIG.rationals(2, &[(51, 1), (30, 1), (3, 1)]),
        BIG.ascii(3, "W"),
        BIG.rationals(4, &[(0, 1), (7, 1), (29, 1)]),
    ];
    let block = BIG.block(vec![BIG.ascii(0x010F, "Maker")], &[], &gps, b"");
    let second = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
    let file = [baseline().as_slice(), &second, b"and words behind it"].concat();
    assert_shows(&file, "Another picture", &second);
    assert_tells(&file, &[(Location, "51° 30′ 03″ north, 0° 07′ 29″ west")]);
    // A few bytes alone do not make a picture.
    let file = [baseline().as_slice(), b"\xFF\xD8\xFFwords"].concat();
    assert_eq!(shown(&file), []);
}

#[test]
fn a_gain_map_is_told_in_each_of_its_forms() {
    for segment in [
        named(0xE2, b"urn:iso:std:iso:ts:21496:-1\0", &[0; 4]),
        named(
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0",
            b"<x:xmpmeta><rdf:Description hdrgm:Version='1.0'/></x:xmpmeta>",
        ),
    ] {
        assert_tells(
            &behind_soi(&baseline(), &segment),
            &[(HiddenPicture, "without which the photo looks less bright")],
        );
    }
}

#[test]
fn thermal_data_tells_its_camera_and_its_points() {
    let mut camera = vec![0; 0x400];
    camera[0xD4..0xDC].copy_from_slice(b"FLIR One");
    camera[0x104..0x10F].copy_from_slice(b"T06L1T00177");
    let raw = [2, 0, 80, 0, 60, 0, 0, 0];
    let record = |kind: u16, at: u32, length: usize| {
        let mut record = kind.to_be_bytes().to_vec();
        record.resize(12, 0);
        record.extend(at.to_be_bytes());
        record.extend((length as u32).to_be_bytes());
        record.resize(32, 0);
        record
    };
    let mut data = b"FFF\0".to_vec();
    data.resize(20, 0);
    for number in [100_u32, 64, 2] {
        data.extend(number.to_be_bytes());
    }
    data.resize(64, 0);
    data.extend(record(1, 128, raw.len()));
    data.extend(record(0x20, 136, camera.len()));
    data.extend(raw);
    data.extend(camera);
    let (first, second) = data.split_at(500);
    let segments = [
        named(0xE1, b"FLIR\0\x01\x01\x01", second),
        named(0xE1, b"FLIR\0\x01\0\x01", first),
    ];
    assert_tells(
        &behind_soi(&baseline(), &segments.concat()),
        &[
            (HiddenPicture, "80 × 60 points: the temperature of every point"),
            (
                safelight_sanitize::Reveals::Device,
                "Serial number of the camera: T06L1T00177",
            ),
        ],
    );
}
