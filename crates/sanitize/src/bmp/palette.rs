//! The colour table of a BMP, and which of its colours are shown.

use std::collections::HashMap;
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

    /// The table as parts: colours that are not shown and say something are told apart.
    pub(super) fn parts(&self, source: &[u8], header: &Header) -> Vec<(&'static str, Range<usize>)> {
        let table = &header.table;
        let colours = part(source, table.clone()).chunks(header.entry()).zip(self.0);
        let names = colours.map(|(colour, seen)| {
            if seen || colour.iter().all(|value| *value == 0) {
                "colour table"
            } else {
                "unused colours"
            }
        });
        let mut parts: Vec<(&str, Range<usize>)> = Vec::new();
        for (start, name) in table.clone().step_by(header.entry()).zip(names) {
            let end = start + header.entry();
            match parts.last_mut() {
                Some((last, range)) if *last == name => range.end = end,
                _ => parts.push((name, start..end)),
            }
        }
        parts
    }

    /// For each index that pixels have, the first one that looks the same: of the same colour, or like it beyond the
    /// table, where viewers show one colour.
    pub(super) fn alike(&self, source: &[u8], header: &Header) -> Alike {
        let colours: Vec<_> = part(source, header.table.clone())
            .chunks(header.entry())
            .map(|colour| part(colour, 0..3))
            .collect();
        let mut first = HashMap::new();
        let mut alike = std::array::from_fn(|index| index as u8);
        for (index, _) in alike.iter_mut().zip(self.0).filter(|(_, seen)| *seen) {
            let colour = colours.get(usize::from(*index));
            *index = *first.entry(colour).or_insert(*index);
        }
        Alike(alike)
    }
}

/// For each index the one that is written for it.
#[derive(Clone, Copy)]
pub(super) struct Alike([u8; 256]);

impl Default for Alike {
    fn default() -> Self {
        Self(std::array::from_fn(|index| index as u8))
    }
}

impl Alike {
    pub(super) fn of(&self, index: u8) -> u8 {
        self.0.get(usize::from(index)).copied().unwrap_or(index)
    }

    /// Whether pixels that look the same differ in their indices.
    pub(super) fn differs(&self) -> bool {
        (0..=255).any(|index| self.of(index) != index)
    }
}
