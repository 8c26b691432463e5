//! The paint over a PNG's hidden area.

use std::rc::Rc;

use super::palette::Palette;
use super::raster::Raster;
use crate::noise::Noise;
use crate::patch::{Grain, Kind, Layer, Material, Patch, square};
use crate::surface::{Hull, Surface};
use crate::{Area, Region, Rgb, Seed, Size, Style};

/// How many pixels outward the surround is averaged.
const DEPTH: u32 = 8;

const PIXEL: Size = Size { width: 1, height: 1 };

/// One patch a colour channel, made from what `surround` gives for the pixels outside the hidden area: levels from 0 to
/// 255, or `None` where nothing is seen. One channel is grey, three are red, green and blue.
pub(crate) fn patches(
    area: &Area,
    regions: &[Region],
    seed: &Seed,
    channels: usize,
    surround: impl Fn(u32, u32, usize) -> Option<f32>,
) -> Vec<Patch> {
    let outside = |x: i64, y: i64| {
        let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
        (x < area.picture().width && y < area.picture().height && !area.contains(x, y)).then_some((x, y))
    };
    let kind = if channels == 1 { Kind::Luma } else { Kind::Primary };
    let mut patches: Vec<Patch> = (0..channels).map(|_| Patch { layers: Vec::new() }).collect();
    for (number, (region, mask)) in regions.iter().zip(area.by_region()).enumerate() {
        let Some(mask) = mask else { continue };
        let hull = Rc::new(Hull::of(mask));
        let size = mask.rect().size();
        let noise = Rc::new(Noise::new(seed, number, size, channels));
        for (component, patch) in patches.iter_mut().enumerate() {
            let level = |rgb| levels(rgb, channels).get(component).copied().unwrap_or_default();
            let material = Material {
                level,
                surface: || {
                    Surface::around(&hull, DEPTH, level(Rgb::MID_GREY), |x, y| {
                        outside(x, y).and_then(|(x, y)| surround(x, y, component))
                    })
                },
                grain: Grain {
                    noise: Rc::clone(&noise),
                    component,
                    kind,
                },
                square: square(size, PIXEL),
            };
            patch.layers.push(Layer::new(region.style, &hull, material));
        }
    }
    patches
}

/// A colour as the levels of one or three channels.
pub(crate) fn levels(rgb: Rgb, channels: usize) -> Vec<f32> {
    if channels == 1 {
        vec![rgb.luma()]
    } else {
        [rgb.red, rgb.green, rgb.blue].map(f32::from).to_vec()
    }
}

/// Paints a picture without a palette. `key` is the colour that tRNS calls transparent.
pub(crate) fn samples(
    raster: &mut Raster,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
    key: Option<&[u16]>,
) {
    let all = raster.header.colour.samples();
    let colours = if all < 3 { 1 } else { 3 };
    let scale = f32::from(raster.max()) / 255.0;
    let patches = patches(area, regions, seed, colours, |x, y, channel| {
        let unseen = match key {
            Some(key) => key
                .iter()
                .enumerate()
                .all(|(channel, &sample)| raster.sample(x, y, channel) == sample),
            None => all > colours && raster.sample(x, y, colours) == 0,
        };
        (!unseen).then(|| f32::from(raster.sample(x, y, channel)) / scale)
    });
    for (x, y) in area.pixels() {
        let mut pixel = [u16::MAX; 4];
        for (sample, patch) in pixel.iter_mut().zip(&patches) {
            *sample =
                (patch.level(x as f32 + 0.5, y as f32 + 0.5).unwrap_or_default() * scale).round() as u16;
        }
        // Paint that happens on the transparent colour would leave a hole: the next level will do.
        if key.is_some_and(|key| pixel.starts_with(key)) {
            pixel[0] ^= 1;
        }
        for (channel, sample) in pixel.into_iter().take(all).enumerate() {
            raster.set(x, y, channel, sample.min(raster.max()));
        }
    }
}

/// How many painted pixels are looked at to choose colours for them.
const LOOKED_AT: usize = 1 << 16;

/// Paints a picture with a palette, and gives the new one. `background` is the index that bKGD names.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) where the palette can hold no opaque colour.
pub(crate) fn indices(
    raster: &mut Raster,
    palette: &Palette,
    area: &Area,
    regions: &[Region],
    seed: &Seed,
    background: Option<u16>,
) -> Result<Palette, crate::Error> {
    let mut new = palette.rebuilt(raster, area);
    if let Some(background) = background.filter(|&index| index <= raster.max()) {
        new.add(palette.entry(background));
    }
    let patches = patches(area, regions, seed, 3, |x, y, channel| {
        match new.entry(raster.sample(x, y, 0)) {
            [.., 0] => None,
            entry => entry.get(channel).copied().map(f32::from),
        }
    });
    let paint = |x: u32, y: u32| {
        let mut colour = [0; 3];
        for (level, patch) in colour.iter_mut().zip(&patches) {
            *level = patch
                .level(x as f32 + 0.5, y as f32 + 0.5)
                .unwrap_or_default()
                .round() as u8;
        }
        colour
    };
    let room = usize::from(raster.max()) + 1;
    for (region, _) in regions
        .iter()
        .zip(area.by_region())
        .filter(|(_, mask)| mask.is_some())
    {
        if let Style::Fill(Rgb { red, green, blue }) = region.style
            && new.entries.len() < room
        {
            new.add([red, green, blue, 255]);
        }
    }
    let step = area.pixels().count().div_ceil(LOOKED_AT).max(1);
    let some: Vec<[u8; 3]> = area.pixels().step_by(step).map(|(x, y)| paint(x, y)).collect();
    new.extend(&some, room.saturating_sub(new.entries.len()));
    for (x, y) in area.pixels() {
        let index = new.nearest(paint(x, y))?;
        raster.set(x, y, 0, index);
    }
    Ok(new)
}
