//! GIF: hidden pixels are replaced in every frame and all others are kept (GIF89a specification).

mod compare;
mod frames;
mod inside;

use ::gif::{DisposalMethod, Encoder, Frame, Repeat};
use frames::{Frames, Picture};

pub use compare::differences_outside;
pub use inside::differences_inside;

use crate::raster::{PIXEL, Place, Repainting, stand_in};
use crate::{Area, Concealed, Error, Region, Seed, Upright};

/// Colours of a table at most (clause 21).
const ROOM: usize = 256;

/// Colours that a paint has at most in each frame: their tables stand beside each of them.
const PAINTED: usize = 64;

/// Hides `regions` of a GIF that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them in the first frame alone, become opaque, and show the same in
/// every frame. Frames keep their number, places, delays, disposal and transparency, and the animation its loop. Each frame
/// has a colour table of its own, of what it uses outside the hidden area and what its paint needs; the global one goes,
/// with the background, which viewers leave transparent. A frame that lies wholly under the hidden area becomes one painted pixel, for its place
/// tells what is hidden. Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for a table full of transparent colours, [`Error::Limit`] for too many pixels,
/// [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let mut frames = Frames::read(clean)?;
    let area = Area::new(regions, upright, frames.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let mut bytes = Vec::new();
    let [width, height] = frames.screen;
    let mut encoder = Encoder::new(&mut bytes, width, height, &[]).map_err(failed)?;
    let mut shown = None;
    while let Some(picture) = frames.next()? {
        let first = shown.is_none();
        if first && frames.repeat() != Repeat::Finite(0) {
            encoder.set_repeat(frames.repeat()).map_err(failed)?;
        }
        let old = picture.palette.clone();
        let mut picture = settled(picture, &area);
        let mut repainting = Repainting::new(&old, &area);
        let place = picture.place;
        repainting.outside(&mut picture, place);
        let paint = shown.get_or_insert_with(|| repainting.surrounded(&picture, place, regions, seed));
        repainting.colours(paint, ROOM.min(repainting.palette().len() + PAINTED));
        repainting.paint(&mut picture, place, paint)?;
        encoder
            .write_frame(&written(picture, &repainting))
            .map_err(failed)?;
    }
    drop(encoder);
    // The aspect of pixels (clause 18), which the encoder does not know.
    if let (Some(to), Some(from)) = (bytes.get_mut(12), clean.get(12)) {
        *to = *from;
    }
    Ok(Concealed { bytes, area })
}

/// Whether regions can be hidden in a GIF that the sanitizer has written, as far as it tells without being decoded.
///
/// # Errors
/// As for [`conceal`].
pub fn check(clean: &[u8]) -> Result<(), Error> {
    Frames::read(clean).map(drop)
}

/// A frame as it stays; one that lies wholly under the area, and does not fill the screen, is but a painted pixel.
fn settled(picture: Picture, area: &Area) -> Picture {
    let place = place_of(picture.place, area);
    if place == picture.place {
        return picture;
    }
    Picture {
        place,
        dispose: DisposalMethod::Keep,
        indices: vec![0],
        ..picture
    }
}

fn place_of(place: Place, area: &Area) -> Place {
    if place.size != area.picture() && place.lies_under(area) {
        stand_in(area)
    } else {
        place
    }
}

fn written(picture: Picture, repainting: &Repainting<'_>) -> Frame<'static> {
    let entries = || repainting.palette().entries().iter().map(|entry| entry.bytes());
    let place = picture.place;
    Frame {
        delay: picture.delay,
        dispose: picture.dispose,
        transparent: entries()
            .position(|[.., alpha]| alpha == 0)
            .map(|index| index as u8),
        needs_user_input: false,
        top: place.top as u16,
        left: place.left as u16,
        width: place.size.width as u16,
        height: place.size.height as u16,
        interlaced: false,
        palette: Some(
            entries()
                .flat_map(|[red, green, blue, _]| [red, green, blue])
                .collect(),
        ),
        buffer: picture.indices.into(),
    }
}

fn failed(error: ::gif::EncodingError) -> Error {
    Error::Codec {
        library: "gif",
        message: error.to_string(),
    }
}
