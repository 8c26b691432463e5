//! HEVC pictures (ISO/IEC 23008-2) as items: what decodes the picture, and nothing beside it.

mod sets;

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use crate::Error;
use crate::bytes::{array, part};
use crate::error::malformed;
use crate::heif::bits::Bits;
use crate::heif::property::check_crop;
use crate::heif::unit::Unit;
use crate::part::Size;
pub(super) use sets::Record;
use sets::{Sequence, Set, needed};

const VPS: u8 = 32;
const SPS: u8 = 33;
const PPS: u8 = 34;
const FILLER: u8 = 38;

/// One picture.
pub(super) struct Picture {
    /// Its NAL units, in order, from the first that stays to the last.
    pub(super) units: Vec<Unit>,
    /// The picture parameter sets that it uses.
    pub(super) used: BTreeSet<u32>,
    /// Its configuration record where that depends on more than the record it came with and the used sets.
    pub(super) own_config: Option<Vec<u8>>,
    pub(super) coded: Size,
}

/// Reads a picture. `at` is the item's place, for errors.
pub(super) fn picture(data: &[u8], record: &Record<'_>, at: usize) -> Result<Picture, Error> {
    let read = Read::of(data, record, at)?;
    let sets = needed(&record.sets, &read.sets, &read.used);
    let inside = data.as_ptr_range();
    let here: HashSet<*const u8> = sets
        .iter()
        .map(|set| set.nal.as_ptr())
        .filter(|place| inside.contains(place))
        .collect();
    let sequence = sequence(&sets).ok_or(malformed("hvcC", at, "A picture does not say how it is coded"))?;
    check_crop(sequence.coded, sequence.window, at)?;
    let stays = |unit: &Found<'_>| unit.is_slice || unit.set.is_some_and(|nal| here.contains(&nal.as_ptr()));
    let first = read.found.iter().position(stays).unwrap_or(0);
    let last = read.found.iter().rposition(stays).map_or(0, |last| last + 1);
    let units = read
        .found
        .get(first..last)
        .unwrap_or_default()
        .iter()
        .map(|unit| Unit {
            range: unit.range.clone(),
            made: (!stays(unit)).then(|| filler(unit.prefix, unit.range.len() - unit.prefix.len())),
        })
        .collect();
    let outside: Vec<&Set<'_>> = sets
        .iter()
        .filter(|set| !here.contains(&set.nal.as_ptr()))
        .collect();
    Ok(Picture {
        units,
        used: read.used,
        own_config: (!here.is_empty()).then(|| sequence.record(record.length_size, &outside)),
        coded: sequence.coded,
    })
}

/// The configuration record with the parameter sets alone that the used picture parameter sets need.
pub(super) fn config(record: &Record<'_>, used: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let sets = needed(&record.sets, &[], used);
    let sets: Vec<&Set<'_>> = sets.iter().collect();
    let first = sets.iter().find(|set| set.kind == SPS)?;
    Some(Sequence::read(first.nal)?.record(record.length_size, &sets))
}

/// What the one sequence parameter set of a picture says.
fn sequence(sets: &[Set<'_>]) -> Option<Sequence> {
    let mut of_pictures = sets.iter().filter(|set| set.kind == SPS);
    let first = of_pictures.next()?;
    of_pictures.next().is_none().then(|| Sequence::read(first.nal))?
}

/// The NAL units of an item up to a second picture.
struct Read<'a> {
    found: Vec<Found<'a>>,
    /// Parameter sets that the configuration lacks.
    sets: Vec<Set<'a>>,
    used: BTreeSet<u32>,
}

impl<'a> Read<'a> {
    fn of(data: &'a [u8], record: &Record<'_>, at: usize) -> Result<Self, Error> {
        let mut read = Self {
            found: Vec::new(),
            sets: Vec::new(),
            used: BTreeSet::new(),
        };
        // The type of the picture's slices, from its first slice on.
        let mut picture = None;
        let mut next = 0;
        while let Some(prefix) = data.get(next..next + record.length_size) {
            let length = prefix
                .iter()
                .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            let start = next + prefix.len();
            let end = start
                .checked_add(length)
                .filter(|end| *end <= data.len())
                .ok_or(malformed("picture data", at, "The picture data is cut off"))?;
            let nal = part(data, start..end);
            let head = Nal::read(nal).filter(Nal::stays);
            if let Some(head) = head.as_ref().filter(|head| head.begins)
                && picture.replace(head.kind).is_some()
            {
                // A second picture, which no viewer shows.
                break;
            }
            // A decoder drops slices of another type than the first.
            let slice = head.filter(|head| picture == Some(head.kind));
            let set = Set::read(nal).filter(|_| picture.is_none());
            read.used.extend(slice.as_ref().and_then(|slice| slice.pps));
            read.found.push(Found {
                range: next..end,
                prefix,
                is_slice: slice.is_some(),
                set: set.as_ref().map(|_| nal),
            });
            if let Some(set) = set {
                read.add(set, record, at)?;
            }
            next = end;
        }
        if picture.is_none() {
            return Err(malformed(
                "picture data",
                at,
                "The picture data is missing or damaged",
            ));
        }
        Ok(read)
    }

    /// Sets that stand in the configuration need not stand here too.
    fn add(&mut self, set: Set<'a>, record: &Record<'_>, at: usize) -> Result<(), Error> {
        let same = record
            .sets
            .iter()
            .find(|known| (known.kind, known.id) == (set.kind, set.id));
        match same {
            Some(known) if known.nal != set.nal => {
                return Err(malformed("hvcC", at, "A picture is coded in two ways at once"));
            }
            Some(_) => {}
            None => self.sets.push(set),
        }
        Ok(())
    }
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

/// The head of a NAL unit (7.3.1.2) and, of a slice, its first fields (7.3.6.1).
struct Nal {
    kind: u8,
    /// The number of the layer, and one more than that of the temporal sub-layer.
    layer: u8,
    sub_layer: u8,
    /// Whether a picture begins with it.
    begins: bool,
    /// The picture parameter set of a slice.
    pps: Option<u32>,
}

impl Nal {
    fn read(nal: &[u8]) -> Option<Self> {
        let [first, second] = array(nal, 0)?;
        if first & 0x80 != 0 {
            return None;
        }
        let kind = first >> 1 & 0x3F;
        let slice = kind < VPS;
        let mut bits = Bits::of_nal(if slice { nal } else { &[] });
        // first_slice_segment_in_pic_flag, and behind it no_output_of_prior_pics_flag of an IRAP.
        let begins = slice && bits.flag() == Some(true);
        if (16..=23).contains(&kind) {
            bits.skip(1);
        }
        Some(Self {
            kind,
            layer: (first & 1) << 5 | second >> 3,
            sub_layer: second & 7,
            begins,
            pps: slice.then(|| bits.exp_golomb()).flatten(),
        })
    }

    /// Whether a decoder of single pictures needs it: slices of a picture that stands by itself (IRAP, 3.69), and
    /// parameter sets of the base layer.
    fn stays(&self) -> bool {
        (self.layer, self.sub_layer) == (0, 1) && matches!(self.kind, 16..=21 | SPS | PPS)
    }
}
