//! What `webp::conceal` promises.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use std::io::Cursor;

use common::animation::{Dispose, HEIGHT, Means, Promise, Step, WIDTH, composed};
use common::raster::{Drawn, Format, Kind, moving};
use common::{SEED, region};
use image_webp::{ColorType, WebPDecoder, WebPEncoder};
use safelight_redact::{Upright, webp as redact};

/// Where a frame lies, on a canvas of a size: even places.
type Part = fn(u32, u32) -> [u32; 4];

const WHOLE: Part = |width, height| [0, 0, width, height];
const PART: Part = |width, height| {
    let (left, top) = (width / 4 / 2 * 2, height / 5 / 2 * 2);
    [left, top, width - left - width / 6, height - top]
};

/// libwebp's, through Pillow 13: 60 × 50 pixels at quality 60; the second with transparency.
const LOSSY: [&[u8]; 2] = [
    include_bytes!("pictures/lossy.webp"),
    include_bytes!("pictures/lossy_alpha.webp"),
];

fn format() -> Format {
    let mut kinds = Vec::new();
    for clear in [false, true] {
        kinds.push(Kind {
            name: format!("still, transparent: {clear}"),
            of: Box::new(move |width, height, drawn| {
                container(width, height, &vp8l(clear, [0, 0, width, height], 0, drawn), &[])
            }),
        });
        kinds.push(animated(clear, &[(WHOLE, 2), (PART, 0), (PART, 3), (WHOLE, 0)]));
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

fn animated(clear: bool, frames: &[(Part, u8)]) -> Kind {
    let frames = frames.to_vec();
    Kind {
        name: format!("{} frames, transparent: {clear}", frames.len()),
        of: Box::new(move |width, height, drawn| {
            let mut body = riff(b"ANIM", &[9, 9, 9, 255, 3, 0]);
            for (number, (part, flags)) in (0..).zip(&frames) {
                let [left, top, width, height] = part(width, height);
                let mut frame: Vec<u8> = [left / 2, top / 2, width - 1, height - 1, 40 + number]
                    .iter()
                    .flat_map(|field| field.to_le_bytes()[..3].to_vec())
                    .collect();
                frame.push(*flags);
                frame.extend(vp8l(clear, [left, top, width, height], number, drawn));
                body.extend(riff(b"ANMF", &frame));
            }
            container(width, height, &body, &[0x02 | u8::from(clear) << 4])
        }),
    }
}

fn riff(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = [name, &(data.len() as u32).to_le_bytes()[..], data].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// A file; an extended one where it has flags.
fn container(width: u32, height: u32, body: &[u8], flags: &[u8]) -> Vec<u8> {
    let mut file = b"WEBP".to_vec();
    if let Some(flags) = flags.first() {
        let [w0, w1, w2, _] = (width - 1).to_le_bytes();
        let [h0, h1, h2, _] = (height - 1).to_le_bytes();
        file.extend(riff(b"VP8X", &[*flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]));
    }
    file.extend(body);
    riff(b"RIFF", &file)
}

/// A lossless picture's chunk.
fn vp8l(clear: bool, [left, top, width, height]: [u32; 4], frame: u32, drawn: Drawn<'_>) -> Vec<u8> {
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x + left, y + top)));
    let samples: Vec<u8> = pixels
        .flat_map(|(x, y)| {
            let [red, green, blue] = drawn(frame, x, y);
            let alpha = [0, 200][usize::from((x + y) % 9 > 1)];
            [red, green, blue, if clear { alpha } else { 255 }]
        })
        .collect();
    let mut file = Vec::new();
    WebPEncoder::new(&mut file)
        .encode(&samples, width, height, ColorType::Rgba8)
        .unwrap();
    file[12..].to_vec()
}

/// What is shown with each frame: each decoded as a picture of its own, and composed by the tests, for the decoder rounds
/// what it blends.
fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let all = chunks(file);
    let long = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
    let frames = all.iter().filter(|(name, _)| name == b"ANMF");
    let steps: Vec<Step> = frames
        .map(|(_, data)| {
            let [left, top] = [0, 3].map(|at| 2 * long(&data[at..]));
            let [width, height] = [6, 9].map(|at| 1 + long(&data[at..]));
            let pixels = picture(&container(width, height, &data[16..], &[]));
            Step {
                place: [left, top, width, height],
                dispose: [Dispose::Keep, Dispose::Clear][usize::from(data[15] & 1)],
                blends: data[15] & 2 == 0,
                pixels: pixels.iter().map(|pixel| pixel.map(u16::from)).collect(),
            }
        })
        .collect();
    if steps.is_empty() {
        return vec![picture(file)];
    }
    let decoder = WebPDecoder::new(Cursor::new(file)).unwrap();
    let canvases = composed(decoder.dimensions().into(), 255, &steps).into_iter();
    canvases
        .map(|canvas| {
            canvas
                .into_iter()
                .map(|pixel| pixel.map(|level| level as u8))
                .collect()
        })
        .collect()
}

fn picture(file: &[u8]) -> Vec<[u8; 4]> {
    let mut decoder = WebPDecoder::new(Cursor::new(file)).unwrap();
    let per = if decoder.has_alpha() { 4 } else { 3 };
    let mut samples = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut samples).unwrap();
    let pixels = samples.chunks(per);
    pixels
        .map(|p| [p[0], p[1], p[2], *p.get(3).unwrap_or(&255)])
        .collect()
}

fn chunks(file: &[u8]) -> Vec<([u8; 4], Vec<u8>)> {
    let (mut at, mut chunks) = (12, Vec::new());
    while at < file.len() {
        let length = u32::from_le_bytes(file[at + 4..at + 8].try_into().unwrap()) as usize;
        chunks.push((
            file[at..at + 4].try_into().unwrap(),
            file[at + 8..at + 8 + length].to_vec(),
        ));
        at += 8 + length.next_multiple_of(2);
    }
    chunks
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
    for file in LOSSY {
        for at in 0..file.len() {
            let mut changed = file.to_vec();
            changed[at] ^= 0x41;
            for file in [&file[..at], &changed] {
                let _ = redact::conceal(file, &[region(12, 12, 4, 4)], Upright::TopLeft, &SEED);
            }
        }
    }
}

#[test]
fn frames_keep_number_time_and_loop() {
    let format = format();
    for kind in &format.kinds {
        let plain = (kind.of)(60, 50, &moving);
        let bytes = format.concealed(&plain, &[region(20, 20, 9, 9)]).bytes;
        let said = |file: &[u8]| -> Vec<([u8; 4], Vec<u8>)> {
            let chunks = chunks(file).into_iter();
            chunks
                .map(|(name, mut data)| {
                    match &name {
                        b"ANMF" => data = data[12..15].to_vec(),
                        b"VP8L" => data.clear(),
                        b"VP8X" => data[0] &= !0x10,
                        _ => {}
                    }
                    (name, data)
                })
                .collect()
        };
        assert_eq!(said(&plain), said(&bytes), "{}", kind.name);
    }
}

fn frames(steps: &[Step]) -> Vec<u8> {
    let mut body = riff(b"ANIM", &[9, 9, 9, 255, 3, 0]);
    for (number, step) in (0..).zip(steps) {
        let [left, top, width, height] = step.place;
        let mut frame: Vec<u8> = [left / 2, top / 2, width - 1, height - 1, 40 + number]
            .iter()
            .flat_map(|field: &u32| field.to_le_bytes()[..3].to_vec())
            .collect();
        frame.push(u8::from(step.dispose == Dispose::Clear) | u8::from(!step.blends) << 1);
        let samples: Vec<u8> = step.pixels.iter().flatten().map(|level| *level as u8).collect();
        let mut file = Vec::new();
        WebPEncoder::new(&mut file)
            .encode(&samples, width, height, ColorType::Rgba8)
            .unwrap();
        frame.extend(&file[12..]);
        body.extend(riff(b"ANMF", &frame));
    }
    container(WIDTH, HEIGHT, &body, &[0x12])
}

fn promise() -> Promise {
    Promise {
        conceal: redact::conceal,
        differences: redact::differences_outside,
        means: Means {
            restores: false,
            replaces: true,
            translucent: true,
        },
        written: Box::new(frames),
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

/// Neither the flag of VP8X, nor that of VP8L, nor VP8X itself where nothing else needs it.
#[test]
fn transparency_under_the_area_alone_is_not_told() {
    let regions = [region(20, 20, 9, 9)];
    let format = format();
    let area = format
        .concealed(&(format.kinds[0].of)(60, 50, &moving), &regions)
        .area;
    for flags in [&[][..], &[0x10]] {
        let [one, other] = [0, 255].map(|alpha| {
            let pixels = (0..50).flat_map(|y| (0..60).map(move |x| (x, y)));
            let samples: Vec<u8> = pixels
                .flat_map(|(x, y)| [x as u8, y as u8, 7, if area.contains(x, y) { alpha } else { 255 }])
                .collect();
            let mut file = Vec::new();
            WebPEncoder::new(&mut file)
                .encode(&samples, 60, 50, ColorType::Rgba8)
                .unwrap();
            let flags = if alpha == 0 { flags } else { &[] };
            format
                .concealed(&container(60, 50, &file[12..], flags), &regions)
                .bytes
        });
        assert!(one == other);
        // RFC 9649, 3.4: the bit behind the sides.
        assert_eq!((&one[12..16], one[24] & 0x10), (&b"VP8L"[..], 0));
    }
}

/// Every pixel that was shown stays just that: written with loss again, none would.
#[test]
fn a_lossy_picture_is_written_without_loss_and_without_anything_else() {
    let regions = [region(20, 20, 9, 9)];
    let format = format();
    for file in LOSSY {
        assert!(redact::has_loss(file).unwrap());
        let concealed = format.concealed(file, &regions);
        assert!(!redact::has_loss(&concealed.bytes).unwrap());
        let names = chunks(&concealed.bytes).into_iter().map(|(name, _)| name);
        assert_eq!(names.collect::<Vec<_>>(), [*b"VP8L"]);
        let (before, after) = (shown(file), shown(&concealed.bytes));
        for (at, (old, new)) in (0..).zip(before[0].iter().zip(&after[0])) {
            let hidden = concealed.area.contains(at % 60, at / 60);
            assert!(hidden || old == new, "{at}");
            assert!(!hidden || new[3] == 255, "{at}");
        }
    }
}

/// What lay inside a lossy picture cannot be told from another content.
#[test]
fn a_lossy_picture_tells_no_more_than_a_lossless_one_of_the_same_surround() {
    let regions = [region(20, 20, 9, 9)];
    let format = format();
    for (file, clear) in LOSSY.into_iter().zip([false, true]) {
        let concealed = format.concealed(file, &regions);
        let pixels = &shown(file)[0];
        let mut samples = Vec::new();
        for (at, pixel) in (0..).zip(pixels) {
            let hidden = concealed.area.contains(at % 60, at / 60);
            samples.extend(if hidden { [1, 2, 3, 255] } else { *pixel });
        }
        let mut other = Vec::new();
        WebPEncoder::new(&mut other)
            .encode(&samples, 60, 50, ColorType::Rgba8)
            .unwrap();
        let flags: &[u8] = if clear { &[0x10] } else { &[] };
        let other = container(60, 50, &other[12..], flags);
        assert!(concealed.bytes == format.concealed(&other, &regions).bytes);
    }
}

/// Optimisers cut frames down to what moves: where a mouth is, for one.
#[test]
fn the_place_of_a_frame_under_the_area_tells_nothing() {
    let regions = [region(20, 15, 40, 30)];
    let parts: [Part; 3] = [
        |_, _| [26, 20, 9, 7],
        |_, _| [40, 30, 3, 2],
        |_, _| [12, 8, 56, 45],
    ];
    let format = format();
    let files = parts.map(|part| {
        let kind = animated(true, &[(WHOLE, 0), (part, 1), (PART, 0)]);
        format.concealed(&(kind.of)(97, 71, &moving), &regions).bytes
    });
    assert!(files[0] == files[1] && files[1] == files[2]);
}
