//! Item properties (ISO/IEC 23008-12, 6.5): those that a viewer needs, each written afresh from its fields.

use std::collections::{BTreeSet, HashMap};

use crate::Error;
use crate::bytes::{array, be16, be32, from, part};
use crate::error::malformed;
use crate::heif::fields::{Fields, boxed, version};
use crate::heif::meta::{Item, Meta};
use crate::heif::shown::{ALPHA, Kept};
use crate::heif::{av1, hevc};
use crate::icc::{self, Model, Profile};
use crate::isobmff::Boxed;
use crate::part::Size;

/// A cut of fewer pixels squares a picture with the blocks of its code; a larger one hides part of the picture.
const SMALLEST_CROP: u32 = 64;

/// What is known of a property.
struct Known {
    kind: [u8; 4],
    /// Of which items; none is of all.
    of: Option<[u8; 4]>,
    essential: bool,
    /// Whether it changes the picture, so that its place among others of its sort counts.
    transforms: bool,
}

const fn known(kind: [u8; 4], of: Option<[u8; 4]>, essential: bool, transforms: bool) -> Known {
    Known {
        kind,
        of,
        essential,
        transforms,
    }
}

/// In the order in which an item names them.
static KNOWN: &[Known] = &[
    known(*b"ispe", None, false, false),
    known(*b"hvcC", Some(*b"hvc1"), true, false),
    known(*b"av1C", Some(*b"av01"), true, false),
    known(*b"pixi", None, false, false),
    known(*b"nclx", None, false, false),
    known(*b"prof", None, false, false),
    known(*b"pasp", None, false, false),
    known(*b"clli", None, false, false),
    known(*b"mdcv", None, false, false),
    known(*b"auxC", None, false, false),
    known(*b"a1op", Some(*b"av01"), true, false),
    known(*b"lsel", Some(*b"av01"), true, false),
    known(*b"a1lx", Some(*b"av01"), false, false),
    known(*b"clap", None, true, true),
    known(*b"irot", None, true, true),
    known(*b"imir", None, true, true),
];

/// Whether any item may keep a property of this kind.
pub(super) fn is_known(kind: [u8; 4]) -> bool {
    kind == *b"colr" || KNOWN.iter().any(|known| known.kind == kind)
}

/// A property as it is written.
pub(super) struct Property {
    pub(super) bytes: Vec<u8>,
    pub(super) essential: bool,
    kind: [u8; 4],
}

/// All properties that stay, each once.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) made: Vec<Property>,
    by_bytes: HashMap<Vec<u8>, usize>,
    /// By its place in the source and the parameter sets that its item uses.
    by_source: HashMap<(usize, Vec<u32>), Option<usize>>,
}

impl Properties {
    /// The properties of an item, in the order in which it names them.
    pub(super) fn of_item(
        &mut self,
        source: &[u8],
        meta: &Meta,
        item: &Item,
        kept: &Kept,
        used: &BTreeSet<u32>,
    ) -> Result<Vec<usize>, Error> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (place, property, essential) in meta.properties_of(item) {
            let Some((rank, known)) = rank(source, property) else {
                if essential {
                    return Err(Error::Unsupported {
                        what: "A picture with a property that this program does not know but viewers must",
                        remedy: crate::format::SAVE_JPEG,
                    });
                }
                continue;
            };
            let fits = known.of.is_none_or(|kind| kind == kept.kind)
                && (known.kind != *b"auxC" || !kept.alpha_of.is_empty());
            if !fits {
                continue;
            }
            if found.iter().any(|(other, _)| *other == rank) {
                if known.transforms {
                    return Err(broken(property));
                }
                continue;
            }
            if known.kind == *b"clap" {
                let left = cropped(part(source, property.body.clone()));
                let left = left.filter(|left| left.width > 0 && left.height > 0);
                check_crop(
                    kept.size,
                    left.ok_or_else(|| broken(property))?,
                    property.range.start,
                )?;
            }
            let sets = if known.kind == *b"hvcC" {
                used.iter().copied().collect()
            } else {
                Vec::new()
            };
            let made = match self.by_source.get(&(place, sets.clone())) {
                Some(made) => *made,
                None => {
                    let made = canonical(source, known, property, used)?.map(|bytes| self.add(known, bytes));
                    self.by_source.insert((place, sets), made);
                    made
                }
            };
            found.extend(made.map(|made| (rank, made)));
        }
        let first_transform = KNOWN
            .iter()
            .position(|known| known.transforms)
            .unwrap_or(KNOWN.len());
        found.sort_by_key(|(rank, _)| *rank.min(&first_transform));
        Ok(found.into_iter().map(|(_, made)| made).collect())
    }

    fn add(&mut self, known: &Known, bytes: Vec<u8>) -> usize {
        let next = self.made.len();
        *self.by_bytes.entry(bytes).or_insert_with_key(|bytes| {
            self.made.push(Property {
                bytes: bytes.clone(),
                essential: known.essential,
                kind: known.kind,
            });
            next
        })
    }

    /// The sides of a picture when its properties have cut and turned it.
    pub(super) fn shown(&self, size: Size, properties: &[usize]) -> Size {
        let mut size = size;
        for property in properties.iter().filter_map(|place| self.made.get(*place)) {
            let body = from(&property.bytes, 8);
            match &property.kind {
                b"clap" => size = cropped(body).unwrap_or(size),
                b"irot" if body.first().is_some_and(|angle| angle & 1 == 1) => {
                    size = Size {
                        width: size.height,
                        height: size.width,
                    }
                }
                _ => {}
            }
        }
        size
    }
}

fn rank(source: &[u8], property: &Boxed) -> Option<(usize, &'static Known)> {
    let kind = match &property.kind {
        b"colr" => match &array(part(source, property.body.clone()), 0)? {
            b"nclx" => *b"nclx",
            b"prof" | b"rICC" => *b"prof",
            _ => return None,
        },
        kind => *kind,
    };
    KNOWN.iter().enumerate().find(|(_, known)| known.kind == kind)
}

fn broken(property: &Boxed) -> Error {
    malformed(
        "ipco",
        property.range.start,
        "A property of the picture is broken",
    )
}

/// The property box with the fields that count; none where nobody needs it.
fn canonical(
    source: &[u8],
    known: &Known,
    property: &Boxed,
    used: &BTreeSet<u32>,
) -> Result<Option<Vec<u8>>, Error> {
    let body = part(source, property.body.clone());
    let mut fields = Fields::new(source, &property.body);
    let made = match &known.kind {
        b"hvcC" => hevc::config(body, used).map(Some),
        b"av1C" => av1::config(body).map(Some),
        b"irot" => body
            .first()
            .map(|angle| angle & 3)
            .map(|angle| (angle > 0).then(|| vec![angle])),
        b"imir" => body.first().map(|axis| Some(vec![axis & 1])),
        b"clap" => clap(body).map(Some),
        b"ispe" => array::<12>(body, 0).map(|_| Some([&[0; 4], part(body, 4..12)].concat())),
        b"auxC" => {
            fields.version();
            let name = part(source, fields.text());
            ALPHA
                .contains(&name)
                .then(|| Some([&[0; 4], name, &[0]].concat()))
        }
        // A broken property that only describes is no loss.
        b"pixi" => Some(pixi(body)),
        b"nclx" => Some(nclx(body)),
        b"prof" => Some(profile(body)),
        b"pasp" => Some(pasp(body)),
        b"clli" => Some(array::<4>(body, 0).map(Vec::from)),
        b"mdcv" => Some(array::<24>(body, 0).map(Vec::from)),
        b"a1op" => body.first().map(|point| Some(vec![*point])),
        b"lsel" => array::<2>(body, 0).map(|layer| Some(layer.into())),
        _ => Some(layer_sizes(body)),
    };
    let kind = if matches!(&known.kind, b"nclx" | b"prof") {
        *b"colr"
    } else {
        known.kind
    };
    made.map(|made| made.map(|fields| boxed(kind, &[&fields])))
        .ok_or_else(|| broken(property))
}

/// Bits a channel (6.5.6).
fn pixi(body: &[u8]) -> Option<Vec<u8>> {
    let channels = usize::from(*body.get(4)?);
    let bits = body
        .get(5..5 + channels)
        .filter(|bits| (1..=4).contains(&bits.len()))?;
    Some([&version(0, 0), part(body, 4..5), bits].concat())
}

/// Colour by numbers (ISO/IEC 14496-12, 12.1.5).
fn nclx(body: &[u8]) -> Option<Vec<u8>> {
    let range = body.get(10)? & 0x80;
    Some([part(body, 0..10), &[range]].concat())
}

/// An ICC profile. sRGB is written as such: what a viewer takes a HEIF picture for without it, its coded data says.
fn profile(body: &[u8]) -> Option<Vec<u8>> {
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

/// The shape of a pixel; square needs no telling.
fn pasp(body: &[u8]) -> Option<Vec<u8>> {
    let [across, down] = [be32(body, 0)?, be32(body, 4)?];
    let both = reduced(across, down)?;
    (across != down).then(|| both.concat())
}

/// The sizes of layers (AV1-AVIF, 2.3.2.3).
fn layer_sizes(body: &[u8]) -> Option<Vec<u8>> {
    let wide = body.first()? & 1;
    let sizes = body.get(1..1 + if wide == 1 { 12 } else { 6 })?;
    Some([&[wide], sizes].concat())
}

/// The clean aperture: four fractions, in lowest terms (ISO/IEC 14496-12, 12.1.4).
fn clap(body: &[u8]) -> Option<Vec<u8>> {
    let mut made = Vec::with_capacity(32);
    for at in [0, 8, 16, 24] {
        let (top, bottom) = (be32(body, at)?, be32(body, at + 4)?);
        // The offsets are signed.
        let negative = at >= 16 && (top as i32) < 0;
        let size = if negative { top.wrapping_neg() } else { top };
        let [size, bottom] = reduced(size, bottom)?;
        let top = u32::from_be_bytes(size);
        made.extend(if negative { top.wrapping_neg() } else { top }.to_be_bytes());
        made.extend(bottom);
    }
    Some(made)
}

fn reduced(top: u32, bottom: u32) -> Option<[[u8; 4]; 2]> {
    let (mut a, mut b) = (top, bottom);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    Some([
        top.checked_div(a)?.to_be_bytes(),
        bottom.checked_div(a).filter(|_| bottom > 0)?.to_be_bytes(),
    ])
}

fn cropped(clap: &[u8]) -> Option<Size> {
    Some(Size {
        width: be32(clap, 0)?.checked_div(be32(clap, 4)?)?,
        height: be32(clap, 8)?.checked_div(be32(clap, 12)?)?,
    })
}

/// Refuses a picture of which a viewer shows only part.
pub(super) fn check_crop(whole: Size, shown: Size, at: usize) -> Result<(), Error> {
    let across = whole.width.checked_sub(shown.width);
    let down = whole.height.checked_sub(shown.height);
    match across.zip(down) {
        None => Err(malformed("ispe", at, "A picture is shown larger than it is")),
        Some((across, down)) if across.max(down) >= SMALLEST_CROP => Err(Error::Unsupported {
            what: "A picture that is only cropped for show, with the whole of it in the file,",
            remedy: crate::format::SAVE_JPEG,
        }),
        Some(_) => Ok(()),
    }
}

/// The fields of a derived picture (6.6.2): a grid, an overlay, or the same picture turned.
pub(super) fn derived(data: &[u8], kept: &Kept, inputs: &[Size]) -> Option<Vec<u8>> {
    let wide = usize::from(data.get(1).copied().unwrap_or(0) & 1);
    let side = 2 + 2 * wide;
    match &kept.kind {
        b"grid" => {
            let [_, _, rows, columns] = array(data, 0)?;
            let sides = data.get(4..4 + 2 * side)?;
            let read = |at| {
                if wide == 1 {
                    be32(sides, at)
                } else {
                    be16(sides, at).map(u32::from)
                }
            };
            let (width, height) = (read(0)?, read(side)?);
            let tile = inputs.first()?;
            let (rows, columns) = (u32::from(rows), u32::from(columns));
            // Each row and each column of tiles is seen (6.6.2.3.1).
            let seen = |tile: u32, steps: u32, whole: u32| {
                u64::from(tile) * u64::from(steps) < u64::from(whole)
                    && u64::from(whole) <= u64::from(tile) * u64::from(steps + 1)
            };
            let fits = inputs.len() as u64 == u64::from(rows + 1) * u64::from(columns + 1)
                && inputs.iter().all(|input| input == tile)
                && seen(tile.width, columns, width)
                && seen(tile.height, rows, height);
            fits.then(|| [&[0, wide as u8], part(data, 2..4), sides].concat())
        }
        b"iovl" => {
            let fields = data.get(2..2 + 8 + 2 * side * (1 + inputs.len()))?;
            (!inputs.is_empty()).then(|| [&[0, wide as u8], fields].concat())
        }
        _ => (inputs.len() == 1).then(Vec::new),
    }
}
