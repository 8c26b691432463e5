//! Where a fax-coded strip ends (ITU-T T.4, T.6; TIFF 6.0, sections 10 and 11).

mod codes;

use crate::bytes::from;
use crate::part::Size;
use codes::{BLACK, Code, Mode, WHITE, mode};

/// How rows are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Compressions 2 and 32771: run lengths, each row on a boundary of so many bytes.
    Runs(usize),
    /// Compression 3: run lengths; `two_dimensional` where rows may be told by the one before.
    Group3 { two_dimensional: bool },
    /// Compression 4: each row is told by the one before.
    Group4,
}

/// What rows take.
pub(super) struct Walked {
    pub(super) bits: usize,
    /// Whether a pixel beyond those that are shown differs from its neighbours.
    pub(super) hides: bool,
}

/// How many bits so many rows of so many pixels take, of which some are shown.
pub(super) fn walk(
    data: &[u8],
    kind: Kind,
    reversed: bool,
    width: u32,
    rows: u32,
    shown: Size,
) -> Option<Walked> {
    let mut bits = Bits {
        data,
        reversed,
        at: 0,
    };
    let mut row = Vec::new();
    let (mut hides, mut last) = (false, Vec::new());
    for number in 0..rows {
        row = match kind {
            Kind::Group4 => bits.told_by(&row, width)?,
            Kind::Group3 { two_dimensional } => {
                let marked = bits.end_of_line();
                if two_dimensional && !marked {
                    return None;
                }
                if two_dimensional && bits.take(1)? == 0 {
                    bits.told_by(&row, width)?
                } else {
                    bits.runs(width)?
                }
            }
            Kind::Runs(step) => {
                bits.align(step)?;
                bits.runs(width)?
            }
        };
        let edges = || row.iter().filter(|edge| (1..width).contains(*edge));
        if number < shown.height {
            hides |= edges().any(|edge| *edge > shown.width);
        } else {
            hides |= edges().next().is_some() && row != last;
        }
        if number + 1 == shown.height && shown.height < rows {
            last.clone_from(&row);
        }
    }
    const END_OF_BLOCK: u32 = 0x00_1001;
    if kind == Kind::Group4 && bits.peek(24) == END_OF_BLOCK {
        bits.at += 24;
    }
    Some(Walked {
        bits: bits.at.min(8 * data.len()),
        hides,
    })
}

#[derive(Clone, Copy)]
struct Bits<'a> {
    data: &'a [u8],
    reversed: bool,
    at: usize,
}

impl Bits<'_> {
    /// The next bits, at most 24; zeros stand behind the end.
    fn peek(&self, count: usize) -> u32 {
        let bytes = from(self.data, self.at / 8);
        let window = (0..4).fold(0u32, |window, index| {
            let byte = bytes.get(index).copied().unwrap_or(0);
            window << 8 | u32::from(if self.reversed { byte.reverse_bits() } else { byte })
        });
        let skip = self.at % 8;
        if count == 0 {
            0
        } else {
            window << skip >> (32 - count)
        }
    }

    fn skip(&mut self, count: usize) -> Option<()> {
        self.at += count;
        (self.at <= self.data.len() * 8).then_some(())
    }

    fn take(&mut self, count: usize) -> Option<u32> {
        let bits = self.peek(count);
        self.skip(count)?;
        Some(bits)
    }

    /// Skips fill and an EOL (T.4, 4.1.2), where one stands here.
    fn end_of_line(&mut self) -> bool {
        if self.peek(11) != 0 {
            return false;
        }
        let mut ahead = *self;
        while ahead.peek(24) == 0 {
            if ahead.skip(24).is_none() {
                return false;
            }
        }
        while ahead.peek(1) == 0 {
            ahead.at += 1;
        }
        self.at = ahead.at + 1;
        true
    }

    /// Goes to the next boundary of so many bytes, over zeros alone.
    fn align(&mut self, step: usize) -> Option<()> {
        let end = self.at.next_multiple_of(8 * step).min(self.data.len() * 8);
        let spare = end.checked_sub(self.at)?;
        (self.take(spare)? == 0).then_some(())
    }

    /// One run of a colour, in pixels (T.4, tables 2 and 3).
    fn run(&mut self, table: &[Code]) -> Option<u32> {
        let mut whole = 0u32;
        loop {
            let Code { length, run } = *table.get(self.peek(13) as usize)?;
            if length == 0 {
                return None;
            }
            self.skip(usize::from(length))?;
            whole = whole.checked_add(u32::from(run))?;
            if run < 64 {
                return Some(whole);
            }
        }
    }

    /// A row of run lengths: where its colour changes.
    fn runs(&mut self, width: u32) -> Option<Vec<u32>> {
        let (mut row, mut at, mut white) = (Vec::new(), 0u32, true);
        while at < width {
            at = at
                .checked_add(self.run(if white { &WHITE } else { &BLACK })?)?
                .min(width);
            row.push(at);
            white = !white;
        }
        Some(row)
    }

    /// A row told by where the row before it changes (T.4, 4.2.1.3; T.6, 2.2).
    fn told_by(&mut self, before: &[u32], width: u32) -> Option<Vec<u32>> {
        let (mut row, mut a0, mut white): (Vec<u32>, i64, bool) = (Vec::new(), -1, true);
        let mut next = 0;
        let change = |index: usize| i64::from(before.get(index).copied().unwrap_or(width));
        while a0 < i64::from(width) {
            while next > 0 && change(next - 1) > a0 {
                next -= 1;
            }
            while next < before.len() && change(next) <= a0 {
                next += 1;
            }
            // Even places of the row before turn to black, odd ones to white.
            let b1 = next + usize::from(next % 2 == usize::from(white));
            let (length, mode) = mode(self.peek(7))?;
            self.skip(length)?;
            match mode {
                Mode::Pass => a0 = change(b1 + 1),
                Mode::Horizontal => {
                    let tables = if white { [&WHITE, &BLACK] } else { [&BLACK, &WHITE] };
                    a0 = a0.max(0);
                    for table in tables {
                        a0 = (a0 + i64::from(self.run(table)?)).min(i64::from(width));
                        row.push(u32::try_from(a0).ok()?);
                    }
                }
                Mode::Vertical(shift) => {
                    let a1 = change(b1) + i64::from(shift);
                    if a1 < a0.max(0) || a1 > i64::from(width) {
                        return None;
                    }
                    a0 = a1;
                    row.push(u32::try_from(a0).ok()?);
                    white = !white;
                }
            }
        }
        Some(row)
    }
}
