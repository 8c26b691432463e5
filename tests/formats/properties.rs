//! However the parts stand and whatever stands between them, the clean file is the same.

use proptest::collection::vec;
use proptest::prelude::*;
use safelight_sanitize::FORMATS;

use crate::bmp;
use crate::common::{assert_tiled, clean, look};
use crate::gif;
use crate::heif;
use crate::jpeg::{self, places, segment, split};
use crate::jxl;
use crate::png::{self, RGB, bytes, chunk};
use crate::tiff_file;
use crate::webp;

fn data() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..40)
}

/// A marker of a segment that no viewer needs.
fn marker() -> impl Strategy<Value = u8> {
    prop_oneof![0xE0..=0xEFu8, 0xF0..=0xFDu8, Just(0xFE)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_jpeg_is_cleaned_alike_whatever_is_put_into_it(
        layered: bool,
        extra in vec((any::<prop::sample::Index>(), marker(), data(), 0..9usize), 0..9),
        trailing in data(),
    ) {
        let file = if layered { jpeg::progressive() } else { jpeg::baseline() };
        let mut pieces = split(&file);
        for (at, marker, data, fill) in extra {
            // Behind SOI, and not between a scan's header and its data.
            let scans = places(&pieces, 0xDA);
            let free: Vec<usize> = (1..pieces.len()).filter(|place| !scans.contains(&(place - 1))).collect();
            let dirt = [vec![0xFF; fill], segment(marker, &data)].concat();
            pieces.insert(*at.get(&free), dirt);
        }
        prop_assert_eq!(clean(&[pieces.concat(), trailing].concat()), clean(&file));
    }

    #[test]
    fn a_png_is_cleaned_alike_however_it_is_cut_and_filled(
        cuts in vec(any::<prop::sample::Index>(), 0..12),
        extra in vec((any::<bool>(), prop::sample::select(vec![*b"tEXt", *b"zTXt", *b"tIME", *b"prVt", *b"sPLT", *b"zzZz"]), data()), 0..9),
        tail in data(),
        trailing in data(),
    ) {
        let chunks = RGB.chunks();
        let stream = [chunks[1].1.clone(), tail].concat();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        places.extend([0, stream.len()]);
        places.sort_unstable();
        let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
        file.extend(bytes(&chunks[0]));
        let put = |file: &mut Vec<u8>, before: bool| {
            for (_, name, data) in extra.iter().filter(|(first, ..)| *first == before) {
                file.extend(bytes(&chunk(name, data)));
            }
        };
        put(&mut file, true);
        places.windows(2).for_each(|ends| file.extend(bytes(&chunk(b"IDAT", &stream[ends[0]..ends[1]]))));
        put(&mut file, false);
        file.extend(bytes(&chunks[2]));
        file.extend(trailing);
        prop_assert_eq!(clean(&file), clean(&png::file(&chunks)));
    }

    /// The list of pictures stands behind the data, which keeps its place whatever the list holds.
    #[test]
    fn a_heif_is_cleaned_alike_whatever_is_put_into_it(
        kind in 0..3usize,
        extra in vec((0..5usize, prop::sample::select(vec![*b"free", *b"udes", *b"Exif", *b"mime", *b"zzZZ"]), data()), 0..9),
        trailing in data(),
    ) {
        let mut file = vec![heif::File::plain(), heif::File::transparent(), heif::File::avif()].swap_remove(kind);
        file.late = true;
        let plain = clean(&file.bytes());
        for (place, kind, data) in extra {
            match place {
                0 => file.items.push(heif::about(&kind, b"", &data)),
                1 => file.spare.push(heif::boxed(&kind, &data)),
                2 => file.in_meta.extend(heif::boxed(&kind, &data)),
                3 => file.items[0].properties.push((heif::boxed(&kind, &data), false)),
                _ => file.tail.extend(heif::boxed(&kind, &data)),
            }
        }
        file.tail.extend(trailing);
        prop_assert_eq!(clean(&file.bytes()), plain);
    }

    #[test]
    fn a_webp_is_cleaned_alike_whatever_is_put_into_it(
        animated: bool,
        extra in vec((any::<prop::sample::Index>(), prop::sample::select(vec![*b"XMP ", *b"LIST", *b"abcd", *b"C2PA", *b"VP8X"]), data()), 0..9),
        trailing in data(),
    ) {
        let plain = if animated {
            webp::animation()
        } else {
            vec![webp::vp8x(0x10), webp::chunk(b"ALPH", webp::ALPHA), webp::chunk(b"VP8 ", webp::LOSSY)]
        };
        let mut chunks = plain.clone();
        for (at, name, data) in extra {
            chunks.insert(1 + at.index(chunks.len()), webp::chunk(&name, &data));
        }
        prop_assert_eq!(clean(&[webp::riff(&chunks), trailing].concat()), clean(&webp::riff(&plain)));
    }

    #[test]
    fn a_jpeg_xl_is_cleaned_alike_whatever_is_put_into_it(
        moving: bool,
        count in 1..6usize,
        extra in vec((any::<prop::sample::Index>(), prop::sample::select(vec![*b"Exif", *b"xml ", *b"brob", *b"free", *b"jxll", *b"abcd"]), data()), 0..9),
        trailing in data(),
    ) {
        let stream = if moving { jxl::animation() } else { jxl::plain() };
        let mut boxes = jxl::pieces(&[stream.clone(), trailing.clone()].concat(), count);
        for (at, kind, data) in extra {
            boxes.insert(at.index(boxes.len() + 1), jxl::boxed(&kind, &data));
        }
        // Trailing bytes must not be one more piece.
        boxes.push([vec![0xFF], trailing].concat());
        prop_assume!(!boxes.iter().any(|found| found.starts_with(b"\0\0\0\x09jxll\x0A")));
        prop_assert_eq!(clean(&jxl::container(&boxes)), stream);
    }

    #[test]
    fn any_bytes_behind_a_format_s_first_are_an_error_or_are_tiled(
        format in 0..5usize,
        bytes in vec(any::<u8>(), 0..200),
    ) {
        let start: [&[u8]; 5] = [b"\xFF\x0A", b"\0\0\0\x0CJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl \0\0\0\0jxlc\xFF\x0A", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1a\n", b"RIFF\x40\0\0\0WEBPVP8X\x0A\0\0\0"];
        let file = [start[format], &bytes].concat();
        if let Ok(picture) = look(&file) {
            assert_tiled(&picture, &file);
        }
    }
}

/// One plain file of each format.
fn samples() -> Vec<Vec<u8>> {
    vec![
        jpeg::baseline(),
        png::file(&RGB.chunks()),
        webp::riff(&[webp::chunk(b"VP8 ", webp::LOSSY)]),
        gif::still(),
        bmp::Bmp::new(24).bytes(),
        tiff_file::RGB.file(tiff_file::CLASSIC),
        heif::File::plain().bytes(),
        heif::File::avif().bytes(),
        jxl::plain(),
    ]
}

/// A polyglot: each format with another behind it, and with what is none.
#[test]
fn a_file_of_two_formats_is_what_its_first_bytes_say_and_all_else_goes() {
    let samples = samples();
    assert_eq!(samples.len(), FORMATS.len());
    for (first, format) in samples.iter().zip(FORMATS) {
        let plain = clean(first);
        let others = [
            b"PK\x03\x04".to_vec(),
            b"%PDF-1.7\n".to_vec(),
            b"<script>".to_vec(),
        ];
        for behind in samples.iter().chain(&others) {
            let both = [first.as_slice(), behind].concat();
            assert_eq!(look(&both).expect("it is read").format.kind, format.kind);
            assert!(clean(&both) == plain, "{} and something behind it", format.name);
        }
    }
}
