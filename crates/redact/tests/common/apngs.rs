//! Animated PNGs as the tests write them, and what they show, frame by frame.

use std::io::Cursor;

use png::{BitDepth, BlendOp, ColorType, DisposeOp};

use super::animation::{Dispose, Step, composed};
use super::pngs::{alpha, entry, rows};
use super::raster::{Drawn, Kind};

/// Where a frame lies, on a canvas of a size.
pub(crate) type Part = fn(u32, u32) -> [u32; 4];

pub(crate) const WHOLE: Part = |width, height| [0, 0, width, height];
pub(crate) const PART: Part = |width, height| {
    let (left, top) = (width / 4, height / 5);
    [left, top, width - left - width / 6, height - top]
};

/// A frame: its place, and how it is disposed of and blended.
pub(crate) type Control = (Part, DisposeOp, BlendOp);

pub(crate) const STEPS: [Control; 4] = [
    (WHOLE, DisposeOp::None, BlendOp::Source),
    (PART, DisposeOp::None, BlendOp::Over),
    (WHOLE, DisposeOp::Previous, BlendOp::Source),
    (PART, DisposeOp::None, BlendOp::Source),
];

/// `apart`: the picture in IDAT is no part of the animation.
pub(crate) fn kind(colour: ColorType, depth: BitDepth, apart: bool, steps: &[Control]) -> Kind {
    let steps = steps.to_vec();
    Kind {
        name: format!("{colour:?} {depth:?}, IDAT apart: {apart}"),
        of: Box::new(move |width, height, drawn| {
            file((colour, depth), apart, &steps, [width, height], drawn)
        }),
    }
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
        rows((colour, depth), [width, height], |x, y| {
            let (x, y) = (x + left, y + top);
            (drawn(frame, x, y), alpha(x, y))
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

/// What is shown with each frame, composed by the tests; before it, the picture in IDAT that is no part of the animation.
pub(crate) fn shown(file: &[u8]) -> Vec<Vec<[u8; 4]>> {
    let (max, canvases) = canvases(file);
    let levels = |pixel: [u16; 4]| pixel.map(|level| if max == 255 { level } else { level >> 8 } as u8);
    let canvases = canvases.into_iter();
    canvases
        .map(|canvas| canvas.into_iter().map(levels).collect())
        .collect()
}

/// The same in all bits, and the greatest level.
pub(crate) fn canvases(file: &[u8]) -> (u16, Vec<Vec<[u16; 4]>>) {
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
