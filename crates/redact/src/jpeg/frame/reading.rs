//! What the segments of a JPEG tell of its frame, taken one by one.

use std::ops::Range;

use super::{Colour, Component, Frame, MAX_SCANS, Quantisers, SOF0, SOF2, SOF9, SOF10, ZIGZAG};
use crate::jpeg::segment::{APP0, APP14, APP15, DNL, DQT, DRI, SOI, SOS, Segment};
use crate::{Error, MAX_PIXELS, Size};

/// How often scans may come to a block, all together: a scan of an empty picture takes next to no bytes, but a decoder
/// visits each of its blocks. A picture of 250 megapixels at 4:2:0 in libjpeg-turbo's own ten scans asks for 30 million.
const MAX_VISITS: u64 = 100_000_000;

/// What scans have told of a component so far.
#[derive(Clone)]
struct Coded {
    /// The lowest bit of each coefficient.
    bits: [Option<u8>; 64],
    scans: u64,
}

/// What the segments have told so far.
#[derive(Default)]
pub(super) struct Reading {
    sof: Option<(u8, Size, u8)>,
    components: Vec<Component>,
    coded: Vec<Coded>,
    tables: [Option<Quantisers>; 4],
    restart_interval: u16,
    scans: u16,
    apps: Vec<Range<usize>>,
    jfif: bool,
    adobe: Option<u8>,
}

impl Reading {
    pub(super) fn take(&mut self, segment: &Segment<'_>) -> Result<(), Error> {
        let broken = |part| Error::Malformed {
            part,
            offset: segment.range.start,
        };
        match segment.marker {
            SOF0..=SOF2 | SOF9 | SOF10 => self.take_frame(segment).ok_or(broken("SOF"))?,
            0xC3 | 0xC5..=0xC7 | 0xCB | 0xCD..=0xCF => {
                return Err(Error::Unsupported {
                    what: sof_name(segment.marker),
                });
            }
            DNL => {
                return Err(Error::Unsupported {
                    what: "a JPEG whose height follows its first scan",
                });
            }
            DQT => self.take_tables(segment.payload).ok_or(broken("DQT"))?,
            // Scans of one file could differ in it; every scan is written with the first one's.
            DRI if self.scans == 0 => match *segment.payload {
                [high, low] => self.restart_interval = u16::from_be_bytes([high, low]),
                _ => return Err(broken("DRI")),
            },
            SOS => self.take_scan(segment.payload).ok_or(broken("SOS"))?,
            SOI => return Err(broken("SOI")),
            APP0..=APP15 => self.take_app(segment),
            _ => {}
        }
        Ok(())
    }

    fn take_frame(&mut self, segment: &Segment<'_>) -> Option<()> {
        let [precision, y0, y1, x0, x1, count, specifications @ ..] = segment.payload else {
            return None;
        };
        let size = Size {
            width: u16::from_be_bytes([*x0, *x1]).into(),
            height: u16::from_be_bytes([*y0, *y1]).into(),
        };
        let (specifications, rest) = specifications.as_chunks::<3>();
        let whole = rest.is_empty() && specifications.len() == usize::from(*count);
        if self.sof.is_some() || !whole || *precision != 8 && *precision != 12 || size.width == 0 {
            return None;
        }
        for &[id, sampling, table] in specifications {
            let (h, v) = (u32::from(sampling >> 4), u32::from(sampling & 15));
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) || table > 3 {
                return None;
            }
            let (h, v) = if *count == 1 { (1, 1) } else { (h, v) };
            self.components.push(Component {
                id,
                sampling,
                h,
                v,
                table,
                quantisers: None,
            });
        }
        let nothing = Coded {
            bits: [None; 64],
            scans: 0,
        };
        self.coded = vec![nothing; self.components.len()];
        self.sof = Some((segment.marker, size, *precision));
        Some(())
    }

    fn take_tables(&mut self, mut payload: &[u8]) -> Option<()> {
        while let Some((&kind, rest)) = payload.split_first() {
            let width = match kind >> 4 {
                0 => 1,
                1 => 2,
                _ => return None,
            };
            let (values, after) = rest.split_at_checked(64 * width)?;
            let mut table = [0; 64];
            for (value, natural) in values.chunks_exact(width).zip(ZIGZAG) {
                let value = value.iter().fold(0, |sum, &byte| sum << 8 | u16::from(byte));
                *table.get_mut(natural)? = value;
                if value == 0 {
                    return None;
                }
            }
            *self.tables.get_mut(usize::from(kind & 15))? = Some(table);
            payload = after;
        }
        Some(())
    }

    /// A component's table is the one in force at its first scan (T.81, B.2.4.1).
    fn take_scan(&mut self, payload: &[u8]) -> Option<()> {
        self.scans = self.scans.checked_add(1).filter(|&scans| scans <= MAX_SCANS)?;
        let progressive = matches!(self.sof, Some((SOF2 | SOF10, ..)));
        let (&count, rest) = payload.split_first()?;
        let (selected, rest) = rest.split_at_checked(2 * usize::from(count))?;
        let (band, low) = match *rest {
            [start, end, bits] if progressive => (usize::from(start)..=usize::from(end), bits & 15),
            _ => (0..=63, 0),
        };
        for &[id, _] in selected.as_chunks::<2>().0 {
            for (component, coded) in self
                .components
                .iter_mut()
                .zip(&mut self.coded)
                .filter(|(c, _)| c.id == id)
            {
                component.quantisers =
                    component
                        .quantisers
                        .or(self.tables.get(usize::from(component.table)).copied().flatten());
                coded.bits.get_mut(band.clone())?.fill(Some(low));
                coded.scans += 1;
            }
        }
        Some(())
    }

    fn take_app(&mut self, segment: &Segment<'_>) {
        self.apps.push(segment.range.clone());
        if self.scans > 0 {
            return;
        }
        match (segment.marker, segment.payload) {
            // JFIF 1.02: 14 bytes at least; libjpeg passes over a shorter one.
            (APP0, [b'J', b'F', b'I', b'F', 0, rest @ ..]) if rest.len() >= 9 => self.jfif = true,
            (APP14, [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..]) => {
                self.adobe = Some(*transform)
            }
            _ => {}
        }
    }

    pub(super) fn frame(self, length: usize) -> Result<Frame, Error> {
        let (sof, size, precision) = self.sof.ok_or(Error::Malformed {
            part: "SOF",
            offset: length,
        })?;
        if size.height == 0 {
            return Err(Error::Unsupported {
                what: "a JPEG whose height follows its first scan",
            });
        }
        if u64::from(size.width) * u64::from(size.height) > MAX_PIXELS {
            return Err(Error::Limit {
                width: size.width,
                height: size.height,
            });
        }
        if self.scans == 0 {
            return Err(Error::Malformed {
                part: "SOS",
                offset: length,
            });
        }
        let colour = self.colour().ok_or(Error::Unsupported {
            what: "a JPEG of neither one, three nor four components",
        })?;
        let frame = Frame {
            sof,
            precision,
            size,
            whole: self
                .coded
                .iter()
                .flat_map(|coded| coded.bits)
                .all(|low| low == Some(0)),
            components: self.components,
            restart_interval: self.restart_interval,
            apps: self.apps,
            colour,
        };
        // A block costs at least one bit, so coded data cannot be shorter; a file that is would have us allocate for a
        // picture that it does not hold.
        let visits: u64 = frame
            .plane_blocks()
            .zip(&self.coded)
            .map(|(blocks, coded)| blocks * coded.scans)
            .sum();
        if frame.plane_blocks().sum::<u64>() > 8 * length as u64 || visits > MAX_VISITS {
            return Err(Error::Malformed {
                part: "coded data",
                offset: length,
            });
        }
        Ok(frame)
    }

    fn colour(&self) -> Option<Colour> {
        let ids: Vec<u8> = self.components.iter().map(|c| c.id).collect();
        Some(match (ids.as_slice(), self.adobe) {
            ([_], _) => Colour::Grey,
            ([_, _, _], Some(0)) if !self.jfif => Colour::Rgb,
            ([b'R', b'G', b'B'], None) if !self.jfif => Colour::Rgb,
            ([_, _, _], _) => Colour::YCbCr,
            ([_, _, _, _], Some(0)) => Colour::Cmyk { inverted: true },
            ([_, _, _, _], Some(_)) => Colour::Ycck { inverted: true },
            ([_, _, _, _], None) => Colour::Cmyk { inverted: false },
            _ => return None,
        })
    }
}

fn sof_name(marker: u8) -> &'static str {
    match marker {
        0xC3 | 0xCB => "a lossless JPEG",
        _ => "a hierarchical JPEG",
    }
}
