//! What `png::conceal` promises of animations.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::animation::{Dispose, HEIGHT, Means, Promise, Step, WIDTH, composed};
use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, region, with_crcs};
use png::{BitDepth, BlendOp, ColorType, DisposeOp};
use safelight_redact::{Upright, png as redact};

/// Where a frame lies, on a canvas of a size.
type Part = fn(u32, u32) -> [u32; 4];

const WHOLE: Part = |width, height| [0, 0, width, height];
const PART: Part = |width, height| {
    let (left, top) = (width / 4, height / 5);
    [left, top, width - left - width / 6, height - top]
};

/// A frame: its place, and how it is disposed of and blended.
type Control = (Part, DisposeOp, BlendOp);

const STEPS: [Control; 4] = [
    (WHOLE, DisposeOp::None, BlendOp::Source),
    (PART, DisposeOp::None, BlendOp::Over),
    (WHOLE, DisposeOp::Previous, BlendOp::Source),
    (PART, DisposeOp::None, BlendOp::Source),
];

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

/// `apart`: the picture in IDAT is no part of the animation.
fn kind(colour: ColorType, depth: BitDepth, apart: bool, steps: &[Control]) -> Kind {
    let steps = steps.to_vec();
    Kind {
        name: format!("{colour:?} {depth:?}, IDAT apart: {apart}"),
        of: Box::new(move |width, height, drawn| {
            file((colour, depth), apart, &steps, [width, height], drawn)
        }),
    }
}

/// An arbitrary palette without repetitions.
fn entry(index: u32) -> [u8; 3] {
    [
        (index * 37 % 256) as u8,
        (255 - index) as u8,
        (index * 11 % 256) as u8,
    ]
}

fn file(
    (colour, depth): (ColorType, BitDepth),
    apart: bool,
    steps: &[Control],
    [width, height]: [u32; 2],
    drawn: Drawn<'_>,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(colour);
    encoder.set_depth(depth);
    encoder.set_animated(steps.len() as u32, 3).unwrap();
    if apart {
        encoder.set_sep_def_img(true).unwrap();
    }
    if colour == ColorType::Indexed {
        encoder.set_palette((0..1 << depth as u8).flat_map(entry).collect::<Vec<u8>>());
        encoder.set_trns(vec![255, 0]);
    }
    let mut writer = encoder.write_header().unwrap();
    let rows = |frame: u32, [left, top, width, height]: [u32; 4]| {
        rows(colour, depth, width, height, |x, y| {
            let (x, y) = (x + left, y + top);
            (drawn(frame, x, y), if (x + y) % 9 < 2 { 0 } else { 200 })
        })
    };
    if apart {
        writer.write_image_data(&rows(9, WHOLE(width, height))).unwrap();
    }
    for (number, (part, dispose, blend)) in (0..).zip(steps) {
        let [left, top, across, down] = part(width, height);
        writer.set_frame_delay(number + 3, 50).unwrap();
        writer.set_dispose_op(*dispose).unwrap();
        writer.set_blend_op(*blend).unwrap();
        writer.reset_frame_position().unwrap();
        writer.set_frame_dimension(across, down).unwrap();
        writer.set_frame_position(left, top).unwrap();
        writer
            .write_image_data(&rows(number as u32, [left, top, across, down]))
            .unwrap();
    }
    writer.finish().unwrap();
    file
}

fn rows(
    colour: ColorType,
    depth: BitDepth,
    width: u32,
    height: u32,
    drawn: impl Fn(u32, u32) -> ([u8; 3], u8),
) -> Vec<u8> {
    let depth = depth as u32;
    let mut rows = Vec::new();
    for y in 0..height {
        let mut bits = Vec::new();
        for x in 0..width {
            let ([red, green, blue], alpha) = drawn(x, y);
            let samples = match colour {
                ColorType::Grayscale | ColorType::Indexed => vec![red],
                ColorType::GrayscaleAlpha => vec![red, alpha],
                ColorType::Rgb => vec![red, green, blue],
                ColorType::Rgba => vec![red, green, blue, alpha],
            };
            for sample in samples.into_iter().map(u32::from) {
                let sample = if depth == 16 {
                    sample * 257
                } else {
                    sample >> (8 - depth)
                };
                bits.extend((0..depth).rev().map(|bit| (sample >> bit & 1) as u8));
            }
        }
        rows.extend(
            bits.chunks(8)
                .map(|byte| (0..8).fold(0, |sum, bit| sum << 1 | byte.get(bit).unwrap_or(&0))),
        );
    }
    rows
}

/// What is shown with each frame, composed by the tests; before it, the picture in IDAT that is no part of the animation.
fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let (max, canvases) = canvases(file);
    let levels = |pixel: [u16; 4]| pixel.map(|level| if max == 255 { level } else { level >> 8 } as u8);
    let canvases = canvases.into_iter();
    canvases
        .map(|canvas| canvas.into_iter().map(levels).collect())
        .collect()
}

/// The same in all bits, and the greatest level.
fn canvases(file: &[u8]) -> (u16, Vec<Vec<[u16; 4]>>) {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let size = reader.info().size();
    let control = reader.info().animation_control().unwrap();
    let apart = reader.info().frame_control().is_none();
    let mut steps = Vec::new();
    let mut max = 255;
    for _ in 0..control.num_frames + u32::from(apart) {
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut samples).unwrap();
        let still = apart && steps.is_empty();
        let control = reader.info().frame_control().filter(|_| !still);
        let samples: Vec<u16> = if frame.bit_depth == BitDepth::Sixteen {
            max = 65535;
            let pairs = samples[..frame.buffer_size()].chunks(2);
            pairs.map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
        } else {
            samples[..frame.buffer_size()]
                .iter()
                .map(|&level| level.into())
                .collect()
        };
        let per = if frame.color_type == ColorType::GrayscaleAlpha {
            2
        } else {
            4
        };
        let pixel = |pixel: &[u16]| match *pixel {
            [grey, alpha] => [grey, grey, grey, alpha],
            _ => pixel.try_into().unwrap(),
        };
        steps.push(Step {
            place: control.map_or([0, 0, size.0, size.1], |control| {
                [control.x_offset, control.y_offset, control.width, control.height]
            }),
            dispose: match control.map_or(DisposeOp::Background, |control| control.dispose_op) {
                DisposeOp::None => Dispose::Keep,
                DisposeOp::Background => Dispose::Clear,
                DisposeOp::Previous => Dispose::Restore,
            },
            blends: control.is_some_and(|control| control.blend_op == BlendOp::Over),
            pixels: samples.chunks(per).map(pixel).collect(),
        });
    }
    (max, composed(size.into(), max, &steps))
}

/// What fcTL says of each frame.
fn controls(file: &[u8]) -> Vec<Vec<u8>> {
    let (mut at, mut controls) = (8, Vec::new());
    while at < file.len() {
        let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        if &file[at + 4..at + 8] == b"fcTL" {
            controls.push(file[at + 12..at + 8 + length].to_vec());
        }
        at += 12 + length;
    }
    controls
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

#[test]
fn frames_keep_number_time_and_plays() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        let times = |file: &[u8]| -> Vec<Vec<u8>> {
            let controls = controls(file);
            controls.iter().map(|control| control[16..20].to_vec()).collect()
        };
        assert_eq!(times(&plain), times(&bytes), "{}", kind.name);
        assert_eq!(controls(&bytes).len(), 4, "{}", kind.name);
        let plays = |file: &[u8]| {
            let at = file.windows(4).position(|window| window == b"acTL").unwrap();
            file[at..at + 12].to_vec()
        };
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
        let at = bytes.windows(4).position(|window| window == b"PLTE").unwrap();
        let length = u32::from_be_bytes(bytes[at - 4..at].try_into().unwrap()) as usize;
        let palette: Vec<&[u8]> = bytes[at + 4..at + 4 + length].chunks(3).collect();
        for index in (100..160).filter(|&index| area.contains(index - 100, 30)) {
            assert!(!palette.contains(&&entry(index)[..]), "{}: {index}", kind.name);
        }
    }
}
