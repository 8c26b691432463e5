//! How long hiding one region in a 12-megapixel JPEG takes, and how much memory, beside `jpegtran -copy none` of the same
//! file (libjpeg-turbo-progs). Times are the least of several runs that alternate; the ratio is what counts.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that fails is to stop with the reason"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use safelight_redact::{Region, Seed, Shape, Style, Upright, jpeg};

const WIDTH: u16 = 4000;
const HEIGHT: u16 = 3000;
const RUNS: usize = 9;

fn main() {
    // Cargo passes `--bench`; a path after `--` is hidden in once, in a process whose memory is its own.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    if let Some(path) = args.next() {
        println!("{}", memory(Path::new(&path)));
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    println!("one region of 400 × 400 pixels in {WIDTH} × {HEIGHT}, least of {RUNS} runs");
    for (name, progressive) in [("baseline", false), ("progressive", true)] {
        let path = dir.path().join(name);
        #[expect(clippy::disallowed_methods, reason = "jpegtran reads a file")]
        std::fs::write(&path, photo(progressive)).unwrap();
        report(name, &path, progressive);
    }
}

fn report(name: &str, path: &Path, progressive: bool) {
    let file = std::fs::read(path).unwrap();
    let (mut ours, mut theirs, mut in_kind) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut length = 0;
    for _ in 0..RUNS {
        ours = ours.min(time(|| length = hide(&file).len()));
        theirs = theirs.min(time(|| jpegtran(path, &[])));
        if progressive {
            in_kind = in_kind.min(time(|| jpegtran(path, &["-progressive"])));
        }
    }
    let ratio = |other: Duration| ours.as_secs_f64() / other.as_secs_f64();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "{name}: {:.1} ms, jpegtran -copy none {:.1} ms: {:.2} ×",
        ms(ours),
        ms(theirs),
        ratio(theirs)
    );
    if progressive {
        println!(
            "{name}: jpegtran -copy none -progressive {:.1} ms: {:.2} ×",
            ms(in_kind),
            ratio(in_kind)
        );
    }
    println!("{name}: {} bytes become {length}", file.len());
    let own = Command::new(std::env::current_exe().unwrap())
        .arg(path)
        .output()
        .unwrap();
    println!(
        "{name}: {} bytes a pixel",
        String::from_utf8_lossy(&own.stdout).trim()
    );
}

fn time(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn hide(file: &[u8]) -> Vec<u8> {
    let region = Region {
        shape: Shape::Rectangle {
            x: 1800,
            y: 1300,
            width: 400,
            height: 400,
        },
        style: Style::Blur,
        face: true,
        name: None,
    };
    jpeg::conceal(file, &[region], Upright::TopLeft, &Seed([7; 32]))
        .unwrap()
        .bytes
}

fn jpegtran(path: &Path, options: &[&str]) {
    let status = Command::new("jpegtran")
        .args(["-copy", "none"])
        .args(options)
        .arg(path)
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

/// The most memory that a process which hides a region took at once, its file with it, in bytes a pixel.
fn memory(path: &Path) -> String {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok())
    };
    let before = resident();
    let file = std::fs::read(path).unwrap();
    let length = hide(&file).len();
    let after = resident();
    assert!(length > 0);
    match (before, after) {
        (Some(before), Some(after)) => {
            let pixels = f64::from(WIDTH) * f64::from(HEIGHT);
            format!("{:.1}", (after - before) * 1024.0 / pixels)
        }
        _ => "unknown".to_owned(),
    }
}

/// Slow shapes with the grain of a sensor: as many bits a pixel as phones spend.
fn photo(progressive: bool) -> Vec<u8> {
    let mut grain = 1_u32;
    let mut noise = || {
        grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(grain >> 24) / 8.0 - 16.0
    };
    let samples: Vec<u8> = (0..u32::from(HEIGHT))
        .flat_map(|y| (0..u32::from(WIDTH)).map(move |x| (f64::from(x), f64::from(y))))
        .flat_map(|(x, y)| {
            let light = noise();
            [(91.0, 53.0), (47.0, 131.0), (211.0, 17.0)]
                .map(|(a, b)| ((x / a).sin() * 50.0 + (y / b).cos() * 50.0 + 128.0 + light) as u8)
        })
        .collect();
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(progressive);
    encoder.encode(&samples, WIDTH, HEIGHT, ColorType::Rgb).unwrap();
    file
}
