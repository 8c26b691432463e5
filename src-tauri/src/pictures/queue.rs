//! Which picture is drawn next, and by how many threads.

use tauri::UriSchemeResponder;

use super::address::Wanted;
use crate::commands::workers;

/// The pictures that were asked for and nobody draws yet, the newest last; and how many are being drawn.
pub(crate) struct Asked<R = UriSchemeResponder> {
    waiting: Vec<Waiting<R>>,
    threads: usize,
    slow: usize,
}

pub(super) struct Waiting<R> {
    pub(super) wanted: Wanted,
    /// Whether drawing it takes about a second.
    pub(super) slow: bool,
    pub(super) responder: R,
}

impl<R> Default for Asked<R> {
    fn default() -> Self {
        Self {
            waiting: Vec::new(),
            threads: 0,
            slow: 0,
        }
    }
}

impl<R> Asked<R> {
    /// Whether a thread is to begin drawing: one a core, as each may take a hundred megabytes, and one more for the
    /// quick pictures, so that they do not wait for the slow ones.
    pub(super) fn add(&mut self, wanted: Wanted, slow: bool, responder: R) -> bool {
        self.waiting.push(Waiting {
            wanted,
            slow,
            responder,
        });
        let begin = self.threads <= workers();
        self.threads += usize::from(begin);
        begin
    }

    /// The open photo's pictures first, then the quick ones; among those the newest, as somebody is looking at it.
    /// With none left that it may draw, the thread that asks is one less.
    pub(super) fn next(&mut self) -> Option<Waiting<R>> {
        let slow_too = self.slow < workers();
        let first = (self.waiting.iter().enumerate())
            .filter(|(_, it)| slow_too || !it.slow)
            .max_by_key(|(at, it)| (it.wanted.is_of_open_photo(), !it.slow, *at))
            .map(|(at, _)| at);
        let next = first.map(|at| self.waiting.remove(at));
        match &next {
            Some(it) => self.slow += usize::from(it.slow),
            None => self.threads -= 1,
        }
        next
    }

    pub(super) fn done(&mut self, slow: bool) {
        self.slow -= usize::from(slow);
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::{Part, TILE, View};
    use super::*;

    fn tile(photo: u32) -> Wanted {
        Wanted {
            photo,
            version: 0,
            view: View::Output,
            part: Part::Whole(TILE),
        }
    }

    fn order(asked: &mut Asked<()>) -> Vec<u32> {
        std::iter::from_fn(|| asked.next())
            .map(|it| it.wanted.photo)
            .collect()
    }

    #[test]
    fn the_picture_that_was_asked_for_last_is_drawn_first() {
        let mut asked = Asked::default();
        for photo in 0..3 {
            asked.add(tile(photo), false, ());
        }
        assert_eq!(order(&mut asked), [2, 1, 0]);
    }

    #[test]
    fn the_open_photo_comes_before_the_grid_and_the_quick_before_the_slow() {
        let mut asked = Asked::default();
        let open = Wanted {
            part: Part::Whole(1600),
            ..tile(0)
        };
        let hidden = Wanted {
            view: View::Hidden(0),
            ..tile(1)
        };
        let crop = Wanted {
            part: Part::Crop {
                x: 0,
                y: 0,
                width: 1,
                height: 1,
            },
            ..tile(4)
        };
        for (wanted, slow) in [
            (open, true),
            (crop, false),
            (hidden, false),
            (tile(2), false),
            (tile(3), true),
        ] {
            asked.add(wanted, slow, ());
        }
        let mut first = || asked.next().map(|it| it.wanted.photo);
        let order = [first(), first(), first(), first()];
        assert_eq!(order, [Some(1), Some(4), Some(0), Some(2)]);
    }

    #[test]
    fn quick_pictures_do_not_wait_for_slow_ones() {
        let mut asked = Asked::default();
        let threads = (0..100).filter(|photo| asked.add(tile(*photo), true, ())).count();
        assert_eq!(threads, workers() + 1);
        for _ in 0..workers() {
            assert!(asked.next().is_some());
        }
        // The last thread finds slow ones alone and ends; it begins again for a quick one.
        assert!(asked.next().is_none());
        assert!(asked.add(tile(100), false, ()));
        assert_eq!(asked.next().map(|it| it.wanted.photo), Some(100));
        asked.done(true);
        assert!(asked.next().is_some_and(|it| it.slow));
    }
}
