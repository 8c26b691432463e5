//! Soft, slow noise, so that a hidden region does not look like a painted wall.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::{Seed, Size};

/// How many cells the noise has along the shorter side of a region.
const CELLS: u32 = 4;
/// How many it has along the longer side at most.
const MOST_CELLS: u32 = 64;

/// Value noise for one region: one field that all components share, the light, and one of each component, the tint.
pub(crate) struct Noise {
    light: Field,
    tints: Vec<Field>,
}

impl Noise {
    /// The noise of the region numbered `region`, of `size` pixels, for `components` components. How much randomness it
    /// takes depends on these alone.
    pub(crate) fn new(seed: &Seed, region: usize, size: Size, components: usize) -> Self {
        let mut random = ChaCha20Rng::from_seed(seed.0);
        random.set_stream(region as u64);
        let shorter = size.width.min(size.height).max(1);
        let cells = |side: u32| {
            (u64::from(side) * u64::from(CELLS) / u64::from(shorter)).min(u64::from(MOST_CELLS)) as usize
        };
        let mut field = || Field::new(&mut random, cells(size.width), cells(size.height));
        let light = field();
        let tints = (0..components).map(|_| field()).collect();
        Self { light, tints }
    }

    /// The shared and the component's own noise at (u, v), each in −1..1.
    pub(crate) fn at(&self, component: usize, u: f32, v: f32) -> (f32, f32) {
        let tint = self.tints.get(component).map_or(0.0, |field| field.at(u, v));
        (self.light.at(u, v), tint)
    }
}

/// Random levels in −1..1 at the corners of a grid.
struct Field {
    columns: usize,
    rows: usize,
    levels: Vec<f32>,
}

impl Field {
    fn new(random: &mut ChaCha20Rng, columns: usize, rows: usize) -> Self {
        let levels = (0..(columns + 1) * (rows + 1))
            .map(|_| random.next_u32() as f32 / (u32::MAX as f32 / 2.0) - 1.0)
            .collect();
        Self {
            columns,
            rows,
            levels,
        }
    }

    fn at(&self, u: f32, v: f32) -> f32 {
        let (column, across) = cell(u, self.columns);
        let (row, down) = cell(v, self.rows);
        let level = |column: usize, row: usize| {
            self.levels
                .get(row * (self.columns + 1) + column)
                .copied()
                .unwrap_or_default()
        };
        let above = level(column, row) * (1.0 - across) + level(column + 1, row) * across;
        let below = level(column, row + 1) * (1.0 - across) + level(column + 1, row + 1) * across;
        above * (1.0 - down) + below * down
    }
}

/// The cell a share of the way along `cells` of them, and how far into it, eased.
fn cell(share: f32, cells: usize) -> (usize, f32) {
    let position = (share * cells as f32).clamp(0.0, cells as f32);
    let cell = (position as usize).min(cells.saturating_sub(1));
    (cell, smoothstep(position - cell as f32))
}

/// 0 to 1 without a corner at either end.
pub(crate) fn smoothstep(share: f32) -> f32 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_and_regions_have_noise_of_their_own() {
        let size = Size {
            width: 64,
            height: 64,
        };
        let at = |seed: u8, region| Noise::new(&Seed([seed; 32]), region, size, 1).at(0, 0.4, 0.6);
        assert_eq!(at(1, 0), at(1, 0));
        assert_ne!(at(1, 0), at(2, 0));
        assert_ne!(at(1, 0), at(1, 1));
    }
}
