//! Content credentials tell who made the picture, with what, and from what.

use safelight_sanitize::Embedded;
use safelight_sanitize::Reveals::{HiddenPicture, Name, Provenance, Time};

use crate::common::look;
use crate::findings::assert_tells;
use crate::jpeg::{baseline, behind_soi, named};
use crate::png::RGB;
use crate::webp;

fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    [&(body.len() as u32 + 8).to_be_bytes(), kind.as_slice(), &body].concat()
}

fn superbox(label: &str, content: &[u8]) -> Vec<u8> {
    let description = boxed(b"jumd", &[&[0; 16], &[3], label.as_bytes(), &[0]]);
    boxed(b"jumb", &[&description, content])
}

fn text(text: &str) -> Vec<u8> {
    let length = text.len() as u8;
    let head = if length < 24 {
        vec![0x60 | length]
    } else {
        vec![0x78, length]
    };
    [head, text.as_bytes().to_vec()].concat()
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = vec![0xA0 | pairs.len() as u8];
    for (key, value) in pairs {
        out.extend(text(key));
        out.extend(value);
    }
    out
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [vec![0x80 | items.len() as u8], items.concat()].concat()
}

pub(crate) fn store() -> Vec<u8> {
    let cbor = |label: &str, value: &[u8]| superbox(label, &boxed(b"cbor", &[value]));
    let claim = map(&[
        ("dc:title", text("knee.jpg")),
        (
            "claim_generator_info",
            list(&[map(&[("name", text("Maker")), ("version", text("1.25"))])]),
        ),
    ]);
    let actions = map(&[(
        "actions",
        list(&[map(&[
            ("action", text("c2pa.created")),
            ("softwareAgent", map(&[("name", text("Painter 4"))])),
            ("when", text("2026-05-04T03:02:01Z")),
            (
                "digitalSourceType",
                text("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
            ),
        ])]),
    )]);
    let ingredient = map(&[("dc:title", text("patient-7.heic"))]);
    let certificate = [
        b"\x06\x03\x55\x04\x03\x0C\x0BAda Example".as_slice(),
        b"\x18\x0F20260504030201Z",
    ]
    .concat();
    let signature = [
        vec![0xD2, 0x84, 0x40, 0xA0, 0xF6, 0x58, certificate.len() as u8],
        certificate,
    ]
    .concat();
    let person = br#"{"@type":"CreativeWork","author":[{"@type":"Person","name":"Bob Example"}]}"#;
    let manifest = [
        cbor("c2pa.actions.v2", &actions),
        cbor("c2pa.ingredient.v3", &ingredient),
        superbox("stds.schema-org.CreativeWork", &boxed(b"json", &[person])),
        superbox(
            "c2pa.thumbnail.claim.jpeg",
            &[
                boxed(b"bfdb", &[b"\0image/jpeg\0"]),
                boxed(b"bidb", &[&baseline()]),
            ]
            .concat(),
        ),
        cbor("c2pa.claim.v2", &claim),
        cbor("c2pa.signature", &signature),
    ]
    .concat();
    superbox("c2pa", &superbox("urn:c2pa:77", &manifest))
}

#[test]
fn a_store_is_told_in_every_format() {
    let store = store();
    let wanted = &[
        (Provenance, "Content credentials made by Maker 1.25"),
        (Provenance, "Name of the file: knee.jpg"),
        (
            Provenance,
            "Step: created, with Painter 4, by artificial intelligence, 2026-05-04 03:02:01 UTC",
        ),
        (Provenance, "Made from the file: patient-7.heic"),
        (Provenance, "Signed by: Ada Example"),
        (Time, "Signed: 2026-05-04 03:02:01 UTC"),
        (Name, "Author: Bob Example"),
        (HiddenPicture, "A small copy in the content credentials"),
    ];
    let one = behind_soi(&baseline(), &named(0xEB, b"JP\0\x01\0\0\0\x01", &store));
    let png = RGB.with(b"caBX", &store);
    let webp = webp::riff(&[
        webp::vp8x(0),
        webp::chunk(b"VP8 ", webp::LOSSY),
        webp::chunk(b"C2PA", &store),
    ]);
    for file in [one, png, webp] {
        assert_tells(&file, wanted);
        let found = look(&file).expect("the file is read").findings(&file);
        let shown = found.iter().find_map(|finding| match &finding.picture {
            Some(Embedded::File(range)) => file.get(range.clone()),
            Some(Embedded::Made(_)) | None => None,
        });
        assert_eq!(shown, Some(baseline().as_slice()));
    }
    // In two segments in the wrong order, the second of which repeats the box's header.
    let (first, second) = store.split_at(200);
    let segments = [
        named(0xEB, b"JP\0\x01\0\0\0\x02", &[&store[..8], second].concat()),
        named(0xEB, b"JP\0\x01\0\0\0\x01", first),
    ];
    assert_tells(&behind_soi(&baseline(), &segments.concat()), wanted);
}
