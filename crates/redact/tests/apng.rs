//! What `png::conceal` promises of animations.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, region, with_crcs};
use png::{BitDepth, BlendOp, ColorType, DisposeOp};
use safelight_redact::png as redact;

/// Where a frame lies, on a canvas of a size.
type Part = fn(u32, u32) -> [u32; 4];

const WHOLE: Part = |width, height| [0, 0, width, height];
const PART: Part = |width, height| {
    let (left, top) = (width / 4, height / 5);
    [left, top, width - left - width / 6, height - top]
};

/// A frame: its place, and how it is disposed of and blended.
type Step = (Part, DisposeOp, BlendOp);

const STEPS: [Step; 4] = [
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
        inside: |_, output, area, regions| redact::differences_inside(output, area, regions, &SEED),
        shown: stored,
        kinds: kinds.collect(),
    }
}

/// `apart`: the picture in IDAT is no part of the animation.
fn kind(colour: ColorType, depth: BitDepth, apart: bool, steps: &[Step]) -> Kind {
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
    steps: &[Step],
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

/// What each frame stores, on a canvas of its own; where it stores nothing, opaque black.
fn stored(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let mut decoder = png::Decoder::new(Cursor::new(file));
    decoder.set_transformations(
        png::Transformations::EXPAND | png::Transformations::ALPHA | png::Transformations::STRIP_16,
    );
    let mut reader = decoder.read_info().unwrap();
    let (width, height) = reader.info().size();
    let control = reader.info().animation_control().unwrap();
    let apart = reader.info().frame_control().is_none();
    let mut frames = Vec::new();
    for _ in 0..control.num_frames + u32::from(apart) {
        let mut samples = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut samples).unwrap();
        let place = reader
            .info()
            .frame_control()
            .filter(|_| !(apart && frames.is_empty()));
        let (left, top) = place.map_or((0, 0), |control| (control.x_offset, control.y_offset));
        let per = if frame.color_type == ColorType::GrayscaleAlpha {
            2
        } else {
            4
        };
        let mut canvas = vec![[0, 0, 0, 255]; (width * height) as usize];
        for (at, pixel) in (0..).zip(samples[..frame.buffer_size()].chunks(per)) {
            let (x, y) = (left + at % frame.width, top + at / frame.width);
            canvas[(y * width + x) as usize] = match pixel {
                [grey, alpha] => [*grey, *grey, *grey, *alpha],
                _ => pixel.try_into().unwrap(),
            };
        }
        frames.push(canvas);
    }
    frames
}

/// Of each frame its place, delay, disposal and blending.
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
fn a_change_outside_is_counted() {
    format().changes_are_counted();
}

#[test]
fn what_is_left_inside_is_counted() {
    assert!(format().leftovers_are_counted() >= 1);
}

#[test]
fn cut_and_changed_files_end_in_a_value() {
    format().survives(|file| with_crcs(&file));
}

#[test]
fn frames_keep_place_time_disposal_and_blending() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        assert_eq!(controls(&plain), controls(&bytes), "{}", kind.name);
        assert_eq!(controls(&bytes).len(), 4, "{}", kind.name);
        let plays = |file: &[u8]| {
            let at = file.windows(4).position(|window| window == b"acTL").unwrap();
            file[at..at + 12].to_vec()
        };
        assert_eq!(plays(&plain), plays(&bytes), "{}", kind.name);
    }
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
