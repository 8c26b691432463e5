//! The Huffman-coded data of a sequential scan, walked code by code: where each restart interval ends (T.81 F.2.2).

use std::ops::Range;

use crate::bytes::{array, from, part};

/// A Huffman table in the form of annex C.
#[derive(Clone)]
pub(super) struct Codes {
    counts: [u8; 16],
    values: Vec<u8>,
}

impl Codes {
    /// From a table as DHT holds it, without its slot.
    pub(super) fn new(table: &[u8]) -> Option<Self> {
        Some(Self {
            counts: array(table, 0)?,
            values: from(table, 16).to_vec(),
        })
    }

    fn next(&self, bits: &mut Bits<'_>) -> Option<u8> {
        let (mut code, mut first, mut place) = (0, 0, 0);
        for count in self.counts.map(usize::from) {
            code = code << 1 | usize::from(bits.next()?);
            if (first..first + count).contains(&code) {
                return self.values.get(place + code - first).copied();
            }
            place += count;
            first = (first + count) << 1;
        }
        None
    }
}

/// The blocks of one component in an MCU.
pub(super) struct Blocks {
    pub(super) count: u32,
    pub(super) dc: Codes,
    pub(super) ac: Codes,
}

/// The coded data of one interval, in a stream.
pub(super) struct Interval {
    pub(super) range: Range<usize>,
    /// Bits of its last byte that no code takes.
    pub(super) spare: u32,
}

/// Cuts a scan into its intervals, each to its last code. None where it is damaged or ends too soon: decoders then
/// show what they make of it, and it must stay as it is.
pub(super) fn intervals(
    stream: &[u8],
    scan: &Range<usize>,
    mcu: &[Blocks],
    mut mcus: u64,
    restart: u64,
) -> Option<Vec<Interval>> {
    let data = part(stream, scan.clone());
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let end = at + restart_marker(from(data, at)).unwrap_or(data.len() - at);
        let mut bits = Bits {
            data: data.get(at..end)?,
            at: 0,
            used: 0,
        };
        let here = if restart > 0 { restart.min(mcus) } else { mcus };
        for _ in 0..here {
            mcu.iter()
                .try_for_each(|blocks| (0..blocks.count).try_for_each(|_| block(blocks, &mut bits)))?;
        }
        found.push(Interval {
            range: scan.start + at..scan.start + at + bits.end(),
            spare: 8 - bits.used,
        });
        mcus -= here;
        if mcus == 0 {
            return Some(found);
        }
        let number = 0xD0 + ((found.len() - 1) % 8) as u8;
        if data.get(end + 1) != Some(&number) {
            return None;
        }
        at = end + 2;
    }
}

fn restart_marker(data: &[u8]) -> Option<usize> {
    memchr::memchr_iter(0xFF, data).find(|at| matches!(data.get(at + 1), Some(0xD0..=0xD7)))
}

fn block(blocks: &Blocks, bits: &mut Bits<'_>) -> Option<()> {
    let size = blocks.dc.next(bits)?;
    bits.skip(size)?;
    let mut coefficient = 1;
    while coefficient < 64 {
        let code = blocks.ac.next(bits)?;
        let (run, size) = (code >> 4, code & 15);
        if size == 0 && run < 15 {
            break;
        }
        bits.skip(size)?;
        coefficient += run + 1;
    }
    Some(())
}

/// Bits of coded data, in which 0xFF stands before a zero (B.1.1.5).
struct Bits<'a> {
    data: &'a [u8],
    /// The byte that is being read.
    at: usize,
    /// How many bits of it are.
    used: u32,
}

impl Bits<'_> {
    fn next(&mut self) -> Option<bool> {
        if self.used == 8 {
            (self.at, self.used) = (self.end(), 0);
        }
        let byte = self.data.get(self.at)?;
        self.used += 1;
        Some(byte >> (8 - self.used) & 1 == 1)
    }

    fn skip(&mut self, count: u8) -> Option<()> {
        (0..count).try_for_each(|_| self.next().map(|_| ()))
    }

    /// Behind the byte that is being read, and the zero that belongs to it.
    fn end(&self) -> usize {
        let stuffed = self.data.get(self.at) == Some(&0xFF);
        self.at + 1 + usize::from(stuffed)
    }
}
