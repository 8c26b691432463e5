//! Marks in every slot of a TIFF.

use std::collections::BTreeSet;

use safelight_sanitize::{Embedded, Error, Orientation, Reveals, Shows};

use crate::common::{MARK, Slot, assert_gone, assert_same_look, clean, holds, look, pixels, slot, slot_of};
use crate::hostile::{assert_survives, assert_survives_changes, assert_survives_cuts};
use crate::jpeg::{self, behind_soi, segment};
use crate::tiff_file::{
    BILEVEL, CLASSIC, Field, GREY, Kind, ORDERS, Order, Page, RGB, TILED, file, group4, kinds, lzw, packed,
    raw, zlib,
};

/// The mark as values of a type, as many as it needs.
fn mark_of(tag: u16, kind: u16) -> Field {
    let width = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8][usize::from(kind)];
    let bytes = MARK.repeat(2);
    Field {
        tag,
        kind,
        count: bytes.len() / width,
        bytes,
    }
}

#[test]
fn nothing_stays_in_a_field_of_any_type() {
    const OTHERS: &[u16] = &[
        11, 255, 263, 264, 265, 269, 270, 271, 272, 280, 281, 285, 286, 287, 288, 289, 290, 291, 293, 297,
        301, 305, 306, 315, 316, 321, 326, 333, 336, 337, 340, 341, 342, 513, 514, 519, 700, 999, 18246,
        32781, 33432, 33550, 33723, 33922, 34264, 34377, 34735, 34737, 37121, 37500, 37510, 37724, 40091,
        40095, 42112, 42113, 48129, 50341, 50784, 52545, 59932, 65000, 65535,
    ];
    for order in ORDERS {
        let mut slots = Vec::new();
        for tag in OTHERS {
            let last = if order.wide { 18 } else { 13 };
            for kind in (1..=last).filter(|kind| ![14, 15].contains(kind)) {
                slots.push(slot(
                    format!("{tag} of type {kind}, {order:?}"),
                    BILEVEL.with(order, vec![mark_of(*tag, kind)]),
                ));
            }
        }
        assert_gone(&slots);
    }
}

/// A field that stays keeps as many values as it has a meaning for.
#[test]
fn nothing_stays_behind_the_values_of_a_field_that_stays() {
    let mut slots = Vec::new();
    for order in ORDERS {
        let behind = |field: Field, unit: usize| {
            let mut field = field;
            field.bytes.extend(MARK);
            field.count += MARK.len() / unit;
            field
        };
        for field in GREY.fields(order) {
            let unit = if field.kind == 3 { 2 } else { 4 };
            let mut page = GREY.page(order);
            page.fields.retain(|other| other.tag != field.tag);
            let tag = field.tag;
            page.fields.push(behind(field, unit));
            slots.push(slot(
                format!("behind {tag}, {order:?}"),
                file(order, &[page], b""),
            ));
        }
        for field in [
            order.shorts(254, &[0]),
            order.shorts(266, &[1]),
            order.shorts(284, &[1]),
            order.longs(292, &[1]),
            order.shorts(296, &[2]),
            order.shorts(317, &[1]),
            order.shorts(332, &[1]),
            order.shorts(334, &[4]),
            order.shorts(338, &[]),
            order.shorts(339, &[1]),
            order.shorts(530, &[1, 1]),
            order.shorts(531, &[1]),
        ] {
            let (tag, unit) = (field.tag, if field.kind == 3 { 2 } else { 4 });
            slots.push(slot(
                format!("behind {tag}, {order:?}"),
                RGB.with(order, vec![behind(field, unit)]),
            ));
        }
        for tag in [282, 283, 318, 319, 347, 529, 532, 34675] {
            slots.push(slot(format!("in {tag}"), RGB.with(order, vec![mark_of(tag, 5)])));
            slots.push(slot(format!("in {tag}"), RGB.with(order, vec![mark_of(tag, 7)])));
        }
        // Readers take the first field of a tag.
        let again = |tag| Field {
            tag,
            ..raw(0, 2, MARK)
        };
        for tag in [256, 258, 259, 262, 277, 278] {
            let mut page = RGB.page(order);
            page.fields.push(again(tag));
            slots.push(slot(format!("{tag} again, {order:?}"), file(order, &[page], b"")));
        }
    }
    assert_gone(&slots);
}

#[test]
fn nothing_stays_between_structures_or_behind_them() {
    let mut slots = Vec::new();
    for order in ORDERS {
        for (name, kind) in [
            ("strips", RGB),
            ("tiles", TILED),
            (
                "LZW",
                Kind {
                    compression: 5,
                    ..RGB
                },
            ),
            (
                "Deflate",
                Kind {
                    compression: 8,
                    ..RGB
                },
            ),
            (
                "PackBits",
                Kind {
                    compression: 32773,
                    ..RGB
                },
            ),
            (
                "fax",
                Kind {
                    compression: 4,
                    ..BILEVEL
                },
            ),
        ] {
            let page = kind.page(order);
            let two = |page: Page| file(order, &[page.clone(), page], b"");
            slots.extend([
                slot(
                    format!("{name}, trailer"),
                    file(order, std::slice::from_ref(&page), MARK),
                ),
                slot(
                    format!("{name}, gaps"),
                    two(Page {
                        gap: MARK.to_vec(),
                        ..page.clone()
                    }),
                ),
                slot(
                    format!("{name}, behind each strip"),
                    two(Page {
                        tail: MARK.to_vec(),
                        ..page.clone()
                    }),
                ),
            ]);
            let mut more = page;
            more.strips.push(MARK.to_vec());
            slots.push(slot(format!("{name}, a strip too many"), two(more)));
        }
    }
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_coded_data_that_is_not_shown() {
    let order = CLASSIC;
    let one = |kind: Kind, strip: Vec<u8>| {
        let mut page = Kind { rows: 100, ..kind }.page(order);
        page.strips = vec![strip];
        file(order, &[page], b"")
    };
    let rows = Kind { rows: 100, ..RGB }.strips(order).remove(0);
    let long = [rows.as_slice(), MARK].concat();
    let with = |compression| Kind { compression, ..RGB };
    let slots: Vec<Slot> = vec![
        slot_of(
            "LZW, more than the picture",
            one(with(5), lzw(&long)),
            &lzw(&long)[lzw(&long).len() - 8..],
        ),
        slot("Deflate, more than the picture", one(with(8), zlib(&long))),
        slot("PackBits, more than the picture", one(with(32773), packed(&long))),
    ];
    // A whole picture's worth of bits right of the picture and below it.
    for compression in [1, 5, 8, 32773] {
        let kind = Kind {
            compression,
            spare: 0xA5,
            tile: Some((64, 48)),
            ..RGB
        };
        let rows = Kind {
            compression: 1,
            ..kind
        }
        .strips(order)
        .remove(0);
        let mut hidden = rows;
        let at = hidden.len() - 64 * 3;
        hidden[at..at + MARK.len()].copy_from_slice(MARK);
        let mut page = kind.page(order);
        page.strips = vec![kind.coded(&hidden)];
        let file = file(order, &[page], b"");
        assert!(compression != 1 || holds(&file, MARK));
        assert_eq!(clean(&file), clean(&kind.file(order)), "tile of {compression}");
    }
    assert_gone(&slots);
    // Of two files that differ only in what is not shown, the clean copies are one.
    for (name, kind) in kinds().into_iter().filter(|(_, kind)| kind.compression != 4) {
        for order in [ORDERS[0], ORDERS[1]] {
            if !kind.predicted {
                let full = Kind { spare: 0xFF, ..kind };
                let other = Kind { spare: 0xA5, ..kind };
                assert_eq!(clean(&full.file(order)), clean(&other.file(order)), "{name}");
            }
        }
    }
    // The bits behind the last code of a fax, and of LZW.
    let fax = Kind {
        compression: 4,
        rows: 100,
        ..BILEVEL
    };
    for kind in [
        fax,
        Kind {
            reversed: true,
            ..fax
        },
        Kind { rows: 100, ..with(5) },
    ] {
        let strip = kind.strips(order).remove(0);
        let last = *strip.last().expect("a strip");
        let all = if kind.reversed { last | 0x80 } else { last | 1 };
        let mut other = strip;
        *other.last_mut().expect("a strip") = all;
        if all != last {
            assert_eq!(clean(&one(kind, other)), clean(&kind.file(order)), "{kind:?}");
        }
    }
}

/// Bits as a strip, the rest of its last byte filled with `spare`.
fn strip_of(bits: &str, reversed: bool, spare: char) -> Vec<u8> {
    let mut bits: Vec<char> = bits.chars().filter(|bit| *bit != ' ').collect();
    bits.resize(bits.len().next_multiple_of(8), spare);
    let byte = |bits: &[char]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit == '1'));
    let bytes = bits.chunks(8).map(byte);
    bytes
        .map(|byte: u8| if reversed { byte.reverse_bits() } else { byte })
        .collect()
}

/// Two rows of eight white pixels and eight black ones, in every code for faxes.
#[test]
fn nothing_stays_behind_the_rows_of_a_fax() {
    const ROW: &str = "10011 000101";
    const EOL: &str = "000000000001";
    let rows: [(u16, u32, String); 6] = [
        (2, 0, format!("{ROW} 00000 {ROW}")),
        (32771, 0, format!("{ROW} 00000 {ROW}")),
        (3, 0, format!("{EOL}{ROW}{EOL}{ROW}")),
        (3, 0, format!("{ROW}{ROW}")),
        (3, 4, format!("0000{EOL}{ROW} 00000 0000{EOL}{ROW}")),
        (3, 1, format!("{EOL}1{ROW}{EOL}0 1 1")),
    ];
    for order in ORDERS {
        for reversed in [false, true] {
            for (compression, options, bits) in &rows {
                let kind = Kind {
                    width: 16,
                    height: 2,
                    rows: 2,
                    compression: 1,
                    reversed,
                    photometric: 0,
                    ..BILEVEL
                };
                let of = |spare, tail: &[u8], options| {
                    let mut page = kind.page(order);
                    page.fields.retain(|field| field.tag != 259);
                    page.fields
                        .extend([order.shorts(259, &[*compression]), order.longs(292, &[options])]);
                    page.strips = vec![[strip_of(bits, reversed, spare).as_slice(), tail].concat()];
                    file(order, &[page], b"")
                };
                let plain = clean(&of('0', b"", *options));
                assert_gone(&[slot(format!("{compression} {options}"), of('0', MARK, *options))]);
                assert_eq!(
                    clean(&of('0', b"", options | 0xABCD_E0F2)),
                    plain,
                    "{compression} {options}"
                );
                assert_eq!(clean(&of('1', MARK, *options)), plain, "{compression} {options}");
            }
        }
    }
}

#[test]
fn colours_that_no_pixel_has_leave_the_map() {
    for bits in [4, 8] {
        for compression in [1, 5] {
            for predicted in [false, bits == 8 && compression == 5] {
                let kind = Kind {
                    bits,
                    photometric: 3,
                    compression,
                    predicted,
                    width: 3,
                    height: 2,
                    ..GREY
                };
                let mut page = kind.page(CLASSIC);
                page.fields.retain(|field| field.tag != 320);
                let shown: BTreeSet<usize> = clean_values(kind);
                let map: Vec<u16> = (0..3usize << bits).map(|index| 0x4142 + index as u16).collect();
                page.fields.push(CLASSIC.shorts(320, &map));
                let source = file(CLASSIC, &[page], b"");
                let written = clean(&source);
                let kept = values(&written, 320);
                for (index, value) in map.iter().enumerate() {
                    let stays = shown.contains(&(index % (1 << bits)));
                    assert_eq!(
                        kept[index],
                        if stays { *value } else { 0 },
                        "entry {index} of {bits} bits"
                    );
                }
            }
        }
    }
}

/// The SHORTs of a field in the first directory of a classic file, least byte first.
fn values(file: &[u8], tag: u16) -> Vec<u16> {
    let short = |at: usize| u16::from_le_bytes([file[at], file[at + 1]]);
    let long = |at: usize| usize::from(short(at)) | usize::from(short(at + 2)) << 16;
    let directory = long(4);
    let entries = (0..usize::from(short(directory))).map(|index| directory + 2 + 12 * index);
    let entry = entries
        .into_iter()
        .find(|at| short(*at) == tag)
        .expect("the field stays");
    (0..long(entry + 4))
        .map(|index| short(long(entry + 8) + 2 * index))
        .collect()
}

/// The values of a small grey picture.
fn clean_values(kind: Kind) -> BTreeSet<usize> {
    let plain = Kind {
        bits: 8,
        compression: 1,
        predicted: false,
        ..kind
    };
    let values = plain.strips(CLASSIC).concat();
    values
        .iter()
        .map(|value| usize::from(*value) & ((1 << kind.bits) - 1))
        .collect()
}

/// A JPEG as the one strip of a page; `tables` stand in the directory instead of the strip.
fn jpeg_page(order: Order, file: &[u8], tables: Option<&[u8]>) -> Page {
    let kind = Kind {
        compression: 7,
        photometric: 6,
        rows: 100,
        ..RGB
    };
    let mut page = kind.page(order);
    page.fields.push(order.shorts(530, &[2, 2]));
    page.fields.extend(tables.map(|tables| raw(347, 7, tables)));
    page.strips = vec![file.to_vec()];
    page
}

fn split(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut tables, mut strip) = (b"\xFF\xD8".to_vec(), Vec::new());
    for piece in jpeg::split(file) {
        if piece.starts_with(&[0xFF, 0xDB]) || piece.starts_with(&[0xFF, 0xC4]) {
            tables.extend(piece);
        } else {
            strip.extend(piece);
        }
    }
    tables.extend([0xFF, 0xD9]);
    (tables, strip)
}

#[test]
fn nothing_stays_in_a_jpeg_inside() {
    let order = CLASSIC;
    let plain = jpeg::baseline();
    let (tables, strip) = split(&plain);
    let dirty = |file: &[u8]| behind_soi(file, &segment(0xE1, MARK));
    let of = |strip: &[u8], tables: Option<&[u8]>| file(order, &[jpeg_page(order, strip, tables)], b"");
    let unused = segment(0xDB, &[[3].as_slice(), MARK, &[1; 52]].concat());
    let more = |at: usize| [&tables[..at], unused.as_slice(), &tables[at..]].concat();
    assert_gone(&[
        slot("APP1", of(&dirty(&plain), None)),
        slot("APP1 beside tables", of(&dirty(&strip), Some(&tables))),
        slot("COM", of(&behind_soi(&plain, &segment(0xFE, MARK)), None)),
        slot("behind EOI", of(&[plain.as_slice(), MARK].concat(), None)),
        slot(
            "APP in the tables",
            of(&strip, Some(&behind_soi(&tables, &segment(0xE3, MARK)))),
        ),
        slot(
            "COM in the tables",
            of(&strip, Some(&behind_soi(&tables, &segment(0xFE, MARK)))),
        ),
        slot(
            "behind the tables",
            of(&strip, Some(&[tables.as_slice(), MARK].concat())),
        ),
        slot("an unused table", of(&strip, Some(&more(2)))),
        slot(
            "an unused table in the strip",
            of(&behind_soi(&plain, &unused), None),
        ),
        slot("tables that no strip uses", of(&plain, Some(&more(2)))),
    ]);
    assert_eq!(
        clean(&of(&strip, Some(&more(2)))),
        clean(&of(&strip, Some(&tables)))
    );
    // The other decoder reads grey ones.
    let grey = jpeg::Kind {
        colour: jpeg_encoder::ColorType::Luma,
        ..jpeg::Kind::default()
    }
    .encode();
    let (tables, strip) = split(&grey);
    let of = |strip: &[u8], tables: Option<&[u8]>| {
        let mut page = jpeg_page(order, strip, tables);
        page.fields
            .retain(|field| ![258, 262, 277, 530].contains(&field.tag));
        page.fields.extend([
            order.shorts(258, &[8]),
            order.shorts(262, &[1]),
            order.shorts(277, &[1]),
        ]);
        file(order, &[page], b"")
    };
    assert_same_look("JPEG", &of(&dirty(&grey), None));
    assert_same_look("JPEG with tables", &of(&dirty(&strip), Some(&tables)));
}

#[test]
fn every_kind_of_tiff_looks_the_same() {
    let mut compared = 0;
    for (name, kind) in kinds() {
        for order in ORDERS {
            let source = kind.file(order);
            let written = clean(&source);
            if let Some(before) = pixels(&source) {
                assert_eq!(Some(before), pixels(&written), "{name}, {order:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 800, "the other decoder reads {compared}");
}

#[test]
fn every_orientation_of_a_tiff_is_kept() {
    for order in ORDERS {
        for value in 1..=8 {
            let source = RGB.with(order, vec![order.shorts(274, &[value])]);
            assert_same_look(&format!("orientation {value}"), &source);
            let kept = look(&clean(&source)).expect("the clean file is read");
            assert_eq!(Some(kept.orientation), Orientation::from_tiff(value));
        }
    }
}

/// Readers differ over a field of too many values; the first counts here, as in every Exif block.
#[test]
fn an_orientation_of_many_values_keeps_the_first() {
    for order in ORDERS {
        let mut field = order.shorts(274, &[6]);
        field.bytes.extend(MARK);
        field.count += 6;
        let once = RGB.with(order, vec![order.shorts(274, &[6])]);
        assert_eq!(clean(&RGB.with(order, vec![field])), clean(&once));
    }
}

#[test]
fn pixels_of_a_tiff_that_are_not_square_stay_so_and_say_no_more() {
    for order in ORDERS {
        let of = |x, y| {
            RGB.with(
                order,
                vec![
                    order.rationals(282, &[x]),
                    order.rationals(283, &[y]),
                    order.shorts(296, &[2]),
                ],
            )
        };
        assert_eq!(clean(&of((300, 1), (600, 2))), clean(&RGB.file(order)));
        let turned = clean(&of((204, 1), (98, 1)));
        assert_ne!(turned, clean(&RGB.file(order)));
        assert_eq!(turned, clean(&of((1020, 10), (490, 10))));
    }
}

fn small(order: Order, kind: u32) -> Page {
    Kind {
        width: 5,
        height: 3,
        ..RGB
    }
    .page_with(order, vec![order.longs(254, &[kind])])
}

#[test]
fn every_page_stays_and_every_small_copy_goes() {
    for order in ORDERS {
        let page = RGB.page(order);
        let second = Kind {
            compression: 5,
            ..GREY
        }
        .page_with(order, vec![order.longs(254, &[2]), order.shorts(297, &[1, 2])]);
        let mut first = page.clone();
        first.below = vec![(330, vec![small(order, 1), small(order, 0)])];
        let source = file(
            order,
            &[first, small(order, 1), second.clone(), small(order, 4)],
            b"",
        );
        let picture = look(&source).expect("the file is read");
        assert_eq!(picture.shows, Shows::Pages(2));
        assert_eq!(clean(&source), clean(&file(order, &[page, second], b"")));
        let findings = picture.findings(&source);
        let hidden: Vec<_> = findings
            .iter()
            .filter(|finding| finding.reveals == Reveals::HiddenPicture)
            .collect();
        assert_eq!(hidden.len(), 4, "{hidden:#?}");
        let wanted = pixels(&file(order, &[small(order, 0)], b""));
        for finding in hidden {
            let Some(Embedded::Made(output)) = &finding.picture else {
                panic!("{finding:?} cannot be shown");
            };
            assert!(wanted.is_some() && pixels(&output.to_vec(&source)) == wanted);
        }
    }
}

#[test]
fn a_chain_of_directories_that_turns_back_ends_there() {
    for order in ORDERS {
        let source = file(order, &[RGB.page(order), GREY.page(order)], b"");
        let first = look(&source)
            .expect("read")
            .parts
            .iter()
            .find(|part| part.rule.part == "IFD")
            .map(|part| part.range.start);
        let mut turned = source.clone();
        let place = order.place(first.expect("a directory"));
        let end = turned.len() - place.len();
        turned[end..].copy_from_slice(&place);
        assert_eq!(clean(&turned), clean(&source));
    }
}

#[test]
fn a_raw_picture_that_begins_like_a_tiff_is_refused_by_name() {
    for order in ORDERS {
        let refused = |page: Page, name: &str| match look(&file(order, &[page], b"")) {
            Err(Error::Unsupported { what, remedy }) => {
                assert_eq!(what, name);
                assert_eq!(remedy, "Export a JPEG from your editor first.");
            }
            other => panic!("{name}: {other:?}"),
        };
        let thumb = |more: Vec<Field>| small(order, 1).fields.into_iter().chain(more).collect::<Vec<_>>();
        let with = |below: Page, make: &[u8]| Page {
            fields: thumb(vec![raw(271, 2, make)]),
            below: vec![(330, vec![below])],
            ..small(order, 1)
        };
        let of = |photometric, compression| {
            Kind {
                photometric,
                compression,
                ..GREY
            }
            .page(order)
        };
        refused(
            RGB.page_with(order, vec![raw(50706, 1, &[1, 4, 0, 0])]),
            "A DNG raw picture",
        );
        refused(with(of(32803, 1), b"NIKON CORPORATION\0"), "A Nikon raw picture");
        refused(with(of(32803, 32767), b"SONY\0"), "A Sony raw picture");
        refused(with(of(1, 34713), b"NIKON\0"), "A Nikon raw picture");
        refused(with(of(34892, 7), b"x\0"), "A raw picture");
        refused(
            Kind {
                photometric: 32803,
                compression: 65535,
                ..GREY
            }
            .page_with(order, vec![raw(271, 2, b"PENTAX\0")]),
            "A Pentax raw picture",
        );
        refused(
            with(GREY.page(order), b"x\0"),
            "A TIFF that keeps its picture behind a small copy of it",
        );
        // A camera's name alone is no reason.
        clean(&RGB.with(order, vec![raw(271, 2, b"NIKON CORPORATION\0")]));
    }
}

#[test]
fn what_a_tiff_gives_away_is_told() {
    for order in ORDERS {
        let mut page = RGB.page_with(
            order,
            vec![
                raw(271, 2, b"Maker Xanadu\0"),
                raw(306, 2, b"2026:05:04 03:02:01\0"),
                raw(315, 2, b"Artist Xanadu\0"),
                raw(285, 2, b"Page Xanadu\0"),
                raw(700, 1, b"<x:xmpmeta><a City='Xanadu'/></x:xmpmeta>"),
                raw(33723, 7, b"\x1C\x02\x50\0\x06Xanadu"),
                raw(34377, 7, b"8BIM\x04\x0C\0\0\0\0\0\x08thumbnil"),
                raw(34737, 2, b"Xanadu grid\0"),
                raw(37724, 7, b"Adobe Photoshop Document Data Block\0"),
                raw(65000, 2, b"private Xanadu\0"),
            ],
        );
        let gps = vec![
            raw(1, 2, b"N\0"),
            order.rationals(2, &[(51, 1), (30, 1), (3, 1)]),
            raw(3, 2, b"W\0"),
            order.rationals(4, &[(0, 1), (7, 1), (29, 1)]),
        ];
        let below = |fields| Page {
            fields,
            ..Page::default()
        };
        page.below = vec![
            (34665, vec![below(vec![raw(42033, 2, b"Serial Xanadu\0")])]),
            (34853, vec![below(gps)]),
        ];
        let source = file(order, &[page], b"behind Xanadu");
        let findings = look(&source).expect("read").findings(&source);
        for (reveals, text) in [
            (Reveals::Device, "Maker: Maker Xanadu"),
            (Reveals::Time, "Changed: 2026-05-04 03:02:01"),
            (Reveals::Name, "Photographer: Artist Xanadu"),
            (Reveals::Text, "Page Xanadu"),
            (Reveals::Location, "City: Xanadu"),
            (Reveals::Name, "Photographer: Xanadu"),
            (Reveals::HiddenPicture, "A small copy made by Photoshop"),
            (Reveals::Location, "Xanadu grid"),
            (Reveals::HiddenPicture, "Photoshop layers"),
            (Reveals::Unknown, "private Xanadu"),
            (Reveals::Device, "Serial number of the camera: Serial Xanadu"),
            (Reveals::Location, "51° 30′ 03″ north, 0° 07′ 29″ west"),
            (Reveals::Unknown, "bytes of no structure, 13 bytes"),
        ] {
            assert!(
                findings
                    .iter()
                    .any(|finding| finding.reveals == reveals && finding.value.contains(text)),
                "{reveals:?} \"{text}\" is not among {findings:#?}"
            );
        }
        assert!(
            look(&clean(&source))
                .expect("read")
                .findings(&clean(&source))
                .is_empty()
        );
    }
}

fn hostile() -> Vec<Vec<u8>> {
    let tiny = |kind: Kind| Kind {
        width: 11,
        height: 5,
        rows: 3,
        ..kind
    };
    let mut files: Vec<Vec<u8>> = ORDERS
        .into_iter()
        .map(|order| {
            let mut page = tiny(Kind {
                compression: 5,
                ..RGB
            })
            .page_with(
                order,
                vec![
                    raw(270, 2, b"text\0"),
                    order.rationals(282, &[(2, 1)]),
                    order.rationals(283, &[(1, 1)]),
                ],
            );
            page.below = vec![(330, vec![small(order, 1)])];
            file(order, &[page, tiny(BILEVEL).page(order)], b"x")
        })
        .collect();
    let of = |kind: Kind| tiny(kind).file(CLASSIC);
    files.extend([
        of(Kind {
            compression: 8,
            spare: 0xFF,
            tile: Some((16, 16)),
            ..GREY
        }),
        of(Kind {
            compression: 32773,
            photometric: 3,
            bits: 4,
            ..GREY
        }),
        of(Kind {
            compression: 4,
            ..BILEVEL
        }),
    ]);
    files
}

#[test]
fn a_tiff_cut_anywhere_is_an_error_or_a_proved_copy() {
    let (tables, strip) = split(&jpeg::baseline());
    let mut files = hostile();
    files.push(file(CLASSIC, &[jpeg_page(CLASSIC, &strip, Some(&tables))], b""));
    assert_survives_cuts(&files);
}

#[test]
fn a_tiff_with_any_byte_changed_is_an_error_or_a_proved_copy() {
    assert_survives_changes(&hostile());
}

#[test]
fn a_tiff_over_the_limits_is_refused_before_anything_is_allocated() {
    for order in ORDERS {
        for kind in [
            Kind {
                width: 60_000,
                ..GREY
            },
            Kind {
                tile: Some((60_000, 60_000)),
                ..GREY
            },
        ] {
            let page = Page {
                fields: kind
                    .fields(order)
                    .into_iter()
                    .filter(|field| field.tag != 257)
                    .chain([order.longs(257, &[60_000])])
                    .collect(),
                strips: vec![vec![0; 9]; 7_500],
                tiled: kind.tile.is_some(),
                ..Page::default()
            };
            let found = look(&file(order, &[page], b""));
            assert!(matches!(found, Err(Error::Limit { .. })), "{:?}", found.err());
        }
    }
}

/// A tile that is larger than the picture, with these rows.
fn one_tile(kind: Kind, order: Order, more: Vec<Field>, data: Vec<u8>) -> Vec<u8> {
    let mut page = kind.page_with(order, more);
    page.strips = vec![data];
    file(order, &[page], b"")
}

#[test]
fn a_fax_in_tiles_holds_nothing_beyond_the_picture() {
    for order in ORDERS {
        let kind = Kind {
            tile: Some((64, 48)),
            ..BILEVEL
        };
        let of = |spare: u8, hidden: &[(usize, usize)]| {
            let plain = Kind { spare, ..kind };
            let mut rows = plain.strips(order).remove(0);
            for (x, y) in hidden {
                rows[y * 8 + x / 8] ^= 0x80 >> (x % 8);
            }
            let mut page = plain.page(order);
            page.fields.retain(|field| field.tag != 259);
            page.fields.push(order.shorts(259, &[4]));
            page.strips = vec![group4(&rows, 64)];
            look(&file(order, &[page], b""))
        };
        assert!(of(0, &[]).is_ok());
        assert!(of(0xFF, &[]).is_ok());
        for place in [(40, 3), (62, 0), (5, 30), (50, 40), (20, 47)] {
            let found = of(0, &[place]);
            assert!(
                matches!(found, Err(Error::Unsupported { what, .. }) if what.contains("fax-coded tiles")),
                "{place:?}: {:?}",
                found.err()
            );
        }
    }
}

/// Floating-point rows as their predictor has them: all first bytes, then all second ones, then differences.
fn predicted_floats(rows: &[Vec<[u8; 4]>]) -> Vec<u8> {
    let row = |row: &Vec<[u8; 4]>| {
        let mut bytes: Vec<u8> = (0..4)
            .flat_map(|byte| row.iter().map(move |value| value[byte]))
            .collect();
        for at in (1..bytes.len()).rev() {
            bytes[at] = bytes[at].wrapping_sub(bytes[at - 1]);
        }
        bytes
    };
    rows.iter().flat_map(row).collect()
}

#[test]
fn floats_in_tiles_hold_nothing_beyond_the_picture() {
    for order in ORDERS {
        for compression in [5, 8] {
            let kind = Kind {
                bits: 32,
                compression,
                tile: Some((48, 32)),
                ..GREY
            };
            let value = |x: usize, y: usize| (x as f32 / 64.0 + y as f32).to_be_bytes();
            let of = |hidden: &dyn Fn(usize, usize) -> [u8; 4]| {
                let pixel = |x, y| {
                    if x < 37 && y < 21 {
                        value(x, y)
                    } else {
                        hidden(x, y)
                    }
                };
                let rows: Vec<Vec<[u8; 4]>> =
                    (0..32).map(|y| (0..48).map(|x| pixel(x, y)).collect()).collect();
                let more = vec![order.shorts(317, &[3]), order.shorts(339, &[3])];
                one_tile(kind, order, more, kind.coded(&predicted_floats(&rows)))
            };
            let plain = of(&|_, _| [0; 4]);
            let written = clean(&plain);
            assert!(holds(
                &written,
                &kind.coded(&predicted_floats(
                    &(0..32)
                        .map(|y| (0..48)
                            .map(|x| if x < 37 && y < 21 { value(x, y) } else { [0; 4] })
                            .collect())
                        .collect::<Vec<_>>(),
                ))
            ));
            assert_eq!(clean(&of(&|x, y| [x as u8, y as u8, 0x41, 0x42])), written);
            assert_eq!(clean(&of(&value)), written);
        }
    }
}

#[test]
fn thinned_out_colours_hold_nothing_beyond_the_picture() {
    for order in ORDERS {
        for (compression, sides, tile) in [
            (1, [2, 2], None),
            (8, [4, 2], None),
            (1, [2, 1], Some(16)),
            (5, [4, 4], Some(32)),
        ] {
            let kind = Kind {
                width: 5,
                height: 3,
                rows: 3,
                photometric: 6,
                compression,
                tile: tile.map(|side| (side, side)),
                ..RGB
            };
            let [across, down] = sides.map(usize::from);
            let (width, height) = kind.tile.unwrap_or((5, 3));
            let of = |hidden: u8| {
                let mut data = Vec::new();
                for top in (0..height).step_by(down) {
                    for left in (0..width).step_by(across) {
                        for (x, y) in (0..across * down).map(|at| (left + at % across, top + at / across)) {
                            data.push(if x < 5 && y < 3 {
                                (x * 16 + y) as u8 | 0x80
                            } else {
                                hidden
                            });
                        }
                        let shown = left < 5 && top < 3;
                        data.extend(if shown {
                            [0x70 | left as u8, 0x60 | top as u8]
                        } else {
                            [hidden; 2]
                        });
                    }
                }
                kind.coded(&data)
            };
            let file = |hidden| one_tile(kind, order, vec![order.shorts(530, &sides)], of(hidden));
            let written = clean(&file(0));
            assert!(holds(&written, &of(0)), "{compression} {sides:?}");
            for hidden in [1, 0xA5] {
                assert_eq!(clean(&file(hidden)), written, "{compression} {sides:?}");
            }
        }
    }
}

#[test]
fn colours_that_no_first_sample_has_leave_the_map() {
    for order in ORDERS {
        for (bits, samples, compression, separate) in [
            (16, 1, 1, false),
            (16, 1, 8, false),
            (8, 2, 1, false),
            (8, 2, 5, true),
            (4, 2, 1, false),
        ] {
            for predicted in [false, bits == 8 && compression == 5] {
                let kind = Kind {
                    bits,
                    samples,
                    photometric: 3,
                    compression,
                    separate,
                    predicted,
                    ..GREY
                };
                let mut page = kind.page(order);
                page.fields.retain(|field| field.tag != 320);
                let entries = 1usize << bits;
                let map = |unused: u16| {
                    let mut used = vec![false; entries];
                    for (x, y) in (0..21).flat_map(|y| (0..37).map(move |x| (x, y))) {
                        used[kind.sample(x, y, 0)] = true;
                    }
                    let value = |index: usize| {
                        if used[index % entries] {
                            0x4142 + index as u16 % 7
                        } else {
                            unused
                        }
                    };
                    (0..3 * entries).map(value).collect::<Vec<_>>()
                };
                let of = |unused| {
                    let mut page = page.clone();
                    page.fields.push(order.shorts(320, &map(unused)));
                    file(order, &[page], b"")
                };
                let written = clean(&of(0x5152));
                assert_eq!(written, clean(&of(0)));
                assert!(
                    holds(&written, &order.shorts(320, &map(0)).bytes),
                    "{bits} {samples} {compression}"
                );
            }
        }
    }
}

#[test]
fn numbers_that_a_viewer_rounds_say_no_more_than_it_shows() {
    let marks = |tag| Field {
        tag,
        kind: 5,
        count: 6,
        bytes: MARK.repeat(8)[..48].to_vec(),
    };
    let mut slots = Vec::new();
    for order in ORDERS {
        let sides = |field: Field| vec![field, order.shorts(530, &[1, 1])];
        let ycc = Kind {
            photometric: 6,
            ..RGB
        };
        for tag in [529, 532] {
            slots.push(slot(format!("{tag}"), ycc.with(order, sides(marks(tag)))));
            let mut page = jpeg_page(order, &jpeg::baseline(), None);
            let plain = clean(&file(order, std::slice::from_ref(&page), b""));
            page.fields.push(order.rationals(tag, &[(1, 3); 6]));
            assert_eq!(clean(&file(order, &[page], b"")), plain);
        }
        for (x, y) in [(282, 283), (283, 282)] {
            slots.push(slot(
                format!("{x}"),
                RGB.with(order, vec![marks(x), order.rationals(y, &[(1, 1)])]),
            ));
        }
        let of = |x, y| {
            RGB.with(
                order,
                vec![order.rationals(282, &[x]), order.rationals(283, &[y])],
            )
        };
        assert_eq!(clean(&of((72_001, 1000), (72, 1))), clean(&RGB.file(order)));
        assert_eq!(
            clean(&of((20_400_007, 100_000), (98, 1))),
            clean(&of((204, 1), (98, 1)))
        );
    }
    assert_gone(&slots);
}

#[test]
fn a_jpeg_in_a_tile_far_larger_than_the_picture_is_refused() {
    let of = |side: u32| {
        let mut page = jpeg_page(CLASSIC, &jpeg::baseline(), None);
        page.fields.retain(|field| field.tag != 278);
        page.fields
            .extend([CLASSIC.longs(322, &[side]), CLASSIC.longs(323, &[side])]);
        page.tiled = true;
        look(&file(CLASSIC, &[page], b""))
    };
    assert!(of(256).is_ok());
    assert!(matches!(of(512), Err(Error::Unsupported { .. })));
}

#[test]
fn trifles_that_go_are_told_in_one_line() {
    for order in ORDERS {
        let told = |field: Field| {
            let source = GREY.with(order, vec![field]);
            let findings = look(&source).expect("read").findings(&source);
            findings
                .into_iter()
                .map(|finding| finding.value)
                .collect::<Vec<_>>()
        };
        for tag in [
            255, 265, 274, 280, 288, 292, 297, 318, 319, 320, 321, 326, 340, 347, 514, 519, 529, 532,
        ] {
            let told = told(mark_of(tag, 3));
            assert!(
                matches!(told.as_slice(), [line] if line.starts_with("Values that no viewer needs, ")),
                "{tag}: {told:?}"
            );
        }
        for field in [
            order.longs(254, &[2]),
            order.shorts(255, &[1]),
            order.shorts(266, &[1]),
            order.shorts(274, &[1]),
            order.rationals(282, &[(300, 1)]),
            order.shorts(284, &[1]),
            order.shorts(296, &[2]),
            order.shorts(297, &[0, 1]),
            order.shorts(318, &[0; 9]),
            order.shorts(339, &[1]),
        ] {
            let (tag, told) = (field.tag, told(field));
            assert!(told.is_empty(), "{tag}: {told:?}");
        }
    }
}

#[test]
fn data_beyond_the_picture_is_told() {
    let told = |kind: Kind, data: Option<Vec<u8>>| {
        let mut page = kind.page(CLASSIC);
        page.strips = data.map_or(page.strips, |data| vec![data]);
        let source = file(CLASSIC, &[page], b"");
        let findings = look(&source).expect("read").findings(&source);
        findings
            .into_iter()
            .map(|finding| finding.value)
            .collect::<Vec<_>>()
    };
    let is_told = |told: Vec<String>| matches!(told.as_slice(), [line] if line.starts_with("Data beyond what is shown, in "));
    for compression in [1, 5, 8, 32773] {
        let tiled = Kind { compression, ..TILED };
        assert!(told(tiled, None).is_empty(), "{compression}");
        assert!(
            is_told(told(Kind { spare: 0xFF, ..tiled }, None)),
            "{compression}"
        );
        let whole = Kind {
            compression,
            rows: 100,
            ..GREY
        };
        if compression != 1 {
            let plain = Kind {
                compression: 1,
                ..whole
            }
            .strips(CLASSIC)
            .remove(0);
            let long = whole.coded(&[plain.as_slice(), MARK].concat());
            assert!(!told(whole, Some(long)).is_empty(), "{compression}");
        }
    }
}

/// The values of a pixel's samples may be left out, so that a page of few bytes has 65,535 of them.
#[test]
fn samples_that_the_file_does_not_hold_are_not_unfolded() {
    let mut page = Kind {
        width: 1,
        height: 1,
        ..GREY
    }
    .page(CLASSIC);
    page.fields.retain(|field| ![258, 277].contains(&field.tag));
    page.fields.extend([
        CLASSIC.shorts(277, &[u16::MAX]),
        CLASSIC.shorts(339, &[3]),
        CLASSIC.shorts(258, &[8]),
    ]);
    page.strips = vec![vec![0; 65_535]];
    page.strips.clear();
    page.fields
        .extend([CLASSIC.longs(273, &[8]), CLASSIC.longs(279, &[65_535])]);
    let first = Page {
        strips: vec![vec![0; 65_535]],
        ..Kind { rows: 100, ..GREY }.page(CLASSIC)
    };
    let pages: Vec<Page> = std::iter::once(first).chain(vec![page; 4_000]).collect();
    let found = look(&file(CLASSIC, &pages, b""));
    let why = "The picture has more samples than the file holds";
    assert!(
        matches!(found, Err(Error::Malformed { why: found, .. }) if found == why),
        "{:?}",
        found.err()
    );
}

#[test]
fn a_tile_far_larger_than_its_picture_is_refused() {
    let of = |side: usize, pages: usize| {
        let kind = Kind {
            width: 1,
            height: 1,
            compression: 8,
            ..GREY
        };
        let mut page = kind.page(CLASSIC);
        page.fields.retain(|field| field.tag != 278);
        page.fields.extend([
            CLASSIC.longs(322, &[side as u32]),
            CLASSIC.longs(323, &[side as u32]),
        ]);
        page.tiled = true;
        page.strips = vec![zlib(&vec![0; side * side])];
        look(&file(CLASSIC, &vec![page; pages], b""))
    };
    let refused = |found: Result<_, Error>| matches!(found, Err(Error::Unsupported { what, .. }) if what.starts_with("A TIFF whose tiles are far"));
    assert!(of(1024, 3).is_ok());
    assert!(refused(of(6400, 1).map(drop)));
    assert!(refused(of(1024, 60).map(drop)));
}

/// What is told to go may not stand in what stays.
#[test]
fn structures_that_lie_over_one_another_are_refused() {
    for order in ORDERS {
        let with = |tag, kind, count, at: usize| {
            let bytes = order.place(at);
            let field = Field {
                tag,
                kind,
                count,
                bytes,
            };
            file(order, &[GREY.page_with(order, vec![field])], b"")
        };
        let strip = if order.wide { 18 } else { 10 };
        for (tag, kind, count) in [
            (270, 2, 40),
            (700, 1, 40),
            (34675, 7, 40),
            (319, 5, 6),
            (65_000, 4, 9),
        ] {
            let found = look(&with(tag, kind, count, strip));
            let why = "The structures of this file lie over one another";
            assert!(
                matches!(found, Err(Error::Malformed { why: found, .. }) if found == why),
                "{tag}: {:?}",
                found.err()
            );
        }
        // Writers that move a directory leave places behind that point into it.
        let source = with(65_000, 2, 40, strip);
        let length = |source: &[u8]| source.len() - 60;
        let dangling = with(65_000, 2, 40, length(&source));
        let findings = look(&dangling).expect("read").findings(&dangling);
        assert!(findings.is_empty(), "{findings:?}");
        assert_eq!(clean(&dangling), clean(&GREY.file(order)));
    }
}

/// Of many strips, each is as long as its directory says; one alone as long as its rows, as libtiff has it.
#[test]
fn bytes_behind_the_length_of_a_strip_are_not_the_pictures() {
    for order in ORDERS {
        // Readers take the first field of a tag.
        let with = |rows, lengths: &[u32]| {
            let kind = Kind { rows, ..GREY };
            file(
                order,
                &[kind.page_with(order, vec![order.longs(279, lengths)])],
                b"",
            )
        };
        assert!(look(&with(8, &[296, 296, 185])).is_ok());
        assert!(look(&with(8, &[296, 295, 185])).is_err());
        assert_eq!(clean(&with(100, &[776])), clean(&with(100, &[777])));
    }
}

/// Strips, pages and directories may name the same bytes over and over.
#[test]
fn a_tiff_that_reads_itself_over_and_over_is_not_unfolded() {
    let order = CLASSIC;
    let kind = Kind {
        compression: 5,
        ..RGB
    };
    // One big strip that thousands of pages share.
    let big = Kind {
        width: 600,
        height: 400,
        rows: 400,
        ..RGB
    }
    .page(order);
    let mut source = file(order, &[big], b"");
    let strip = 8u32;
    for count in [4_000usize] {
        let mut last = source.len() - 4;
        for _ in 0..count {
            let at = source.len();
            source[last..last + 4].copy_from_slice(&(at as u32).to_le_bytes());
            let fields: Vec<Field> = Kind {
                width: 600,
                height: 400,
                rows: 400,
                ..RGB
            }
            .fields(order)
            .into_iter()
            .filter(|field| field.bytes.len() <= 4)
            .chain([
                order.shorts(258, &[8]),
                order.longs(273, &[strip]),
                order.longs(279, &[720_000]),
            ])
            .collect();
            source.extend((fields.len() as u16).to_le_bytes());
            for field in &fields {
                let mut value = field.bytes.clone();
                value.resize(4, 0);
                source.extend([field.tag.to_le_bytes(), field.kind.to_le_bytes()].concat());
                source.extend((field.count as u32).to_le_bytes());
                source.extend(value);
            }
            last = source.len();
            source.extend([0; 4]);
        }
    }
    assert!(look(&source).is_err());
    // Many small pages, each of its own, are read in one pass.
    let page = Kind {
        width: 2,
        height: 2,
        ..kind
    }
    .page(order);
    let many = file(order, &vec![page; 4_000], b"");
    let findings = look(&many).expect("read").findings(&many);
    assert!(findings.len() < 10);
    clean(&many);
    // Many strips of one row each.
    let rows = Kind {
        width: 1,
        height: 60_000,
        rows: 1,
        ..GREY
    };
    clean(&rows.file(order));
    // Directories of 60,000 entries that lie over one another.
    let mut over = b"II*\0\x08\0\0\0".to_vec();
    over.extend(60_000u16.to_le_bytes());
    (0..60_000u32).for_each(|n| {
        over.extend(
            [
                b"\x4A\x01\x04\0".as_slice(),
                &1u32.to_le_bytes(),
                &(n * 12).to_le_bytes(),
            ]
            .concat(),
        )
    });
    assert!(assert_survives(&over).is_none());
}

mod properties {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_tiff_is_cleaned_alike_whatever_is_put_into_it(
            order in 0..4usize,
            kind in any::<prop::sample::Index>(),
            extra in vec((600u16..u16::MAX, 1u16..13, vec(any::<u8>(), 0..6)), 0..9),
            gap in vec(any::<u8>(), 0..30),
            tail in vec(any::<u8>(), 0..30),
            trailing in vec(any::<u8>(), 0..40),
        ) {
            let order = ORDERS[order];
            let kinds = kinds();
            let kind = kinds[kind.index(kinds.len())].1;
            let mut page = kind.page(order);
            for (tag, kind, bytes) in extra {
                // Tags that point elsewhere or make a raw picture are planted by name.
                if ![700, 34665, 34853, 34675, 34310, 33421, 33422, 50706, 50740].contains(&tag) {
                    page.fields.push(Field { tag, kind, count: 2 * bytes.len(), bytes: bytes.repeat(16) });
                }
            }
            page.gap = gap;
            page.tail = tail;
            prop_assert_eq!(clean(&file(order, &[page], &trailing)), clean(&kind.file(order)));
        }
    }
}
