//! A frame's table of contents (ISO/IEC 18181-1, F.3): where its coded sections stand.

use std::ops::Range;

use jxl_bitstream::Bitstream;
use jxl_coding::Decoder;

use super::bits::{Form, Recode};
use crate::Error;

/// What a table of contents says.
pub(super) struct Table {
    /// Where the first section begins.
    pub(super) start: usize,
    /// Where the last one ends; it may leave the stream.
    pub(super) end: usize,
    /// The sections, in the order of F.3.1.
    pub(super) sections: Vec<Range<usize>>,
    /// Whether they stood in another order.
    pub(super) reordered: bool,
}

/// More than any decoder takes.
const MOST: u64 = 65_536;
const LENGTH: [Form; 4] = [(0, 10), (1024, 14), (17_408, 22), (4_211_712, 30)];

/// Reads a table of so many entries, and writes it for sections in their own order.
pub(super) fn read(bits: &mut Recode<'_>, stream: &[u8], entries: u64) -> Result<Option<Table>, Error> {
    if entries > MOST {
        return Err(Error::Limit {
            what: "its count of coded sections",
            found: entries,
            limit: MOST,
        });
    }
    Ok(table(bits, stream, entries as u32))
}

fn table(bits: &mut Recode<'_>, stream: &[u8], entries: u32) -> Option<Table> {
    let reordered = bits.from.flag()?;
    bits.to.flag(false);
    let places = if reordered {
        let places = permutation(stream, bits.from.position(), entries)?;
        bits.from.skip(places.bits)?;
        bits.unread += places.bits;
        places.order
    } else {
        (0..entries).collect()
    };
    bits.align();
    let lengths = (0..entries)
        .map(|_| bits.from.u32(LENGTH))
        .collect::<Option<Vec<_>>>()?;
    for place in &places {
        bits.to.u32(*lengths.get(*place as usize)?, LENGTH);
    }
    bits.align();
    let start = bits.from.byte();
    let mut end = start;
    let mut standing = Vec::with_capacity(lengths.len());
    for length in lengths {
        let next = end.checked_add(usize::try_from(length).ok()?)?;
        standing.push(end..next);
        end = next;
    }
    let sections = places
        .iter()
        .map(|place| standing.get(*place as usize).cloned())
        .collect::<Option<Vec<_>>>()?;
    Some(Table {
        start,
        end,
        sections,
        reordered,
    })
}

struct Permutation {
    /// Where each section stands, by its number.
    order: Vec<u32>,
    /// How many bits it takes.
    bits: u64,
}

/// A permutation as a coded Lehmer code (F.3.2).
fn permutation(stream: &[u8], position: usize, count: u32) -> Option<Permutation> {
    let mut bits = Bitstream::new(stream.get(position / 8..)?);
    bits.skip_bits(position % 8).ok()?;
    let mut decoder = Decoder::parse(&mut bits, 8).ok()?;
    decoder.begin(&mut bits).ok()?;
    let context = |value: u32| (32 - value.leading_zeros()).min(7);
    let end = decoder.read_varint(&mut bits, context(count)).ok()?;
    let mut free = Free::new(count);
    let mut order = Vec::with_capacity(count as usize);
    let mut before = 0;
    for index in 0..count {
        before = if index < end {
            decoder.read_varint(&mut bits, context(before)).ok()?
        } else {
            0
        };
        order.push(free.take(before)?);
    }
    decoder.finalize().ok()?;
    let read = bits.num_read_bits().checked_sub(position % 8)?;
    (end <= count).then_some(Permutation {
        order,
        bits: u64::try_from(read).ok()?,
    })
}

/// Numbers that are still free, counted in a binary indexed tree.
struct Free {
    tree: Vec<u32>,
}

impl Free {
    fn new(count: u32) -> Self {
        let lowest = |node: u32| node & node.wrapping_neg();
        Self {
            tree: (0..=count.next_power_of_two())
                .map(|node| {
                    let first = node - lowest(node);
                    node.min(count).saturating_sub(first)
                })
                .collect(),
        }
    }

    /// Takes the free number that has so many free ones before it.
    fn take(&mut self, mut before: u32) -> Option<u32> {
        let mut step = self.tree.len() - 1;
        if *self.tree.last()? <= before {
            return None;
        }
        let mut node = 0;
        while step > 0 {
            let next = node + step;
            match self.tree.get_mut(next) {
                Some(count) if *count <= before => {
                    before -= *count;
                    node = next;
                }
                Some(count) => *count -= 1,
                None => {}
            }
            step /= 2;
        }
        u32::try_from(node).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::Free;

    #[test]
    fn numbers_are_taken_in_the_order_of_a_lehmer_code() {
        let mut free = Free::new(5);
        let taken: Vec<_> = [3, 3, 0, 1, 0]
            .into_iter()
            .map(|before| free.take(before))
            .collect();
        assert_eq!(taken, [3, 4, 0, 2, 1].map(Some));
        assert_eq!(free.take(0), None);
        assert_eq!(Free::new(5).take(5), None);
    }
}
