//! Pictures for the web view, drawn by the library, kept in memory, never on a disk or in the web view's own cache.

use std::collections::{HashMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use safelight_export::{Depth, Dropped, marks};
use safelight_redact::Seed;
use safelight_sanitize::Limits;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use crate::commands::workers;
use crate::failure::Problem;
use crate::state::{Desk, Photo};
use crate::wire::Failure;

/// What the shelf holds at most, in bytes: some hundred thumbnails.
const ROOM: usize = 24 << 20;

/// The longest side anybody may ask for: about twice a common screen, enough to judge what is hidden.
const LARGEST: u32 = 4096;

/// The longest side that the grid asks for, in pixels; a photo that is open is asked for larger.
const TILE: u32 = 384;

/// A picture as a file in memory, with its media type.
type Drawn = Arc<(Vec<u8>, &'static str)>;

/// A picture, or why it cannot be drawn.
type Kept = Result<Drawn, Failure>;

/// What one that cannot be drawn takes on the shelf, in bytes.
const NO_PICTURE: usize = 256;

/// Which picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Wanted {
    photo: u32,
    version: u32,
    view: View,
    side: u32,
}

impl Wanted {
    fn is_of_open_photo(self) -> bool {
        self.view != View::Output || self.side > TILE
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum View {
    Original,
    Output,
    /// The picture that a finding hides, by the finding's place in the photo.
    Hidden(usize),
}

/// Answers `photo://localhost/<photo>/<version>/<view>/<side>`.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    let wanted = match wanted(request.uri().path()) {
        Ok(wanted) => wanted,
        Err(failure) => return responder.respond(response(Err(failure))),
    };
    let desk = app.state::<Desk>();
    let slow = desk.photos().get(wanted.photo).is_ok_and(Photo::is_slow);
    let begin = desk.asked().add(wanted, slow, responder);
    if begin {
        // Not one of rayon's threads: where a decoder waits for those, they begin with the next picture, picture
        // within picture, until the stack is full.
        std::thread::spawn(move || draw_asked(&app.state::<Desk>()));
    }
}

/// Draws until nothing is left that this thread may draw.
fn draw_asked(desk: &Desk) {
    loop {
        let Some(Waiting {
            wanted,
            slow,
            responder,
        }) = desk.asked().next()
        else {
            return;
        };
        responder.respond(response(calmly(|| drawn(desk, wanted))));
        desk.asked().done(slow);
    }
}

/// The pictures that were asked for and nobody draws yet, the newest last; and how many are being drawn.
pub(crate) struct Asked<R = UriSchemeResponder> {
    waiting: Vec<Waiting<R>>,
    threads: usize,
    slow: usize,
}

struct Waiting<R> {
    wanted: Wanted,
    /// Whether drawing it takes about a second.
    slow: bool,
    responder: R,
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
    fn add(&mut self, wanted: Wanted, slow: bool, responder: R) -> bool {
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
    fn next(&mut self) -> Option<Waiting<R>> {
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

    fn done(&mut self, slow: bool) {
        self.slow -= usize::from(slow);
    }
}

/// A defect in one picture is that picture's failure; left alone, it would end the program.
fn calmly<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Problem::Stopped.into()))
}

fn response(drawn: Kept) -> Response<Vec<u8>> {
    let shown = drawn.is_ok();
    let (status, media_type, bytes) = match drawn {
        Ok(drawn) => (StatusCode::OK, drawn.1, drawn.0.clone()),
        Err(failure) => {
            let why = serde_json::to_vec(&failure).unwrap_or_default();
            (StatusCode::NOT_FOUND, "application/json", why)
        }
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(media_type));
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        header::HeaderValue::from_static("nosniff"),
    );
    // The page may read why there is no picture. A picture it may only show.
    if !shown {
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            header::HeaderValue::from_static("*"),
        );
    }
    response
}

/// Reads an address. The window's own `convertFileSrc` writes the slashes as `%2F`.
fn wanted(path: &str) -> Result<Wanted, Failure> {
    let path = path.trim_start_matches('/').replace("%2F", "/");
    let unfit = || Problem::Unfit("the address of a picture");
    let number = |text: &str| text.parse::<u32>().map_err(|_| unfit());
    let [photo, version, view, side] = path.split('/').collect::<Vec<_>>()[..] else {
        return Err(unfit().into());
    };
    Ok(Wanted {
        photo: number(photo)?,
        version: number(version)?,
        view: match view {
            "original" => View::Original,
            "output" => View::Output,
            _ => View::Hidden(number(view.strip_prefix("hidden-").ok_or_else(unfit)?)? as usize),
        },
        side: number(side)?.clamp(1, LARGEST),
    })
}

fn drawn(desk: &Desk, wanted: Wanted) -> Kept {
    if !desk.is_open() {
        return Err(Problem::Locked.into());
    }
    let photo = desk.photos().get(wanted.photo)?.clone();
    // Nobody waits for what a photo looked like before; nor is it kept as what it looks like now.
    if photo.version != wanted.version {
        return Err(Problem::Gone.into());
    }
    if let Some(kept) = desk.pictures().get(wanted) {
        return kept;
    }
    let drawn = draw(desk, &photo, wanted).map(Arc::new);
    // What cannot be drawn now cannot be drawn in a moment; any other trouble may be over by then.
    if drawn.as_ref().map_or_else(Failure::is_no_preview, |_| true) {
        desk.pictures().keep(wanted, &drawn);
    }
    drawn
}

fn draw(desk: &Desk, photo: &Photo, wanted: Wanted) -> Result<(Vec<u8>, &'static str), Failure> {
    let inspected = Dropped::open(&photo.path, &Limits::default())?.inspect()?;
    // What is shown beside it was read from the file as it was.
    if photo.digest() != Some(inspected.digest()) {
        return Err(Problem::Changed.into());
    }
    let rendering = match wanted.view {
        View::Original => inspected.render(wanted.side)?,
        View::Output => {
            let regions = desk.register(|register| Ok(marks(register, inspected.digest())?))?;
            inspected
                .clean(&regions, &Seed(photo.seed), Depth::Plain)?
                .render(wanted.side)?
        }
        View::Hidden(finding) => inspected.render_hidden(finding, wanted.side)?,
    };
    Ok(rendering.encode()?)
}

/// The pictures drawn last.
#[derive(Default)]
pub(crate) struct Shelf {
    pictures: HashMap<Wanted, Kept>,
    order: VecDeque<Wanted>,
    bytes: usize,
}

impl Shelf {
    fn get(&self, wanted: Wanted) -> Option<Kept> {
        self.pictures.get(&wanted).cloned()
    }

    fn keep(&mut self, wanted: Wanted, drawn: &Kept) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_picture_and_nothing_else() {
        let expected = Wanted {
            photo: 7,
            version: 2,
            view: View::Output,
            side: 1600,
        };
        assert_eq!(wanted("/7/2/output/1600").ok(), Some(expected));
        assert_eq!(wanted("/7%2F2%2Foutput%2F1600").ok(), Some(expected));
        assert_eq!(
            wanted("/7/2/output/99999999").map(|it| it.side).ok(),
            Some(LARGEST)
        );
        assert_eq!(
            wanted("/7/2/hidden-3/160").map(|it| it.view).ok(),
            Some(View::Hidden(3))
        );
        for wrong in [
            "",
            "/",
            "/7",
            "/../etc/passwd",
            "/7/2/file/10",
            "/7/2/output/1600/x",
            "/-1/0/output/1",
            "/7/2/hidden-/160",
            "/7/2/hidden--1/160",
            "/7/2/hidden/160",
        ] {
            assert!(wanted(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_page_may_read_why_there_is_no_picture_and_may_only_show_one() -> Result<(), serde_json::Error> {
        let readable = |response: &Response<Vec<u8>>| {
            response
                .headers()
                .contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN)
        };
        let none = response(Err(Failure::new("no-preview", "It cannot be shown.")));
        assert_eq!((none.status(), readable(&none)), (StatusCode::NOT_FOUND, true));
        let why: serde_json::Value = serde_json::from_slice(none.body())?;
        assert_eq!(why["code"], "no-preview");
        let shown = response(Ok(Arc::new((vec![1, 2], "image/png"))));
        assert_eq!((shown.status(), readable(&shown)), (StatusCode::OK, false));
        assert_eq!(
            shown.headers().get(header::CACHE_CONTROL).map(|it| it.as_bytes()),
            Some(&b"no-store"[..])
        );
        Ok(())
    }

    #[test]
    fn a_picture_that_no_finding_hides_is_not_drawn() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let wanted = Wanted {
            photo: shown.photo,
            version: shown.version,
            view: View::Hidden(0),
            side: 16,
        };
        let none = drawn(&desk, wanted);
        assert_eq!(none.err().map(|it| it.code).as_deref(), Some("not-found"));
        assert!(desk.pictures().get(wanted).is_none());
        desk.lock();
        assert_eq!(
            drawn(&desk, wanted).err().map(|it| it.code).as_deref(),
            Some("locked")
        );
        Ok(())
    }

    #[test]
    fn a_defect_in_one_picture_is_only_its_failure() {
        let failed = calmly::<()>(|| panic!("a picture that nobody thought of"));
        assert_eq!(failed.err().map(|it| it.code).as_deref(), Some("stopped"));
        assert_eq!(calmly(|| Ok(7)).ok(), Some(7));
    }

    fn tile(photo: u32) -> Wanted {
        Wanted {
            photo,
            version: 0,
            view: View::Output,
            side: TILE,
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
            side: 1600,
            ..tile(0)
        };
        let hidden = Wanted {
            view: View::Hidden(0),
            ..tile(1)
        };
        for (wanted, slow) in [(open, true), (hidden, false), (tile(2), false), (tile(3), true)] {
            asked.add(wanted, slow, ());
        }
        let mut first = || asked.next().map(|it| it.wanted.photo);
        assert_eq!([first(), first(), first()], [Some(1), Some(0), Some(2)]);
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

    #[test]
    fn a_picture_of_before_is_not_drawn() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let at = |version| Wanted {
            photo: shown.photo,
            version,
            view: View::Output,
            side: 16,
        };
        assert!(drawn(&desk, at(shown.version)).is_ok());
        let digest = desk.photos().all().first().and_then(Photo::digest);
        desk.photos().redrawn(digest.ok_or("unread")?, [2; 32]);
        let before = drawn(&desk, at(shown.version));
        assert_eq!(before.err().map(|it| it.code).as_deref(), Some("gone"));
        assert!(drawn(&desk, at(shown.version + 1)).is_ok());
        desk.photos().remove(&[shown.photo]);
        assert!(drawn(&desk, at(shown.version + 1)).is_err());
        Ok(())
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test changes the photo on the disk")]
    fn a_picture_of_another_file_is_not_drawn() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let path = folder.path().join("photo.png");
        let behind = [&std::fs::read(&path)?[..], b"and more"].concat();
        std::fs::write(&path, behind)?;
        for view in [View::Original, View::Output, View::Hidden(0)] {
            let wanted = Wanted {
                photo: shown.photo,
                version: shown.version,
                view,
                side: 16,
            };
            let failed = drawn(&desk, wanted).err();
            assert_eq!(failed.map(|it| it.code).as_deref(), Some("changed"), "{view:?}");
        }
        Ok(())
    }

    #[test]
    fn the_shelf_lets_go_of_the_oldest_pictures() {
        let mut shelf = Shelf::default();
        let at = |photo| Wanted {
            photo,
            version: 0,
            view: View::Original,
            side: 1,
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
}
