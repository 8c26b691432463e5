//! What a HEIC hides beside its picture is told, and shown where it can be.

use safelight_export::Dropped;
use safelight_sanitize::Reveals::{Device, HiddenVideo, Location, Provenance};
use safelight_sanitize::{Embedded, Finding, Limits, Reveals, prove};

use crate::common::{MARK, clean, holds, look};
use crate::findings::assert_tells;
use crate::findings_credentials::store;
use crate::findings_movie::{directory, header, movie, track, user_data};
use crate::findings_pictures::{assert_shows, thumbnail};
use crate::heif::{
    ALPHA, ALPHA_CONFIG, COLOUR, COLOUR_CONFIG, File, Item, SIDE, about, auxiliary, boxed, colour, hevc,
    ispe, kinds, pixels,
};
use crate::jpeg::baseline;
use crate::tiff::BIG;

const C2PA: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";

fn hidden_pictures(file: &[u8]) -> Vec<Finding> {
    let findings = look(file).expect("a file").findings(file);
    findings
        .into_iter()
        .filter(|finding| finding.reveals == Reveals::HiddenPicture)
        .collect()
}

/// The file that is made of each hidden picture.
fn made(file: &[u8]) -> Vec<Vec<u8>> {
    hidden_pictures(file)
        .into_iter()
        .map(|finding| match finding.picture {
            Some(Embedded::Made(output)) => output.to_vec(file),
            other => panic!("{}: {other:?}", finding.value),
        })
        .collect()
}

#[test]
fn a_motion_photo_tells_of_its_video() {
    let file = File::plain().change(|file| file.tail = boxed(b"mpvd", &movie(0, true, &user_data())));
    assert_tells(
        &file.bytes(),
        &[
            (
                HiddenVideo,
                "A moving picture with sound, 2.9 seconds, made on 2026-05-04 03:02:01 UTC",
            ),
            (Location, "Video made at 48° 51′ 28″ north, 2° 17′ 42″ east"),
            (Device, "Maker: Maker Xanadu"),
        ],
    );
}

#[test]
fn a_sequence_tells_of_its_other_pictures() {
    let moov = [header(0), track(b"pict"), user_data()].concat();
    let file = File::plain().change(|file| {
        file.brands = vec![*b"hevc", *b"msf1", *b"hevc", *b"heic", *b"mif1"];
        file.tail = boxed(b"moov", &moov);
    });
    assert_tells(
        &file.bytes(),
        &[
            (HiddenVideo, "A moving picture without sound, 2.9 seconds"),
            (HiddenVideo, "of which the copy keeps the still picture alone"),
            (Location, "Video made at 48° 51′ 28″ north, 2° 17′ 42″ east"),
        ],
    );
}

#[test]
fn samsungs_notes_are_told_entry_by_entry() {
    let entries = directory(&[
        ("MCC_Data", b"262".to_vec()),
        ("MotionPhoto_Data", movie(0, true, &[])),
        ("DualShot_1", baseline()),
    ]);
    let file = |entries: &[u8]| {
        File::plain()
            .change(|file| file.tail = boxed(b"sefd", entries))
            .bytes()
    };
    assert_tells(
        &file(&entries),
        &[
            (Location, "Country of the mobile network: Germany"),
            (HiddenVideo, "A moving picture with sound, 2.9 seconds"),
        ],
    );
    assert_shows(&file(&entries), "Another picture (DualShot_1)", &baseline());
    assert_tells(&file(b"broken"), &[(Device, "Samsung's own notes")]);
}

/// A thumbnail, a depth map, a mask, a gain map, another photo, wherever their data stands in the file.
#[test]
fn a_hidden_picture_is_made_a_clean_file_that_shows_it() {
    let thumbnail = Item {
        references: vec![(*b"thmb", vec![1])],
        ..colour()
    };
    let grey = |urn: &[u8]| auxiliary(urn);
    let turned = Item {
        properties: [colour().properties, vec![(boxed(b"irot", &[1]), true)]].concat(),
        ..colour()
    };
    let grey_alone = File::of(vec![hevc(ALPHA_CONFIG, ALPHA)]).bytes();
    let colour_alone = File::plain().bytes();
    let turned_alone = File::of(vec![turned.clone()]).bytes();
    for (name, item, alone) in [
        ("thumbnail", thumbnail, &colour_alone),
        ("depth", grey(b"urn:mpeg:hevc:2015:auxid:2\0"), &grey_alone),
        (
            "mask",
            grey(b"urn:com:apple:photo:2019:aux:semanticskinmatte\0"),
            &grey_alone,
        ),
        (
            "gain map",
            grey(b"urn:com:apple:photo:2020:aux:hdrgainmap\0"),
            &grey_alone,
        ),
        ("another photo", turned, &turned_alone),
    ] {
        let mut primary = colour();
        primary.extents[0][30] ^= 1;
        for late in [false, true] {
            for in_idat in [false, true] {
                let file = File::of(vec![primary.clone(), item.clone()]).change(|file| {
                    file.late = late;
                    file.version = 1;
                    file.items[1].in_idat = in_idat;
                    file.between = [MARK, vec![0; 5_000].as_slice()].concat();
                    file.tail = boxed(b"free", MARK);
                });
                let made = made(&file.bytes());
                let [made] = made.as_slice() else {
                    panic!("{name}: {} hidden pictures", made.len());
                };
                let shown = pixels(made);
                assert!(shown.is_some() && shown == pixels(alone), "{name}");
                assert!(!holds(made, MARK) && made.len() < 1_000, "{name}: {}", made.len());
                assert!(prove(made, &Limits::default()).is_ok(), "{name}");
            }
        }
    }
}

/// The same through the program: opened as a file, drawn.
#[test]
#[allow(clippy::disallowed_methods, reason = "pictures that tests build are nobody's")]
fn a_hidden_picture_is_drawn() {
    let thumbnail = Item {
        references: vec![(*b"thmb", vec![1])],
        ..colour()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("photo.heic");
    let photo = File::plain().with(auxiliary(b"urn:mpeg:hevc:2015:auxid:2\0"));
    std::fs::write(&path, photo.with(thumbnail).bytes()).expect("a file");
    let dropped = Dropped::open(&path, &Limits::default()).expect("a photo");
    let inspected = dropped.inspect().expect("a photo");
    let hidden = inspected.findings().iter().enumerate();
    let drawn: Vec<(u32, u32)> = hidden
        .filter(|(_, finding)| finding.picture.is_some())
        .map(|(number, _)| inspected.render_hidden(number, 100).expect("a picture"))
        .map(|picture| (picture.width(), picture.height()))
        .collect();
    assert_eq!(drawn, [(SIDE, SIDE); 2]);
}

#[test]
fn a_hidden_picture_of_tiles_is_made_a_file_too() {
    let File { items: tiles, .. } = File::grid();
    let grid = Item {
        references: vec![(*b"dimg", vec![3, 4, 5, 6])],
        ..tiles[0].clone()
    };
    let file = File::plain().change(|file| {
        file.version = 1;
        file.items.push(grid);
        file.items.extend(tiles[1..].iter().cloned());
    });
    let hidden = hidden_pictures(&file.bytes());
    assert_eq!(hidden.len(), 1, "{hidden:#?}");
    let shown = pixels(&made(&file.bytes())[0]);
    assert!(shown.is_some() && shown == pixels(&File::grid().bytes()));
}

#[test]
fn a_hidden_jpeg_is_shown_as_it_stands() {
    let jpeg = Item {
        kind: *b"jpeg",
        extents: vec![baseline()],
        properties: vec![ispe(SIDE, SIDE)],
        references: vec![(*b"thmb", vec![1])],
        ..Item::default()
    };
    let file = File::plain().with(jpeg).bytes();
    let hidden = hidden_pictures(&file);
    assert!(
        matches!(&hidden[..], [Finding { picture: Some(Embedded::File(range)), .. }] if file[range.clone()] == baseline())
    );
}

#[test]
fn a_thumbnail_in_exif_or_content_credentials_is_shown() {
    let exif = |before: &[u8], longest: usize| {
        let data = [before, &thumbnail(BIG)].concat();
        let extents = data.chunks(longest).map(<[u8]>::to_vec).collect();
        let item = Item {
            extents,
            ..about(b"Exif", b"", b"")
        };
        File::plain()
            .change(|file| file.between = vec![0; 3])
            .with(item)
            .bytes()
    };
    let words = "A small copy of the photo as it was first taken";
    assert_shows(&exif(&[0; 4], 9_000), words, &baseline());
    assert_shows(&exif(b"\0\0\0\x06Exif\0\0", 9_000), words, &baseline());
    assert!(matches!(
        &hidden_pictures(&exif(&[0; 4], 40))[..],
        [Finding { picture: None, .. }]
    ));
    let head = [&C2PA, [0; 4].as_slice(), b"manifest\0", &[0; 8]].concat();
    let credentials = [head, store()].concat();
    let file = File::plain().change(|file| file.before_meta = boxed(b"uuid", &credentials));
    assert_shows(
        &file.bytes(),
        "A small copy in the content credentials",
        &baseline(),
    );
    assert_tells(
        &file.bytes(),
        &[(Provenance, "Content credentials made by Maker 1.25")],
    );
}

#[test]
fn what_is_broken_or_of_another_code_is_told_and_not_shown() {
    let thumbnail = |config: &[u8], data: &[u8]| Item {
        references: vec![(*b"thmb", vec![1])],
        ..hevc(config, data)
    };
    let other = Item {
        kind: *b"avc1",
        ..thumbnail(COLOUR_CONFIG, COLOUR)
    };
    for item in [thumbnail(COLOUR_CONFIG, b"broken"), thumbnail(&[], COLOUR), other] {
        let file = File::plain().with(item).bytes();
        let hidden = hidden_pictures(&file);
        assert!(
            matches!(&hidden[..], [Finding { picture: None, .. }]),
            "{hidden:#?}"
        );
    }
    for (name, file) in kinds() {
        assert_eq!(hidden_pictures(&clean(&file)), [], "{name}");
    }
}

/// Many hidden pictures, each small or each made of the same large one.
#[test]
fn hidden_pictures_are_made_within_bounds() {
    let small = Item {
        references: vec![(*b"thmb", vec![1])],
        ..hevc(COLOUR_CONFIG, COLOUR)
    };
    let (set, config) = crate::heif::parted();
    let large = [set, b"\0\0\0\x02\x4e\x01".repeat(20_000), COLOUR.to_vec()].concat();
    let same = Item {
        kind: *b"iden",
        properties: vec![ispe(SIDE, SIDE)],
        references: vec![(*b"dimg", vec![2])],
        ..Item::default()
    };
    let many_small = File::plain().change(|file| file.items.extend(vec![small; 200]));
    let of_one = File::plain()
        .with(hevc(&config, &large))
        .change(|file| file.items.extend(vec![same; 200]));
    for (name, file, most) in [("small", many_small, 16), ("of one", of_one, 3)] {
        let bytes = file.bytes();
        let shown: Vec<usize> = hidden_pictures(&bytes)
            .into_iter()
            .filter_map(|finding| match finding.picture {
                Some(Embedded::Made(output)) => Some(output.len()),
                _ => None,
            })
            .collect();
        assert!(
            (1..=most).contains(&shown.len()),
            "{name}: {} are shown",
            shown.len()
        );
        crate::bounded::assert_bounded(&bytes);
    }
}
