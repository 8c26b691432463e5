//! What `gif::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::animation::{Dispose, HEIGHT, Means, Promise, Step, WIDTH};
use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, filled, region};
use gif::{DisposalMethod, Encoder, Frame, Repeat};
use image::AnimationDecoder as _;
use image::codecs::gif::GifDecoder;
use safelight_redact::{Upright, gif as redact};

/// Where a frame lies, on a screen of a size.
type Part = fn(u32, u32) -> [u32; 4];

const WHOLE: Part = |width, height| [0, 0, width, height];
const PART: Part = |width, height| {
    let (left, top) = (width / 4, height / 5);
    [left, top, width - left - width / 6, height - top]
};

fn format() -> Format {
    let mut kinds = Vec::new();
    for local in [false, true] {
        for clear in [None, Some(3)] {
            kinds.push(kind(local, clear, &[(WHOLE, DisposalMethod::Any)]));
            kinds.push(kind(
                local,
                clear,
                &[
                    (WHOLE, DisposalMethod::Keep),
                    (PART, DisposalMethod::Keep),
                    (WHOLE, DisposalMethod::Previous),
                    (PART, DisposalMethod::Keep),
                ],
            ));
        }
    }
    Format {
        conceal: redact::conceal,
        differences: |source, output, area, _| redact::differences_outside(source, output, area),
        inside: |_, output, area, regions| {
            let again = redact::again(output, area, regions, &SEED)?;
            Ok(u64::from(again != output))
        },
        shown,
        kinds,
    }
}

fn kind(local: bool, clear: Option<u8>, frames: &[(Part, DisposalMethod)]) -> Kind {
    let frames = frames.to_vec();
    Kind {
        name: format!(
            "{} frames, own tables: {local}, transparent: {clear:?}",
            frames.len()
        ),
        of: Box::new(move |width, height, drawn| file(local, clear, &frames, width, height, drawn)),
    }
}

/// An arbitrary colour.
fn entry(index: u32) -> [u8; 3] {
    [
        (index * 37 % 256) as u8,
        (255 - index) as u8,
        (index * 11 % 256) as u8,
    ]
}

fn table() -> Vec<u8> {
    (0..256).flat_map(entry).collect()
}

fn file(
    local: bool,
    clear: Option<u8>,
    frames: &[(Part, DisposalMethod)],
    width: u32,
    height: u32,
    drawn: Drawn<'_>,
) -> Vec<u8> {
    let mut file = Vec::new();
    let global = if local { Vec::new() } else { table() };
    let mut encoder = Encoder::new(&mut file, width as u16, height as u16, &global).unwrap();
    if frames.len() > 1 {
        encoder.set_repeat(Repeat::Finite(7)).unwrap();
    }
    for (number, (part, dispose)) in (0..).zip(frames) {
        let [left, top, width, height] = part(width, height);
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x + left, y + top)));
        let index = |(x, y)| match clear {
            Some(clear) if (x + y) % 9 < 2 => clear,
            _ => drawn(number, x, y)[0],
        };
        let mut frame = Frame::from_indexed_pixels(
            width as u16,
            height as u16,
            pixels.map(index).collect::<Vec<u8>>(),
            clear,
        );
        (frame.left, frame.top) = (left as u16, top as u16);
        frame.delay = 4 + number as u16;
        frame.dispose = *dispose;
        frame.palette = local.then(table);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

/// The frames as a viewer composes them.
fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let frames = GifDecoder::new(Cursor::new(file)).unwrap().into_frames();
    frames
        .map(|frame| {
            let picture = frame.unwrap().into_buffer();
            picture
                .pixels()
                .map(|pixel| if pixel.0[3] == 0 { [0; 4] } else { pixel.0 })
                .collect()
        })
        .collect()
}

fn decoded(file: &[u8]) -> (Repeat, Vec<Frame<'static>>) {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(Cursor::new(file)).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        frames.push(frame.clone());
    }
    (decoder.repeat(), frames)
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
    format().leftovers_are_counted();
}

#[test]
fn cut_and_changed_files_end_in_a_value() {
    format().survives(|file| file);
}

#[test]
fn frames_keep_number_delay_and_loop() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        let ((repeat, before), (again, after)) = (decoded(&plain), decoded(&bytes));
        assert_eq!(repeat, again, "{}", kind.name);
        let delays = |frames: &[Frame<'_>]| -> Vec<u16> { frames.iter().map(|frame| frame.delay).collect() };
        assert_eq!(delays(&before), delays(&after), "{}", kind.name);
    }
}

/// Each frame with a table of its own: its colours from the last to the first or in their order, after some that nothing
/// uses.
fn animated(steps: &[Step]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, WIDTH as u16, HEIGHT as u16, &table()).unwrap();
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for (number, step) in steps.iter().enumerate() {
        let [left, top, width, height] = step.place.map(|side| side as u16);
        let mut colours: Vec<[u16; 4]> = vec![[number as u16, 1, 2, 255]; step.pixels.len() % 3];
        for pixel in &step.pixels {
            if !colours.contains(pixel) {
                colours.push(*pixel);
            }
        }
        if number % 2 == 0 {
            colours.reverse();
        }
        let index = |pixel: &[u16; 4]| colours.iter().position(|colour| colour == pixel).unwrap() as u8;
        let indices: Vec<u8> = step.pixels.iter().map(index).collect();
        let clear = colours.iter().position(|colour| colour[3] == 0);
        let mut frame = Frame::from_indexed_pixels(width, height, indices, clear.map(|index| index as u8));
        (frame.left, frame.top, frame.delay) = (left, top, 4 + number as u16);
        frame.dispose = match step.dispose {
            Dispose::Keep => DisposalMethod::Keep,
            Dispose::Clear => DisposalMethod::Background,
            Dispose::Restore => DisposalMethod::Previous,
        };
        let table = colours.iter().flat_map(|colour| colour[..3].to_vec());
        frame.palette = Some(table.map(|level| level as u8).collect());
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

fn promise() -> Promise {
    Promise {
        conceal: redact::conceal,
        differences: redact::differences_outside,
        means: Means {
            restores: true,
            replaces: false,
            translucent: false,
        },
        written: Box::new(animated),
        shown,
    }
}

#[test]
fn how_a_ball_moves_under_the_area_tells_nothing() {
    promise().ball();
}

#[test]
fn any_animation_is_stored_from_what_is_seen_of_it_alone() {
    (0..150).for_each(|seed| promise().any(seed));
}

/// A picture whose frames have 256 colours each, other ones every time.
fn mosaic(dispose: [DisposalMethod; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 64, 64, &[]).unwrap();
    for (number, (dispose, side)) in (0_u8..).zip(dispose.into_iter().zip([64, 40, 40])) {
        let indices = (0..side * side)
            .map(|at| (at * 7 + at / side) as u8)
            .collect::<Vec<u8>>();
        let mut frame = Frame::from_indexed_pixels(side as u16, side as u16, indices, None);
        frame.palette = Some((0..=255).flat_map(|level| [level, 80 * number, 9]).collect());
        (frame.left, frame.top) = (u16::from(number) * 6, u16::from(number) * 4);
        frame.dispose = dispose;
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

#[test]
fn frames_of_256_colours_each_are_drawn_again() {
    use DisposalMethod::{Background, Keep, Previous};
    let regions = [region(30, 30, 3, 3)];
    for dispose in [[Keep; 3], [Background; 3], [Previous; 3], [Keep, Previous, Keep]] {
        let file = mosaic(dispose);
        let concealed = format().concealed(&file, &regions);
        for (before, after) in shown(&file).iter().zip(&shown(&concealed.bytes)) {
            for (at, (old, new)) in (0..).zip(before.iter().zip(after)) {
                let hidden = concealed.area.contains(at % 64, at / 64);
                assert!(old == new || hidden, "{dispose:?} {at}");
            }
        }
    }
}

/// Blocks of one colour or of as many as they have pixels, over a picture of 256 colours.
fn blocks(blocks: &[([u16; 2], u16, bool, DisposalMethod)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 64, 64, &[]).unwrap();
    let whole = ([0, 0], 64, true, DisposalMethod::Keep);
    for (number, &([left, top], side, many, dispose)) in (0_u8..).zip([whole].iter().chain(blocks)) {
        let pixels = (0..side * side).map(|at| (at / side % 16 * 16 + at % side % 16) as u8);
        let indices: Vec<u8> = pixels.map(|index| if many { index } else { 0 }).collect();
        let mut frame = Frame::from_indexed_pixels(side, side, indices, None);
        frame.palette = Some((0..=255).flat_map(|level| [level, 20 * number, 9]).collect());
        (frame.left, frame.top, frame.dispose) = (left, top, dispose);
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

#[test]
fn frames_that_come_and_go_over_many_colours_are_drawn_again_and_what_cannot_be_is_refused_by_name() {
    use DisposalMethod::{Keep, Previous};
    let regions = [region(50, 50, 3, 3)];
    let all = [
        ([0, 0], 12, false, Previous),
        ([20, 0], 12, false, Previous),
        ([0, 20], 16, true, Keep),
        ([40, 0], 12, true, Keep),
        ([20, 20], 12, false, Previous),
        ([40, 20], 16, true, Keep),
    ];
    for some in [&all[..3], &all[3..]] {
        let file = blocks(some);
        let concealed = format().concealed(&file, &regions);
        let differences = redact::differences_outside(&file, &concealed.bytes, &concealed.area);
        assert_eq!(differences.unwrap(), 0);
    }
    let error = redact::conceal(&blocks(&all), &regions, Upright::TopLeft, &SEED).unwrap_err();
    assert!(error.to_string().contains("more than 256 colours"), "{error}");
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
        let frames = [
            (WHOLE, DisposalMethod::Keep),
            (part, DisposalMethod::Background),
            (PART, DisposalMethod::Keep),
        ];
        format
            .concealed(&(kind(true, None, &frames).of)(97, 71, &moving), &regions)
            .bytes
    });
    assert!(files[0] == files[1] && files[1] == files[2]);
    let (_, frames) = decoded(&files[0]);
    assert_eq!((frames.len(), frames[1].width, frames[1].delay), (3, 1, 5));
}

/// Repeating the paint of the first frame keeps a hidden region still.
#[test]
fn the_paint_does_not_flicker() {
    let frames = [(WHOLE, DisposalMethod::Keep), (WHOLE, DisposalMethod::Keep)];
    let format = format();
    let plain = (kind(true, None, &frames).of)(60, 50, &moving);
    let concealed = format.concealed(&plain, &[filled(20, 15, 12, 12, [7, 99, 200])]);
    let shown = shown(&concealed.bytes);
    for (x, y) in concealed.area.pixels() {
        let at = (60 * y + x) as usize;
        assert_eq!(
            (shown[0][at], shown[1][at]),
            ([7, 99, 200, 255], [7, 99, 200, 255])
        );
    }
}

#[test]
fn colours_used_only_inside_leave_every_table() {
    let format = format();
    for kind in &format.kinds {
        let regions = [region(20, 20, 20, 20)];
        let area = format.concealed(&(kind.of)(60, 60, &moving), &regions).area;
        let plain = (kind.of)(60, 60, &|_, x, y| {
            if area.contains(x, y) {
                [(100 + x) as u8, 0, 0]
            } else {
                [(x % 7) as u8, 0, 0]
            }
        });
        let bytes = format.concealed(&plain, &regions).bytes;
        let screen = if bytes[10] & 0x80 == 0 {
            0
        } else {
            6 << (bytes[10] & 7)
        };
        let (_, frames) = decoded(&bytes);
        let tables = frames.iter().filter_map(|frame| frame.palette.as_deref());
        for table in tables.chain([&bytes[13..13 + screen]]) {
            for index in (100..160).filter(|&index| area.contains(index - 100, 30)) {
                let found = table.chunks(3).any(|colour| colour == entry(index));
                assert!(!found, "{}: {index}", kind.name);
            }
        }
    }
}
