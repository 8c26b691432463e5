//! A colour in the components of a JPEG.

use super::frame::Colour;
use crate::Rgb;
use crate::patch::Kind;

impl Colour {
    /// The level of each component, 0 to 255, that shows `rgb` (JFIF 1.02, page 3; Adobe TN 5116 for four components).
    pub(crate) fn levels(self, rgb: Rgb) -> Vec<f32> {
        let [red, green, blue] = [rgb.red, rgb.green, rgb.blue].map(f32::from);
        match self {
            Self::Grey => vec![rgb.luma()],
            Self::Rgb => vec![red, green, blue],
            Self::YCbCr => ycc(red, green, blue).to_vec(),
            Self::Cmyk { inverted } => inks(rgb, inverted).to_vec(),
            // libjpeg reads the first three as YCbCr of 255 less the ink's sample.
            Self::Ycck { inverted } => {
                let [cyan, magenta, yellow, black] = inks(rgb, inverted);
                let [y, cb, cr] = ycc(255.0 - cyan, 255.0 - magenta, 255.0 - yellow);
                vec![y, cb, cr, black]
            }
        }
    }

    /// What each component means.
    pub(crate) const fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Grey => &[Kind::Luma],
            Self::YCbCr => &[Kind::Luma, Kind::Chroma, Kind::Chroma],
            Self::Rgb => &[Kind::Primary; 3],
            Self::Cmyk { .. } => &[Kind::Primary, Kind::Primary, Kind::Primary, Kind::Black],
            Self::Ycck { .. } => &[Kind::Luma, Kind::Chroma, Kind::Chroma, Kind::Black],
        }
    }

    /// Whether the picture is stored as inks.
    pub(crate) const fn inks(self) -> Option<bool> {
        match self {
            Self::Cmyk { inverted } | Self::Ycck { inverted } => Some(inverted),
            _ => None,
        }
    }
}

fn ycc(red: f32, green: f32, blue: f32) -> [f32; 3] {
    [
        0.299 * red + 0.587 * green + 0.114 * blue,
        128.0 - 0.168_735_9 * red - 0.331_264_1 * green + 0.5 * blue,
        128.0 + 0.5 * red - 0.418_687_6 * green - 0.081_312_4 * blue,
    ]
}

/// Samples of cyan, magenta, yellow and black, with as much black as the colour allows; black itself has all four.
fn inks(rgb: Rgb, inverted: bool) -> [f32; 4] {
    let colours = [rgb.red, rgb.green, rgb.blue].map(f32::from);
    let brightest = colours.into_iter().fold(0.0, f32::max);
    let [cyan, magenta, yellow] = colours.map(|colour| {
        if brightest > 0.0 {
            255.0 * colour / brightest
        } else {
            0.0
        }
    });
    [cyan, magenta, yellow, brightest].map(|bare| if inverted { bare } else { 255.0 - bare })
}
