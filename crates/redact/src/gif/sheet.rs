//! One frame as it is stored: what of a canvas is drawn over another.

use std::collections::{HashMap, HashSet};

use ::gif::{DisposalMethod, Frame};

use super::frames::Seen;
use crate::canvas::{CORNER, changed};
use crate::palette::{Entry, Palette};
use crate::raster::Paint;
use crate::{Area, Error, Rect, Size};

/// Colours of a table at most (clause 21).
const ROOM: usize = 256;

/// Colours that a paint has at most in each frame: their tables stand beside each of them.
const PAINTED: usize = 64;

/// The stored part of a frame: its rectangle, the colours that are drawn, in the order in which they come, and whether
/// a transparent index stands for what does not change.
pub(super) struct Sheet {
    pub(super) rect: Rect,
    colours: Vec<[u8; 3]>,
    sparse: bool,
}

impl Sheet {
    /// What turns `below` into `above`: the least rectangle round what differs and round `also`, or one pixel where there
    /// is nothing of both. None where a frame cannot do it: something becomes transparent, or there are too many colours.
    pub(super) fn new(size: Size, below: &[Seen], above: &[Seen], also: Option<Rect>) -> Option<Self> {
        let rect = joined(changed(size, below, above), also).unwrap_or(CORNER);
        let (mut colours, mut known) = (Vec::new(), HashSet::new());
        let mut kept = false;
        let mut last = None;
        for (old, new) in pairs(size, rect, below, above) {
            match new {
                _ if old == new => kept = true,
                Seen::Clear => return None,
                Seen::Painted => {}
                Seen::Colour(colour) => {
                    if last != Some(colour) && known.insert(colour) {
                        colours.push(colour);
                    }
                    last = Some(colour);
                }
            }
            if colours.len() > ROOM {
                return None;
            }
        }
        // A table without room for a transparent index will do where it has what does not change.
        let full = kept && colours.len() == ROOM;
        let has = |seen| match seen {
            Seen::Clear => false,
            Seen::Painted => true,
            Seen::Colour(colour) => known.contains(&colour),
        };
        if full && !pairs(size, rect, below, above).all(|(_, new)| has(new)) {
            return None;
        }
        Some(Self {
            rect,
            colours,
            sparse: kept && !full,
        })
    }

    /// The frame with its table of colours, to which those are added that the paint needs and that there is room for.
    pub(super) fn frame(
        &self,
        size: Size,
        below: &[Seen],
        above: &[Seen],
        area: &Area,
        paint: &Paint,
    ) -> Result<Frame<'static>, Error> {
        let mut palette: Palette = self.colours.iter().map(|&rgb| Entry::opaque(rgb)).collect();
        let transparent = self.sparse.then(|| palette.add(CLEAR));
        let drawn = |(old, new): (Seen, Seen)| !(self.sparse && old == new);
        let paints = |pair: (Seen, Seen)| drawn(pair) && pair.1 == Seen::Painted;
        if pairs(size, self.rect, below, above).any(paints) {
            let room = ROOM.min(palette.len() + PAINTED);
            paint.add_colours(area, &mut palette, room);
        }
        let places = (self.rect.top..self.rect.bottom)
            .flat_map(|y| (self.rect.left..self.rect.right).map(move |x| (x, y)));
        let mut nearest: HashMap<[u8; 3], u16> = HashMap::new();
        let mut buffer = Vec::new();
        for (pair, (x, y)) in pairs(size, self.rect, below, above).zip(places) {
            let index = match pair.1 {
                _ if !drawn(pair) => transparent,
                Seen::Clear => transparent,
                Seen::Colour(colour) => palette.find(Entry::opaque(colour)),
                Seen::Painted => {
                    let colour = paint.rgb(x, y);
                    let index = match nearest.get(&colour) {
                        Some(index) => *index,
                        None => palette.nearest(colour)?,
                    };
                    nearest.insert(colour, index);
                    Some(index)
                }
            };
            buffer.push(index.unwrap_or_default() as u8);
        }
        let table = palette.entries().iter().flat_map(|entry| {
            let [red, green, blue, _] = entry.bytes();
            [red, green, blue]
        });
        let Size { width, height } = self.rect.size();
        Ok(Frame {
            delay: 0,
            dispose: DisposalMethod::Keep,
            transparent: transparent.map(|index| index as u8),
            needs_user_input: false,
            top: self.rect.top as u16,
            left: self.rect.left as u16,
            width: width as u16,
            height: height as u16,
            interlaced: false,
            palette: Some(table.collect()),
            buffer: buffer.into(),
        })
    }
}

const CLEAR: Entry = Entry([0; 4]);

/// What two canvases show in a rectangle, row by row.
fn pairs<'a>(
    size: Size,
    rect: Rect,
    below: &'a [Seen],
    above: &'a [Seen],
) -> impl Iterator<Item = (Seen, Seen)> + 'a {
    (rect.top..rect.bottom).flat_map(move |y| {
        let start = y as usize * size.width as usize;
        let row = start + rect.left as usize..start + rect.right as usize;
        let [old, new] = [below, above].map(|canvas| canvas.get(row.clone()).unwrap_or_default());
        old.iter().copied().zip(new.iter().copied())
    })
}

/// The least rectangle round two.
pub(super) fn joined(one: Option<Rect>, other: Option<Rect>) -> Option<Rect> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Rect {
            left: one.left.min(other.left),
            top: one.top.min(other.top),
            right: one.right.max(other.right),
            bottom: one.bottom.max(other.bottom),
        }),
        (one, other) => one.or(other),
    }
}
