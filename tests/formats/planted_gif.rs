//! Marks in every slot of a GIF.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, Frame as Drawn};
use safelight_sanitize::{Error, Reveals, Shows};

use crate::common::{MARK, Slot, assert_gone, assert_same_look, clean, look, slot, slot_of};
use crate::gif::{
    Frame, HEIGHT, TABLE, TRAILER, WIDTH, animation, code, control, cut, extension, file, indices, kinds,
    literals, looping, pack, screen, still,
};
use crate::hostile::{assert_survives, assert_survives_changes, assert_survives_cuts};

/// Twelve bytes of four colours.
fn marked() -> Vec<[u8; 3]> {
    MARK.chunks(3)
        .map(|colour| colour.try_into().expect("three bytes"))
        .collect()
}

/// The packet and the run of bytes that leads from anywhere in it to its end.
fn xmp(packet: &[u8]) -> Vec<u8> {
    let magic: Vec<u8> = [1].into_iter().chain((0..=255).rev()).chain([0]).collect();
    [b"\x21\xFF\x0BXMP DataXMP".as_slice(), packet, &magic].concat()
}

fn extensions() -> Vec<(&'static str, Vec<u8>)> {
    let many: Vec<&[u8]> = vec![b"first", MARK, b"last"];
    vec![
        ("comment", extension(0xFE, &many)),
        ("plain text", extension(0x01, &[&[0; 12], MARK])),
        ("plain text's grid", extension(0x01, &[MARK, b"x"])),
        ("XMP", xmp(b"<x:xmpmeta><a City='PLANTED-MARK'/></x:xmpmeta>")),
        (
            "XMP in sub-blocks",
            extension(0xFF, &[b"XMP DataXMP", b"<x a='", MARK, b"'/>"]),
        ),
        ("ICC profile", extension(0xFF, &[b"ICCRGBG1012", MARK])),
        ("application", extension(0xFF, &[b"MGK8BIM0000", MARK])),
        ("application's name", extension(0xFF, &[&MARK[..11], MARK])),
        ("no application", extension(0xFF, &[MARK])),
        ("unknown extension", extension(0x42, &many)),
        ("extension without a label", extension(0, &many)),
        ("control without a picture", extension(0xF9, &[&[0; 4], MARK])),
        ("control that is too long", extension(0xF9, &[MARK])),
        (
            "loop that says nothing",
            extension(0xFF, &[b"NETSCAPE2.0", b"\x02abcd", MARK]),
        ),
    ]
}

#[test]
fn nothing_stays_in_a_block() {
    let mut slots: Vec<Slot> = Vec::new();
    for (name, block) in extensions() {
        let blocks = animation();
        for place in 0..=blocks.len() {
            let mut blocks = blocks.clone();
            blocks.insert(place, block.clone());
            slots.push(slot(format!("{name}, at {place}"), file(&blocks)));
        }
    }
    assert_gone(&slots);
}

#[test]
fn nothing_stays_behind_what_viewers_read() {
    let frame = Frame::whole();
    let with_code = |code: Vec<u8>| {
        file(&[Frame {
            code,
            ..Frame::whole()
        }
        .bytes()])
    };
    let open = pack(&literals(&indices(WIDTH, HEIGHT)), 4);
    let looped = extension(0xFF, &[b"NETSCAPE2.0", b"\x01\x03\0", MARK]);
    let mut moving = animation();
    moving[0] = looped;
    moving[1] = extension(0xF9, &[&[4, 7, 0, 0], MARK]);
    assert_gone(&[
        slot("behind the trailer", [still().as_slice(), MARK].concat()),
        slot(
            "instead of a trailer",
            [screen(&TABLE), frame.bytes(), MARK.to_vec()].concat(),
        ),
        slot(
            "behind an unknown block",
            file(&[frame.bytes(), b"\x99".to_vec(), MARK.to_vec()]),
        ),
        slot(
            "behind a block that is cut off",
            file(&[frame.bytes(), b"\x21\xFE\xFF".to_vec(), MARK.to_vec()]),
        ),
        slot(
            "behind a frame that is cut off",
            file(&[frame.bytes(), b"\x2C".to_vec(), MARK[..8].to_vec(), MARK.to_vec()]),
        ),
        slot(
            "behind the end code",
            with_code([code(&indices(WIDTH, HEIGHT)).as_slice(), MARK].concat()),
        ),
        slot(
            "in the codes behind the last pixel",
            with_code([open.as_slice(), MARK].concat()),
        ),
        slot(
            "in sub-blocks of their own",
            file(&[
                frame.before(),
                cut(&frame.code, 255)[..frame.code.len() + 1].to_vec(),
                cut(MARK, 255),
            ]),
        ),
        slot("behind the fields of a loop and a control", file(&moving)),
        slot(
            "a frame that no viewer can read",
            file(&[
                frame.bytes(),
                Frame {
                    minimum: 12,
                    code: MARK.to_vec(),
                    ..frame.clone()
                }
                .bytes(),
            ]),
        ),
    ]);
}

#[test]
fn nothing_stays_in_a_colour_table() {
    let four: Vec<u8> = indices(WIDTH, HEIGHT).iter().map(|index| index % 4).collect();
    let table = [&TABLE[..4], &marked()].concat();
    let frame = Frame {
        code: code(&four),
        ..Frame::whole()
    };
    let local = Frame {
        table: table.clone(),
        ..frame.clone()
    };
    let with = |table: &[[u8; 3]], frame: &Frame| [screen(table), frame.bytes(), TRAILER.to_vec()].concat();
    let clear: Vec<u8> = with(&TABLE, &frame);
    let at = clear.len() - TRAILER.len() - frame.bytes().len();
    let transparent = [&clear[..at], &control(1, 0, 5), &clear[at..]].concat();
    assert_gone(&[
        slot("unused global colours", with(&table, &frame)),
        slot("unused local colours", with(&TABLE, &local)),
        slot(
            "a global table that no frame uses",
            with(
                &[&marked()[..], &TABLE[4..]].concat(),
                &Frame {
                    table: TABLE.to_vec(),
                    ..frame
                },
            ),
        ),
        slot_of("a transparent colour that no pixel has", transparent, &TABLE[5]),
    ]);
}

/// Sizes, reserved bits, flags of what is not there, codes that draw nothing: all are written one way.
#[test]
fn what_no_viewer_reads_is_written_afresh() {
    let plain = clean(&still());
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = still();
        change(&mut file);
        file
    };
    let image = screen(&TABLE).len();
    let with = |code: Vec<u8>| {
        file(&[Frame {
            code,
            ..Frame::whole()
        }
        .bytes()])
    };
    let shown = indices(WIDTH, HEIGHT);
    let literal = literals(&shown);
    for (name, file) in [
        ("version", changed(&|file| file[4] = b'7')),
        ("colour resolution", changed(&|file| file[10] ^= 0x50)),
        ("sorted", changed(&|file| file[10] |= 0x08)),
        ("background of a covered screen", changed(&|file| file[11] = 5)),
        ("square pixels", changed(&|file| file[12] = 49)),
        ("sorted frame", changed(&|file| file[image + 9] |= 0x20)),
        ("reserved bits", changed(&|file| file[image + 9] |= 0x18)),
        ("size of no table", changed(&|file| file[image + 9] |= 0x07)),
        (
            "zero bytes between blocks",
            changed(&|file| drop(file.splice(image..image, [0; 9]))),
        ),
        (
            "small sub-blocks",
            file(&[Frame::whole().before(), cut(&code(&shown), 1)]),
        ),
        ("no end code", with(pack(&literal, 4))),
        (
            "no clear code",
            with(pack(&[literal[1..].to_vec(), vec![9]].concat(), 4)),
        ),
        (
            "many clear codes",
            with(pack(&[vec![8; 30], literal.clone(), vec![8, 8, 9]].concat(), 4)),
        ),
        (
            "bits behind the end code",
            with(pack(&[literal.clone(), vec![9, 15]].concat(), 4)),
        ),
        ("a loop of one frame", file(&[looping(4), Frame::whole().bytes()])),
    ] {
        assert_ne!(file, still(), "{name}");
        assert_eq!(clean(&file), plain, "{name}");
    }
    let controlled = |flags, index| {
        let mut blocks = animation();
        blocks[1] = control(flags, 9, index);
        clean(&file(&blocks))
    };
    assert_eq!(
        controlled(0xE2, 77),
        controlled(0, 0),
        "reserved bits, user input, an index that is not transparent"
    );
    assert_eq!(controlled(0x14, 0), controlled(0, 0), "an unknown disposal");
    assert_ne!(controlled(0x08, 0), controlled(0, 0));
    assert_ne!(controlled(1, 3), controlled(1, 4));
}

/// Pixels that differ in their indices alone would be a picture that no viewer shows.
#[test]
fn pixels_that_look_the_same_are_the_same() {
    let shown = indices(WIDTH, HEIGHT);
    let with = |table: &[[u8; 3]], control: &[u8], indices: &[u8]| {
        let frame = Frame {
            code: code(indices),
            ..Frame::whole()
        };
        [&screen(table), control, &frame.bytes(), TRAILER].concat()
    };
    let of = |change: &dyn Fn(u8) -> u8| -> Vec<u8> { shown.iter().map(|index| change(*index)).collect() };
    let small = &TABLE[..2];
    let beyond = with(small, &[], &shown);
    assert_eq!(
        (drawn(&beyond), drawn(&clean(&beyond))),
        (6, 3),
        "beyond the table"
    );
    let twice = [TABLE[0], TABLE[1], TABLE[0], TABLE[1]];
    assert_eq!(
        clean(&with(&twice, &[], &of(&|index| index % 4))),
        clean(&with(&twice, &[], &of(&|index| index % 2))),
        "colours that stand twice"
    );
    let transparent = control(1, 0, 2);
    let four = with(&twice, &transparent, &of(&|index| index % 4));
    assert_ne!(
        clean(&four),
        clean(&with(&twice, &transparent, &of(&|index| index % 2))),
        "a transparent colour is another"
    );
    assert_same_look("transparent", &four);
    let source = with(&twice, &[], &of(&|index| index % 4));
    assert_same_look("twice", &source);
    assert_eq!(
        told(&source),
        [
            (
                Reveals::Unknown,
                "Differences between pixels that no viewer shows".to_owned()
            ),
            (
                Reveals::Unknown,
                "Colours that nothing in the picture has, 6 bytes".to_owned()
            )
        ]
    );
}

/// How many different indices a file of one frame draws with.
fn drawn(file: &[u8]) -> usize {
    let mut options = ::gif::DecodeOptions::new();
    options.set_color_output(::gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(file).expect("a GIF");
    let frame = decoder.read_next_frame().expect("a frame").expect("one");
    frame
        .buffer
        .iter()
        .collect::<std::collections::HashSet<_>>()
        .len()
}

fn told(source: &[u8]) -> Vec<(Reveals, String)> {
    let findings = look(source).expect("read").findings(source);
    findings
        .into_iter()
        .map(|found| (found.reveals, found.value))
        .collect()
}

#[test]
fn a_background_colour_keeps_none_of_a_frame_s_own() {
    let mut table = TABLE.to_vec();
    table[6] = [0xA7, 0x5C, 0xE3];
    let frame = Frame {
        table: table.clone(),
        ..Frame::new(0, 0, 4, 4)
    };
    let mut source = file(&[frame.bytes()]);
    source[11] = 6;
    assert_gone(&[slot_of("a frame's own background", source, &table[6])]);
}

#[test]
fn a_picture_that_does_not_move_has_no_timing() {
    let with = |flags, delay| file(&[control(flags, delay, 3), Frame::whole().bytes()]);
    for (flags, delay) in [(1, 0x4553), (9, 0), (0x0D, 7)] {
        let source = with(flags, delay);
        assert_eq!(clean(&source), clean(&with(1, 0)), "{flags}, {delay}");
        assert!(
            told(&source)[0]
                .1
                .starts_with("Data in fields that no viewer reads")
        );
    }
    assert_eq!(told(&with(1, 0)), []);
}

/// Some viewers show what others cut off, or draw with colours of their own.
#[test]
fn what_viewers_show_differently_is_refused_by_name() {
    let beside = |x, y| file(&[Frame::whole().bytes(), Frame::new(x, y, 3, 2).bytes()]);
    let without = [screen(&[]), Frame::whole().bytes(), TRAILER.to_vec()].concat();
    for (source, name) in [
        (beside(4, 0), "beyond its screen"),
        (beside(0, 4), "beyond its screen"),
        (without, "without colours"),
    ] {
        match look(&source) {
            Err(Error::Unsupported { what, .. }) => assert!(what.contains(name), "{what}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    clean(&beside(3, 3));
}

#[test]
fn what_stands_in_needless_fields_is_told_with_its_size() {
    let mut table = TABLE;
    table[2] = [1, 2, 3];
    let two: Vec<u8> = indices(WIDTH, HEIGHT).iter().map(|index| index % 2 * 5).collect();
    let frame = Frame {
        code: code(&two),
        ..Frame::whole()
    };
    let middle = [screen(&table), frame.bytes(), TRAILER.to_vec()].concat();
    assert_eq!(
        told(&middle),
        [(
            Reveals::Unknown,
            "Colours that nothing in the picture has, 12 bytes".to_owned()
        )]
    );
    let mut moving = animation();
    moving[0] = extension(0xFF, &[b"NETSCAPE2.0", b"\x01\x03\0", MARK]);
    moving[1] = extension(0xF9, &[&[0xE4, 7, 0, 9], MARK]);
    let source = file(&moving);
    let fields = "Data in fields that no viewer reads, 28 bytes".to_owned();
    assert!(told(&source).contains(&(Reveals::Unknown, fields)));
    let written = clean(&source);
    assert_eq!(told(&written), []);
}

#[test]
fn every_kind_of_gif_looks_the_same() {
    for (name, file) in kinds() {
        assert_same_look(name, &file);
        assert_eq!(frames(&file), frames(&clean(&file)), "{name}");
    }
}

/// Each frame as it is drawn, and how long.
fn frames(file: &[u8]) -> Vec<(Vec<u8>, (u32, u32))> {
    let decoder = GifDecoder::new(Cursor::new(file)).expect("a GIF");
    let drawn = |frame: Drawn| {
        let delay = frame.delay().numer_denom_ms();
        let mut picture = frame.into_buffer();
        picture
            .pixels_mut()
            .filter(|pixel| pixel.0[3] == 0)
            .for_each(|pixel| pixel.0 = [0; 4]);
        (picture.into_raw(), delay)
    };
    // The other decoder ends with an error where the trailer is missing.
    decoder.into_frames().map_while(Result::ok).map(drawn).collect()
}

/// Strings of any length, the string that is not known yet, a full table, codes of every width.
#[test]
fn what_any_encoder_writes_is_read() {
    let noise: Vec<u8> = (0..60_000u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let flat = vec![7u8; 60_000];
    let waves: Vec<u8> = (0..60_000u32).map(|n| (n % 251 / 3) as u8).collect();
    for (name, samples) in [("noise", noise), ("one colour", flat), ("waves", waves)] {
        let table: Vec<u8> = (0..=255u8).flat_map(|n| [n, n ^ 0x55, 255 - n]).collect();
        let mut file = Vec::new();
        let mut encoder = ::gif::Encoder::new(&mut file, 300, 200, &table).expect("an encoder");
        let frame = ::gif::Frame::from_indexed_pixels(300, 200, samples, None);
        encoder.write_frame(&frame).expect("a frame");
        drop(encoder);
        assert_same_look(name, &file);
    }
}

/// What is there of a frame is shown; the copy holds that and no more.
#[test]
fn a_frame_that_is_cut_off_stays_as_far_as_it_goes() {
    let shown = indices(WIDTH, HEIGHT);
    let short = |count: usize| Frame {
        code: code(&shown[..count]),
        ..Frame::whole()
    };
    let whole = Frame::whole().bytes();
    // A byte holds two codes: twelve pixels and two clear codes stand in the first seven.
    let cut = [
        screen(&TABLE),
        whole[..whole.len() - cut(&code(&shown), 255).len() + 8].to_vec(),
    ]
    .concat();
    assert_eq!(clean(&cut), clean(&file(&[short(12).bytes()])));
    assert_ne!(clean(&cut), clean(&still()));
    assert!(look(&screen(&TABLE)).is_err(), "no picture at all");
    assert!(look(&still()[..20]).is_err());
}

#[test]
fn the_frames_of_an_animation_are_counted() {
    assert_eq!(
        look(&file(&animation())).expect("read").shows,
        Shows::Animation(3)
    );
    assert_eq!(look(&still()).expect("read").shows, Shows::Still);
}

#[test]
fn what_a_gif_tells_is_said_in_words() {
    let blocks = [
        extension(0xFE, &[b"Made by Ann"]),
        xmp(b"<x:xmpmeta><a City='Bern'/></x:xmpmeta>"),
        extension(0xFF, &[b"MGK8BIM0000", b"layers"]),
        Frame::whole().bytes(),
    ];
    let source = [file(&blocks), b"tail".to_vec()].concat();
    let findings = look(&source).expect("read").findings(&source);
    let told: Vec<(Reveals, &str)> = findings
        .iter()
        .map(|found| (found.reveals, found.value.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Reveals::Location, "City: Bern"),
            (Reveals::Text, "Made by Ann"),
            (Reveals::Unknown, "Data of a program called MGK8BIM0000, 22 bytes"),
            (Reveals::Unknown, "bytes behind the picture, 4 bytes"),
        ]
    );
    let clean = clean(&source);
    assert!(look(&clean).expect("read").findings(&clean).is_empty());
}

#[test]
fn a_broken_gif_is_an_error_or_a_proved_copy() {
    let mut blocks = animation();
    blocks.insert(1, extension(0xFE, &[b"a", b"b"]));
    blocks.insert(4, xmp(b"<x/>"));
    let files = [file(&blocks)];
    for end in 0..files[0].len() {
        assert_survives(&files[0][..end]);
    }
    assert_survives_cuts(&[still()]);
    assert_survives_changes(&files);
}
