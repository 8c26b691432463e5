//! Colour tables of BMP and GIF: which of their colours pixels have, and which of those look the same.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::bytes::part;

/// A colour table in a file: entries of so many bytes, of which the first three are a colour.
#[derive(Debug, Clone)]
pub(crate) struct Table<'a> {
    bytes: &'a [u8],
    start: usize,
    entry: usize,
}

impl<'a> Table<'a> {
    pub(crate) fn new(source: &'a [u8], range: Range<usize>, entry: usize) -> Self {
        Self {
            start: range.start,
            bytes: part(source, range),
            entry,
        }
    }

    fn entries(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.bytes.chunks(self.entry)
    }

    /// The colour of an index; none beyond the table.
    pub(crate) fn colour(&self, index: u8) -> Option<&'a [u8]> {
        self.entries()
            .nth(usize::from(index))
            .and_then(|entry| entry.get(..3))
    }

    /// The colours of the indices, each with its index.
    pub(crate) fn colours(&self, of: &Indices) -> Vec<(usize, &'a [u8])> {
        let entries = self.entries().enumerate().zip(of.0);
        entries
            .filter(|(_, used)| *used)
            .map(|((index, entry), _)| (index, part(entry, 0..3)))
            .collect()
    }

    /// The table with every colour of another index black, and nothing behind a colour.
    pub(crate) fn cleared(&self, but: &Indices) -> Vec<u8> {
        let mut table = vec![0; self.bytes.len()];
        for (index, colour) in self.colours(but) {
            let entry = table.iter_mut().skip(index * self.entry);
            entry.zip(colour).for_each(|(to, from)| *to = *from);
        }
        table
    }

    /// The table as parts: colours of no index that say something are told apart.
    pub(crate) fn parts(&self, used: &Indices, name: &'static str) -> Vec<(&'static str, Range<usize>)> {
        let names = self.entries().zip(used.0).map(|(entry, used)| {
            if used || entry.iter().all(|value| *value == 0) {
                name
            } else {
                "unused colours"
            }
        });
        let places = (self.start..).step_by(self.entry);
        let mut parts: Vec<(&str, Range<usize>)> = Vec::new();
        for (start, name) in places.zip(names) {
            let end = start + self.entry;
            match parts.last_mut() {
                Some((last, range)) if *last == name => range.end = end,
                _ => parts.push((name, start..end)),
            }
        }
        parts
    }
}

/// Indices that pixels have.
#[derive(Debug, Clone)]
pub(crate) struct Indices([bool; 256]);

impl Default for Indices {
    fn default() -> Self {
        Self([false; 256])
    }
}

impl Indices {
    pub(crate) fn add(&mut self, index: u8) {
        if let Some(slot) = self.0.get_mut(usize::from(index)) {
            *slot = true;
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (slot, used) in self.0.iter_mut().zip(other.0) {
            *slot |= used;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u8> {
        (0..=255)
            .zip(self.0)
            .filter(|(_, used)| *used)
            .map(|(index, _)| index)
    }
}

/// For each index the one that is written for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alike([u8; 256]);

impl Default for Alike {
    fn default() -> Self {
        Self(std::array::from_fn(|index| index as u8))
    }
}

impl Alike {
    /// The first of the indices that look the same.
    pub(crate) fn new<L: Eq + Hash>(indices: &Indices, look: impl Fn(u8) -> L) -> Self {
        let mut first = HashMap::new();
        let mut alike = Self::default();
        for index in indices.iter() {
            let written = *first.entry(look(index)).or_insert(index);
            if let Some(slot) = alike.0.get_mut(usize::from(index)) {
                *slot = written;
            }
        }
        alike
    }

    pub(crate) fn of(&self, index: u8) -> u8 {
        self.0.get(usize::from(index)).copied().unwrap_or(index)
    }

    /// Whether pixels that look the same differ in their indices.
    pub(crate) fn differs(&self) -> bool {
        (0..=255).any(|index| self.of(index) != index)
    }
}
