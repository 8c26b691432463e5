//! The same coefficients coded anew, as they stand or turned upright.

use super::frame::Frame;
use super::segment::APP0;
use super::{assembled, turbo};
use crate::{Error, Upright};

/// Bytes of coefficients that are held at one time for a picture that need not be coded anew.
const MOST: u64 = 256 << 20;

const APP1: u8 = APP0 + 1;

/// Codes the coefficients of a JPEG that the sanitizer has written anew. What stood between and behind its coded blocks
/// is gone; every coefficient, table of quantisation, sampling factor and APPn segment, the restart interval and the mode
/// stay.
///
/// # Errors
/// As for [`conceal`](super::conceal), and [`Error::Unsupported`] for a progressive JPEG without its last scans.
pub fn recoded(clean: &[u8]) -> Result<Vec<u8>, Error> {
    anew(clean, &Frame::read(clean)?, Upright::TopLeft)
}

/// Turns a JPEG that the sanitizer has written, so that it is stored as it is displayed and needs no Exif segment, which
/// goes. The coefficients are moved, transposed and negated, and never rounded. None where that cannot be done: a side
/// that is to be counted from its other end does not end with an MCU, libjpeg-turbo cannot write the picture, or its
/// coefficients take more than 256 MiB (89 megapixels at 4:2:0), which are held twice.
#[must_use]
pub fn turned(clean: &[u8], upright: Upright) -> Option<Vec<u8>> {
    let frame = Frame::read(clean).ok()?;
    (frame.coefficient_bytes() <= MOST).then(|| anew(clean, &frame, upright).ok())?
}

/// Whether every coefficient of a JPEG that the sanitizer has written is there. A picture whose file was cut off inside
/// its coded data is not whole, though viewers make up for the rest in grey; nor is one that libjpeg-turbo cannot read,
/// or whose coefficients take more than 256 MiB.
#[must_use]
pub fn is_whole(clean: &[u8]) -> bool {
    Frame::read(clean)
        .is_ok_and(|frame| frame.coefficient_bytes() <= MOST && turbo::check(clean, &frame).is_ok())
}

fn anew(clean: &[u8], frame: &Frame, upright: Upright) -> Result<Vec<u8>, Error> {
    if !frame.whole {
        return Err(Error::Unsupported {
            what: "a JPEG without its last scans",
        });
    }
    let turned = frame.turned(upright).ok_or(Error::Unsupported {
        what: "a JPEG whose sides are not whole MCUs",
    })?;
    let rewritten = turbo::turned(clean, &turned, upright)?;
    assembled(&apps(clean, frame, upright), &turned, &rewritten)
}

/// The APPn segments of a picture that was turned upright. A turned one has no Exif any more, and pixels that are not
/// square lie on their side (ITU-T T.871, 10.1).
pub(super) fn apps(file: &[u8], frame: &Frame, upright: Upright) -> Vec<Vec<u8>> {
    let apps = frame.apps.iter().filter_map(|range| file.get(range.clone()));
    apps.filter(|app| upright == Upright::TopLeft || app.get(1) != Some(&APP1))
        .map(|app| {
            let mut app = app.to_vec();
            if upright.swaps_sides()
                && app.get(1) == Some(&APP0)
                && let Some(densities) = app.get_mut(12..16)
            {
                densities.rotate_left(2);
            }
            app
        })
        .collect()
}
