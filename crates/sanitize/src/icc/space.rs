//! Well-known colour spaces, and the curves by which a profile is recognised as one of them.

use super::{D50, Header, fixed, to_fixed, write, xyz_element};
use crate::bytes::{array, be16, be32};

/// A tone curve (10.6 curveType, 10.18 parametricCurveType).
#[derive(Debug, Clone)]
pub(super) enum Curve {
    Gamma(f64),
    Table(Vec<u16>),
    Parametric(u16, Vec<f64>),
}

impl Curve {
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        match &array(data, 0)? {
            b"curv" => {
                let count = usize::try_from(be32(data, 8)?).ok()?;
                let entries = data.get(12..12usize.checked_add(count.checked_mul(2)?)?)?;
                Some(match count {
                    0 => Self::Gamma(1.0),
                    1 => Self::Gamma(f64::from(be16(entries, 0)?) / 256.0),
                    _ => Self::Table(entries.chunks_exact(2).filter_map(|pair| be16(pair, 0)).collect()),
                })
            }
            b"para" => {
                let kind = be16(data, 8)?;
                let count = *[1, 3, 4, 5, 7].get(usize::from(kind))?;
                let values = (0..count)
                    .map(|index| fixed(data, 12 + index * 4))
                    .collect::<Option<Vec<_>>>()?;
                match (kind, values.as_slice()) {
                    (0, [gamma]) => Some(Self::Gamma(*gamma)),
                    _ => Some(Self::Parametric(kind, values)),
                }
            }
            _ => None,
        }
    }

    /// The linear value, 0 to 1, of an encoded value, 0 to 1.
    fn at(&self, x: f64) -> Option<f64> {
        Some(match self {
            Self::Gamma(gamma) => x.powf(*gamma),
            Self::Table(table) => {
                let position = x * (table.len().checked_sub(1)? as f64);
                let below = f64::from(*table.get(position.floor() as usize)?);
                let above = f64::from(*table.get(position.ceil() as usize)?);
                (below + (above - below) * position.fract()) / 65535.0
            }
            Self::Parametric(1, v) => {
                let [g, a, b] = *v.as_slice() else { return None };
                if x >= -b / a { (a * x + b).powf(g) } else { 0.0 }
            }
            Self::Parametric(3, v) => {
                let [g, a, b, c, d] = *v.as_slice() else {
                    return None;
                };
                if x >= d { (a * x + b).powf(g) } else { c * x }
            }
            Self::Parametric(4, v) => {
                let [g, a, b, c, d, e, f] = *v.as_slice() else {
                    return None;
                };
                if x >= d {
                    (a * x + b).powf(g) + e
                } else {
                    c * x + f
                }
            }
            Self::Parametric(..) => return None,
        })
    }
}

/// A well-known colour space, by its colorimetry relative to D50.
pub(super) struct Space {
    pub(super) name: &'static str,
    colorants: [[f64; 3]; 3],
    curve: Tone,
}

/// The tone curve of a well-known space.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    /// IEC 61966-2-1.
    Srgb,
    Gamma(f64),
}

pub(super) static SPACES: &[Space] = &[
    Space {
        name: "sRGB",
        colorants: [
            [0.43607, 0.22249, 0.01392],
            [0.38515, 0.71687, 0.09708],
            [0.14307, 0.06061, 0.71410],
        ],
        curve: Tone::Srgb,
    },
    Space {
        name: "Display P3",
        colorants: [
            [0.51512, 0.24120, -0.00105],
            [0.29198, 0.69225, 0.04189],
            [0.15710, 0.06657, 0.78407],
        ],
        curve: Tone::Srgb,
    },
    Space {
        name: "Adobe RGB",
        colorants: [
            [0.60974, 0.31111, 0.01947],
            [0.20528, 0.62567, 0.06087],
            [0.14919, 0.06322, 0.74457],
        ],
        curve: Tone::Gamma(2.199_218_75),
    },
    Space {
        name: "ProPhoto RGB",
        colorants: [
            [0.79767, 0.28804, 0.0],
            [0.13519, 0.71188, 0.0],
            [0.03134, 0.00009, 0.82491],
        ],
        curve: Tone::Gamma(1.8),
    },
];

/// Four s15Fixed16 steps: the roundings seen in profiles of one space.
const COLORANT_TOLERANCE: f64 = 4.0 / 65536.0;
/// A twentieth of an 8-bit step.
const CURVE_TOLERANCE: f64 = 0.0002;

impl Space {
    pub(super) fn is(&self, colorants: &[[f64; 3]; 3], curves: &[Curve; 3]) -> bool {
        let near =
            |a: &[f64; 3], b: &[f64; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= COLORANT_TOLERANCE);
        let alike = |curve: &Curve| {
            (0..=255).map(|step| f64::from(step) / 255.0).all(|x| {
                curve
                    .at(x)
                    .is_some_and(|y| (y - self.curve.at(x)).abs() <= CURVE_TOLERANCE)
            })
        };
        self.colorants.iter().zip(colorants).all(|(a, b)| near(a, b)) && curves.iter().all(alike)
    }

    pub(super) fn profile(&self) -> Vec<u8> {
        let [red, green, blue] = self.colorants.map(|xyz| xyz_element(&xyz));
        let curve = self.curve.element();
        let tags = [
            (*b"wtpt", xyz_element(&D50)),
            (*b"rXYZ", red),
            (*b"gXYZ", green),
            (*b"bXYZ", blue),
            (*b"rTRC", curve.clone()),
            (*b"gTRC", curve.clone()),
            (*b"bTRC", curve),
        ];
        write(
            &Header {
                version: [4, 0x30],
                class: *b"mntr",
                space: *b"RGB ",
                pcs: *b"XYZ ",
                intent: 0,
            },
            &tags,
        )
    }
}

impl Tone {
    fn at(self, x: f64) -> f64 {
        match self {
            Self::Srgb if x >= 0.04045 => ((x + 0.055) / 1.055).powf(2.4),
            Self::Srgb => x / 12.92,
            Self::Gamma(gamma) => x.powf(gamma),
        }
    }

    pub(super) fn element(self) -> Vec<u8> {
        let (kind, values) = match self {
            Self::Srgb => (3u16, vec![2.4, 1.0 / 1.055, 0.055 / 1.055, 1.0 / 12.92, 0.04045]),
            Self::Gamma(gamma) => (0, vec![gamma]),
        };
        let mut bytes = b"para\0\0\0\0".to_vec();
        bytes.extend(kind.to_be_bytes());
        bytes.extend([0, 0]);
        values.iter().for_each(|value| bytes.extend(to_fixed(*value)));
        bytes
    }
}
