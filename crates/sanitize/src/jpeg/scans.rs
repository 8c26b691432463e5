//! The headers of scans (T.81 B.2.3): which tables they use, and that no scan codes what another has coded.

use super::frame::{Frame, Process};
use super::walk::Segment;
use crate::Error;
use crate::bytes::{array, part};
use crate::error::malformed;

/// The header of one scan.
pub(super) struct Scan {
    pub(super) components: Vec<Selected>,
    process: Process,
    /// The first and last coefficient of the spectral band; the predictor and 0 of a lossless scan.
    band: (u8, u8),
    /// The bit that stood before (Ah), and the bit that stands after (Al); 0 and the point transform of a lossless scan.
    bits: (u8, u8),
}

/// A component in a scan. A selector that the scan's kind does not use is none.
pub(super) struct Selected {
    /// Its place in the frame.
    place: usize,
    pub(super) id: u8,
    /// Its identifier in the clean file.
    name: u8,
    pub(super) dc: Option<u8>,
    pub(super) ac: Option<u8>,
}

impl Scan {
    pub(super) fn parse(source: &[u8], segment: &Segment, frame: &Frame) -> Result<Self, Error> {
        let broken = || malformed("SOS", segment.range.start, "The header of a scan is broken");
        let payload = part(source, segment.payload.clone());
        let count = usize::from(*payload.first().ok_or_else(broken)?);
        if payload.len() != 4 + 2 * count || !(1..=4).contains(&count) {
            return Err(broken());
        }
        let [start, end, bits]: [u8; 3] = array(payload, 1 + 2 * count).ok_or_else(broken)?;
        let (band, bits) = match frame.process {
            // A sequential scan always spans the whole block (table B.3), whatever stands there.
            Process::Sequential => ((0, 63), (0, 0)),
            Process::Progressive => ((start, end), (bits >> 4, bits & 15)),
            Process::Lossless => ((start, 0), (0, bits & 15)),
        };
        let (dc, ac) = match frame.process {
            Process::Sequential => (true, true),
            Process::Progressive => (band.0 == 0 && bits.0 == 0, band.0 > 0),
            Process::Lossless => (true, false),
        };
        let components = (0..count)
            .map(|index| {
                let [id, selector]: [u8; 2] = array(payload, 1 + 2 * index)?;
                let (place, component) = frame
                    .components
                    .iter()
                    .enumerate()
                    .find(|(_, component)| component.id == id)?;
                Some(Selected {
                    place,
                    id,
                    name: component.name,
                    dc: dc.then_some(selector >> 4),
                    ac: ac.then_some(selector & 15),
                })
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(broken)?;
        Ok(Self {
            components,
            process: frame.process,
            band,
            bits,
        })
    }

    /// Whether decoders take it (G.1.1.1.1, H.1.2.1); at any other they stop, and show what came before.
    pub(super) fn possible(&self) -> bool {
        let ((start, end), (high, low)) = (self.band, self.bits);
        match self.process {
            Process::Sequential => true,
            Process::Progressive => {
                let band = if start == 0 {
                    end == 0
                } else {
                    start <= end && end < 64 && self.components.len() == 1
                };
                band && low <= 13 && (high == 0 || low + 1 == high)
            }
            Process::Lossless => (1..=7).contains(&start),
        }
    }

    /// The payload of its segment without anything that a decoder skips.
    pub(super) fn payload(&self) -> Vec<u8> {
        let mut payload = vec![self.components.len() as u8];
        for selected in &self.components {
            let (dc, ac) = (selected.dc.unwrap_or(0), selected.ac.unwrap_or(0));
            payload.extend([selected.name, dc << 4 | ac]);
        }
        payload.extend([self.band.0, self.band.1, self.bits.0 << 4 | self.bits.1]);
        payload
    }
}

/// The lowest bit that has been coded so far, for each coefficient of each component.
pub(super) struct Coverage(Vec<[Option<u8>; 64]>);

impl Coverage {
    pub(super) fn new(frame: &Frame) -> Self {
        Self(vec![[None; 64]; frame.components.len()])
    }

    /// Adds a scan; false where it codes again what a scan before it has coded (G.1.1.1). Decoders show the one or
    /// the other, and what they do not show would be a second picture in the file.
    pub(super) fn add(&mut self, scan: &Scan) -> bool {
        let (start, end) = match scan.process {
            Process::Lossless => (0, 63),
            _ => (usize::from(scan.band.0), usize::from(scan.band.1)),
        };
        let (high, low) = match scan.process {
            Process::Lossless => (0, 0),
            _ => scan.bits,
        };
        scan.components.iter().all(|selected| {
            let Some(band) = self
                .0
                .get_mut(selected.place)
                .and_then(|block| block.get_mut(start..=end))
            else {
                return false;
            };
            let new = band
                .iter()
                .all(|bit| bit.is_none_or(|bit| high > 0 && bit == high));
            band.fill(Some(low));
            new
        })
    }

    /// Whether every coefficient of every component has been coded to its last bit.
    pub(super) fn is_complete(&self) -> bool {
        self.0.iter().flatten().all(|bit| *bit == Some(0))
    }
}
