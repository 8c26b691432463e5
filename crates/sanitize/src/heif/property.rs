//! Item properties (ISO/IEC 23008-12, 6.5): those that a viewer needs, each written afresh from its fields.

mod describe;

use std::collections::HashMap;

use crate::Error;
use crate::bytes::{array, be32, from, part};
use crate::error::malformed;
use crate::heif::fields::{Fields, boxed};
use crate::heif::meta::{Item, Meta};
use crate::heif::shown::{ALPHA, Kept};
use crate::heif::{av1, hevc};
use crate::isobmff::Boxed;
use crate::part::Size;

/// A cut of fewer pixels squares a picture with the blocks of its code; a larger one hides part of the picture.
pub(super) const SMALLEST_CROP: u32 = 64;

pub(super) const CROPPED: Error = Error::Unsupported {
    what: "A picture that is only cropped for show, with the whole of it in the file,",
    remedy: crate::format::SAVE_JPEG,
};

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
pub(super) struct Properties {
    pub(super) made: Vec<Property>,
    by_bytes: HashMap<Vec<u8>, usize>,
    /// By its place in the source, and the parameter sets that its item uses or the sides that it cuts.
    by_source: HashMap<(usize, Vec<u32>), Option<usize>>,
    /// How many bytes may still be written.
    room: usize,
}

impl Properties {
    /// The properties of a file of so many bytes.
    pub(super) fn of(length: usize) -> Self {
        const MOST_SHARED: usize = 8;
        const LEAST: usize = 1 << 16;
        Self {
            made: Vec::new(),
            by_bytes: HashMap::new(),
            by_source: HashMap::new(),
            room: length.saturating_mul(MOST_SHARED).saturating_add(LEAST),
        }
    }

    /// The properties of an item, in the order in which it names them.
    pub(super) fn of_item(
        &mut self,
        source: &[u8],
        meta: &Meta,
        item: &Item,
        kept: &Kept,
        coding: Option<(&hevc::Record<'_>, &hevc::Picture)>,
    ) -> Result<Vec<usize>, Error> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut size = kept.size;
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
            // Its place in the source, and what else its fields follow from.
            let follows: Vec<u32> = match &known.kind {
                b"hvcC" => coding.map_or(Vec::new(), |(_, picture)| picture.used.iter().copied().collect()),
                b"clap" => vec![size.width, size.height],
                _ => Vec::new(),
            };
            let own = coding.and_then(|(_, picture)| picture.own_config.clone());
            let made = match self.by_source.get(&(place, follows.clone())) {
                Some(made) if own.is_none() => *made,
                _ => {
                    let body = match &known.kind {
                        b"hvcC" => own.or_else(|| {
                            coding.and_then(|(record, picture)| hevc::config(record, &picture.used))
                        }),
                        b"clap" => Some(crop(source, property, size)?),
                        _ => canonical(source, known, property)?,
                    };
                    let made = match body {
                        Some(body) => Some(self.add(known, &body)?),
                        None => None,
                    };
                    self.by_source.insert((place, follows), made);
                    made
                }
            };
            if known.transforms {
                size = transformed(size, property.kind, part(source, property.body.clone())).unwrap_or(size);
            }
            found.extend(made.map(|made| (rank, made)));
        }
        let first_transform = KNOWN
            .iter()
            .position(|known| known.transforms)
            .unwrap_or(KNOWN.len());
        found.sort_by_key(|(rank, _)| *rank.min(&first_transform));
        Ok(found.into_iter().map(|(_, made)| made).collect())
    }

    fn add(&mut self, known: &Known, fields: &[u8]) -> Result<usize, Error> {
        let left = self.room.checked_sub(fields.len());
        self.room = left.ok_or(malformed("ipco", 0, "The pictures have too many properties"))?;
        let kind = match &known.kind {
            b"nclx" | b"prof" => *b"colr",
            kind => *kind,
        };
        let next = self.made.len();
        let bytes = boxed(kind, &[fields]);
        Ok(*self.by_bytes.entry(bytes).or_insert_with_key(|bytes| {
            self.made.push(Property {
                bytes: bytes.clone(),
                essential: known.essential,
                kind: known.kind,
            });
            next
        }))
    }

    /// The sides of a picture when its properties have cut and turned it.
    pub(super) fn shown(&self, size: Size, properties: &[usize]) -> Size {
        let made = properties.iter().filter_map(|place| self.made.get(*place));
        made.fold(size, |size, property| {
            transformed(size, property.kind, from(&property.bytes, 8)).unwrap_or(size)
        })
    }
}

/// The sides of a picture when the properties of the source have cut and turned it.
pub(super) fn shown(source: &[u8], meta: &Meta, kept: &Kept) -> Size {
    let Some(item) = meta.items.get(&kept.id) else {
        return kept.size;
    };
    meta.properties_of(item)
        .fold(kept.size, |size, (_, property, _)| {
            transformed(size, property.kind, part(source, property.body.clone())).unwrap_or(size)
        })
}

fn transformed(size: Size, kind: [u8; 4], body: &[u8]) -> Option<Size> {
    match &kind {
        b"clap" => cropped(body),
        b"irot" if body.first()? & 1 == 1 => Some(Size {
            width: size.height,
            height: size.width,
        }),
        _ => Some(size),
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

/// The fields of a property that count; none where nobody needs it.
fn canonical(source: &[u8], known: &Known, property: &Boxed) -> Result<Option<Vec<u8>>, Error> {
    let body = part(source, property.body.clone());
    let mut fields = Fields::new(source, &property.body);
    let made = match &known.kind {
        b"av1C" => av1::config(body).map(Some),
        b"irot" => body
            .first()
            .map(|angle| angle & 3)
            .map(|angle| (angle > 0).then(|| vec![angle])),
        b"imir" => body.first().map(|axis| Some(vec![axis & 1])),
        b"ispe" => array::<12>(body, 0).map(|_| Some([&[0; 4], part(body, 4..12)].concat())),
        b"auxC" => {
            fields.version();
            let name = part(source, fields.text());
            ALPHA
                .contains(&name)
                .then(|| Some([&[0; 4], name, &[0]].concat()))
        }
        // One operating point, one layer or all: as without them.
        b"a1op" if body != [0] => return Err(av1::LAYERS),
        b"lsel" if !matches!(body, [0, 0] | [0xFF, 0xFF]) => return Err(av1::LAYERS),
        // A broken property that only describes is no loss.
        b"pixi" => Some(describe::pixi(body)),
        b"nclx" => Some(describe::nclx(body)),
        b"prof" => Some(describe::profile(body)),
        b"pasp" => Some(describe::pasp(body)),
        b"clli" => Some(describe::light(body)),
        b"mdcv" => Some(describe::display(body)),
        _ => Some(None),
    };
    made.ok_or_else(|| broken(property))
}

/// The clean aperture written afresh (ISO/IEC 14496-12, 12.1.4): whole pixels, wholly in a picture of that size.
fn crop(source: &[u8], property: &Boxed, size: Size) -> Result<Vec<u8>, Error> {
    let body = part(source, property.body.clone());
    let left = cropped(body).filter(|left| left.width > 0 && left.height > 0);
    let left = left.ok_or_else(|| broken(property))?;
    check_crop(size, left, property.range.start)?;
    let across = cut(body, 16, size.width - left.width).ok_or_else(|| broken(property))?;
    let down = cut(body, 24, size.height - left.height).ok_or_else(|| broken(property))?;
    let side = |side: u32| [side.to_be_bytes(), 1_u32.to_be_bytes()].concat();
    Ok([side(left.width), side(left.height), across, down].concat())
}

/// Where in a picture the clean aperture lies, `spare` pixels shorter than it: the fraction by which its middle lies
/// beside the picture's.
fn cut(clap: &[u8], at: usize, spare: u32) -> Option<Vec<u8>> {
    let (top, bottom) = (be32(clap, at)? as i32, be32(clap, at + 4)?);
    let twice = 2 * i64::from(top);
    let bottom = i64::from(bottom);
    let halves = twice
        .checked_div(bottom)
        .filter(|halves| halves * bottom == twice)?;
    let before = i64::from(spare) + halves;
    if before % 2 != 0 || !(0..=2 * i64::from(spare)).contains(&before) {
        return None;
    }
    let (top, bottom) = if halves % 2 == 0 {
        (halves / 2, 1_u32)
    } else {
        (halves, 2)
    };
    Some([i32::try_from(top).ok()?.to_be_bytes(), bottom.to_be_bytes()].concat())
}

/// The sides that a clean aperture leaves.
fn cropped(clap: &[u8]) -> Option<Size> {
    Some(Size {
        width: whole(clap, 0)?,
        height: whole(clap, 8)?,
    })
}

/// A fraction that is a whole number.
fn whole(clap: &[u8], at: usize) -> Option<u32> {
    let (top, bottom) = (be32(clap, at)?, be32(clap, at + 4)?);
    top.checked_div(bottom)
        .filter(|side| u64::from(*side) * u64::from(bottom) == u64::from(top))
}

/// Refuses a picture of which a viewer shows only part.
pub(super) fn check_crop(whole: Size, shown: Size, at: usize) -> Result<(), Error> {
    let across = whole.width.checked_sub(shown.width);
    let down = whole.height.checked_sub(shown.height);
    match across.zip(down) {
        None => Err(malformed("ispe", at, "A picture is shown larger than it is")),
        Some((across, down)) if across.max(down) >= SMALLEST_CROP => Err(CROPPED),
        Some(_) => Ok(()),
    }
}
