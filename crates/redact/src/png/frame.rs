//! The pictures of a PNG: the one in IDAT, and the frames of an animation (PNG, third edition, clauses 4.9 and 11.3.6).

use super::chunk::{Chunk, Header, SIGNATURE};
use crate::canvas::{Dispose, bounded};
use crate::raster::Place;
use crate::{Error, Size};

/// One picture: its compressed data, and how an animation shows it.
#[derive(Clone)]
pub(crate) struct Frame<'a> {
    pub(crate) place: Place,
    /// How it is shown; none for a picture in IDAT that is no part of the animation.
    pub(crate) control: Option<Control>,
    /// The zlib stream, piece by piece.
    pub(crate) data: Vec<&'a [u8]>,
}

/// What fcTL says besides the place.
#[derive(Clone, Copy)]
pub(crate) struct Control {
    pub(crate) delay: [u8; 4],
    pub(crate) dispose: Dispose,
    /// Whether the frame is laid over what is there, rather than in its stead.
    pub(crate) blends: bool,
}

/// The pictures among the chunks: the first is the one in IDAT.
pub(crate) fn frames<'a>(chunks: &[Chunk<'a>], header: Header) -> Result<Vec<Frame<'a>>, Error> {
    let broken = |part| Error::Malformed {
        part,
        offset: SIGNATURE.len(),
    };
    let mut frames: Vec<Frame<'a>> = Vec::new();
    let mut control = None;
    for chunk in chunks {
        match &chunk.kind {
            b"fcTL" => {
                let read = Control::read(chunk.data, header.size).ok_or(broken("fcTL"))?;
                if control.replace(read).is_some() {
                    return Err(broken("fcTL"));
                }
            }
            b"IDAT" => match frames.first_mut() {
                Some(first) => first.data.push(chunk.data),
                None => frames.push(Frame {
                    place: Place::whole(header.size),
                    control: control.take().map(|(control, _)| control),
                    data: vec![chunk.data],
                }),
            },
            b"fdAT" => {
                let (_, data) = chunk.data.split_first_chunk::<4>().ok_or(broken("fdAT"))?;
                match (control.take(), frames.last_mut()) {
                    (Some((control, place)), Some(_)) => frames.push(Frame {
                        place,
                        control: Some(control),
                        data: vec![data],
                    }),
                    (None, Some(last)) => last.data.push(data),
                    _ => return Err(broken("fdAT")),
                }
            }
            _ => {}
        }
    }
    bounded(header.size, frames.len() as u64)?;
    if frames.is_empty() || control.is_some() {
        return Err(broken("fcTL"));
    }
    Ok(frames)
}

impl Control {
    fn read(data: &[u8], picture: Size) -> Option<(Self, Place)> {
        let (_, data) = data.split_first_chunk::<4>()?;
        let (sides, [d0, d1, d2, d3, dispose, blend]) = data.split_first_chunk::<16>()? else {
            return None;
        };
        let [width, height, left, top] = [0, 4, 8, 12].map(|at| {
            sides
                .get(at..at + 4)
                .and_then(|side| side.try_into().ok())
                .map_or(0, u32::from_be_bytes)
        });
        let dispose = match dispose {
            0 => Dispose::Keep,
            1 => Dispose::Clear,
            2 => Dispose::Restore,
            _ => return None,
        };
        let inside = width > 0
            && height > 0
            && left.checked_add(width)? <= picture.width
            && top.checked_add(height)? <= picture.height
            && *blend < 2;
        let control = Self {
            delay: [*d0, *d1, *d2, *d3],
            dispose,
            blends: *blend == 1,
        };
        let place = Place {
            left,
            top,
            size: Size { width, height },
        };
        inside.then_some((control, place))
    }

    /// The data of a fcTL for a frame that replaces what is at a place, and stays.
    pub(crate) fn written(self, number: u32, place: Place) -> Vec<u8> {
        let Place {
            left,
            top,
            size: Size { width, height },
        } = place;
        let mut data: Vec<u8> = [number, width, height, left, top]
            .into_iter()
            .flat_map(u32::to_be_bytes)
            .collect();
        data.extend(self.delay);
        data.extend([0, 0]);
        data
    }
}
