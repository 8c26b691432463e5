//! Parameter sets (ISO/IEC 23008-2, 7.3.2) and the configuration record that holds them (14496-15, 8.3.3.1).

use std::collections::BTreeSet;

use crate::bytes::{be16, from};
use crate::heif::bits::Bits;
use crate::heif::hevc::{Nal, PPS, SPS, VPS};
use crate::part::Size;

/// A configuration record, read once for all items that share it.
pub(in crate::heif) struct Record<'a> {
    /// The length field before each NAL unit, in bytes.
    pub(in crate::heif) length_size: usize,
    pub(super) sets: Vec<Set<'a>>,
}

impl<'a> Record<'a> {
    /// There are at most 16 + 64 sets with numbers of their own (7.4.3).
    pub(in crate::heif) fn read(config: &'a [u8]) -> Option<Self> {
        const MOST: usize = 128;
        let mut left = MOST;
        if *config.first()? != 1 {
            return None;
        }
        let length_size = match config.get(21)? & 3 {
            2 => return None,
            size => usize::from(size) + 1,
        };
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
        Some(Self { length_size, sets })
    }
}

/// A sequence or picture parameter set: its own number, and that of the sequence parameter set it builds on.
#[derive(Clone)]
pub(super) struct Set<'a> {
    pub(super) kind: u8,
    pub(super) id: u32,
    on: u32,
    pub(super) nal: &'a [u8],
}

impl<'a> Set<'a> {
    pub(super) fn read(nal: &'a [u8]) -> Option<Self> {
        let head = Nal::read(nal).filter(Nal::stays)?;
        let mut bits = Bits::of_nal(nal);
        let (id, on) = match head.kind {
            SPS => {
                bits.skip(4);
                let layers = bits.number(3)?;
                bits.skip(1);
                profile_tier_level(&mut bits, layers)?;
                (bits.exp_golomb()?, 0)
            }
            PPS => (bits.exp_golomb()?, bits.exp_golomb()?),
            _ => return None,
        };
        Some(Self {
            kind: head.kind,
            id,
            on,
            nal,
        })
    }
}

/// The sets that the used picture parameter sets need; of two with one number the later counts (7.4.1.4.1).
pub(super) fn needed<'a>(configured: &[Set<'a>], inside: &[Set<'a>], used: &BTreeSet<u32>) -> Vec<Set<'a>> {
    let mut needed = Vec::new();
    let mut wanted = used.clone();
    for kind in [PPS, SPS] {
        let mut open = std::mem::take(&mut wanted);
        let found = configured
            .iter()
            .chain(inside)
            .rev()
            .filter(|set| set.kind == kind && open.remove(&set.id));
        for set in found {
            wanted.insert(set.on);
            needed.push(set.clone());
        }
    }
    needed.sort_by_key(|set| (set.kind, set.id));
    needed
}

/// What a sequence parameter set says of the pictures, up to its sub-layers (7.3.2.2.1).
pub(super) struct Sequence {
    /// The number of the video parameter set.
    vps: u32,
    /// One less than there are.
    layers: u32,
    nested: bool,
    profile: Vec<bool>,
    chroma: u8,
    /// Bits of luma and chroma samples beyond 8.
    depth: [u8; 2],
    /// The sides of the coded picture, before its edges are cut off.
    pub(super) coded: Size,
    /// The sides of what a decoder gives out.
    pub(super) window: Size,
    /// What a decoder keeps of pictures for the last sub-layer.
    buffers: [u32; 3],
}

impl Sequence {
    pub(super) fn read(nal: &[u8]) -> Option<Self> {
        let mut bits = Bits::of_nal(nal);
        let (vps, layers, nested) = (bits.number(4)?, bits.number(3)?, bits.flag()?);
        let start = bits.place();
        profile_tier_level(&mut bits, layers)?;
        let profile = bits.between(start, bits.place())?;
        bits.exp_golomb()?;
        let chroma = u8::try_from(bits.exp_golomb()?)
            .ok()
            .filter(|chroma| *chroma <= 3)?;
        if chroma == 3 {
            bits.skip(1);
        }
        let coded = Size {
            width: bits.exp_golomb()?,
            height: bits.exp_golomb()?,
        };
        let mut window = coded;
        if bits.flag()? {
            let mut cut = |unit: u32| {
                let both = bits.exp_golomb()?.checked_add(bits.exp_golomb()?)?;
                both.checked_mul(unit)
            };
            window.width = window
                .width
                .checked_sub(cut(if matches!(chroma, 1 | 2) { 2 } else { 1 })?)?;
            window.height = window.height.checked_sub(cut(if chroma == 1 { 2 } else { 1 })?)?;
        }
        let mut depth = || u8::try_from(bits.exp_golomb()?).ok().filter(|bits| *bits <= 7);
        let depth = [depth()?, depth()?];
        bits.exp_golomb()?;
        let each = bits.flag()?;
        let mut buffers = [0; 3];
        for _ in 0..=if each { layers } else { 0 } {
            for number in &mut buffers {
                *number = bits.exp_golomb()?;
            }
        }
        Some(Self {
            vps,
            layers,
            nested,
            profile,
            chroma,
            depth,
            coded,
            window,
            buffers,
        })
    }

    /// A configuration record of this video parameter set, written afresh, and of sets that stay.
    pub(super) fn record(&self, length_size: usize, sets: &[&Set<'_>]) -> Vec<u8> {
        let mut made = vec![1];
        made.extend(packed(self.profile.iter().take(96).copied()));
        made.extend([0xF0, 0, 0xFC, 0xFC | self.chroma]);
        made.extend(self.depth.map(|bits| 0xF8 | bits));
        // No frame rate: one picture.
        made.extend([0, 0]);
        let layers = (self.layers as u8 + 1) & 7;
        made.push(layers << 3 | u8::from(self.nested) << 2 | (length_size as u8).saturating_sub(1));
        let video = self.video();
        let of = |kind: u8| sets.iter().filter(move |set| set.kind == kind).map(|set| set.nal);
        let arrays: [(u8, Vec<&[u8]>); 3] = [
            (VPS, vec![video.as_slice()]),
            (SPS, of(SPS).collect()),
            (PPS, of(PPS).collect()),
        ];
        let arrays: Vec<_> = arrays.into_iter().filter(|(_, nals)| !nals.is_empty()).collect();
        made.push(arrays.len() as u8);
        for (kind, nals) in arrays {
            made.push(0x80 | kind);
            made.extend((nals.len() as u16).to_be_bytes());
            for nal in nals {
                made.extend((nal.len() as u16).to_be_bytes());
                made.extend(nal);
            }
        }
        made
    }

    /// The video parameter set of one layer that says what this set says (7.3.2.1).
    fn video(&self) -> Vec<u8> {
        let mut bits = Vec::new();
        let mut put = |number: u32, count: u32| {
            bits.extend((0..count).rev().map(|place| number >> place & 1 == 1));
        };
        put(self.vps, 4);
        put(0b11, 2);
        put(0, 6);
        put(self.layers, 3);
        put(u32::from(self.nested), 1);
        put(0xFFFF, 16);
        bits.extend(&self.profile);
        // One entry for all sub-layers.
        bits.push(false);
        for number in self.buffers {
            let code = u64::from(number) + 1;
            let length = code.ilog2();
            bits.extend((0..length).map(|_| false));
            bits.extend((0..=length).rev().map(|place| code >> place & 1 == 1));
        }
        // vps_max_layer_id, one set of layers, no times, no extension; then the stop bit.
        bits.extend([false; 6]);
        bits.extend([true, false, false, true]);
        let mut nal = vec![VPS << 1, 1];
        let mut zeros = 0;
        for byte in packed(bits.into_iter()) {
            if zeros >= 2 && byte <= 3 {
                nal.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            nal.push(byte);
        }
        nal
    }
}

/// Bits as bytes; the last is filled with zeros.
fn packed(bits: impl Iterator<Item = bool>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (place, bit) in bits.enumerate() {
        if place % 8 == 0 {
            bytes.push(0);
        }
        if let Some(last) = bytes.last_mut() {
            *last |= u8::from(bit) << (7 - place % 8);
        }
    }
    bytes
}

/// profile_tier_level( 1, layers ) (7.3.3).
fn profile_tier_level(bits: &mut Bits, layers: u32) -> Option<()> {
    bits.skip(96);
    let mut present = Vec::new();
    for _ in 0..layers {
        present.push((bits.number(1)?, bits.number(1)?));
    }
    if layers > 0 {
        bits.skip(2 * (8 - layers as usize));
    }
    for (profile, level) in present {
        bits.skip(88 * profile as usize + 8 * level as usize);
    }
    Some(())
}
