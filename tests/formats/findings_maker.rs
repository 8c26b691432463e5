//! Serial numbers, names and pictures in cameras' own notes are told.

use safelight_sanitize::Reveals::{self, Device, HiddenPicture, HiddenVideo, Location, Name};
use safelight_sanitize::{Embedded, Finding};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::{baseline, behind_soi, named};
use crate::tiff::{BIG, Entry, LITTLE, Order};

/// A JPEG of a maker's camera whose note is made for the place in the Exif block where it comes to stand.
fn photo(order: Order, maker: &str, note: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let block = |note: Vec<u8>| {
        order.block(
            vec![order.ascii(0x010F, maker)],
            &[order.undefined(0x927C, &note)],
            &[],
            b"",
        )
    };
    let blank = vec![0xEE; note(0).len()];
    let before = block(blank.clone());
    let at = before
        .windows(blank.len())
        .position(|window| window == blank)
        .expect("the note stands in the block");
    behind_soi(&baseline(), &named(0xE1, b"Exif\0\0", &block(note(at))))
}

fn headed(header: &[u8], order: Order, base: usize, entries: &[Entry]) -> Vec<u8> {
    [header, &order.ifd(base + header.len(), entries, 0)].concat()
}

#[test]
fn canon_tells_its_owner_and_its_serial_numbers() {
    let entries = |order: Order| {
        [
            order.ascii(7, "Firmware Version 1.00"),
            order.long(8, 1_030_383),
            order.ascii(9, "Ada Owner"),
            order.long(0x0C, 330_102_345),
            order.ascii(0x96, "FA0381304"),
        ]
    };
    for order in [BIG, LITTLE] {
        let file = photo(order, "Canon", |at| order.ifd(at, &entries(order), 0));
        let wanted = &[
            (Name, "Owner of the camera: Ada Owner"),
            (Device, "Serial number of the camera: 0330102345"),
            (Device, "Serial number inside the camera: FA0381304"),
            (Device, "Number of the picture on the camera: 103-0383"),
        ];
        assert_tells(&file, wanted);
        // A program moved the note and left the places of its values as they were.
        for moved in [-40, 3_000] {
            let file = photo(order, "Canon", |at| {
                order.ifd(at.saturating_add_signed(moved), &entries(order), 0)
            });
            assert_tells(&file, wanted);
        }
    }
}

#[test]
fn notes_with_a_header_of_their_own_are_told() {
    let tells = |maker: &str, note: &dyn Fn(usize) -> Vec<u8>, wanted: &[(Reveals, &str)]| {
        for order in [BIG, LITTLE] {
            assert_tells(&photo(order, maker, note), wanted);
        }
    };
    for order in [BIG, LITTLE] {
        let word: &[u8] = if order.big { b"MM" } else { b"II" };
        let start = [word, &order.u16(42), &order.u32(8)].concat();
        tells(
            "NIKON CORPORATION",
            &|_| {
                let inner = [
                    start.clone(),
                    order.ifd(8, &[order.ascii(0x1D, "3006114"), order.long(0xA7, 12_345)], 0),
                ];
                [b"Nikon\0\x02\x10\0\0".as_slice(), &inner.concat()].concat()
            },
            &[
                (Device, "Serial number of the camera: 3006114"),
                (Device, "Pictures taken with the camera so far: 12345"),
            ],
        );
        tells(
            "OLYMPUS IMAGING CORP.",
            &|_| {
                let header = [b"OLYMPUS\0".as_slice(), word, b"\x03\0"].concat();
                let main = |place| headed(&header, order, 0, &[order.long(0x2010, place)]);
                let place = main(0).len();
                let equipment = [order.ascii(0x101, "B9U505495"), order.ascii(0x202, "AC1205545")];
                [main(place as u32), order.ifd(place, &equipment, 0)].concat()
            },
            &[
                (Device, "Serial number of the camera: B9U505495"),
                (Device, "Serial number of the lens: AC1205545"),
            ],
        );
        tells(
            "PENTAX",
            &|_| {
                let header = [b"PENTAX \0".as_slice(), word].concat();
                headed(&header, order, 0, &[order.ascii(0x229, "4033210")])
            },
            &[(Device, "Serial number of the camera: 4033210")],
        );
        tells(
            "Panasonic",
            &|at| {
                let entries = [
                    order.undefined(0x25, b"F541209150045\0\0\0"),
                    order.undefined(0x66, b"Little Ada\0\0\0\0"),
                    order.undefined(0x67, b"Villa Xanadu\0\0"),
                    order.ascii(0x8010, "0003:04:05 00:00:00"),
                ];
                headed(b"Panasonic\0\0\0", order, at, &entries)
            },
            &[
                (Name, "Child or pet in the picture: Little Ada"),
                (Name, "Age of the child: 0003:04:05"),
                (Location, "Place: Villa Xanadu"),
                (Device, "F541209150045"),
            ],
        );
        tells(
            "SIGMA",
            &|at| headed(b"SIGMA\0\0\0\x01\0", order, at, &[order.ascii(2, "01003702")]),
            &[(Device, "Serial number of the camera: 01003702")],
        );
    }
    tells(
        "Apple",
        &|_| {
            let header = b"Apple iOS\0\0\x01MM";
            let entries = [
                BIG.ascii(0x0B, "6F8A27E0-BURST"),
                BIG.ascii(0x11, "1745E022-9712-43C7"),
                BIG.ascii(0x2B, "F8AE9027-A544"),
            ];
            headed(header, BIG, 0, &entries)
        },
        &[
            (
                HiddenVideo,
                "Live Photo: number that it shares with its video: 1745E022-9712-43C7",
            ),
            (Device, "6F8A27E0-BURST"),
            (Device, "F8AE9027-A544"),
        ],
    );
    tells(
        "FUJIFILM",
        &|_| {
            headed(
                b"FUJIFILM\x0C\0\0\0",
                LITTLE,
                0,
                &[LITTLE.ascii(0x10, "FF02B4711245"), LITTLE.short(0x4100, 2)],
            )
        },
        &[
            (Device, "Serial number inside the camera: FF02B4711245"),
            (Reveals::Text, "2 faces"),
        ],
    );
    tells(
        "SAMSUNG",
        &|_| LITTLE.ifd(0, &[LITTLE.ascii(0xA002, "A78D90BF500023")], 0),
        &[(Device, "A78D90BF500023")],
    );
    tells(
        "Hewlett-Packard",
        &|_| [[0; 92].as_slice(), b"SERIAL NUMBER:CN45K1234\0\0"].concat(),
        &[(Device, "Serial number of the camera: CN45K1234")],
    );
    tells(
        "RECONYX",
        &|_| {
            let mut note = vec![0; 120];
            note[..10].copy_from_slice(b"RECONYXUF\0");
            note[67] = 4;
            note[70] = 7;
            note[75..85].copy_from_slice(b"P800HG1234");
            note[90..99].copy_from_slice(b"Our house");
            note
        },
        &[
            (Device, "P800HG1234"),
            (Location, "Moon: full"),
            (Location, "Air temperature: 7 °C"),
            (Reveals::Text, "Label: Our house"),
        ],
    );
}

#[test]
fn a_larger_copy_in_a_note_is_told_and_can_be_shown() {
    let preview = baseline();
    let file = photo(BIG, "NIKON", |_| {
        let start = b"MM\0*\0\0\0\x08".as_slice();
        let main = |place| BIG.ifd(8, &[BIG.long(0x11, place)], 0);
        let place = 8 + main(0).len();
        let inner = |at: usize| {
            BIG.ifd(
                place,
                &[BIG.long(0x201, at as u32), BIG.long(0x202, preview.len() as u32)],
                0,
            )
        };
        let at = place + inner(0).len();
        let parts = [start, &main(place as u32), &inner(at), &preview];
        [b"Nikon\0\x02\x10\0\0".as_slice(), &parts.concat()].concat()
    });
    let found = look(&file).expect("the file is read").findings(&file);
    let shown = |finding: &Finding| match &finding.picture {
        Some(Embedded::File(range)) => file.get(range.clone()).map(<[u8]>::to_vec),
        Some(Embedded::Made(_)) | None => None,
    };
    let larger = found
        .iter()
        .find(|finding| finding.value.starts_with("A larger copy"))
        .expect("it is told");
    assert_eq!(larger.reveals, HiddenPicture);
    assert_eq!(shown(larger), Some(preview));
}

#[test]
fn what_cameras_write_into_segments_of_their_own_is_told() {
    let gopro = b"GoPro\0DEVC\0\x01\0\x20CASNc\x01\0\x0EC3441325123456\0\0MINFc\x01\0\x0CHERO10 Black";
    assert_tells(
        &behind_soi(&baseline(), &named(0xE6, b"", gopro)),
        &[
            (Device, "Serial number of the camera: C3441325123456"),
            (Device, "Model: HERO10 Black"),
        ],
    );
    let info = b"[picture info]\r\nTimeDate=1777863721\r\nSerial#=#4711-0815\r\nShutter=8\r\n";
    assert_tells(
        &behind_soi(&baseline(), &named(0xEC, b"", info)),
        &[
            (Device, "Serial number of the camera: #4711-0815"),
            (Reveals::Time, "Taken: 2026-05-04 03:02:01 UTC"),
        ],
    );
    let units = |text: &str| -> Vec<u8> {
        let letters = text.encode_utf16().flat_map(u16::to_be_bytes);
        [
            &(text.len() as u32).to_be_bytes(),
            letters.collect::<Vec<u8>>().as_slice(),
        ]
        .concat()
    };
    let field =
        |number: u8, value: &[u8]| [&[0, number], &(value.len() as u16).to_be_bytes(), value].concat();
    let long = "Saved in ward 3 ".repeat(12);
    let ducky = [
        field(1, &[0, 0, 0, 60]),
        field(2, &units(&long)),
        field(3, &units("Ada Author")),
        vec![0, 0],
    ];
    assert_tells(
        &behind_soi(&baseline(), &named(0xEC, b"Ducky", &ducky.concat())),
        &[
            (Reveals::Text, "Comment: Saved in ward 3"),
            (Name, "Copyright: Ada Author"),
        ],
    );
    let meta = BIG.block(
        vec![BIG.ascii(0xC353, "Ada Owner"), BIG.ascii(0xC354, "EKJ4711")],
        &[],
        &[],
        b"",
    );
    assert_tells(
        &behind_soi(&baseline(), &named(0xE3, b"Meta\0\0", &meta)),
        &[
            (Name, "Owner of the camera: Ada Owner"),
            (Device, "Serial number of the camera: EKJ4711"),
        ],
    );
}
