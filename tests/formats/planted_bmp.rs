//! Marks in every slot of a BMP.

use safelight_sanitize::{Coded, Error, Limits, Reveals, prove};

use crate::bmp::{BGRA, Bmp, CALIBRATED, EMBEDDED, HEIGHT, LINKED, RLE4, RLE8, kinds, rows, table};
use crate::common::{MARK, Slot, assert_gone, assert_same_look, clean, look, slot, slot_of};
use crate::hostile::{assert_survives_changes, assert_survives_cuts};

/// Four bytes that no picture here holds by chance.
const SHORT: &[u8; 4] = b"\xA7\x5C\xE3\x91";

fn with(bmp: &Bmp, at: usize, mark: &[u8]) -> Vec<u8> {
    let mut file = bmp.bytes();
    file[at..at + mark.len()].copy_from_slice(mark);
    file
}

#[test]
fn nothing_stays_in_a_header_s_fields() {
    let mut slots: Vec<Slot> = Vec::new();
    for (name, bmp) in kinds() {
        slots.push(slot_of(
            format!("{name}: length of the file"),
            with(&bmp, 2, SHORT),
            SHORT,
        ));
        slots.push(slot_of(format!("{name}: reserved"), with(&bmp, 6, SHORT), SHORT));
        if bmp.header > 12 {
            for (field, at) in [("length of the pixels", 34), ("important colours", 50)] {
                slots.push(slot_of(format!("{name}: {field}"), with(&bmp, at, SHORT), SHORT));
            }
            let density = [SHORT.as_slice(), b"\x17\x2B\x3C\x11"].concat();
            slots.push(slot_of(
                format!("{name}: density"),
                with(&bmp, 38, &density),
                SHORT,
            ));
        }
        if bmp.bits > 8 && bmp.header > 12 {
            slots.push(slot_of(
                format!("{name}: a count of colours"),
                with(&bmp, 46, SHORT),
                SHORT,
            ));
        }
        if bmp.header == 64 {
            slots.push(slot(format!("{name}: OS/2's fields"), with(&bmp, 58, MARK)));
        }
        if bmp.header >= 108 && bmp.compression == 0 {
            slots.push(slot(
                format!("{name}: masks that do not count"),
                with(&bmp, 54, MARK),
            ));
            slots.push(slot(format!("{name}: gammas"), with(&bmp, 110, MARK)));
            for at in [74, 86, 98] {
                slots.push(slot(format!("{name}: endpoints at {at}"), with(&bmp, at, MARK)));
            }
        }
        if bmp.header == 124 {
            for (field, at) in [
                ("intent", 122),
                ("place of a profile", 126),
                ("length of a profile", 130),
                ("reserved", 134),
            ] {
                slots.push(slot_of(format!("{name}: {field}"), with(&bmp, at, SHORT), SHORT));
            }
        }
    }
    assert_gone(&slots);
}

#[test]
fn nothing_stays_beside_the_pixels() {
    let mut slots: Vec<Slot> = Vec::new();
    for (name, bmp) in kinds() {
        slots.push(slot(
            format!("{name}: behind"),
            [bmp.bytes().as_slice(), MARK].concat(),
        ));
        // OS/2's first header has no count of colours: they go up to the pixels.
        let gap = Bmp {
            gap: MARK.to_vec(),
            ..bmp.clone()
        };
        slots.push(slot(format!("{name}: before the pixels"), gap.bytes()));
    }
    let many = |bits| {
        let bmp = Bmp::new(bits);
        Bmp {
            used: 300,
            table: [table(bits), MARK.to_vec()].concat(),
            ..bmp
        }
        .bytes()
    };
    slots.push(slot("more colours than there are indices", many(4)));
    slots.push(slot("colours of a picture that needs none", many(24)));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_a_colour_table() {
    let marked = |bmp: &Bmp, entry: usize| with(bmp, bmp.table_at() + 10 * entry, MARK);
    let core = Bmp {
        table: table(8)
            .chunks(4)
            .flat_map(|colour| colour[..3].to_vec())
            .collect(),
        ..Bmp::newer(8, 12)
    };
    assert_gone(&[
        slot("unused colours of eight bits", marked(&Bmp::new(8), 4)),
        slot("unused colours of four bits", marked(&Bmp::new(4), 4)),
        slot("unused colours of OS/2", marked(&core, 3)),
        slot("unused colours of run lengths", marked(&Bmp::runs(8, RLE8), 4)),
    ]);
    let plain = clean(&Bmp::new(8).bytes());
    let mut fourth = Bmp::new(8);
    fourth
        .table
        .iter_mut()
        .skip(3)
        .step_by(4)
        .for_each(|byte| *byte = 0xA7);
    assert_eq!(clean(&fourth.bytes()), plain, "the fourth byte of each colour");
}

#[test]
fn nothing_stays_in_or_behind_run_lengths() {
    let behind = |bits, code: &[u8]| slot("behind the end", Bmp::runs(bits, &[code, MARK].concat()).bytes());
    // Twenty indices in a row of six.
    let long = [b"\0\x14".as_slice(), &[1; 6], b"PLANTED-MARK\x01\x02", b"\0\x01"].concat();
    assert_gone(&[
        behind(8, RLE8),
        behind(4, RLE4),
        slot("beyond the end of a row", Bmp::runs(8, &long).bytes()),
    ]);
    let same = |bits, code: &[u8], plain: &[u8], what: &str| {
        assert_eq!(
            clean(&Bmp::runs(bits, code).bytes()),
            clean(&Bmp::runs(bits, plain).bytes()),
            "{what}"
        );
    };
    same(
        8,
        b"\0\x03\x02\x03\x04M\0\x01",
        b"\0\x03\x02\x03\x04\0\0\x01",
        "the filling of literals",
    );
    same(
        4,
        b"\0\x03\x23\x4F\0\0\0\x01",
        b"\0\x03\x23\x40\0\0\0\x01",
        "a literal's spare bits",
    );
    same(4, b"\x01\x4F\0\x01", b"\x01\x40\0\x01", "a run's spare bits");
    same(
        8,
        b"\x02\x05\x02\x05\0\x01",
        b"\x04\x05\0\x01",
        "how runs are cut",
    );
    same(
        8,
        b"\x01\x05\0\x02\x01\0\0\x02\x01\0\x01\x05\0\x01",
        b"\x01\x05\0\x02\x02\0\x01\x05\0\x01",
        "how moves are cut",
    );
}

/// Filling of rows, bits behind a row's last pixel, and what has no colour.
#[test]
fn bits_that_show_nothing_are_cleared() {
    let filled = |bits: u16, mask: &[u8], row: usize| {
        let mut bmp = Bmp::new(bits);
        let stride = bmp.pixels.len() / HEIGHT as usize;
        for (at, byte) in bmp.pixels.iter_mut().enumerate() {
            *byte |= if at % stride < row {
                mask[at % stride % mask.len()]
            } else {
                0x5A
            };
        }
        bmp
    };
    for (bits, mask, row) in [
        (1, [0x02].as_slice(), 1),
        (4, &[0], 3),
        (8, &[0], 6),
        (16, &[0, 0x80], 12),
        (24, &[0], 18),
        (32, &[0, 0, 0, 0xC3], 24),
    ] {
        let hidden = filled(bits, mask, row);
        let plain = Bmp::new(bits);
        assert_ne!(hidden.bytes(), plain.bytes(), "{bits}");
        assert_eq!(clean(&hidden.bytes()), clean(&plain.bytes()), "{bits}");
        assert_same_look(&format!("{bits}"), &hidden.bytes());
    }
    let noise: Vec<u8> = rows(32)
        .iter()
        .enumerate()
        .map(|(at, byte)| if at % 4 == 3 { at as u8 } else { *byte })
        .collect();
    let source = Bmp {
        pixels: noise,
        ..Bmp::new(32)
    }
    .bytes();
    let picture = look(&source).expect("read");
    assert!(matches!(picture.coded, Coded::Anew(_)));
    assert!(
        picture
            .findings(&source)
            .iter()
            .any(|found| found.reveals == Reveals::HiddenPicture)
    );
}

/// Alpha that viewers show stays.
#[test]
fn alpha_stays_where_it_has_a_mask() {
    let alpha = |value: u8, header| {
        let pixels = rows(32)
            .into_iter()
            .enumerate()
            .map(|(at, byte)| if at % 4 == 3 { value } else { byte });
        let bmp = Bmp {
            pixels: pixels.collect(),
            ..Bmp::masked(32, header, &BGRA)
        };
        clean(&bmp.bytes())
    };
    for header in [56, 108, 124] {
        assert_ne!(alpha(0x40, header), alpha(0x90, header), "{header}");
    }
}

#[test]
fn nothing_of_a_profile_stays_but_its_colours() {
    let mut slots: Vec<Slot> = Vec::new();
    let with = |kind: u32, profile: &[u8], bits| {
        let mut bmp = Bmp {
            profile: profile.to_vec(),
            ..Bmp::newer(bits, 124)
        };
        bmp.space[0] = kind;
        bmp.bytes()
    };
    for (name, profile, mark) in crate::icc::planted() {
        slots.push(slot_of(
            format!("profile {name}"),
            with(EMBEDDED, &profile, 8),
            &mark,
        ));
        slots.push(slot_of(
            format!("profile of samples {name}"),
            with(EMBEDDED, &profile, 24),
            &mark,
        ));
    }
    slots.push(slot("no profile", with(EMBEDDED, MARK, 8)));
    slots.push(slot(
        "path",
        with(LINKED, b"C:\\Users\\PLANTED-MARK\\screen.icm\0", 8),
    ));
    assert_gone(&slots);

    let path = with(LINKED, b"C:\\Users\\Ann\\screen.icm\0", 8);
    let findings = look(&path).expect("read").findings(&path);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].reveals, Reveals::Name);
    assert!(findings[0].value.contains("Ann"));

    let wide = crate::icc::profile(
        crate::icc::RGB,
        &[crate::icc::matrix(), vec![(b"A2B0", crate::icc::stages(b"gap!"))]].concat(),
    );
    let copy = clean(&with(EMBEDDED, &wide, 24));
    assert_eq!(
        copy[70..74],
        EMBEDDED.to_le_bytes(),
        "colours of another space stay so"
    );
}

#[test]
fn a_calibrated_space_stays_as_far_as_it_can_be_seen() {
    let of = |space| {
        clean(
            &Bmp {
                space,
                ..Bmp::newer(8, 108)
            }
            .bytes(),
        )
    };
    let mut close = CALIBRATED;
    close[1] += 1;
    close[10] += 1;
    assert_eq!(of(close), of(CALIBRATED));
    for (place, name) in [(3, "a red"), (6, "a green"), (9, "a blue")] {
        let mut marked = CALIBRATED;
        marked[place] ^= 0x0015_A7C3;
        assert_eq!(of(marked), of(CALIBRATED), "{name} point's rest");
    }
    let mut other = CALIBRATED;
    other[1] = 0x2C00_0000;
    other[2] = 0x1300_0000;
    let mut near = other;
    near[2] += 0x3_FFFF;
    near[6] ^= 0x0015_A7C3;
    assert_ne!(of(other), of(CALIBRATED));
    assert_eq!(of(near), of(other), "the lowest bits of a space of its own");
    let mut far = CALIBRATED;
    far[10] = 0x0001_8000;
    assert_ne!(of(far), of(CALIBRATED));
}

/// Pixels that differ in their indices alone would be a picture that no viewer shows.
#[test]
fn pixels_that_look_the_same_are_the_same() {
    let twice = |bits: u16| {
        let mut bmp = Bmp::new(bits);
        let (first, second) = (bmp.table[..4].to_vec(), bmp.table[4..8].to_vec());
        bmp.table = [first, second].concat().repeat((1 << bits) / 2);
        bmp
    };
    for bits in [2, 4, 8] {
        let bmp = twice(bits);
        let mut same = bmp.clone();
        // Of each index, the lowest bit.
        let mask = [0x55, 0x11, 0x01][bits.ilog2() as usize - 1];
        same.pixels.iter_mut().for_each(|byte| *byte &= mask);
        assert_eq!(clean(&bmp.bytes()), clean(&same.bytes()), "{bits} bits");
        assert!(tells(&bmp.bytes(), "Bits in the pixels that no viewer shows"));
    }
    let of = |bits, code: &[u8]| {
        let table = twice(bits).table;
        Bmp {
            table,
            ..Bmp::runs(bits, code)
        }
        .bytes()
    };
    assert_eq!(
        clean(&of(8, b"\x03\x01\x03\x03\0\x01")),
        clean(&of(8, b"\x06\x01\0\x01"))
    );
    assert_eq!(
        clean(&of(4, b"\x03\x11\x03\x33\0\x01")),
        clean(&of(4, b"\x06\x11\0\x01"))
    );
    assert_same_look("twice", &twice(8).bytes());
    let few = |pixels: Vec<u8>| {
        let table = table(8)[..8].to_vec();
        Bmp {
            table,
            used: 2,
            pixels,
            ..Bmp::new(8)
        }
        .bytes()
    };
    let beyond = rows(8);
    let one = beyond.iter().map(|index| *index.min(&2)).collect();
    assert_eq!(clean(&few(beyond)), clean(&few(one)), "beyond the table");
}

fn tells(source: &[u8], value: &str) -> bool {
    let findings = look(source).expect("read").findings(source);
    findings.iter().any(|found| found.value == value)
}

#[test]
fn what_stands_in_needless_fields_is_told_with_its_size() {
    let fields = |bytes| format!("Data in fields that no viewer reads, {bytes} bytes");
    for (name, bmp) in kinds() {
        let source = bmp.bytes();
        let findings = look(&source).expect("read").findings(&source);
        let others = findings
            .iter()
            .filter(|found| !found.value.starts_with("Bits in"));
        assert_eq!(others.count(), 0, "{name}: {findings:?}");
    }
    let mut quads = Bmp::new(8);
    let seen = quads.table[..24].iter_mut();
    seen.skip(3).step_by(4).for_each(|byte| *byte = 0xA7);
    let mut filled = Bmp::new(24);
    for row in filled.pixels.chunks_mut(20) {
        row[18..].fill(0x5A);
    }
    for (source, bytes) in [
        (quads.bytes(), 6),
        (filled.bytes(), 10),
        (with(&Bmp::new(24), 6, SHORT), 4),
        (with(&Bmp::newer(24, 108), 74, MARK), 12),
        (with(&Bmp::newer(24, 124), 134, SHORT), 4),
        (with(&Bmp::newer(24, 64), 58, MARK), 12),
    ] {
        assert!(tells(&source, &fields(bytes)), "{bytes}");
        let written = clean(&source);
        assert!(look(&written).expect("read").findings(&written).is_empty());
    }
    let mut middle = Bmp::new(8);
    middle.table[4 * 9..4 * 12].copy_from_slice(MARK);
    middle.pixels.fill(20);
    assert!(tells(
        &middle.bytes(),
        "Colours that nothing in the picture has, 36 bytes"
    ));
}

#[test]
fn every_kind_of_bmp_looks_the_same() {
    for (name, bmp) in kinds() {
        if bmp.header == 64 {
            // The other decoder does not read OS/2's second header.
            assert_eq!(clean(&bmp.bytes()), clean(&Bmp::new(bmp.bits).bytes()), "{name}");
        } else {
            assert_same_look(&name, &bmp.bytes());
        }
    }
}

/// Coded bytes that show nothing else are copied.
#[test]
fn rows_are_copied_where_nothing_hides_in_them() {
    for bits in [1, 2, 4, 8, 16, 24, 32] {
        let source = Bmp::new(bits).bytes();
        assert!(
            matches!(look(&source).expect("read").coded, Coded::Copied(_)),
            "{bits}"
        );
        clean(&source);
    }
}

#[test]
fn what_no_viewer_shows_is_refused_by_name() {
    let of = |bits, compression, header| {
        Bmp {
            bits,
            compression,
            ..Bmp::newer(24, header)
        }
        .bytes()
    };
    for (file, name) in [
        (of(0, 4, 40), "A BMP picture with a JPEG inside"),
        (of(0, 5, 124), "A BMP picture with a PNG inside"),
        (of(1, 3, 64), "A BMP picture in fax code"),
        (of(24, 4, 64), "A BMP picture in OS/2's 24-bit run lengths"),
        (of(32, 11, 40), "A BMP picture in printing colours (CMYK)"),
        (of(64, 0, 40), "A BMP picture of 64 bits a pixel"),
    ] {
        match look(&file) {
            Err(Error::Unsupported { what, .. }) => assert_eq!(what, name),
            other => panic!("{name}: {other:?}"),
        }
    }
    for broken in [
        of(7, 0, 40),
        of(24, 9, 40),
        of(8, 2, 40),
        Bmp {
            height: 0,
            ..Bmp::new(24)
        }
        .bytes(),
        Bmp::masked(32, 40, &[0xFF00, 0x0FF0, 0xFF]).bytes(),
        Bmp::masked(32, 40, &[0xF0F0_0000, 0xFF00, 0xFF]).bytes(),
        Bmp::masked(16, 40, &[0x1F_0000, 0x3E0, 0x1F]).bytes(),
        Bmp::runs(8, b"\0\x02\x01\xFF\x01\x01\0\x01").bytes(),
    ] {
        assert!(matches!(look(&broken), Err(Error::Malformed { .. })));
    }
}

#[test]
fn a_bmp_over_the_limits_is_refused_before_anything_is_allocated() {
    let mut file = Bmp::runs(8, RLE8).bytes();
    file[18..26].copy_from_slice(&[0, 0, 1, 0, 0, 0, 1, 0]);
    assert!(matches!(look(&file), Err(Error::Limit { .. })));
    let limits = Limits {
        decoded: 100,
        ..Limits::default()
    };
    assert!(matches!(
        safelight_sanitize::read(&Bmp::new(32).bytes(), &limits),
        Err(Error::Limit { .. })
    ));
}

/// A copy with another colour or another pixel is not the same picture.
#[test]
fn a_changed_copy_is_told_from_the_source() {
    for bmp in [Bmp::runs(8, RLE8), Bmp::runs(4, RLE4)] {
        let source = bmp.bytes();
        let picture = look(&source).expect("read");
        let written = clean(&source);
        let colour = bmp.table_at() + 4;
        let pixel = written.len() - 3;
        for at in [colour, pixel] {
            let mut changed = written.clone();
            changed[at] ^= 0x10;
            if let Ok(again) = prove(&changed, &Limits::default()) {
                assert_eq!(picture.same_picture(&source, &again, &changed), Ok(false), "{at}");
            }
        }
    }
}

#[test]
fn a_broken_bmp_is_an_error_or_a_proved_copy() {
    let profile = crate::icc::profile(crate::icc::RGB, &crate::icc::matrix());
    let mut newest = Bmp {
        profile,
        ..Bmp::masked(32, 124, &BGRA)
    };
    newest.space[0] = EMBEDDED;
    let few = |bmp: Bmp| Bmp {
        table: bmp.table[..24].to_vec(),
        used: 6,
        ..bmp
    };
    let files = [
        newest.bytes(),
        few(Bmp::new(8)).bytes(),
        few(Bmp::runs(8, RLE8)).bytes(),
        few(Bmp::runs(4, RLE4)).bytes(),
        Bmp {
            space: CALIBRATED,
            ..Bmp::newer(24, 108)
        }
        .bytes(),
        Bmp::newer(4, 64).bytes(),
    ];
    assert_survives_cuts(&files);
    assert_survives_changes(&files);
}
