//! The frame header of a JPEG (T.81 B.2.2).

use super::walk::{Item, Segment, What};
use crate::Error;
use crate::bytes::{array, be16, from, part};
use crate::error::malformed;
use crate::icc::Model;
use crate::part::Size;

/// SOF0 to SOF15, without DHT, JPG and DAC (T.81 table B.1).
pub(super) const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// SOF5 to SOF7 and SOF13 to SOF15: frames that add to others (T.81 annex J).
const DIFFERENTIAL: [u8; 6] = [0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF];

/// SOF55 (ITU-T T.87, C.1.1).
const JPEG_LS: u8 = 0xF7;

fn refused(what: &'static str) -> Error {
    Error::Unsupported {
        what,
        remedy: "Open it in your photo program and save it as a new JPEG first.",
    }
}

/// The number of lines that a DNL behind the first scan gives (T.81 B.2.5).
fn lines(source: &[u8], walk: &[Item]) -> Option<u16> {
    let mut behind = walk.iter().skip_while(|item| !matches!(item.what, What::Scan));
    behind
        .find_map(|item| match &item.what {
            What::Segment(segment) => Some(segment),
            _ => None,
        })
        .filter(|segment| segment.marker == 0xDC)
        .and_then(|segment| be16(part(source, segment.payload.clone()), 0))
}

/// The frame header (T.81 B.2.2).
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) precision: u8,
    pub(super) process: Process,
    pub(super) arithmetic: bool,
    pub(super) components: Vec<Component>,
    /// The payload of its segment without anything that a decoder skips.
    pub(super) payload: Vec<u8>,
}

/// How samples become coded data (T.81, clause 4.7).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Process {
    /// One scan holds all of a component's coefficients (annex F).
    Sequential,
    /// Scans add bands of coefficients, and bits of them (annex G).
    Progressive,
    /// Differences from predicted samples, without a DCT (annex H).
    Lossless,
}

/// One component of the frame.
pub(super) struct Component {
    pub(super) id: u8,
    /// Its identifier in the clean file: its number (T.871 7), but for letters that say what colour it is.
    pub(super) name: u8,
    /// The quantisation table's slot.
    pub(super) table: u8,
}

impl Frame {
    pub(super) fn find(source: &[u8], walk: &[Item]) -> Result<Self, Error> {
        let mut frames = walk.iter().filter_map(|item| match &item.what {
            What::Segment(segment) if is_frame(segment.marker) => Some(segment),
            _ => None,
        });
        let has = |marker| {
            walk.iter()
                .any(|item| matches!(&item.what, What::Segment(segment) if segment.marker == marker))
        };
        let Some(first) = frames.next() else {
            return Err(if has(JPEG_LS) {
                refused("A JPEG-LS picture")
            } else {
                malformed("SOF", source.len(), "The picture has no frame header")
            });
        };
        if DIFFERENTIAL.into_iter().any(has) {
            return Err(refused("A hierarchical JPEG"));
        }
        if let Some(second) = frames.next() {
            return Err(malformed(
                "SOF",
                second.range.start,
                "The picture has two frame headers",
            ));
        }
        Self::parse(part(source, first.payload.clone()), first, lines(source, walk))
    }

    /// `lines` is the height that stands behind the first scan, for a header that gives none.
    fn parse(payload: &[u8], segment: &Segment, lines: Option<u16>) -> Result<Self, Error> {
        let broken = || malformed("SOF", segment.range.start, "The frame header is broken");
        let (process, arithmetic) = match segment.marker {
            0xC0 | 0xC1 => (Process::Sequential, false),
            0xC2 => (Process::Progressive, false),
            0xC3 => (Process::Lossless, false),
            0xC9 => (Process::Sequential, true),
            0xCA => (Process::Progressive, true),
            _ => return Err(refused("An arithmetic-coded lossless JPEG")),
        };
        let [precision, h0, h1, w0, w1, count] = array(payload, 0).ok_or_else(broken)?;
        let (height, width) = (u16::from_be_bytes([h0, h1]), u16::from_be_bytes([w0, w1]));
        let height = if height == 0 {
            lines.ok_or_else(broken)?
        } else {
            height
        };
        let precise = match process {
            Process::Lossless => (2..=16).contains(&precision),
            _ => matches!(precision, 8 | 12),
        };
        if payload.len() != 6 + 3 * usize::from(count) || count == 0 || width == 0 || height == 0 || !precise
        {
            return Err(broken());
        }
        if count > 4 {
            return Err(refused("A JPEG of more than four colours"));
        }
        let mut payload = payload.to_vec();
        let ids: Vec<u8> = payload.iter().skip(6).step_by(3).copied().collect();
        let named = ids == b"RGB" || ids == b"CMYK";
        if let Some(place) = payload.get_mut(1..3) {
            place.copy_from_slice(&height.to_be_bytes());
        }
        if process == Process::Lossless {
            // No table of quantisation is used (table B.2).
            payload.iter_mut().skip(8).step_by(3).for_each(|table| *table = 0);
        }
        let components: Vec<_> = from(&payload, 6)
            .chunks_exact(3)
            .zip(1..)
            .filter_map(|(c, number)| {
                let id = *c.first()?;
                Some(Component {
                    id,
                    name: if named { id } else { number },
                    table: *c.get(2)?,
                })
            })
            .collect();
        for (place, component) in payload.iter_mut().skip(6).step_by(3).zip(&components) {
            *place = component.name;
        }
        let size = Size {
            width: width.into(),
            height: height.into(),
        };
        Ok(Self {
            size,
            precision,
            process,
            arithmetic,
            components,
            payload,
        })
    }

    /// Makes a frame that is higher end at a height.
    pub(super) fn lower(&mut self, height: u32) {
        self.size.height = self.size.height.min(height);
        if let (Some(place), Ok(height)) = (self.payload.get_mut(1..3), u16::try_from(self.size.height)) {
            place.copy_from_slice(&height.to_be_bytes());
        }
    }

    pub(super) fn component(&self, id: u8) -> Option<&Component> {
        self.components.iter().find(|component| component.id == id)
    }

    pub(super) fn model(&self) -> Model {
        match self.components.len() {
            1 | 2 => Model::Grey,
            3 => Model::Rgb,
            _ => Model::Cmyk,
        }
    }
}
