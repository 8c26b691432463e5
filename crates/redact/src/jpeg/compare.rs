//! A second reading: what differs between two JPEGs outside a hidden area.

use super::blocks::Painting;
use super::frame::Frame;
use super::recode;
use super::turbo::{self, Block, Coefficients};
use crate::{Area, Bounds, Differences, Error, Mask, Region, Seed, Size, Upright};

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
    compared(source, upright, output, area, None).map(|differences| differences.outside)
}

/// The same, and in the same reading whether the blocks under `area` are what `seed` paints there for `regions` from the
/// output's own blocks around them. Hidden ones are turned to something else first, so that none can answer for itself.
///
/// # Errors
/// As for [`differences_turned`].
pub fn differences(
    source: &[u8],
    upright: Upright,
    output: &[u8],
    area: &Area,
    regions: &[Region],
    seed: &Seed,
) -> Result<Differences, Error> {
    compared(source, upright, output, area, Some((regions, seed)))
}

fn compared(
    source: &[u8],
    upright: Upright,
    output: &[u8],
    area: &Area,
    paint: Option<(&[Region], &Seed)>,
) -> Result<Differences, Error> {
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
    let painting = paint.map(|(regions, seed)| Painting::new(&after, area, regions, seed));
    let mut against = Against {
        source: planes,
        upright,
        hidden: hidden.collect(),
        differences: 0,
        painting: painting.transpose()?,
        rows: Vec::new(),
    };
    turbo::read(output, &after, &mut against)?;
    Ok(Differences {
        outside: against.differences,
        inside: against.inside(),
    })
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
struct Against<'a> {
    source: Planes,
    upright: Upright,
    /// Each component's hidden blocks.
    hidden: Vec<Vec<Mask>>,
    differences: u64,
    /// Made from the blocks that are not hidden, where those that are must be held against it.
    painting: Option<Painting<'a>>,
    /// The component, the row and the blocks of every row in which some are hidden.
    rows: Vec<(usize, usize, Vec<Block>)>,
}

impl Against<'_> {
    /// Keeps what the paint is to be held against, and shows what it is made from.
    fn keep(&mut self, component: usize, row: usize, blocks: &[Block]) {
        let Some(mut painting) = self.painting.take() else {
            return;
        };
        match self.contrary(component, row, blocks) {
            Some(contrary) => {
                painting.see(component, row, &contrary);
                self.rows.push((component, row, blocks.to_vec()));
            }
            None => painting.see(component, row, blocks),
        }
        self.painting = Some(painting);
    }

    /// A row in which every coefficient of a hidden block has another value; none where no block of it is hidden.
    fn contrary(&self, component: usize, row: usize, blocks: &[Block]) -> Option<Vec<Block>> {
        let masks = self.hidden.get(component)?;
        let spans = || masks.iter().flat_map(|mask| mask.spans(row as u32));
        spans().next()?;
        let mut contrary = blocks.to_vec();
        for column in crate::mask::merged(&spans().cloned().collect::<Vec<_>>())
            .into_iter()
            .flatten()
        {
            if let Some(block) = contrary.get_mut(column as usize) {
                *block = block.map(|coefficient| !coefficient);
            }
        }
        Some(contrary)
    }

    /// How many coefficients of the hidden blocks are not the paint's.
    fn inside(mut self) -> u64 {
        let Some(mut painting) = self.painting.take() else {
            return 0;
        };
        painting.seen();
        let differ = |(component, row, blocks): &(usize, usize, Vec<Block>)| {
            let mut again = self.contrary(*component, *row, blocks).unwrap_or_default();
            painting.change(*component, *row, &mut again);
            let pairs = again.as_flattened().iter().zip(blocks.as_flattened());
            pairs.filter(|(a, b)| a != b).count() as u64
        };
        self.rows.iter().map(differ).sum()
    }

    fn is_hidden(&self, component: usize, column: usize, row: usize) -> bool {
        self.hidden
            .get(component)
            .is_some_and(|masks| masks.iter().any(|mask| mask.contains(column as u32, row as u32)))
    }
}

impl Coefficients for Against<'_> {
    fn see(&mut self, component: usize, row: usize, blocks: &[Block]) {
        self.keep(component, row, blocks);
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

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder};

    use super::*;
    use crate::{Shape, Style, jpeg};

    /// Changes the last coefficient of one block.
    struct Touch {
        component: usize,
        row: usize,
        column: usize,
    }

    impl Coefficients for Touch {
        fn see(&mut self, _component: usize, _row: usize, _blocks: &[Block]) {}

        fn change(&mut self, component: usize, row: usize, blocks: &mut [Block]) {
            let here = (component, row) == (self.component, self.row);
            if let Some(block) = blocks.get_mut(self.column).filter(|_| here) {
                block[63] += 1;
            }
        }
    }

    #[test]
    fn one_coefficient_of_a_hidden_block_is_found() -> Result<(), Box<dyn std::error::Error>> {
        let mut source = Vec::new();
        let picture: Vec<u8> = (0..96 * 96 * 3_u32).map(|at| (at * at / 7 % 251) as u8).collect();
        Encoder::new(&mut source, 90).encode(&picture, 96, 96, ColorType::Rgb)?;
        let regions = [Region {
            shape: Shape::Rectangle {
                x: 40,
                y: 40,
                width: 8,
                height: 8,
            },
            style: Style::Blur,
            face: false,
            name: None,
        }];
        let seed = Seed([5; 32]);
        let upright = Upright::TopLeft;
        let concealed = jpeg::conceal(&source, &regions, upright, &seed)?;
        let frame = Frame::read(&concealed.bytes)?;
        for component in 0..3 {
            let mut touch = Touch {
                component,
                row: 5,
                column: 6,
            };
            let touched = turbo::rewritten(&concealed.bytes, &frame, &mut touch)?;
            let apps = recode::apps(&concealed.bytes, &frame, upright);
            let touched = super::super::assembled(&apps, &frame, &touched)?;
            let found = differences(&source, upright, &touched, &concealed.area, &regions, &seed)?;
            assert_eq!((found.outside, found.inside), (0, 1), "{component}");
        }
        Ok(())
    }
}
