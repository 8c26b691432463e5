//! Pictures made of others (ISO/IEC 23008-12, 6.6.2): a grid, an overlay, or the same picture turned.

use crate::Error;
use crate::bytes::{array, be16, be32, part};
use crate::error::malformed;
use crate::format::SAVE_JPEG;
use crate::heif::property::{CROPPED, SMALLEST_CROP, check_crop};
use crate::heif::shown::Kept;
use crate::part::Size;

/// Tiles of a grid that are no larger than this may go past its edge: phones fill up their last row and column.
const LARGEST_FILLED: u32 = 512;

/// More pictures in one overlay than this are refused.
const MOST_LAID: usize = 256;

/// A picture that another is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Input {
    /// Its sides, and those when its properties have cut and turned it.
    pub(super) size: Size,
    pub(super) shown: Size,
    pub(super) transparent: bool,
}

/// The fields of a picture made of others, none of which it hides.
pub(super) fn fields(data: &[u8], kept: &Kept, inputs: &[Input], at: usize) -> Result<Vec<u8>, Error> {
    match &kept.kind {
        b"grid" => grid(data, kept.size, inputs, at),
        b"iovl" => overlay(data, kept.size, inputs, at),
        _ => match inputs {
            [only] if only.shown == kept.size => Ok(Vec::new()),
            [only] => check_crop(only.shown, kept.size, at).map(|()| Vec::new()),
            _ => Err(broken(at)),
        },
    }
}

fn broken(at: usize) -> Error {
    malformed("derived picture", at, "A picture made of others is broken")
}

/// A number of two or four bytes.
fn number(data: &[u8], at: usize, wide: bool) -> Option<u32> {
    if wide {
        be32(data, at)
    } else {
        be16(data, at).map(u32::from)
    }
}

/// Whether the numbers of a picture made of others are wide (6.6.2.3.2), and how many bytes each has.
fn width(data: &[u8]) -> (bool, usize) {
    match data.get(1) {
        Some(flags) if flags & 1 == 1 => (true, 4),
        _ => (false, 2),
    }
}

fn grid(data: &[u8], size: Size, inputs: &[Input], at: usize) -> Result<Vec<u8>, Error> {
    let (wide, side) = width(data);
    let read = || {
        let [_, _, rows, columns] = array(data, 0)?;
        let sides = data.get(4..4 + 2 * side)?;
        let whole = Size {
            width: number(sides, 0, wide)?,
            height: number(sides, side, wide)?,
        };
        let tile = inputs.first().filter(|tile| tile.size == tile.shown)?;
        let fits = inputs.len() == (usize::from(rows) + 1) * (usize::from(columns) + 1)
            && inputs
                .iter()
                .all(|input| (input.size, input.shown) == (tile.size, tile.shown))
            && whole == size;
        fits.then_some((
            sides,
            tile.size,
            [columns, rows].map(|steps| u32::from(steps) + 1),
        ))
    };
    let (sides, tile, [columns, rows]) = read().ok_or_else(|| broken(at))?;
    let several = columns * rows > 1;
    for (tile, count, whole) in [
        (tile.width, columns, size.width),
        (tile.height, rows, size.height),
    ] {
        let beyond = (u64::from(tile) * u64::from(count)).checked_sub(u64::from(whole));
        // Each row and each column of tiles is seen (6.6.2.3.1).
        let beyond = beyond.filter(|beyond| *beyond < u64::from(tile));
        let beyond = beyond.ok_or_else(|| broken(at))?;
        if beyond >= u64::from(SMALLEST_CROP) && !(several && tile <= LARGEST_FILLED) {
            return Err(CROPPED);
        }
    }
    Ok([&[0, u8::from(wide)], part(data, 2..4), sides].concat())
}

/// An overlay (6.6.2.2): its pictures lie side by side on the canvas.
fn overlay(data: &[u8], size: Size, inputs: &[Input], at: usize) -> Result<Vec<u8>, Error> {
    let (wide, side) = width(data);
    let read = || {
        let fields = data.get(2..2 + 8 + 2 * side * (1 + inputs.len()))?;
        let place = |at| {
            let number = number(fields, at, wide)?;
            Some(i64::from(if wide {
                number as i32
            } else {
                i32::from(number as u16 as i16)
            }))
        };
        let canvas = Size {
            width: number(fields, 8, wide)?,
            height: number(fields, 8 + side, wide)?,
        };
        let laid = (1..=inputs.len())
            .map(|input| Some([place(8 + 2 * side * input)?, place(8 + 2 * side * input + side)?]))
            .collect::<Option<Vec<_>>>()?;
        (canvas == size && !inputs.is_empty()).then_some((fields, laid))
    };
    let (fields, laid) = read().ok_or_else(|| broken(at))?;
    if inputs.len() > MOST_LAID {
        return Err(broken(at));
    }
    let areas: Vec<[i64; 4]> = laid
        .iter()
        .zip(inputs)
        .map(|([x, y], input)| {
            [
                *x,
                *y,
                x + i64::from(input.shown.width),
                y + i64::from(input.shown.height),
            ]
        })
        .collect();
    let canvas = [0, 0, i64::from(size.width), i64::from(size.height)];
    for (place, area) in areas.iter().enumerate() {
        let others = areas.iter().skip(place + 1);
        if others.into_iter().any(|other| room(shared(area, other)) > 0) {
            return Err(Error::Unsupported {
                what: "A picture laid over another, which stays in the file,",
                remedy: SAVE_JPEG,
            });
        }
        let [left, top, right, bottom] = shared(area, &canvas);
        let [x, y, across, down] = *area;
        let hidden = (across - x - (right - left)).max(down - y - (bottom - top));
        if hidden >= i64::from(SMALLEST_CROP) || right <= left || bottom <= top {
            return Err(CROPPED);
        }
    }
    let covered: i64 = areas.iter().map(|area| room(shared(area, &canvas))).sum();
    let seen = covered < room(canvas) || inputs.iter().any(|input| input.transparent);
    let mut made = vec![0, u8::from(wide)];
    for (channel, unseen) in part(fields, 0..8).chunks(2).zip([0, 0, 0, 0xFF]) {
        // A viewer shows the upper eight bits.
        let upper = channel.first().copied().filter(|_| seen).unwrap_or(unseen);
        made.extend([upper; 2]);
    }
    made.extend(part(fields, 8..fields.len()));
    Ok(made)
}

/// The area that two have in common: left, top, right, bottom.
fn shared(one: &[i64; 4], other: &[i64; 4]) -> [i64; 4] {
    let ([a, b, c, d], [e, f, g, h]) = (*one, *other);
    [a.max(e), b.max(f), c.min(g), d.min(h)]
}

fn room([left, top, right, bottom]: [i64; 4]) -> i64 {
    (right - left).max(0).saturating_mul((bottom - top).max(0))
}
