//! A photo made here: a coloured JPEG with Exif that tells where and by whom it was taken.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// Words that stand in the photo and must not stand in any copy.
pub(crate) const PLANTED: [&str; 2] = ["Planted Person", "Planted Caption"];

/// Pixels in a row of the picture that the photo hides.
pub(crate) const THUMBNAIL: u32 = 160;

/// 48° 12' 30" north, 16° 22' 15" east.
const LATITUDE: [u32; 3] = [48, 12, 30];
const LONGITUDE: [u32; 3] = [16, 22, 15];

/// A photo of 640 × 480 pixels that gives its place, its maker, a caption and a small copy of itself away.
pub(crate) fn telling() -> Vec<u8> {
    let plain = plain(1);
    let (start, rest) = plain.split_at(2);
    let mut segment = b"Exif\0\0".to_vec();
    segment.extend(tiff());
    let length = u16::try_from(segment.len() + 2).expect("a short segment");
    [start, &[0xff, 0xe1], &length.to_be_bytes(), &segment, rest].concat()
}

/// A photo of which no preview can be drawn here: its header says twelve bits a sample (ISO/IEC 10918-1, B.2.2).
pub(crate) fn twelve_bits() -> Vec<u8> {
    let mut photo = plain(1);
    let header = photo.windows(2).position(|it| it == [0xff, 0xc0]).expect("SOF0");
    photo[header + 1] = 0xc1;
    photo[header + 4] = 12;
    photo
}

/// The picture alone, its sides divided by `smaller`.
fn plain(smaller: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(640 / smaller, 480 / smaller, |x, y| {
        let (x, y) = (x * smaller, y * smaller);
        let inside = (200..440).contains(&x) && (120..360).contains(&y);
        let shade = u8::try_from((x / 3 + y / 3) % 256).unwrap_or(0);
        if inside {
            Rgb([220, 40, 40])
        } else {
            Rgb([shade, 140, 200])
        }
    });
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&picture)
        .expect("a JPEG");
    bytes
}

/// TIFF 6.0, little-endian: IFD0 with a description, an artist and the GPS directory, each followed by its values;
/// then IFD1 with the small copy.
fn tiff() -> Vec<u8> {
    const IFD0: u32 = 8;
    const ENTRIES: u32 = 3;
    let artist = format!("{}\0", PLANTED[0]).into_bytes();
    let caption = format!("{}\0", PLANTED[1]).into_bytes();
    let artist_at = IFD0 + 2 + ENTRIES * 12 + 4;
    let caption_at = artist_at + size(&artist);
    let gps_at = caption_at + size(&caption);
    let latitude_at = gps_at + 2 + 4 * 12 + 4;
    let longitude_at = latitude_at + 24;
    let ifd1 = longitude_at + 24;
    let copy_at = ifd1 + 2 + 3 * 12 + 4;
    let copy = plain(640 / THUMBNAIL);

    let mut out = b"II*\0".to_vec();
    out.extend(IFD0.to_le_bytes());
    out.extend(3u16.to_le_bytes());
    entry(&mut out, 0x010e, 2, size(&caption), caption_at.to_le_bytes());
    entry(&mut out, 0x013b, 2, size(&artist), artist_at.to_le_bytes());
    entry(&mut out, 0x8825, 4, 1, gps_at.to_le_bytes());
    out.extend(ifd1.to_le_bytes());
    out.extend(&artist);
    out.extend(&caption);
    out.extend(4u16.to_le_bytes());
    entry(&mut out, 1, 2, 2, *b"N\0\0\0");
    entry(&mut out, 2, 5, 3, latitude_at.to_le_bytes());
    entry(&mut out, 3, 2, 2, *b"E\0\0\0");
    entry(&mut out, 4, 5, 3, longitude_at.to_le_bytes());
    out.extend(0u32.to_le_bytes());
    for part in LATITUDE.iter().chain(&LONGITUDE) {
        out.extend(part.to_le_bytes());
        out.extend(1u32.to_le_bytes());
    }
    out.extend(3u16.to_le_bytes());
    entry(&mut out, 0x0103, 3, 1, [6, 0, 0, 0]);
    entry(&mut out, 0x0201, 4, 1, copy_at.to_le_bytes());
    entry(&mut out, 0x0202, 4, 1, size(&copy).to_le_bytes());
    out.extend(0u32.to_le_bytes());
    out.extend(&copy);
    out
}

fn entry(out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]) {
    out.extend(tag.to_le_bytes());
    out.extend(kind.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(value);
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a short value")
}

/// A grey PNG of these sides whose image data is `data`, right or not.
pub(crate) fn png([width, height]: [u32; 2], data: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    for (name, data) in [(b"IHDR", &header[..]), (b"IDAT", data), (b"IEND", b"")] {
        let named = [&name[..], data].concat();
        file.extend((data.len() as u32).to_be_bytes());
        file.extend_from_slice(&named);
        file.extend(crc32fast::hash(&named).to_be_bytes());
    }
    file
}
