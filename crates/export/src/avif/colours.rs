//! What the numbers of a picture mean as colours (ITU-T H.273), and the way to sRGB.

use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::{ColorInfo, Property};
use image::RgbaImage;
use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, Layout, MatrixCoefficients, TransferCharacteristics,
    TransformOptions,
};
use oxideav_av1::{ObuDescriptor, ObuType, parse_sequence_header};

use super::properties;
use crate::failure::Failure;
use crate::rendering::cannot;

/// Code points of ITU-T H.273.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Colours {
    primaries: u8,
    transfer: u8,
    matrix: u8,
    pub(super) full_range: bool,
}

/// A code point that leaves it open.
const UNSPECIFIED: u8 = 2;

/// sRGB: its primaries and its transfer.
const SRGB: (u8, u8) = (1, 13);

impl Colours {
    /// What an item's `colr` property says; it goes before what its data say (MIAF, ISO/IEC 23000-22).
    pub(super) fn of_item(file: &HeifFile<'_>, id: u32) -> Result<Option<Self>, Failure> {
        let code = |point: u16| u8::try_from(point).unwrap_or(u8::MAX);
        Ok(properties(file, id)?.find_map(|property| match property {
            Property::Color(ColorInfo::Nclx {
                primaries,
                transfer,
                matrix,
                full_range,
            }) => Some(Self {
                primaries: code(*primaries),
                transfer: code(*transfer),
                matrix: code(*matrix),
                full_range: *full_range,
            }),
            _ => None,
        }))
    }

    /// What the sequence header of the data says (AV1, 5.5.2).
    pub(super) fn of_data<'a>(mut units: impl Iterator<Item = ObuDescriptor<'a>>) -> Option<Self> {
        let header = units.find(|unit| unit.obu_type == ObuType::SequenceHeader)?;
        let said = parse_sequence_header(header.payload).ok()?.color_config;
        Some(Self {
            primaries: said.color_primaries,
            transfer: said.transfer_characteristics,
            matrix: said.matrix_coefficients,
            full_range: said.color_range,
        })
    }

    /// # Errors
    /// [`Failure`] for a matrix that is not converted.
    pub(super) fn matrix(&self) -> Result<Matrix, Failure> {
        let weights = |red, blue| Ok(Matrix::Weights { red, blue });
        match self.matrix {
            0 => Ok(Matrix::Identity),
            1 => weights(0.2126, 0.0722),
            4 => weights(0.30, 0.11),
            // An open one is read as that of nearly all such pictures.
            UNSPECIFIED | 5 | 6 => weights(0.299, 0.114),
            7 => weights(0.212, 0.087),
            8 => Ok(Matrix::YCgCo),
            9 => weights(0.2627, 0.0593),
            other => Err(cannot(&format!(
                "its colours are coded in an unknown way, matrix {other}"
            ))),
        }
    }

    /// The profile of these code points, where they are not those of sRGB and are a screen's.
    fn profile(&self) -> Option<ColorProfile> {
        let open = |point: u8, usual: u8| if point == UNSPECIFIED { usual } else { point };
        let points = (open(self.primaries, SRGB.0), open(self.transfer, SRGB.1));
        let of_screens = matches!(points.1, 1 | 4 | 5 | 6 | 8 | 13 | 14 | 15);
        if points == SRGB || !of_screens {
            return None;
        }
        Some(ColorProfile::new_from_cicp(CicpProfile {
            color_primaries: CicpColorPrimaries::try_from(points.0).ok()?,
            transfer_characteristics: TransferCharacteristics::try_from(points.1).ok()?,
            matrix_coefficients: MatrixCoefficients::Identity,
            full_range: true,
        }))
    }
}

/// How luma and chroma become red, green and blue (H.273, 8.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Matrix {
    /// The planes are green, blue and red.
    Identity,
    /// How much red and blue weigh in luma.
    Weights {
        red: f32,
        blue: f32,
    },
    YCgCo,
}

impl Matrix {
    /// Red, green and blue, each from 0 to 1, from the samples of the three planes.
    pub(super) fn rgb(self, range: &Range, luma: f32, first: f32, second: f32) -> [f32; 3] {
        let y = range.luma(luma);
        let (cb, cr) = (range.chroma(first), range.chroma(second));
        match self {
            Self::Identity => [range.luma(second), y, range.luma(first)],
            Self::YCgCo => [y - cb + cr, y + cb, y - cb - cr],
            Self::Weights { red, blue } => {
                let r = y + 2.0 * (1.0 - red) * cr;
                let b = y + 2.0 * (1.0 - blue) * cb;
                [r, (y - red * r - blue * b) / (1.0 - red - blue), b]
            }
        }
    }
}

/// What numbers samples are (H.273, 8.3): the lowest luma, how far the highest is from it, the middle of chroma and how far its
/// ends are apart.
pub(super) struct Range {
    black: f32,
    luma: f32,
    middle: f32,
    chroma: f32,
}

impl Range {
    /// Of samples of so many bits, 8 to 12, that use all numbers or leave some room at both ends.
    pub(super) fn of(bits: u8, full: bool) -> Self {
        let scale = f32::from(1_u16 << (bits.clamp(8, 12) - 8));
        let most = 256.0 * scale - 1.0;
        Self {
            black: if full { 0.0 } else { 16.0 * scale },
            luma: if full { most } else { 219.0 * scale },
            middle: 128.0 * scale,
            chroma: if full { most } else { 224.0 * scale },
        }
    }

    /// From 0 to 1.
    pub(super) fn luma(&self, sample: f32) -> f32 {
        (sample - self.black) / self.luma
    }

    /// From -0.5 to 0.5.
    fn chroma(&self, sample: f32) -> f32 {
        (sample - self.middle) / self.chroma
    }
}

/// Converts pixels to sRGB: by the ICC `profile`, else by their code points. Colours of more brightness than a screen's (PQ and
/// HLG), and those that neither describes, stay as they are.
///
/// # Errors
/// [`Failure`] where the conversion itself fails.
pub(super) fn to_srgb(
    pixels: &mut RgbaImage,
    profile: Option<&[u8]>,
    colours: &Colours,
) -> Result<(), Failure> {
    let told = profile.and_then(|profile| ColorProfile::new_from_slice(profile).ok());
    let conversion = told.or_else(|| colours.profile()).and_then(|profile| {
        let options = TransformOptions::default();
        let srgb = ColorProfile::new_srgb();
        let conversion = profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgba, options);
        conversion.ok()
    });
    let Some(conversion) = conversion else {
        return Ok(());
    };
    let length = pixels.width() as usize * 4;
    for row in pixels.chunks_exact_mut(length) {
        let before = row.to_vec();
        conversion
            .transform(&before, row)
            .map_err(|error| cannot(&error.to_string()))?;
    }
    Ok(())
}
