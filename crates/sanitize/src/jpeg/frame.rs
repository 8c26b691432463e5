//! The frame header of a JPEG (T.81 B.2.2).

use super::walk::{Item, Segment, What};
use crate::Error;
use crate::bytes::{be16, from, part};
use crate::error::malformed;
use crate::icc::Model;
use crate::part::Size;

/// SOF0 to SOF15, without DHT, JPG and DAC (T.81 table B.1).
pub(super) const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// The frame header (T.81 B.2.2).
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) precision: u8,
    pub(super) progressive: bool,
    pub(super) arithmetic: bool,
    pub(super) components: Vec<Component>,
}

/// One component of the frame.
pub(super) struct Component {
    pub(super) id: u8,
    /// The quantisation table's slot.
    pub(super) table: u8,
}

impl Frame {
    pub(super) fn find(source: &[u8], walk: &[Item]) -> Result<Self, Error> {
        let mut frames = walk.iter().filter_map(|item| match &item.what {
            What::Segment(segment) if is_frame(segment.marker) => Some(segment),
            _ => None,
        });
        let first = frames
            .next()
            .ok_or(malformed("SOF", source.len(), "The picture has no frame header"))?;
        if let Some(second) = frames.next() {
            return Err(malformed(
                "SOF",
                second.range.start,
                "The picture has two frame headers",
            ));
        }
        Self::parse(part(source, first.payload.clone()), first)
    }

    fn parse(payload: &[u8], segment: &Segment) -> Result<Self, Error> {
        let broken = || malformed("SOF", segment.range.start, "The frame header is broken");
        let refused = |what| Error::Unsupported {
            what,
            remedy: "Open it in your photo program and save it as a new JPEG first.",
        };
        let (progressive, arithmetic) = match segment.marker {
            0xC0 | 0xC1 => (false, false),
            0xC2 => (true, false),
            0xC9 => (false, true),
            0xCA => (true, true),
            0xC3 | 0xCB => return Err(refused("A lossless JPEG")),
            _ => return Err(refused("A hierarchical JPEG")),
        };
        let precision = *payload.first().ok_or_else(broken)?;
        let height = be16(payload, 1).ok_or_else(broken)?;
        let width = be16(payload, 3).ok_or_else(broken)?;
        let count = usize::from(*payload.get(5).ok_or_else(broken)?);
        if payload.len() != 6 + 3 * count || count == 0 || width == 0 || !matches!(precision, 8 | 12) {
            return Err(broken());
        }
        if count > 4 {
            return Err(refused("A JPEG of more than four colours"));
        }
        if height == 0 {
            return Err(refused("A JPEG that gives its height only at its end"));
        }
        let components = from(payload, 6)
            .chunks_exact(3)
            .filter_map(|c| {
                Some(Component {
                    id: *c.first()?,
                    table: *c.get(2)?,
                })
            })
            .collect();
        let size = Size {
            width: width.into(),
            height: height.into(),
        };
        Ok(Self {
            size,
            precision,
            progressive,
            arithmetic,
            components,
        })
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
