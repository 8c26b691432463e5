//! Hostile blocks are told in bounded time and in a bounded number of words.

use std::time::{Duration, Instant};

use crate::common::look;
use crate::jpeg::{baseline, behind_soi, named, segment};
use crate::png::{RGB, zlib};
use crate::tiff::{BIG, LITTLE};

/// Far more than any file needs here, and far less than reading everything for everything takes.
const LONGEST: Duration = Duration::from_secs(20);

fn assert_bounded(name: &str, file: &[u8]) {
    let started = Instant::now();
    let found = look(file).expect("the file is read").findings(file);
    assert!(started.elapsed() < LONGEST, "{name}: {:?}", started.elapsed());
    assert!(found.len() < 3_500, "{name}: {} findings", found.len());
    let letters: usize = found.iter().map(|finding| finding.value.len()).sum();
    assert!(letters < 4_000_000, "{name}: {letters} bytes of words");
}

/// A JPEG with a block in a segment of the largest size.
fn with(marker: u8, name: &[u8], block: &[u8]) -> Vec<u8> {
    let block = &block[..block.len().min(65_500 - name.len())];
    behind_soi(&baseline(), &named(marker, name, block))
}

#[test]
fn directories_over_one_another_are_bounded() {
    // Every twelve bytes are an entry of the same tag, whose value is all of the block, and a directory may begin at
    // each of them.
    for tag in [0x013B_u16, 0x014A, 0x8769, 0x927C, 0x02BC, 0x8649, 0x83BB] {
        let mut block = b"MM\0*\0\0\0\x08\x15\0".to_vec();
        while block.len() < 65_000 {
            block.extend(tag.to_be_bytes());
            block.extend(if tag == 0x014A { [0, 4] } else { [0, 2] });
            block.extend(60_000_u32.to_be_bytes());
            block.extend(8_u32.to_be_bytes());
        }
        assert_bounded("Exif", &with(0xE1, b"Exif\0\0", &block));
        assert_bounded("eXIf", &RGB.with(b"eXIf", &block.repeat(16)));
    }
}

#[test]
fn blocks_inside_blocks_are_bounded() {
    // Photoshop's resources in Exif in Photoshop's resources, and so on.
    let mut block = Vec::new();
    while block.len() < 60_000 {
        let resource = [
            b"8BIM\x04\x22\0\0".as_slice(),
            &(block.len() as u32).to_be_bytes(),
            &block,
        ]
        .concat();
        block = [
            b"MM\0*\0\0\0\x08\0\x01\x86\x49\0\x07".as_slice(),
            &(resource.len() as u32).to_be_bytes(),
            &26_u32.to_be_bytes(),
            &[0; 4],
            &resource,
        ]
        .concat();
        if block.len() > 2_000 {
            break;
        }
    }
    assert_bounded("Photoshop in Exif", &with(0xE1, b"Exif\0\0", &block));
    let deep = "<rdf:li><a>".repeat(6_000);
    assert_bounded(
        "XMP",
        &with(0xE1, b"http://ns.adobe.com/xap/1.0/\0", deep.as_bytes()),
    );
    let wide: String = (0..40_000)
        .map(|n| format!("<dc:subject>{n}x</dc:subject>"))
        .collect();
    let packet = format!("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>{wide}</x:xmpmeta>");
    assert_bounded("XMP", &RGB.with(b"iTXt", packet.as_bytes()));
    for lists in [
        "Regions",
        "History",
        "Directory",
        "LocationCreated",
        "PersonInImageWDetails",
    ] {
        let nested = format!("<a:{lists}><rdf:Bag><rdf:li Name='x' Type='Face'>").repeat(19)
            + &"<rdf:li Name='y' action='z' Semantic='w'/>".repeat(15_000);
        let packet = format!("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>{nested}");
        assert_bounded(lists, &RGB.with(b"iTXt", packet.as_bytes()));
    }
}

#[test]
fn many_small_things_are_bounded() {
    let sets: Vec<u8> = (0..9_000_u32)
        .flat_map(|n| [b"\x1C\x02\x19\0\x05".as_slice(), format!("{n:05}").as_bytes()].concat())
        .collect();
    let resource = [b"8BIM\x04\x04\0\0".as_slice(), &(60_000_u32).to_be_bytes(), &sets].concat();
    assert_bounded("IPTC", &with(0xED, b"Photoshop 3.0\0", &resource));
    let comments: Vec<u8> = (0..60_000_u32)
        .flat_map(|n| segment(0xFE, format!("comment {n}").as_bytes()))
        .collect();
    assert_bounded("COM", &behind_soi(&baseline(), &comments));
    let shares: Vec<u8> = (0..20_000_u32)
        .flat_map(|n| named(0xEB, b"JP", &[&n.to_be_bytes()[2..], &[0; 14]].concat()))
        .collect();
    assert_bounded("JUMBF", &behind_soi(&baseline(), &shares));
    let index = LITTLE.undefined(0xB002, &[0xFF; 60_000]);
    let index = [b"II*\0\x08\0\0\0".as_slice(), &LITTLE.ifd(8, &[index], 0)].concat();
    assert_bounded("MPF", &with(0xE2, b"MPF\0", &index));
    for behind in [
        b"\xFF\xD8\xFF".repeat(300_000),
        b"\xFF\xD8\xFF\xC0\0\x0B\x08\0\x01\0\x01".repeat(90_000),
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".repeat(40_000),
        b"\0\0\0\x08moov".repeat(100_000),
        [
            b"SEFH\x65\0\0\0\xFF\xFF\0\0".as_slice(),
            &[0; 700_000],
            b"\x0C\xAE\x0A\0SEFT",
        ]
        .concat(),
        b"Exif\0\0MM\0*".repeat(50_000),
    ] {
        assert_bounded("behind", &[baseline(), behind].concat());
    }
    let movie = [
        b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".as_slice(),
        &b"\0\x0F\xFF\xFFmoov\0\x0F\xFF\xF0trak".repeat(60_000),
    ]
    .concat();
    assert_bounded("movie", &[baseline(), movie].concat());
}

#[test]
fn objects_inside_objects_are_bounded() {
    for object in [
        b"\x81".as_slice(),
        b"\x9F",
        b"\xA1",
        b"\xC0",
        b"\xBF\x60",
        b"\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
    ] {
        let value = object.repeat(200_000);
        let cbor = [
            &(value.len() as u32 + 8).to_be_bytes(),
            b"cbor".as_slice(),
            &value,
        ]
        .concat();
        let label = b"\0\0\0\x26jumd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03c2pa.claim.v2";
        let inside = [label.as_slice(), &cbor].concat();
        let whole = [
            &(inside.len() as u32 + 8).to_be_bytes(),
            b"jumb".as_slice(),
            &inside,
        ]
        .concat();
        assert_bounded("CBOR", &RGB.with(b"caBX", &whole));
    }
    assert_bounded(
        "boxes",
        &RGB.with(b"caBX", &b"\0\x0F\xFF\xFFjumb".repeat(100_000)),
    );
    assert_bounded("boxes", &RGB.with(b"caBX", &b"\0\0\0\x08jumb".repeat(100_000)));
    let hex = format!("\nexif\n1\n{}", "4d4d002a00000008ffff".repeat(50_000));
    let chunk = [b"Raw profile type exif\0\0".as_slice(), &zlib(hex.as_bytes())].concat();
    assert_bounded("profile", &RGB.with(b"zTXt", &chunk));
    let json = format!("prompt\0{{{}", "\"text\":\"".repeat(100_000));
    assert_bounded("JSON", &RGB.with(b"tEXt", json.as_bytes()));
    let note = BIG.undefined(0x927C, &b"Nikon\0\x02\0\0\0MM\0*\0\0\0\x08\xFF\xFF".repeat(3_000));
    let block = BIG.block(vec![BIG.ascii(0x010F, "NIKON")], &[note], &[], b"");
    assert_bounded("note", &with(0xE1, b"Exif\0\0", &block));
}
