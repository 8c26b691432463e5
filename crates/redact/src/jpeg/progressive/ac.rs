//! Scans of one component's AC coefficients (ITU-T T.81, G.1.2.2).

use super::{Restarts, magnitude};
use crate::jpeg::frame::ZIGZAG;
use crate::jpeg::huffman::{Coded, Counts, Symbols, Table};
use crate::jpeg::turbo::Block;

/// A scan of one component's AC coefficients.
pub(super) struct Band {
    pub(super) component: usize,
    pub(super) places: (u8, u8),
    counting: Coder<Counts>,
    /// Once all symbols are counted.
    coding: Option<Coder<Coded>>,
}

impl Band {
    /// Its symbols are counted from `counts` on.
    pub(super) fn new(component: usize, places: (u8, u8), counts: Counts, interval: u16) -> Self {
        Self {
            component,
            places,
            counting: Coder::new(counts, interval),
            coding: None,
        }
    }

    /// Counts the symbols of a block.
    pub(super) fn count(&mut self, levels: &Levels) {
        self.counting.block(levels, self.places);
    }

    /// Its coder, which has the table for the symbols counted before.
    pub(super) fn coding(&mut self) -> &mut Coder<Coded> {
        let Self { counting, coding, .. } = self;
        coding.get_or_insert_with(|| counting.coded())
    }

    /// Its table, and all coded data.
    pub(super) fn finish(mut self) -> (Table, Vec<u8>) {
        let coding = self.coding();
        coding.end_run();
        coding.symbols.finish()
    }
}

/// The coefficients of a block in the order of their coding.
pub(super) struct Levels {
    levels: Block,
    /// A bit for each that is not 0; the DC coefficient's is the lowest.
    present: u64,
}

impl Levels {
    pub(super) fn of(block: &Block) -> Self {
        let levels = ZIGZAG.map(|natural| block.get(natural).copied().unwrap_or_default());
        // Eight flags to a byte: the product has them side by side at its top.
        let flags = levels.map(|level| u8::from(level != 0));
        let eights = flags.as_chunks::<8>().0.iter().rev();
        let present = eights.fold(0, |present, &eight| {
            present << 8 | u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
        });
        Self { levels, present }
    }
}

/// Makes symbols of blocks (T.81, G.1.2).
pub(super) struct Coder<S> {
    symbols: S,
    /// Blocks with nothing more in this band, which no symbol has told of yet.
    ended: u32,
    restarts: Restarts,
}

/// The longest run of ended blocks that a symbol can tell of (T.81, G.1.2.2).
const LONGEST_RUN: u32 = 0x7FFF;

/// The symbol for sixteen coefficients that are 0 before one that is not.
const SIXTEEN_ZEROS: u8 = 0xF0;

impl Coder<Counts> {
    /// Codes all that was counted.
    fn coded(&mut self) -> Coder<Coded> {
        self.end_run();
        Coder::new(Coded::new(Table::of(&self.symbols)), self.restarts.interval)
    }
}

impl<S: Symbols> Coder<S> {
    fn new(symbols: S, interval: u16) -> Self {
        Self {
            symbols,
            ended: 0,
            restarts: Restarts::every(interval),
        }
    }

    /// A block's AC coefficients at the places `first` to `last`.
    pub(super) fn block(&mut self, levels: &Levels, (first, last): (u8, u8)) {
        if let Some(number) = self.restarts.before_mcu() {
            self.end_run();
            self.symbols.restart(number);
        }
        let mut at = u32::from(first);
        let mut present = levels.present & (u64::MAX >> (63 - last)) & (u64::MAX << first);
        if present != 0 {
            self.end_run();
        }
        while present != 0 {
            let place = present.trailing_zeros();
            present &= present - 1;
            let mut zeros = place - at;
            while zeros > 15 {
                self.symbols.put(SIXTEEN_ZEROS, 0, 0);
                zeros -= 16;
            }
            let level = levels.levels.get(place as usize).copied().unwrap_or_default();
            let (bits, size) = magnitude(level.into());
            self.symbols.put((zeros << 4 | size) as u8, bits, size);
            at = place + 1;
        }
        if at <= u32::from(last) {
            self.ended += 1;
            if self.ended == LONGEST_RUN {
                self.end_run();
            }
        }
    }

    fn end_run(&mut self) {
        if self.ended > 0 {
            let size = self.ended.ilog2();
            self.symbols
                .put((size << 4) as u8, self.ended - (1 << size), size);
            self.ended = 0;
        }
    }
}
