//! Marks in every slot of a JPEG XL.

use jxl_oxide::JxlImage;
use safelight_sanitize::{Coded, Error, Limits, Orientation, Reveals, Shows};

use crate::common::{MARK, clean, look};
use crate::icc::xyz;
use crate::jxl::{
    ALPHA, ANIMATED, BLACK, Frame, IMAGE, Image, LOSSY, SPOT, animation, boxed, brotli, container, frame,
    frames, holds, pieces, pixels, plain, stored, stream, wide, with_alpha,
};
use crate::tiff::{BIG, telling};

type Slot = (String, Vec<u8>, Vec<u8>);

fn slot(name: impl Into<String>, file: Vec<u8>) -> Slot {
    (name.into(), file, MARK.to_vec())
}

/// Each mark is in its file and not in the clean copy, at any bit; another decoder shows the same.
fn assert_gone(slots: &[Slot]) {
    for (name, file, mark) in slots {
        assert!(holds(file, mark), "{name}: nothing is planted");
        let written = clean(file);
        assert!(!holds(&written, mark), "{name}: the mark survives");
        // What the other decoder does not read of a source, it must read of the copy.
        let (before, after) = (pixels(file), pixels(&written));
        assert!(after.is_some(), "{name}: the copy is not decoded");
        assert!(
            before.is_none() || before == after,
            "{name}: the picture looks different"
        );
    }
}

#[test]
fn nothing_stays_in_a_box() {
    let jxlc = boxed(b"jxlc", &plain());
    let telling = [b"\0\0\0\0".as_slice(), &telling(BIG, "PLANTED-MARK", 6)].concat();
    let mut slots: Vec<Slot> = [
        b"xml ", b"jumb", b"jhgm", b"jxli", b"free", b"skip", b"uuid", b"zzZZ", b"mdat", b"ftyp", b"JXL ",
    ]
    .into_iter()
    .flat_map(|kind| {
        let name = String::from_utf8_lossy(kind).into_owned();
        let mark = boxed(kind, &[MARK.as_slice(), &[0; 16]].concat());
        [
            slot(format!("{name} before"), container(&[mark.clone(), jxlc.clone()])),
            slot(format!("{name} behind"), container(&[jxlc.clone(), mark])),
        ]
    })
    .collect();
    let behind = |name: &str, more: Vec<u8>| slot(name, container(&[jxlc.clone(), more]));
    slots.extend([
        behind("Exif", boxed(b"Exif", &telling)),
        behind(
            "brob",
            boxed(b"brob", &[b"Exif".as_slice(), &brotli(&telling)].concat()),
        ),
        behind(
            "the last box, up to the end",
            [b"\0\0\0\0zzzz".as_slice(), MARK].concat(),
        ),
        behind("bytes behind the boxes", MARK.to_vec()),
        slot("bytes behind a bare stream", [plain().as_slice(), MARK].concat()),
        slot(
            "bytes behind a stream in its box",
            container(&[boxed(b"jxlc", &[plain().as_slice(), MARK].concat())]),
        ),
        slot("between pieces", {
            let mut boxes = pieces(&plain(), 3);
            boxes.insert(1, boxed(b"Exif", &telling));
            container(&boxes)
        }),
    ]);
    assert_gone(&slots);
    for (name, file, _) in &slots {
        assert_eq!(clean(file), clean(&plain()), "{name}");
    }
}

/// What other decoders reject is not compared with them.
#[test]
fn nothing_stays_in_boxes_that_are_broken() {
    let jxlc = boxed(b"jxlc", &plain());
    for (name, more) in [
        ("a second stream", boxed(b"jxlc", MARK)),
        (
            "a piece behind the stream",
            boxed(b"jxlp", &[b"\x80\0\0\0".as_slice(), MARK].concat()),
        ),
        ("a level of another length", boxed(b"jxll", MARK)),
        ("JPEG reconstruction data", boxed(b"jbrd", MARK)),
        ("Brotli that is none", boxed(b"brob", MARK)),
        ("a box of no type", [&[0, 0, 0, 3], MARK.as_slice()].concat()),
    ] {
        assert_eq!(
            clean(&container(&[jxlc.clone(), more])),
            clean(&plain()),
            "{name}"
        );
    }
}

#[test]
fn nothing_stays_in_the_image_header() {
    let one = |image: &Image| stream(image, &[frame()]);
    let slots = [
        slot("the name of a channel", with_alpha(MARK)),
        slot(
            "an extension",
            one(&Image {
                extension: MARK,
                ..IMAGE
            }),
        ),
        slot("weights for no frame", {
            // The halves are no numbers of any use, but numbers.
            one(&Image {
                weights: MARK,
                ..IMAGE
            })
        }),
        slot("a preview's name", {
            let image = Image {
                preview: true,
                ..IMAGE
            };
            stream(
                &image,
                &[
                    Frame {
                        name: MARK,
                        ..frame()
                    },
                    frame(),
                ],
            )
        }),
    ];
    assert_gone(&slots);
    let plain = clean(&plain());
    for image in [
        Image {
            extension: MARK,
            ..IMAGE
        },
        Image {
            weights: MARK,
            ..IMAGE
        },
        Image {
            intrinsic: Some((3000, 2000)),
            ..IMAGE
        },
        Image { long: true, ..IMAGE },
        Image {
            padding: true,
            ..IMAGE
        },
    ] {
        assert_eq!(clean(&one(&image)), plain);
    }
    let preview = Image {
        preview: true,
        ..IMAGE
    };
    assert_eq!(clean(&stream(&preview, &[frame(), frame()])), plain);
    assert_eq!(clean(&with_alpha(MARK)), clean(&with_alpha(b"")));
}

/// The text of a profile stands in its code, which the other decoder reads too.
#[test]
fn nothing_stays_in_a_profile() {
    for (name, profile, mark) in crate::icc::planted() {
        assert!(contains(&profile, &mark), "{name}: nothing is planted");
        let image = Image {
            profile: Some(profile),
            ..IMAGE
        };
        let file = stream(&image, &[frame()]);
        let written = match look(&file) {
            Err(Error::Unsupported { what, .. }) if what.contains("profile") => continue,
            _ => clean(&file),
        };
        let image = JxlImage::builder().read(&*written).expect("the copy is decoded");
        let left = image.original_icc().unwrap_or_default();
        assert!(
            !contains(left, &mark) && !holds(&written, &mark),
            "{name}: the mark survives"
        );
        let (before, after) = (pixels(&file), pixels(&written));
        assert!(after.is_some() && (before.is_none() || before == after), "{name}");
    }
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    bytes.windows(mark.len()).any(|window| window == mark)
}

#[test]
fn nothing_stays_in_a_frame_header() {
    let dirty = [
        (
            "name",
            Frame {
                name: MARK,
                ..frame()
            },
        ),
        (
            "extension",
            Frame {
                extension: MARK,
                ..frame()
            },
        ),
        (
            "extension of the filter",
            Frame {
                filter_extension: MARK,
                ..frame()
            },
        ),
    ];
    let slots = dirty
        .clone()
        .map(|(name, frame)| slot(name, stream(&IMAGE, &[frame])));
    assert_gone(&slots);
    let plain = clean(&plain());
    for (name, frame) in dirty {
        assert_eq!(clean(&stream(&IMAGE, &[frame])), plain, "{name}");
    }
    // Bits of padding, and a flag that means nothing.
    let padded = Frame {
        padding: true,
        ..frame()
    };
    assert_eq!(clean(&stream(&IMAGE, &[padded])), plain);
    let flagged = Frame {
        flags: 0x04,
        ..frame()
    };
    assert_eq!(clean(&stream(&IMAGE, &[flagged])), plain);
    let filtered = |passed_over| {
        stream(
            &IMAGE,
            &[Frame {
                passed_over,
                ..frame()
            }],
        )
    };
    assert_eq!(clean(&filtered(b"abcd")), clean(&filtered(&[0; 4])));
    assert!(
        pixels(&filtered(b"abcd")).is_some_and(|before| Some(before) == pixels(&clean(&filtered(b"abcd"))))
    );
}

/// A section's order is room for text; the clean copy has them in their own.
#[test]
fn the_order_of_sections_tells_nothing() {
    let straight = wide(None);
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 1, 2, 4, 3], [3, 0, 4, 1, 2]] {
        let file = wide(Some(order.to_vec()));
        assert_eq!(clean(&file), clean(&straight), "{order:?}");
        assert!(
            pixels(&file).is_some_and(|before| Some(before) == pixels(&straight)),
            "{order:?}"
        );
    }
}

#[test]
fn frames_that_are_not_shown_go_unless_shown_ones_are_made_of_them() {
    let hidden = |save| Frame {
        name: MARK,
        ..stored(save)
    };
    let reference = Frame { kind: 2, ..hidden(3) };
    assert_gone(&[
        slot("a frame that nothing uses", stream(&IMAGE, &[hidden(0), frame()])),
        slot(
            "a reference frame that nothing uses",
            stream(&IMAGE, &[reference.clone(), frame()]),
        ),
        slot("a frame that is overwritten", {
            let added = Frame {
                added_to: Some(1),
                ..frame()
            };
            stream(&IMAGE, &[hidden(1), stored(1), added])
        }),
        slot("frames that use one another alone", {
            let next = Frame {
                added_to: Some(1),
                ..hidden(2)
            };
            stream(&IMAGE, &[hidden(1), next, frame()])
        }),
        slot("a frame between shown ones", {
            let mut all = frames();
            all.insert(1, hidden(3));
            stream(&ANIMATED, &all)
        }),
    ]);
    assert_eq!(
        clean(&stream(&IMAGE, &[hidden(0), reference, frame()])),
        clean(&plain())
    );
    for used in [
        stream(
            &IMAGE,
            &[
                stored(1),
                Frame {
                    added_to: Some(1),
                    ..frame()
                },
            ],
        ),
        animation(),
    ] {
        assert_eq!(clean(&used), used);
    }
    // What the frame shows in a corner lies on what was stored.
    let corner = Frame {
        crop: Some([0, 0, 6, 4]),
        ..frame()
    };
    let stored = stream(&IMAGE, &[stored(0), corner]);
    assert_eq!(clean(&stored), stored);
    let layered = |name| {
        let corner = Frame {
            crop: Some([0, 0, 6, 4]),
            name,
            ..self::stored(1)
        };
        let added = Frame {
            added_to: Some(1),
            ..frame()
        };
        stream(&IMAGE, &[corner, added])
    };
    assert_eq!(clean(&layered(MARK)), layered(b""));
    // A frame with patches may be made of any.
    let patched = stream(
        &IMAGE,
        &[Frame { kind: 2, ..hidden(3) }, Frame { flags: 2, ..frame() }],
    );
    assert!(clean(&patched).len() > clean(&plain()).len() + 80);
}

#[test]
fn times_of_day_in_an_animation_go() {
    let image = Image {
        timecodes: true,
        ..ANIMATED
    };
    let timed = frames().into_iter().map(|frame| Frame {
        timecode: 0x1122_3344,
        ..frame
    });
    let file = stream(&image, &timed.collect::<Vec<_>>());
    assert_eq!(clean(&file), clean(&animation()));
    assert_eq!(look(&file).expect("it is read").shows, Shows::Animation(3));
    assert!(pixels(&file).is_some_and(|before| Some(before) == pixels(&clean(&file))));
}

#[test]
fn a_picture_that_does_not_move_has_no_timing() {
    let with = |duration| {
        let shown = Frame { duration, ..frame() };
        stream(&ANIMATED, &[stored(0), shown])
    };
    let plain = clean(&plain());
    for duration in [0, 7, 0xA7] {
        let file = with(duration);
        assert_eq!(clean(&file), plain, "{duration}");
        assert!(tells(&file, "Data in fields that no viewer reads, 2 bytes"));
        assert!(samples(&file).is_some_and(|before| Some(before) == samples(&clean(&file))));
    }
}

/// What the other decoder shows, without how long.
fn samples(file: &[u8]) -> Option<Vec<Vec<f32>>> {
    Some(pixels(file)?.into_iter().map(|(_, samples)| samples).collect())
}

fn tells(file: &[u8], value: &str) -> bool {
    let findings = look(file).expect("it is read").findings(file);
    findings.iter().any(|found| found.value == value)
}

#[test]
fn what_stands_in_needless_fields_is_told_with_its_size() {
    let fields = |bytes| format!("Data in fields that no viewer reads, {bytes} bytes");
    let weights = Image {
        weights: MARK,
        ..IMAGE
    };
    let filter = Frame {
        passed_over: b"abcd",
        ..frame()
    };
    let mut other = container(&[boxed(b"jxlc", &plain())]);
    other[24..28].copy_from_slice(b"MARK");
    for (file, bytes) in [
        (stream(&weights, &[frame()]), 12),
        (stream(&IMAGE, &[filter]), 4),
        (other, 4),
    ] {
        assert!(tells(&file, &fields(bytes)), "{bytes}");
        let written = clean(&file);
        assert!(look(&written).expect("it is read").findings(&written).is_empty());
    }
    let file = container(&[boxed(b"jxli", MARK), boxed(b"jxlc", &plain())]);
    assert!(tells(&file, "jxli, 20 bytes"));
    assert!(!tells(&container(&[boxed(b"jxlc", &plain())]), &fields(0)));
}

/// A container stays one only for the level, which viewers must know beforehand.
#[test]
fn a_container_is_as_plain_as_its_stream_needs() {
    for stream in [plain(), wide(None), animation(), LOSSY.to_vec()] {
        assert_eq!(clean(&stream), stream);
        for count in [1, 2, 7, stream.len() + 2] {
            assert_eq!(
                clean(&container(&pieces(&stream, count))),
                stream,
                "{count} pieces"
            );
        }
        let jxlc = boxed(b"jxlc", &stream);
        assert_eq!(clean(&container(&[boxed(b"jxll", &[5]), jxlc.clone()])), stream);
        let level_10 = container(&[boxed(b"jxll", &[10]), jxlc]);
        assert_eq!(clean(&level_10), level_10);
        let wide_size = [
            b"\0\0\0\x01jxlc".as_slice(),
            &(stream.len() as u64 + 16).to_be_bytes(),
            &stream,
        ]
        .concat();
        assert_eq!(clean(&container(&[wide_size])), stream);
        let to_the_end = [b"\0\0\0\0jxlc".as_slice(), &stream].concat();
        assert_eq!(clean(&container(&[to_the_end])), stream);
    }
}

#[test]
fn a_profile_of_srgb_goes_and_another_stays_as_its_colours() {
    let with = |profile| {
        stream(
            &Image {
                profile: Some(profile),
                ..IMAGE
            },
            &[frame()],
        )
    };
    let other = with(crate::icc::profile(crate::icc::RGB, &crate::icc::matrix()));
    let written = clean(&other);
    assert!(pixels(&other).is_some_and(|before| Some(before) == pixels(&written)));
    let image = JxlImage::builder().read(&*written).expect("it is read");
    let kept = image.original_icc().expect("a profile");
    assert_eq!(kept.get(36..40), Some(b"acsp".as_slice()));
    assert!(clean(&with(srgb())) == clean(&plain()));
}

/// IEC 61966-2-1 as ICC writes it, with a text.
fn srgb() -> Vec<u8> {
    let mut curve = b"para\0\0\0\0\0\x03\0\0".to_vec();
    for value in [2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045] {
        curve.extend(((value * 65536.0_f64).round() as i32).to_be_bytes());
    }
    crate::icc::profile(
        crate::icc::RGB,
        &[
            (b"desc", MARK.to_vec()),
            (b"rXYZ", xyz(0.43607, 0.22249, 0.01392)),
            (b"gXYZ", xyz(0.38515, 0.71687, 0.09708)),
            (b"bXYZ", xyz(0.14307, 0.06061, 0.71410)),
            (b"rTRC", curve.clone()),
            (b"gTRC", curve.clone()),
            (b"bTRC", curve),
        ],
    )
}

#[test]
fn the_orientation_stays_in_the_header() {
    for orientation in 1..=8 {
        let file = stream(&Image { orientation, ..IMAGE }, &[frame()]);
        let picture = look(&file).expect("it is read");
        assert_eq!(
            Some(picture.orientation),
            Orientation::from_tiff(orientation as u16)
        );
        assert_eq!(clean(&file), file);
    }
}

/// Taking a channel or the rest of a layer out would mean to code the picture anew.
#[test]
fn what_hides_inside_the_coded_picture_is_refused_by_name() {
    let refused = |file: &[u8], name: &str| match look(file) {
        Err(Error::Unsupported { what, remedy }) => {
            assert!(what.contains(name), "{what}");
            assert!(remedy.ends_with('.'));
        }
        other => panic!("{name}: {other:?}"),
    };
    for (kind, name) in [
        (1, "depth map"),
        (3, "selection"),
        (6, "heat picture"),
        (16, "hidden channel"),
    ] {
        let image = Image {
            channel: Some((kind, b"")),
            ..IMAGE
        };
        refused(&stream(&image, &[frame()]), name);
    }
    let black = Image {
        channel: Some((BLACK, b"")),
        ..IMAGE
    };
    refused(&stream(&black, &[frame()]), "hidden black channel");
    for solidity in [0, 0x0101, 0x2E00, 0xBC00, 0x7C00, 0x7E00] {
        let spot = Image {
            channel: Some((SPOT, b"")),
            solidity,
            ..IMAGE
        };
        refused(&stream(&spot, &[frame()]), "hidden spot colour");
    }
    let spot = Image {
        channel: Some((SPOT, b"")),
        ..IMAGE
    };
    clean(&stream(&spot, &[frame()]));
    let alpha = Image {
        channel: Some((ALPHA, b"")),
        ..IMAGE
    };
    assert!(matches!(
        look(&stream(&alpha, &[frame()])).expect("alpha stays").coded,
        Coded::Copied(_)
    ));
    for crop in [[1, 0, 6, 5], [0, 0, 7, 5], [0, 2, 6, 4]] {
        refused(
            &stream(
                &IMAGE,
                &[Frame {
                    crop: Some(crop),
                    ..frame()
                }],
            ),
            "layer",
        );
    }
    refused(
        &stream(
            &Image {
                profile: Some(vec![7; 200]),
                ..IMAGE
            },
            &[frame()],
        ),
        "colour profile",
    );
}

#[test]
fn findings_tell_what_goes() {
    let without_offset = telling(BIG, "John", 1);
    let telling = [b"\0\0\0\0".as_slice(), &telling(BIG, "Jane", 6)].concat();
    let image = Image {
        channel: Some((ALPHA, b"Layer of Jane")),
        intrinsic: Some((300, 200)),
        extension: MARK,
        preview: true,
        ..IMAGE
    };
    let shown = Frame {
        sections: vec![crate::jxl::SECTION_ALPHA.to_vec()],
        name: b"Jane's face",
        ..frame()
    };
    let stream = stream(&image, &[shown.clone(), stored(0), shown]);
    let packet =
        br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><d:creator xmlns:d="d">Jane Doe</d:creator></x:xmpmeta>"#;
    let compressed =
        br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><d:creator xmlns:d="d">Jim Doe</d:creator></x:xmpmeta>"#;
    let file = container(&[
        boxed(b"jxlc", &stream),
        boxed(b"Exif", &telling),
        boxed(b"Exif", &without_offset),
        boxed(b"xml ", packet),
        boxed(b"brob", &[b"xml ".as_slice(), &brotli(compressed)].concat()),
        boxed(b"jbrd", MARK),
        boxed(b"jhgm", MARK),
        boxed(b"jumb", b"claim_generator\x64test"),
        boxed(b"abcd", MARK),
        MARK.to_vec(),
    ]);
    let findings = look(&file).expect("it is read").findings(&file);
    for (reveals, part, words) in [
        (Reveals::Text, "codestream header", "Layer of Jane"),
        (Reveals::EditHistory, "codestream header", "300 by 200"),
        (Reveals::Unknown, "codestream header", "12 bytes"),
        (Reveals::HiddenPicture, "preview frame", "small copy"),
        (Reveals::HiddenPicture, "hidden frame", "never shown"),
        (Reveals::Text, "frame header", "Jane's face"),
        (Reveals::Name, "Exif", "Jane"),
        (Reveals::Name, "Exif", "John"),
        (Reveals::Name, "xml", "Jane Doe"),
        (Reveals::Name, "brob", "Jim Doe"),
        (Reveals::EditHistory, "jbrd", "original JPEG"),
        (Reveals::HiddenPicture, "jhgm", "HDR screens"),
        (Reveals::Provenance, "jumb", "test"),
        (Reveals::Unknown, "unknown box", "20 bytes"),
        (Reveals::Unknown, "bytes behind the boxes", "12 bytes"),
    ] {
        assert!(
            findings.iter().any(|finding| finding.reveals == reveals
                && finding.part == part
                && finding.value.contains(words)
                && finding.offset < file.len()),
            "{part} does not tell {words}: {findings:#?}"
        );
    }
    let written = clean(&file);
    assert!(look(&written).expect("it is read").findings(&written).is_empty());
}

#[test]
fn sides_are_held_against_the_limits_first() {
    let limits = Limits {
        pixels: 29,
        ..Limits::default()
    };
    assert!(matches!(
        safelight_sanitize::read(&plain(), &limits),
        Err(Error::Limit { .. })
    ));
    let large = Image {
        width: 1 << 30,
        height: 1 << 30,
        long: true,
        ..IMAGE
    };
    assert!(matches!(look(&large.bytes()), Err(Error::Limit { .. })));
    let frames: Vec<Frame> = (0..9).map(|_| stored(0)).chain([frame()]).collect();
    let limits = Limits {
        decoded: 1199,
        ..Limits::default()
    };
    assert!(matches!(
        safelight_sanitize::read(&stream(&IMAGE, &frames), &limits),
        Err(Error::Limit { .. })
    ));
}
