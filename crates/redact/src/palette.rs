//! Palettes: the colours that indices stand for, whatever the format.

use std::collections::{BTreeMap, HashMap};

use crate::Error;

/// Red, green, blue and alpha of 16 bits, so that every format's own entries come back as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Entry(pub(crate) [u16; 4]);

impl Entry {
    pub(crate) fn opaque(rgb: [u8; 3]) -> Self {
        let [red, green, blue] = rgb;
        Self::of_bytes([red, green, blue, 255])
    }

    pub(crate) fn of_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes.map(|byte| u16::from(byte) * 257))
    }

    pub(crate) fn bytes(self) -> [u8; 4] {
        self.0.map(|level| (level >> 8) as u8)
    }

    /// A colour's level, 0 to 255; none where the entry is wholly transparent.
    pub(crate) fn level(self, channel: usize) -> Option<f32> {
        let [.., alpha] = self.0;
        let level = self.0.get(channel).filter(|_| alpha > 0)?;
        Some(f32::from(*level) / 257.0)
    }

    const fn is_opaque(self) -> bool {
        let [.., alpha] = self.0;
        alpha == u16::MAX
    }
}

/// Entries, each once where the program made it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Palette {
    entries: Vec<Entry>,
    places: HashMap<Entry, u16>,
}

impl FromIterator<Entry> for Palette {
    /// Of entries that repeat, the first is the one that is found.
    fn from_iter<T: IntoIterator<Item = Entry>>(entries: T) -> Self {
        let entries: Vec<Entry> = entries.into_iter().collect();
        let mut places = HashMap::new();
        for (entry, place) in entries.iter().zip(0..) {
            places.entry(*entry).or_insert(place);
        }
        Self { entries, places }
    }
}

impl Palette {
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What an index shows. One beyond the palette is an error that viewers show as black.
    pub(crate) fn entry(&self, index: u16) -> Entry {
        let entry = self.entries.get(usize::from(index)).copied();
        entry.unwrap_or(Entry::opaque([0; 3]))
    }

    /// How many entries are neither those of `made` at their places nor black, which is what the sanitizer leaves of an
    /// entry that nothing uses.
    pub(crate) fn strays(&self, made: &Self) -> u64 {
        let mut made = made.entries.iter();
        let stray = |entry: &&Entry| {
            let known = made.next() == Some(entry);
            !known && entry.0.iter().take(3).any(|level| *level > 0)
        };
        self.entries.iter().filter(stray).count() as u64
    }

    /// The index of an entry that is there; one that is wholly transparent looks like every other.
    pub(crate) fn find(&self, entry: Entry) -> Option<u16> {
        let found = self.places.get(&entry).copied();
        found.or_else(|| {
            let clear = |entry: &Entry| matches!(entry.0, [.., 0]);
            let place = self.entries.iter().position(clear);
            place.filter(|_| clear(&entry)).map(|place| place as u16)
        })
    }

    /// The index of an entry, added if it is new.
    pub(crate) fn add(&mut self, entry: Entry) -> u16 {
        let next = self.entries.len() as u16;
        let index = *self.places.entry(entry).or_insert(next);
        if index == next {
            self.entries.push(entry);
        }
        index
    }

    /// Adds up to `room` colours that stand for `paint`: as fine a grid over the colour cube as fits, each cell by the
    /// mean of what falls into it, the fullest first.
    pub(crate) fn extend(&mut self, paint: &[[u8; 3]], room: usize) {
        for bits in (1..=6).rev() {
            let mut cells: BTreeMap<[u8; 3], ([u64; 3], u64)> = BTreeMap::new();
            for colour in paint {
                let (sums, count) = cells.entry(colour.map(|level| level >> (8 - bits))).or_default();
                sums.iter_mut()
                    .zip(colour)
                    .for_each(|(sum, &level)| *sum += u64::from(level));
                *count += 1;
            }
            if cells.len() > room && bits > 1 {
                continue;
            }
            let mut cells: Vec<_> = cells.into_values().collect();
            cells.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
            for (sums, count) in cells.into_iter().take(room) {
                self.add(Entry::opaque(sums.map(|sum| (sum / count.max(1)) as u8)));
            }
            return;
        }
    }

    /// The opaque entry nearest to a colour.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where there is none.
    pub(crate) fn nearest(&self, colour: [u8; 3]) -> Result<u16, Error> {
        let distance = |entry: &Entry| -> u32 {
            entry
                .bytes()
                .iter()
                .zip(colour)
                .map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2))
                .sum()
        };
        let opaque = self
            .entries
            .iter()
            .zip(0..)
            .filter(|(entry, _)| entry.is_opaque());
        let nearest = opaque.min_by_key(|(entry, _)| distance(entry));
        nearest.map(|(_, index)| index).ok_or(Error::Unsupported {
            what: "a palette with neither an opaque entry nor room for one",
        })
    }
}
