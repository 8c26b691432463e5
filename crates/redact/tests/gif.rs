//! What `gif::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, filled, region};
use gif::{DisposalMethod, Encoder, Frame, Repeat};
use image::AnimationDecoder as _;
use image::codecs::gif::GifDecoder;
use safelight_redact::gif as redact;

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
        inside: |_, output, area, regions| redact::differences_inside(output, area, regions, &SEED),
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
fn frames_keep_place_time_disposal_and_loop() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        let ((repeat, before), (again, after)) = (decoded(&plain), decoded(&bytes));
        assert_eq!(repeat, again, "{}", kind.name);
        assert_eq!(before.len(), after.len(), "{}", kind.name);
        for (old, new) in before.iter().zip(&after) {
            let said = |frame: &Frame<'_>| {
                let place = [frame.left, frame.top, frame.width, frame.height];
                (place, frame.delay, frame.dispose as u8)
            };
            assert_eq!(said(old), said(new), "{}", kind.name);
        }
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
