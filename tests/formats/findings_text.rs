//! What programs write as text into PNG files and Exif blocks is told in words.

use safelight_sanitize::Reveals::{Device, EditHistory, Location, Name, Provenance, Text, Time};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::{baseline, behind_soi, named, segment};
use crate::png::{RGB, zlib};
use crate::tiff::{BIG, LITTLE, telling};

#[test]
fn prompts_are_told_wherever_programs_keep_them() {
    for (keyword, value) in [
        ("parameters", "a small knee\nSteps: 20"),
        (
            "prompt",
            r#"{"3":{"inputs":{"text":"a small knee","ckpt_name":"model-x"}}}"#,
        ),
        (
            "sd-metadata",
            r#"{"image":{"prompt":[{"prompt":"a small knee"}]}}"#,
        ),
        ("Dream", "a small knee -s 50"),
    ] {
        let chunk = [keyword.as_bytes(), b"\0", value.as_bytes()].concat();
        assert_tells(
            &RGB.with(b"tEXt", &chunk),
            &[
                (Text, "Prompt: a small knee"),
                (Provenance, "Made by artificial intelligence"),
            ],
        );
    }
}

#[test]
fn blocks_of_other_formats_inside_text_are_told() {
    let hex = |bytes: &[u8]| -> String { bytes.iter().map(|byte| format!("{byte:02x}")).collect() };
    let profile = |name: &str, block: &[u8]| {
        let text = format!("\n{name}\n{:8}\n{}\n", block.len(), hex(block));
        let chunk = [
            b"Raw profile type ".as_slice(),
            name.as_bytes(),
            b"\0\0",
            &zlib(text.as_bytes()),
        ];
        RGB.with(b"zTXt", &chunk.concat())
    };
    let exif = [b"Exif\0\0".as_slice(), &telling(BIG, "Xanadu", 6)].concat();
    let wanted = &[
        (Location, "51° 30′ 03″ north, 0° 07′ 29″ west"),
        (Device, "Serial number of the camera: Serial Xanadu"),
    ];
    assert_tells(&profile("exif", &exif), wanted);
    assert_tells(&profile("APP1", &exif), wanted);
    let set = b"\x1C\x02\x50\0\x0AAda Author".as_slice();
    assert_tells(&profile("iptc", set), &[(Name, "Photographer: Ada Author")]);
    let resource = [b"8BIM\x04\x04\0\0\0\0\0\x0F".as_slice(), set].concat();
    for name in ["iptc", "8bim"] {
        assert_tells(&profile(name, &resource), &[(Name, "Photographer: Ada Author")]);
    }
    let packet = b"<x:xmpmeta><dc:creator>Ada Author</dc:creator></x:xmpmeta>";
    assert_tells(&profile("xmp", packet), &[(Name, "Author: Ada Author")]);
}

#[test]
fn exif_copied_as_texts_is_told_without_its_raw_numbers() {
    let text = |keyword: &str, value: &str| {
        let mut chunks = RGB.chunks();
        let data = [keyword.as_bytes(), b"\0", value.as_bytes()].concat();
        chunks.insert(1, crate::png::chunk(b"tEXt", &data));
        crate::png::file(&chunks)
    };
    assert_tells(
        &text("exif:Artist", "Ada Author"),
        &[(Name, "Photographer: Ada Author")],
    );
    assert_tells(
        &text("exif:DateTimeOriginal", "2026:05:04 03:02:01"),
        &[(Time, "Taken: 2026-05-04 03:02:01")],
    );
    assert_tells(
        &text("exif:UserComment", "85, 78, 73"),
        &[(Device, "Camera settings, copied as texts")],
    );
}

#[test]
fn a_position_is_told_with_all_that_stands_beside_it() {
    for order in [BIG, LITTLE] {
        let gps = [
            order.ascii(1, "S"),
            order.rationals(2, &[(33, 1), (51, 1), (24, 1)]),
            order.ascii(3, "E"),
            order.rationals(4, &[(151, 1), (12, 1), (55, 1)]),
            order.rationals(6, &[(58, 1)]),
            order.rationals(7, &[(3, 1), (2, 1), (1, 1)]),
            order.ascii(0x0C, "K"),
            order.rationals(0x0D, &[(30, 1)]),
            order.ascii(0x1D, "2026:05:04"),
            order.rationals(0x1F, &[(49, 10)]),
        ];
        let block = order.block(vec![order.ascii(0x010F, "Maker")], &[], &gps, b"");
        let file = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
        assert_tells(
            &file,
            &[(
                Location,
                "33° 51′ 24″ south, 151° 12′ 55″ east, to within about 5 m, 58 m above sea level, \
                 moving at 30 km/h, on 2026-05-04 03:02:01 UTC",
            )],
        );
        let found = look(&file).expect("the file is read").findings(&file);
        let at = found
            .iter()
            .find_map(|finding| finding.position)
            .expect("a place");
        assert!((at.latitude + 33.856_667).abs() < 1e-5 && (at.longitude - 151.215_278).abs() < 1e-5);
        for (degrees, label) in [((0, 0), "a fraction of nothing"), ((91, 1), "too far north")] {
            let gps = [
                order.rationals(2, &[degrees, (0, 1), (0, 1)]),
                order.rationals(4, &[(1, 1), (0, 1), (0, 1)]),
            ];
            let block = order.block(vec![order.ascii(0x010F, "Maker")], &[], &gps, b"");
            let file = behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block));
            assert_tells(&file, &[(Location, "Location fields without a position")]);
            let found = look(&file).expect("the file is read").findings(&file);
            assert!(found.iter().all(|finding| finding.position.is_none()), "{label}");
        }
    }
}

#[test]
fn dates_are_joined_and_comments_read_in_their_encoding() {
    for order in [BIG, LITTLE] {
        let utf16: Vec<u8> = "Müller’s knee"
            .encode_utf16()
            .flat_map(|unit| order.u16(unit))
            .collect();
        let block = order.block(
            vec![order.ascii(0x013C, "Ada's phone")],
            &[
                order.ascii(0x9003, "2026:05:04 03:02:01"),
                order.ascii(0x9011, "+02:00"),
                order.undefined(0x9286, &[b"UNICODE\0".as_slice(), &utf16].concat()),
                order.ascii(0x9291, "25"),
                order.ascii(0xA437, "Ada Author"),
                order.ascii(0xA43B, "Editor 3"),
            ],
            &[],
            b"",
        );
        assert_tells(
            &behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block)),
            &[
                (Time, "Taken: 2026-05-04 03:02:01.25 +02:00"),
                (Text, "Comment: Müller’s knee"),
                (Name, "Photographer: Ada Author"),
                (EditHistory, "Program for editing: Editor 3"),
                (EditHistory, "Computer or phone: Ada's phone"),
            ],
        );
    }
}

#[test]
fn the_same_is_told_once_whoever_says_it() {
    let segments = [
        named(0xE1, b"Exif\0\0", &telling(BIG, "Xanadu", 6)),
        named(
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0",
            b"<x:xmpmeta><dc:creator>Artist Xanadu</dc:creator></x:xmpmeta>",
        ),
        segment(0xFE, b"Caption Xanadu"),
    ];
    let file = behind_soi(&baseline(), &segments.concat());
    let found = look(&file).expect("the file is read").findings(&file);
    for value in ["Artist Xanadu", "Caption Xanadu"] {
        let said = found.iter().filter(|finding| finding.value.contains(value));
        assert_eq!(said.count(), 1, "{value}");
    }
    assert!(found.is_sorted_by_key(|finding| {
        safelight_sanitize::Reveals::ALL
            .iter()
            .position(|kind| *kind == finding.reveals)
    }));
}

#[test]
fn values_hold_nothing_that_deceives_the_eye() {
    let comment = "safe\u{202E}gpj.exe\r\n\u{1b}[31m\u{200B}end".as_bytes();
    let file = behind_soi(&baseline(), &segment(0xFE, comment));
    let found = look(&file).expect("the file is read").findings(&file);
    for finding in found {
        assert!(
            !finding
                .value
                .chars()
                .any(|c| c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')),
            "{finding:?}"
        );
    }
}
