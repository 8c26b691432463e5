//! Huffman tables and the bits that they code (ITU-T T.81, annexes C, F.1.2.3 and K.2).

/// What the symbols of a scan are told to.
pub(super) trait Symbols {
    /// A symbol and the `length` bits behind it, 15 at most.
    fn put(&mut self, symbol: u8, bits: u32, length: u32);
    /// The RST marker of this number, 0 to 7.
    fn restart(&mut self, number: u8);
}

/// How often each symbol comes.
#[derive(Clone)]
pub(super) struct Counts([u64; 256]);

impl Counts {
    /// Every symbol has come `times` times.
    pub(super) const fn from(times: u64) -> Self {
        Self([times; 256])
    }
}

impl Symbols for Counts {
    fn put(&mut self, symbol: u8, _bits: u32, _length: u32) {
        if let Some(count) = self.0.get_mut(usize::from(symbol)) {
            *count += 1;
        }
    }

    fn restart(&mut self, _number: u8) {}
}

/// The longest code that a table can tell of (T.81, B.2.4.2).
const LONGEST: usize = 16;

/// A table, as a DHT segment tells it and as its codes.
#[derive(Clone)]
pub(super) struct Table {
    /// How many codes there are of each length, from one bit on.
    lengths: [u8; LONGEST],
    /// In the order of their codes.
    symbols: Vec<u8>,
    /// Each symbol's code and its length in bits, 0 for a symbol without one.
    codes: [(u16, u8); 256],
}

impl Table {
    /// The table that codes these symbols in the fewest bits.
    pub(super) fn of(counts: &Counts) -> Self {
        let mut by_count: Vec<(u8, u64)> = (0..=u8::MAX)
            .zip(counts.0)
            .filter(|&(_, count)| count > 0)
            .collect();
        by_count.sort_by_key(|&(symbol, count)| (std::cmp::Reverse(count), symbol));
        let sizes = code_sizes(by_count.iter().map(|&(_, count)| count).collect());

        let mut table = Self {
            lengths: [0; LONGEST],
            symbols: by_count.iter().map(|&(symbol, _)| symbol).collect(),
            codes: [(0, 0); 256],
        };
        // T.81, C.2: codes of one length count up, and those of the next one go on behind them.
        let (mut code, mut length) = (0_u32, 0);
        for (&symbol, &size) in table.symbols.iter().zip(&sizes) {
            code <<= size - length;
            length = size;
            if let (Some(entry), Some(of_length)) = (
                table.codes.get_mut(usize::from(symbol)),
                table.lengths.get_mut(usize::from(size).saturating_sub(1)),
            ) {
                *entry = (code as u16, size);
                *of_length += 1;
            }
            code += 1;
        }
        table
    }

    /// A DHT segment with this table alone, under the class and number of `selector` (T.81, B.2.4.2).
    pub(super) fn segment(&self, selector: u8) -> Vec<u8> {
        let length = (2 + 1 + LONGEST + self.symbols.len()) as u16;
        let mut segment = vec![0xFF, DHT];
        segment.extend(length.to_be_bytes());
        segment.push(selector);
        segment.extend(self.lengths);
        segment.extend(&self.symbols);
        segment
    }
}

const DHT: u8 = 0xC4;

/// The length of each symbol's code, shortest first, none longer than [`LONGEST`], for symbols that come as often as
/// `counts` says, most frequent first. One code more than these would fit: the one of ones alone is not to be used
/// (T.81, K.2).
fn code_sizes(mut counts: Vec<u64>) -> Vec<u8> {
    loop {
        let mut sizes = depths(&counts);
        if sizes.last().is_none_or(|&deepest| deepest <= LONGEST) {
            // The longest one is that of ones alone.
            sizes.pop();
            return sizes.into_iter().map(|size| size as u8).collect();
        }
        // Counts that are more alike have codes that are, too: 256 alike ones have codes of nine bits.
        counts.iter_mut().for_each(|count| *count = count.div_ceil(2));
    }
}

/// How deep the leaves of Huffman's tree lie for these counts and one that never comes, in ascending order.
fn depths(counts: &[u64]) -> Vec<usize> {
    let leaves = counts.iter().map(|&count| (count, vec![0]));
    let mut trees: Vec<(u64, Vec<usize>)> = leaves.chain([(0, vec![0])]).collect();
    loop {
        trees.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
        match (trees.pop(), trees.pop()) {
            (Some((least, mut leaves)), Some((next, others))) => {
                leaves.extend(others);
                leaves.iter_mut().for_each(|depth| *depth += 1);
                trees.push((least + next, leaves));
            }
            (last, _) => {
                let mut depths = last.map(|(_, leaves)| leaves).unwrap_or_default();
                depths.sort_unstable();
                return depths;
            }
        }
    }
}

/// Symbols coded by a table.
pub(super) struct Coded {
    table: Table,
    /// Whole bytes, stuffed (T.81, B.1.1.5).
    bytes: Vec<u8>,
    /// The bits behind them, the last one lowest.
    held: u64,
    /// How many bits are held, fewer than 32 between calls.
    count: u32,
}

impl Coded {
    pub(super) const fn new(table: Table) -> Self {
        Self {
            table,
            bytes: Vec::new(),
            held: 0,
            count: 0,
        }
    }

    /// The table, and all coded data.
    pub(super) fn finish(&mut self) -> (Table, Vec<u8>) {
        self.fill();
        (self.table.clone(), std::mem::take(&mut self.bytes))
    }

    /// Fills the last byte up with ones (T.81, F.1.2.3).
    fn fill(&mut self) {
        let missing = self.count.wrapping_neg() % 8;
        self.held = self.held << missing | ((1 << missing) - 1);
        self.count += missing;
        while self.count > 0 {
            self.count -= 8;
            self.push((self.held >> self.count) as u8);
        }
    }

    fn push(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    #[inline(always)]
    fn bits(&mut self, bits: u32, length: u32) {
        self.held = self.held << length | u64::from(bits);
        self.count += length;
        if self.count >= 32 {
            self.count -= 32;
            let word = ((self.held >> self.count) as u32).to_be_bytes();
            if word.contains(&0xFF) {
                word.into_iter().for_each(|byte| self.push(byte));
            } else {
                self.bytes.extend(word);
            }
        }
    }
}

const RST0: u8 = 0xD0;

impl Symbols for Coded {
    #[inline(always)]
    fn put(&mut self, symbol: u8, bits: u32, length: u32) {
        let (code, size) = self
            .table
            .codes
            .get(usize::from(symbol))
            .copied()
            .unwrap_or_default();
        self.bits(u32::from(code) << length | bits, u32::from(size) + length);
    }

    fn restart(&mut self, number: u8) {
        self.fill();
        self.bytes.extend([0xFF, RST0 + number]);
    }
}

#[cfg(test)]
#[allow(
    clippy::indexing_slicing,
    reason = "a test that reads what is not there is to stop"
)]
mod tests {
    use super::*;

    fn table(counts: &[(u8, u64)]) -> Table {
        let mut all = Counts::from(0);
        counts
            .iter()
            .for_each(|&(symbol, count)| all.0[usize::from(symbol)] = count);
        Table::of(&all)
    }

    #[test]
    fn codes_are_those_of_huffman() {
        let table = table(&[(7, 1), (3, 50), (9, 20), (1, 29)]);
        assert_eq!(table.symbols, [3, 1, 9, 7]);
        assert_eq!(table.lengths[..4], [1, 1, 1, 1]);
        assert_eq!(table.codes[3], (0b0, 1));
        assert_eq!(table.codes[1], (0b10, 2));
        assert_eq!(table.codes[9], (0b110, 3));
        assert_eq!(table.codes[7], (0b1110, 4));
    }

    #[test]
    fn a_code_of_ones_alone_is_never_used() {
        for symbols in 1..=255_u8 {
            let counts: Vec<(u8, u64)> = (0..symbols)
                .map(|symbol| (symbol, u64::from(symbol % 5) + 1))
                .collect();
            let table = table(&counts);
            for (code, size) in table.codes.into_iter().filter(|&(_, size)| size > 0) {
                assert_ne!(u32::from(code), (1 << size) - 1, "{symbols} symbols");
            }
        }
    }

    #[test]
    fn no_code_is_longer_than_sixteen_bits() {
        let counts: Vec<(u8, u64)> = (0..60).map(|symbol| (symbol, 1 << symbol)).collect();
        let table = table(&counts);
        let of_lengths = table.lengths.iter().map(|&of| usize::from(of)).sum::<usize>();
        assert_eq!(of_lengths, 60);
        assert_eq!(
            table
                .codes
                .iter()
                .filter(|(_, size)| (1..=16).contains(size))
                .count(),
            60
        );
    }

    #[test]
    fn coded_data_end_with_ones_and_hold_no_marker_of_their_own() {
        let mut coded = Coded::new(table(&[(0, 1)]));
        coded.put(0, 0x7F, 7);
        coded.put(0, 0x7FFF, 15);
        coded.restart(1);
        coded.put(0, 0, 0);
        let (_, bytes) = coded.finish();
        // 0 1111111 | 0 1111111 | 11111111 stuffed | RST1 | 0 and seven ones
        assert_eq!(bytes, [0x7F, 0x7F, 0xFF, 0, 0xFF, 0xD1, 0x7F]);
    }
}
