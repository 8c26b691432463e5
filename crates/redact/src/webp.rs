//! WebP: hidden pixels are replaced in every frame, all others are kept, and every picture is written without loss
//! (RFC 9649).

mod chunk;
mod compare;
mod inside;
mod moving;
mod picture;

use chunk::{Layout, riff};
use moving::Player;
use picture::{Picture, is_lossy};

pub use compare::differences_outside;
pub use inside::again;

use crate::raster::{PIXEL, Paint};
use crate::{Area, Concealed, Error, Region, Seed, Size, Upright, canvas};

/// Hides `regions` of a WebP that the sanitizer has written.
///
/// Each picture is decoded once, its hidden pixels are painted from the pixels around them in the first frame alone and
/// become opaque, and it is written as VP8L, which keeps every other pixel just as it was shown: a picture that was coded
/// with loss takes more room.
///
/// Of an animation the number of frames, their times and the loop stay. Its frames are composed, and stored anew from what
/// is seen: the first is the whole canvas, each other the least rectangle round what changed, which replaces what was there.
/// VP8X tells of transparency where some is seen; a still picture keeps it only where other chunks need it. Those all stay.
/// Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Limit`] for too many pixels, [`Error::Animation`] for too many frames of them, [`Error::Malformed`] and
/// [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let layout = Layout::read(clean)?;
    let area = Area::new(regions, upright, layout.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let bytes = painted(&layout, &area, regions, seed)?;
    Ok(Concealed { bytes, area })
}

fn painted(layout: &Layout<'_>, area: &Area, regions: &[Region], seed: &Seed) -> Result<Vec<u8>, Error> {
    let (transparent, pictures) = match layout.still() {
        Some(chunks) => {
            let mut picture = Picture::decoded(chunks, layout.size)?;
            let paint = Paint::new(area, regions, seed, 3, |x, y, channel| {
                level(picture.pixel(x, y), channel)
            });
            picture.paint(area, &paint);
            (picture.is_transparent(), riff(b"VP8L", &picture.encoded()?))
        }
        None => moving(layout, area, regions, seed)?,
    };
    Ok(layout.written(transparent, &pictures))
}

/// The frames of an animation, and whether anything of it is transparent.
fn moving(
    layout: &Layout<'_>,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<(bool, Vec<u8>), Error> {
    let mut player = Player::new(layout, area);
    let mut before: Option<Vec<[u8; 4]>> = None;
    let (mut transparent, mut frames) = (false, Vec::new());
    while let Some(control) = player.next()? {
        let shown = &mut player.canvas;
        if before.is_none() {
            let paint = Paint::new(area, regions, seed, 3, |x, y, channel| {
                level(shown.pixel(x, y), channel)
            });
            shown.paint(|x, y| {
                let [red, green, blue] = paint.rgb(x, y);
                Ok([red, green, blue, 255])
            })?;
        }
        // A frame begins at even places (2.7.1.1).
        let place = shown.place(before.as_deref(), 2);
        let picture = Picture::of(shown, place);
        transparent |= picture.is_transparent();
        let data = riff(b"VP8L", &picture.encoded()?);
        frames.extend(riff(b"ANMF", &[&control.written(place)[..], &data].concat()));
        canvas::written(frames.len(), layout.size, layout.frames.len() as u64)?;
        shown.pixels().clone_into(before.get_or_insert_default());
    }
    Ok((transparent, frames))
}

/// A level of a pixel's colour; none where it is wholly transparent.
fn level(pixel: [u8; 4], channel: usize) -> Option<f32> {
    let level = pixel.get(channel).filter(|_| pixel[3] > 0)?;
    Some(f32::from(*level))
}

/// Whether any picture of a WebP is coded with loss, so that hiding makes it larger.
///
/// # Errors
/// [`Error::Malformed`] for broken files.
pub fn has_loss(clean: &[u8]) -> Result<bool, Error> {
    let layout = Layout::read(clean)?;
    Ok(layout.frames.iter().any(|frame| is_lossy(&frame.chunks)))
}

/// The pixels of a still WebP: eight bits of red, green, blue and alpha.
pub(crate) fn pixels(file: &[u8]) -> Result<(Size, Vec<[u8; 4]>), Error> {
    let layout = Layout::read(file)?;
    match layout.frames.as_slice() {
        [frame] => Ok((layout.size, Picture::decoded(&frame.chunks, layout.size)?.pixels)),
        _ => Err(Error::Unsupported {
            what: "a strip that moves",
        }),
    }
}
