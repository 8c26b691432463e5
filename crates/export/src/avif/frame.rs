//! One coded AV1 frame, from its bytes to pixels.

use image::RgbaImage;
use oxideav_av1::ObuIter;
use oxideav_av1::decoder::{SpecDecodeSession, SpecFrame};

use super::colours::{Colours, Range};
use crate::failure::{Code, Failure};
use crate::rendering::cannot;

/// Samples of the largest frame that is decoded. Measured, one takes 11 bytes at 4:2:0 and 17 at 4:4:4: 1.1 GB at most.
const LARGEST: u32 = 1 << 26;

/// Decodes the data of an `av01` item to as many of its columns and rows as `size` says. Without `colours` those are taken
/// that the data tell. Of a transparency only the brightness counts.
pub(super) fn decode(
    data: &[u8],
    colours: Option<Colours>,
    size: Option<(u32, u32)>,
    is_alpha: bool,
) -> Result<(RgbaImage, Colours), Failure> {
    let coded = Colours::of_data(ObuIter::new(data).filter_map(Result::ok));
    let colours = colours.or(coded).ok_or_else(|| cannot("it is cut off"))?;
    let mut decoder = SpecDecodeSession::new();
    decoder.set_max_picture_size(LARGEST);
    let frames = decoder.decode_temporal_unit(data).map_err(|error| match error {
        oxideav_av1::Error::PictureSizeExceedsLimit => {
            Failure::new(Code::TooLarge, "The picture is too large to be shown.")
        }
        error => cannot(&error.to_string()),
    })?;
    let frame = frames.into_iter().next().ok_or_else(|| cannot("it is empty"))?;
    let (width, height) = size.unwrap_or((frame.width, frame.height));
    let size = (width.min(frame.width), height.min(frame.height));
    let planes = Planes::of(frame, is_alpha).ok_or_else(|| cannot("its planes are incomplete"))?;
    Ok((planes.pixels(&colours, size)?, colours))
}

/// Samples of one component, row by row.
struct Plane {
    width: usize,
    height: usize,
    /// One byte a sample, or two, the lower first.
    bytes: Vec<u8>,
    wide: bool,
}

impl Plane {
    /// A row, or the last where there are not so many.
    fn row(&self, y: usize) -> Vec<f32> {
        let length = self.width * if self.wide { 2 } else { 1 };
        let start = y.min(self.height.saturating_sub(1)) * length;
        let row = self.bytes.get(start..start + length).unwrap_or_default();
        if self.wide {
            let samples = row.as_chunks::<2>().0.iter();
            samples.map(|pair| u16::from_le_bytes(*pair).into()).collect()
        } else {
            row.iter().map(|sample| (*sample).into()).collect()
        }
    }

    /// The row for row `y` of a picture of the given sides. A plane of half of them is spread, each of its samples in the middle
    /// of those it is for.
    fn spread(&self, y: usize, width: usize, height: usize) -> Vec<f32> {
        let row = if self.height < height {
            let (near, far) = around(y);
            let rows = self.row(near).into_iter().zip(self.row(far));
            rows.map(|(near, far)| mixed(near, far)).collect()
        } else {
            self.row(y)
        };
        if self.width >= width {
            return row;
        }
        let sample = |x: usize| row.get(x).or(row.last()).copied().unwrap_or_default();
        let spread = (0..width).map(|x| {
            let (near, far) = around(x);
            mixed(sample(near), sample(far))
        });
        spread.collect()
    }
}

/// The places in a halved row of the sample over place `at` and of the next one.
fn around(at: usize) -> (usize, usize) {
    let near = at / 2;
    (
        near,
        if at.is_multiple_of(2) {
            near.saturating_sub(1)
        } else {
            near + 1
        },
    )
}

fn mixed(near: f32, far: f32) -> f32 {
    near * 0.75 + far * 0.25
}

/// A decoded frame.
struct Planes {
    luma: Plane,
    /// Cb and Cr; none of a grey picture.
    chroma: Option<[Plane; 2]>,
    bits: u8,
}

impl Planes {
    fn of(frame: SpecFrame, is_alpha: bool) -> Option<Self> {
        let wide = frame.bit_depth > 8;
        let mut planes = frame.planes.into_iter().zip(frame.plane_dims);
        let mut plane = || {
            let (bytes, (width, height)) = planes.next()?;
            Some(Plane {
                width: width as usize,
                height: height as usize,
                bytes,
                wide,
            })
        };
        Some(Self {
            luma: plane()?,
            chroma: if is_alpha {
                None
            } else {
                plane().zip(plane()).map(Into::into)
            },
            bits: frame.bit_depth,
        })
    }

    /// The first columns and rows as opaque pixels.
    fn pixels(&self, colours: &Colours, (width, height): (u32, u32)) -> Result<RgbaImage, Failure> {
        let range = Range::of(self.bits, colours.full_range);
        let chroma = match &self.chroma {
            Some(planes) => Some((colours.matrix()?, planes)),
            None => None,
        };
        let (all, rows) = (self.luma.width, self.luma.height);
        let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height as usize {
            let luma = self.luma.row(y).into_iter().take(width as usize);
            if let Some((matrix, [first, second])) = &chroma {
                let chroma = first
                    .spread(y, all, rows)
                    .into_iter()
                    .zip(second.spread(y, all, rows));
                let rgb = |(luma, (first, second))| opaque(matrix.rgb(&range, luma, first, second));
                rgba.extend(luma.zip(chroma).flat_map(rgb));
            } else {
                rgba.extend(luma.flat_map(|luma| opaque([range.luma(luma); 3])));
            }
        }
        RgbaImage::from_raw(width, height, rgba).ok_or_else(|| cannot("its size is wrong"))
    }
}

fn opaque(rgb: [f32; 3]) -> [u8; 4] {
    let [red, green, blue] = rgb.map(|level| (level * 255.0).round().clamp(0.0, 255.0) as u8);
    [red, green, blue, 255]
}
