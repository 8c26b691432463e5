//! Properties that describe a picture: each in the few forms that mean something, none where it means nothing.

use crate::bytes::{array, be16, be32, from, part};
use crate::heif::fields::version;
use crate::icc::{self, Model, Profile};

/// Bits a channel, the same of each (ISO/IEC 23008-12, 6.5.6).
pub(super) fn pixi(body: &[u8]) -> Option<Vec<u8>> {
    let channels = *body.get(4)?;
    let bits = body.get(5..5 + usize::from(channels))?;
    let first = *bits
        .first()
        .filter(|first| (1..=16).contains(*first) && channels <= 4)?;
    bits.iter()
        .all(|bits| *bits == first)
        .then(|| [version(0, 0).as_slice(), &[channels], bits].concat())
}

/// Colour by numbers (ISO/IEC 14496-12, 12.1.5). Numbers that mean nothing (ISO/IEC 23091-2, 8) are unspecified.
pub(super) fn nclx(body: &[u8]) -> Option<Vec<u8>> {
    const UNSPECIFIED: u16 = 2;
    let known = |number: u16, known: bool| if known { number } else { UNSPECIFIED };
    let [primaries, transfer, matrix] = [be16(body, 4)?, be16(body, 6)?, be16(body, 8)?];
    let numbers = [
        known(primaries, matches!(primaries, 1 | 4..=12 | 22)),
        known(transfer, matches!(transfer, 1 | 4..=18)),
        known(matrix, matches!(matrix, 0 | 1 | 4..=17)),
    ];
    let range = body.get(10)? & 0x80;
    Some(
        [
            b"nclx".as_slice(),
            &numbers.map(u16::to_be_bytes).concat(),
            &[range],
        ]
        .concat(),
    )
}

/// An ICC profile. sRGB is written as such: what a viewer takes a HEIF picture for without it, its coded data says.
pub(super) fn profile(body: &[u8]) -> Option<Vec<u8>> {
    let data = from(body, 4);
    let model = if array(data, 16) == Some(*b"GRAY") {
        Model::Grey
    } else {
        Model::Rgb
    };
    let made = match icc::canonical(data, model) {
        Profile::Srgb => icc::srgb(),
        Profile::Rebuilt(profile) => profile,
        Profile::Unusable => return None,
    };
    Some([part(body, 0..4), &made].concat())
}

/// The shape of a pixel in thousandths; square needs no telling.
pub(super) fn pasp(body: &[u8]) -> Option<Vec<u8>> {
    const ONE: u64 = 1000;
    let [across, down] = [be32(body, 0)?, be32(body, 4)?].map(u64::from);
    let ratio = (across * ONE + down / 2).checked_div(down)?;
    let ratio = u32::try_from(ratio).ok()?;
    ((100..=10_000).contains(&ratio) && u64::from(ratio) != ONE)
        .then(|| [ratio, ONE as u32].map(u32::to_be_bytes).concat())
}

/// Light levels (ISO/IEC 14496-12, 12.1.6): at most as bright as the brightest code of HDR, the mean no brighter than
/// the brightest.
pub(super) fn light(body: &[u8]) -> Option<Vec<u8>> {
    const BRIGHTEST: u16 = 10_000;
    let [most, mean] = [be16(body, 0)?, be16(body, 2)?];
    (most <= BRIGHTEST && mean <= most).then(|| [most, mean].map(u16::to_be_bytes).concat())
}

/// The display on which the picture was made (12.1.7): its primaries, green, blue and red, and white point in
/// fifty-thousandths are those of BT.2020, P3 or BT.709; its brightest is whole candelas.
pub(super) fn display(body: &[u8]) -> Option<Vec<u8>> {
    const KNOWN: [[u16; 8]; 3] = [
        [8500, 39_850, 6550, 2300, 35_400, 14_600, 15_635, 16_450],
        [13_250, 34_500, 7500, 3000, 34_000, 16_000, 15_635, 16_450],
        [15_000, 30_000, 7500, 3000, 32_000, 16_500, 15_635, 16_450],
    ];
    /// Within this many the numbers of a writer are those.
    const NEAR: u16 = 50;
    const UNIT: u32 = 10_000;
    array::<24>(body, 0)?;
    let numbers = part(body, 0..16).chunks(2).filter_map(|number| be16(number, 0));
    let found: Vec<u16> = numbers.collect();
    let known = KNOWN.iter().find(|known| {
        known
            .iter()
            .zip(&found)
            .all(|(known, found)| known.abs_diff(*found) <= NEAR)
    })?;
    let [brightest, darkest] = [be32(body, 16)?, be32(body, 20)?];
    let brightest = brightest.div_ceil(UNIT).clamp(1, UNIT) * UNIT;
    let darkest = match darkest {
        0..=10 => darkest,
        11..=100 => darkest / 10 * 10,
        _ => darkest.min(UNIT) / 100 * 100,
    };
    let mut made = known.map(u16::to_be_bytes).concat();
    made.extend([brightest, darkest].map(u32::to_be_bytes).concat());
    Some(made)
}
