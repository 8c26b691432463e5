//! Videos behind a photo tell how long, when, where and with what they were made; Samsung's directory is read.

use safelight_sanitize::Reveals::{Device, HiddenPicture, HiddenVideo, Location, Time};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::baseline;

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), &body].concat()
}

/// 2026-05-04 03:02:01 in seconds since 1904.
const MADE: u32 = 1_777_863_721 + 2_082_844_800;

pub(crate) fn header(version: u8) -> Vec<u8> {
    let made = |value: u32| match version {
        0 => value.to_be_bytes().to_vec(),
        _ => u64::from(value).to_be_bytes().to_vec(),
    };
    boxed(
        b"mvhd",
        &[
            &[version, 0, 0, 0],
            &made(MADE),
            &made(MADE),
            &1_000_u32.to_be_bytes(),
            &made(2_900),
            &[0; 80],
        ],
    )
}

pub(crate) fn track(kind: &[u8; 4]) -> Vec<u8> {
    let handler = boxed(b"hdlr", &[&[0; 8], kind, &[0; 13]]);
    boxed(b"trak", &[&boxed(b"mdia", &[&handler])])
}

pub(crate) fn movie(version: u8, sound: bool, more: &[u8]) -> Vec<u8> {
    let sound = if sound { track(b"soun") } else { Vec::new() };
    let moov = boxed(b"moov", &[&header(version), &track(b"vide"), &sound, more]);
    [
        boxed(b"ftyp", &[b"mp42\0\0\0\0isommp42"]),
        moov,
        boxed(b"mdat", &[&[7; 50]]),
    ]
    .concat()
}

pub(crate) fn user_data() -> Vec<u8> {
    let text = |kind: &[u8; 4], text: &str| {
        boxed(
            kind,
            &[&(text.len() as u16).to_be_bytes(), b"\x15\xC7", text.as_bytes()],
        )
    };
    boxed(
        b"udta",
        &[
            &text(b"\xA9xyz", "+48.8577+002.2950/"),
            &text(b"\xA9mak", "Maker Xanadu"),
        ],
    )
}

fn metadata() -> Vec<u8> {
    let key = |name: &str| boxed(b"mdta", &[name.as_bytes()]);
    let value = |number: u32, text: &str| {
        boxed(
            &number.to_be_bytes(),
            &[&boxed(b"data", &[&[0; 8], text.as_bytes()])],
        )
    };
    let keys = boxed(
        b"keys",
        &[
            &[0; 4],
            &2_u32.to_be_bytes(),
            &key("com.apple.quicktime.model"),
            &key("com.apple.quicktime.location.ISO6709"),
        ],
    );
    let values = boxed(
        b"ilst",
        &[&value(1, "Model Xanadu"), &value(2, "-33.8568+151.2153+010/")],
    );
    let handler = boxed(b"hdlr", &[&[0; 8], b"mdta", &[0; 13]]);
    boxed(b"meta", &[&handler, &keys, &values])
}

#[test]
fn a_video_tells_its_length_its_sound_and_its_time() {
    for version in [0, 1] {
        let file = [baseline(), movie(version, true, &[])].concat();
        assert_tells(
            &file,
            &[(
                HiddenVideo,
                "A moving picture with sound, 2.9 seconds, made on 2026-05-04 03:02:01 UTC",
            )],
        );
        let file = [baseline(), movie(version, false, &[])].concat();
        assert_tells(
            &file,
            &[(HiddenVideo, "A moving picture without sound, 2.9 seconds")],
        );
    }
}

#[test]
fn a_video_tells_where_and_with_what_it_was_made() {
    let file = [baseline(), movie(0, true, &user_data())].concat();
    assert_tells(
        &file,
        &[
            (Location, "Video made at 48° 51′ 28″ north, 2° 17′ 42″ east"),
            (Device, "Maker: Maker Xanadu"),
        ],
    );
    let found = look(&file).expect("the file is read").findings(&file);
    let at = found
        .iter()
        .find_map(|finding| finding.position)
        .expect("a place");
    assert!((at.latitude - 48.857_7).abs() < 1e-6 && (at.longitude - 2.295).abs() < 1e-6);
    assert_tells(
        &[baseline(), movie(1, true, &metadata())].concat(),
        &[
            (Location, "Video made at 33° 51′ 24″ south, 151° 12′ 55″ east"),
            (Device, "Model: Model Xanadu"),
        ],
    );
}

/// Samsung's trailer of named entries.
pub(crate) fn directory(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut data = Vec::new();
    let mut rows = Vec::new();
    let blocks: Vec<Vec<u8>> = entries
        .iter()
        .map(|(name, content)| {
            let length = (name.len() as u32).to_le_bytes();
            [b"\0\0\x01\x0A".as_slice(), &length, name.as_bytes(), content].concat()
        })
        .collect();
    let total: usize = blocks.iter().map(Vec::len).sum();
    let mut at = 0;
    for block in &blocks {
        rows.extend(b"\0\0\x01\x0A");
        rows.extend(((total - at) as u32).to_le_bytes());
        rows.extend((block.len() as u32).to_le_bytes());
        at += block.len();
        data.extend(block);
    }
    let head = [
        b"SEFH".as_slice(),
        &101_u32.to_le_bytes(),
        &(entries.len() as u32).to_le_bytes(),
        &rows,
    ]
    .concat();
    let length = (head.len() as u32).to_le_bytes();
    [data, head, length.to_vec(), b"SEFT".to_vec()].concat()
}

#[test]
fn samsungs_directory_is_told_entry_by_entry() {
    let trailer = directory(&[
        ("Image_UTC_Data", b"1777863721000".to_vec()),
        ("MCC_Data", b"262".to_vec()),
        ("Camera_Capture_Mode_Info", b"1".to_vec()),
        ("MotionPhoto_Data", movie(0, true, &[])),
        ("DualShot_1", baseline()),
        ("PhotoEditor_Re_Edit_Data", vec![1; 100]),
    ]);
    let file = [baseline(), trailer].concat();
    assert_tells(
        &file,
        &[
            (Time, "Taken: 2026-05-04 03:02:01 UTC"),
            (Location, "Country of the mobile network: Germany"),
            (Device, "Samsung's note Camera Capture Mode Info: 1"),
            (HiddenVideo, "A moving picture with sound, 2.9 seconds"),
            (HiddenPicture, "Another picture (DualShot_1)"),
            (Device, "Samsung's note PhotoEditor Re Edit Data, 100 bytes"),
        ],
    );
    let found = look(&file).expect("the file is read").findings(&file);
    let count = |kind| found.iter().filter(|finding| finding.reveals == kind).count();
    assert_eq!((count(HiddenVideo), count(HiddenPicture)), (1, 1));
}
