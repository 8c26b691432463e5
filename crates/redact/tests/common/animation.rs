//! Animations for the tests, and what viewers show of them: composed from the standards' words, apart from the code under
//! test.
#![allow(dead_code, reason = "each test target uses a part of it")]

use safelight_redact::{Area, Concealed, Error, Region, Size, Upright};

use super::raster::Conceal;
use super::{SEED, filled, region, scene};

pub(crate) const WIDTH: u32 = 44;
pub(crate) const HEIGHT: u32 = 36;

/// What becomes of a frame's place before the next is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dispose {
    Keep,
    Clear,
    Restore,
}

/// A frame: left, top, width and height of its place, and its pixels, alpha last.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) place: [u32; 4],
    pub(crate) dispose: Dispose,
    /// Whether it is laid over what is there, rather than in its stead.
    pub(crate) blends: bool,
    pub(crate) pixels: Vec<[u16; 4]>,
}

/// What is shown with each frame, in levels up to `max`; what is wholly transparent has no colour.
pub(crate) fn composed([width, height]: [u32; 2], max: u16, steps: &[Step]) -> Vec<Vec<[u16; 4]>> {
    let mut canvas = vec![[0; 4]; (width * height) as usize];
    let mut all = Vec::new();
    for step in steps {
        let before = canvas.clone();
        let [left, top, across, _] = step.place;
        let at = |number: u32| ((top + number / across) * width + left + number % across) as usize;
        for (number, &pixel) in (0..).zip(&step.pixels) {
            let below = &mut canvas[at(number)];
            *below = if step.blends {
                blended(pixel, *below, max)
            } else {
                pixel
            };
            if below[3] == 0 {
                *below = [0; 4];
            }
        }
        all.push(canvas.clone());
        for number in 0..step.pixels.len() as u32 {
            match step.dispose {
                Dispose::Keep => {}
                Dispose::Clear => canvas[at(number)] = [0; 4],
                Dispose::Restore => canvas[at(number)] = before[at(number)],
            }
        }
    }
    all
}

/// PNG, third edition, 13.16, and RFC 9649, 2.7.1.1, each to the nearest level.
fn blended(above: [u16; 4], below: [u16; 4], max: u16) -> [u16; 4] {
    let [alpha, beneath, max] = [above[3], below[3], max].map(u64::from);
    if alpha == 0 {
        return below;
    }
    // All in parts of the square of the greatest level.
    let (mine, its) = (alpha * max, beneath * (max - alpha));
    let nearest = |sum: u64, by: u64| ((2 * sum + by) / (2 * by)) as u16;
    let mut mixed = [0, 0, 0, nearest(mine + its, max)];
    for channel in 0..3 {
        let sum = u64::from(above[channel]) * mine + u64::from(below[channel]) * its;
        mixed[channel] = nearest(sum, mine + its);
    }
    mixed
}

/// Numbers that look random, the same for a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(sides)) as u32
    }
}

/// What a format can say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Means {
    pub(crate) restores: bool,
    pub(crate) replaces: bool,
    pub(crate) translucent: bool,
}

/// Any animation whose first frame is the whole canvas: small places and large ones, everything that the means allow.
pub(crate) fn any(seed: u64, means: Means) -> Vec<Step> {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let count = 2 + dice.roll(6);
    let mut steps = Vec::new();
    for number in 0..count {
        let (left, top) = (2 * dice.roll(WIDTH / 2 - 1), 2 * dice.roll(HEIGHT / 2 - 1));
        let place = match (number, dice.roll(4)) {
            (0, _) | (_, 0) => [0, 0, WIDTH, HEIGHT],
            _ => [
                left,
                top,
                1 + dice.roll(WIDTH - left),
                1 + dice.roll(HEIGHT - top),
            ],
        };
        let dispose = match dice.roll(4) {
            0 => Dispose::Clear,
            1 if means.restores => Dispose::Restore,
            _ => Dispose::Keep,
        };
        let blends = !means.replaces || dice.roll(2) == 0;
        let (size, gaps, shift) = (1 + dice.roll(9), dice.roll(5), dice.roll(50));
        let pixel = |at: u32| {
            let (x, y) = (place[0] + at % place[2] + shift, place[1] + at / place[2]);
            let cell = x / size * 7 + y / size * 3;
            let [red, green, blue] = scene(cell % 6 * 40, 3).map(u16::from);
            match cell % 8 {
                cell if cell < gaps => [0; 4],
                7 if means.translucent => [red, green, blue, 90],
                _ => [red, green, blue, 255],
            }
        };
        let pixels = (0..place[2] * place[3]).map(pixel).collect();
        steps.push(Step {
            place,
            dispose,
            blends,
            pixels,
        });
    }
    steps
}

/// What looks the same outside an area, made in another way altogether: whole canvases, with something else under the area
/// in each of them.
pub(crate) fn otherwise(steps: &[Step], area: &Area, replaces: bool) -> Vec<Step> {
    let shown = composed([WIDTH, HEIGHT], 255, steps);
    let of = |(number, mut pixels): (u32, Vec<[u16; 4]>)| {
        for (x, y) in area.pixels() {
            let ink = (x / 2 + y / 3 + number).is_multiple_of(3);
            pixels[(y * WIDTH + x) as usize] = if ink { [250, 9, 1, 255] } else { [0; 4] };
        }
        Step {
            place: [0, 0, WIDTH, HEIGHT],
            dispose: if replaces { Dispose::Keep } else { Dispose::Clear },
            blends: !replaces,
            pixels,
        }
    };
    (0..).zip(shown).map(of).collect()
}

/// A ball that moves under the area, over a background; each frame after the first is cut down to where the ball was and
/// is, but on the left, where it leaves the area.
pub(crate) fn ball(way: fn(u32) -> [u32; 2]) -> Vec<Step> {
    let of = |place: [u32; 4], number: u32, moves: bool| {
        let [x, y] = way(number);
        let pixel = |at: u32| {
            let (px, py) = (place[0] + at % place[2], place[1] + at / place[2]);
            if px.abs_diff(x).pow(2) + py.abs_diff(y).pow(2) < 12 {
                return [240, 30 + 20 * number as u16, 20, 255];
            }
            if moves && (px + py).is_multiple_of(5) {
                return [0; 4];
            }
            let cell = (px / 6 + py / 5) as u16 % 4;
            [30 * cell, 200 - 40 * cell, 90, 255]
        };
        Step {
            place,
            dispose: Dispose::Keep,
            blends: true,
            pixels: (0..place[2] * place[3]).map(pixel).collect(),
        }
    };
    let first = of([0, 0, WIDTH, HEIGHT], 0, false);
    let rest = (1..5).map(|number| {
        let [[x, y], [from, height]] = [way(number), way(number - 1)];
        // It reaches beyond the area at its left: what is seen there does not change.
        of([4, (y.min(height) - 5) / 2 * 2, x.max(from), 14], number, true)
    });
    [first].into_iter().chain(rest).collect()
}

pub(crate) fn area() -> Area {
    let (width, height) = (WIDTH, HEIGHT);
    Area::displayed(&hidden(), Size { width, height })
}

type Differences = fn(&[u8], &[u8], &Area) -> Result<u64, Error>;

type Written = dyn Fn(&[Step]) -> Vec<u8>;

/// What a format's animations promise.
pub(crate) struct Promise {
    pub(crate) conceal: Conceal,
    pub(crate) differences: Differences,
    pub(crate) means: Means,
    /// A file of these frames.
    pub(crate) written: Box<Written>,
    /// What is shown with each frame, in levels of 8 bits, by decoders other than the ones under test.
    pub(crate) shown: fn(&[u8]) -> Vec<Vec<[u8; 4]>>,
}

/// The middle of the canvas, with its padding.
pub(crate) fn hidden() -> Vec<Region> {
    vec![region(20, 16, 6, 5), filled(22, 8, 3, 2, [1, 2, 200])]
}

impl Promise {
    fn concealed(&self, file: &[u8]) -> Concealed {
        (self.conceal)(file, &hidden(), Upright::TopLeft, &SEED).unwrap()
    }

    /// Two animations that look the same outside the area become one file, however the hidden part moves, and outside it
    /// the copy shows what they showed.
    pub(crate) fn kept(&self, steps: &[Step], others: &[Step]) {
        let files = [steps, others].map(|steps| (self.written)(steps));
        assert!(files[0] != files[1]);
        let [one, other] = files.each_ref().map(|file| self.concealed(file));
        assert!(one.bytes == other.bytes, "the copy tells which it was");
        for file in &files {
            assert_eq!((self.differences)(file, &one.bytes, &one.area).unwrap(), 0);
        }
        let shown = (self.shown)(&one.bytes);
        let before = composed([WIDTH, HEIGHT], 255, steps);
        assert_eq!(shown.len(), before.len());
        for (number, (before, after)) in before.iter().zip(&shown).enumerate() {
            for (at, (old, new)) in (0..).zip(before.iter().zip(after)) {
                let (x, y) = (at % WIDTH, at / WIDTH);
                if one.area.contains(x, y) {
                    assert_eq!(new[3], 255, "{number}: {x}, {y}");
                } else {
                    assert_eq!(*old, new.map(u16::from), "{number}: {x}, {y}");
                }
            }
        }
    }

    /// Any animation, and one that is made in another way.
    pub(crate) fn any(&self, seed: u64) {
        let steps = any(seed, self.means);
        let others = otherwise(&steps, &area(), self.means.replaces);
        self.kept(&steps, &others);
    }

    /// A ball that goes one way, and one that goes another.
    pub(crate) fn ball(&self) {
        let across = ball(|number| [16 + 3 * number, 20]);
        let down = ball(|number| [22, 15 + 2 * number]);
        assert!(across[2].place != down[2].place);
        self.kept(&across, &down);
    }
}
