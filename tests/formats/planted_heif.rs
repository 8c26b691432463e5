//! Marks in every slot of a HEIC and of an AVIF.

use safelight_sanitize::{Error, Kind};

use crate::common::{MARK, Slot, assert_gone, assert_same_look, clean, look, pixels, slot, slot_of};
use crate::heif::{
    ALPHA, ALPHA_CONFIG, AV1, COLOUR, COLOUR_CONFIG, File, Item, SIDE, about, auxiliary, av1, boxed, colour,
    full, hevc, ispe, kinds,
};
use crate::hostile::{assert_survives_changes, assert_survives_cuts};
use crate::tiff::{BIG, telling};

const MIME_XMP: &[u8] = b"application/rdf+xml\0";

type Change = fn(&mut File);

fn marked(kind: &[u8; 4]) -> Vec<u8> {
    boxed(kind, MARK)
}

/// A NAL unit of a type, with its length before it.
fn nal(kind: u8, layer: u8, payload: &[u8]) -> Vec<u8> {
    let head = [kind << 1 | layer >> 5, layer << 3 | 1];
    [
        &(payload.len() as u32 + 2).to_be_bytes(),
        head.as_slice(),
        payload,
    ]
    .concat()
}

fn obu(kind: u8, payload: &[u8]) -> Vec<u8> {
    [&[kind << 3 | 2, payload.len() as u8], payload].concat()
}

#[test]
fn nothing_stays_in_an_item_that_is_not_shown() {
    let exif = |text: &str| [&[0; 4], telling(BIG, text, 6).as_slice()].concat();
    let image = |references: &[([u8; 4], Vec<u16>)]| Item {
        references: references.to_vec(),
        ..hevc(COLOUR_CONFIG, MARK)
    };
    let mut in_idat = about(b"Exif", b"", MARK);
    in_idat.in_idat = true;
    let tone_map = Item {
        kind: *b"tmap",
        extents: vec![MARK.to_vec()],
        properties: vec![ispe(SIDE, SIDE)],
        references: vec![(*b"dimg", vec![1, 2])],
        ..Item::default()
    };
    let slots: Vec<Slot> = [
        ("Exif", about(b"Exif", b"", &exif("PLANTED-MARK"))),
        ("Exif in idat", in_idat),
        ("XMP", about(b"mime", MIME_XMP, MARK)),
        (
            "XMP of an auxiliary picture",
            Item {
                references: vec![(*b"cdsc", vec![2])],
                ..about(b"mime", MIME_XMP, MARK)
            },
        ),
        ("a content type", about(b"mime", MARK, b"x")),
        ("another file", about(b"mime", b"text/plain\0", MARK)),
        ("a URI", about(b"uri ", b"urn:x\0", MARK)),
        ("an item of an unknown type", about(b"zzzz", b"", MARK)),
        (
            "a name",
            Item {
                name: MARK.to_vec(),
                ..about(b"Exif", b"", b"")
            },
        ),
        ("a thumbnail", image(&[(*b"thmb", vec![1])])),
        ("another picture", image(&[])),
        (
            "depth",
            Item {
                extents: vec![MARK.to_vec()],
                ..auxiliary(b"urn:mpeg:hevc:2015:auxid:2\0")
            },
        ),
        (
            "a mask",
            Item {
                extents: vec![MARK.to_vec()],
                ..auxiliary(b"urn:com:apple:photo:2019:aux:semanticskinmatte\0")
            },
        ),
        (
            "a gain map",
            Item {
                extents: vec![MARK.to_vec()],
                ..auxiliary(b"urn:com:apple:photo:2020:aux:hdrgainmap\0")
            },
        ),
        ("a tone map", tone_map.clone()),
    ]
    .into_iter()
    .flat_map(|(name, item)| {
        [("", false), (", list behind the data", true)].map(|(end, late)| {
            let file = File::transparent().with(item.clone()).change(|file| {
                file.late = late;
                file.version = 1;
            });
            slot(format!("{name}{end}"), file.bytes())
        })
    })
    .collect();
    assert_gone(&slots);
    // A tone map that is the primary item: the picture under it is shown.
    let file = File::of(vec![colour(), image(&[]), tone_map]).change(|file| file.primary = 3);
    assert_gone(&[slot("a primary tone map", file.bytes())]);
    assert_eq!(
        clean(&file.bytes()),
        clean(&file.change(|file| file.primary = 1).bytes())
    );
}

#[test]
fn nothing_stays_in_a_box_or_between_boxes() {
    let mut slots = Vec::new();
    type Fill = fn(&mut File, Vec<u8>);
    let places: [(&str, Fill); 4] = [
        ("before the list", |file, bytes| file.before_meta = bytes),
        ("before the data", |file, bytes| file.before_data = bytes),
        ("behind the data", |file, bytes| file.tail = bytes),
        ("in the list", |file, bytes| file.in_meta = bytes),
    ];
    for kind in [
        b"free", b"skip", b"uuid", b"moov", b"mpvd", b"sefd", b"zzzz", b"dinf", b"grpl", b"xml ",
    ] {
        for (place, fill) in &places {
            let bytes = boxed(kind, &[[7; 16].as_slice(), MARK].concat());
            let name = format!("{} {place}", String::from_utf8_lossy(kind));
            slots.push(slot(
                name,
                File::transparent().change(|file| fill(file, bytes)).bytes(),
            ));
        }
    }
    let changed: [(&str, Change); 13] = [
        ("brands", |file| {
            file.brands.extend([*b"PLAN", *b"TED-", *b"MARK"])
        }),
        ("the handler's name", |file| file.handler_name = MARK.to_vec()),
        ("behind the handler", |file| file.behind[3].1 = MARK.to_vec()),
        ("behind the primary item", |file| file.behind[0].1 = MARK.to_vec()),
        ("behind the locations", |file| file.behind[1].1 = MARK.to_vec()),
        ("behind the associations", |file| file.behind[2].1 = MARK.to_vec()),
        ("the picture's name", |file| file.items[0].name = MARK.to_vec()),
        ("behind the picture's entry", |file| {
            file.items[0].more = MARK.to_vec()
        }),
        ("between the items' data", |file| file.between = MARK.to_vec()),
        ("stray data in idat", |file| file.in_idat = MARK.to_vec()),
        ("a second list", |file| {
            file.tail = full(b"meta", 0, 0, &boxed(b"xml ", MARK))
        }),
        ("a second file type", |file| file.tail = boxed(b"ftyp", MARK)),
        ("bytes behind the boxes", |file| file.tail = MARK.to_vec()),
    ];
    slots.extend(changed.map(|(name, change)| slot(name, File::transparent().change(change).bytes())));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_in_a_property() {
    let behind = |kind: &[u8; 4], fields: &[u8]| boxed(kind, &[fields, MARK].concat());
    let mut slots: Vec<Slot> = [
        ("an unknown property", marked(b"zzzz")),
        (
            "a description",
            full(b"udes", 0, 0, &[b"en\0".as_slice(), MARK, b"\0\0\0"].concat()),
        ),
        ("a creation time", full(b"crtt", 0, 0, MARK)),
        (
            "an unknown colour",
            boxed(b"colr", &[b"zzzz".as_slice(), MARK].concat()),
        ),
        (
            "behind a size",
            behind(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16]),
        ),
        (
            "behind colour by numbers",
            behind(b"colr", b"nclx\0\x01\0\x0d\0\x06\x80"),
        ),
        ("behind bits", behind(b"pixi", &[0, 0, 0, 0, 3, 8, 8, 8])),
        ("behind a turn", behind(b"irot", &[1])),
        ("behind a mirror", behind(b"imir", &[1])),
        ("behind light levels", behind(b"clli", &[0, 1, 0, 1])),
        (
            "behind a pixel's shape",
            behind(b"pasp", &[0, 0, 0, 2, 0, 0, 0, 1]),
        ),
        ("behind a display's colours", behind(b"mdcv", &[1; 24])),
        (
            "an auxiliary type of the picture itself",
            full(b"auxC", 0, 0, MARK),
        ),
        ("another codec's configuration", marked(b"av1C")),
        ("layers of another codec", marked(b"a1lx")),
    ]
    .into_iter()
    .flat_map(|(name, property)| {
        let of_item =
            File::transparent().change(|file| file.items[0].properties.insert(0, (property.clone(), false)));
        let spare = File::transparent().change(|file| file.spare.push(property));
        [
            slot(name, of_item.bytes()),
            slot(format!("{name}, of no item"), spare.bytes()),
        ]
    })
    .collect();
    let subtype = File::transparent().change(|file| {
        file.items[1].properties[2].0 = full(b"auxC", 0, 0, &[crate::heif::URN_ALPHA, MARK].concat())
    });
    slots.push(slot("an auxiliary subtype", subtype.bytes()));
    slots.extend(crate::icc::planted().iter().map(|(name, profile, mark)| {
        let property = boxed(b"colr", &[b"prof", profile.as_slice()].concat());
        let file = File::plain().change(|file| file.items[0].properties.push((property, false)));
        slot_of(format!("ICC {name}"), file.bytes(), mark)
    }));
    assert_gone(&slots);
}

#[test]
fn nothing_stays_beside_the_picture_in_its_coded_data() {
    let (set, config) = crate::heif::parted();
    let second_picture = {
        let mut second = COLOUR.to_vec();
        second[8..20].copy_from_slice(MARK);
        second[6] |= 0x80;
        second
    };
    let mut slots: Vec<Slot> = [
        ("a message before it", vec![nal(39, 0, MARK), COLOUR.to_vec()]),
        ("a message behind it", vec![COLOUR.to_vec(), nal(40, 0, MARK)]),
        (
            "a message in its midst",
            vec![set.clone(), nal(39, 0, MARK), COLOUR.to_vec()],
        ),
        (
            "a unit of a reserved type",
            vec![set.clone(), nal(41, 0, MARK), COLOUR.to_vec()],
        ),
        (
            "a unit of no type",
            vec![set.clone(), nal(63, 0, MARK), COLOUR.to_vec()],
        ),
        ("filler", vec![set.clone(), nal(38, 0, MARK), COLOUR.to_vec()]),
        (
            "another layer",
            vec![set.clone(), nal(1, 1, MARK), COLOUR.to_vec()],
        ),
        ("a second picture", vec![COLOUR.to_vec(), second_picture]),
        (
            "extents",
            vec![
                nal(39, 0, MARK),
                COLOUR[..9].to_vec(),
                COLOUR[9..].to_vec(),
                nal(40, 0, MARK),
            ],
        ),
    ]
    .into_iter()
    .flat_map(|(name, units)| {
        let joined = File::plain().change(|file| {
            file.items[0].extents = vec![units.concat()];
            if units[0] == set {
                file.items[0].properties[1].0 = boxed(b"hvcC", &config);
            }
        });
        let apart = File::plain().change(|file| {
            file.items[0].extents = units.clone();
            file.between = MARK.to_vec();
        });
        [
            slot(name, joined.bytes()),
            slot(format!("{name}, in extents"), apart.bytes()),
        ]
    })
    .collect();
    slots.extend(
        [
            ("metadata behind it", [AV1, &obu(5, MARK)].concat()),
            ("metadata before it", [&obu(5, MARK), AV1].concat()),
            (
                "metadata in its midst",
                [&AV1[..13], &obu(5, MARK), &AV1[13..]].concat(),
            ),
            (
                "padding in its midst",
                [&AV1[..13], &obu(15, MARK), &AV1[13..]].concat(),
            ),
            (
                "a reserved unit",
                [&AV1[..13], &obu(9, MARK), &AV1[13..]].concat(),
            ),
            (
                "a second sequence header",
                [&AV1[..13], &obu(1, MARK), &AV1[13..]].concat(),
            ),
            ("a second frame", [AV1, &obu(6, MARK)].concat()),
            (
                "a second temporal unit",
                [AV1, &obu(2, b""), &obu(6, MARK)].concat(),
            ),
            ("a unit without a length", [AV1, &[15 << 3], MARK].concat()),
        ]
        .map(|(name, data)| {
            slot(
                format!("AV1: {name}"),
                File::avif()
                    .change(|file| file.items[0].extents = vec![data])
                    .bytes(),
            )
        }),
    );
    slots.push(slot(
        "AV1: units in the configuration",
        File::avif()
            .change(|file| {
                file.items[0].properties[1].0 =
                    boxed(b"av1C", &[&[0x81, 0, 0x0C, 0], obu(5, MARK).as_slice()].concat())
            })
            .bytes(),
    ));
    assert_gone(&slots);
}

/// The coded picture is larger than what is shown of it: the rest would stay in the file.
#[test]
fn a_picture_that_hides_its_edges_is_refused() {
    let shown = |side: u32| File::plain().change(|file| file.items[0].properties[0] = ispe(side, side));
    let coded = crate::heif::coded_wide();
    let wide = File::of(vec![Item {
        properties: vec![ispe(SIDE, SIDE), (boxed(b"hvcC", &coded), true)],
        ..colour()
    }]);
    let read = look(&wide.bytes());
    assert!(matches!(read, Err(Error::Unsupported { .. })), "{:?}", read.err());
    assert!(matches!(
        look(&shown(SIDE + 1).bytes()),
        Err(Error::Malformed { .. })
    ));
    assert!(look(&shown(SIDE - 1).bytes()).is_ok());
}

#[test]
fn nothing_stays_in_the_configuration() {
    let with = |kind: u8, nal: &[u8]| {
        let mut config = COLOUR_CONFIG.to_vec();
        config[22] += 1;
        config.extend([0x80 | kind, 0, 1]);
        config.extend((nal.len() as u16).to_be_bytes());
        config.extend(nal);
        config
    };
    let unused = [&[0x44, 1, 0x40], MARK.as_slice()].concat();
    let slots = [
        ("a message", with(39, &[&[39 << 1, 1], MARK.as_slice()].concat())),
        ("a picture parameter set that no slice uses", with(34, &unused)),
        (
            "a set of another type",
            with(34, &[&[41 << 1, 1], MARK.as_slice()].concat()),
        ),
        ("bytes behind the arrays", [COLOUR_CONFIG, MARK].concat()),
    ]
    .map(|(name, config)| {
        slot(
            name,
            File::plain()
                .change(|file| file.items[0].properties[1].0 = boxed(b"hvcC", &config))
                .bytes(),
        )
    });
    assert_gone(&slots);
}

/// Reserved bits, unneeded numbers and repeated fields carry nothing.
#[test]
fn what_no_viewer_reads_is_written_afresh() {
    let changes: [(&str, Change); 9] = [
        ("minor version", |file| file.minor = *b"abcd"),
        ("order of brands", |file| file.brands[1..].reverse()),
        ("reserved bits of the configuration", |file| {
            let config = &mut file.items[0].properties[1].0;
            config[8 + 13] &= 0x0F;
            config[8 + 16] &= 0x03;
            config[8 + 19..8 + 21].copy_from_slice(b"ab");
        }),
        ("reserved bits of colour by numbers", |file| {
            *file.items[0].properties[2].0.last_mut().unwrap() |= 0x55
        }),
        ("no turn", |file| {
            file.items[0].properties.push((boxed(b"irot", &[4]), true))
        }),
        ("square pixels", |file| {
            file.items[0]
                .properties
                .push((boxed(b"pasp", b"\0\0\0\x09\0\0\0\x09"), false))
        }),
        ("order of properties", |file| file.items[0].properties.reverse()),
        ("a repeated property", |file| {
            let again = file.items[0].properties[2].clone();
            file.items[0].properties.push(again);
        }),
        ("essential or not", |file| {
            file.items[0]
                .properties
                .iter_mut()
                .for_each(|(_, essential)| *essential = true)
        }),
    ];
    let plain = clean(&File::transparent().bytes());
    for (name, change) in changes {
        let changed = File::transparent().change(change).bytes();
        // The list may be longer, and the data later for it; the list written is the same.
        let written = clean(&changed);
        let meta = |file: &[u8]| file[..24 + 8 + 12].to_vec();
        assert_eq!(meta(&written), meta(&plain), "{name}");
        assert_eq!(properties(&written), properties(&plain), "{name}");
    }
}

/// The property boxes of a clean file.
fn properties(file: &[u8]) -> Vec<u8> {
    let at = file
        .windows(4)
        .position(|window| window == b"iprp")
        .expect("properties");
    let length = u32::from_be_bytes(file[at - 4..at].try_into().expect("a length")) as usize;
    file[at..at - 4 + length].to_vec()
}

#[test]
fn the_clean_copy_looks_the_same() {
    for (name, file) in kinds() {
        if look(&file).expect("a file").format.kind == Kind::Heic {
            assert_same_look(name, &file);
        }
    }
    let turned = |properties: &[(&[u8; 4], &[u8])]| {
        File::transparent().change(|file| {
            let boxes = properties.iter().map(|(kind, body)| (boxed(kind, body), true));
            file.items[0].properties.extend(boxes);
        })
    };
    let clap = [15_u32, 1, 13, 1, 1, 2, (-1_i32) as u32, 2]
        .map(u32::to_be_bytes)
        .concat();
    for (name, file, sides) in [
        ("turned", turned(&[(b"irot", &[3])]), (16, 16)),
        ("mirrored", turned(&[(b"imir", &[1])]), (16, 16)),
        (
            "mirrored, then turned",
            turned(&[(b"imir", &[0]), (b"irot", &[1])]),
            (16, 16),
        ),
        (
            "turned, then mirrored",
            turned(&[(b"irot", &[1]), (b"imir", &[0])]),
            (16, 16),
        ),
        (
            "cut, then turned",
            turned(&[(b"clap", &clap), (b"irot", &[1])]),
            (13, 15),
        ),
    ] {
        let file = file.bytes();
        assert_same_look(name, &file);
        let shown = look(&file).expect("a file").shown();
        assert_eq!((shown.width, shown.height), sides, "{name}");
    }
    let upright = pixels(&File::plain().bytes());
    assert_ne!(
        pixels(&turned(&[(b"irot", &[1])]).bytes()),
        upright,
        "the other decoder turns pictures"
    );
}

/// Overlays and pictures that are others turned.
#[test]
fn derived_pictures_look_the_same() {
    let derived = |kind: &[u8; 4], data: &[u8], of: &[u16]| Item {
        kind: *kind,
        extents: vec![data.to_vec()],
        properties: vec![
            if kind == b"iovl" {
                ispe(36, 20)
            } else {
                ispe(SIDE, SIDE)
            },
            (boxed(b"irot", &[2]), true),
        ],
        references: vec![(*b"dimg", of.to_vec())],
        ..Item::default()
    };
    let overlay = b"\0\0\0\x01\0\x02\0\x03\xff\xff\0\x24\0\x14\0\x04\0\x02\0\x14\0\x05";
    for (name, item) in [
        ("iden", derived(b"iden", b"", &[2])),
        ("iden with data", derived(b"iden", MARK, &[2])),
        ("iovl", derived(b"iovl", overlay, &[2, 3])),
        (
            "iovl with more",
            derived(b"iovl", &[overlay.as_slice(), MARK].concat(), &[2, 3]),
        ),
    ] {
        let file = File::of(vec![item, colour(), colour()]).bytes();
        assert_same_look(name, &file);
        assert!(!crate::common::holds(&clean(&file), MARK), "{name}");
    }
}

#[test]
fn the_coded_bytes_stay_where_they_are() {
    for (name, file) in kinds() {
        let (picture, written) = (look(&file).expect("a file"), clean(&file));
        assert!(written.len() <= file.len() + 64, "{name}");
        for range in picture.coded.ranges() {
            assert_eq!(file[range.clone()], written[range.clone()], "{name}");
        }
    }
}

/// Boxes of every form of size, lists of every version, data in every place.
#[test]
fn every_way_to_lay_out_a_file_is_read() {
    let plain = clean(&File::transparent().bytes());
    for version in [0, 1, 2] {
        let file = File::transparent().change(|file| file.version = version).bytes();
        assert_eq!(properties(&clean(&file)), properties(&plain));
    }
    let long = File::transparent().change(|file| {
        file.head = |body| [b"\0\0\0\x01mdat".as_slice(), &(body as u64 + 16).to_be_bytes()].concat();
    });
    let open = File::transparent().change(|file| file.head = |_| b"\0\0\0\0mdat".to_vec());
    for file in [long, open] {
        assert_same_look("a size", &file.bytes());
    }
    let in_idat = File::transparent().change(|file| {
        file.version = 1;
        file.items.iter_mut().for_each(|item| item.in_idat = true);
    });
    assert_same_look("coded data in idat", &in_idat.bytes());
}

#[test]
fn what_cannot_be_cleaned_is_refused_by_name() {
    let primary = |kind: &[u8; 4]| {
        File::of(vec![Item {
            kind: *kind,
            ..colour()
        }])
    };
    let crop = [1_u32, 1, 1, 1, 0, 1, 0, 1].map(u32::to_be_bytes).concat();
    let sequence = [boxed(b"ftyp", b"hevc\0\0\0\0hevc"), boxed(b"moov", b"")].concat();
    for (file, words) in [
        (primary(b"avc1").bytes(), "coded with AVC"),
        (primary(b"jpeg").bytes(), "coded with JPEG"),
        (primary(b"j2k1").bytes(), "coded with JPEG 2000"),
        (primary(b"vvc1").bytes(), "coded with VVC"),
        (primary(b"unci").bytes(), "without compression"),
        (primary(b"zzzz").bytes(), "unknown code"),
        (File::of(vec![av1()]).bytes(), "coded with AV1"),
        (sequence, "sequence of pictures"),
        (
            File::plain()
                .change(|file| file.items[0].properties.push((boxed(b"zzzz", b""), true)))
                .bytes(),
            "a property that this program does not know",
        ),
        (
            File::plain()
                .change(|file| {
                    file.items[0].properties[0] = ispe(96, SIDE);
                    file.items[0].properties[1].0 = boxed(b"hvcC", &crate::heif::coded_wide());
                    file.items[0].properties.push((boxed(b"clap", &crop), true));
                })
                .bytes(),
            "only cropped for show",
        ),
    ] {
        match look(&file) {
            Err(Error::Unsupported { what, .. }) => assert!(what.contains(words), "{what}"),
            other => panic!("{words}: {other:?}"),
        }
    }
    let broken: [(&str, Change); 5] = [
        ("a missing tile", |file| file.items[0].references[0].1[3] = 9),
        ("a tile too few", |file| file.items[0].references[0].1.truncate(3)),
        ("a grid of itself", |file| file.items[0].references[0].1[0] = 1),
        ("a tile that is never seen", |file| {
            file.items[0].extents[0][5] = 16
        }),
        ("two turns", |file| {
            file.items[0].properties.push((boxed(b"irot", &[1]), true))
        }),
    ];
    for (name, change) in broken {
        let file = File::grid().change(change).bytes();
        assert!(matches!(look(&file), Err(Error::Malformed { .. })), "{name}");
    }
}

#[test]
fn a_sequence_is_cleaned_as_its_still_picture() {
    let file = File::plain().change(|file| {
        file.brands = vec![*b"hevc", *b"msf1", *b"hevc", *b"heic", *b"mif1"];
        file.tail = marked(b"moov");
        file.between = MARK.to_vec();
    });
    let written = clean(&file.bytes());
    assert_eq!(&written[8..12], b"heic");
    assert!(!crate::common::holds(&written, b"msf1"));
    let findings = look(&file.bytes()).expect("a file").findings(&file.bytes());
    assert!(
        findings
            .iter()
            .any(|finding| finding.value.contains("still picture alone"))
    );
}

#[test]
fn hidden_items_are_told_in_plain_words() {
    let mut thumbnail = hevc(COLOUR_CONFIG, COLOUR);
    thumbnail.references = vec![(*b"thmb", vec![1])];
    let file = File::transparent()
        .with(thumbnail)
        .with(auxiliary(b"urn:mpeg:hevc:2015:auxid:2\0"))
        .with(auxiliary(b"urn:com:apple:photo:2019:aux:semanticskinmatte\0"))
        .with(auxiliary(b"urn:com:apple:photo:2020:aux:hdrgainmap\0"))
        .with(about(
            b"Exif",
            b"",
            &[&[0; 4], telling(BIG, "Ada", 1).as_slice()].concat(),
        ))
        .change(|file| {
            file.spare
                .push(full(b"udes", 0, 0, b"en\0Holiday\0At the lake\0\0"))
        })
        .bytes();
    let values: Vec<String> = look(&file)
        .expect("a file")
        .findings(&file)
        .into_iter()
        .map(|finding| finding.value)
        .collect();
    for words in [
        "A small copy of the photo, 16 by 16 pixels, 39 bytes",
        "A depth map, 16 by 16 pixels, 17 bytes: how far away each thing is",
        "A mask of the person's skin, 16 by 16 pixels, 17 bytes",
        "A gain map, 16 by 16 pixels, 17 bytes: without it the picture looks less bright on HDR screens",
        "Description: en, Holiday, At the lake",
    ] {
        assert!(values.iter().any(|value| value == words), "{words}: {values:#?}");
    }
    assert!(values.iter().any(|value| value.contains("Ada")), "{values:#?}");
    assert_eq!(ALPHA.len(), 17);
    assert_eq!(look(&clean(&file)).expect("a copy").findings(&clean(&file)), []);
    assert_eq!(ALPHA_CONFIG.len(), 99);
}

/// An SEI message in the configuration, and the name of the program that wrote the file.
#[test]
fn what_stands_in_kept_boxes_and_goes_is_told() {
    let mut config = COLOUR_CONFIG.to_vec();
    config[22] += 1;
    config.extend(b"\xA7\0\x01\0\x19\x4e\x01\x05\x15Camera of Ada Example");
    let file = File::of(vec![hevc(&config, COLOUR)])
        .change(|file| file.handler_name = b"Darkroom 4".to_vec())
        .bytes();
    let findings = look(&file).expect("a file").findings(&file);
    let told = |words: &str| findings.iter().any(|finding| finding.value.contains(words));
    assert!(told("Camera of Ada Example"), "{findings:#?}");
    assert!(told("Written by: Darkroom 4"), "{findings:#?}");
    assert_eq!(look(&clean(&file)).expect("a copy").findings(&clean(&file)), []);
}

#[test]
fn a_heif_over_the_limits_is_refused() {
    let large = File::plain().change(|file| file.items[0].properties[0] = ispe(60_000, 60_000));
    // Grids of grids of grids: few items, and more pixels to decode than any file of that size is worth.
    let mut deep = File::of(Vec::new());
    for level in 0..10_u16 {
        deep.items.push(Item {
            kind: *b"grid",
            extents: vec![vec![0, 0, 3, 3, 0, 64, 0, 64]],
            properties: vec![ispe(16, 16)],
            references: vec![(*b"dimg", vec![level + 2; 16])],
            ..Item::default()
        });
    }
    deep.items.push(colour());
    for file in [large, deep] {
        let read = look(&file.bytes());
        assert!(matches!(read, Err(Error::Limit { .. })), "{:?}", read.err());
    }
}

fn hostile() -> Vec<Vec<u8>> {
    let full = File::grid()
        .with(about(
            b"Exif",
            b"",
            &[&[0; 4], telling(BIG, "Ada", 6).as_slice()].concat(),
        ))
        .with(about(b"mime", MIME_XMP, b"<x/>"))
        .change(|file| {
            file.items[1].extents = vec![nal(39, 0, b"abc"), COLOUR.to_vec(), nal(40, 0, b"abc")];
            file.spare.push(boxed(b"udes", b"\0\0\0\0en\0a\0"));
            file.tail = boxed(b"free", b"abc");
        });
    let mut files: Vec<Vec<u8>> = kinds().into_iter().map(|(_, file)| file).collect();
    files.push(full.bytes());
    files
}

#[test]
fn a_heif_cut_anywhere_is_an_error_or_a_proved_copy() {
    assert_survives_cuts(&hostile());
}

#[test]
fn a_heif_with_any_byte_changed_is_an_error_or_a_proved_copy() {
    assert_survives_changes(&hostile());
}

/// A picture of 96 by 16 pixels of which a viewer would show less, however the file says so.
#[test]
fn a_picture_that_hides_a_part_of_itself_is_refused() {
    let wide = || Item {
        properties: vec![ispe(96, 16), (boxed(b"hvcC", &crate::heif::coded_wide()), true)],
        hidden: true,
        ..colour()
    };
    let made = |kind: &[u8; 4], data: &[u8], side: (u32, u32), of: &[u16], inputs: Vec<Item>| {
        let whole = Item {
            kind: *kind,
            extents: vec![data.to_vec()],
            properties: vec![ispe(side.0, side.1)],
            references: vec![(*b"dimg", of.to_vec())],
            ..Item::default()
        };
        File::of([vec![whole], inputs].concat()).bytes()
    };
    let in_band = {
        let config = crate::heif::coded_wide();
        let set = config[56..].to_vec();
        let length = u16::from_be_bytes([config[54], config[55]]) as usize;
        let short = [&config[..22], &[2], &config[23..51], &set[length..]].concat();
        let mut item = hevc(
            &short,
            &[&(length as u32).to_be_bytes(), &set[..length], COLOUR].concat(),
        );
        item.properties[0] = ispe(16, 16);
        File::of(vec![item]).bytes()
    };
    let canvas = |fields: &[u16]| {
        let fields: Vec<u8> = fields.iter().flat_map(|field| field.to_be_bytes()).collect();
        [&[0; 10], fields.as_slice()].concat()
    };
    let av1 = |width: u32| File::avif().change(|file| file.items[0].properties[0] = ispe(width, 24));
    for (name, file) in [
        (
            "a grid of one tile",
            made(b"grid", &[0, 0, 0, 0, 0, 16, 0, 16], (16, 16), &[2], vec![wide()]),
        ),
        (
            "a canvas smaller than its picture",
            made(b"iovl", &canvas(&[16, 16, 0, 0]), (16, 16), &[2], vec![wide()]),
        ),
        (
            "a picture beside the canvas",
            made(
                b"iovl",
                &canvas(&[16, 16, 0, 0, 500, 500]),
                (16, 16),
                &[2, 3],
                vec![colour(), colour()],
            ),
        ),
        (
            "a picture over another",
            made(
                b"iovl",
                &canvas(&[16, 16, 0, 0, 0, 0]),
                (16, 16),
                &[2, 3],
                vec![colour(), colour()],
            ),
        ),
        (
            "the same picture, smaller",
            made(b"iden", b"", (16, 16), &[2], vec![wide()]),
        ),
        ("a size among the coded data", in_band),
    ] {
        let read = look(&file);
        assert!(
            matches!(read, Err(Error::Unsupported { .. })),
            "{name}: {:?}",
            read.err()
        );
    }
    let beside = |offset: u32| {
        File::plain().change(|file| {
            let clap = [12_u32, 1, 16, 1, offset, 1, 0, 1].map(u32::to_be_bytes).concat();
            file.items[0].properties.push((boxed(b"clap", &clap), true));
        })
    };
    assert!(look(&beside(2).bytes()).is_ok());
    for (name, file) in [
        ("a cut beside the picture", beside(3)),
        ("a frame of other sides", av1(33)),
    ] {
        assert!(
            matches!(look(&file.bytes()), Err(Error::Malformed { .. })),
            "{name}"
        );
    }
    assert!(look(&av1(32).bytes()).is_ok());
}

/// Frames behind the first, in a sequence that does not call itself a still picture.
#[test]
fn nothing_stays_of_a_second_frame() {
    // Not reduced: one operating point; sides of 4 bits each, 14 by 14; the frame is a key frame and shown.
    let sequence = obu(1, &[0, 0, 0, 0x01, 0x9E, 0xE8, 0, 0x80]);
    let frame = |mark: &[u8]| obu(6, &[&[0x10, 0], mark].concat());
    let file = |units: &[Vec<u8>]| {
        File::avif()
            .change(|file| {
                file.items[0].extents = vec![units.concat()];
                file.items[0].properties[0] = ispe(14, 14);
            })
            .bytes()
    };
    let slots: Vec<Slot> = [
        ("a second frame", vec![sequence.clone(), frame(b"x"), frame(MARK)]),
        (
            "a second frame in the next unit",
            vec![
                obu(2, b""),
                sequence.clone(),
                frame(b"x"),
                obu(2, b""),
                frame(MARK),
            ],
        ),
        (
            "a delimiter's extension",
            vec![
                sequence.clone(),
                [[2 << 3 | 6, 0xA8, 0].as_slice(); 9].concat(),
                obu(15, MARK),
                frame(b"x"),
            ],
        ),
    ]
    .map(|(name, units)| slot(name, file(&units)))
    .into();
    assert_gone(&slots);
    let written = clean(&slots[2].file);
    assert!(!crate::common::holds(&written, &[2 << 3 | 6, 0xA8, 0]));
    let layered = [&[6 << 3 | 6, 0x08, 3], [0x10, 0, 1].as_slice()].concat();
    let hidden = obu(6, &[0x00, 0, 1]);
    for (name, unit) in [("a layer", layered), ("a frame that is not shown", hidden)] {
        let read = look(&file(&[sequence.clone(), unit]));
        assert!(matches!(read, Err(Error::Unsupported { .. })), "{name}");
    }
}

/// Numbers that decoders take from elsewhere, or that mean nothing.
#[test]
fn nothing_stays_in_numbers_that_nobody_needs() {
    let plain = clean(&File::plain().bytes());
    let changed = |change: Change| properties(&clean(&File::plain().change(change).bytes()));
    let changes: [(&str, Change); 7] = [
        ("the profile of the configuration", |file| {
            file.items[0].properties[1].0[9..20].copy_from_slice(b"PLANTEDMARK")
        }),
        ("the video parameter set", |file| {
            file.items[0].properties[1].0[8 + 40..8 + 46].copy_from_slice(b"\x01MARK\x01")
        }),
        ("light levels beyond any", |file| {
            file.items[0].properties.push((boxed(b"clli", b"MARK"), false))
        }),
        ("a display of no known colours", |file| {
            file.items[0].properties.push((boxed(b"mdcv", &[7; 24]), false))
        }),
        ("a pixel of no shape", |file| {
            file.items[0]
                .properties
                .push((boxed(b"pasp", b"\0\0\0\x01MARK"), false))
        }),
        ("bits of no sample", |file| {
            file.items[0].properties[3] = (full(b"pixi", 0, 0, b"\x03\x08\x08\x08MARK"), false)
        }),
        ("an operating point", |file| {
            file.items[0].properties.push((boxed(b"a1op", b"M"), true))
        }),
    ];
    for (name, change) in changes {
        assert_eq!(changed(change), properties(&plain), "{name}");
    }
    assert_eq!(
        changed(|file| file.items[0].properties[2].0 = boxed(b"colr", b"nclxPLANTED")),
        changed(|file| file.items[0].properties[2].0 = boxed(b"colr", b"nclx\0\x02\0\x02\0\x02\0")),
    );
    let overlay = |fill: &[u8]| {
        let whole = Item {
            kind: *b"iovl",
            extents: vec![[&[0, 0], fill, &[0xFF, 0xFF, 0, 16, 0, 16, 0, 0, 0, 0]].concat()],
            properties: vec![ispe(SIDE, SIDE)],
            references: vec![(*b"dimg", vec![2])],
            ..Item::default()
        };
        slot_of("a covered canvas", File::of(vec![whole, colour()]).bytes(), fill)
    };
    assert_gone(&[overlay(b"PLANTE")]);
}

/// Slices that a decoder drops: of another type, or of another temporal sub-layer.
#[test]
fn nothing_stays_in_slices_of_another_picture() {
    let slice = |kind: u8, sub_layer: u8| {
        let mut slice = nal(kind, 0, &[[0x20].as_slice(), MARK].concat());
        slice[5] = sub_layer;
        slice
    };
    let kind = COLOUR[4] >> 1;
    let slots = [
        ("another type", slice(9, 1)),
        ("another sub-layer", slice(kind, 2)),
        ("no type", slice(kind | 0x40, 1)),
    ]
    .map(|(name, slice)| {
        let data = [COLOUR, &slice].concat();
        slot(
            name,
            File::plain()
                .change(|file| file.items[0].extents = vec![data])
                .bytes(),
        )
    });
    assert_gone(&slots);
}

/// Many items may share a configuration of many sets.
#[test]
fn a_configuration_is_read_once() {
    let mut config = COLOUR_CONFIG.to_vec();
    config[22] += 1;
    config.extend([0x80 | 34, 0, 100]);
    for _ in 0..100 {
        config.extend(4096_u16.to_be_bytes());
        config.extend([&[0x44, 1, 0x40], [0x55; 4093].as_slice()].concat());
    }
    let tile = Item {
        hidden: true,
        properties: vec![ispe(SIDE, SIDE), (boxed(b"hvcC", &config), true)],
        ..colour()
    };
    let mut grid = File::grid();
    grid.items[0].extents = vec![vec![0, 0, 99, 99, 6, 64, 6, 64]];
    grid.items[0].properties = vec![ispe(1600, 1600)];
    grid.items[0].references = vec![(*b"dimg", (2..10_002).collect())];
    grid.items.truncate(1);
    grid.items.extend(vec![tile; 10_000]);
    let file = grid.bytes();
    let before = std::time::Instant::now();
    assert!(look(&file).is_ok());
    assert!(before.elapsed().as_secs_f32() < 3.0, "{:?}", before.elapsed());
}

/// What goes must not lie in what stays: the copy would hold what it says is gone.
#[test]
fn an_item_over_the_picture_is_refused() {
    let file = File::plain().with(about(b"Exif", b"", &COLOUR[30..])).bytes();
    assert!(look(&file).is_ok());
    let place = |data: &[u8]| file.windows(data.len()).rposition(|window| window == data);
    let mdat = place(b"mdat").expect("data") as u32 + 4;
    let entry = [(mdat + 39).to_be_bytes(), 9_u32.to_be_bytes()].concat();
    let entry = place(&entry).expect("the place of the Exif item");
    for (start, over) in [(30, true), (38, true), (39, false)] {
        let mut file = file.clone();
        file[entry..entry + 4].copy_from_slice(&(mdat + start).to_be_bytes());
        let read = look(&file);
        assert_eq!(
            matches!(read, Err(Error::Malformed { .. })),
            over,
            "{start}: {read:?}"
        );
    }
}

/// A file of one brand, with its data right behind it.
#[test]
fn the_shortest_file_type_leaves_room_for_the_data() {
    let file = File::plain().change(|file| {
        file.brands = vec![*b"heic"];
        file.late = true;
    });
    let written = clean(&file.bytes());
    assert_eq!(&written[..16], b"\0\0\0\x10ftypheic\0\0\0\0");
    assert_same_look("one brand", &file.bytes());
}

#[test]
fn what_no_viewer_needs_is_told_in_one_line() {
    let values = |change: Change| -> Vec<String> {
        let file = File::plain().change(change).bytes();
        let picture = look(&file).expect("a file");
        let findings = picture.findings(&file);
        findings.into_iter().map(|finding| finding.value).collect()
    };
    assert_eq!(values(|_| ()), [""; 0]);
    assert_eq!(values(|file| file.in_meta = boxed(b"dinf", MARK)), [""; 0]);
    let both = values(|file| {
        file.in_meta = marked(b"grpl");
        file.spare.push(marked(b"zzzz"));
    });
    assert_eq!(both, ["Lists and settings that no viewer needs, 40 bytes"]);
}
