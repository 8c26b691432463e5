//! HEVC pictures (ISO/IEC 23008-2) as items and their configuration (14496-15, 8.3.3.1): what decodes the picture,
//! and nothing beside it.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use crate::Error;
use crate::bytes::{array, be16, from, part};
use crate::error::malformed;
use crate::heif::unit::Unit;
use crate::part::Size;

const VPS: u8 = 32;
const SPS: u8 = 33;
const PPS: u8 = 34;
const FILLER: u8 = 38;

/// The length field before each NAL unit, in bytes, by the configuration.
pub(super) fn length_size(config: &[u8]) -> Option<usize> {
    match config.get(21)? & 3 {
        2 => None,
        size => Some(usize::from(size) + 1),
    }
}

/// The NAL units of one picture, in order, from the first that stays to the last, and the picture parameter sets
/// that it uses. `at` is the item's place, for errors.
pub(super) fn units(
    data: &[u8],
    length_size: usize,
    config: &[u8],
    at: usize,
) -> Result<(Vec<Unit>, BTreeSet<u32>), Error> {
    let configured = configured(config).unwrap_or_default();
    let mut found: Vec<Found<'_>> = Vec::new();
    let mut sets: Vec<Set<'_>> = Vec::new();
    let mut used = BTreeSet::new();
    let (mut next, mut begun) = (0, false);
    while let Some(length) = data.get(next..next + length_size) {
        let length = length
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
        let start = next + length_size;
        let end = start
            .checked_add(length)
            .filter(|end| *end <= data.len())
            .ok_or(malformed("picture data", at, "The picture data is cut off"))?;
        let nal = part(data, start..end);
        let read = Nal::read(nal).filter(Nal::stays);
        if read.as_ref().is_some_and(|nal| nal.begins) && std::mem::replace(&mut begun, true) {
            // A second picture, which no viewer shows.
            break;
        }
        let is_slice = read.as_ref().is_some_and(|nal| nal.kind < VPS);
        used.extend(read.and_then(|nal| nal.pps));
        let set = Set::read(nal).filter(|_| !begun);
        found.push(Found {
            range: next..end,
            prefix: part(data, next..start),
            is_slice,
            set: set.as_ref().map(|_| nal),
        });
        if let Some(set) = set {
            let same = configured
                .iter()
                .find(|known| (known.kind, known.id) == (set.kind, set.id));
            match same {
                Some(known) if known.nal != set.nal => {
                    return Err(malformed("hvcC", at, "A picture is coded in two ways at once"));
                }
                Some(_) => {}
                None => sets.push(set),
            }
        }
        next = end;
    }
    if !begun {
        return Err(malformed(
            "picture data",
            at,
            "The picture data is missing or damaged",
        ));
    }
    // Sets that stand in the configuration need not stand here too, nor those that no slice uses.
    sets.splice(0..0, configured);
    let inside = data.as_ptr_range();
    let needed: HashSet<*const u8> = needed(&sets, &used)
        .iter()
        .map(|set| set.nal.as_ptr())
        .filter(|place| inside.contains(place))
        .collect();
    let stays =
        |unit: &Found<'_>| unit.is_slice || unit.set.is_some_and(|nal| needed.contains(&nal.as_ptr()));
    let first = found.iter().position(stays).unwrap_or(0);
    let last = found.iter().rposition(stays).map_or(0, |last| last + 1);
    let units = found
        .get(first..last)
        .unwrap_or_default()
        .iter()
        .map(|unit| Unit {
            range: unit.range.clone(),
            made: (!stays(unit)).then(|| filler(unit.prefix, unit.range.len() - unit.prefix.len())),
        })
        .collect();
    Ok((units, used))
}

/// A NAL unit with its length before it.
struct Found<'a> {
    range: Range<usize>,
    prefix: &'a [u8],
    is_slice: bool,
    /// A parameter set before the first slice.
    set: Option<&'a [u8]>,
}

/// A filler data NAL unit (7.3.2.8) behind the same length field.
fn filler(prefix: &[u8], length: usize) -> Vec<u8> {
    let mut made = vec![0xFF; prefix.len() + length];
    if let Some(last) = made.last_mut() {
        *last = 0x80;
    }
    let head = prefix.iter().chain(&[FILLER << 1, 1]);
    made.iter_mut().zip(head).for_each(|(byte, head)| *byte = *head);
    made
}

struct Nal {
    kind: u8,
    layer: u8,
    /// Whether a picture begins with it.
    begins: bool,
    /// The picture parameter set of a slice.
    pps: Option<u32>,
}

impl Nal {
    fn read(nal: &[u8]) -> Option<Self> {
        let [first, second] = array(nal, 0)?;
        let kind = first >> 1 & 0x3F;
        let slice = kind < VPS;
        let mut bits = Bits::new(if slice { nal } else { &[] });
        // first_slice_segment_in_pic_flag, and behind it no_output_of_prior_pics_flag of an IRAP (7.3.6.1).
        let begins = slice && bits.number(1) == Some(1);
        if (16..=23).contains(&kind) {
            bits.number(1);
        }
        Some(Self {
            kind,
            layer: (first & 1) << 5 | second >> 3,
            begins,
            pps: slice.then(|| bits.exp_golomb()).flatten(),
        })
    }

    /// Whether a decoder of single pictures needs it: slices and parameter sets of the base layer.
    fn stays(&self) -> bool {
        self.layer == 0 && matches!(self.kind, 0..=9 | 16..=21 | VPS..=PPS)
    }
}

/// The configuration record with the parameter sets alone that the used picture parameter sets need.
pub(super) fn config(source: &[u8], used: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let fixed: [u8; 23] = array(source, 0)?;
    let [version, profile @ ..] = array::<13>(source, 0)?;
    if version != 1 {
        return None;
    }
    let [
        ..,
        segments_high,
        segments_low,
        parallel,
        chroma,
        luma_depth,
        chroma_depth,
        _,
        _,
        layers,
        _,
    ] = fixed;
    let sets = configured(source)?;
    let kept = needed(&sets, used);
    let mut made = vec![1];
    made.extend(profile);
    made.extend([0xF0 | segments_high, segments_low]);
    made.extend([
        0xFC | parallel,
        0xFC | chroma,
        0xF8 | luma_depth,
        0xF8 | chroma_depth,
    ]);
    // No frame rate: one picture.
    made.extend([0, 0, layers & 0x3F]);
    let kinds: Vec<u8> = [VPS, SPS, PPS]
        .into_iter()
        .filter(|kind| kept.iter().any(|set| set.kind == *kind))
        .collect();
    made.push(kinds.len() as u8);
    for kind in kinds {
        let of_kind = || kept.iter().filter(|set| set.kind == kind);
        made.push(0x80 | kind);
        made.extend((of_kind().count() as u16).to_be_bytes());
        for set in of_kind() {
            made.extend((set.nal.len() as u16).to_be_bytes());
            made.extend(set.nal);
        }
    }
    Some(made)
}

/// A parameter set: its own number, and that of the set it builds on.
struct Set<'a> {
    kind: u8,
    id: u32,
    on: u32,
    /// The sides of the coded picture, of a sequence parameter set.
    sides: Option<Size>,
    nal: &'a [u8],
}

/// The sides of the coded picture, before its edges are cut off (7.4.3.2.1): the largest of the used sets.
pub(super) fn coded_size(config: &[u8], used: &BTreeSet<u32>) -> Option<Size> {
    let sets = configured(config)?;
    let sides: Vec<Size> = needed(&sets, used).iter().filter_map(|set| set.sides).collect();
    Some(Size {
        width: sides.iter().map(|size| size.width).max()?,
        height: sides.iter().map(|size| size.height).max()?,
    })
}

/// The parameter sets of a configuration record. There are at most 16 + 16 + 64 of them with numbers of their own
/// (7.4.3); many items may share a record.
fn configured(config: &[u8]) -> Option<Vec<Set<'_>>> {
    const MOST: usize = 128;
    let mut left = MOST;
    let count = *config.get(22)?;
    let arrays = from(config, 23);
    let mut sets = Vec::new();
    let mut at = 0;
    for _ in 0..count {
        let nals = be16(arrays, at + 1)?;
        at += 3;
        left = left.checked_sub(usize::from(nals))?;
        for _ in 0..nals {
            let length = usize::from(be16(arrays, at)?);
            let nal = arrays.get(at + 2..at + 2 + length)?;
            at += 2 + length;
            sets.extend(Set::read(nal));
        }
    }
    Some(sets)
}

impl<'a> Set<'a> {
    fn read(nal: &'a [u8]) -> Option<Self> {
        let head = Nal::read(nal).filter(Nal::stays)?;
        let mut bits = Bits::new(nal);
        let mut sides = None;
        let (id, on) = match head.kind {
            VPS => (bits.number(4)?, 0),
            SPS => {
                let vps = bits.number(4)?;
                let layers = bits.number(3)?;
                bits.number(1)?;
                bits.profile_tier_level(layers)?;
                let id = bits.exp_golomb()?;
                sides = bits.sides();
                (id, vps)
            }
            PPS => (bits.exp_golomb()?, bits.exp_golomb()?),
            _ => return None,
        };
        Some(Self {
            kind: head.kind,
            id,
            on,
            sides,
            nal,
        })
    }
}

/// The sets that the used picture parameter sets need; of two with one number the later counts (7.4.1.4.1).
fn needed<'a, 'b>(sets: &'b [Set<'a>], used: &BTreeSet<u32>) -> Vec<&'b Set<'a>> {
    let mut needed = Vec::new();
    let mut wanted = used.clone();
    for kind in [PPS, SPS, VPS] {
        let mut open = std::mem::take(&mut wanted);
        let found = sets
            .iter()
            .rev()
            .filter(|set| set.kind == kind && open.remove(&set.id));
        for set in found {
            wanted.insert(set.on);
            needed.push(set);
        }
    }
    needed.sort_by_key(|set| (set.kind, set.id));
    needed
}

/// Bits of a NAL unit behind its header, without the emulation prevention bytes (7.3.1.1).
struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    fn new(nal: &[u8]) -> Self {
        // The fields read here lie in the first bytes.
        const MOST: usize = 160;
        let mut bytes = Vec::new();
        let mut zeros = 0;
        for byte in nal.iter().skip(2).take(MOST) {
            if zeros >= 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bytes.push(*byte);
        }
        Self { bytes, at: 0 }
    }

    fn number(&mut self, bits: u32) -> Option<u32> {
        let mut number = 0;
        for _ in 0..bits {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    /// ue(v) (9.2).
    fn exp_golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.number(1)? == 0 {
            zeros += 1;
            if zeros > 16 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.number(zeros)?)
    }

    /// chroma_format_idc up to pic_height_in_luma_samples (7.3.2.2.1).
    fn sides(&mut self) -> Option<Size> {
        if self.exp_golomb()? == 3 {
            self.number(1)?;
        }
        Some(Size {
            width: self.exp_golomb()?,
            height: self.exp_golomb()?,
        })
    }

    /// profile_tier_level( 1, layers ) (7.3.3).
    fn profile_tier_level(&mut self, layers: u32) -> Option<()> {
        self.at += 96;
        let mut present = Vec::new();
        for _ in 0..layers {
            present.push((self.number(1)?, self.number(1)?));
        }
        if layers > 0 {
            self.at += 2 * (8 - layers as usize);
        }
        for (profile, level) in present {
            self.at += 88 * profile as usize + 8 * level as usize;
        }
        Some(())
    }
}
