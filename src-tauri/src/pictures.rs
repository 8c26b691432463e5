//! Pictures for the web view, drawn by the library, kept in memory, never on a disk or in the web view's own cache.

mod address;
mod queue;
mod shelf;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use safelight_consent::PhotoDigest;
use safelight_export::{Depth, Dropped, Inspected, Rendering, copy_seed, marks};
use safelight_redact::{Region, Seed};
use safelight_sanitize::Limits;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};

use self::address::{Paper, Part, View, Wanted};
use self::queue::Waiting;
use self::shelf::Kept;
use crate::commands::form_page;
use crate::failure::Problem;
use crate::state::{Desk, Photo};
use crate::wire::Failure;

pub(crate) use self::queue::Asked;
pub(crate) use self::shelf::{Close, OnScreen, Shelf};

/// Answers `photo://localhost/`, followed by what [`Wanted::of`] or [`Paper::of`] reads.
pub(crate) fn answer<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let app = context.app_handle().clone();
    if let Some(paper) = Paper::of(request.uri().path()) {
        std::thread::spawn(move || {
            responder.respond(response(calmly(|| {
                let drawn = form_page(&app.state::<Desk>(), &paper.form, paper.sheet)?;
                let media_type = drawn.media_type();
                Ok(Arc::new((drawn.picture, media_type)))
            })));
        });
        return;
    }
    let wanted = match Wanted::of(request.uri().path()) {
        Ok(wanted) => wanted,
        Err(failure) => return responder.respond(response(Err(failure.into()))),
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
    // What cannot be drawn now cannot be drawn in a moment; any other trouble may be over by then. Parts are many, and
    // quickly cut from the whole again; what is drawn at once makes way for the output itself; a copy that is shown is drawn
    // from what is held.
    let passes = matches!(wanted.view, View::AtOnce | View::Held);
    let stays = matches!(wanted.part, Part::Whole(_)) && !passes;
    if stays && drawn.as_ref().map_or_else(Failure::is_no_preview, |_| true) {
        // Locking clears the shelf; what was being drawn then does not come back on it.
        let mut shelf = desk.pictures();
        if desk.is_open() {
            shelf.keep(wanted, &drawn);
        }
    }
    drawn
}

fn draw(desk: &Desk, photo: &Photo, wanted: Wanted) -> Result<(Vec<u8>, &'static str), Failure> {
    match wanted.part {
        Part::Whole(side) if wanted.view == View::AtOnce => {
            Ok(rendered(desk, photo, wanted.view, side)?.encode_at_once()?)
        }
        Part::Whole(side) => Ok(rendered(desk, photo, wanted.view, side)?.encode()?),
        Part::Crop { x, y, width, height } => {
            let whole = {
                // Held while it is drawn: the other parts wait for this one picture instead of drawing it again.
                let mut close = desk.close();
                if !desk.is_open() {
                    return Err(Problem::Locked.into());
                }
                close.view(wanted, || rendered(desk, photo, wanted.view, u32::MAX))?
            };
            Ok((whole.crop(x, y, width, height)?, "image/png"))
        }
    }
}

fn rendered(desk: &Desk, photo: &Photo, view: View, side: u32) -> Result<Rendering, Failure> {
    Ok(match view {
        View::Original => read(photo)?.render(side)?,
        View::Output => {
            let inspected = read(photo)?;
            let (regions, seed) = painted(desk, photo, inspected.digest())?;
            inspected.clean(&regions, &seed, Depth::Plain)?.render(side)?
        }
        View::AtOnce => at_once(desk, photo, side)?,
        View::Held => {
            let held = desk.held_copy();
            let held = held
                .as_ref()
                .filter(|it| it.shown.photo == photo.id && it.shown.version == photo.version);
            held.ok_or(Problem::NotShown)?.copy.render(side)?
        }
        View::Hidden(finding) => read(photo)?.render_hidden(finding, side)?,
    })
}

/// The photo's file as it is now, which what is shown beside it was read from.
fn read(photo: &Photo) -> Result<Inspected, Failure> {
    let inspected = Dropped::open(&photo.path, &Limits::default())?.inspect()?;
    if photo.digest() == Some(inspected.digest()) {
        Ok(inspected)
    } else {
        Err(Problem::Changed.into())
    }
}

/// The output, painted on the small picture that is kept of the open photo: its file is not read again.
fn at_once(desk: &Desk, photo: &Photo, side: u32) -> Result<Rendering, Failure> {
    let digest = photo.digest().ok_or(Problem::Changed)?;
    let screen = {
        // Held while it is drawn: who asks next waits for this one.
        let mut kept = desk.on_screen();
        if !desk.is_open() {
            return Err(Problem::Locked.into());
        }
        kept.screen(digest, side, || {
            Ok(read(photo)?
                .clean(&[], &Seed(photo.seed), Depth::Plain)?
                .screen(side)?)
        })?
    };
    let (regions, seed) = painted(desk, photo, digest)?;
    Ok(screen.hiding(&regions, &seed))
}

/// What the copy of a photo hides, and what that is painted with: as somebody was shown it, where they were.
fn painted(desk: &Desk, photo: &Photo, digest: PhotoDigest) -> Result<(Vec<Region>, Seed), Failure> {
    desk.register(|register| Ok((marks(register, digest)?, copy_seed(register, digest, photo.seed)?)))
}

#[cfg(test)]
mod tests {
    use safelight_export::set_marks;
    use safelight_redact::{Region, Rgb, Shape, Style};

    use super::*;

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
    fn regions_are_painted_at_once_without_the_file_and_not_while_locked()
    -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let digest = desk
            .photos()
            .all()
            .first()
            .and_then(Photo::digest)
            .ok_or("unread")?;
        let at = |view, more| Wanted {
            photo: shown.photo,
            version: shown.version + more,
            view,
            part: Part::Whole(16),
        };
        let told = |kept: Kept| kept.map(|drawn| drawn.0.clone()).map_err(|why| why.code);
        let before = told(drawn(&desk, at(View::AtOnce, 0)))?;
        std::fs::remove_file(folder.path().join("photo.png"))?;
        let region = Region {
            shape: Shape::Rectangle {
                x: 8,
                y: 8,
                width: 16,
                height: 16,
            },
            style: Style::Fill(Rgb::default()),
            face: false,
            name: None,
        };
        desk.register(|register| Ok(set_marks(register, digest, &[region])?))
            .map_err(|why| why.code)?;
        desk.photos().redrawn(digest, [2; 32]);
        assert_ne!(told(drawn(&desk, at(View::AtOnce, 1)))?, before);
        assert_eq!(
            told(drawn(&desk, at(View::Output, 1))).err().as_deref(),
            Some("not-found")
        );
        desk.photos().redrawn(digest, [3; 32]);
        desk.lock();
        assert_eq!(
            told(drawn(&desk, at(View::AtOnce, 2))).err().as_deref(),
            Some("locked")
        );
        let gone = desk.on_screen().screen(digest, 16, || Err(Problem::Gone.into()));
        assert_eq!(gone.err().map(|why| why.code).as_deref(), Some("gone"));
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
            part: Part::Whole(16),
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

    #[test]
    fn a_picture_of_before_is_not_drawn() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, shown) = crate::commands::cleared(folder.path())?;
        let at = |version| Wanted {
            photo: shown.photo,
            version,
            view: View::Output,
            part: Part::Whole(16),
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
                part: Part::Whole(16),
            };
            let failed = drawn(&desk, wanted).err();
            assert_eq!(failed.map(|it| it.code).as_deref(), Some("changed"), "{view:?}");
        }
        Ok(())
    }
}
