//! Scans of DC coefficients (ITU-T T.81, G.1.2.1).

use super::{MOST_BITS, Restarts, TOO_LARGE, magnitude};
use crate::jpeg::frame::Frame;
use crate::jpeg::huffman::{Coded, Counts, Symbols, Table};
use crate::{Error, Size};

/// Blocks that an MCU may hold where a scan has several components (T.81, B.2.3).
const MOST_IN_MCU: u32 = 10;

/// The components of each scan of DC coefficients: all in one, where an MCU may hold as many blocks.
pub(super) fn scans(frame: &Frame) -> Vec<Vec<usize>> {
    let all = 0..frame.components.len();
    let in_mcu: u32 = frame
        .components
        .iter()
        .map(|component| component.h * component.v)
        .sum();
    if in_mcu <= MOST_IN_MCU {
        vec![all.collect()]
    } else {
        all.map(|component| vec![component]).collect()
    }
}

/// A scan of DC coefficients, each told as its difference to the one before it in its component (T.81, G.1.2.1).
pub(super) fn scan(frame: &Frame, dc: &[Vec<i16>], components: &[usize]) -> Result<(Table, Vec<u8>), Error> {
    let mut counts = Counts::from(0);
    symbols_of(frame, dc, components, &mut counts)?;
    let mut coded = Coded::new(Table::of(&counts));
    symbols_of(frame, dc, components, &mut coded)?;
    Ok(coded.finish())
}

fn symbols_of(
    frame: &Frame,
    dc: &[Vec<i16>],
    components: &[usize],
    symbols: &mut impl Symbols,
) -> Result<(), Error> {
    let mut planes: Vec<DcPlane<'_>> = components
        .iter()
        .filter_map(|&number| DcPlane::new(frame, number, dc.get(number)?, components.len() > 1))
        .collect();
    let Some(mcus) = planes.first().map(|plane| plane.mcus) else {
        return Ok(());
    };
    let mut restarts = Restarts::every(frame.restart_interval);
    for row in 0..mcus.height {
        for column in 0..mcus.width {
            if let Some(number) = restarts.before_mcu() {
                symbols.restart(number);
                planes.iter_mut().for_each(|plane| plane.last = 0);
            }
            for plane in &mut planes {
                plane.mcu(column, row, symbols)?;
            }
        }
    }
    Ok(())
}

/// The DC coefficients of a component.
struct DcPlane<'a> {
    levels: &'a [i16],
    /// In blocks.
    size: Size,
    /// Blocks of this component in an MCU.
    in_mcu: Size,
    /// How many MCUs the scan has.
    mcus: Size,
    last: i16,
}

impl<'a> DcPlane<'a> {
    fn new(frame: &Frame, number: usize, levels: &'a [i16], interleaved: bool) -> Option<Self> {
        let component = frame.components.get(number)?;
        let size = frame.blocks(component);
        let (in_mcu, mcus) = if interleaved {
            (
                Size {
                    width: component.h,
                    height: component.v,
                },
                frame.mcus(),
            )
        } else {
            (Size { width: 1, height: 1 }, size)
        };
        Some(Self {
            levels,
            size,
            in_mcu,
            mcus,
            last: 0,
        })
    }

    /// The blocks of an MCU. Beyond the component's own blocks, the last ones go on (T.81, A.2.4).
    fn mcu(&mut self, column: u32, row: u32, symbols: &mut impl Symbols) -> Result<(), Error> {
        for y in 0..self.in_mcu.height {
            for x in 0..self.in_mcu.width {
                let x = (column * self.in_mcu.width + x).min(self.size.width - 1);
                let y = (row * self.in_mcu.height + y).min(self.size.height - 1);
                let at = y as usize * self.size.width as usize + x as usize;
                let level = self.levels.get(at).copied().unwrap_or(self.last);
                let (bits, size) = magnitude(i32::from(level) - i32::from(self.last));
                if size > MOST_BITS {
                    return Err(TOO_LARGE);
                }
                symbols.put(size as u8, bits, size);
                self.last = level;
            }
        }
        Ok(())
    }
}
