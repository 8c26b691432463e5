//! The smallest WebP that carries a block (RFC 9649).

/// One lossless pixel.
const PICTURE: &[u8] = b"\x2F\0\0\0\0\x88\x88\x08";

pub(crate) fn with(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    // VP8X: flags for a profile, Exif and XMP, then the sides less one.
    let canvas = chunk(b"VP8X", &[0x2C, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let (picture, block) = (chunk(b"VP8L", PICTURE), chunk(name, content));
    // Clause 2.7: the profile stands before the picture, the rest behind it.
    let body = match name {
        b"ICCP" => [canvas, block, picture],
        _ => [canvas, picture, block],
    };
    chunk(b"RIFF", &[b"WEBP".as_slice(), &body.concat()].concat())
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).expect("a small block");
    let padding = &[0][..content.len() % 2];
    [name, &length.to_le_bytes()[..], content, padding].concat()
}
