//! The frames of a GIF, one after the other.

use std::io::Cursor;

use ::gif::{ColorOutput, DecodeOptions, Decoder, DisposalMethod, Frame, MemoryLimit, Repeat};

use crate::canvas::{Canvas, Dispose, bounded};
use crate::palette::{Entry, Palette};
use crate::raster::Place;
use crate::{Area, Error, MAX_PIXELS, Size};

/// A GIF as far as it has been read.
pub(super) struct Frames<'a> {
    decoder: Decoder<Cursor<&'a [u8]>>,
    length: usize,
    /// The sides that are shown.
    pub(super) size: Size,
}

/// One frame, an index a pixel, from the top down.
pub(super) struct Picture {
    place: Place,
    delay: u16,
    dispose: Dispose,
    palette: Palette,
    indices: Vec<u8>,
}

/// What is seen at a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing: it is transparent.
    Clear,
    /// A paint, in the colours that a frame has for it.
    Painted,
    Colour([u8; 3]),
}

/// A code of twelve bits stands for no more pixels than this.
const MOST_EXPANSION: u64 = 4096;

impl<'a> Frames<'a> {
    pub(super) fn read(file: &'a [u8]) -> Result<Self, Error> {
        let decoder = options().read_info(Cursor::new(file)).map_err(failed)?;
        let [width, height] = [decoder.width(), decoder.height()].map(u32::from);
        let mut frames = Self {
            decoder,
            length: file.len(),
            size: Size { width, height },
        };
        frames.size = frames.within(file, frames.size)?;
        bounded(frames.size, count(file))?;
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

    /// Shows the next frame on a canvas and gives its delay, in hundredths of a second; none behind the last.
    pub(super) fn show(&mut self, canvas: &mut Canvas<'_, Seen>) -> Result<Option<u16>, Error> {
        let Some(picture) = self.next()? else {
            return Ok(None);
        };
        canvas.show(picture.place, picture.dispose, |x, y, below| {
            let [red, green, blue, alpha] = picture.entry(x, y).bytes();
            if alpha == 0 {
                below
            } else {
                Seen::Colour([red, green, blue])
            }
        });
        Ok(Some(picture.delay))
    }

    /// The next frame; none behind the last.
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
        let (delay, transparent) = (frame.delay, frame.transparent);
        let dispose = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => Dispose::Keep,
            DisposalMethod::Background => Dispose::Clear,
            DisposalMethod::Previous => Dispose::Restore,
        };
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

fn options() -> DecodeOptions {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.allow_unknown_blocks(true);
    options.set_memory_limit(MemoryLimit::Bytes(
        std::num::NonZeroU64::MIN.saturating_add(MAX_PIXELS),
    ));
    options
}

/// How many frames a file has, up to the first that is broken.
fn count(file: &[u8]) -> u64 {
    let mut options = options();
    options.skip_frame_decoding(true);
    let Ok(mut decoder) = options.read_info(Cursor::new(file)) else {
        return 0;
    };
    let mut count = 0;
    while let Ok(Some(_)) = decoder.next_frame_info() {
        count += 1;
    }
    count
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
    /// Turns what is hidden of it to other indices.
    pub(super) fn invert(&mut self, area: &Area) {
        let width = self.place.size.width as usize;
        for ((x, y), _) in self.place.hidden(area) {
            if let Some(index) = self.indices.get_mut(y as usize * width + x as usize) {
                *index = !*index;
            }
        }
    }

    /// The frame as it is stored.
    pub(super) fn frame(&self) -> Frame<'_> {
        let entries = || self.palette.entries().iter().map(|entry| entry.bytes());
        Frame {
            left: self.place.left as u16,
            top: self.place.top as u16,
            width: self.place.size.width as u16,
            height: self.place.size.height as u16,
            delay: self.delay,
            dispose: match self.dispose {
                Dispose::Keep => DisposalMethod::Keep,
                Dispose::Clear => DisposalMethod::Background,
                Dispose::Restore => DisposalMethod::Previous,
            },
            transparent: entries()
                .position(|[.., alpha]| alpha == 0)
                .map(|index| index as u8),
            palette: Some(
                entries()
                    .flat_map(|[red, green, blue, _]| [red, green, blue])
                    .collect(),
            ),
            buffer: (&self.indices).into(),
            ..Frame::default()
        }
    }

    /// What a pixel stands for.
    fn entry(&self, x: u32, y: u32) -> Entry {
        let at = y as usize * self.place.size.width as usize + x as usize;
        let index = self.indices.get(at).copied();
        self.palette.entry(index.map_or(0, u16::from))
    }
}

fn failed(error: ::gif::DecodingError) -> Error {
    Error::Codec {
        library: "gif",
        message: error.to_string(),
    }
}
