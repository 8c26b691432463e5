//! Marks in TIFFs of rare codings: Zstandard and LZMA, which are written as another, and WebP.

use std::io::Write as _;
use std::time::{Duration, Instant};

use lzma_rust2::{XzOptions, XzWriter};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::common::{MARK, assert_gone, clean, holds, look, slot};
use crate::hostile::{assert_survives, assert_survives_changes, assert_survives_cuts};
use crate::tiff_file::{CLASSIC, GREY, Kind, ORDERS, Order, RGB, TILED, file};
use crate::webp;

const XZ: u16 = 34925;
const ZSTD: u16 = 50000;

fn xz(data: &[u8]) -> Vec<u8> {
    let mut writer = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).expect("options");
    writer.write_all(data).expect("memory");
    writer.finish().expect("memory")
}

fn zstd(data: &[u8]) -> Vec<u8> {
    compress_to_vec(data, CompressionLevel::Fastest)
}

fn coded(compression: u16, rows: &[u8]) -> Vec<u8> {
    if compression == XZ { xz(rows) } else { zstd(rows) }
}

/// A file of a kind, each of its strips changed once it is coded.
fn of(order: Order, kind: Kind, compression: u16, change: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let raw = Kind {
        compression: 1,
        ..kind
    };
    let mut page = Kind { compression, ..kind }.page(order);
    page.strips = raw
        .strips(order)
        .iter()
        .map(|rows| change(coded(compression, rows)))
        .collect();
    file(order, &[page], b"")
}

/// A frame that decoders skip (RFC 8878, 3.1.2).
fn skipped() -> Vec<u8> {
    [b"\x50\x2A\x4D\x18\x0C\0\0\0".as_slice(), MARK].concat()
}

#[test]
fn a_rare_coding_is_written_as_deflate() {
    for order in ORDERS {
        for compression in [XZ, ZSTD] {
            for kind in [
                RGB,
                GREY,
                TILED,
                Kind {
                    predicted: true,
                    ..RGB
                },
                Kind { bits: 16, ..GREY },
                Kind {
                    photometric: 3,
                    ..GREY
                },
                Kind {
                    separate: true,
                    ..RGB
                },
            ] {
                let deflate = Kind {
                    compression: 8,
                    ..kind
                };
                assert_eq!(
                    clean(&of(order, kind, compression, |strip| strip)),
                    clean(&deflate.file(order)),
                    "{compression}, {kind:?}, {order:?}"
                );
            }
        }
    }
}

#[test]
fn nothing_stays_behind_the_rows_of_a_rare_coding() {
    let mut slots = Vec::new();
    for order in ORDERS {
        for compression in [XZ, ZSTD] {
            let behind = |name: &str, bytes: &[u8]| {
                let file = of(order, RGB, compression, |strip| {
                    [strip.as_slice(), bytes].concat()
                });
                slot(format!("{name}, {compression}, {order:?}"), file)
            };
            slots.extend([
                behind("bytes", MARK),
                behind("a frame that is skipped", &skipped()),
                behind("padding", &[&[0; 4], MARK.as_slice()].concat()),
            ]);
            let more = |rows: &[u8]| coded(compression, &[rows, MARK.as_slice()].concat());
            let mut page = Kind {
                compression,
                rows: 100,
                ..RGB
            }
            .page(order);
            page.strips = Kind { rows: 100, ..RGB }
                .strips(order)
                .iter()
                .map(|rows| more(rows))
                .collect();
            slots.push(slot(
                format!("more than the picture, {compression}, {order:?}"),
                file(order, &[page], MARK),
            ));
        }
    }
    assert_gone(&slots);
    for compression in [XZ, ZSTD] {
        let hidden = |spare| of(CLASSIC, Kind { spare, ..TILED }, compression, |strip| strip);
        assert_eq!(
            clean(&hidden(0xA5)),
            clean(&hidden(0)),
            "right of tiles and below them"
        );
        assert!(!holds(&clean(&hidden(b'P')), b"PPPP"));
    }
}

#[test]
fn a_rare_coding_cut_or_changed_anywhere_is_an_error_or_a_proved_copy() {
    let tiny = Kind {
        width: 11,
        height: 5,
        rows: 3,
        ..RGB
    };
    let files = [XZ, ZSTD].map(|compression| of(CLASSIC, tiny, compression, |strip| strip));
    assert_survives_cuts(&files);
    assert_survives_changes(&files);
}

/// Each strip may ask for a large window; a file of many is read in no more time than it is worth.
#[test]
fn windows_of_many_strips_are_not_filled() {
    let window = |compression, mut strip: Vec<u8>| {
        if compression == ZSTD {
            // No content size, no single segment; a window of 128 MiB (RFC 8878, 3.1.1.1).
            let block = [1 | 1 << 1 | 1 << 3, 0, 0, 7];
            return [b"\x28\xB5\x2F\xFD\x00\x88".as_slice(), &block].concat();
        }
        // A dictionary of 64 MiB, before the CRC32 of the block's header (.xz 5.3.1).
        strip[16] = 28;
        let crc = crc32fast::hash(&strip[12..20]).to_le_bytes();
        strip[20..24].copy_from_slice(&crc);
        strip
    };
    for compression in [XZ, ZSTD] {
        let kind = Kind {
            width: 1,
            height: 4_000,
            rows: 1,
            ..GREY
        };
        let source = of(CLASSIC, kind, compression, |strip| window(compression, strip));
        let start = Instant::now();
        assert!(assert_survives(&source).is_some(), "{:?}", look(&source).err());
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }
}

#[test]
fn nothing_stays_in_a_webp_inside() {
    let kind = Kind {
        width: webp::WIDTH as usize,
        height: webp::HEIGHT as usize,
        rows: 100,
        ..RGB
    };
    for order in ORDERS {
        let of = |strip: Vec<u8>| {
            let mut page = Kind {
                compression: 50001,
                ..kind
            }
            .page(order);
            page.strips = vec![strip];
            file(order, &[page], b"")
        };
        for (name, picture) in [
            ("lossy", webp::chunk(b"VP8 ", webp::LOSSY)),
            (
                "lossless",
                webp::chunk(b"VP8L", &webp::lossless(webp::WIDTH, webp::HEIGHT)),
            ),
        ] {
            let with = |flags, more: &[u8; 4]| {
                webp::riff(&[webp::vp8x(flags), picture.clone(), webp::chunk(more, MARK)])
            };
            assert_gone(&[
                slot(format!("EXIF, {name}"), of(with(8, b"EXIF"))),
                slot(format!("XMP, {name}"), of(with(4, b"XMP "))),
                slot(format!("an unknown chunk, {name}"), of(with(0, b"what"))),
                slot(
                    format!("behind the picture, {name}"),
                    of([webp::riff(std::slice::from_ref(&picture)), MARK.to_vec()].concat()),
                ),
            ]);
            let plain = webp::riff(std::slice::from_ref(&picture));
            assert!(holds(&clean(&of(plain.clone())), &plain), "{name}, {order:?}");
        }
        let moving = look(&of(webp::riff(&webp::animation())));
        assert!(moving.is_err(), "{moving:?}");
    }
    let strip = webp::riff(&[webp::chunk(b"VP8 ", webp::LOSSY)]);
    let mut page = Kind {
        compression: 50001,
        ..kind
    }
    .page(CLASSIC);
    page.strips = vec![strip];
    let files = [file(CLASSIC, &[page], b"")];
    assert_survives_cuts(&files);
    assert_survives_changes(&files);
}
