//! JPEG: hidden blocks are replaced among the coefficients, and all others are kept (ITU-T T.81).

mod blocks;
mod colour;
mod compare;
mod frame;
mod huffman;
mod progressive;
mod recode;
mod render;
mod segment;
mod turbo;

use blocks::Painting;
use frame::{Frame, SOF0, SOF2, SOF9, SOF10};
use segment::{APP0, APP15, SOI, SOS, Segments};

pub use compare::{differences, differences_outside, differences_turned};
pub use recode::{is_whole, recoded, turned};
pub use render::render;

use crate::{Area, Concealed, Error, Region, Seed, Size, Upright};

/// Hides `regions` of a JPEG that the sanitizer has written.
///
/// Hidden blocks are painted from the blocks around them alone. Every other coefficient, the quantisation tables, the
/// sampling, the restart interval, the mode and every APPn segment stay; Huffman tables and scans are made anew, and
/// nothing else is kept. Without a region that touches the picture the file comes back as it is.
///
/// # Errors
/// [`Error::Unsupported`] for lossless and hierarchical modes, 12-bit samples and a progressive JPEG without its last scans, [`Error::Limit`] for too many pixels, [`Error::Malformed`] and [`Error::Codec`] for broken files. Damage in coded data that libjpeg-turbo
/// can make up for is none.
pub fn conceal(clean: &[u8], regions: &[Region], upright: Upright, seed: &Seed) -> Result<Concealed, Error> {
    let frame = paintable(clean)?;
    let area = Area::new(regions, upright, frame.size, frame.mcu());
    if area.is_empty() {
        return Ok(Concealed {
            bytes: clean.to_vec(),
            area,
        });
    }
    let mut painting = Painting::new(&frame, &area, regions, seed)?;
    let apps = recode::apps(clean, &frame, Upright::TopLeft);
    let bytes = if frame.sof == SOF2 {
        progressive::rewritten(clean, &frame, &apps, &mut painting)?
    } else {
        assembled(&apps, &frame, &turbo::rewritten(clean, &frame, &mut painting)?)?
    };
    Ok(Concealed { bytes, area })
}

/// What a hidden area begins and ends with in this JPEG: the size of its MCUs, in pixels.
///
/// # Errors
/// As for [`conceal`].
pub fn unit(clean: &[u8]) -> Result<Size, Error> {
    Ok(Frame::read(clean)?.of_eight_bits()?.mcu())
}

/// Whether regions can be hidden in a JPEG that the sanitizer has written, as far as it tells without being decoded.
///
/// # Errors
/// As for [`conceal`].
pub fn check(clean: &[u8]) -> Result<(), Error> {
    paintable(clean).map(drop)
}

/// The frame of a picture that shows the same once it is coded anew.
fn paintable(clean: &[u8]) -> Result<Frame, Error> {
    let frame = Frame::read(clean)?.of_eight_bits()?;
    if !frame.whole {
        // Viewers smooth it, and would no longer: what they show would change outside the area too.
        return Err(Error::Unsupported {
            what: "a JPEG without its last scans",
        });
    }
    Ok(frame)
}

/// APPn segments, then what libjpeg-turbo wrote behind its own.
fn assembled(apps: &[Vec<u8>], frame: &Frame, rewritten: &[u8]) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(rewritten.len() + apps.iter().map(Vec::len).sum::<usize>());
    bytes.extend([0xFF, SOI]);
    apps.iter().for_each(|app| bytes.extend(app));
    let mut end = rewritten.len();
    for segment in Segments::new(rewritten)? {
        let segment = segment?;
        let whole = rewritten.get(segment.range.clone()).unwrap_or_default();
        match segment.marker {
            APP0..=APP15 => {}
            // From the first scan on there are scans and their tables alone.
            SOS => {
                end = segment.range.start;
                break;
            }
            SOF0..=SOF2 | SOF9 | SOF10 => bytes.extend(frame_header(frame, whole)),
            _ => bytes.extend(whole),
        }
    }
    bytes.extend(rewritten.get(end..).unwrap_or_default());
    Ok(bytes)
}

/// The SOF as the source has it: libjpeg-turbo calls an extended frame baseline where that is enough, and gives a single
/// component sampling factors of one.
fn frame_header(frame: &Frame, written: &[u8]) -> Vec<u8> {
    let mut header = written.to_vec();
    if let Some(marker) = header.get_mut(1) {
        *marker = frame.sof;
    }
    // FF, SOF, two bytes of length, precision, two of height, two of width, the number of components (T.81, B.2.2).
    for (specification, component) in header
        .get_mut(10..)
        .unwrap_or_default()
        .as_chunks_mut::<3>()
        .0
        .iter_mut()
        .zip(&frame.components)
    {
        specification[1] = component.sampling;
    }
    header
}
