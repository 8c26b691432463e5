//! What the colours of a BMP mean (BITMAPV4HEADER and BITMAPV5HEADER, bV5CSType and what follows).

use std::ops::Range;

use super::header::Header;
use crate::bytes::{le32, part};
use crate::icc::{self, Model, Profile};

const SRGB: u32 = u32::from_be_bytes(*b"sRGB");
const LINKED: u32 = u32::from_be_bytes(*b"LINK");
const EMBEDDED: u32 = u32::from_be_bytes(*b"MBED");
const CALIBRATED: u32 = 0;

/// The colour space of the clean file.
pub(super) enum Space {
    Srgb,
    /// Endpoints as nine numbers of 2.30 bits, gammas as three of 16.16.
    Calibrated([u32; 12]),
    /// A rebuilt profile, which stands behind the pixels.
    Profile(Vec<u8>),
}

impl Space {
    pub(super) fn read(source: &[u8], header: &Header) -> Self {
        match kind(source, header) {
            Some(CALIBRATED) => calibrated(source).map_or(Self::Srgb, Self::Calibrated),
            Some(EMBEDDED) => {
                let profile = place(source, header).map(|(_, range)| part(source, range));
                match profile.map(|profile| icc::canonical(profile, Model::Rgb)) {
                    Some(Profile::Rebuilt(profile)) => Self::Profile(profile),
                    _ => Self::Srgb,
                }
            }
            _ => Self::Srgb,
        }
    }

    pub(super) fn profile(&self) -> &[u8] {
        match self {
            Self::Profile(profile) => profile,
            _ => &[],
        }
    }

    /// The fields from bV5CSType to bV5GammaBlue, and bV5Intent where there is a profile.
    pub(super) fn fields(&self) -> Vec<u8> {
        const PERCEPTUAL: u32 = 4;
        let (kind, values, intent) = match self {
            Self::Srgb => (SRGB, [0; 12], None),
            Self::Calibrated(values) => (CALIBRATED, *values, None),
            Self::Profile(_) => (EMBEDDED, [0; 12], Some(PERCEPTUAL)),
        };
        [kind]
            .into_iter()
            .chain(values)
            .chain(intent)
            .flat_map(u32::to_le_bytes)
            .collect()
    }
}

/// Where a profile stands, or the path of one; `true` for a path.
pub(super) fn place(source: &[u8], header: &Header) -> Option<(bool, Range<usize>)> {
    let linked = match kind(source, header)? {
        LINKED => true,
        EMBEDDED => false,
        _ => return None,
    };
    if header.length != 124 {
        return None;
    }
    let start = 14usize.checked_add(usize::try_from(le32(source, 126)?).ok()?)?;
    let end = start.checked_add(usize::try_from(le32(source, 130)?).ok()?)?;
    let range = start..end.min(source.len());
    (range.start >= header.end && !range.is_empty()).then_some((linked, range))
}

fn kind(source: &[u8], header: &Header) -> Option<u32> {
    le32(source, 70).filter(|_| header.length >= 108)
}

/// 1 in numbers of 2.30 bits.
const ONE: u32 = 1 << 30;

/// Places of red, green and blue (x, then y) in thousandths: sRGB, Adobe RGB, Display P3, Rec. 2020.
const KNOWN: [[u32; 6]; 4] = [
    [640, 330, 300, 600, 150, 60],
    [640, 330, 210, 710, 150, 60],
    [680, 320, 265, 690, 150, 60],
    [708, 292, 170, 797, 131, 46],
];

/// Endpoints and gammas, if they can be those of a screen: the endpoints of a known space, or rounded to what can be
/// seen; the gammas rounded.
fn calibrated(source: &[u8]) -> Option<[u32; 12]> {
    let mut values = [0; 12];
    for (index, value) in values.iter_mut().enumerate() {
        *value = le32(source, 74 + 4 * index)?;
    }
    let (endpoints, gammas) = values.split_at_mut(9);
    gammas.iter_mut().for_each(|gamma| *gamma = *gamma >> 8 << 8);
    let right = endpoints.chunks(3).all(|point| {
        let sum: u64 = point.iter().map(|value| u64::from(*value)).sum();
        let room = u64::from(ONE) * 9 / 10..=u64::from(ONE) * 11 / 10;
        room.contains(&sum)
    }) && gammas.iter().all(|gamma| (1 << 15..=4 << 16).contains(gamma));
    let places: Vec<u32> = endpoints
        .chunks(3)
        .flat_map(|point| point.iter().take(2).copied())
        .collect();
    let places = known(&places).unwrap_or_else(|| places.iter().map(|value| value >> 18 << 18).collect());
    for (point, place) in endpoints.chunks_mut(3).zip(places.chunks(2)) {
        let rest = place
            .iter()
            .try_fold(ONE, |rest, value| rest.checked_sub(*value))?;
        point
            .iter_mut()
            .zip(place.iter().chain([&rest]))
            .for_each(|(to, from)| *to = *from);
    }
    right.then_some(values)
}

/// The places of the known space that is as good as the same.
fn known(places: &[u32]) -> Option<Vec<u32>> {
    const NEAR: u32 = ONE / 500;
    let spaces = KNOWN.iter().map(|space| {
        let exact = space
            .iter()
            .map(|value| (u64::from(*value) * u64::from(ONE) / 1000) as u32);
        exact.collect::<Vec<_>>()
    });
    let near = |space: &Vec<u32>| space.iter().zip(places).all(|(a, b)| a.abs_diff(*b) <= NEAR);
    spaces.into_iter().find(near)
}
