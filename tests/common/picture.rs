//! Pictures made for the tests, by encoders other than the ones under test.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Planted in every slot that must not reach a copy.
pub(crate) const NEEDLE: &str = "Wilhelmina Quxley";

pub(crate) const WIDTH: u32 = 160;
pub(crate) const HEIGHT: u32 = 120;

/// A rectangle of displayed pixels that, padded and rounded to MCUs, leaves most of the picture alone.
pub(crate) const RECT: [u32; 4] = [48, 40, 24, 24];

/// Colour and detail everywhere, other for each `salt`.
pub(crate) fn scene(salt: u32) -> impl Fn(u32, u32) -> [u8; 3] {
    move |x, y| {
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27;
        [
            (x + salt * 7) % 256,
            (y * 2 + salt) % 256,
            (x ^ y) % 224 + grain % 32,
        ]
        .map(|level| level as u8)
    }
}

/// The scene with something else in part of [`RECT`]. In stored pixels `within` says where that is.
pub(crate) fn with_secret(within: impl Fn(u32, u32) -> bool, salt: u32) -> impl Fn(u32, u32) -> [u8; 3] {
    let scene = scene(0);
    move |x, y| {
        if within(x, y) {
            [(x * salt) as u8, (y * 37) as u8, salt as u8]
        } else {
            scene(x, y)
        }
    }
}

/// Whether a displayed pixel is in [`RECT`].
pub(crate) fn in_rect(x: u32, y: u32) -> bool {
    let [left, top, width, height] = RECT;
    (left..left + width).contains(&x) && (top..top + height).contains(&y)
}

/// How a JPEG or PNG is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) progressive: bool,
    /// The tag's value; 1 is upright.
    pub(crate) orientation: u16,
    pub(crate) icc: bool,
}

/// Upright, baseline, with what cameras write beside the picture.
pub(crate) const PLAIN: Kind = Kind {
    progressive: false,
    orientation: 1,
    icc: false,
};

pub(crate) fn jpeg(kind: Kind, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    sized_jpeg(kind, WIDTH, HEIGHT, picture)
}

pub(crate) fn sized_jpeg(
    kind: Kind,
    width: u32,
    height: u32,
    picture: impl Fn(u32, u32) -> [u8; 3],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(kind.progressive);
    encoder.add_exif_metadata(&exif(kind.orientation)).unwrap();
    if kind.icc {
        encoder.add_icc_profile(&profile()).unwrap();
    }
    encoder
        .encode(
            &samples(width, height, picture),
            width as u16,
            height as u16,
            ColorType::Rgb,
        )
        .unwrap();
    file
}

pub(crate) fn png(kind: Kind, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut info = png::Info::with_size(WIDTH, HEIGHT);
    info.color_type = png::ColorType::Rgb;
    info.bit_depth = png::BitDepth::Eight;
    info.exif_metadata = Some(exif(kind.orientation).into());
    info.icc_profile = kind.icc.then(|| profile().into());
    let mut encoder = png::Encoder::with_info(&mut file, info).unwrap();
    encoder.add_text_chunk("Author".into(), NEEDLE.into()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&samples(WIDTH, HEIGHT, picture)).unwrap();
    writer.finish().unwrap();
    file
}

/// Uncompressed.
pub(crate) fn tiff() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 9]));
    picture.write_to(&mut file, image::ImageFormat::Tiff).unwrap();
    file.into_inner()
}

/// One red pixel, lossless.
pub(crate) fn webp() -> Vec<u8> {
    let vp8l = [
        0x2F, 0, 0, 0, 0, 0x07, 0x10, 0xFD, 0x8F, 0xFE, 0x07, 0x22, 0xA2, 0xFF, 0x01, 0,
    ];
    let mut file = b"RIFF\x1c\0\0\0WEBPVP8L".to_vec();
    file.extend((vp8l.len() as u32).to_le_bytes());
    file.extend(vp8l);
    file
}

/// Made by `tests/formats/jxl.rs`: a JPEG XL of 6 by 5 pixels that are to be turned by a quarter; their red grows to
/// the right, green downwards. Its frame is called "PLANTED-NAME", and an Exif box names Jane.
pub(crate) fn jxl() -> Vec<u8> {
    b"\x00\x00\x00\x0c\x4a\x58\x4c\x20\x0d\x0a\x87\x0a\x00\x00\x00\x14\x66\x74\x79\x70\x6a\x78\x6c\x20\
        \x00\x00\x00\x00\x6a\x78\x6c\x20\x00\x00\x00\x73\x6a\x78\x6c\x63\xff\x0a\x20\x20\x0b\xc4\x04\x08\x02\
        \x63\x28\xa6\x20\x27\xaa\x22\xa2\x16\xa7\xa0\xa6\x22\x00\x48\x01\x4b\x12\xc5\x82\x85\x24\xd2\xaa\xca\
        \x58\x21\x07\xce\x98\xda\xbe\xd7\x64\xf7\x00\xec\x42\x08\x21\xbe\xc8\x77\x04\xb1\x3d\xd0\xe9\x44\x04\
        \x04\xb5\xd1\x85\x20\xaf\x92\x82\x82\x82\x02\x7f\x69\xf6\xc9\x66\x09\x72\x92\x1f\x1b\x1e\xb4\xdc\xd1\
        \xe9\x31\xeb\xbd\xf7\x7f\xb4\x3f\x0c\x86\x58\x34\x4e\x40\x2d\x22\x06\x27\x5b\x74\x4b\x34\x0e\x00\x00\
        \x02\x18\x45\x78\x69\x66\x00\x00\x00\x00\x4d\x4d\x00\x2a\x00\x00\x00\x08\x00\x09\x01\x0e\x00\x02\x00\
        \x00\x00\x0d\x00\x00\x00\x7a\x01\x0f\x00\x02\x00\x00\x00\x0b\x00\x00\x00\x88\x01\x10\x00\x02\x00\x00\
        \x00\x0b\x00\x00\x00\x94\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x01\x31\x00\x02\x00\x00\x00\
        \x0d\x00\x00\x00\xa0\x01\x3b\x00\x02\x00\x00\x00\x0c\x00\x00\x00\xae\x82\x98\x00\x02\x00\x00\x00\x0c\
        \x00\x00\x00\xba\x87\x69\x00\x04\x00\x00\x00\x01\x00\x00\x00\xc6\x88\x25\x00\x04\x00\x00\x00\x01\x00\
        \x00\x01\x4e\x00\x00\x01\xe4\x43\x61\x70\x74\x69\x6f\x6e\x20\x4a\x61\x6e\x65\x00\x00\x4d\x61\x6b\x65\
        \x72\x20\x4a\x61\x6e\x65\x00\x00\x4d\x6f\x64\x65\x6c\x20\x4a\x61\x6e\x65\x00\x00\x50\x72\x6f\x67\x72\
        \x61\x6d\x20\x4a\x61\x6e\x65\x00\x00\x41\x72\x74\x69\x73\x74\x20\x4a\x61\x6e\x65\x00\x52\x69\x67\x68\
        \x74\x73\x20\x4a\x61\x6e\x65\x00\x00\x05\x90\x03\x00\x02\x00\x00\x00\x14\x00\x00\x01\x08\x92\x7c\x00\
        \x07\x00\x00\x00\x0e\x00\x00\x01\x1c\x92\x86\x00\x07\x00\x00\x00\x0c\x00\x00\x01\x2a\xa4\x30\x00\x02\
        \x00\x00\x00\x0b\x00\x00\x01\x36\xa4\x31\x00\x02\x00\x00\x00\x0c\x00\x00\x01\x42\x00\x00\x00\x00\x32\
        \x30\x32\x36\x3a\x30\x35\x3a\x30\x34\x20\x30\x33\x3a\x30\x32\x3a\x30\x31\x00\x4d\x61\x6b\x65\x72\x4e\
        \x6f\x74\x65\x20\x4a\x61\x6e\x65\x41\x53\x43\x49\x49\x00\x00\x00\x4a\x61\x6e\x65\x4f\x77\x6e\x65\x72\
        \x20\x4a\x61\x6e\x65\x00\x00\x53\x65\x72\x69\x61\x6c\x20\x4a\x61\x6e\x65\x00\x00\x06\x00\x01\x00\x02\
        \x00\x00\x00\x02\x4e\x00\x00\x00\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x01\x9c\x00\x03\x00\x02\x00\
        \x00\x00\x02\x57\x00\x00\x00\x00\x04\x00\x05\x00\x00\x00\x03\x00\x00\x01\xb4\x00\x1c\x00\x07\x00\x00\
        \x00\x0c\x00\x00\x01\xcc\x00\x1d\x00\x02\x00\x00\x00\x0b\x00\x00\x01\xd8\x00\x00\x00\x00\x00\x00\x00\
        \x33\x00\x00\x00\x01\x00\x00\x00\x1e\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\
        \x00\x00\x00\x01\x00\x00\x00\x07\x00\x00\x00\x01\x00\x00\x00\x1d\x00\x00\x00\x01\x41\x53\x43\x49\x49\
        \x00\x00\x00\x4a\x61\x6e\x65\x32\x30\x32\x36\x3a\x30\x35\x3a\x30\x34\x00\x00\x00\x02\x02\x01\x00\x04\
        \x00\x00\x00\x01\x00\x00\x02\x02\x02\x02\x00\x04\x00\x00\x00\x01\x00\x00\x00\x0a\x00\x00\x00\x00\xff\
        \xd8\xff\xdb\x4a\x61\x6e\x65\xff\xd9"
        .to_vec()
}

/// A GIF of two frames that are repeated, with a comment.
pub(crate) fn gif() -> Vec<u8> {
    let mut file = Vec::new();
    let colours = [200, 30, 30, 30, 200, 30, 30, 30, 200, 9, 9, 9];
    let mut encoder = gif::Encoder::new(&mut file, 4, 2, &colours).unwrap();
    encoder.set_repeat(gif::Repeat::Finite(5)).unwrap();
    encoder
        .write_raw_extension(gif::Extension::Comment.into(), &[NEEDLE.as_bytes()])
        .unwrap();
    for indices in [[0, 1, 2, 3, 0, 1, 2, 3], [3, 3, 2, 2, 1, 1, 0, 0]] {
        let mut frame = gif::Frame::from_indexed_pixels(4, 2, indices, Some(3));
        frame.delay = 5;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

/// A BMP of two rows of 24 bits.
pub(crate) fn bmp() -> Vec<u8> {
    let mut file = Vec::new();
    image::codecs::bmp::BmpEncoder::new(&mut file)
        .encode(&[7; 18], 3, 2, image::ExtendedColorType::Rgb8)
        .unwrap();
    file
}

/// A grey square with transparency, Exif and XMP.
pub(crate) fn heic() -> Vec<u8> {
    let picture = heifer::Image::filled(64, 48, 8, [99, 99, 99, 128]);
    let picture = heifer::Image {
        has_alpha: true,
        ..picture
    };
    let metadata = heifer::Metadata {
        exif: Some(exif(6)),
        xmp: Some(NEEDLE.into()),
        icc_profile: None,
    };
    heifer::encode_with_metadata(&picture, &metadata, &heifer::EncodeOptions::default()).unwrap()
}

/// 32 by 24 pixels, made by Pillow 13 (libavif).
pub(crate) fn avif() -> Vec<u8> {
    b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B\0\0\0\xebmeta\0\0\0\0\0\0\0!hdlr\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\
\0\0\0\0\0\0\0\0\0\0\x0epitm\0\0\0\0\0\x01\0\0\0\x1eiloc\0\0\0\0D\0\0\x01\0\x01\0\0\0\x01\0\0\x01\x13\0\0\x007\
\0\0\0(iinf\0\0\0\0\0\x01\0\0\0\x1ainfe\x02\0\0\0\0\x01\0\0av01Color\0\0\0\0jiprp\0\0\0Kipco\0\0\0\x14ispe\0\
\0\0\0\0\0\0\x20\0\0\0\x18\0\0\0\x10pixi\0\0\0\0\x03\x08\x08\x08\0\0\0\x0cav1C\x81\0\x0c\0\0\0\0\x13colrnclx\
\0\x01\0\r\0\x06\x80\0\0\0\x17ipma\0\0\0\0\0\0\0\x01\0\x01\x04\x01\x02\x83\x04\0\0\0?mdat\x12\0\n\x09\x18\
\x11?v\x88\x08h4\x202(\x1cG\x87\x85\xdd\xd3M4\xc2\xc5\0\0\x8b*\xe7\xd9\xf4p=B\xfah/\xfa\xb3q-V'\xa8\x90\xfee\
\n\x13\x98\x7f\xfd>d"
        .to_vec()
}

/// An AVIF whose colours are coded by a matrix that is not known, so that it cannot be drawn.
pub(crate) fn undrawn_avif() -> Vec<u8> {
    let mut file = avif();
    let nclx = file.windows(4).position(|it| it == b"nclx").unwrap();
    assert_eq!(file[nclx + 9], 6);
    file[nclx + 9] = 14;
    file
}

/// A chunk of a PNG, its checksum right.
pub(crate) fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    let crc = crc32fast::hash(&chunk[4..]);
    chunk.extend(crc.to_be_bytes());
    chunk
}

/// The pixels of a JPEG as a decoder other than the one under test gives them, without turning them.
pub(crate) fn png_pixels(file: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

fn samples(width: u32, height: u32, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    pixels.flat_map(|(x, y)| picture(x, y)).collect()
}

/// A TIFF block (TIFF 6.0) with an orientation, an artist and a place.
fn exif(orientation: u16) -> Vec<u8> {
    const IFD0: u32 = 8;
    const ENTRIES: u32 = 3;
    const GPS: u32 = IFD0 + 2 + ENTRIES * 12 + 4;
    const ARTIST: u32 = GPS + 2 + 12 + 4;
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut entry = tag.to_le_bytes().to_vec();
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value);
        entry
    };
    let long = u32::to_le_bytes;
    let mut tiff = b"II*\0".to_vec();
    tiff.extend(long(IFD0));
    tiff.extend((ENTRIES as u16).to_le_bytes());
    tiff.extend(entry(0x0112, 3, 1, long(u32::from(orientation))));
    tiff.extend(entry(0x013B, 2, NEEDLE.len() as u32 + 1, long(ARTIST)));
    tiff.extend(entry(0x8825, 4, 1, long(GPS)));
    tiff.extend(long(0));
    tiff.extend(1u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, *b"N\0\0\0"));
    tiff.extend(long(0));
    tiff.extend(NEEDLE.as_bytes());
    tiff.push(0);
    tiff
}

/// A colour profile (ICC.1:2022) of a made-up matrix space, described by [`NEEDLE`].
fn profile() -> Vec<u8> {
    let xyz = |x: i32, y: i32, z: i32| {
        let mut tag = b"XYZ \0\0\0\0".to_vec();
        tag.extend([x, y, z].into_iter().flat_map(i32::to_be_bytes));
        tag
    };
    let mut curve = b"curv\0\0\0\0\0\0\0\x01\x02\0".to_vec();
    curve.extend([0; 2]);
    let mut description = b"desc\0\0\0\0".to_vec();
    description.extend((NEEDLE.len() as u32 + 1).to_be_bytes());
    description.extend(NEEDLE.as_bytes());
    description.resize(description.len().next_multiple_of(4) + 80, 0);
    let tags = [
        (b"desc", description),
        (b"wtpt", xyz(63_190, 65_536, 54_061)),
        (b"rXYZ", xyz(33_000, 20_000, 2_000)),
        (b"gXYZ", xyz(20_000, 41_000, 6_000)),
        (b"bXYZ", xyz(10_190, 4_536, 46_061)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let mut data = Vec::new();
    for (name, tag) in &tags {
        table.extend(*name);
        table.extend((132 + tags.len() as u32 * 12 + data.len() as u32).to_be_bytes());
        table.extend((tag.len() as u32).to_be_bytes());
        data.extend(tag);
    }
    let mut header = vec![0; 128];
    header[8..12].copy_from_slice(&[2, 0x20, 0, 0]);
    header[12..24].copy_from_slice(b"mntrRGB XYZ ");
    header[36..40].copy_from_slice(b"acsp");
    header[68..80].copy_from_slice(&xyz(63_190, 65_536, 54_061)[8..]);
    let mut profile = [header, table, data].concat();
    let length = profile.len() as u32;
    profile[..4].copy_from_slice(&length.to_be_bytes());
    profile
}
