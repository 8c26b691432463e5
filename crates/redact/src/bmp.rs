//! BMP: hidden pixels are replaced and all others are kept (Windows GDI, wingdi.h).

mod compare;
mod header;
mod inside;
mod pixels;
mod runs;

use header::Header;
use pixels::Pixels;

pub use compare::differences_outside;
pub use inside::differences_inside;

use crate::palette::Palette;
use crate::raster::{PIXEL, Paint, Place, Repainting};
use crate::{Area, Concealed, Error, Region, Seed, Upright};

/// Hides `regions` of a BMP that the sanitizer has written.
///
/// Hidden pixels are painted from the pixels around them alone and become opaque; bits a pixel, masks, run lengths and the
/// order of rows stay. A colour table is made anew, of what is used outside the hidden area and what its paint needs.
/// Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for what the sanitizer refuses too, [`Error::Limit`] for too many pixels,
/// [`Error::Malformed`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let header = Header::read(clean)?;
    let area = Area::new(regions, upright, header.size, PIXEL);
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let mut pixels = Pixels::read(clean, &header)?;
    let palette = painted(&mut pixels, &header, &header.palette(clean), &area, regions, seed)?;
    let bytes = header.written(clean, &palette, &pixels.encoded(&header));
    Ok(Concealed { bytes, area })
}

/// Whether regions can be hidden in a BMP that the sanitizer has written, as far as it tells without being decoded.
///
/// # Errors
/// As for [`conceal`].
pub fn check(clean: &[u8]) -> Result<(), Error> {
    Header::read(clean).map(drop)
}

/// Paints what is hidden, and gives the new colour table; none where pixels are colours.
fn painted(
    pixels: &mut Pixels,
    header: &Header,
    old: &Palette,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Palette, Error> {
    if header.bits <= 8 {
        return indexed(pixels, header, old, area, regions, seed);
    }
    let paint = Paint::new(area, regions, seed, 3, |x, y, channel| {
        header.level(pixels.value(x, y), channel)
    });
    for ((x, y), _) in Place::whole(header.size).hidden(area) {
        let colour = [0, 1, 2].map(|channel| paint.level(x, y, channel));
        pixels.set(x, y, header.value(colour));
    }
    Ok(Palette::default())
}

fn indexed(
    pixels: &mut Pixels,
    header: &Header,
    old: &Palette,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Palette, Error> {
    let whole = Place::whole(header.size);
    let mut repainting = Repainting::new(old, area);
    if whole
        .pixels(area)
        .any(|(x, y, hidden)| !hidden && pixels.is_left_out(x, y))
    {
        // Some viewers show the first colour where run lengths leave pixels out.
        repainting.keep(0);
    }
    repainting.outside(pixels, whole);
    let paint = repainting.surrounded(pixels, whole, regions, seed);
    repainting.colours(&paint, 1 << header.bits);
    repainting.paint(pixels, whole, &paint)?;
    Ok(repainting.palette().clone())
}
