//! The frames of an animation as they are stored: made from what each of its canvases shows, and from nothing else.

use ::gif::{DisposalMethod, Encoder, Repeat};

use super::frames::Seen;
use super::sheet::{Sheet, joined};
use crate::canvas::{Dispose, around, written};
use crate::raster::{Paint, Place};
use crate::{Area, Error, Rect, Size};

/// What may become of a frame's place, first what is tried first.
pub(super) type Order = [Dispose; 3];

/// Places stay wherever that can be; where that ends in frames that cannot be drawn, all is done again in the other order,
/// as in animations whose frames come and go over a picture of many colours.
pub(super) const ORDERS: [Order; 2] = [
    [Dispose::Keep, Dispose::Clear, Dispose::Restore],
    [Dispose::Restore, Dispose::Keep, Dispose::Clear],
];

/// Writes canvases one behind the other. A frame is written once the next canvas is known, for what becomes of its place
/// hangs on that.
pub(super) struct Writer<'a> {
    area: &'a Area,
    paint: Paint,
    encoder: Encoder<Vec<u8>>,
    count: u64,
    order: Order,
    /// What is seen when the last frame begins.
    base: Vec<Seen>,
    last: Last,
}

/// A canvas that is not yet written, how its frame draws it on the base, and how long it is shown.
struct Last {
    canvas: Vec<Seen>,
    sheet: Sheet,
    delay: u16,
}

impl<'a> Writer<'a> {
    /// Begins with the first canvas.
    ///
    /// # Errors
    /// As for [`next`](Self::next).
    pub(super) fn new(
        area: &'a Area,
        paint: Paint,
        repeat: Repeat,
        order: Order,
        (canvas, delay): (&[Seen], u16),
    ) -> Result<Self, Error> {
        let Size { width, height } = area.picture();
        let mut encoder = Encoder::new(Vec::new(), width as u16, height as u16, &[]).map_err(failed)?;
        encoder.set_repeat(repeat).map_err(failed)?;
        let base = vec![Seen::Clear; canvas.len()];
        let sheet = Sheet::new(area.picture(), &base, canvas, None).ok_or(MIXED)?;
        Ok(Self {
            area,
            paint,
            encoder,
            count: 0,
            order,
            base,
            last: Last {
                canvas: canvas.to_vec(),
                sheet,
                delay,
            },
        })
    }

    /// Writes the last frame, and takes the next. What becomes of the last one's place is the first of the order that lets
    /// the next one draw its canvas.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where none of them lets one frame of 256 colours do that.
    pub(super) fn next(&mut self, canvas: &[Seen], delay: u16) -> Result<(), Error> {
        let size = self.area.picture();
        let order = self.order;
        let after = order.into_iter().find_map(|dispose| match dispose {
            Dispose::Keep => {
                let sheet = Sheet::new(size, &self.last.canvas, canvas, None)?;
                Some((None, Some(self.last.canvas.clone()), sheet, DisposalMethod::Keep))
            }
            Dispose::Clear => {
                let (wider, base, sheet) = self.cleared(canvas)?;
                Some((Some(wider), Some(base), sheet, DisposalMethod::Background))
            }
            Dispose::Restore => {
                let sheet = Sheet::new(size, &self.base, canvas, None)?;
                Some((None, None, sheet, DisposalMethod::Previous))
            }
        });
        let (wider, base, sheet, dispose) = after.ok_or(MIXED)?;
        if let Some(wider) = wider {
            self.last.sheet = wider;
        }
        self.write(dispose)?;
        if let Some(base) = base {
            self.base = base;
        }
        canvas.clone_into(&mut self.last.canvas);
        self.last.sheet = sheet;
        self.last.delay = delay;
        Ok(())
    }

    /// The file, with its last frame.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.write(DisposalMethod::Keep)?;
        self.encoder.into_inner().map_err(failed)
    }

    /// How the last frame is drawn so that its place can become transparent, what is left then, and how the next is drawn
    /// on that.
    fn cleared(&self, canvas: &[Seen]) -> Option<(Sheet, Vec<Seen>, Sheet)> {
        let (size, shown) = (self.area.picture(), &self.last.canvas);
        let gone = around(size, shown.iter().zip(canvas), |(old, new)| {
            *old != Seen::Clear && *new == Seen::Clear
        });
        let least = joined(Some(self.last.sheet.rect), gone);
        [least, Some(Place::whole(size).rect())]
            .into_iter()
            .find_map(|rect| {
                let wider = Sheet::new(size, &self.base, shown, rect)?;
                let mut base = shown.clone();
                clear(size, &mut base, wider.rect);
                let sheet = Sheet::new(size, &base, canvas, None)?;
                Some((wider, base, sheet))
            })
    }

    fn write(&mut self, dispose: DisposalMethod) -> Result<(), Error> {
        let (size, last) = (self.area.picture(), &self.last);
        let mut frame = last
            .sheet
            .frame(size, &self.base, &last.canvas, self.area, &self.paint)?;
        (frame.delay, frame.dispose) = (last.delay, dispose);
        self.encoder.write_frame(&frame).map_err(failed)?;
        self.count += 1;
        written(self.encoder.get_ref().len(), size, self.count)
    }
}

/// Makes a rectangle of a canvas transparent.
fn clear(size: Size, canvas: &mut [Seen], rect: Rect) {
    for row in canvas
        .chunks_exact_mut(size.width.max(1) as usize)
        .take(rect.bottom as usize)
        .skip(rect.top as usize)
    {
        let row = row.get_mut(rect.left as usize..rect.right as usize);
        row.unwrap_or_default().fill(Seen::Clear);
    }
}

const MIXED: Error = Error::Unsupported {
    what: "a GIF whose frames show more than 256 colours together, once they are composed",
};

pub(super) fn failed(error: ::gif::EncodingError) -> Error {
    Error::Codec {
        library: "gif",
        message: error.to_string(),
    }
}
