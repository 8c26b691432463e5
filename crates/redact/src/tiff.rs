//! TIFF: hidden pixels are replaced on every page and all others are kept (TIFF 6.0 with its supplements, BigTIFF).

mod codec;
mod colour;
mod compare;
mod fax;
mod file;
mod inside;
mod layout;
mod lossy;
mod page;
mod predictor;
mod samples;
mod tags;

use file::File;
use page::Page;

pub use compare::differences_outside;
pub use inside::differences_inside;

use crate::raster::{Paint, Place, Repainting};
use crate::{Area, Concealed, Error, Region, Seed, Size};

/// Hides `regions` of a TIFF that the sanitizer has written.
///
/// The regions are in the displayed pixels of each page, whose own orientation is applied. Hidden pixels are painted from
/// the pixels around them alone and become opaque; byte order, strips or tiles, depth, colours, planes and predictor stay. A
/// colour map is made anew, of what is used outside the hidden area and what its paint needs. Data is coded as it was,
/// without loss: fax codes as T.6; JPEG and WebP are decoded once and written as Deflate, which takes more room. A page
/// that no region touches stays as it is, and without a region that touches any, the file.
///
/// [`Concealed::area`] is that of the first page.
///
/// # Errors
/// [`Error::Unsupported`] for what cannot be painted or written: Lab colours, other inks than CMYK, rare depths and codes;
/// [`Error::Limit`] for too many pixels, [`Error::Malformed`] and [`Error::Codec`] for broken files.
pub fn conceal(clean: &[u8], regions: &[Region], seed: &Seed) -> Result<Concealed, Error> {
    let file = File::read(clean)?;
    let mut pages = Vec::with_capacity(file.pages.len());
    let mut areas = Vec::with_capacity(file.pages.len());
    for directory in &file.pages {
        let mut page = Page::read(&file, directory)?;
        let area = page.area(regions);
        if area.is_empty() {
            pages.push(page.untouched());
        } else {
            page.decode()?;
            paint(&mut page, &area, regions, seed)?;
            pages.push(page.written()?);
        }
        areas.push(area);
    }
    let bytes = if areas.iter().all(Area::is_empty) {
        clean.to_vec()
    } else {
        file.written(&pages)?
    };
    let first = areas.into_iter().next().ok_or(Error::Malformed {
        part: "IFD",
        offset: 0,
    })?;
    Ok(Concealed { bytes, area: first })
}

/// Whether any page of a TIFF is coded with loss, so that hiding makes it larger.
///
/// # Errors
/// As for [`conceal`], as far as they show without decoding.
pub fn has_loss(clean: &[u8]) -> Result<bool, Error> {
    let file = File::read(clean)?;
    let mut lossy = false;
    for directory in &file.pages {
        lossy |= lossy::is_lossy(Page::read(&file, directory)?.layout.compression);
    }
    Ok(lossy)
}

/// The sides of each page of a TIFF as it is displayed.
///
/// # Errors
/// As for [`has_loss`].
pub fn pages(clean: &[u8]) -> Result<Vec<Size>, Error> {
    let file = File::read(clean)?;
    let displayed = |page| {
        let layout = Page::read(&file, page)?.layout;
        Ok(layout.upright.displayed(layout.size))
    };
    file.pages.iter().map(displayed).collect()
}

/// Paints what is hidden of a decoded page.
fn paint(page: &mut Page<'_>, area: &Area, regions: &[Region], seed: &Seed) -> Result<(), Error> {
    let whole = Place::whole(area.picture());
    if let Some(old) = page.palette()? {
        let mut repainting = Repainting::new(&old, area);
        repainting.outside(page, whole);
        let paint = repainting.surrounded(page, whole, regions, seed);
        repainting.colours(&paint, page.colours());
        repainting.paint(page, whole, &paint)?;
        let new = repainting.palette().clone();
        page.set_palette(&new);
        for ((x, y), _) in whole.hidden(area) {
            page.make_opaque(x, y);
        }
        return Ok(());
    }
    let paint = Paint::new(area, regions, seed, page.channels(), |x, y, channel| {
        page.level(x, y, channel)
    });
    for ((x, y), _) in whole.hidden(area) {
        let levels = [0, 1, 2].map(|channel| paint.level(x, y, channel));
        page.paint(x, y, levels);
    }
    Ok(())
}
