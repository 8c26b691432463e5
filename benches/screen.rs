//! How long an open 12-megapixel JPEG takes to show a changed region at the size of a screen.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement that fails is to stop with the reason"
)]

use std::time::Instant;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use safelight_export::{Depth, Dropped};
use safelight_redact::{Region, Seed, Shape, Style};
use safelight_sanitize::Limits;

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;
const RUNS: usize = 9;

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("photo.jpg");
    std::fs::write(&path, photo()).unwrap();
    let seed = Seed([7; 32]);
    let region = Region {
        shape: Shape::Ellipse {
            x: 1500,
            y: 1200,
            width: 1000,
            height: 700,
        },
        style: Style::Blur,
        face: true,
        name: None,
    };
    let regions = [region];
    let open = |regions: &[Region]| {
        let inspected = Dropped::open(&path, &Limits::default())
            .unwrap()
            .inspect()
            .unwrap();
        inspected.clean(regions, &seed, Depth::Plain).unwrap()
    };
    println!("an ellipse of 1000 × 700 pixels in {WIDTH} × {HEIGHT}, least of {RUNS} runs");
    for side in [800, 1600] {
        let screen = open(&[]).screen(side).unwrap();
        least(&format!("{side}: opened"), || open(&[]).screen(side).unwrap());
        least(&format!("{side}: painted"), || screen.hiding(&regions, &seed));
        let painted = screen.hiding(&regions, &seed);
        least(&format!("{side}: encoded"), || painted.encode_at_once().unwrap());
        least(&format!("{side}: the very output, drawn and encoded"), || {
            open(&regions).render(side).unwrap().encode().unwrap()
        });
    }
}

fn least<T>(what: &str, work: impl Fn() -> T) {
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        let done = work();
        let time = start.elapsed();
        drop(done);
        time
    });
    println!("{what}: {:.1} ms", times.min().unwrap().as_secs_f64() * 1e3);
}

/// Slow shapes with a little grain.
fn photo() -> Vec<u8> {
    let samples: Vec<u8> = (0..u32::from(HEIGHT))
        .flat_map(|y| (0..u32::from(WIDTH)).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let grain = f64::from((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27);
            let (x, y) = (f64::from(x), f64::from(y));
            [(91.0, 53.0), (47.0, 131.0), (211.0, 17.0)]
                .map(|(a, b)| ((x / a).sin() * 50.0 + (y / b).cos() * 50.0 + 110.0 + grain) as u8)
        })
        .collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode(&samples, WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    file
}
