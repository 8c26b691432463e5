//! Formats that cannot be written: a copy with something hidden is of another one.

use safelight_export::{Hiding, set_marks};

use crate::common::desk::{Desk, blur};
use crate::common::picture::{HEIGHT, RECT, WIDTH, scene};
use crate::common::{digest, is_neutral};
use crate::{exported, is_padded};

/// libjxl's, without loss: 96 by 72 pixels that differ from 40, 30 to 56, 44; the others with transparency outside it.
pub(crate) const JXL: [[&[u8]; 2]; 2] = [
    [
        include_bytes!("../pictures/one.jxl"),
        include_bytes!("../pictures/other.jxl"),
    ],
    [
        include_bytes!("../pictures/one_alpha.jxl"),
        include_bytes!("../pictures/other_alpha.jxl"),
    ],
];

/// The same of avifenc's, by `pictures/avif/made.py`.
const AVIF: [[&[u8]; 2]; 2] = [
    [
        include_bytes!("../pictures/avif/one.avif"),
        include_bytes!("../pictures/avif/other.avif"),
    ],
    [
        include_bytes!("../pictures/avif/one_alpha.avif"),
        include_bytes!("../pictures/avif/other_alpha.avif"),
    ],
];

/// Samples of an AVIF as it is shown; red, green and blue where it is opaque.
fn shown_avif(file: &[u8]) -> Vec<u8> {
    let desk = Desk::new();
    let shown = desk.inspected(&desk.photo("a.avif", file)).render(96).unwrap();
    let (rgba, transparent) = (shown.to_rgba(), file == AVIF[1][0]);
    let samples = rgba.chunks(4).map(|it| if transparent { it } else { &it[..3] });
    samples.flatten().copied().collect()
}

fn decoded_jxl(file: &[u8]) -> Vec<u8> {
    let image = jxl_oxide::JxlImage::builder().read(file).unwrap();
    let render = image.render_frame(0).unwrap();
    let mut stream = render.stream();
    let mut samples = vec![0; 96 * 72 * stream.channels() as usize];
    stream.write_to_buffer::<u8>(&mut samples);
    samples
}

#[test]
fn a_jpeg_xl_with_a_region_becomes_a_jpeg_or_a_png_and_the_person_is_told() {
    assert_converted("a.jxl", JXL, decoded_jxl);
}

#[test]
fn an_avif_with_a_region_becomes_a_jpeg_or_a_png_and_the_person_is_told() {
    assert_converted("a.avif", AVIF, shown_avif);
}

/// Of opaque pictures and of transparent ones, that differ only where the region is.
fn assert_converted(name: &str, pairs: [[&[u8]; 2]; 2], decoded: fn(&[u8]) -> Vec<u8>) {
    for (sources, extension) in pairs.into_iter().zip(["jpg", "png"]) {
        let [(one, first), (other, _)] = sources.map(|source| {
            let rect = [40, 30, 16, 14];
            let mut desk = Desk::new();
            let photo = desk.photo(name, source);
            let hiding = desk.inspected(&photo).hiding();
            assert!(
                matches!(hiding, Hiding::Converted(format) if format.extension == extension),
                "{hiding:?}"
            );
            set_marks(&mut desk.register, digest(&photo), &[blur(rect)]).unwrap();
            desk.nobody(&photo);
            let verified = desk.verified(&photo);
            assert_eq!(verified.format().extension, extension);
            let shown = verified.render(500).unwrap();
            assert_eq!((shown.width(), shown.height()), (96, 72));
            let exported = desk.exported(&photo);
            (std::fs::read(exported.path()).unwrap(), exported)
        });
        assert!(one == other, "{extension}: the copies tell the sources apart");
        assert!(is_neutral(first.path(), extension), "{:?}", first.path());
        assert!(
            first.note().is_some_and(|note| note.contains("becomes a")),
            "{:?}",
            first.note()
        );
        let copy = image::load_from_memory(&one).unwrap();
        let per = usize::from(copy.color().channel_count());
        let before = decoded(sources[0]);
        let mut farthest = 0;
        for (at, (old, new)) in before.chunks(per).zip(copy.as_bytes().chunks(per)).enumerate() {
            let (x, y) = (at as u32 % 96, at as u32 / 96);
            if is_padded(x, y, [40, 30, 16, 14]) {
                assert!(per == 3 || new[3] == 255);
            } else if per == 4 && old[3] == 0 {
                assert_eq!(new[3], 0);
            } else {
                let apart = old.iter().zip(new).map(|(a, b)| a.abs_diff(*b)).max();
                farthest = farthest.max(apart.unwrap());
            }
        }
        assert!(
            farthest <= if extension == "png" { 0 } else { 12 },
            "{extension}: {farthest}"
        );
    }
}

#[test]
fn a_jpeg_xl_and_an_avif_without_a_region_stay_so() {
    for (name, source, extension) in [("a.jxl", JXL[0][0], "jxl"), ("a.avif", AVIF[0][0], "avif")] {
        let mut desk = Desk::new();
        let photo = desk.photo(name, source);
        desk.nobody(&photo);
        let exported = desk.exported(&photo);
        assert!(is_neutral(exported.path(), extension) && exported.note().is_none());
    }
}

/// The regions are in the pixels of the upright picture: heifer writes it as Exif says, turned or not.
#[test]
fn a_heic_with_a_region_becomes_a_jpeg_or_a_png() {
    for (alpha, extension) in [(false, "jpg"), (true, "png")] {
        let drawn = scene(0);
        let rgba: Vec<u8> = (0..HEIGHT)
            .flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
            .flat_map(|(x, y)| {
                let [red, green, blue] = drawn(x, y);
                [red, green, blue, if alpha && x < 20 { 90 } else { 255 }]
            })
            .collect();
        let options = heifer::EncodeOptions::default();
        let source = heifer::encode_rgba8(WIDTH, HEIGHT, &rgba, &options).unwrap();
        let (copy, exported) = exported("a.heic", &source);
        assert!(is_neutral(exported.path(), extension), "{:?}", exported.path());
        assert!(exported.note().is_some());
        let shown = heifer::decode_srgb_rgba8(&source, &heifer::Options::default()).unwrap();
        let copy = image::load_from_memory(&copy).unwrap().into_rgba8();
        assert_eq!(copy.dimensions(), (WIDTH, HEIGHT));
        let (mut inside, mut farthest) = (0, 0);
        for (old, (x, y, new)) in shown.data.chunks(4).zip(copy.enumerate_pixels()) {
            let apart = old.iter().zip(new.0).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            if is_padded(x, y, RECT) {
                inside += u32::from(apart > 20);
            } else {
                farthest = farthest.max(apart);
            }
        }
        assert!(inside > 300, "{extension}: {inside}");
        assert!(farthest <= if alpha { 0 } else { 24 }, "{extension}: {farthest}");
    }
}
