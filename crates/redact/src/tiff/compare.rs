//! A second reading: what differs between two TIFFs outside the hidden areas.

use super::file::File;
use super::lossy::is_lossy;
use super::page::Page;
use crate::raster::Place;
use crate::{Error, Region};

/// Counts the samples outside what `regions` hide that differ between `source` and `output`, on all pages, once both are
/// decoded; in pages with a colour map by the colours that their indices stand for.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same pages, layout or other fields; otherwise as for
/// [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], regions: &[Region]) -> Result<u64, Error> {
    let (before, after) = (File::read(source)?, File::read(output)?);
    if before.order != after.order || before.pages.len() != after.pages.len() {
        return Err(Error::Differs { what: "pages" });
    }
    let mut differences = 0;
    for (old, new) in before.pages.iter().zip(&after.pages) {
        let (mut old, mut new) = (Page::read(&before, old)?, Page::read(&after, new)?);
        let area = old.area(regions);
        if area.is_empty() {
            if old.untouched() != new.untouched() {
                return Err(Error::Differs { what: "other pages" });
            }
            continue;
        }
        let lossy = is_lossy(old.layout.compression);
        if old.layout.lossless() != new.layout || old.kept(lossy) != new.kept(lossy) {
            return Err(Error::Differs { what: "fields" });
        }
        old.decode()?;
        new.decode()?;
        let palettes = old.palette()?.zip(new.palette()?);
        let samples = old.layout.samples;
        let place = Place::whole(area.picture());
        for (x, y, _) in place.pixels(&area).filter(|(.., hidden)| !hidden) {
            let differs = |channel: usize| {
                let (a, b) = (old.sample(x, y, channel), new.sample(x, y, channel));
                match &palettes {
                    Some((first, second)) if channel == 0 => first.entry(a as u16) != second.entry(b as u16),
                    _ => a != b,
                }
            };
            differences += (0..samples).filter(|channel| differs(*channel)).count() as u64;
        }
    }
    Ok(differences)
}
