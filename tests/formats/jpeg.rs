//! JPEGs for the tests: made by an encoder, then taken apart and put together with more in them.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

pub(crate) const WIDTH: u16 = 37;
pub(crate) const HEIGHT: u16 = 21;

/// Samples that no two places share, so that a turned or shifted picture is another.
pub(crate) fn samples(channels: usize) -> Vec<u8> {
    let (width, height) = (usize::from(WIDTH), usize::from(HEIGHT));
    (0..width * height)
        .flat_map(|index| {
            let (x, y) = (index % width, index / width);
            [x * 6, y * 12, (x + y) * 4, x * y / 4]
                .map(|v| v as u8)
                .into_iter()
                .take(channels)
        })
        .collect()
}

pub(crate) struct Kind {
    pub(crate) colour: ColorType,
    pub(crate) sampling: SamplingFactor,
    pub(crate) progressive: bool,
    pub(crate) restart: Option<u16>,
}

impl Default for Kind {
    fn default() -> Self {
        Self {
            colour: ColorType::Rgb,
            sampling: SamplingFactor::F_2_2,
            progressive: false,
            restart: None,
        }
    }
}

impl Kind {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        encoder.set_sampling_factor(self.sampling);
        encoder.set_progressive(self.progressive);
        if let Some(interval) = self.restart {
            encoder.set_restart_interval(interval);
        }
        let channels = match self.colour {
            ColorType::Luma => 1,
            ColorType::Rgb | ColorType::Ycbcr => 3,
            _ => 4,
        };
        encoder
            .encode(&samples(channels), WIDTH, HEIGHT, self.colour)
            .expect("the encoder takes it");
        file
    }
}

pub(crate) fn baseline() -> Vec<u8> {
    Kind::default().encode()
}

pub(crate) fn progressive() -> Vec<u8> {
    Kind {
        progressive: true,
        ..Kind::default()
    }
    .encode()
}

/// A segment of a marker, its length and its payload.
pub(crate) fn segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u16 + 2).to_be_bytes();
    [[0xFF, marker].as_slice(), &length, payload].concat()
}

pub(crate) fn named(marker: u8, name: &[u8], payload: &[u8]) -> Vec<u8> {
    segment(marker, &[name, payload].concat())
}

/// SOI, segments, coded data and EOI, each for itself.
pub(crate) fn split(file: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![file[..2].to_vec()];
    let mut at = 2;
    while file[at + 1] != 0xD9 {
        let end = at + 2 + usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
        pieces.push(file[at..end].to_vec());
        let scan = file[at + 1] == 0xDA;
        at = end;
        if scan {
            while file[at] != 0xFF || matches!(file[at + 1], 0 | 0xD0..=0xD7) {
                at += 1;
            }
            pieces.push(file[end..at].to_vec());
        }
    }
    pieces.push(file[at..].to_vec());
    pieces
}

/// Where the pieces with a marker stand.
pub(crate) fn places(pieces: &[Vec<u8>], marker: u8) -> Vec<usize> {
    (0..pieces.len())
        .filter(|place| pieces[*place].starts_with(&[0xFF, marker]))
        .collect()
}

/// The file with bytes put before one of its pieces.
pub(crate) fn before(file: &[u8], place: usize, bytes: &[u8]) -> Vec<u8> {
    let mut pieces = split(file);
    pieces.insert(place, bytes.to_vec());
    pieces.concat()
}

pub(crate) fn behind_soi(file: &[u8], bytes: &[u8]) -> Vec<u8> {
    before(file, 1, bytes)
}

pub(crate) fn before_first(file: &[u8], marker: u8, bytes: &[u8]) -> Vec<u8> {
    let place = places(&split(file), marker)[0];
    before(file, place, bytes)
}

/// The file with the first segment of a marker made another.
pub(crate) fn changed(file: &[u8], marker: u8, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut pieces = split(file);
    let place = places(&pieces, marker)[0];
    pieces[place] = segment(marker, &change(&pieces[place][4..]));
    pieces.concat()
}

/// The file without the segments of a marker.
pub(crate) fn without(file: &[u8], marker: u8) -> Vec<u8> {
    let mut pieces = split(file);
    pieces.retain(|piece| !piece.starts_with(&[0xFF, marker]));
    pieces.concat()
}

/// ICC_PROFILE segments that hold a profile (ICC.1 B.4).
pub(crate) fn icc(profile: &[u8]) -> Vec<u8> {
    let chunks: Vec<&[u8]> = profile.chunks(300).collect();
    let count = chunks.len() as u8;
    chunks
        .iter()
        .zip(1..)
        .flat_map(|(chunk, number)| named(0xE2, b"ICC_PROFILE\0", &[&[number, count], *chunk].concat()))
        .collect()
}

/// A Photoshop resource block with IPTC data sets of record 2.
pub(crate) fn iptc(sets: &[(u8, &[u8])]) -> Vec<u8> {
    let data: Vec<u8> = sets
        .iter()
        .flat_map(|(number, value)| {
            [
                [0x1C, 2, *number].as_slice(),
                &(value.len() as u16).to_be_bytes(),
                value,
            ]
            .concat()
        })
        .collect();
    let mut resource = [
        b"8BIM\x04\x04\0\0".as_slice(),
        &(data.len() as u32).to_be_bytes(),
        &data,
    ]
    .concat();
    resource.resize(resource.len().next_multiple_of(2), 0);
    named(0xED, b"Photoshop 3.0\0", &resource)
}
