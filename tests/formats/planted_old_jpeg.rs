//! Marks in every slot of a TIFF of the old kind of JPEG (TIFF 6.0, section 22).

use safelight_sanitize::Error;

use crate::common::{MARK, clean, holds, look, pixels};
use crate::hostile::{assert_survives_changes, assert_survives_cuts};
use crate::jpeg::{self, behind_soi, places, segment, split};
use crate::tiff_file::{Field, ORDERS, Order, Page, RGB, file};

/// Where a picture's tables, headers and coded data stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// A whole JPEG in JPEGInterchangeFormat, the strip inside it.
    Interchange,
    /// A whole JPEG in the strip.
    Strip,
    /// All up to the scan in JPEGInterchangeFormat, coded data in the strips.
    Header,
    /// Tables in fields of their own, coded data in the strips.
    Tables,
}

const WAYS: [Way; 4] = [Way::Interchange, Way::Strip, Way::Header, Way::Tables];

/// What is put where it is not needed.
#[derive(Clone, Copy, Default)]
struct Planted<'a> {
    /// Segments behind SOI.
    segments: &'a [u8],
    /// Bytes behind each strip's coded data, inside its length.
    tail: &'a [u8],
    /// Bytes before each table.
    gap: &'a [u8],
}

/// A picture with a restart interval for each row of MCUs, which is a strip of 16 lines.
fn picture() -> Vec<u8> {
    jpeg::Kind {
        restart: Some(3),
        ..jpeg::Kind::default()
    }
    .encode()
}

/// The coded data of each restart interval.
fn intervals(scan: &[u8]) -> Vec<Vec<u8>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while at < scan.len() {
        if scan[at] == 0xFF && scan[at + 1] != 0 {
            found.push(Vec::new());
            at += 2;
        } else {
            found.last_mut().expect("one").push(scan[at]);
            at += 1;
        }
    }
    found
}

/// The tables of a kind, without their slots, in the order of these.
fn tables(jpeg: &[u8], marker: u8, class: u8) -> Vec<Vec<u8>> {
    let pieces = split(jpeg);
    let mut found = Vec::new();
    for place in places(&pieces, marker) {
        let mut rest = &pieces[place][4..];
        while !rest.is_empty() {
            let length = match marker {
                0xDB => 64,
                _ => 16 + rest[1..17].iter().map(|count| usize::from(*count)).sum::<usize>(),
            };
            if rest[0] >> 4 == class {
                found.push(rest[1..=length].to_vec());
            }
            rest = &rest[1 + length..];
        }
    }
    found
}

fn tiff(order: Order, way: Way, planted: Planted<'_>) -> Vec<u8> {
    let plain = picture();
    let jpeg = behind_soi(&plain, planted.segments);
    let pieces = split(&plain);
    let scan = places(&pieces, 0xDA)[0] + 1;
    let strips = intervals(&pieces[scan]);
    assert_eq!(strips.len(), 2);
    // Everything that is pointed to stands behind the header, where its place is known.
    let mut front = Vec::new();
    let base = if order.wide { 16 } else { 8 };
    let mut put = |bytes: &[u8], gap: &[u8]| {
        front.extend(gap);
        let at = base + front.len();
        front.extend(bytes);
        at as u32
    };
    let mut fields: Vec<Field> = vec![order.shorts(530, &[2, 2]), order.shorts(512, &[1])];
    let mut page = RGB.page(order);
    page.fields.retain(|field| ![259, 262, 278].contains(&field.tag));
    let mut rows = 16;
    page.strips = strips;
    match way {
        Way::Interchange => {
            let at = put(&jpeg, planted.gap);
            fields.extend([order.longs(513, &[at]), order.longs(514, &[jpeg.len() as u32])]);
            (page.strips, rows) = (vec![jpeg.clone()], 100);
        }
        Way::Strip => (page.strips, rows) = (vec![jpeg.clone()], 100),
        Way::Header => {
            let header = split(&jpeg);
            let header = header[..=places(&header, 0xDA)[0]].concat();
            let at = put(&header, planted.gap);
            fields.extend([order.longs(513, &[at]), order.longs(514, &[header.len() as u32])]);
        }
        Way::Tables => {
            for (tag, marker, class) in [(519, 0xDB, 0), (520, 0xC4, 0), (521, 0xC4, 1)] {
                let mut at: Vec<u32> = tables(&plain, marker, class)
                    .iter()
                    .map(|table| put(table, planted.gap))
                    .collect();
                at.resize(3, at[1]);
                fields.push(order.longs(tag, &at));
            }
        }
    }
    fields.extend([
        order.shorts(259, &[6]),
        order.shorts(262, &[6]),
        order.longs(278, &[rows]),
    ]);
    page.fields.extend(fields);
    page.tail = planted.tail.to_vec();
    let mut whole = file(order, &[page], b"");
    // The builder begins behind the header; what is pointed to goes before that, and every place moves.
    shift(order, &mut whole, base, &front);
    whole
}

/// Puts bytes behind the header, and moves every place behind them that the builder has written.
fn shift(order: Order, whole: &mut Vec<u8>, base: usize, front: &[u8]) {
    let mut front = front.to_vec();
    front.resize(front.len().next_multiple_of(2), 0);
    let (head, step, room) = if order.wide { (8, 20, 8) } else { (2, 12, 4) };
    let number = |bytes: &[u8]| {
        let fold = |all: usize, byte: &u8| all << 8 | usize::from(*byte);
        if order.big {
            bytes.iter().fold(0, fold)
        } else {
            bytes.iter().rev().fold(0, fold)
        }
    };
    let moved = |whole: &mut Vec<u8>, at: usize| {
        let place = order.place(number(&whole[at..at + room]) + front.len());
        whole[at..at + room].copy_from_slice(&place);
    };
    let directory = number(&whole[base - room..base]);
    moved(whole, base - room);
    for entry in 0..number(&whole[directory..directory + head]) {
        let at = directory + head + entry * step;
        let (tag, kind) = (number(&whole[at..at + 2]), number(&whole[at + 2..at + 4]));
        let count = number(&whole[at + 4..at + 4 + room]);
        let width = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8][kind];
        let value = at + 4 + room;
        let outside = count * width > room;
        if tag == 273 {
            let first = if outside {
                number(&whole[value..value + room])
            } else {
                value
            };
            (0..count).for_each(|index| moved(whole, first + index * room));
        }
        if outside {
            moved(whole, value);
        }
    }
    whole.splice(base..base, front);
}

fn find(file: &[u8], bytes: &[u8]) -> Option<usize> {
    file.windows(bytes.len()).position(|window| window == bytes)
}

/// The one strip of a clean file: a whole JPEG.
fn stream(written: &[u8]) -> Vec<u8> {
    let start = find(written, b"\xFF\xD8\xFF").expect("a strip");
    let end = written.len()
        - 2
        - find(&written.iter().rev().copied().collect::<Vec<_>>(), b"\xD9\xFF").expect("its end");
    written[start..end + 2].to_vec()
}

#[test]
fn an_old_jpeg_is_kept_as_one_stream_that_looks_the_same() {
    let plain = picture();
    for order in ORDERS {
        for way in WAYS {
            let written = clean(&tiff(order, way, Planted::default()));
            let stream = stream(&written);
            assert_eq!(pixels(&stream), pixels(&plain), "{way:?}, {order:?}");
            let scan = |file: &[u8]| {
                let pieces = split(file);
                pieces[places(&pieces, 0xDA)[0] + 1].clone()
            };
            assert_eq!(scan(&stream), scan(&plain), "{way:?}, {order:?}");
        }
    }
}

#[test]
fn nothing_stays_in_an_old_jpeg_that_is_not_shown() {
    let unused = segment(0xDB, &[[3].as_slice(), MARK, &[1; 52]].concat());
    let app = segment(0xE1, MARK);
    let comment = segment(0xFE, MARK);
    for order in ORDERS {
        for way in WAYS {
            let plain = clean(&tiff(order, way, Planted::default()));
            for (name, planted) in [
                (
                    "APP1",
                    Planted {
                        segments: &app,
                        ..Planted::default()
                    },
                ),
                (
                    "COM",
                    Planted {
                        segments: &comment,
                        ..Planted::default()
                    },
                ),
                (
                    "an unused table",
                    Planted {
                        segments: &unused,
                        ..Planted::default()
                    },
                ),
                (
                    "behind each strip",
                    Planted {
                        tail: MARK,
                        ..Planted::default()
                    },
                ),
                (
                    "before each table",
                    Planted {
                        gap: MARK,
                        ..Planted::default()
                    },
                ),
            ] {
                let source = tiff(order, way, planted);
                let without = match way {
                    Way::Strip => !planted.gap.is_empty(),
                    Way::Tables => !planted.segments.is_empty(),
                    _ => false,
                };
                assert!(
                    without || holds(&source, MARK),
                    "{name}, {way:?}: nothing is planted"
                );
                let written = clean(&source);
                assert!(!holds(&written, MARK), "{name}, {way:?}");
                assert_eq!(written, plain, "{name}, {way:?}");
            }
        }
    }
}

/// The bits behind the last code of an interval are ones (T.81 F.1.2.3).
#[test]
fn the_spare_bits_of_an_old_jpeg_say_nothing() {
    let order = ORDERS[1];
    let plain = tiff(order, Way::Tables, Planted::default());
    let strips = intervals(&split(&picture())[places(&split(&picture()), 0xDA)[0] + 1]);
    let mut changed = 0;
    for strip in strips {
        let last = find(&plain, &strip).expect("a strip") + strip.len() - 1;
        let mut other = plain.clone();
        other[last] &= 0xFE;
        if other != plain {
            assert_eq!(clean(&other), clean(&plain));
            changed += 1;
        }
    }
    assert!(changed > 0);
}

#[test]
fn an_old_jpeg_that_is_none_of_a_baseline_scan_is_refused_by_name() {
    for order in ORDERS {
        let jpeg = jpeg::progressive();
        let mut page: Page = RGB.page(order);
        page.fields.retain(|field| field.tag != 259);
        page.fields.push(order.shorts(259, &[6]));
        page.strips = vec![jpeg];
        page.fields.retain(|field| field.tag != 278);
        let found = look(&file(order, &[page], b""));
        assert!(
            matches!(&found, Err(Error::Unsupported { what, .. }) if what.contains("old kind of JPEG")),
            "{found:?}"
        );
    }
}

#[test]
fn an_old_jpeg_cut_or_changed_anywhere_is_an_error_or_a_proved_copy() {
    let files: Vec<_> = WAYS.map(|way| tiff(ORDERS[1], way, Planted::default())).to_vec();
    assert_survives_cuts(&files);
    assert_survives_changes(&files);
}
