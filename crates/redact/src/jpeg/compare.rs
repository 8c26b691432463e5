//! A second reading: what differs between two JPEGs outside a hidden area.

use super::frame::Frame;
use super::turbo::{self, Block, Coefficients};
use crate::{Area, Error, Rect};

/// Counts the coefficients outside `area` that differ between `source` and `output`, of all components.
///
/// # Errors
/// [`Error::Differs`] where the two do not have the same size, components, sampling, quantisation tables, restart
/// interval, mode or APPn segments, or where `area` belongs to a picture of another size; otherwise as for
/// [`conceal`](super::conceal).
pub fn differences_outside(source: &[u8], output: &[u8], area: &Area) -> Result<u64, Error> {
    let (before, after) = (Frame::read(source)?, Frame::read(output)?);
    let apps = |file: &[u8], frame: &Frame| -> Vec<Vec<u8>> {
        frame
            .apps
            .iter()
            .filter_map(|range| file.get(range.clone()))
            .map(<[u8]>::to_vec)
            .collect()
    };
    let alike = [
        ("size", before.size == after.size && before.size == area.picture()),
        (
            "components, sampling or quantisation",
            before.components == after.components,
        ),
        (
            "restart interval",
            before.restart_interval == after.restart_interval,
        ),
        ("mode", before.sof == after.sof),
        ("APPn segments", apps(source, &before) == apps(output, &after)),
    ];
    if let Some((what, _)) = alike.into_iter().find(|(_, same)| !same) {
        return Err(Error::Differs { what });
    }
    let mut first = Outside::new(&before, area);
    turbo::read(source, &before, &mut first)?;
    let mut second = Against {
        outside: first,
        next: 0,
        differences: 0,
    };
    turbo::read(output, &after, &mut second)?;
    Ok(second.differences)
}

/// All blocks outside the hidden area, in the order in which they come.
struct Outside {
    /// Each component's hidden blocks.
    hidden: Vec<Vec<Rect>>,
    blocks: Vec<Block>,
}

impl Outside {
    fn new(frame: &Frame, area: &Area) -> Self {
        let hidden = frame.components.iter().map(|c| {
            area.rects()
                .filter_map(|rect| frame.blocks_under(c, rect))
                .collect()
        });
        Self {
            hidden: hidden.collect(),
            blocks: Vec::new(),
        }
    }

    fn is_hidden(&self, component: usize, row: usize, column: usize) -> bool {
        self.hidden
            .get(component)
            .is_some_and(|rects| rects.iter().any(|rect| rect.contains(column as u32, row as u32)))
    }
}

impl Coefficients for Outside {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        let outside = blocks
            .iter()
            .enumerate()
            .filter(|(column, _)| !self.is_hidden(component, row, *column));
        let outside: Vec<Block> = outside.map(|(_, block)| *block).collect();
        self.blocks.extend(outside);
    }
}

/// The same blocks of another file, held against the first one's.
struct Against {
    outside: Outside,
    next: usize,
    differences: u64,
}

impl Coefficients for Against {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        for (column, block) in blocks.iter().enumerate() {
            if self.outside.is_hidden(component, row, column) {
                continue;
            }
            if let Some(before) = self
                .outside
                .blocks
                .get(self.next)
                .filter(|before| *before != block)
            {
                self.differences += before.iter().zip(block).filter(|(a, b)| a != b).count() as u64;
            }
            self.next += 1;
        }
    }
}
