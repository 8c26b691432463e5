//! A small picture of a JPEG, for the screen.

use super::frame::Frame;
use super::turbo;
use crate::{Error, Pixels, Size};

/// Decodes a JPEG at the largest size of which no side exceeds `max_side` pixels that eighths of its own size, or whole
/// fractions of one eighth, allow. Orientation and colour profile are not applied; inks are turned to RGB without one.
///
/// # Errors
/// As for [`conceal`](super::conceal).
pub fn render(jpeg: &[u8], max_side: u32) -> Result<Pixels, Error> {
    let frame = Frame::read(jpeg)?.of_eight_bits()?;
    let longer = frame.size.width.max(frame.size.height);
    let max_side = max_side.max(1);
    let eighths = (1..=8)
        .rev()
        .find(|eighths| (longer * eighths).div_ceil(8) <= max_side)
        .unwrap_or(1);
    let inks = frame.colour.inks();
    let (mut samples, size) = turbo::pixels(jpeg, &frame, eighths, inks.is_some())?;
    if let Some(inverted) = inks {
        samples = samples
            .as_chunks::<4>()
            .0
            .iter()
            .flat_map(|&sample| rgb(sample, inverted))
            .collect();
    }
    let step = size.width.max(size.height).div_ceil(max_side);
    Ok(if step > 1 {
        reduced(&samples, size, step)
    } else {
        Pixels { size, rgb: samples }
    })
}

/// Inks on white paper.
fn rgb(sample: [u8; 4], inverted: bool) -> [u8; 3] {
    let [cyan, magenta, yellow, black] = sample.map(|ink| u32::from(if inverted { ink } else { 255 - ink }));
    [cyan, magenta, yellow].map(|bare| ((bare * black + 127) / 255) as u8)
}

/// The mean of every `step` × `step` pixels; fewer at the right and the bottom.
fn reduced(rgb: &[u8], size: Size, step: u32) -> Pixels {
    let (width, step) = (size.width as usize, step as usize);
    let (across, down) = (width.div_ceil(step), (size.height as usize).div_ceil(step));
    let mut reduced = Vec::with_capacity(3 * across * down);
    for rows in rgb.chunks(3 * width * step) {
        for column in (0..width).step_by(step) {
            for channel in 0..3 {
                let cells = rows.chunks_exact(3 * width).flat_map(|row| {
                    row.get(3 * column..)
                        .unwrap_or_default()
                        .iter()
                        .skip(channel)
                        .step_by(3)
                        .take(step.min(width - column))
                });
                let (sum, count) = cells.fold((0_u32, 0_u32), |(sum, count), &level| {
                    (sum + u32::from(level), count + 1)
                });
                reduced.push((sum / count.max(1)) as u8);
            }
        }
    }
    Pixels {
        size: Size {
            width: across as u32,
            height: down as u32,
        },
        rgb: reduced,
    }
}
