//! The image header (ISO/IEC 18181-1, annexes D and E): what a viewer needs of it, written again without the rest.

use super::bits::{Bits, ENUM, Form, Recode, Written};
use crate::Orientation;
use crate::part::Size;

/// What an image header says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) size: Size,
    pub(super) orientation: Orientation,
    /// The size at which the picture was meant to be shown, which viewers pass over.
    pub(super) intrinsic: Option<Size>,
    pub(super) preview: Option<Size>,
    pub(super) animated: bool,
    /// Whether timing is written: more than one frame is shown.
    pub(super) timed: bool,
    pub(super) timecodes: bool,
    pub(super) channels: Vec<Channel>,
    pub(super) xyb: bool,
    /// Its `ColourSpace`.
    pub(super) space: u32,
    /// Whether a coded ICC profile stands behind the header.
    pub(super) profile: bool,
    /// How many bits unknown extensions take.
    pub(super) extensions: u64,
}

/// An extra channel (D.3.6).
#[derive(Debug)]
pub(super) struct Channel {
    /// Its type, an `ExtraChannelType`.
    pub(super) kind: u32,
    /// Whether it is coded with fewer samples than the colours.
    pub(super) shrunk: bool,
    /// Of a spot colour, how much it covers, as a half-precision number.
    pub(super) solidity: u32,
    pub(super) name: String,
}

pub(super) const ALPHA: u32 = 0;
pub(super) const SPOT_COLOUR: u32 = 2;
pub(super) const BLACK: u32 = 4;
pub(super) const RGB: u32 = 0;
pub(super) const GREY: u32 = 1;
const XYB: u32 = 2;

/// What the written header differs in, beyond what always goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// Which tables of upsampling weights a frame uses, as `cw_mask` has them (D.3.8).
    pub(super) weights: u32,
    /// Whether more than one frame is shown, so that their timing counts.
    pub(super) timed: bool,
    /// Whether the profile is sRGB, which the header can say by itself.
    pub(super) srgb: bool,
}

const SIDE: [Form; 4] = [(1, 9), (1, 13), (1, 18), (1, 30)];
const PREVIEW_SIDE: [Form; 4] = [(1, 6), (65, 8), (321, 10), (1345, 12)];
const PREVIEW_EIGHTHS: [Form; 4] = [(16, 0), (32, 0), (1, 5), (33, 9)];
const CHROMATICITY: [Form; 4] = [(0, 19), (524_288, 19), (1_048_576, 20), (2_097_152, 21)];

impl Header {
    /// Reads a header behind the two bytes of its signature.
    pub(super) fn recode(bits: &mut Recode<'_>, wanted: Wanted) -> Option<Self> {
        let size = size(&mut bits.from, |bits| Some(8 * (1 + bits.take(5)?)), SIDE)?;
        write_size(&mut bits.to, size);
        let mut header = Self {
            size,
            orientation: Orientation::TopLeft,
            intrinsic: None,
            preview: None,
            animated: false,
            timed: wanted.timed,
            timecodes: false,
            channels: Vec::new(),
            xyb: true,
            space: RGB,
            profile: false,
            extensions: 0,
        };
        if !bits.flag()? {
            header.metadata(bits, wanted)?;
        }
        header.transform(bits, wanted)?;
        Some(header)
    }

    /// `ImageMetadata` (D.3).
    fn metadata(&mut self, bits: &mut Recode<'_>, wanted: Wanted) -> Option<()> {
        let extra = bits.flag()?;
        if extra {
            self.extra_fields(bits)?;
        }
        bit_depth(bits)?;
        bits.flag()?;
        let channels = bits.u32([(0, 0), (1, 0), (2, 4), (1, 12)])?;
        for _ in 0..channels {
            self.channels.push(channel(bits)?);
        }
        self.xyb = bits.flag()?;
        self.colours(bits, wanted)?;
        if extra && !bits.flag()? {
            // ToneMapping (D.3.7).
            bits.halves(2)?;
            // What lies below a level is to stay linear, which no viewer reads.
            bits.cleared(17)?;
        }
        self.extensions = bits.without_extensions()?;
        Some(())
    }

    fn extra_fields(&mut self, bits: &mut Recode<'_>) -> Option<()> {
        self.orientation = Orientation::from_tiff(u16::try_from(1 + bits.bits(3)?).ok()?)?;
        if bits.from.flag()? {
            self.intrinsic = Some(size(&mut bits.from, |bits| Some(8 * (1 + bits.take(5)?)), SIDE)?);
        }
        bits.to.flag(false);
        if bits.from.flag()? {
            let eighths = |bits: &mut Bits<'_>| Some(8 * bits.u32(PREVIEW_EIGHTHS)?);
            self.preview = Some(size(&mut bits.from, eighths, PREVIEW_SIDE)?);
        }
        bits.to.flag(false);
        self.animated = bits.from.flag()?;
        bits.to.flag(self.animated && self.timed);
        if self.animated {
            self.animation(bits)?;
        }
        Some(())
    }

    /// `AnimationHeader` (D.3.4).
    fn animation(&mut self, bits: &mut Recode<'_>) -> Option<()> {
        for forms in [
            [(100, 0), (1000, 0), (1, 10), (1, 30)],
            [(1, 0), (1001, 0), (1, 8), (1, 10)],
            [(0, 0), (0, 3), (0, 16), (0, 32)],
        ] {
            if self.timed {
                bits.u32(forms)?;
            } else {
                bits.unread_u32(forms)?;
            }
        }
        self.timecodes = bits.from.flag()?;
        if self.timed {
            bits.to.flag(false);
        }
        Some(())
    }

    /// `ColourEncoding` (E.2).
    fn colours(&mut self, bits: &mut Recode<'_>, wanted: Wanted) -> Option<()> {
        if bits.from.flag()? {
            bits.to.flag(true);
            return Some(());
        }
        self.profile = bits.from.flag()?;
        let space = bits.from.u32(ENUM)?;
        self.space = space;
        if self.profile && wanted.srgb && space == RGB {
            // The default is sRGB.
            bits.to.flag(true);
            return Some(());
        }
        bits.to.flag(false);
        bits.to.flag(self.profile);
        bits.to.u32(space, ENUM);
        if self.profile {
            return Some(());
        }
        const CUSTOM: u32 = 2;
        if space != XYB && bits.u32(ENUM)? == CUSTOM {
            chromaticities(bits, 1)?;
        }
        if space != XYB && space != GREY && bits.u32(ENUM)? == CUSTOM {
            chromaticities(bits, 3)?;
        }
        if space != XYB {
            if bits.flag()? {
                bits.bits(24)?;
            } else {
                bits.u32(ENUM)?;
            }
        }
        bits.u32(ENUM).map(drop)
    }

    /// The opsin matrix and the weights for upsampling (D.3.8), each where it is not the default.
    fn transform(&self, bits: &mut Recode<'_>, wanted: Wanted) -> Option<()> {
        if bits.from.flag()? {
            bits.to.flag(true);
            return Some(());
        }
        let mut ahead = bits.from.clone();
        let matrix = self.xyb && !ahead.flag()?;
        ahead.skip(if matrix { 256 } else { 0 })?;
        let tables = ahead.take(3)?;
        let kept = tables & wanted.weights;
        let default = !matrix && kept == 0;
        bits.to.flag(default);
        if !default {
            if self.xyb && !bits.flag()? {
                bits.halves(16)?;
            }
            bits.to.put(kept, 3);
        }
        bits.from = ahead;
        for (table, count) in [(1, 15), (2, 55), (4, 210)] {
            if kept & table != 0 {
                bits.halves(count)?;
            } else if tables & table != 0 {
                bits.unread(16 * count)?;
            }
        }
        Some(())
    }
}

/// `SizeHeader` (D.2) or `PreviewHeader` (D.3.3).
fn size(
    bits: &mut Bits<'_>,
    eighths: impl Fn(&mut Bits<'_>) -> Option<u32>,
    forms: [Form; 4],
) -> Option<Size> {
    let small = bits.flag()?;
    let side = |bits: &mut Bits<'_>| if small { eighths(bits) } else { bits.u32(forms) };
    let height = side(bits)?;
    let width = match bits.take(3)? {
        0 => side(bits)?,
        ratio => by_ratio(height, ratio)?,
    };
    (width > 0).then_some(Size { width, height })
}

/// The width that a height and a ratio give.
fn by_ratio(height: u32, ratio: u32) -> Option<u32> {
    let (width, by) = [(1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1)]
        .get(usize::try_from(ratio.checked_sub(1)?).ok()?)
        .copied()?;
    u32::try_from(u64::from(height) * width / by).ok()
}

fn write_size(to: &mut Written, Size { width, height }: Size) {
    let small = [width, height]
        .iter()
        .all(|side| side.is_multiple_of(8) && *side <= 256);
    let side = |to: &mut Written, side: u32| {
        if small {
            to.put(side / 8 - 1, 5);
        } else {
            to.u32(side, SIDE);
        }
    };
    to.flag(small);
    side(to, height);
    let ratio = (1..8).find(|ratio| by_ratio(height, *ratio) == Some(width));
    to.put(ratio.unwrap_or(0), 3);
    if ratio.is_none() {
        side(to, width);
    }
}

/// `BitDepth` (D.3.5).
fn bit_depth(bits: &mut Recode<'_>) -> Option<()> {
    if bits.flag()? {
        bits.u32([(32, 0), (16, 0), (24, 0), (1, 6)])?;
        bits.bits(4)?;
    } else {
        bits.u32([(8, 0), (10, 0), (12, 0), (1, 6)])?;
    }
    Some(())
}

fn channel(bits: &mut Recode<'_>) -> Option<Channel> {
    const CFA: u32 = 5;
    if bits.flag()? {
        return Some(Channel {
            kind: ALPHA,
            shrunk: false,
            solidity: 0,
            name: String::new(),
        });
    }
    let kind = bits.u32(ENUM)?;
    bit_depth(bits)?;
    let shrunk = bits.u32([(0, 0), (3, 0), (4, 0), (1, 3)])? > 0;
    let name = bits.without_name()?;
    let mut solidity = 0;
    match kind {
        ALPHA => drop(bits.flag()?),
        SPOT_COLOUR => {
            bits.halves(3)?;
            solidity = bits.bits(16)?;
        }
        CFA => drop(bits.u32([(1, 0), (0, 2), (3, 4), (19, 8)])?),
        _ => {}
    }
    Some(Channel {
        kind,
        shrunk,
        solidity,
        name,
    })
}

fn chromaticities(bits: &mut Recode<'_>, points: u32) -> Option<()> {
    (0..2 * points).try_for_each(|_| bits.u32(CHROMATICITY).map(drop))
}
