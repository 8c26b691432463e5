//! WebPs for the tests, chunk by chunk.

use image::ExtendedColorType;
use image::codecs::webp::WebPEncoder;

pub(crate) type Chunk = ([u8; 4], Vec<u8>);

pub(crate) fn chunk(name: &[u8; 4], data: &[u8]) -> Chunk {
    (*name, data.to_vec())
}

pub(crate) fn bytes((name, data): &Chunk) -> Vec<u8> {
    let mut bytes = [name.as_slice(), &(data.len() as u32).to_le_bytes(), data].concat();
    bytes.resize(bytes.len().next_multiple_of(2), 0);
    bytes
}

pub(crate) fn riff(chunks: &[Chunk]) -> Vec<u8> {
    wrap(&chunks.iter().flat_map(bytes).collect::<Vec<_>>())
}

pub(crate) fn wrap(body: &[u8]) -> Vec<u8> {
    [
        b"RIFF".as_slice(),
        &(body.len() as u32 + 4).to_le_bytes(),
        b"WEBP",
        body,
    ]
    .concat()
}

pub(crate) const WIDTH: u32 = 6;
pub(crate) const HEIGHT: u32 = 5;

/// Made by `cwebp -q 50 -noalpha` (libwebp 1.2.4) of a picture of 6 by 5 pixels whose red grows to the right, green downwards.
pub(crate) const LOSSY: &[u8] = b"\xd0\x01\0\x9d\x01\x2a\x06\0\x05\0\x02\xc0\x4c\x25\xb0\x02\x74\x01\x0e\xbb\x05\x8e\0\0\xfe\xe6\x9d\x50\
\x98\x8c\xa8\x8c\x02\xf7\x92\xc8\xfa\xa5\x5b\x0f\x67\xbf\xff\x6a\x77\x86\x5b\xd9\x6d\xb5\x47\xe2\x1d\x9c\x24\0";

/// The alpha of the same picture by `cwebp -alpha_method 1`: 0 and 90 in the first columns, then 255.
pub(crate) const ALPHA: &[u8] =
    b"\x01\x17\x20\x10\x48\xf2\xdc\x9f\x63\x8d\x88\x08\x07\xb1\x60\x72\xcd\x31\x7f\x97\x1c\x22\xfa\x1f\x39";

/// The same alpha without compression.
pub(crate) fn raw_alpha() -> Vec<u8> {
    [vec![0], [0, 90, 255, 255, 255, 255].repeat(5)].concat()
}

/// A `VP8L` chunk's data of a picture with alpha.
pub(crate) fn lossless(width: u32, height: u32) -> Vec<u8> {
    let samples: Vec<u8> = (0..width * height)
        .flat_map(|n| [n * 5, n * 11, n * 3, if n % 7 == 0 { 0 } else { 255 }].map(|v| v as u8))
        .collect();
    let mut file = Vec::new();
    WebPEncoder::new_lossless(&mut file)
        .encode(&samples, width, height, ExtendedColorType::Rgba8)
        .expect("the encoder takes it");
    let length = u32::from_le_bytes(file[16..20].try_into().expect("a length")) as usize;
    assert_eq!(&file[12..16], b"VP8L");
    file[20..20 + length].to_vec()
}

pub(crate) fn vp8x(flags: u8) -> Chunk {
    vp8x_of(flags, WIDTH, HEIGHT)
}

fn side(value: u32) -> [u8; 3] {
    let [a, b, c, _] = (value - 1).to_le_bytes();
    [a, b, c]
}

pub(crate) fn vp8x_of(flags: u8, width: u32, height: u32) -> Chunk {
    chunk(
        b"VP8X",
        &[[flags, 0, 0, 0].as_slice(), &side(width), &side(height)].concat(),
    )
}

/// A frame at the upper left corner.
pub(crate) fn anmf(width: u32, height: u32, chunks: &[Chunk]) -> Chunk {
    let header = [[0; 6].as_slice(), &side(width), &side(height), &[100, 0, 0, 0]].concat();
    let inner: Vec<u8> = chunks.iter().flat_map(bytes).collect();
    chunk(b"ANMF", &[header, inner].concat())
}

/// An animation of a lossless frame, a lossy one with alpha, and a small lossless one.
pub(crate) fn animation() -> Vec<Chunk> {
    vec![
        vp8x(0x12),
        chunk(b"ANIM", &[0; 6]),
        anmf(WIDTH, HEIGHT, &[chunk(b"VP8L", &lossless(WIDTH, HEIGHT))]),
        anmf(WIDTH, HEIGHT, &[chunk(b"ALPH", ALPHA), chunk(b"VP8 ", LOSSY)]),
        anmf(2, 3, &[chunk(b"VP8L", &lossless(2, 3))]),
    ]
}

/// One file of each kind.
pub(crate) fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let lossless = chunk(b"VP8L", &lossless(WIDTH, HEIGHT));
    let lossy = chunk(b"VP8 ", LOSSY);
    vec![
        ("lossy", riff(std::slice::from_ref(&lossy))),
        ("lossless", riff(std::slice::from_ref(&lossless))),
        ("lossy, extended", riff(&[vp8x(0), lossy.clone()])),
        ("lossless, extended", riff(&[vp8x(0x10), lossless])),
        (
            "lossy with alpha",
            riff(&[vp8x(0x10), chunk(b"ALPH", ALPHA), lossy.clone()]),
        ),
        (
            "lossy with raw alpha",
            riff(&[vp8x(0x10), chunk(b"ALPH", &raw_alpha()), lossy]),
        ),
        ("animated", riff(&animation())),
    ]
}
