//! A frame's header and table of contents (ISO/IEC 18181-1, annex F), written again without what no viewer needs.

use std::ops::Range;

use super::bits::{Bits, Form, Recode};
use super::contents;
use super::header::Header;
use crate::Error;
use crate::part::Size;

/// A frame of the codestream.
#[derive(Debug)]
pub(super) struct Frame {
    /// The whole frame.
    pub(super) range: Range<usize>,
    /// Where its coded sections begin.
    pub(super) data: usize,
    /// Its coded sections, in the order of F.3.1.
    pub(super) sections: Vec<Range<usize>>,
    /// Header and table of contents as they are written.
    pub(super) head: Vec<u8>,
    pub(super) name: String,
    pub(super) timecode: u32,
    /// How many bits unknown extensions take.
    pub(super) extensions: u64,
    /// How many bits of the header say something that no viewer reads.
    pub(super) unread: u64,
    /// Whether viewers stop at it: it lasts some time, or is the last.
    pub(super) shown: bool,
    pub(super) last: bool,
    /// Whether it is blended into the picture, with the sides and place it has there.
    pub(super) normal: bool,
    pub(super) size: Size,
    origin: [i64; 2],
    /// What it is made from: four reference frames, then four LF frames, a bit each.
    pub(super) uses: u8,
    /// What later frames may make use of it as, in the same bits.
    pub(super) saved: u8,
    /// The upsampling weights it needs, as `cw_mask` has them.
    pub(super) weights: u32,
    /// Whether its sections stood in another order.
    pub(super) reordered: bool,
}

const LF_FRAME: u32 = 1;
const REFERENCE_ONLY: u32 = 2;

const PATCHES: u64 = 0x02;
const USE_LF_FRAME: u64 = 0x20;
/// Noise, patches, splines, LF frame, no smoothing of LF (F.2).
const FLAGS: u64 = 0x01 | PATCHES | 0x10 | USE_LF_FRAME | 0x80;

const UPSAMPLING: [Form; 4] = [(1, 0), (2, 0), (4, 0), (8, 0)];
const DURATION: [Form; 4] = [(0, 0), (1, 0), (0, 8), (0, 32)];
const CROP: [Form; 4] = [(0, 8), (256, 11), (2304, 14), (18_688, 30)];

impl Frame {
    /// The frame that begins at a byte; nothing where its header is broken or the stream ends inside it.
    pub(super) fn read(
        stream: &[u8],
        start: usize,
        image: &Header,
        size: Size,
    ) -> Result<Option<Self>, Error> {
        let mut bits = Recode::new(Bits::new(stream, start));
        let Some((fields, mut frame)) = Fields::read(&mut bits, image, size) else {
            return Ok(None);
        };
        let Some(table) = contents::read(&mut bits, stream, fields.groups(frame.size))? else {
            return Ok(None);
        };
        frame.range = start..table.end;
        frame.data = table.start;
        frame.sections = table.sections;
        frame.reordered = table.reordered;
        frame.unread = bits.unread;
        frame.head = bits.to.into_bytes();
        Ok((table.end <= stream.len()).then_some(frame))
    }

    /// Whether it codes more than the picture shows: something beside the canvas.
    pub(super) fn leaves(&self, canvas: Size) -> bool {
        let [x, y] = self.origin;
        self.normal
            && (x < 0
                || y < 0
                || x + i64::from(self.size.width) > i64::from(canvas.width)
                || y + i64::from(self.size.height) > i64::from(canvas.height))
    }
}

/// What of a frame's header decides how the rest is read.
struct Fields {
    kind: u32,
    modular: bool,
    flags: u64,
    upsampling: u32,
    group_shift: u32,
    passes: u32,
    lf_level: u32,
    partial: bool,
}

impl Fields {
    /// `FrameHeader` (F.2).
    fn read(bits: &mut Recode<'_>, image: &Header, size: Size) -> Option<(Self, Frame)> {
        let mut fields = Self {
            kind: 0,
            modular: false,
            flags: 0,
            upsampling: 1,
            group_shift: 1,
            passes: 1,
            lf_level: 0,
            partial: false,
        };
        let mut frame = Frame {
            range: 0..0,
            data: 0,
            sections: Vec::new(),
            head: Vec::new(),
            name: String::new(),
            timecode: 0,
            extensions: 0,
            unread: 0,
            shown: true,
            last: true,
            normal: true,
            size,
            origin: [0, 0],
            uses: 0,
            saved: 0,
            weights: 0,
            reordered: false,
        };
        if bits.flag()? {
            return Some((fields, frame));
        }
        fields.coding(bits, image, &mut frame)?;
        fields.place(bits, image, size, &mut frame)?;
        fields.filter(bits, &mut frame)?;
        frame.extensions = frame.extensions.saturating_add(bits.without_extensions()?);
        Some((fields, frame))
    }

    /// How the samples are coded.
    fn coding(&mut self, bits: &mut Recode<'_>, image: &Header, frame: &mut Frame) -> Option<()> {
        self.kind = bits.bits(2)?;
        self.modular = bits.flag()?;
        self.flags = bits.from.u64()? & FLAGS;
        bits.to.u64(self.flags);
        let ycbcr = !image.xyb && bits.flag()?;
        if self.flags & USE_LF_FRAME == 0 {
            if ycbcr {
                bits.bits(6)?;
            }
            self.upsampling = bits.u32(UPSAMPLING)?;
            // The weights for 2, 4 and 8 are the bits 1, 2 and 4.
            frame.weights = self.upsampling / 2;
            for _ in &image.channels {
                frame.weights |= bits.u32(UPSAMPLING)? / 2;
            }
        }
        if self.modular {
            self.group_shift = bits.bits(2)?;
        } else if image.xyb {
            bits.bits(6)?;
        }
        if self.kind != REFERENCE_ONLY {
            self.passes(bits)?;
        }
        if self.kind == LF_FRAME {
            self.lf_level = 1 + bits.bits(2)?;
        }
        Some(())
    }

    /// `Passes` (F.2).
    fn passes(&mut self, bits: &mut Recode<'_>) -> Option<()> {
        self.passes = bits.u32([(1, 0), (2, 0), (3, 0), (4, 3)])?;
        if self.passes == 1 {
            return Some(());
        }
        let shown = bits.u32([(0, 0), (1, 0), (2, 0), (3, 1)])?;
        bits.bits(2 * (self.passes - 1))?;
        (0..shown).try_for_each(|_| bits.u32(UPSAMPLING).map(drop))?;
        (0..shown).try_for_each(|_| bits.u32([(0, 0), (1, 0), (2, 0), (0, 3)]).map(drop))
    }

    /// Where it is shown, how it is blended, how long it lasts, and what later frames use it for.
    fn place(
        &mut self,
        bits: &mut Recode<'_>,
        image: &Header,
        canvas: Size,
        frame: &mut Frame,
    ) -> Option<()> {
        frame.normal = !matches!(self.kind, LF_FRAME | REFERENCE_ONLY);
        if self.kind != LF_FRAME && bits.flag()? {
            self.crop(bits, canvas, frame)?;
        }
        let mut replaces = true;
        let mut duration = 0;
        frame.last = false;
        if frame.normal {
            replaces = self.blending(bits, !image.channels.is_empty(), frame)?;
            for _ in &image.channels {
                self.blending(bits, true, frame)?;
            }
            if image.animated && image.timed {
                duration = bits.u32(DURATION)?;
            } else if image.animated {
                bits.unread_u32(DURATION)?;
            }
            if image.timecodes {
                frame.timecode = bits.from.take(32)?;
            }
            frame.last = bits.flag()?;
        }
        frame.shown = frame.normal && (frame.last || duration > 0);
        if self.kind == LF_FRAME {
            frame.saved = 1 << (3 + self.lf_level);
        } else if !frame.last {
            let slot = bits.bits(2)?;
            if duration == 0 || slot > 0 {
                frame.saved = 1 << slot;
            }
        }
        let whole = frame.saved > 0 && replaces && !self.partial;
        if self.kind == REFERENCE_ONLY || (frame.normal && whole) {
            bits.flag()?;
        }
        if self.flags & USE_LF_FRAME != 0 {
            frame.uses |= 1u8.checked_shl(4 + self.lf_level).unwrap_or(0);
        }
        if self.flags & PATCHES != 0 {
            frame.uses |= 0x0F;
        }
        Some(())
    }

    fn crop(&mut self, bits: &mut Recode<'_>, canvas: Size, frame: &mut Frame) -> Option<()> {
        if frame.normal {
            frame.origin = [signed(bits.u32(CROP)?), signed(bits.u32(CROP)?)];
        }
        let (width, height) = (bits.u32(CROP)?, bits.u32(CROP)?);
        if width == 0 || height == 0 {
            return None;
        }
        frame.size = Size { width, height };
        let [x, y] = frame.origin;
        self.partial = x > 0
            || y > 0
            || x + i64::from(width) < i64::from(canvas.width)
            || y + i64::from(height) < i64::from(canvas.height);
        Some(())
    }

    /// `BlendingInfo` (F.2); whether the frame replaces what was there.
    fn blending(&self, bits: &mut Recode<'_>, channels: bool, frame: &mut Frame) -> Option<bool> {
        const REPLACE: u32 = 0;
        const BLEND: u32 = 2;
        const MULTIPLY_ADD: u32 = 3;
        const MULTIPLY: u32 = 4;
        let mode = bits.u32([(0, 0), (1, 0), (2, 0), (3, 2)])?;
        let by_alpha = channels && matches!(mode, BLEND | MULTIPLY_ADD);
        if by_alpha {
            bits.u32([(0, 0), (1, 0), (2, 0), (3, 3)])?;
        }
        if by_alpha || mode == MULTIPLY {
            bits.flag()?;
        }
        if mode != REPLACE || self.partial {
            frame.uses |= 1 << bits.bits(2)?;
        }
        (mode <= MULTIPLY).then_some(mode == REPLACE)
    }

    /// The name and `RestorationFilter` (F.2).
    fn filter(&self, bits: &mut Recode<'_>, frame: &mut Frame) -> Option<()> {
        frame.name = bits.without_name()?;
        if bits.flag()? {
            return Some(());
        }
        if bits.flag()? && bits.flag()? {
            bits.halves(6)?;
        }
        if bits.bits(2)? > 0 {
            if !self.modular && bits.flag()? {
                bits.halves(8)?;
            }
            if bits.flag()? {
                bits.halves(3)?;
                // Two numbers that decoders pass over.
                bits.cleared(32)?;
            }
            if bits.flag()? {
                bits.halves(if self.modular { 3 } else { 4 })?;
            }
            if self.modular {
                bits.halves(1)?;
            }
        }
        frame.extensions = bits.without_extensions()?;
        Some(())
    }

    /// How many entries the table of contents has (F.3.1).
    fn groups(&self, size: Size) -> u64 {
        let shrunk = |side: u32| {
            u64::from(side)
                .div_ceil(u64::from(self.upsampling))
                .div_ceil(1 << (3 * self.lf_level))
        };
        let (width, height) = (shrunk(size.width), shrunk(size.height));
        let group = 128u64 << self.group_shift;
        let count = |side: u64| width.div_ceil(side) * height.div_ceil(side);
        match (count(group), u64::from(self.passes)) {
            (1, 1) => 1,
            (groups, passes) => 2 + count(8 * group) + groups * passes,
        }
    }
}

/// A number whose sign is its lowest bit (B.2).
fn signed(value: u32) -> i64 {
    let half = i64::from(value / 2);
    if value.is_multiple_of(2) { half } else { -half - 1 }
}
