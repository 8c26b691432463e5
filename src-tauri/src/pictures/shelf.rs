//! What was drawn and is likely to be asked for again. It stays in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use safelight_consent::PhotoDigest;
use safelight_export::{Rendering, Screen};

use super::address::{View, Wanted};
use crate::wire::Failure;

/// What the shelf holds at most, in bytes: some hundred thumbnails.
const ROOM: usize = 24 << 20;

/// A picture as a file in memory, with its media type.
pub(super) type Drawn = Arc<(Vec<u8>, &'static str)>;

/// A picture, or why it cannot be drawn.
pub(super) type Kept = Result<Drawn, Failure>;

/// What one that cannot be drawn takes on the shelf, in bytes.
const NO_PICTURE: usize = 256;

/// The pictures drawn last.
#[derive(Default)]
pub(crate) struct Shelf {
    pictures: HashMap<Wanted, Kept>,
    order: VecDeque<Wanted>,
    bytes: usize,
}

impl Shelf {
    pub(super) fn get(&self, wanted: Wanted) -> Option<Kept> {
        self.pictures.get(&wanted).cloned()
    }

    pub(super) fn keep(&mut self, wanted: Wanted, drawn: &Kept) {
        if self.pictures.insert(wanted, drawn.clone()).is_none() {
            self.order.push_back(wanted);
            self.bytes += size(drawn);
        }
        while self.bytes > ROOM {
            let Some(gone) = self
                .order
                .pop_front()
                .and_then(|oldest| self.pictures.remove(&oldest))
            else {
                return;
            };
            self.bytes -= size(&gone);
        }
    }
}

fn size(kept: &Kept) -> usize {
    kept.as_ref().map_or(NO_PICTURE, |drawn| drawn.0.len())
}

/// The photo that was looked at closely last, at its full size: as it is, as it would be exported, or both. Who moves
/// about in it asks for one part after the other.
#[derive(Default)]
pub(crate) struct Close {
    /// Photo and version.
    of: Option<(u32, u32)>,
    views: Vec<(View, Arc<Rendering>)>,
}

impl Close {
    /// The picture that a part is wanted of, drawn unless it is here.
    ///
    /// # Errors
    /// Those of drawing it.
    pub(super) fn view(
        &mut self,
        wanted: Wanted,
        draw: impl FnOnce() -> Result<Rendering, Failure>,
    ) -> Result<Arc<Rendering>, Failure> {
        let of = Some((wanted.photo, wanted.version));
        if self.of != of {
            // Let go of before the next is drawn: a large one takes some hundred megabytes.
            *self = Self {
                of,
                views: Vec::new(),
            };
        }
        if let Some((_, known)) = self.views.iter().find(|(view, _)| *view == wanted.view) {
            return Ok(known.clone());
        }
        let drawn = Arc::new(draw()?);
        self.views.push((wanted.view, drawn.clone()));
        Ok(drawn)
    }
}

/// The open photo at the size of the screen with nothing hidden in it, on which its regions are painted as they change.
#[derive(Default)]
pub(crate) struct OnScreen {
    /// Photo and longest side asked for.
    of: Option<(PhotoDigest, u32)>,
    screen: Option<Arc<Screen>>,
}

impl OnScreen {
    /// The photo, decoded unless it is here.
    ///
    /// # Errors
    /// Those of decoding it.
    pub(super) fn screen(
        &mut self,
        digest: PhotoDigest,
        side: u32,
        decode: impl FnOnce() -> Result<Screen, Failure>,
    ) -> Result<Arc<Screen>, Failure> {
        let of = Some((digest, side));
        if let Some(known) = self.screen.as_ref().filter(|_| self.of == of) {
            return Ok(known.clone());
        }
        let screen = Arc::new(decode()?);
        *self = Self {
            of,
            screen: Some(screen.clone()),
        };
        Ok(screen)
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::Part;
    use super::*;

    #[test]
    fn the_shelf_lets_go_of_the_oldest_pictures() {
        let mut shelf = Shelf::default();
        let at = |photo| Wanted {
            photo,
            version: 0,
            view: View::Original,
            part: Part::Whole(1),
        };
        for photo in 0..10 {
            shelf.keep(at(photo), &Ok(Arc::new((vec![0; ROOM / 4], "image/png"))));
        }
        assert!(shelf.bytes <= ROOM);
        assert!(shelf.get(at(0)).is_none());
        assert!(shelf.get(at(9)).is_some());
        shelf.keep(at(10), &Err(Failure::new("no-preview", "It cannot be shown.")));
        assert!(matches!(shelf.get(at(10)), Some(Err(why)) if why.is_no_preview()));
        assert!(shelf.bytes <= ROOM);
    }

    #[test]
    fn the_photo_that_is_looked_at_closely_is_drawn_once_and_forgotten_on_lock()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let part = |version, view, x| Wanted {
            photo: shown.photo,
            version,
            view,
            part: Part::Crop {
                x,
                y: 0,
                width: 2,
                height: 3,
            },
        };
        let drawn = |wanted| super::super::drawn(&desk, wanted).map_err(|it| it.code);
        for (view, views) in [(View::Output, 1), (View::Output, 1), (View::Original, 2)] {
            let png = drawn(part(shown.version, view, 1))?;
            let seen = image::load_from_memory(&png.0)?;
            assert_eq!((seen.width(), seen.height()), (2, 3));
            assert_eq!(desk.close().views.len(), views, "{view:?}");
        }
        let beyond = drawn(part(shown.version, View::Output, 9_999)).err();
        assert_eq!(beyond.as_deref(), Some("not-found"));
        assert_eq!(desk.pictures().bytes, 0, "parts stay off the shelf");

        let digest = desk.photos().all().first().and_then(crate::state::Photo::digest);
        desk.photos().redrawn(digest.ok_or("unread")?, [2; 32]);
        drawn(part(shown.version + 1, View::Output, 0))?;
        assert_eq!(
            desk.close().views.len(),
            1,
            "what it looked like before is let go of"
        );

        desk.lock();
        assert!(desk.close().views.is_empty());
        let locked = drawn(part(shown.version + 1, View::Output, 0)).err();
        assert_eq!(locked.as_deref(), Some("locked"));
        Ok(())
    }
}
