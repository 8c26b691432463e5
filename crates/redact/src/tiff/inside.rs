//! A second reading: what is hidden in a TIFF is painted anew from what surrounds it.

use super::file::File;
use super::page::Page;
use super::paint;
use crate::palette::Palette;
use crate::raster::Place;
use crate::{Error, Region, Seed};

/// Counts what of `output`, a copy of `source`, is not what `seed` paints from what surrounds it where `regions` hide, on
/// all pages: samples of hidden pixels, and colours of a map that neither a pixel outside nor the paint needs. What is
/// hidden is turned to something else first, so that none of it can answer for itself.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same pages; otherwise as for [`conceal`](super::conceal).
pub fn differences_inside(
    source: &[u8],
    output: &[u8],
    regions: &[Region],
    seed: &Seed,
) -> Result<u64, Error> {
    let (before, after) = (File::read(source)?, File::read(output)?);
    if before.pages.len() != after.pages.len() {
        return Err(Error::Differs { what: "pages" });
    }
    let mut differences = 0;
    for (old, new) in before.pages.iter().zip(&after.pages) {
        // How far it reaches hangs on how the source is coded.
        let area = Page::read(&before, old)?.area(regions);
        if area.is_empty() {
            continue;
        }
        let mut copy = Page::read(&after, new)?;
        if copy.layout.size != area.picture() {
            return Err(Error::Differs { what: "size" });
        }
        copy.decode()?;
        let hidden = || Place::whole(area.picture()).hidden(&area).map(|(at, _)| at);
        let mut again = copy.clone();
        hidden().for_each(|(x, y)| again.invert(x, y));
        paint(&mut again, &area, regions, seed)?;
        let palettes = copy.palette()?.zip(again.palette()?);
        let stray = |(old, new): &(Palette, Palette)| old.strays(new);
        differences += palettes.as_ref().map_or(0, stray);
        let samples = copy.layout.samples;
        for (x, y) in hidden() {
            let differs = |channel: &usize| {
                let (a, b) = (copy.sample(x, y, *channel), again.sample(x, y, *channel));
                match &palettes {
                    Some((first, second)) if *channel == 0 => first.entry(a as u16) != second.entry(b as u16),
                    _ => a != b,
                }
            };
            differences += (0..samples).filter(differs).count() as u64;
        }
    }
    Ok(differences)
}
