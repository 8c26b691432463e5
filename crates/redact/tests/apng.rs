//! What `png::conceal` promises of animations.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::animation::{Dispose, HEIGHT, Means, Promise, Step, WIDTH};
use common::apngs::{PART, Part, STEPS, WHOLE, canvases, kind, shown};
use common::pngs::{chunks, entry};
use common::raster::{Format, moving};
use common::{SEED, region, with_crcs};
use png::{BitDepth, BlendOp, ColorType, DisposeOp};
use safelight_redact::{Upright, png as redact};

fn format() -> Format {
    use BitDepth::{Eight, One, Sixteen, Two};
    let colours = [
        (ColorType::Grayscale, One),
        (ColorType::Grayscale, Sixteen),
        (ColorType::Rgb, Eight),
        (ColorType::Indexed, Two),
        (ColorType::Indexed, Eight),
        (ColorType::GrayscaleAlpha, Eight),
        (ColorType::Rgba, Eight),
        (ColorType::Rgba, Sixteen),
    ];
    let kinds = colours
        .into_iter()
        .flat_map(|(colour, depth)| [false, true].map(|apart| kind(colour, depth, apart, &STEPS)));
    Format {
        conceal: redact::conceal,
        differences: |source, output, area, _| redact::differences_outside(source, output, area),
        inside: |_, output, area, regions| {
            let again = redact::again(output, area, regions, &SEED)?;
            Ok(u64::from(again != output))
        },
        shown,
        kinds: kinds.collect(),
    }
}

#[test]
fn pictures_that_differ_only_inside_become_one_file() {
    format().one_file();
}

#[test]
fn a_gaussian_blur_would_be_found_out() {
    format().canary();
}

#[test]
fn nothing_outside_changes_and_what_is_hidden_is_opaque() {
    format().outside_stays();
}

#[test]
fn any_picture_and_any_region_will_do() {
    format().any_region();
}

#[test]
fn what_is_left_inside_is_counted() {
    format().leftovers_are_counted();
}

#[test]
fn a_change_outside_is_counted() {
    format().changes_are_counted();
}

#[test]
fn cut_and_changed_files_end_in_a_value() {
    format().survives(|file| with_crcs(&file));
}

/// What the chunks of a kind hold.
fn data<'a>(file: &[u8], kind: &'a [u8; 4]) -> impl Iterator<Item = Vec<u8>> + use<'a> {
    let chunks = chunks(file).into_iter();
    chunks.filter(move |(it, _)| it == kind).map(|(_, data)| data)
}

#[test]
fn frames_keep_number_time_and_plays() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        // Of fcTL the delay, and acTL.
        let times = |file: &[u8]| -> Vec<Vec<u8>> {
            data(file, b"fcTL")
                .map(|control| control[20..24].to_vec())
                .collect()
        };
        let (before, after) = (times(&plain), times(&bytes));
        assert_eq!(before, after, "{}", kind.name);
        assert_eq!(after.len(), 4, "{}", kind.name);
        let plays = |file: &[u8]| data(file, b"acTL").collect::<Vec<_>>();
        assert_eq!(plays(&plain), plays(&bytes), "{}", kind.name);
    }
}

/// One way to store frames; in a picture without alpha, transparency is one colour.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stored {
    Rgba(BitDepth),
    Rgb(BitDepth),
    Palette,
}

const KEY: [u16; 4] = [3, 2, 1, 255];

fn written(stored: Stored, steps: &[Step]) -> Vec<u8> {
    let mut palette: Vec<[u16; 4]> = vec![[0; 4]];
    let all = steps.iter().flat_map(|step| &step.pixels);
    all.for_each(|pixel| {
        if !palette.contains(pixel) {
            palette.push(*pixel);
        }
    });
    let (colour, depth) = match stored {
        Stored::Rgba(depth) => (ColorType::Rgba, depth),
        Stored::Rgb(depth) => (ColorType::Rgb, depth),
        Stored::Palette => (ColorType::Indexed, BitDepth::Eight),
    };
    let wide = |level: u16| match depth {
        BitDepth::Sixteen => (257 * level).to_be_bytes().to_vec(),
        _ => vec![level as u8],
    };
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_animated(steps.len() as u32, 3).unwrap();
    match stored {
        Stored::Palette => {
            let colours = palette.iter().flat_map(|entry| entry[..3].to_vec());
            encoder.set_palette(colours.map(|level| level as u8).collect::<Vec<u8>>());
            encoder.set_trns(palette.iter().map(|entry| entry[3] as u8).collect::<Vec<u8>>());
        }
        Stored::Rgb(_) => {
            let key = KEY[..3].iter().map(|level| {
                if depth == BitDepth::Sixteen {
                    257 * level
                } else {
                    *level
                }
            });
            encoder.set_trns(key.flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
        }
        Stored::Rgba(_) => {}
    }
    let mut writer = encoder.write_header().unwrap();
    for (number, step) in (0..).zip(steps) {
        let [left, top, across, down] = step.place;
        writer.set_frame_delay(number + 3, 50).unwrap();
        writer
            .set_dispose_op(match step.dispose {
                Dispose::Keep => DisposeOp::None,
                Dispose::Clear => DisposeOp::Background,
                Dispose::Restore => DisposeOp::Previous,
            })
            .unwrap();
        let blend = if step.blends {
            BlendOp::Over
        } else {
            BlendOp::Source
        };
        writer.set_blend_op(blend).unwrap();
        writer.reset_frame_position().unwrap();
        writer.set_frame_dimension(across, down).unwrap();
        writer.set_frame_position(left, top).unwrap();
        let samples = |pixel: &[u16; 4]| -> Vec<u8> {
            match stored {
                Stored::Palette => vec![palette.iter().position(|entry| entry == pixel).unwrap() as u8],
                Stored::Rgb(_) if pixel[3] == 0 => KEY[..3].iter().flat_map(|&level| wide(level)).collect(),
                Stored::Rgb(_) => pixel[..3].iter().flat_map(|&level| wide(level)).collect(),
                Stored::Rgba(_) => pixel.iter().flat_map(|&level| wide(level)).collect(),
            }
        };
        let data: Vec<u8> = step.pixels.iter().flat_map(samples).collect();
        writer.write_image_data(&data).unwrap();
    }
    writer.finish().unwrap();
    file
}

fn promises() -> impl Iterator<Item = Promise> {
    use BitDepth::{Eight, Sixteen};
    let all = [
        Stored::Rgba(Eight),
        Stored::Rgba(Sixteen),
        Stored::Rgb(Eight),
        Stored::Rgb(Sixteen),
        Stored::Palette,
    ];
    all.into_iter().map(|stored| Promise {
        conceal: redact::conceal,
        differences: redact::differences_outside,
        means: Means {
            restores: true,
            replaces: true,
            // Sixteen bits are rounded otherwise than the eight that the frames are made of.
            translucent: stored == Stored::Rgba(Eight),
        },
        written: Box::new(move |steps| written(stored, steps)),
        shown,
    })
}

#[test]
fn how_a_ball_moves_under_the_area_tells_nothing() {
    promises().for_each(|promise| promise.ball());
}

#[test]
fn any_animation_is_stored_from_what_is_seen_of_it_alone() {
    for promise in promises() {
        (0..60).for_each(|seed| promise.any(seed));
    }
}

/// Translucent frames of sixteen bits, in all of them.
#[test]
fn no_bit_that_is_seen_outside_changes() {
    let kinds = format().kinds;
    for kind in kinds.iter().filter(|kind| kind.name.contains("Sixteen")) {
        let plain = (kind.of)(60, 50, &moving);
        let concealed = format().concealed(&plain, &[region(20, 20, 9, 9)]);
        let ((max, before), (_, after)) = (canvases(&plain), canvases(&concealed.bytes));
        assert_eq!(max, 65535);
        for (before, after) in before.iter().zip(&after) {
            for (at, (old, new)) in (0..).zip(before.iter().zip(after)) {
                let hidden = concealed.area.contains(at % 60, at / 60);
                assert!(old == new || hidden, "{} {at}: {old:?} {new:?}", kind.name);
            }
        }
    }
}

/// What another program composes of the copy, it composes of the source; it rounds down what it blends.
#[test]
fn another_viewer_shows_the_same_outside() {
    use image::AnimationDecoder as _;
    use image::codecs::png::PngDecoder;
    let composed = |file: &[u8]| -> Vec<Vec<u8>> {
        let frames = PngDecoder::new(Cursor::new(file))
            .unwrap()
            .apng()
            .unwrap()
            .into_frames();
        frames
            .map(|frame| frame.unwrap().into_buffer().into_raw())
            .collect()
    };
    let kinds = format().kinds;
    for kind in kinds.iter().filter(|kind| !kind.name.contains("Sixteen")) {
        let plain = (kind.of)(60, 50, &moving);
        let concealed = format().concealed(&plain, &[region(20, 20, 9, 9)]);
        for (before, after) in composed(&plain).iter().zip(&composed(&concealed.bytes)) {
            for (at, (old, new)) in (0..).zip(before.chunks(4).zip(after.chunks(4))) {
                let hidden = concealed.area.contains(at % 60, at / 60);
                let apart = old.iter().zip(new).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
                assert!(
                    hidden || apart < 3 || old[3] == 0 && new[3] == 0,
                    "{} {at}: {old:?} {new:?}",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn what_has_no_transparent_colour_and_becomes_transparent_is_refused_by_name() {
    let steps = [
        (WHOLE, DisposeOp::Background, BlendOp::Source),
        (PART, DisposeOp::None, BlendOp::Source),
    ];
    let plain = (kind(ColorType::Rgb, BitDepth::Eight, false, &steps).of)(60, 50, &moving);
    let error = redact::conceal(&plain, &[region(20, 20, 9, 9)], Upright::TopLeft, &SEED).unwrap_err();
    assert!(error.to_string().contains("no transparent colour"), "{error}");
}

/// A colour that is transparent where it is hidden alone leaves no tRNS.
#[test]
fn transparency_under_the_area_alone_is_not_told() {
    let hidden = common::animation::area();
    let step = |clear: bool| {
        let pixel = |at: u32| {
            let (x, y) = (at % WIDTH, at / WIDTH);
            let inside = hidden.contains(x, y);
            if clear && inside {
                [0; 4]
            } else {
                [x as u16, y as u16, 90, 255]
            }
        };
        Step {
            place: [0, 0, WIDTH, HEIGHT],
            dispose: Dispose::Keep,
            blends: false,
            pixels: (0..WIDTH * HEIGHT).map(pixel).collect(),
        }
    };
    for stored in [Stored::Rgb(BitDepth::Eight), Stored::Rgb(BitDepth::Sixteen)] {
        let [one, other] = [true, false].map(|clear| {
            let file = written(stored, &[step(clear), step(false)]);
            let file = if clear { file } else { without(&file, *b"tRNS") };
            redact::conceal(&file, &common::animation::hidden(), Upright::TopLeft, &SEED)
                .unwrap()
                .bytes
        });
        assert!(one == other, "{stored:?}");
    }
}

/// A file without a chunk.
fn without(file: &[u8], kind: [u8; 4]) -> Vec<u8> {
    let at = file.windows(4).position(|window| window == kind).unwrap() - 4;
    let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
    [&file[..at], &file[at + 12 + length..]].concat()
}

/// Optimisers cut frames down to what moves: where a mouth is, for one.
#[test]
fn the_place_of_a_frame_under_the_area_tells_nothing() {
    let regions = [region(20, 15, 40, 30)];
    let parts: [Part; 3] = [
        |_, _| [25, 20, 9, 7],
        |_, _| [40, 31, 3, 2],
        |_, _| [12, 7, 56, 46],
    ];
    let format = format();
    let files = parts.map(|part| {
        let steps = [STEPS[0], (part, DisposeOp::Background, BlendOp::Over), STEPS[3]];
        let kind = kind(ColorType::Rgba, BitDepth::Eight, false, &steps);
        format.concealed(&(kind.of)(97, 71, &moving), &regions).bytes
    });
    assert!(files[0] == files[1] && files[1] == files[2]);
}

#[test]
fn colours_used_only_inside_leave_the_palette_of_all_frames() {
    let format = format();
    for kind in format
        .kinds
        .iter()
        .filter(|kind| kind.name.starts_with("Indexed Eight"))
    {
        let regions = [region(20, 20, 20, 20)];
        let area = format.concealed(&(kind.of)(60, 60, &moving), &regions).area;
        let plain = (kind.of)(60, 60, &|frame, x, y| {
            if area.contains(x, y) {
                [(100 + x) as u8, 0, 0]
            } else {
                [((x + frame) % 7) as u8, 0, 0]
            }
        });
        let bytes = format.concealed(&plain, &regions).bytes;
        let palette = data(&bytes, b"PLTE").next().unwrap();
        let palette: Vec<&[u8]> = palette.chunks(3).collect();
        for index in (100..160).filter(|&index| area.contains(index - 100, 30)) {
            assert!(!palette.contains(&&entry(index)[..]), "{}: {index}", kind.name);
        }
    }
}
