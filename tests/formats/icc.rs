//! Colour profiles with something planted in them.

use crate::common::MARK;

type Tag = (&'static [u8; 4], Vec<u8>);

pub(crate) fn xyz(x: f64, y: f64, z: f64) -> Vec<u8> {
    let mut element = b"XYZ \0\0\0\0".to_vec();
    for value in [x, y, z] {
        element.extend(((value * 65536.0).round() as i32).to_be_bytes());
    }
    element
}

/// A gamma curve.
pub(crate) fn gamma(hundredths: u16) -> Vec<u8> {
    [
        b"curv\0\0\0\0\0\0\0\x01".as_slice(),
        &((u32::from(hundredths) * 256 / 100) as u16).to_be_bytes(),
    ]
    .concat()
}

/// A profile of a header and its tags, with the header's class and spaces.
pub(crate) fn profile(kind: &[u8; 12], tags: &[Tag]) -> Vec<u8> {
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    for (name, element) in tags {
        table.extend(*name);
        table.extend((132 + 12 * tags.len() as u32 + data.len() as u32).to_be_bytes());
        table.extend((element.len() as u32).to_be_bytes());
        data.extend(element);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut whole = vec![0; 128];
    whole[8] = 4;
    whole[12..24].copy_from_slice(kind);
    whole[36..40].copy_from_slice(b"acsp");
    whole.extend(table);
    whole.extend(data);
    let length = (whole.len() as u32).to_be_bytes();
    whole[..4].copy_from_slice(&length);
    whole
}

/// A matrix profile of no well-known space.
pub(crate) fn matrix() -> Vec<Tag> {
    vec![
        (b"wtpt", xyz(0.9642, 1.0, 0.8249)),
        (b"rXYZ", xyz(0.5, 0.25, 0.01)),
        (b"gXYZ", xyz(0.3, 0.65, 0.1)),
        (b"bXYZ", xyz(0.16, 0.1, 0.7)),
        (b"rTRC", gamma(200)),
        (b"gTRC", gamma(200)),
        (b"bTRC", gamma(200)),
    ]
}

pub(crate) const RGB: &[u8; 12] = b"mntrRGB XYZ ";

/// Colour profiles of RGB pictures, each with its slot's name.
pub(crate) fn planted() -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let with = |tag: Tag| profile(RGB, &[matrix(), vec![tag]].concat());
    let text = [b"text\0\0\0\0".as_slice(), MARK].concat();
    let curve = [b"curv\0\0\0\0\0\0\0\x06".as_slice(), MARK].concat();
    let mut planted: Vec<(String, Vec<u8>)> = [
        b"desc", b"cprt", b"dmnd", b"dmdd", b"mmod", b"vcgt", b"ndin", b"tech", b"meta",
    ]
    .into_iter()
    .map(|name| {
        (
            String::from_utf8_lossy(name).into_owned(),
            with((name, text.clone())),
        )
    })
    .collect();
    planted.push((
        "the curve of another colour space".into(),
        with((b"kTRC", curve.clone())),
    ));
    planted.push(("a curve in a colour's place".into(), with((b"bkpt", curve))));
    planted.push((
        "D2B0".into(),
        with((b"D2B0", [b"mpet\0\0\0\0".as_slice(), MARK].concat())),
    ));
    planted.push(("behind a colour".into(), {
        let mut tags = matrix();
        tags[1].1.extend(MARK);
        profile(RGB, &tags)
    }));
    planted.push((
        "between the stages of a lookup table".into(),
        with((b"A2B0", stages(MARK))),
    ));
    planted.push((
        "behind the last tag".into(),
        [profile(RGB, &matrix()), MARK.to_vec()].concat(),
    ));
    let mut rows: Vec<_> = planted
        .into_iter()
        .map(|(name, profile)| (name, profile, MARK.to_vec()))
        .collect();
    for (name, at) in [
        ("CMM", 4),
        ("flags", 44),
        ("device maker", 48),
        ("device model", 52),
        ("creator", 80),
        ("profile number", 84),
        ("reserved", 100),
    ] {
        let mut whole = profile(RGB, &matrix());
        whole[at..at + 4].copy_from_slice(b"PLNT");
        rows.push((name.into(), whole, b"PLNT".to_vec()));
    }
    rows.push((
        "class".into(),
        profile(b"PLNTRGB XYZ ", &matrix()),
        b"PLNT".to_vec(),
    ));
    rows.push((
        "connection space".into(),
        profile(b"mntrRGB PLNT", &matrix()),
        b"PLNT".to_vec(),
    ));
    rows
}

/// An lutAToBType of curves and a 2×2×2 table, with a gap between them.
pub(crate) fn stages(gap: &[u8]) -> Vec<u8> {
    let curves = |count| {
        (0..count)
            .flat_map(|_| b"para\0\0\0\0\0\0\0\0\0\x01\0\0".to_vec())
            .collect::<Vec<u8>>()
    };
    let mut table = vec![2, 2, 2];
    table.resize(16, 0);
    table.extend([1, 0, 0, 0]);
    table.extend((0..24).map(|value| value * 10));
    let (b, clut) = (32 + gap.len(), 32 + 2 * gap.len() + 48);
    let a = clut + table.len() + gap.len();
    let mut whole = b"mAB \0\0\0\0\x03\x03\0\0".to_vec();
    for place in [b, 0, 0, clut, a] {
        whole.extend((place as u32).to_be_bytes());
    }
    [
        whole,
        gap.to_vec(),
        curves(3),
        gap.to_vec(),
        table,
        gap.to_vec(),
        curves(3),
    ]
    .concat()
}
