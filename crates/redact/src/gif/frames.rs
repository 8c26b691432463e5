//! The frames of a GIF, one after the other.

use std::io::Cursor;

use ::gif::{ColorOutput, DecodeOptions, Decoder, DisposalMethod, MemoryLimit, Repeat};

use crate::palette::{Entry, Palette};
use crate::raster::{Indices, Place};
use crate::{Error, MAX_FRAMES_PIXELS, MAX_PIXELS, Size};

/// A GIF as far as it has been read.
pub(super) struct Frames<'a> {
    decoder: Decoder<Cursor<&'a [u8]>>,
    length: usize,
    pixels: u64,
    /// The sides that are shown.
    pub(super) size: Size,
    /// Those that the screen descriptor says.
    pub(super) screen: [u16; 2],
}

/// One frame, an index a pixel, from the top down.
#[derive(Clone)]
pub(super) struct Picture {
    pub(super) place: Place,
    pub(super) delay: u16,
    pub(super) dispose: DisposalMethod,
    pub(super) palette: Palette,
    pub(super) indices: Vec<u8>,
}

/// A code of twelve bits stands for no more pixels than this.
const MOST_EXPANSION: u64 = 4096;

impl<'a> Frames<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Error> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::Indexed);
        options.allow_unknown_blocks(true);
        options.set_memory_limit(MemoryLimit::Bytes(
            std::num::NonZeroU64::MIN.saturating_add(MAX_PIXELS),
        ));
        let decoder = options.read_info(Cursor::new(file)).map_err(failed)?;
        let screen = [decoder.width(), decoder.height()];
        let [width, height] = screen.map(u32::from);
        let mut frames = Self {
            decoder,
            length: file.len(),
            pixels: 0,
            size: Size { width, height },
            screen,
        };
        frames.size = frames.within(file, frames.size)?;
        Ok(frames)
    }

    /// The screen's sides; where it has none, those that the first frame needs, as viewers do.
    fn within(&self, file: &[u8], screen: Size) -> Result<Size, Error> {
        let Size { width, height } = if screen.pixels() > 0 {
            screen
        } else {
            let mut again = DecodeOptions::new()
                .read_info(Cursor::new(file))
                .map_err(failed)?;
            let first = again.next_frame_info().map_err(failed)?;
            let first = first.ok_or(Error::Malformed {
                part: "image descriptor",
                offset: 13,
            })?;
            Size {
                width: u32::from(first.left) + u32::from(first.width),
                height: u32::from(first.top) + u32::from(first.height),
            }
        };
        let size = Size { width, height };
        if size.pixels() > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        Ok(size)
    }

    /// How often the animation is repeated, once its first frame has been read.
    pub(super) fn repeat(&self) -> Repeat {
        self.decoder.repeat()
    }

    pub(super) fn next(&mut self) -> Result<Option<Picture>, Error> {
        let broken = |part| Error::Malformed {
            part,
            offset: self.length,
        };
        let Some(frame) = self.decoder.next_frame_info().map_err(failed)? else {
            return Ok(None);
        };
        let place = Place {
            left: frame.left.into(),
            top: frame.top.into(),
            size: Size {
                width: frame.width.into(),
                height: frame.height.into(),
            },
        };
        let (delay, dispose, transparent) = (frame.delay, frame.dispose, frame.transparent);
        let Size { width, height } = place.size;
        self.pixels += place.size.pixels();
        if self.pixels > MAX_FRAMES_PIXELS || place.size.pixels() > MAX_PIXELS {
            return Err(Error::Limit { width, height });
        }
        let rect = place.rect();
        if rect.right > self.size.width || rect.bottom > self.size.height || place.size.pixels() == 0 {
            return Err(broken("image descriptor"));
        }
        if place.size.pixels() / MOST_EXPANSION > self.length as u64 {
            return Err(broken("image data"));
        }
        let palette = palette(self.decoder.palette().map_err(failed)?, transparent);
        let mut indices = vec![0; self.decoder.buffer_size()];
        self.decoder.read_into_buffer(&mut indices).map_err(failed)?;
        Ok(Some(Picture {
            place,
            delay,
            dispose,
            palette,
            indices,
        }))
    }
}

/// The colours of a table; the transparent index is one of them even where it lies behind the table.
fn palette(table: &[u8], transparent: Option<u8>) -> Palette {
    let colours = table.as_chunks::<3>().0.iter();
    let mut entries: Vec<Entry> = colours.map(|&colour| Entry::opaque(colour)).collect();
    if let Some(transparent) = transparent.map(usize::from) {
        if entries.len() <= transparent {
            entries.resize(transparent + 1, Entry::opaque([0; 3]));
        }
        if let Some(Entry([.., alpha])) = entries.get_mut(transparent) {
            *alpha = 0;
        }
    }
    entries.into_iter().collect()
}

impl Picture {
    fn at(&self, x: u32, y: u32) -> usize {
        y as usize * self.place.size.width as usize + x as usize
    }

    /// What a pixel shows.
    pub(super) fn entry(&self, x: u32, y: u32) -> Entry {
        self.palette.entry(self.index(x, y).unwrap_or_default())
    }
}

impl Indices for Picture {
    fn index(&self, x: u32, y: u32) -> Option<u16> {
        self.indices.get(self.at(x, y)).copied().map(u16::from)
    }

    fn set_index(&mut self, x: u32, y: u32, index: u16) {
        let at = self.at(x, y);
        if let Some(slot) = self.indices.get_mut(at) {
            *slot = index as u8;
        }
    }
}

fn failed(error: ::gif::DecodingError) -> Error {
    Error::Codec {
        library: "gif",
        message: error.to_string(),
    }
}
