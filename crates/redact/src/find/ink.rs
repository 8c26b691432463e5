//! Blots: connected pixels that are darker, or lighter, than what lies around them. Letters are such.

use image::{GrayImage, imageops};

/// The local level is a mean over about this many pixels around: wider than any stroke of a letter that is looked for.
const AROUND: f32 = 12.0;
/// By so many levels ink differs from what lies around it.
const CONTRAST: i16 = 16;

/// Which side of the local level ink is on.
#[derive(Clone, Copy)]
pub(super) enum Ink {
    Dark,
    Light,
}

/// Connected pixels, eight neighbours each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blot {
    pub(super) left: u32,
    pub(super) top: u32,
    /// Column after the last.
    pub(super) right: u32,
    /// Row after the last.
    pub(super) bottom: u32,
    /// In pixels.
    area: u32,
    /// Pieces of rows it is made of.
    runs: u32,
    /// Pixels that lie under another one.
    covered: u32,
    /// Of all levels.
    sum: u64,
}

impl Blot {
    pub(super) const fn width(&self) -> f32 {
        (self.right - self.left) as f32
    }

    pub(super) const fn height(&self) -> f32 {
        (self.bottom - self.top) as f32
    }

    /// In pixels.
    pub(super) const fn area(&self) -> f32 {
        self.area as f32
    }

    /// How much of its rectangle is ink, 0 to 1.
    pub(super) const fn filled(&self) -> f32 {
        self.area as f32 / (self.width() * self.height())
    }

    /// How wide its strokes are, in pixels: twice the area by the length of all outlines.
    pub(super) const fn stroke(&self) -> f32 {
        let outline = 2 * self.runs + 2 * (self.area - self.covered);
        2.0 * self.area as f32 / outline as f32
    }

    /// The mean level.
    pub(super) const fn level(&self) -> f32 {
        self.sum as f32 / self.area as f32
    }

    fn of(run: &Run, y: u32, levels: &[u8]) -> Self {
        Self {
            left: run.start,
            top: y,
            right: run.end,
            bottom: y + 1,
            area: run.end - run.start,
            runs: 1,
            covered: 0,
            sum: levels.iter().map(|&level| u64::from(level)).sum(),
        }
    }

    fn with(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
            area: self.area + other.area,
            runs: self.runs + other.runs,
            covered: self.covered + other.covered,
            sum: self.sum + other.sum,
        }
    }
}

/// How far each pixel is above the level around it.
pub(super) struct Relief<'a> {
    picture: &'a GrayImage,
    around: GrayImage,
}

impl<'a> Relief<'a> {
    pub(super) fn of(picture: &'a GrayImage) -> Self {
        let around = imageops::fast_blur(picture, AROUND);
        Self { picture, around }
    }

    /// All blots of one ink, in no order.
    pub(super) fn blots(&self, ink: Ink) -> Vec<Blot> {
        let stride = self.picture.width() as usize;
        let mut all = Blots::default();
        let mut above: Vec<Run> = Vec::new();
        let rows = self.picture.as_raw().chunks_exact(stride);
        for ((row, around), y) in rows.zip(self.around.as_raw().chunks_exact(stride)).zip(0..) {
            let mut runs = runs(row, around, ink);
            for run in &mut runs {
                let levels = row.get(run.start as usize..run.end as usize).unwrap_or_default();
                run.blot = all.add(Blot::of(run, y, levels));
            }
            all.connect(&above, &runs);
            above = runs;
        }
        all.whole()
    }
}

/// Pixels side by side in one row: `start..end`.
struct Run {
    start: u32,
    end: u32,
    blot: usize,
}

fn runs(row: &[u8], around: &[u8], ink: Ink) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for ((&level, &around), x) in row.iter().zip(around).zip(0..) {
        let above = i16::from(level) - i16::from(around);
        let inked = match ink {
            Ink::Dark => above < -CONTRAST,
            Ink::Light => above > CONTRAST,
        };
        match runs.last_mut() {
            _ if !inked => {}
            Some(last) if last.end == x => last.end = x + 1,
            _ => runs.push(Run {
                start: x,
                end: x + 1,
                blot: 0,
            }),
        }
    }
    runs
}

/// Blots while they grow together: each is whole, or a part of an earlier one.
#[derive(Default)]
struct Blots {
    blots: Vec<Blot>,
    part_of: Vec<usize>,
}

impl Blots {
    fn add(&mut self, blot: Blot) -> usize {
        self.blots.push(blot);
        self.part_of.push(self.part_of.len());
        self.part_of.len() - 1
    }

    /// Joins what touches between two rows; both go from left to right.
    fn connect(&mut self, above: &[Run], below: &[Run]) {
        let mut upper = above.iter().peekable();
        for run in below {
            while upper.next_if(|it| it.end < run.start).is_some() {}
            let mut touching = upper.clone();
            while let Some(other) = touching.next_if(|it| it.start <= run.end) {
                let shared = run.end.min(other.end).saturating_sub(run.start.max(other.start));
                let whole = self.join(other.blot, run.blot);
                if let Some(blot) = self.blots.get_mut(whole) {
                    blot.covered += shared;
                }
            }
        }
    }

    /// Makes two blots one, and says which.
    fn join(&mut self, a: usize, b: usize) -> usize {
        let (a, b) = (self.whole_of(a), self.whole_of(b));
        let (first, second) = (a.min(b), a.max(b));
        if first != second {
            let part = self.blots.get(second).copied();
            if let Some((blot, part)) = self.blots.get_mut(first).zip(part) {
                *blot = blot.with(part);
            }
            if let Some(part_of) = self.part_of.get_mut(second) {
                *part_of = first;
            }
        }
        first
    }

    fn whole_of(&mut self, blot: usize) -> usize {
        let parent = |all: &[usize], it: usize| all.get(it).copied().unwrap_or(it);
        let mut at = blot;
        loop {
            let next = parent(&self.part_of, at);
            if next == at {
                return at;
            }
            // Halves the way for whoever comes next.
            let further = parent(&self.part_of, next);
            if let Some(part_of) = self.part_of.get_mut(at) {
                *part_of = further;
            }
            at = further;
        }
    }

    fn whole(self) -> Vec<Blot> {
        let parts = self.blots.into_iter().zip(self.part_of).enumerate();
        parts
            .filter(|&(place, (_, of))| place == of)
            .map(|(_, (blot, _))| blot)
            .collect()
    }
}
