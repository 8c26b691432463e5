//! Colour profiles (ICC.1:2022): what they mean for colours, without who made them.

mod element;
mod space;

use std::ops::Range;

use crate::bytes::{array, be16, be32, part};
use element::COLORIMETRIC;
use space::{Curve, SPACES, Space, Tone};

/// What a picture needs of its profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Profile {
    /// sRGB, which is what a picture without a profile is taken for.
    Srgb,
    /// A profile of colorimetric tags alone.
    Rebuilt(Vec<u8>),
    /// No viewer can use it for this picture: it goes.
    Unusable,
}

/// The colour model of a picture, as far as a profile must match it (7.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Model {
    Grey,
    Rgb,
    Cmyk,
}

/// The profile that gives the same colours and nothing else.
pub(crate) fn canonical(profile: &[u8], model: Model) -> Profile {
    let Some(read) = Read::new(profile) else {
        return Profile::Unusable;
    };
    let wanted: &[u8; 4] = match model {
        Model::Grey => b"GRAY",
        Model::Rgb => b"RGB ",
        Model::Cmyk => b"CMYK",
    };
    if read.space != *wanted {
        return Profile::Unusable;
    }
    let Some(rebuilt) = read.rebuilt() else {
        return Profile::Unusable;
    };
    // Judged by what is left, so that a second reading judges the same.
    match Read::new(&rebuilt).and_then(|left| left.known()) {
        Some(Known::Srgb) => Profile::Srgb,
        Some(Known::Matrix(space)) => Profile::Rebuilt(space.profile()),
        Some(Known::GreyGamma(gamma)) => Profile::Rebuilt(grey_profile(gamma)),
        None => Profile::Rebuilt(rebuilt),
    }
}

/// The project's own sRGB profile, for formats in which its absence does not mean sRGB.
pub(crate) fn srgb() -> Vec<u8> {
    let srgb = SPACES.iter().find(|space| space.name == "sRGB");
    srgb.map(Space::profile).unwrap_or_default()
}

/// The profile's description, for a finding.
pub(crate) fn description(profile: &[u8]) -> Option<String> {
    let read = Read::new(profile)?;
    let data = read.tag(*b"desc")?;
    let text = match &array(data, 0)? {
        b"desc" => {
            let length = usize::try_from(be32(data, 8)?).ok()?;
            String::from_utf8_lossy(data.get(12..12usize.checked_add(length)?)?).into_owned()
        }
        b"mluc" => {
            let (length, at) = (
                usize::try_from(be32(data, 20)?).ok()?,
                usize::try_from(be32(data, 24)?).ok()?,
            );
            let utf16 = data.get(at..at.checked_add(length)?)?.chunks_exact(2);
            String::from_utf16_lossy(&utf16.filter_map(|pair| be16(pair, 0)).collect::<Vec<_>>())
        }
        _ => return None,
    };
    let text = text.trim_end_matches('\0').trim().to_owned();
    (!text.is_empty()).then_some(text)
}

struct Read<'a> {
    data: &'a [u8],
    space: [u8; 4],
    tags: Vec<([u8; 4], Range<usize>)>,
}

impl<'a> Read<'a> {
    fn new(data: &'a [u8]) -> Option<Self> {
        if array(data, 36)? != *b"acsp" {
            return None;
        }
        let count = usize::try_from(be32(data, 128)?)
            .ok()
            .filter(|count| *count <= 200)?;
        // A tag that leaves the profile is skipped, as colour engines do.
        let tags = (0..count)
            .filter_map(|index| {
                let entry = 132 + index * 12;
                let start = usize::try_from(be32(data, entry + 4)?).ok()?;
                let end = start.checked_add(usize::try_from(be32(data, entry + 8)?).ok()?)?;
                data.get(start..end)?;
                Some((array(data, entry)?, start..end))
            })
            .collect();
        Some(Self {
            data,
            space: array(data, 16)?,
            tags,
        })
    }

    fn tag(&self, signature: [u8; 4]) -> Option<&'a [u8]> {
        let (_, range) = self.tags.iter().find(|(found, _)| *found == signature)?;
        Some(part(self.data, range.clone()))
    }

    fn xyz(&self, signature: [u8; 4]) -> Option<[f64; 3]> {
        let data = self.tag(signature)?;
        Some([fixed(data, 8)?, fixed(data, 12)?, fixed(data, 16)?])
    }

    fn known(&self) -> Option<Known> {
        let tables = self.tags.iter().any(|(tag, _)| tag.starts_with(b"A2B"));
        if tables || array(self.data, 20)? != *b"XYZ " {
            return None;
        }
        if self.space == *b"GRAY" {
            let Curve::Gamma(gamma) = Curve::read(self.tag(*b"kTRC")?)? else {
                return None;
            };
            return Some(Known::GreyGamma(gamma));
        }
        let colorants = [self.xyz(*b"rXYZ")?, self.xyz(*b"gXYZ")?, self.xyz(*b"bXYZ")?];
        let curves = [*b"rTRC", *b"gTRC", *b"bTRC"];
        let curves = [
            self.curve(curves[0])?,
            self.curve(curves[1])?,
            self.curve(curves[2])?,
        ];
        let space = SPACES.iter().find(|space| space.is(&colorants, &curves))?;
        Some(if space.name == "sRGB" {
            Known::Srgb
        } else {
            Known::Matrix(space)
        })
    }

    fn curve(&self, signature: [u8; 4]) -> Option<Curve> {
        Curve::read(self.tag(signature)?)
    }

    /// The same profile with the colorimetric tags alone, each cut to what its type needs; nothing for a profile
    /// of a class that is not embedded in pictures (7.2.5) or of an unknown connection space (7.2.7).
    fn rebuilt(&self) -> Option<Vec<u8>> {
        let class = array(self.data, 12)?;
        let pcs = array(self.data, 20)?;
        if !matches!(&class, b"scnr" | b"mntr" | b"prtr" | b"spac") || !matches!(&pcs, b"XYZ " | b"Lab ") {
            return None;
        }
        let tags: Vec<_> = COLORIMETRIC
            .iter()
            .filter(|tag| tag.of.is_none_or(|space| self.space == *space))
            .filter_map(|tag| Some((*tag.name, tag.element(self.tag(*tag.name)?)?)))
            .collect();
        let version = if *self.data.get(8)? < 4 {
            [2, 0x40]
        } else {
            [4, 0x30]
        };
        let header = Header {
            version,
            class,
            space: self.space,
            pcs,
            intent: be32(self.data, 64).filter(|intent| *intent < 4).unwrap_or(0),
        };
        (!tags.is_empty()).then(|| write(&header, &tags))
    }
}

enum Known {
    Srgb,
    Matrix(&'static Space),
    GreyGamma(f64),
}

const D50: [f64; 3] = [0.9642, 1.0, 0.8249];

fn grey_profile(gamma: f64) -> Vec<u8> {
    let header = Header {
        version: [4, 0x30],
        class: *b"mntr",
        space: *b"GRAY",
        pcs: *b"XYZ ",
        intent: 0,
    };
    write(
        &header,
        &[
            (*b"wtpt", xyz_element(&D50)),
            (*b"kTRC", Tone::Gamma(gamma).element()),
        ],
    )
}

struct Header {
    version: [u8; 2],
    class: [u8; 4],
    space: [u8; 4],
    pcs: [u8; 4],
    intent: u32,
}

/// A whole profile: header (7.2), tag table (7.3), each element once, on 4-byte boundaries.
fn write(header: &Header, tags: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut table = (tags.len() as u32).to_be_bytes().to_vec();
    let start = 128 + 4 + tags.len() * 12;
    let mut data: Vec<u8> = Vec::new();
    let mut placed: Vec<(&[u8], usize)> = Vec::new();
    for (signature, element) in tags {
        let at = placed
            .iter()
            .find(|(bytes, _)| *bytes == element)
            .map_or(start + data.len(), |(_, at)| *at);
        if at == start + data.len() {
            placed.push((element, at));
            data.extend_from_slice(element);
            data.resize(data.len().next_multiple_of(4), 0);
        }
        table.extend_from_slice(signature);
        table.extend((at as u32).to_be_bytes());
        table.extend((element.len() as u32).to_be_bytes());
    }
    let mut whole = ((start + data.len()) as u32).to_be_bytes().to_vec();
    whole.extend([0; 4]);
    whole.extend(header.version);
    whole.extend([0; 2]);
    whole.extend(header.class);
    whole.extend(header.space);
    whole.extend(header.pcs);
    whole.extend([0; 12]);
    whole.extend(b"acsp");
    whole.extend([0; 24]);
    whole.extend(header.intent.to_be_bytes());
    D50.iter().for_each(|value| whole.extend(to_fixed(*value)));
    whole.resize(128, 0);
    whole.extend(table);
    whole.extend(data);
    whole
}

fn xyz_element(xyz: &[f64; 3]) -> Vec<u8> {
    let mut bytes = b"XYZ \0\0\0\0".to_vec();
    xyz.iter().for_each(|value| bytes.extend(to_fixed(*value)));
    bytes
}

/// s15Fixed16Number (4.6).
fn fixed(data: &[u8], at: usize) -> Option<f64> {
    Some(f64::from(i32::from_be_bytes(array(data, at)?)) / 65536.0)
}

fn to_fixed(value: f64) -> [u8; 4] {
    ((value * 65536.0).round() as i32).to_be_bytes()
}
