//! The colour table of a BMP, and which of its colours are shown.

use std::ops::Range;

use super::header::Header;
use crate::bytes::part;

/// Which entries of the colour table pixels have.
pub(super) struct Seen([bool; 256]);

impl Default for Seen {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Seen {
    pub(super) fn add(&mut self, index: u8) {
        if let Some(slot) = self.0.get_mut(usize::from(index)) {
            *slot = true;
        }
    }

    /// The colours that are shown, each with its index.
    pub(super) fn colours<'a>(&self, source: &'a [u8], header: &Header) -> Vec<(usize, &'a [u8])> {
        let entries = part(source, header.table.clone()).chunks(header.entry());
        entries
            .enumerate()
            .zip(self.0)
            .filter(|(_, seen)| *seen)
            .map(|((index, colour), _)| (index, part(colour, 0..3)))
            .collect()
    }

    /// The table with every other colour black, and nothing in the fourth byte.
    pub(super) fn cleared(&self, source: &[u8], header: &Header) -> Vec<u8> {
        let mut table = vec![0; header.table.len()];
        for (index, colour) in self.colours(source, header) {
            let entry = table.iter_mut().skip(index * header.entry());
            entry.zip(colour).for_each(|(to, from)| *to = *from);
        }
        table
    }

    /// The table as parts: behind the last colour that is shown, others are told apart.
    pub(super) fn parts(&self, source: &[u8], header: &Header) -> [(&'static str, Range<usize>); 2] {
        let table = &header.table;
        let used = self
            .colours(source, header)
            .last()
            .map_or(0, |(last, _)| last + 1);
        let unused = table.start + used * header.entry()..table.end;
        let told = part(source, unused.clone()).iter().any(|value| *value != 0);
        let end = if told { unused.start } else { table.end };
        [
            ("colour table", table.start..end),
            ("unused colours", end..table.end),
        ]
    }
}
