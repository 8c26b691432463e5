//! How long suggestions take: `cargo bench -p safelight-redact --bench find [-- PHOTO.jpg …]`. Without photos, for one of
//! 12 megapixels that is drawn here, with faces and without.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark prints what it measured, and stops when it cannot measure"
)]

use std::time::Instant;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use safelight_redact::{Pixels, Size, find, jpeg};

const FACE: &[u8] = include_bytes!("../tests/pictures/face.jpg");
const TWELVE_MEGAPIXELS: Size = Size {
    width: 4000,
    height: 3000,
};

fn main() {
    let named: Vec<_> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with("--"))
        .collect();
    let photos = if named.is_empty() {
        vec![
            ("with faces".into(), photo(true)),
            ("without faces".into(), photo(false)),
        ]
    } else {
        named
            .into_iter()
            .map(|name| (name.clone(), std::fs::read(name).unwrap()))
            .collect()
    };
    for (name, photo) in photos {
        println!("{name}");
        for longer in [1600, 4000] {
            let (picture, decoding) = timed(|| jpeg::render(&photo, longer).unwrap());
            let displayed = TWELVE_MEGAPIXELS;
            let (faces, finding) = timed(|| find::faces(&picture, displayed));
            let (text, reading) = timed(|| find::text(&picture, displayed));
            let (codes, scanning) = timed(|| find::codes(&picture, displayed));
            let Size { width, height } = picture.size;
            println!("  decoded to {width} × {height}: {decoding:.0} ms");
            println!("  {} faces: {finding:.0} ms", faces.len());
            println!("  {} lines: {reading:.0} ms", text.len());
            println!("  {} codes: {scanning:.0} ms", codes.len());
        }
    }
}

/// The best of five, in milliseconds.
fn timed<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let mut best = f64::INFINITY;
    loop {
        let mut done = None;
        for _ in 0..5 {
            let start = Instant::now();
            done = Some(work());
            best = best.min(start.elapsed().as_secs_f64() * 1000.0);
        }
        if let Some(done) = done {
            return (done, best);
        }
    }
}

/// Waves and grain, with or without eight faces of 256 pixels.
fn photo(faces: bool) -> Vec<u8> {
    let Size { width, height } = TWELVE_MEGAPIXELS;
    let face: Pixels = jpeg::render(FACE, 256).unwrap();
    let places: &[(u32, u32)] = if faces {
        &[
            (200, 300),
            (900, 420),
            (1700, 250),
            (2500, 380),
            (3300, 300),
            (600, 1800),
            (1900, 1700),
            (3000, 1900),
        ]
    } else {
        &[]
    };
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let within = |&&(left, top): &&(u32, u32)| {
                (left..left + 256).contains(&x) && (top..top + 256).contains(&y)
            };
            if let Some((left, top)) = places.iter().find(within) {
                let at = 3 * ((y - top) * 256 + x - left) as usize;
                rgb.extend(face.rgb.iter().skip(at).take(3));
            } else {
                let wave = |a: f64, b: f64| (f64::from(x) / a + f64::from(y) / b).sin() * 50.0 + 120.0;
                let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7 & 15;
                rgb.extend(
                    [wave(90.0, 240.0), wave(170.0, 60.0), wave(50.0, 500.0)]
                        .map(|it| it as u8 + grain as u8),
                );
            }
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 92);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder
        .encode(&rgb, width as u16, height as u16, ColorType::Rgb)
        .unwrap();
    file
}
