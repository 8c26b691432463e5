//! Hiding a region of a clean copy.

use libfuzzer_sys::Corpus;
use safelight_redact::{
    Area, Concealed, Error, Region, Rgb, Seed, Shape, Style, Upright, bmp, gif, jpeg, png, tiff, webp,
};
use safelight_sanitize::{Kind, Picture, prove, read};

/// Nothing outside the region changes, and the result is as clean as before.
pub(crate) fn hide(picture: &Picture, clean: &[u8], file: &[u8]) -> Corpus {
    let upright = Upright::from_tiff(picture.orientation.tiff()).expect("each orientation has its tag");
    let regions = [region(file)];
    let Some(concealed) = concealed(picture.format.kind, clean, &regions, upright) else {
        return Corpus::Reject;
    };
    if let Ok(Concealed { bytes, area }) = concealed
        && !area.is_empty()
    {
        // Formats of pixels are written in the sanitizer's own form.
        let bytes = match picture.format.kind {
            Kind::Jpeg => bytes,
            _ => {
                let again = read(&bytes, &crate::LIMITS).expect("a copy with a region hidden is read");
                again.output.to_vec(&bytes)
            }
        };
        let differences = differences(picture.format.kind, clean, &bytes, &area, &regions);
        assert_eq!(
            differences.expect("both are decoded"),
            0,
            "the picture outside the region changes"
        );
        prove(&bytes, &crate::LIMITS).expect("a copy with a region hidden is proved");
    }
    Corpus::Keep
}

fn concealed(
    kind: Kind,
    clean: &[u8],
    regions: &[Region],
    upright: Upright,
) -> Option<Result<Concealed, Error>> {
    let seed = Seed([7; 32]);
    Some(match kind {
        Kind::Jpeg => jpeg::conceal(clean, regions, upright, &seed),
        Kind::Png => png::conceal(clean, regions, upright, &seed),
        Kind::Gif => gif::conceal(clean, regions, upright, &seed),
        Kind::Bmp => bmp::conceal(clean, regions, upright, &seed),
        Kind::WebP => webp::conceal(clean, regions, upright, &seed),
        Kind::Tiff => tiff::conceal(clean, regions, &seed),
        Kind::Heic | Kind::Avif | Kind::Jxl => return None,
    })
}

fn differences(
    kind: Kind,
    clean: &[u8],
    bytes: &[u8],
    area: &Area,
    regions: &[Region],
) -> Result<u64, Error> {
    match kind {
        Kind::Jpeg => jpeg::differences_outside(clean, bytes, area),
        Kind::Gif => gif::differences_outside(clean, bytes, area),
        Kind::Bmp => bmp::differences_outside(clean, bytes, area),
        Kind::WebP => webp::differences_outside(clean, bytes, area),
        Kind::Tiff => tiff::differences_outside(clean, bytes, regions),
        _ => png::differences_outside(clean, bytes, area),
    }
}

/// From the last eleven bytes of the file, which are often behind the picture's end.
fn region(file: &[u8]) -> Region {
    let mut bytes = [0; 11];
    file.iter()
        .rev()
        .zip(&mut bytes)
        .for_each(|(from, to)| *to = *from);
    let [x, y, width, height, style, ..] = bytes;
    Region {
        shape: Shape::Rectangle {
            x: i32::from(x) - 16,
            y: i32::from(y) - 16,
            width: width.into(),
            height: height.into(),
        },
        style: match style % 3 {
            0 => Style::Blur,
            1 => Style::Mosaic,
            _ => Style::Fill(Rgb::default()),
        },
        face: false,
        name: None,
    }
}
