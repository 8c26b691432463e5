//! Marks in every slot of a JPEG.

use crate::common::{MARK, Slot, assert_gone, clean, holds, look, slot, slot_of};
use crate::jpeg::{
    Kind, baseline, before, before_first, behind_soi, changed, icc, iptc, named, places, progressive,
    segment, split, without,
};
use crate::tiff::{BIG, LITTLE, telling};

fn text() -> &'static str {
    std::str::from_utf8(MARK).expect("ASCII")
}

#[test]
fn nothing_stays_in_a_header_segment() {
    let file = baseline();
    let with = |bytes: &[u8]| behind_soi(&file, bytes);
    let mut slots = vec![
        slot("JFXX thumbnail", with(&named(0xE0, b"JFXX\0\x10", MARK))),
        slot("another APP0", with(&named(0xE0, b"AVI1", MARK))),
        slot(
            "Exif, big-endian",
            with(&named(0xE1, b"Exif\0\0", &telling(BIG, text(), 1))),
        ),
        slot(
            "Exif, little-endian, turned",
            with(&named(0xE1, b"Exif\0\0", &telling(LITTLE, text(), 6))),
        ),
        slot(
            "a second Exif",
            with(
                &[
                    named(0xE1, b"Exif\0\0", &BIG.turned(6)),
                    named(0xE1, b"Exif\0\0", &telling(BIG, text(), 6)),
                ]
                .concat(),
            ),
        ),
        slot("XMP", with(&named(0xE1, b"http://ns.adobe.com/xap/1.0/\0", MARK))),
        slot(
            "extended XMP",
            with(&named(0xE1, b"http://ns.adobe.com/xmp/extension/\0", MARK)),
        ),
        slot("FLIR", with(&named(0xE1, b"FLIR\0\x01\0\0", MARK))),
        slot("another APP1", with(&segment(0xE1, MARK))),
        slot("MPF", with(&named(0xE2, b"MPF\0", MARK))),
        slot("FPXR", with(&named(0xE2, b"FPXR\0", MARK))),
        slot("another APP2", with(&segment(0xE2, MARK))),
        slot("JUMBF", with(&named(0xEB, b"JP\0\x01\0\0\0\x01", MARK))),
        slot("another APP11", with(&segment(0xEB, MARK))),
        slot("Ducky", with(&named(0xEC, b"Ducky", MARK))),
        slot("another APP12", with(&segment(0xEC, MARK))),
        slot("IPTC by-line", with(&iptc(&[(80, MARK)]))),
        slot("another APP13", with(&segment(0xED, MARK))),
        slot(
            "behind Adobe's twelve bytes",
            with(&named(0xEE, b"Adobe\0\x64\0\0\0\0\x01", MARK)),
        ),
        slot("another APP14", with(&segment(0xEE, MARK))),
        slot("COM", with(&segment(0xFE, MARK))),
        slot("DNL", with(&segment(0xDC, MARK))),
        slot("DHP", with(&segment(0xDE, MARK))),
        slot("EXP", with(&segment(0xDF, MARK))),
        slot(
            "JFIF thumbnail",
            changed(&file, 0xE0, |_| {
                [b"JFIF\0\x01\x01\0\0\x01\0\x01\x02\x02".as_slice(), MARK].concat()
            }),
        ),
        slot(
            "behind the JFIF fields",
            changed(&file, 0xE0, |jfif| [jfif, MARK].concat()),
        ),
        slot(
            "behind a density that stays",
            changed(&file, 0xE0, |_| {
                [b"JFIF\0\x01\x01\0\0\x02\0\x01\0\0".as_slice(), MARK].concat()
            }),
        ),
    ];
    slots.extend((3..=15).map(|n| slot(format!("APP{n}"), with(&segment(0xE0 + n, MARK)))));
    slots.extend((0..14).map(|n| slot(format!("JPG{n}"), with(&segment(0xF0 + n, MARK)))));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_a_colour_profile() {
    let file = baseline();
    let slots: Vec<Slot> = crate::icc::planted()
        .iter()
        .map(|(name, profile, mark)| slot_of(format!("ICC {name}"), behind_soi(&file, &icc(profile)), mark))
        .collect();
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_the_body() {
    let file = baseline();
    let layered = progressive();
    let scans = places(&split(&layered), 0xDA);
    assert!(scans.len() > 2);
    let last = split(&file).len() - 1;
    let slot_3 = |class: u8| {
        let mut counts = [0; 16];
        counts[7] = MARK.len() as u8;
        [[class << 4 | 3].as_slice(), &counts, MARK].concat()
    };
    let quantiser = |slot: u8| [[slot].as_slice(), &MARK.repeat(6)[..64]].concat();
    let slots = [
        slot(
            "a comment between scans",
            before(&layered, scans[1], &segment(0xFE, MARK)),
        ),
        slot("a comment before EOI", before(&file, last, &segment(0xFE, MARK))),
        slot(
            "bytes before EOI",
            before(&file, last, &[b"\xFF\xD0".as_slice(), MARK].concat()),
        ),
        slot(
            "behind a restart marker without an interval",
            before(
                &file,
                last,
                &[b"\xFF\xD3".as_slice(), MARK, b"\xFF\0", MARK, b"\xFF\xD4", MARK].concat(),
            ),
        ),
        slot("bytes between segments", before_first(&file, 0xDB, MARK)),
        slot(
            "bytes with stuffing between segments",
            before_first(&file, 0xDB, &[MARK.as_slice(), b"\xFF\0", MARK].concat()),
        ),
        slot(
            "an unused DQT",
            before_first(&file, 0xDA, &segment(0xDB, &quantiser(3))),
        ),
        slot(
            "an unused DQT of 16 bits",
            before_first(
                &file,
                0xDA,
                &segment(0xDB, &[[0x13].as_slice(), &MARK.repeat(11)[..128]].concat()),
            ),
        ),
        slot(
            "an unused DC table",
            before_first(&file, 0xDA, &segment(0xC4, &slot_3(0))),
        ),
        slot(
            "an unused AC table",
            before_first(&file, 0xDA, &segment(0xC4, &slot_3(1))),
        ),
        slot(
            "a DAC of a Huffman picture",
            before_first(&file, 0xDA, &segment(0xCC, MARK)),
        ),
        slot(
            "an unused table beside used ones, DQT",
            changed(&file, 0xDB, |used| [used, &quantiser(2)].concat()),
        ),
        slot(
            "an unused table beside used ones, DHT",
            changed(&file, 0xC4, |used| [&slot_3(1), used].concat()),
        ),
        slot(
            "a table defined again before use, DQT",
            before_first(&file, 0xDB, &segment(0xDB, &quantiser(0))),
        ),
        slot(
            "a table behind the last scan",
            before(&file, last, &segment(0xDB, &quantiser(0))),
        ),
        slot(
            "a latched table defined again",
            before(&layered, scans[1], &segment(0xDB, &quantiser(0))),
        ),
        slot_of(
            "a run of fill bytes",
            before_first(&file, 0xDB, &[0xFF; 40]),
            &[0xFF; 20],
        ),
        slot_of(
            "fill bytes before EOI",
            before(&file, last, &[0xFF; 40]),
            &[0xFF; 20],
        ),
        slot(
            "behind a scan that decoders stop at",
            before(
                &layered,
                split(&layered).len() - 1,
                &[
                    segment(0xDA, b"\x01\x01\0\x05\x40\0"),
                    MARK.to_vec(),
                    segment(0xFE, MARK),
                ]
                .concat(),
            ),
        ),
    ];
    assert_gone(&slots);
}

/// What decoders read in different ways leaves the file that it would be without.
#[test]
fn what_decoders_skip_changes_nothing() {
    let layered = progressive();
    let scans = places(&split(&layered), 0xDA);
    for marker in [0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xF0, 0xF5, 0xFD] {
        let dirty = before(&layered, scans[2], &segment(marker, MARK));
        assert_eq!(clean(&dirty), clean(&layered), "{marker:02X} between scans");
    }
    let file = Kind {
        restart: Some(1),
        ..Kind::default()
    }
    .encode();
    let mut pieces = split(&file);
    let scan = places(&pieces, 0xDA)[0] + 1;
    let restart = pieces[scan]
        .windows(2)
        .position(|window| window == b"\xFF\xD0")
        .expect("a restart");
    pieces[scan].splice(restart..restart, [b"\xFF\x02".as_slice(), MARK].concat());
    assert_eq!(clean(&pieces.concat()), clean(&file));
}

#[test]
fn nothing_stays_behind_the_picture() {
    let file = baseline();
    let behind = |bytes: &[u8]| [file.as_slice(), bytes].concat();
    let second = behind_soi(&file, &segment(0xFE, MARK));
    let video = [
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42\0\0\0\x14mdat".as_slice(),
        MARK,
    ]
    .concat();
    assert_gone(&[
        slot("a second picture", behind(&second)),
        slot("a motion photo", behind(&video)),
        slot(
            "Samsung's trailer",
            behind(&[MARK.as_slice(), b"SEFH\0\0\0\0SEFT"].concat()),
        ),
        slot("plain text", behind(MARK)),
        slot("a second EOI", behind(&[MARK.as_slice(), b"\xFF\xD9"].concat())),
    ]);
}

/// What a progressive scan's kind does not use is cleared in its header (T.81 B.2.3).
#[test]
fn a_selector_that_no_decoder_reads_says_nothing() {
    let file = progressive();
    let mut pieces = split(&file);
    let first = places(&pieces, 0xDA)[0];
    assert_eq!(pieces[first].len(), 10, "the first scan codes one component");
    let plain = clean(&pieces.concat());
    pieces[first][6] |= 0x0F;
    assert_eq!(clean(&pieces.concat()), plain);
}

/// Decoders show the one or the other; neither may stay hidden, so the file is refused.
#[test]
fn a_picture_that_is_coded_twice_is_refused() {
    let pieces = split(&baseline());
    let scan = places(&pieces, 0xDA)[0];
    let twice = before(&baseline(), scan, &pieces[scan..scan + 2].concat());
    assert!(look(&twice).is_err());
    let pieces = split(&progressive());
    let scan = places(&pieces, 0xDA)[0];
    let twice = before(&progressive(), scan, &pieces[scan..scan + 2].concat());
    assert!(look(&twice).is_err());
}

#[test]
fn a_frame_of_more_colours_than_any_viewer_shows_is_refused() {
    let file = changed(&baseline(), 0xC0, |frame| {
        let mut frame = frame.to_vec();
        frame[5] += 4;
        frame.extend(MARK);
        frame
    });
    assert!(holds(&file, MARK) && look(&file).is_err());
}

/// A table of more codes than bytes is one no decoder reads.
#[test]
fn a_huffman_table_of_more_than_256_codes_is_refused() {
    let mut table = vec![0x03];
    table.extend([20; 16]);
    table.extend([0; 320]);
    assert!(look(&before_first(&baseline(), 0xDA, &segment(0xC4, &table))).is_err());
}

/// A used table may hold codes that the picture never uses; what they stand for must be a value at least.
#[test]
fn a_used_huffman_table_with_text_among_its_values_is_refused() {
    let file = changed(&baseline(), 0xC4, |tables| {
        assert_eq!(
            (tables[0], tables[16]),
            (0, 0),
            "the first is a DC table without codes of 16 bits"
        );
        let end = 17
            + tables[1..17]
                .iter()
                .map(|count| usize::from(*count))
                .sum::<usize>();
        let mut longer = tables.to_vec();
        longer[16] = MARK.len() as u8;
        longer.splice(end..end, *MARK);
        longer
    });
    assert!(holds(&file, MARK) && look(&file).is_err());
}

/// Everything at once reads as parts of known names.
#[test]
fn a_file_with_everything_is_cleaned_like_one_with_nothing() {
    let file = without(&baseline(), 0xE0);
    let everything: Vec<u8> = (0xE0..=0xFD)
        .filter(|marker| *marker != 0xEE)
        .chain([0xFE])
        .flat_map(|marker| segment(marker, MARK))
        .collect();
    let full = [behind_soi(&file, &everything), MARK.to_vec()].concat();
    assert_eq!(clean(&full), clean(&file));
}
