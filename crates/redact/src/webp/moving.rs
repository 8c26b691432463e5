//! The frames of an animation, one laid over the other (RFC 9649, 2.7.1.1).

use super::chunk::{Control, Frame, Layout};
use super::picture::Picture;
use crate::canvas::{Canvas, Dispose, over};
use crate::{Area, Error};

/// An animation as far as it has been shown.
pub(super) struct Player<'a> {
    frames: std::slice::Iter<'a, Frame<'a>>,
    /// What is seen, but of the hidden area; what is wholly transparent has no colour.
    pub(super) canvas: Canvas<'a, [u8; 4]>,
}

impl<'a> Player<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, area: &'a Area) -> Self {
        Self {
            frames: layout.frames.iter(),
            canvas: Canvas::new(area, [0; 4]),
        }
    }

    /// Shows the next frame and gives its time; none behind the last.
    pub(super) fn next(&mut self) -> Result<Option<Control>, Error> {
        let Some(frame) = self.frames.next() else {
            return Ok(None);
        };
        let control = frame.control.unwrap_or_default();
        let picture = Picture::decoded(&frame.chunks, frame.place.size)?;
        let dispose = if control.clears() {
            Dispose::Clear
        } else {
            Dispose::Keep
        };
        self.canvas.show(frame.place, dispose, |x, y, below| {
            let above = picture.pixel(x, y);
            let pixel = if control.blends() {
                over(above.map(u16::from), below.map(u16::from), 255).map(|level| level as u8)
            } else {
                above
            };
            if pixel[3] == 0 { [0; 4] } else { pixel }
        });
        Ok(Some(control))
    }
}
