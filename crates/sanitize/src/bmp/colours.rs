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

/// Endpoints and gammas, if they can be those of a screen, rounded to what can be seen.
fn calibrated(source: &[u8]) -> Option<[u32; 12]> {
    const ONE: u32 = 1 << 30;
    let mut values = [0; 12];
    for (index, value) in values.iter_mut().enumerate() {
        *value = le32(source, 74 + 4 * index)?;
    }
    let (endpoints, gammas) = values.split_at_mut(9);
    endpoints.iter_mut().for_each(|value| *value = *value >> 14 << 14);
    gammas.iter_mut().for_each(|gamma| *gamma = *gamma >> 8 << 8);
    let right = endpoints.chunks(3).all(|point| {
        let sum: u64 = point.iter().map(|value| u64::from(*value)).sum();
        let room = u64::from(ONE) * 9 / 10..=u64::from(ONE) * 11 / 10;
        room.contains(&sum)
    }) && gammas.iter().all(|gamma| (1 << 15..=4 << 16).contains(gamma));
    right.then_some(values)
}
