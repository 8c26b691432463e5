//! Hiding a region of a clean copy.

use libfuzzer_sys::Corpus;
use safelight_redact::{Area, Concealed, Error, Region, Rgb, Seed, Shape, Style, Upright, jpeg, png};
use safelight_sanitize::{Kind, Picture, prove};

type Compare = fn(&[u8], &[u8], &Area) -> Result<u64, Error>;

/// Nothing outside the region changes, and the result is as clean as before.
pub(crate) fn hide(picture: &Picture, clean: &[u8], file: &[u8]) -> Corpus {
    let upright = Upright::from_tiff(picture.orientation.tiff()).expect("each orientation has its tag");
    let region = region(file);
    let seed = Seed([7; 32]);
    let (concealed, compare): (Result<Concealed, Error>, Compare) = match picture.format.kind {
        Kind::Jpeg => (
            jpeg::conceal(clean, &[region], upright, &seed),
            jpeg::differences_outside,
        ),
        Kind::Png => (
            png::conceal(clean, &[region], upright, &seed),
            png::differences_outside,
        ),
        _ => return Corpus::Reject,
    };
    if let Ok(Concealed { bytes, area }) = concealed
        && !area.is_empty()
    {
        let differences = compare(clean, &bytes, &area).expect("both are decoded");
        assert_eq!(differences, 0, "the picture outside the region changes");
        prove(&bytes, &crate::LIMITS).expect("a copy with a region hidden is proved");
    }
    Corpus::Keep
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
        style: if style % 2 == 0 {
            Style::Blur
        } else {
            Style::Fill(Rgb::default())
        },
        face: false,
        name: None,
    }
}
