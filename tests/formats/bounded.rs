//! Files of a megabyte made of the smallest pieces. A search of all pieces for each piece would take minutes here,
//! and a reader that trusts overlapping ranges would take gigabytes.

use allocation_counter::measure;
use safelight_sanitize::{Error, Limits};

use crate::common::look;
use crate::heif;
use crate::jpeg::{self, behind_soi, named, segment};
use crate::jxl::{self, boxed, container};
use crate::png::{self, RGB, bytes, chunk, fctl, fdat, zlib};
use crate::survives::survivor;
use crate::tiff::BIG;
use crate::webp;

const MEGABYTE: usize = 1 << 20;
/// Allocated bytes for each byte of a file, one after another: small frames cost most, an inflater each.
const MOST_BYTES: u64 = 2048;
/// Allocations for each byte of a file.
const MOST_PIECES: u64 = 4;

fn repeated(piece: &[u8]) -> Vec<u8> {
    piece.repeat(MEGABYTE / piece.len())
}

/// Reads, explains, cleans and proves a file at a cost that grows no faster than the file. What is allocated stands
/// for the work, which no clock in a test can measure; time itself is bounded by the fuzzer.
pub(crate) fn assert_bounded(file: &[u8]) {
    assert!(survives_bounded(file), "the file is read");
}

/// The same for a file that may be refused; whether it was read.
pub(crate) fn survives_bounded(file: &[u8]) -> bool {
    let mut read = false;
    let cost = measure(|| read = survivor(file, &Limits::default()).is_some());
    let (bytes, pieces) = (cost.bytes_total, cost.count_total);
    assert!(
        bytes <= MOST_BYTES * file.len() as u64,
        "{bytes} bytes are allocated"
    );
    assert!(
        pieces <= MOST_PIECES * file.len() as u64,
        "{pieces} allocations are made"
    );
    read
}

#[test]
fn a_jpeg_of_many_small_segments_is_read_in_one_pass() {
    let file = jpeg::baseline();
    // An Exif block whose directory claims 65,535 entries and holds none.
    let claims = named(0xE1, b"Exif\0\0", b"MM\0*\0\0\0\x08\xFF\xFF");
    let table = segment(0xDB, &[[3].as_slice(), &[1; 64]].concat());
    for piece in [
        segment(0xE3, b""),
        segment(0xFE, b"x"),
        claims,
        table,
        b"\xFF\xD0".to_vec(),
        b"\xFF\xFF\xFF\0ab".to_vec(),
    ] {
        assert_bounded(&behind_soi(&file, &repeated(&piece)));
    }
}

#[test]
fn a_jpeg_of_many_scans_is_refused_in_one_pass() {
    let pieces = jpeg::split(&jpeg::progressive());
    let scan = jpeg::places(&pieces, 0xDA)[0];
    let scans = repeated(&pieces[scan..scan + 2].concat());
    assert!(!survives_bounded(&jpeg::before(
        &jpeg::progressive(),
        scan,
        &scans
    )));
}

#[test]
fn a_png_of_many_small_chunks_is_read_in_one_pass() {
    let mut chunks = RGB.chunks();
    let data = chunks.remove(1).1;
    // The Exif block claims 65,535 entries and holds none.
    let claims = b"MM\0*\0\0\0\x08\xFF\xFF";
    for (name, content) in [
        (b"prVt", b"".as_slice()),
        (b"gAMA", b""),
        (b"eXIf", claims),
        (b"tRNS", b""),
        (b"iCCP", b"x\0\0"),
    ] {
        let mut file = png::file(&chunks[..1]);
        file.extend(repeated(&bytes(&chunk(name, content))));
        file.extend([bytes(&chunk(b"IDAT", &data)), bytes(&chunks[1])].concat());
        assert_bounded(&file);
    }
    let mut file = png::file(&chunks[..1]);
    data.iter()
        .for_each(|byte| file.extend(bytes(&chunk(b"IDAT", &[*byte]))));
    file.extend(repeated(&bytes(&chunk(b"IDAT", b""))));
    file.extend(bytes(&chunks[1]));
    assert_bounded(&file);
}

#[test]
fn a_png_of_many_small_frames_is_read_in_one_pass() {
    let one = png::Kind {
        width: 1,
        height: 1,
        ..RGB
    };
    let frame = zlib(&one.rows(|_| 5));
    let mut chunks = png::animation();
    let end = chunks.len() - 1;
    let size = bytes(&fctl(0, 1, 1, 0, 0)).len() + bytes(&fdat(0, &frame)).len();
    let many = (0..(MEGABYTE / size) as u32).flat_map(|n| [fctl(2 * n, 1, 1, 0, 0), fdat(2 * n + 1, &frame)]);
    chunks.splice(end..end, many);
    assert_bounded(&png::file(&chunks));
}

/// Each chunk inflates to a megabyte; a file of them would be read as a gigabyte of text.
#[test]
fn compressed_text_is_read_up_to_a_bound() {
    let bomb = [b"Comment\0\0".as_slice(), &zlib(&vec![b'a'; MEGABYTE])].concat();
    let mut chunks = RGB.chunks();
    let count = MEGABYTE / bomb.len();
    chunks.splice(1..1, std::iter::repeat_n(chunk(b"zTXt", &bomb), count));
    let file = png::file(&chunks);
    assert_bounded(&file);
    let findings = look(&file).expect("the file is read").findings(&file);
    assert!(count > 500 && (1..=count).contains(&findings.len()));
    let read = findings
        .iter()
        .filter(|finding| finding.value.contains("aaa"))
        .count();
    assert!((1..=4).contains(&read), "{read} megabytes are read");
}

#[test]
fn a_webp_of_many_small_chunks_is_read_in_one_pass() {
    let mut chunks = vec![webp::vp8x(0), webp::chunk(b"VP8 ", webp::LOSSY)];
    chunks.extend((0..(MEGABYTE / 8) as u32).map(|number| webp::chunk(&number.to_be_bytes(), b"")));
    assert_bounded(&webp::riff(&chunks));
    let mut chunks = webp::animation();
    let frame = webp::anmf(1, 1, &[webp::chunk(b"VP8L", &webp::lossless(1, 1))]);
    let count = MEGABYTE / webp::bytes(&frame).len();
    chunks.extend(std::iter::repeat_n(frame, count));
    assert_bounded(&webp::riff(&chunks));
    let mut chunks = webp::animation();
    let frame = webp::anmf(1, 1, &[webp::chunk(b"VP8L", &webp::lossless(1, 1))]);
    chunks.extend(std::iter::repeat_n(frame, 40_000));
    chunks.extend((0..200_000u32).map(|number| webp::chunk(&number.to_be_bytes(), b"")));
    assert_bounded(&webp::riff(&chunks));
    let mut chunks = webp::animation();
    let inner: Vec<_> = std::iter::once(webp::chunk(b"VP8L", &webp::lossless(1, 1)))
        .chain((0..(MEGABYTE / 8) as u32).map(|number| webp::chunk(&number.to_be_bytes(), b"")))
        .collect();
    chunks.push(webp::anmf(1, 1, &inner));
    assert_bounded(&webp::riff(&chunks));
}

#[test]
fn a_jpeg_xl_of_many_small_boxes_is_read_in_one_pass() {
    let jxlc = boxed(b"jxlc", &jxl::plain());
    let bomb = [b"xml ".as_slice(), &[0; 8]].concat();
    for piece in [
        boxed(b"free", b""),
        boxed(b"Exif", b""),
        boxed(b"brob", &bomb),
        boxed(b"xml ", b"<"),
    ] {
        assert_bounded(&container(&[repeated(&piece), jxlc.clone()]));
        assert_bounded(&container(&[jxlc.clone(), repeated(&piece)]));
    }
    let stream = [jxl::wide(None), vec![0; 60_000]].concat();
    let count = stream.len();
    assert_bounded(&container(&jxl::pieces(&stream, count)));
}

#[test]
fn a_jpeg_xl_of_many_small_frames_is_read_in_one_pass() {
    let image = jxl::Image {
        width: 1,
        height: 1,
        ..jxl::ANIMATED
    };
    let empty = jxl::Frame {
        sections: vec![vec![]],
        ..jxl::frame()
    };
    let shown = jxl::Frame {
        duration: 1,
        last: false,
        name: b"x",
        ..empty.clone()
    };
    let hidden = jxl::Frame {
        duration: 0,
        ..shown.clone()
    };
    for frame in [shown, hidden] {
        let frame = frame.bytes(&image);
        assert_bounded(&[image.bytes(), repeated(&frame), empty.bytes(&image)].concat());
    }
}

/// A reordered table of 65,000 sections takes 100 kilobytes; moving each number in a list would take seconds.
#[test]
fn a_jpeg_xl_of_reordered_sections_is_read_in_one_pass() {
    let image = jxl::Image {
        width: 16_000,
        height: 15_000,
        long: true,
        ..jxl::IMAGE
    };
    let count = 2 + 63 * 59 + 8 * 8;
    let turned = jxl::Frame {
        sections: vec![vec![]; count],
        order: Some((0..count).collect()),
        ..jxl::frame()
    };
    let file = [image.bytes(), turned.bytes(&image)].concat();
    assert!(look(&file).is_ok());
    let image = jxl::Image {
        width: 300,
        ..jxl::IMAGE
    };
    let turned = jxl::Frame {
        sections: vec![vec![]; 5],
        order: Some(vec![4, 3, 2, 1, 0]),
        last: false,
        ..jxl::frame()
    };
    let frames = repeated(&turned.bytes(&image));
    assert!(matches!(
        look(&[image.bytes(), frames].concat()),
        Err(Error::Limit { .. })
    ));
}

/// A code of no bits stands for as many bytes as the file likes.
#[test]
fn a_profile_that_unfolds_into_gigabytes_is_refused() {
    for length in [1u64 << 22, 1 << 28, u64::MAX] {
        assert!(look(&jxl::unfolding_profile(length)).is_err());
    }
}

/// Directories and values may overlap: 5,000 directories of 5,000 entries, or 60,000 values of a megabyte, fit a
/// block that is far smaller.
#[test]
fn an_exif_block_that_reads_itself_over_and_over_is_not_unfolded() {
    let pointers: Vec<u8> = (0..5_000u32)
        .flat_map(|n| [b"\x87\x69\0\x04\0\0\0\x01".as_slice(), &(20 + n).to_be_bytes()].concat())
        .collect();
    let directories = [
        b"MM\0*\0\0\0\x08".as_slice(),
        &5_000u16.to_be_bytes(),
        &pointers,
        &[0; 4],
    ]
    .concat();
    assert_bounded(&behind_soi(
        &jpeg::baseline(),
        &named(0xE1, b"Exif\0\0", &directories),
    ));
    let values = b"\x01\x0E\0\x02\0\x0F\xFF\0\0\0\0\x08".repeat(60_000);
    let values = [
        b"MM\0*\0\0\0\x08".as_slice(),
        &60_000u16.to_be_bytes(),
        &values,
        &vec![b'x'; MEGABYTE / 2],
    ]
    .concat();
    let file = RGB.with(b"eXIf", &values);
    assert_bounded(&file);
    // One such value is no reason not to read the block.
    let block = BIG.block(vec![BIG.ascii(0x010E, &"x".repeat(50_000))], &[], &[], b"");
    assert!(look(&RGB.with(b"eXIf", &block)).is_ok());
}

#[test]
fn a_heif_of_many_small_boxes_and_items_is_read_in_one_pass() {
    let many = MEGABYTE / 64;
    let plain = heif::File::plain();
    let free = repeated(&heif::boxed(b"free", b""));
    for kind in [b"free", b"moov", b"mpvd", b"sefd", b"uuid"] {
        let tail = repeated(&heif::boxed(
            kind,
            b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81",
        ));
        assert_bounded(&plain.clone().change(|file| file.tail = tail).bytes());
        let tail = repeated(&heif::boxed(kind, b""));
        assert_bounded(&plain.clone().change(|file| file.tail = tail).bytes());
    }
    assert_bounded(&plain.clone().change(|file| file.in_meta = free.clone()).bytes());
    assert_bounded(
        &plain
            .clone()
            .change(|file| file.spare = vec![heif::boxed(b"colr", b"prof"); MEGABYTE / 12])
            .bytes(),
    );
    let exif = heif::about(b"Exif", b"", &[0; 8]);
    assert_bounded(
        &plain
            .clone()
            .change(|file| file.items.extend(vec![exif; many]))
            .bytes(),
    );
    // Units that no decoder needs, between two that stay.
    let (set, config) = heif::parted();
    let units = [set, repeated(b"\0\0\0\x02\x4e\x01"), heif::COLOUR.to_vec()].concat();
    assert_bounded(&heif::File::of(vec![heif::hevc(&config, &units)]).bytes());
    // The same in extents of a byte each.
    let bytes = heif::COLOUR.iter().map(|byte| vec![*byte]);
    let bytes = bytes.chain((0..60_000).map(|_| vec![0])).collect();
    assert_bounded(&plain.change(|file| file.items[0].extents = bytes).bytes());
    let units = [
        heif::AV1.get(..13).unwrap(),
        &repeated(b"\x7a\0"),
        &heif::AV1[13..],
    ]
    .concat();
    assert_bounded(
        &heif::File::avif()
            .change(|file| file.items[0].extents = vec![units])
            .bytes(),
    );
}

/// Tiles that all lie in the same place, all with the same large colour profile; Exif blocks likewise.
#[test]
fn a_heif_whose_items_share_their_data_is_not_unfolded() {
    // Gives all items from the second on the place of the second, in an `iloc` of entries of so many bytes.
    let share = |mut bytes: Vec<u8>, entry: usize, items: usize| {
        let first = bytes.windows(4).position(|window| window == b"iloc").unwrap() + 12;
        let place = bytes[first + 2 * entry - 8..first + 2 * entry].to_vec();
        for item in 2..items {
            let end = first + (item + 1) * entry;
            bytes[end - 8..end].copy_from_slice(&place);
        }
        bytes
    };
    let mut profile = crate::icc::profile(crate::icc::RGB, &crate::icc::matrix());
    profile.extend(vec![7; MEGABYTE / 2]);
    let profile = heif::boxed(b"colr", &[b"prof", profile.as_slice()].concat());
    let mut file = heif::File::grid();
    let mut tile = file.items.remove(1);
    tile.properties[2].0 = profile;
    file.items.truncate(1);
    file.items[0].references[0].1 = (2..2 + 64 * 64).collect();
    file.items[0].extents[0] = vec![0, 0, 63, 63, 4, 0, 4, 0];
    file.items[0].properties[0] = heif::ispe(1024, 1024);
    file.items.extend(vec![tile; 64 * 64]);
    assert_bounded(&share(file.bytes(), 16, 64 * 64 + 1));
    file.items[1].extents[0].extend(vec![0; MEGABYTE / 4]);
    assert!(look(&share(file.bytes(), 16, 64 * 64 + 1)).is_err());
    let exif = [&[0, 0, 0, 0], b"MM\0*".as_slice(), &vec![0; MEGABYTE / 2]].concat();
    let file = heif::File::plain()
        .with(heif::about(b"Exif", b"", &exif))
        .change(|file| {
            file.items.extend(vec![heif::about(b"Exif", b"", b""); 10_000]);
        });
    assert_bounded(&share(file.bytes(), 14, 10_002));
}
