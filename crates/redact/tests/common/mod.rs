//! Pictures made for the tests, by encoders other than the ones under test.
#![allow(dead_code, reason = "each test target uses a part of it")]

pub(crate) mod animation;
pub(crate) mod apngs;
pub(crate) mod every_page;
pub(crate) mod pages;
pub(crate) mod pngs;
pub(crate) mod raster;

use std::io::Write as _;
use std::process::{Command, Stdio};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use safelight_redact::{Area, Region, Rgb, Seed, Shape, Size, Style, Upright};

pub(crate) const SEED: Seed = Seed([42; 32]);

/// What no encoder of these tests writes: made by libjpeg-turbo, 32 × 16 pixels at 4:2:0.
pub(crate) const RARE: [(&str, &[u8]); 5] = [
    ("arithmetic", include_bytes!("../pictures/arithmetic.jpg")),
    (
        "arithmetic progressive",
        include_bytes!("../pictures/arithmetic_progressive.jpg"),
    ),
    ("12 bits", include_bytes!("../pictures/twelve.jpg")),
    (
        "12 bits progressive",
        include_bytes!("../pictures/twelve_progressive.jpg"),
    ),
    (
        "12 bits arithmetic",
        include_bytes!("../pictures/twelve_arithmetic.jpg"),
    ),
];

pub(crate) fn region(x: i32, y: i32, width: u32, height: u32) -> Region {
    Region {
        shape: Shape::Rectangle { x, y, width, height },
        style: Style::Blur,
        face: true,
        name: None,
    }
}

pub(crate) fn filled(x: i32, y: i32, width: u32, height: u32, rgb: [u8; 3]) -> Region {
    let [red, green, blue] = rgb;
    Region {
        style: Style::Fill(Rgb { red, green, blue }),
        ..region(x, y, width, height)
    }
}

/// Colour and detail everywhere.
pub(crate) fn scene(x: u32, y: u32) -> [u8; 3] {
    let wave = |a: u32, b: u32| ((f64::from(x * a + y * b) / 40.0).sin() * 90.0 + 128.0) as u8;
    let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7;
    [
        wave(3, 1),
        wave(1, 4),
        wave(2, 2).saturating_add((grain & 31) as u8),
    ]
}

/// A second scene, as unlike the first as can be.
pub(crate) fn secret(x: u32, y: u32) -> [u8; 3] {
    let ink = if (x / 3 + y / 5).is_multiple_of(2) { 0 } else { 255 };
    [ink, 255 - ink, (x * 7 % 256) as u8]
}

/// The scene with the secret under `area`, and so the same outside it.
pub(crate) fn scene_with_secret(area: &Area) -> impl Fn(u32, u32) -> [u8; 3] {
    |x, y| {
        if area.contains(x, y) {
            secret(x, y)
        } else {
            scene(x, y)
        }
    }
}

/// What must not be done: `picture` with a Gaussian blur, σ about 6, of what lies under `area`.
pub(crate) fn gaussian(picture: impl Fn(u32, u32) -> [u8; 3], area: &Area) -> impl Fn(u32, u32) -> [u8; 3] {
    move |x, y| {
        if !area.contains(x, y) {
            return picture(x, y);
        }
        let (mut sums, mut weights) = ([0.0; 3], 0.0);
        for (dx, dy) in (-12_i32..=12).flat_map(|dy| (-12_i32..=12).map(move |dx| (dx, dy))) {
            let near = picture(x.saturating_add_signed(dx), y.saturating_add_signed(dy));
            let weight = (-f64::from(dx * dx + dy * dy) / 72.0).exp();
            sums.iter_mut()
                .zip(near)
                .for_each(|(sum, level)| *sum += weight * f64::from(level));
            weights += weight;
        }
        sums.map(|sum| (sum / weights) as u8)
    }
}

/// How a test JPEG is coded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jpeg {
    pub(crate) colour: ColorType,
    pub(crate) sampling: SamplingFactor,
    pub(crate) progressive: bool,
    pub(crate) restart: u16,
}

pub(crate) const BASELINE: Jpeg = Jpeg {
    colour: ColorType::Rgb,
    sampling: SamplingFactor::F_2_2,
    progressive: false,
    restart: 0,
};

/// Every kind of JPEG that must come out right.
pub(crate) fn kinds() -> Vec<Jpeg> {
    let mut kinds = Vec::new();
    for progressive in [false, true] {
        for restart in [0, 5] {
            let kind = Jpeg {
                progressive,
                restart,
                ..BASELINE
            };
            for sampling in [
                SamplingFactor::F_1_1,
                SamplingFactor::F_2_1,
                SamplingFactor::F_1_2,
                SamplingFactor::F_2_2,
                SamplingFactor::F_4_1,
                SamplingFactor::F_4_2,
            ] {
                kinds.push(Jpeg { sampling, ..kind });
            }
            kinds.push(Jpeg {
                colour: ColorType::Luma,
                sampling: SamplingFactor::F_1_1,
                ..kind
            });
            kinds.push(Jpeg {
                colour: ColorType::Luma,
                sampling: SamplingFactor::F_2_2,
                ..kind
            });
            kinds.push(Jpeg {
                colour: ColorType::Cmyk,
                sampling: SamplingFactor::F_1_1,
                ..kind
            });
            kinds.push(Jpeg {
                colour: ColorType::CmykAsYcck,
                sampling: SamplingFactor::F_2_2,
                ..kind
            });
        }
    }
    kinds
}

impl Jpeg {
    pub(crate) fn of(self, width: u16, height: u16, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 88);
        encoder.set_sampling_factor(self.sampling);
        encoder.set_progressive(self.progressive);
        if self.restart > 0 {
            encoder.set_restart_interval(self.restart);
        }
        let pixels = (0..u32::from(height)).flat_map(|y| (0..u32::from(width)).map(move |x| (x, y)));
        let samples: Vec<u8> = pixels.flat_map(|(x, y)| self.samples(picture(x, y))).collect();
        encoder.encode(&samples, width, height, self.colour).unwrap();
        file
    }

    /// The same with arithmetic coding (T.81, annex D), by jpegtran: no encoder in Rust writes it.
    pub(crate) fn arithmetic(
        self,
        width: u16,
        height: u16,
        picture: impl Fn(u32, u32) -> [u8; 3],
    ) -> Vec<u8> {
        let mut command = Command::new("jpegtran");
        command.args(["-copy", "all", "-arithmetic"]);
        if self.progressive {
            command.arg("-progressive");
        }
        if self.restart > 0 {
            command.args(["-restart", &format!("{}B", self.restart)]);
        }
        let mut jpegtran = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let huffman = self.of(width, height, picture);
        jpegtran.stdin.take().unwrap().write_all(&huffman).unwrap();
        let output = jpegtran.wait_with_output().unwrap();
        assert!(output.status.success());
        output.stdout
    }

    fn samples(self, [red, green, blue]: [u8; 3]) -> Vec<u8> {
        match self.colour {
            ColorType::Luma => vec![red],
            ColorType::Cmyk | ColorType::CmykAsYcck => {
                vec![red, green, blue, red.max(green).max(blue) / 2 + 90]
            }
            _ => vec![red, green, blue],
        }
    }
}

/// The payloads of a file's segments with one of `markers`, before its first scan.
pub(crate) fn segments(file: &[u8], markers: &[u8]) -> Vec<Vec<u8>> {
    let (mut at, mut found) = (2, Vec::new());
    loop {
        let (marker, length) = (
            file[at + 1],
            usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]])),
        );
        if markers.contains(&marker) {
            found.push(file[at..at + 2 + length].to_vec());
        }
        if marker == 0xDA {
            return found;
        }
        at += 2 + length;
    }
}

/// Where a stored pixel is displayed, value by value of TIFF 6.0's table for tag 274.
pub(crate) fn displayed(upright: Upright, stored: Size, x: u32, y: u32) -> (u32, u32) {
    let (right, bottom) = (stored.width - 1 - x, stored.height - 1 - y);
    match upright.to_tiff() {
        1 => (x, y),
        2 => (right, y),
        3 => (right, bottom),
        4 => (x, bottom),
        5 => (y, x),
        6 => (bottom, x),
        7 => (bottom, right),
        _ => (y, right),
    }
}

/// A PNG whose chunks have the CRCs that are right for them: its decoder would not look at one that is changed.
pub(crate) fn with_crcs(file: &[u8]) -> Vec<u8> {
    let (mut file, mut at) = (file.to_vec(), 8);
    while let Some(length) = file
        .get(at..at + 4)
        .map(|bytes| u32::from_be_bytes(bytes.try_into().unwrap()) as usize)
    {
        let end = at + 8 + length;
        if end + 4 > file.len() {
            break;
        }
        let crc = crc32fast::hash(&file[at + 4..end]);
        file[end..end + 4].copy_from_slice(&crc.to_be_bytes());
        at = end + 4;
    }
    file
}
