//! Pixels of AVIF pictures: the items of the file (ISO/IEC 23008-12), put together as a viewer shows them.

mod colours;
mod frame;

use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::{Grid, Property};
use image::{DynamicImage, RgbaImage, imageops};
use safelight_sanitize::{Limits, read};

use crate::failure::Failure;
use crate::rendering::cannot;
use colours::Colours;

/// Decodes the still picture at full size, upright, eight bits a channel, in sRGB where its colours are those of a screen.
///
/// # Errors
/// [`Failure`] where it is broken, over a limit, or of a kind that is not decoded.
pub(crate) fn decode(bytes: &[u8]) -> Result<DynamicImage, Failure> {
    // In the sanitizer's form each item holds one frame of about the sides that it names, and the frames of all together are
    // within the limits: nothing is decoded before.
    let clean = read(bytes, &Limits::default())?.output.to_vec(bytes);
    let file = HeifFile::parse(&clean).map_err(|error| cannot(&error.to_string()))?;
    let mut picture = shown(&file, file.primary_id, None)?;
    let profile = file.icc_profile(file.primary_id).ok().flatten();
    colours::to_srgb(&mut picture.pixels, profile, &picture.colours)?;
    Ok(if picture.transparent {
        picture.pixels.into()
    } else {
        DynamicImage::from(picture.pixels).into_rgb8().into()
    })
}

/// Whether a picture can be decoded, as far as its boxes tell.
///
/// # Errors
/// As for [`decode`].
pub(crate) fn check(clean: &[u8]) -> Result<(), Failure> {
    let file = HeifFile::parse(clean).map_err(|error| cannot(&error.to_string()))?;
    let parts = file.referenced_items(file.primary_id, b"dimg").iter();
    for id in parts.chain([&file.primary_id]) {
        let item = file.item(*id).map_err(|_| cannot(MISSING))?;
        if !matches!(&item.item_type.0, b"av01" | b"grid" | b"iden") {
            return Err(cannot(LAID_OUT));
        }
        if let Some(colours) = Colours::of_item(&file, *id)? {
            colours.matrix()?;
        }
    }
    Ok(())
}

const MISSING: &str = "an item of it is missing";
const LAID_OUT: &str = "it is laid out of several pictures";

/// An item's pixels.
struct Picture {
    pixels: RgbaImage,
    colours: Colours,
    /// Whether it has transparency, or a picture that it is made of.
    transparent: bool,
}

/// An item with its transparency, cut and turned as its properties say in their order (23008-12, 6.5.9 to 6.5.12).
/// `above` are the colours of the item that is made of it, for one that does not tell its own.
fn shown(file: &HeifFile<'_>, id: u32, above: Option<Colours>) -> Result<Picture, Failure> {
    let mut picture = whole(file, id, above, false)?;
    if let [alpha, ..] = file.referencing_items(id, b"auxl")[..] {
        let alpha = whole(file, alpha, None, true)?;
        let premultiplied = !file.referenced_items(id, b"prem").is_empty();
        make_transparent(&mut picture.pixels, &alpha.pixels, premultiplied)?;
        picture.transparent = true;
    }
    for property in properties(file, id)? {
        let pixels = &picture.pixels;
        picture.pixels = match *property {
            Property::CleanAperture {
                width,
                height,
                horiz_offset,
                vert_offset,
            } => {
                let across = aperture(pixels.width(), width, horiz_offset);
                let down = aperture(pixels.height(), height, vert_offset);
                let ((x, width), (y, height)) = across
                    .zip(down)
                    .ok_or_else(|| cannot("it is cropped beyond its edge"))?;
                imageops::crop_imm(pixels, x, y, width, height).to_image()
            }
            // Anti-clockwise.
            Property::Rotation(1) => imageops::rotate270(pixels),
            Property::Rotation(2) => imageops::rotate180(pixels),
            Property::Rotation(3) => imageops::rotate90(pixels),
            Property::Mirror(true) => imageops::flip_vertical(pixels),
            Property::Mirror(false) => imageops::flip_horizontal(pixels),
            _ => continue,
        };
    }
    Ok(picture)
}

/// An item as it is coded or put together, before it is cut and turned; of a transparency the brightness alone.
fn whole(file: &HeifFile<'_>, id: u32, above: Option<Colours>, is_alpha: bool) -> Result<Picture, Failure> {
    let broken = |_| cannot(MISSING);
    let own = Colours::of_item(file, id)?.or(above);
    let data = file.item_data(id).map_err(broken)?;
    let made_of = file.referenced_items(id, b"dimg");
    let part = |id: u32| {
        if is_alpha {
            whole(file, id, own, true)
        } else {
            shown(file, id, own)
        }
    };
    match &file.item(id).map_err(broken)?.item_type.0 {
        b"av01" => {
            let size = file.image_size(id).map_err(broken)?;
            let (pixels, colours) = frame::decode(&data, own, size, is_alpha)?;
            Ok(Picture {
                pixels,
                colours,
                transparent: false,
            })
        }
        b"grid" => grid(Grid::parse(&data).map_err(broken)?, made_of, part),
        b"iden" => match made_of {
            [only] => part(*only),
            _ => Err(cannot("it is made of a picture that is missing")),
        },
        _ => Err(cannot(LAID_OUT)),
    }
}

/// Tiles side by side (23008-12, 6.6.2.3).
fn grid(
    grid: Grid,
    tiles: &[u32],
    part: impl Fn(u32) -> Result<Picture, Failure>,
) -> Result<Picture, Failure> {
    let columns = usize::from(grid.columns).max(1);
    let mut made: Option<Picture> = None;
    for (place, tile) in tiles.iter().enumerate() {
        let tile = part(*tile)?;
        let made = made.get_or_insert_with(|| Picture {
            pixels: RgbaImage::new(grid.output_width, grid.output_height),
            ..tile
        });
        let (width, height) = tile.pixels.dimensions();
        let x = (place % columns) as i64 * i64::from(width);
        let y = (place / columns) as i64 * i64::from(height);
        imageops::replace(&mut made.pixels, &tile.pixels, x, y);
        made.transparent |= tile.transparent;
    }
    made.ok_or_else(|| cannot("it is made of no picture"))
}

/// Takes the brightness of `alpha` as the transparency of a picture of the same size (23008-12, 6.5.8). Where its colours are
/// multiplied with it already (`prem`), they are divided by it.
fn make_transparent(pixels: &mut RgbaImage, alpha: &RgbaImage, premultiplied: bool) -> Result<(), Failure> {
    if pixels.dimensions() != alpha.dimensions() {
        return Err(cannot("its transparency is not of its size"));
    }
    for (pixel, alpha) in pixels.pixels_mut().zip(alpha.pixels()) {
        let [red, green, blue, _] = pixel.0;
        let [level, ..] = alpha.0;
        let divided = |colour: u8| match (premultiplied, u16::from(level)) {
            (false, _) | (true, 0) => colour,
            (true, level) => ((u16::from(colour) * 255 + level / 2) / level).min(255) as u8,
        };
        pixel.0 = [divided(red), divided(green), divided(blue), level];
    }
    Ok(())
}

/// Where along a side a clean aperture begins and how long it is (ISO/IEC 14496-12, 12.1.4), in whole pixels; none where it is
/// not wholly in the picture.
fn aperture(side: u32, length: (u32, u32), offset: (i32, u32)) -> Option<(u32, u32)> {
    let length = length.0.checked_div(length.1)?;
    let spare = i64::from(side.checked_sub(length)?);
    let twice = (2 * i64::from(offset.0)).checked_div(i64::from(offset.1))?;
    let start = u32::try_from((spare + twice) / 2).ok()?;
    (length > 0 && start.checked_add(length)? <= side).then_some((start, length))
}

fn properties<'a>(file: &'a HeifFile<'_>, id: u32) -> Result<impl Iterator<Item = &'a Property>, Failure> {
    file.item_properties(id).map_err(|_| cannot(MISSING))
}
