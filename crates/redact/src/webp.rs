//! WebP: hidden pixels are replaced in every frame, all others are kept, and every picture is written without loss
//! (RFC 9649).

mod chunk;
mod compare;
mod inside;
mod picture;

use chunk::{Layout, riff};
use picture::{Picture, is_lossy};

pub use compare::differences_outside;
pub use inside::differences_inside;

use crate::raster::{PIXEL, Paint, Place};
use crate::{Area, Concealed, Error, Region, Seed, Size, Upright};

/// Hides `regions` of a WebP that the sanitizer has written.
///
/// Each picture is decoded once, its hidden pixels are painted from the pixels around them in the first frame alone and
/// become opaque, and it is written as VP8L, which keeps every other pixel just as it was shown: a picture that was coded
/// with loss takes more room. Frames keep their number, places, times and blending; one that lies wholly under the hidden
/// area becomes one painted pixel, for its place tells what is hidden. Every other chunk stays. Without a region that
/// touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Limit`] for too many pixels, [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let layout = Layout::read(clean)?;
    let area = Area::new(regions, upright, layout.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let mut shown: Option<Paint> = None;
    let mut pictures = Vec::with_capacity(layout.frames.len());
    let mut transparent = false;
    for frame in &layout.frames {
        let place = settled(frame.place, &area);
        let mut picture = if place == frame.place {
            Picture::decoded(&frame.chunks, place.size)?
        } else {
            Picture::blank(place.size)
        };
        let paint = shown.get_or_insert_with(|| {
            let rect = place.rect();
            Paint::new(&area, regions, seed, 3, |x, y, channel| {
                let within = rect.contains(x, y);
                within.then(|| picture.level(x - rect.left, y - rect.top, channel))?
            })
        });
        picture.paint(place, &area, paint);
        transparent |= picture.is_transparent();
        let data = riff(b"VP8L", &picture.encoded()?);
        pictures.push(match frame.control {
            Some(control) => riff(b"ANMF", &[&control.at(place, frame.place)[..], &data].concat()),
            None => data,
        });
    }
    let bytes = layout.written(transparent, &pictures.concat());
    Ok(Concealed { bytes, area })
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

/// What stands for a frame: one that lies wholly under the area, and does not fill the picture, is but a pixel of those
/// that a frame may begin with, which have even places.
fn settled(place: Place, area: &Area) -> Place {
    if place.size == area.picture() || !place.lies_under(area) {
        return place;
    }
    let even = area.pixels().find(|(x, y)| x % 2 == 0 && y % 2 == 0);
    let (left, top) = even.unwrap_or((place.left, place.top));
    Place {
        left,
        top,
        size: PIXEL,
    }
}
