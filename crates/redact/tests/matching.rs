//! Somebody who has a list of all that may be hidden, and this very program, cannot tell which of it is: each candidate
//! is hidden in the same way, and the one that then looks most like the copy is picked. All is known but the copy's seed
//! and the noise of the photo's sensor.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, as it should"
)]

mod common;

use common::{BASELINE, Jpeg};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use safelight_redact::{Area, Concealed, Region, Rgb, Seed, Shape, Style, Upright, jpeg, png};

const CANDIDATES: usize = 1_000;
const TRIALS: usize = 300;
/// Chance alone is right 0.3 times, and more often than this once in 280 runs; the runs are always the same.
const BY_CHANCE: usize = 2;
const NEARLY_ALWAYS: usize = 290;

/// A to Z and 0 to 9 in DejaVu Sans Bold, white on black, one a cell.
const GLYPHS: &[u8] = include_bytes!("pictures/glyphs.png");
const COUNT: usize = 36;
const CELL: [usize; 2] = [16, 24];
const LETTERS: usize = 8;
const PICTURE: [usize; 2] = [240, 96];
/// Where the letters begin.
const CORNER: [usize; 2] = [56, 36];
const PAPER: f32 = 214.0;
const INK: f32 = 28.0;
/// How far noise moves a level at most.
const NOISE: f32 = 3.5;

const STYLES: [Style; 3] = [
    Style::Blur,
    Style::Mosaic,
    Style::Fill(Rgb {
        red: 20,
        green: 60,
        blue: 100,
    }),
];
const RECTANGLE: Shape = Shape::Rectangle {
    x: 56,
    y: 36,
    width: 128,
    height: 24,
};
const ELLIPSE: Shape = Shape::Ellipse {
    x: 25,
    y: 27,
    width: 190,
    height: 42,
};

#[test]
fn a_hidden_string_is_picked_from_a_thousand_no_more_often_than_by_chance() {
    for (coding, shape) in [
        (Coding::Baseline, RECTANGLE),
        (Coding::Progressive, ELLIPSE),
        (Coding::Png, RECTANGLE),
        (Coding::Png, ELLIPSE),
    ] {
        for style in STYLES {
            let region = region(style, shape.clone());
            let area = coding.concealed(&paper(), &region, &Seed([0; 32])).area;
            let picked = picked(coding, &area, |photo, seed| {
                coding.concealed(photo, &region, seed).bytes
            });
            println!("{coding:?}, {style:?}, {shape:?}: {picked:?} of {TRIALS}");
            assert!(
                picked.by_distance <= BY_CHANCE && picked.by_correlation <= BY_CHANCE,
                "{coding:?}, {style:?}, {shape:?}: {picked:?} of {TRIALS}"
            );
        }
    }
}

/// What shows that the attack works.
#[test]
fn a_gaussian_blur_and_a_plain_mosaic_give_the_string_away() {
    let hidings = [("blur", gaussian as fn(&mut [f32], &Area)), ("mosaic", mosaic)];
    for coding in [Coding::Baseline, Coding::Png] {
        let region = region(Style::Blur, RECTANGLE);
        let area = coding.concealed(&paper(), &region, &Seed([0; 32])).area;
        for (name, hiding) in hidings {
            let picked = picked(coding, &area, |photo, _| {
                let mut photo = photo.to_vec();
                hiding(&mut photo, &area);
                coding.file(&photo)
            });
            println!("{coding:?}, {name}: {picked:?} of {TRIALS}");
            assert!(
                picked.by_distance >= NEARLY_ALWAYS && picked.by_correlation >= NEARLY_ALWAYS,
                "{coding:?}, {name}: {picked:?} of {TRIALS}"
            );
        }
    }
}

/// How often the right string was picked.
#[derive(Clone, Copy, Debug)]
struct Picked {
    by_distance: usize,
    by_correlation: usize,
}

/// Hides a string unknown, many times, and has it picked. One seed for all candidates: what then differs between them is
/// what the hiding tells of them alone.
fn picked(coding: Coding, area: &Area, hide: impl Fn(&[f32], &Seed) -> Vec<u8>) -> Picked {
    let mut random = ChaCha20Rng::seed_from_u64(5);
    let glyphs = glyphs();
    let places = places(area);
    let own = seed(&mut random);
    let photos: Vec<Vec<f32>> = (0..CANDIDATES).map(|_| written(&glyphs, &mut random)).collect();
    let candidates: Vec<Seen> = photos
        .iter()
        .map(|photo| Seen::new(coding, &places, &hide(photo, &own)))
        .collect();
    let mut picked = Picked {
        by_distance: 0,
        by_correlation: 0,
    };
    for _ in 0..TRIALS {
        let right = random.next_u32() as usize % CANDIDATES;
        let photo = noisy(&photos[right], &mut random);
        let copy = Seen::new(coding, &places, &hide(&photo, &seed(&mut random)));
        let likeness: Vec<(f32, f32)> = candidates.iter().map(|one| one.likeness(&copy)).collect();
        picked.by_distance += usize::from(most(likeness.iter().map(|&(near, _)| near)) == right);
        picked.by_correlation += usize::from(most(likeness.iter().map(|&(_, alike)| alike)) == right);
    }
    picked
}

/// Where the first of the greatest is. The right one is anywhere, so that of equals the first is as good as any.
fn most(likeness: impl Iterator<Item = f32>) -> usize {
    let (at, _) = likeness
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |(best, most), (at, likeness)| {
            if likeness > most {
                (at, likeness)
            } else {
                (best, most)
            }
        });
    at
}

/// Where every fourth pixel of the hidden area is.
fn places(area: &Area) -> Vec<usize> {
    let fourth = area.pixels().filter(|(x, y)| x % 2 == 0 && y % 2 == 0);
    fourth
        .map(|(x, y)| y as usize * PICTURE[0] + x as usize)
        .collect()
}

/// The hidden area as it looks: what each pixel is above the mean.
struct Seen {
    mean: f32,
    levels: Vec<f32>,
    energy: f32,
}

impl Seen {
    fn new(coding: Coding, places: &[usize], file: &[u8]) -> Self {
        let all = coding.shown(file);
        let mut levels: Vec<f32> = places.iter().map(|&place| all[place]).collect();
        let mean = levels.iter().sum::<f32>() / levels.len() as f32;
        levels.iter_mut().for_each(|level| *level -= mean);
        let energy = dot(&levels, &levels);
        Self { mean, levels, energy }
    }

    /// How near it is, as a negative square of the distance, and how it correlates.
    fn likeness(&self, other: &Self) -> (f32, f32) {
        let product = dot(&self.levels, &other.levels);
        let shift = (self.mean - other.mean).powi(2) * self.levels.len() as f32;
        let both = (self.energy * other.energy).sqrt();
        let correlation = if both > 0.0 { product / both } else { 0.0 };
        (2.0 * product - self.energy - other.energy - shift, correlation)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

#[derive(Clone, Copy, Debug)]
enum Coding {
    Baseline,
    Progressive,
    Png,
}

impl Coding {
    fn concealed(self, photo: &[f32], region: &Region, seed: &Seed) -> Concealed {
        let (file, regions) = (self.file(photo), std::slice::from_ref(region));
        match self {
            Self::Png => png::conceal(&file, regions, Upright::TopLeft, seed),
            _ => jpeg::conceal(&file, regions, Upright::TopLeft, seed),
        }
        .unwrap()
    }

    fn file(self, photo: &[f32]) -> Vec<u8> {
        let [width, height] = PICTURE;
        let levels: Vec<u8> = photo
            .iter()
            .map(|level| level.round().clamp(0.0, 255.0) as u8)
            .collect();
        if matches!(self, Self::Png) {
            let mut file = Vec::new();
            let mut encoder = ::png::Encoder::new(&mut file, width as u32, height as u32);
            encoder.set_color(::png::ColorType::Grayscale);
            encoder.set_depth(::png::BitDepth::Eight);
            encoder.set_compression(::png::Compression::Fastest);
            let mut writer = encoder.write_header().unwrap();
            writer.write_image_data(&levels).unwrap();
            drop(writer);
            file
        } else {
            let progressive = matches!(self, Self::Progressive);
            let kind = Jpeg {
                progressive,
                ..BASELINE
            };
            kind.of(width as u16, height as u16, |x, y| {
                [levels[y as usize * width + x as usize]; 3]
            })
        }
    }

    /// The brightness of each pixel.
    fn shown(self, file: &[u8]) -> Vec<f32> {
        if matches!(self, Self::Png) {
            let mut reader = ::png::Decoder::new(std::io::Cursor::new(file))
                .read_info()
                .unwrap();
            let mut levels = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut levels).unwrap();
            levels.into_iter().map(f32::from).collect()
        } else {
            let pixels = jpeg::render(file, PICTURE[0] as u32).unwrap();
            let (pixels, _) = pixels.rgb.as_chunks::<3>();
            pixels
                .iter()
                .map(|rgb| rgb.iter().copied().map(f32::from).sum::<f32>() / 3.0)
                .collect()
        }
    }
}

fn region(style: Style, shape: Shape) -> Region {
    Region {
        shape,
        style,
        face: false,
        name: None,
    }
}

fn seed(random: &mut ChaCha20Rng) -> Seed {
    let mut seed = [0; 32];
    random.fill_bytes(&mut seed);
    Seed(seed)
}

fn paper() -> Vec<f32> {
    vec![PAPER; PICTURE[0] * PICTURE[1]]
}

/// Some letters on paper.
fn written(glyphs: &[f32], random: &mut ChaCha20Rng) -> Vec<f32> {
    let mut photo = paper();
    for place in 0..LETTERS {
        let glyph = random.next_u32() as usize % COUNT;
        for (y, x) in (0..CELL[1]).flat_map(|y| (0..CELL[0]).map(move |x| (y, x))) {
            let ink = glyphs[y * COUNT * CELL[0] + glyph * CELL[0] + x];
            photo[(CORNER[1] + y) * PICTURE[0] + CORNER[0] + place * CELL[0] + x] =
                PAPER + (INK - PAPER) * ink;
        }
    }
    photo
}

fn glyphs() -> Vec<f32> {
    Coding::Png
        .shown(GLYPHS)
        .into_iter()
        .map(|level| level / 255.0)
        .collect()
}

fn noisy(photo: &[f32], random: &mut ChaCha20Rng) -> Vec<f32> {
    let mut noise = vec![0; photo.len()];
    random.fill_bytes(&mut noise);
    photo
        .iter()
        .zip(noise)
        .map(|(level, noise)| level + (f32::from(noise) / 127.5 - 1.0) * NOISE)
        .collect()
}

/// What must not be done: a blur of the inside, σ = 20, as three boxes that come close to a Gaussian.
fn gaussian(photo: &mut [f32], area: &Area) {
    let [width, height] = PICTURE;
    let mut blurred = photo.to_vec();
    for _ in 0..3 {
        (0..height).for_each(|y| boxed(&mut blurred, y * width, 1, width));
        (0..width).for_each(|x| boxed(&mut blurred, x, width, height));
    }
    for (x, y) in area.pixels() {
        let at = y as usize * width + x as usize;
        photo[at] = blurred[at];
    }
}

/// A running mean of 41 levels along a line.
fn boxed(photo: &mut [f32], first: usize, step: usize, count: usize) {
    let line: Vec<f32> = (0..count).map(|at| photo[first + at * step]).collect();
    let level = |at: usize| line[at.clamp(20, count + 19) - 20];
    let mut sum: f32 = (0..41).map(level).sum();
    for at in 0..count {
        photo[first + at * step] = sum / 41.0;
        sum += level(at + 41) - level(at);
    }
}

/// Nor this: the inside's own means, in squares as high as the letters.
fn mosaic(photo: &mut [f32], area: &Area) {
    let square = |&(x, y): &(u32, u32)| (x as usize / CELL[1], y as usize / CELL[1]);
    let mut sums = vec![(0.0, 0.0); PICTURE[0] * PICTURE[1]];
    for at in area.pixels() {
        let (column, row) = square(&at);
        let (sum, count) = &mut sums[row * PICTURE[0] + column];
        *sum += photo[at.1 as usize * PICTURE[0] + at.0 as usize];
        *count += 1.0;
    }
    for at in area.pixels() {
        let (column, row) = square(&at);
        let (sum, count) = sums[row * PICTURE[0] + column];
        photo[at.1 as usize * PICTURE[0] + at.0 as usize] = sum / count;
    }
}
