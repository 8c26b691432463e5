//! Pieces that are JPEG or WebP files of their own: decoded once (TIFF 6.0, section 22; TIFF Technical Note 2).

use super::layout::{Layout, Model};
use crate::{Error, Size};

/// Compressions 6 and 7, JPEG old and new, and libtiff's WebP.
pub(super) const fn is_lossy(compression: u64) -> bool {
    matches!(compression, 6 | 7 | WEBP)
}

const WEBP: u64 = 50001;

/// Which of a decoded pixel's red, green, blue and alpha are the samples of a page.
///
/// # Errors
/// [`Error::Unsupported`] for printing colours and other depths.
pub(super) fn channels(layout: &Layout) -> Result<&'static [usize], Error> {
    let what = match (layout.per_pixel(), layout.model) {
        _ if layout.bits != 8 => "a TIFF of JPEG-compressed samples of this depth",
        (1, _) => return Ok(&[0]),
        (3, Model::Rgb | Model::YCbCr) => return Ok(&[0, 1, 2]),
        (4, Model::Rgb) if layout.compression == WEBP => return Ok(&[0, 1, 2, 3]),
        _ => "a TIFF of JPEG-compressed colours of this kind",
    };
    Err(Error::Unsupported { what })
}

/// The rows of a piece, eight bits a sample: of `shown` pixels at least, filled up with zeros to a whole piece.
///
/// # Errors
/// Those of [`channels`], [`Error::Malformed`] where it is too small; else those of the decoder.
pub(super) fn decoded(
    layout: &Layout,
    data: &[u8],
    tables: &[u8],
    shown: Size,
    rows: u32,
) -> Result<Vec<u8>, Error> {
    let samples = layout.per_pixel();
    let channels = channels(layout)?;
    let (size, pixels) = if layout.compression == WEBP {
        crate::webp::pixels(data)?
    } else {
        jpeg(data, tables, layout.model)?
    };
    if size.width < shown.width || size.height < shown.height {
        return Err(Error::Malformed {
            part: "strip",
            offset: 0,
        });
    }
    let row_bytes = layout.row_bytes();
    let mut out = vec![0; row_bytes * rows as usize];
    let lines = pixels
        .chunks(size.width.max(1) as usize)
        .take(shown.height as usize);
    for (row, line) in out.chunks_mut(row_bytes.max(1)).zip(lines) {
        for (to, pixel) in row
            .chunks_mut(samples)
            .zip(line.iter().take(shown.width as usize))
        {
            for (to, channel) in to.iter_mut().zip(channels) {
                *to = pixel.get(*channel).copied().unwrap_or_default();
            }
        }
    }
    Ok(out)
}

/// A JPEG with the tables that its page keeps elsewhere.
fn jpeg(data: &[u8], tables: &[u8], model: Model) -> Result<(Size, Vec<[u8; 4]>), Error> {
    const SOI: [u8; 2] = [0xFF, 0xD8];
    /// Adobe's marker (TN 5116), which says that colours are not transformed.
    const PLAIN: &[u8] = b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0";
    let stream = data.strip_prefix(&SOI).unwrap_or(data);
    let tables = tables.strip_prefix(&SOI).unwrap_or(tables);
    let tables = tables.strip_suffix(&[0xFF, 0xD9]).unwrap_or(tables);
    let plain = if model == Model::Rgb { PLAIN } else { &[] };
    let file = [&SOI, plain, tables, stream].concat();
    let pixels = crate::jpeg::render(&file, u32::MAX)?;
    let opaque = |&[red, green, blue]: &[u8; 3]| [red, green, blue, 255];
    Ok((
        pixels.size,
        pixels.rgb.as_chunks::<3>().0.iter().map(opaque).collect(),
    ))
}
