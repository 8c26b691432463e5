//! What the rows of a PNG hold beyond what is shown: colours under full transparency, and bits behind a row's end.

use super::pixels::Header;

/// How rows are cleared of what no viewer shows.
pub(super) struct Hidden {
    header: Header,
    /// For a palette with transparent colours: each byte of a row with those colours made one.
    merged: Option<[u8; 256]>,
}

impl Hidden {
    /// `alpha` is the data of a palette's `tRNS`, or nothing.
    pub(super) fn new(header: Header, alpha: &[u8]) -> Self {
        let clear = alpha.iter().position(|alpha| *alpha == 0);
        let merged = clear.filter(|_| header.colour == 3).map(|first| {
            let mut merged = [0; 256];
            for (byte, to) in (0..=255).zip(&mut merged) {
                for (shift, index) in indices(byte, header.depth) {
                    let index = usize::from(index);
                    let index = if alpha.get(index) == Some(&0) {
                        first
                    } else {
                        index
                    };
                    *to |= (index as u8) << shift;
                }
            }
            merged
        });
        Self { header, merged }
    }

    /// Whether rows must be seen unfiltered to tell.
    pub(super) fn needs_samples(&self) -> bool {
        self.header.alpha_sample().is_some() || self.header.colour == 3 || self.header.depth < 8
    }

    /// Whether a row of so many pixels holds more than it shows.
    pub(super) fn is_in(&self, row: &[u8], width: u32) -> bool {
        let (step, spare) = (self.header.step(), self.header.spare_bits(width));
        row.last().is_some_and(|last| last & !(0xFF << spare) != 0)
            || self.merged.as_ref().is_some_and(|merged| {
                row.iter()
                    .any(|byte| merged.get(usize::from(*byte)) != Some(byte))
            })
            || self.header.alpha_sample().is_some_and(|sample| {
                row.chunks_exact(step).any(|pixel| {
                    let (colour, alpha) = pixel.split_at(step - sample);
                    alpha.iter().all(|byte| *byte == 0) && colour.iter().any(|byte| *byte != 0)
                })
            })
    }

    /// Clears a row of it.
    pub(super) fn clear(&self, row: &mut [u8], width: u32) {
        let (step, spare) = (self.header.step(), self.header.spare_bits(width));
        if let Some(merged) = &self.merged {
            for byte in row.iter_mut() {
                *byte = merged.get(usize::from(*byte)).copied().unwrap_or(*byte);
            }
        }
        if let Some(last) = row.last_mut() {
            *last &= 0xFF << spare;
        }
        let Some(sample) = self.header.alpha_sample() else {
            return;
        };
        for pixel in row.chunks_exact_mut(step) {
            let (colour, alpha) = pixel.split_at_mut(step - sample);
            if alpha.iter().all(|byte| *byte == 0) {
                colour.fill(0);
            }
        }
    }
}

/// The palette indices in a byte of a row (7.2), each with its place from the right.
fn indices(byte: u8, depth: u8) -> impl Iterator<Item = (u8, u8)> {
    let mask = u8::MAX >> 8u8.saturating_sub(depth);
    (0..8)
        .step_by(usize::from(depth.max(1)))
        .map(move |shift| (shift, byte >> shift & mask))
}

/// Which bytes stand in the rows of a palette's pictures, as they are shown.
pub(super) struct Seen([bool; 256]);

impl Seen {
    pub(super) const fn new() -> Self {
        Self([false; 256])
    }

    pub(super) fn row(&mut self, hidden: &Hidden, row: &[u8], width: u32) {
        let mut row = row.to_vec();
        hidden.clear(&mut row, width);
        for byte in row {
            if let Some(seen) = self.0.get_mut(usize::from(byte)) {
                *seen = true;
            }
        }
    }

    /// Whether each colour of the palette is shown somewhere.
    pub(super) fn colours(&self, depth: u8) -> [bool; 256] {
        let mut colours = [false; 256];
        for (byte, _) in (0..=255).zip(&self.0).filter(|(_, seen)| **seen) {
            for (_, index) in indices(byte, depth) {
                if let Some(colour) = colours.get_mut(usize::from(index)) {
                    *colour = true;
                }
            }
        }
        colours
    }
}
