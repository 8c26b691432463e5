//! The blocks of a GIF, in order (appendix B).

use std::ops::Range;

use super::frame::{Frame, named};
use crate::Error;
use crate::bytes::{array, from, le16, part};
use crate::error::malformed;
use crate::palette::{Indices, Table};
use crate::part::Part;

/// A whole file, read up to its trailer, or to where viewers stop.
pub(super) struct Walk {
    pub(super) screen: Screen,
    pub(super) blocks: Vec<Block>,
    /// How often an animation is repeated, by the last block that says so; a single picture is not.
    pub(super) repeats: Option<[u8; 2]>,
    /// Behind the trailer, or where the last block ends in a file without one.
    pub(super) end: usize,
    /// How many bytes of the blocks that stay say something that no viewer reads.
    pub(super) unread: usize,
    trailer: bool,
}

/// The logical screen (18).
pub(super) struct Screen {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) background: u8,
    /// Nothing where pixels are square or it is not said.
    pub(super) aspect: u8,
    pub(super) table: Option<Range<usize>>,
}

pub(super) struct Block {
    /// Its rule.
    pub(super) name: &'static str,
    pub(super) range: Range<usize>,
    pub(super) frame: Option<Frame>,
}

impl Walk {
    pub(super) fn read(source: &[u8]) -> Result<Self, Error> {
        let screen = Screen::read(source).ok_or(malformed("screen descriptor", 6, "The file is cut off"))?;
        let mut walk = Self {
            end: screen.end(),
            screen,
            blocks: Vec::new(),
            repeats: None,
            unread: 0,
            trailer: false,
        };
        let mut control: Option<(usize, [u8; 4])> = None;
        let mut repeats: Option<(usize, [u8; 2])> = None;
        while let Some(mut block) = next(source, walk.end) {
            let place = walk.blocks.len();
            let data = sub_block(source, block.range.start + 2);
            match block.name {
                "graphic control" => control = array(data, 0).map(|fields| (place, fields)).or(control),
                "loop" => repeats = count(source, &block).map(|count| (place, count)).or(repeats),
                _ => {}
            }
            if let Some(frame) = &mut block.frame
                && let Some((place, fields)) = control.take()
            {
                frame.control = Some(fields);
                walk.name(place, "graphic control");
            }
            if let Some(frame) = &mut block.frame {
                let table = frame.table.as_ref().or(walk.screen.table.as_ref());
                let table = table.map_or(&[][..], |table| part(source, table.clone()));
                frame.colours = table.chunks(3).filter_map(|colour| array(colour, 0)).collect();
            }
            if matches!(block.name, "graphic control" | "loop") {
                block.name = "unneeded block";
            }
            walk.end = block.range.end;
            walk.blocks.push(block);
        }
        if let Some((place, count)) = repeats.filter(|_| walk.frames().nth(1).is_some()) {
            walk.repeats = Some(count);
            walk.name(place, "loop");
        }
        walk.settle();
        if source.get(walk.end) == Some(&0x3B) {
            walk.trailer = true;
            walk.end += 1;
        }
        Ok(walk)
    }

    /// Controls in their canonical form, and the count of what no viewer reads.
    fn settle(&mut self) {
        const CONTROL: usize = 8;
        const LOOP: usize = 19;
        let moves = self.frames().nth(1).is_some();
        let mut unread = 0;
        for block in &mut self.blocks {
            unread += match block.name {
                "graphic control" => block.range.len().saturating_sub(CONTROL),
                "loop" => block.range.len().saturating_sub(LOOP),
                _ => 0,
            };
            let Some(frame) = &mut block.frame else { continue };
            unread += usize::from(frame.reserved);
            if let Some(control) = &mut frame.control {
                let said = std::mem::replace(control, canonical(*control, moves));
                let changed = said.iter().zip(control).filter(|(said, kept)| said != kept);
                unread += changed.filter(|(said, _)| **said != 0).count();
            }
        }
        let entries = self.screen.table.as_ref().map_or(0, |table| table.len() / 3);
        let background = usize::from(self.screen.background);
        self.unread = unread + usize::from(background >= entries && background > 0);
    }

    pub(super) fn frames(&self) -> impl Iterator<Item = &Frame> {
        self.blocks.iter().filter_map(|block| block.frame.as_ref())
    }

    /// The index of the colour that some viewers fill uncovered places with.
    pub(super) fn background(&self) -> Option<u8> {
        let index = self.screen.background;
        let entries = self.screen.table.as_ref()?.len() / 3;
        let covered = self
            .frames()
            .next()
            .is_some_and(|first| first.covers(&self.screen));
        let filled = !covered || self.frames().any(Frame::restores_background);
        (filled && usize::from(index) < entries).then_some(index)
    }

    /// What stands before the first block.
    pub(super) fn before(&self, source: &[u8], shown: &Indices) -> Vec<Part> {
        let mut parts = named([("header", 0..6), ("screen descriptor", 6..13)]);
        if let Some(table) = &self.screen.table {
            let table = Table::new(source, table.clone(), 3);
            parts.extend(named(table.parts(shown, "global colour table")));
        }
        parts
    }

    /// What stands behind the last block.
    pub(super) fn behind(&self, length: usize) -> Vec<Part> {
        let trailer = self.end - usize::from(self.trailer)..self.end;
        named([
            ("trailer", trailer),
            ("bytes behind the picture", self.end..length),
        ])
    }

    fn name(&mut self, place: usize, name: &'static str) {
        if let Some(block) = self.blocks.get_mut(place) {
            block.name = name;
        }
    }
}

impl Screen {
    fn read(source: &[u8]) -> Option<Self> {
        let [flags, background, aspect] = array(source, 10)?;
        let screen = Self {
            width: le16(source, 6)?,
            height: le16(source, 8)?,
            background,
            // A ratio of (value + 15) / 64.
            aspect: if aspect == 49 { 0 } else { aspect },
            table: table(flags, 13),
        };
        source.get(..screen.end())?;
        Some(screen)
    }

    fn end(&self) -> usize {
        self.table.as_ref().map_or(13, |table| table.end)
    }
}

/// The colour table that flags announce at a place (19, 21).
pub(super) fn table(flags: u8, at: usize) -> Option<Range<usize>> {
    (flags & 0x80 != 0).then(|| at..at + (3 << ((flags & 7) + 1)))
}

/// The next block; nothing at the trailer, and where viewers stop: at an unknown introducer and where the file is cut
/// off.
fn next(source: &[u8], start: usize) -> Option<Block> {
    match source.get(start) {
        Some(0x2C) => Frame::read(source, start).map(|(frame, end)| Block {
            name: "image data",
            range: start..end,
            frame: Some(frame),
        }),
        Some(0x21) => source.get(start + 1).and_then(|label| {
            let (_, end) = sub_blocks(source, start + 2, true)?;
            Some(Block {
                name: extension(*label, sub_block(source, start + 2)),
                range: start..end,
                frame: None,
            })
        }),
        Some(0) => {
            let zeros = from(source, start).iter().take_while(|byte| **byte == 0);
            Some(Block {
                name: "zero bytes between blocks",
                range: start..start + zeros.count(),
                frame: None,
            })
        }
        _ => None,
    }
}

/// An extension, by its label and its first sub-block (23 to 26).
fn extension(label: u8, first: &[u8]) -> &'static str {
    match (label, first) {
        (0x01, _) => "plain text",
        (0xF9, _) => "graphic control",
        (0xFE, _) => "comment",
        (0xFF, b"NETSCAPE2.0" | b"ANIMEXTS1.0") => "loop",
        (0xFF, b"XMP DataXMP") => "XMP",
        (0xFF, b"ICCRGBG1012") => "colour profile",
        (0xFF, _) => "application data",
        _ => "unknown extension",
    }
}

/// The count in the sub-block of a loop extension that begins with 1.
fn count(source: &[u8], block: &Block) -> Option<[u8; 2]> {
    let (blocks, _) = sub_blocks(source, block.range.start + 2, true)?;
    blocks
        .iter()
        .skip(1)
        .find_map(|data| match part(source, data.clone()) {
            [1, low, high, ..] => Some([*low, *high]),
            _ => None,
        })
}

/// Disposal, delay and the transparent index, without the bits that nobody reads (23). A picture that does not move
/// has neither of the first two.
const fn canonical([flags, low, high, index]: [u8; 4], moves: bool) -> [u8; 4] {
    let disposal = match flags >> 2 & 7 {
        // As browsers do.
        4 => 3,
        known @ 0..=3 => known,
        _ => 0,
    };
    let transparent = flags & 1;
    if !moves {
        return [transparent, 0, 0, index * transparent];
    }
    [disposal << 2 | transparent, low, high, index * transparent]
}

/// The data of the one sub-block at a place (15), or none.
pub(super) fn sub_block(source: &[u8], at: usize) -> &[u8] {
    let length = source.get(at).copied().unwrap_or_default();
    part(source, at + 1..at + 1 + usize::from(length))
}

/// The sub-blocks from a place on, without their lengths, and where they end; those of a file that is cut off
/// unless they must be `whole`.
pub(super) fn sub_blocks(source: &[u8], start: usize, whole: bool) -> Option<(Vec<Range<usize>>, usize)> {
    let mut blocks = Vec::new();
    let mut at = start;
    while let Some(length) = source.get(at) {
        let data = at + 1..at + 1 + usize::from(*length);
        if data.is_empty() {
            return Some((blocks, data.end));
        }
        if data.end > source.len() {
            blocks.push(data.start..source.len());
            break;
        }
        at = data.end;
        blocks.push(data);
    }
    (!whole).then_some((blocks, source.len()))
}
