//! GIF: hidden pixels are replaced in every frame and all others are kept (GIF89a specification).

mod compare;
mod frames;
mod inside;
mod sheet;
mod writer;

use frames::{Frames, Seen};
use writer::{ORDERS, Order, Writer};

pub use compare::differences_outside;
pub use inside::again;

use crate::canvas::Canvas;
use crate::raster::{PIXEL, Paint};
use crate::{Area, Concealed, Error, Region, Seed, Upright};

/// Hides `regions` of a GIF that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them in the first frame alone, become opaque, and show the same in
/// every frame, in as many colours as a frame has room for. The number of frames, their delays and the loop stay. The frames
/// are composed, and stored anew from what is seen: each is the least rectangle round what changed, transparent where nothing
/// did, and stays; where it must go for the next one, its place becomes transparent or what it was before. Each frame
/// has a colour table of its own, of what it draws and what its paint needs; the global one goes, with the background, which
/// viewers leave transparent. Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for frames that cannot be drawn again with 256 colours each, [`Error::Limit`] for too many pixels,
/// [`Error::Animation`] for too many frames of them, [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let size = Frames::read(clean)?.size;
    let area = Area::new(regions, upright, size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let bytes = painted(clean, &area, regions, seed)?;
    Ok(Concealed { bytes, area })
}

/// Whether regions can be hidden in a GIF that the sanitizer has written, as far as it tells without being decoded.
///
/// # Errors
/// As for [`conceal`].
pub fn check(clean: &[u8]) -> Result<(), Error> {
    Frames::read(clean).map(drop)
}

fn painted(clean: &[u8], area: &Area, regions: &[Region], seed: &Seed) -> Result<Vec<u8>, Error> {
    let [first, other] = ORDERS;
    let mut bytes = match drawn(clean, area, regions, seed, first) {
        Err(Error::Unsupported { .. }) => drawn(clean, area, regions, seed, other)?,
        drawn => drawn?,
    };
    // The aspect of pixels (clause 18), which the encoder does not know.
    if let (Some(to), Some(from)) = (bytes.get_mut(12), clean.get(12)) {
        *to = *from;
    }
    Ok(bytes)
}

/// The file, with its frames drawn again.
fn drawn(clean: &[u8], area: &Area, regions: &[Region], seed: &Seed, order: Order) -> Result<Vec<u8>, Error> {
    let mut frames = Frames::read(clean)?;
    let mut canvas = Canvas::new(area, Seen::Clear);
    let delay = frames.show(&mut canvas)?.ok_or(Error::Malformed {
        part: "image descriptor",
        offset: clean.len(),
    })?;
    let paint = Paint::new(area, regions, seed, 3, |x, y, channel| match canvas.pixel(x, y) {
        Seen::Colour(colour) => colour.get(channel).copied().map(f32::from),
        Seen::Clear | Seen::Painted => None,
    });
    canvas.paint(|_, _| Ok(Seen::Painted))?;
    let mut writer = Writer::new(area, paint, frames.repeat(), order, (canvas.pixels(), delay))?;
    while let Some(delay) = frames.show(&mut canvas)? {
        writer.next(canvas.pixels(), delay)?;
    }
    writer.finish()
}
