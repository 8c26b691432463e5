//! Palettes: PLTE and tRNS of colour type 3 (PNG, third edition, clauses 11.2.2 and 11.3.1.1).

use std::collections::BTreeMap;

use super::chunk::Chunk;
use super::raster::Raster;
use crate::{Area, Error};

/// Red, green, blue, alpha.
pub(crate) type Entry = [u8; 4];

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Palette {
    pub(crate) entries: Vec<Entry>,
}

impl Palette {
    pub(crate) fn read(chunks: &[Chunk<'_>]) -> Self {
        let data = |kind: [u8; 4]| {
            chunks
                .iter()
                .find(|chunk| chunk.kind == kind)
                .map_or(&[][..], |chunk| chunk.data)
        };
        let alphas = data(*b"tRNS").iter().copied().chain(std::iter::repeat(255));
        let entries = data(*b"PLTE").as_chunks::<3>().0.iter().zip(alphas);
        Self {
            entries: entries
                .map(|(&[red, green, blue], alpha)| [red, green, blue, alpha])
                .take(256)
                .collect(),
        }
    }

    /// What an index shows. One beyond the palette is an error that viewers show as black.
    pub(crate) fn entry(&self, index: u16) -> Entry {
        self.entries
            .get(usize::from(index))
            .copied()
            .unwrap_or([0, 0, 0, 255])
    }

    pub(crate) fn index(&self, entry: Entry) -> Option<u16> {
        self.entries
            .iter()
            .position(|&other| other == entry)
            .map(|index| index as u16)
    }

    /// PLTE's and tRNS's data; tRNS ends with the last entry that is not opaque.
    pub(crate) fn chunks(&self) -> (Vec<u8>, Vec<u8>) {
        let colours = self
            .entries
            .iter()
            .flat_map(|&[red, green, blue, _]| [red, green, blue])
            .collect();
        let end = self
            .entries
            .iter()
            .rposition(|&[.., alpha]| alpha < 255)
            .map_or(0, |last| last + 1);
        (
            colours,
            self.entries.iter().take(end).map(|&[.., alpha]| alpha).collect(),
        )
    }

    /// A palette of the colours outside the hidden area, in the order in which they come, and the raster in its terms.
    /// The source's own order and its gaps would tell which colours lay inside.
    pub(crate) fn rebuilt(&self, raster: &mut Raster, area: &Area) -> Self {
        let mut outside = Self::default();
        let mut indices = [None; 256];
        let size = raster.header.size;
        for y in 0..size.height {
            let hidden = area.spans(y);
            for x in 0..size.width {
                if hidden.iter().any(|span| span.contains(&x)) {
                    raster.set(x, y, 0, 0);
                    continue;
                }
                let index = raster.sample(x, y, 0);
                let Some(known) = indices.get_mut(usize::from(index)) else {
                    continue;
                };
                let new = *known.get_or_insert_with(|| outside.add(self.entry(index)));
                raster.set(x, y, 0, new);
            }
        }
        outside
    }

    /// The index of an entry, added if it is new.
    pub(crate) fn add(&mut self, entry: Entry) -> u16 {
        self.index(entry).unwrap_or_else(|| {
            self.entries.push(entry);
            (self.entries.len() - 1) as u16
        })
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
                let [red, green, blue] = sums.map(|sum| (sum / count.max(1)) as u8);
                self.add([red, green, blue, 255]);
            }
            return;
        }
    }

    /// The opaque entry nearest to a colour.
    pub(crate) fn nearest(&self, colour: [u8; 3]) -> Result<u16, Error> {
        let distance = |entry: &Entry| -> u32 {
            entry
                .iter()
                .zip(colour)
                .map(|(&a, b)| u32::from(a.abs_diff(b)).pow(2))
                .sum()
        };
        let opaque = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry[3] == 255);
        let nearest = opaque
            .min_by_key(|(_, entry)| distance(entry))
            .map(|(index, _)| index as u16);
        nearest.ok_or(Error::Unsupported {
            what: "a palette with neither an opaque entry nor room for one",
        })
    }
}
