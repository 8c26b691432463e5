//! A second reading: what differs between two JPEGs outside a hidden area.

use super::frame::Frame;
use super::recode;
use super::turbo::{self, Block, Coefficients};
use crate::{Area, Bounds, Error, Mask, Size, Upright};

/// Counts the coefficients outside `area` that differ between `source` and `output`, of all components.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, components, sampling, quantisation tables, restart
/// interval, mode or APPn segments, or where `area` belongs to a picture of another size; otherwise as for
/// [`recoded`](super::recoded).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    differences_turned(source, Upright::TopLeft, output, area)
}

/// The same where `output` is `source` turned from `upright`: each of its blocks is held against the one that it must
/// have been, coefficient by coefficient. `area` is of the output.
///
/// # Errors
/// As for [`differences_outside`], and [`Error::Differs`] where the source cannot be turned exactly.
pub fn differences_turned(source: &[u8], upright: Upright, output: &[u8], area: &Area) -> Result<u64, Error> {
    let (before, after) = (Frame::read(source)?, Frame::read(output)?);
    let turned = before.turned(upright).ok_or(Error::Differs { what: "sides" })?;
    let alike = [
        ("size", turned.size == after.size && turned.size == area.picture()),
        (
            "components, sampling or quantisation",
            turned.components == after.components,
        ),
        (
            "restart interval",
            turned.restart_interval == after.restart_interval,
        ),
        (
            "mode",
            turned.sof == after.sof && turned.precision == after.precision,
        ),
        (
            "APPn segments",
            recode::apps(source, &before, upright) == recode::apps(output, &after, Upright::TopLeft),
        ),
    ];
    if let Some((what, _)) = alike.into_iter().find(|(_, same)| !same) {
        return Err(Error::Differs { what });
    }
    let mut planes = Planes::new(&before);
    turbo::read(source, &before, &mut planes)?;
    let hidden = after.components.iter().map(|component| {
        area.masks()
            .filter_map(|mask| after.blocks_under(component, mask))
            .collect()
    });
    let mut against = Against {
        source: planes,
        upright,
        hidden: hidden.collect(),
        differences: 0,
    };
    turbo::read(output, &after, &mut against)?;
    Ok(against.differences)
}

/// All blocks of a picture, component by component, row by row.
struct Planes(Vec<(Size, Vec<Block>)>);

impl Planes {
    fn new(frame: &Frame) -> Self {
        let planes = frame.components.iter().map(|component| {
            let size = frame.blocks(component);
            (
                size,
                Vec::with_capacity(size.width as usize * size.height as usize),
            )
        });
        Self(planes.collect())
    }

    /// The block that is shown at a place, as it must stand there: mirrored, its odd frequencies change their sign;
    /// mirrored along the diagonal, rows of frequencies become columns (T.81, A.3.3).
    fn shown(&self, component: usize, column: usize, row: usize, upright: Upright) -> Option<Block> {
        let (size, blocks) = self.0.get(component)?;
        let (x, y) = (column as i64, row as i64);
        let stored = upright.to_stored(
            Bounds {
                x0: x,
                y0: y,
                x1: x + 1,
                y1: y + 1,
            },
            *size,
        );
        let (x, y) = (usize::try_from(stored.x0).ok()?, usize::try_from(stored.y0).ok()?);
        let block = blocks.get(y * size.width as usize + x)?;
        if upright == Upright::TopLeft {
            return Some(*block);
        }
        let (from_right, from_bottom) = upright.reverses();
        Some(std::array::from_fn(|at| {
            let (across, down) = if upright.swaps_sides() {
                (at / 8, at % 8)
            } else {
                (at % 8, at / 8)
            };
            let value = block.get(8 * down + across).copied().unwrap_or_default();
            if (from_right && across % 2 == 1) != (from_bottom && down % 2 == 1) {
                value.wrapping_neg()
            } else {
                value
            }
        }))
    }
}

impl Coefficients for Planes {
    fn see(&mut self, component: usize, _row: usize, blocks: &[Block]) {
        if let Some((_, plane)) = self.0.get_mut(component) {
            plane.extend_from_slice(blocks);
        }
    }
}

/// The same blocks of another file, held against the first one's.
struct Against {
    source: Planes,
    upright: Upright,
    /// Each component's hidden blocks.
    hidden: Vec<Vec<Mask>>,
    differences: u64,
}

impl Against {
    fn is_hidden(&self, component: usize, column: usize, row: usize) -> bool {
        self.hidden
            .get(component)
            .is_some_and(|masks| masks.iter().any(|mask| mask.contains(column as u32, row as u32)))
    }
}

impl Coefficients for Against {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        for (column, block) in blocks.iter().enumerate() {
            if self.is_hidden(component, column, row) {
                continue;
            }
            self.differences += match self.source.shown(component, column, row, self.upright) {
                Some(before) => before.iter().zip(block).filter(|(a, b)| a != b).count() as u64,
                None => block.len() as u64,
            };
        }
    }
}
