//! Parts: named byte ranges that tile a file exactly, so that nothing can sit between them.

use std::ops::Range;

use crate::error::{Error, malformed};
use crate::finding::Place;
use crate::format::Format;
use crate::{Finding, Orientation, Output, Reveals};

/// What happens to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays: a viewer needs it. Fields that no viewer needs are written afresh.
    Keep,
    /// It goes.
    Drop,
}

/// One line of a format's policy.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The part, in the words of the format's specification.
    pub part: &'static str,
    /// Whether it stays.
    pub fate: Fate,
    /// What it tells, where that does not depend on its content.
    pub reveals: Option<Reveals>,
    /// Where the part is specified.
    pub clause: &'static str,
}

/// A named byte range of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The rule that decides over it.
    pub rule: &'static Rule,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

impl Rule {
    /// A format's rule for a part. Every name that a format uses stands in its table, which a test checks.
    pub(crate) fn of(rules: &'static [Self], part: &str) -> &'static Self {
        static NONE: Rule = drops("part", Some(Reveals::Unknown), "none");
        rules.iter().find(|rule| rule.part == part).unwrap_or(&NONE)
    }
}

impl Part {
    /// Where its findings stand.
    pub(crate) fn place(&self) -> Place<'static> {
        Place {
            part: self.rule.part,
            bytes: self.range.len(),
            offset: self.range.start,
        }
    }

    /// What its rule alone tells: that it goes, and how large it is.
    pub(crate) fn told_by_rule(&self) -> Vec<Finding> {
        let place = self.place();
        let value = || format!("{}, {}", place.part, crate::words::size(place.bytes));
        match (self.rule.fate, self.rule.reveals) {
            (Fate::Drop, Some(reveals)) => vec![place.found(reveals, value())],
            _ => Vec::new(),
        }
    }
}

/// Sides in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

/// What a viewer shows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// One picture.
    Still,
    /// A moving picture of so many frames.
    Animation(u32),
    /// So many pictures to turn over, each of which stays.
    Pages(u32),
}

impl Shows {
    /// That of so many frames; one alone does not move.
    pub(crate) fn animation(frames: usize) -> Self {
        match u32::try_from(frames).unwrap_or(u32::MAX) {
            0 | 1 => Self::Still,
            frames => Self::Animation(frames),
        }
    }
}

/// Where the coded picture stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coded {
    /// The clean file copies these bytes.
    Copied(Vec<Range<usize>>),
    /// The clean file codes the same shown picture anew, because the source's code hides more than it shows.
    Anew(Vec<Range<usize>>),
}

impl Coded {
    /// The ranges of the file that hold the coded picture, in order.
    pub fn ranges(&self) -> &[Range<usize>] {
        match self {
            Self::Copied(ranges) | Self::Anew(ranges) => ranges,
        }
    }
}

/// A photo that has been read: its parts and the clean file they make. It holds places in the source, not bytes:
/// its methods take the same source again.
#[derive(Debug)]
pub struct Picture {
    /// Its format.
    pub format: &'static Format,
    /// Sides as stored, before the orientation is applied.
    pub stored: Size,
    /// Which way up it is shown.
    pub orientation: Orientation,
    /// Whether it is one picture or several. All of them stay.
    pub shows: Shows,
    /// Every byte of the file, in order.
    pub parts: Vec<Part>,
    /// Where the coded picture stands.
    pub coded: Coded,
    /// The file without anything that a viewer does not need.
    pub output: Output,
}

impl Picture {
    /// Sides as shown.
    pub const fn shown(&self) -> Size {
        if self.orientation.swaps_sides() {
            Size {
                width: self.stored.height,
                height: self.stored.width,
            }
        } else {
            self.stored
        }
    }

    /// What the file gives away, in the order of [`Reveals::ALL`], each thing once. Everything named goes when it is
    /// cleaned.
    pub fn findings(&self, source: &[u8]) -> Vec<Finding> {
        crate::finding::tidy((self.format.findings)(self, source))
    }

    /// The coded picture's bytes, run by run.
    pub fn coded_runs<'a>(&'a self, source: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        self.coded
            .ranges()
            .iter()
            .map(|range| crate::bytes::part(source, range.clone()))
    }
}

/// Parts must follow one another without a gap from the first byte to the last.
pub(crate) fn check_tiling(parts: &[Part], len: usize) -> Result<(), Error> {
    let mut at = 0;
    for part in parts {
        if part.range.start != at || part.range.end < at {
            return Err(malformed(
                part.rule.part,
                at,
                "The parts of this file do not join",
            ));
        }
        at = part.range.end;
    }
    if at == len {
        Ok(())
    } else {
        Err(malformed(
            "end",
            at,
            "The parts of this file do not reach its end",
        ))
    }
}

pub(crate) const fn keep(part: &'static str, clause: &'static str) -> Rule {
    Rule {
        part,
        fate: Fate::Keep,
        reveals: None,
        clause,
    }
}

pub(crate) const fn drops(part: &'static str, reveals: Option<Reveals>, clause: &'static str) -> Rule {
    Rule {
        part,
        fate: Fate::Drop,
        reveals,
        clause,
    }
}
