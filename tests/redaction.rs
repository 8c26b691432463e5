//! From a marked region to the exported file: nothing of what lay there is in it, all else is as it was.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::Place;
use common::desk::{Desk, End, SEED, blur, teaching};
use common::picture::{
    self, HEIGHT, Kind, NEEDLE, PLAIN, RECT, WIDTH, in_rect, png_pixels, scene, undrawn_avif, with_secret,
};
use common::{contains, digest, only_file};
use safelight_export::{Code, Depth, set_marks};
use safelight_redact::{Mask, Rect, Size, Upright, jpeg, png};

const KINDS: [(&str, bool, Kind); 3] = [
    ("baseline JPEG", true, PLAIN),
    (
        "progressive JPEG",
        true,
        Kind {
            progressive: true,
            ..PLAIN
        },
    ),
    ("PNG", false, PLAIN),
];

fn picture(is_jpeg: bool, kind: Kind, picture: impl Fn(u32, u32) -> [u8; 3]) -> Vec<u8> {
    if is_jpeg {
        picture::jpeg(kind, picture)
    } else {
        picture::png(kind, picture)
    }
}

/// The bytes of a picture's exported copy, with [`RECT`] hidden.
fn hidden(source: &[u8]) -> Vec<u8> {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", source);
    set_marks(&mut desk.register, digest(&photo), &[blur(RECT)]).unwrap();
    desk.nobody(&photo);
    let exported = desk.exported(&photo);
    std::fs::read(exported.path()).unwrap()
}

#[test]
fn pictures_that_differ_only_where_they_are_hidden_export_to_the_same_bytes() {
    for (name, is_jpeg, kind) in KINDS {
        let [one, other] = [3, 91].map(|salt| picture(is_jpeg, kind, with_secret(in_rect, salt)));
        assert!(one != other, "{name}: the sources differ");
        let [one, other] = [hidden(&one), hidden(&other)];
        assert!(one == other, "{name}: the copies tell the sources apart");
        assert!(
            one != hidden(&picture(is_jpeg, kind, |x, y| scene(1)(x, y))),
            "{name}: all copies are the same"
        );
    }
}

/// The copy with a region against the copy without: that one is the source's picture, which `verify` proves.
#[test]
fn outside_the_hidden_region_nothing_differs() {
    for (name, is_jpeg, kind) in KINDS {
        let source = picture(is_jpeg, kind, scene(0));
        let mut desk = Desk::new();
        let photo = desk.photo("a", &source);
        desk.nobody(&photo);
        let open = std::fs::read(desk.exported(&photo).path()).unwrap();
        let copy = hidden(&source);
        let region = [blur(RECT)];
        let concealed = match is_jpeg {
            true => jpeg::conceal(&open, &region, Upright::TopLeft, &SEED),
            false => png::conceal(&open, &region, Upright::TopLeft, &SEED),
        };
        let area = concealed.unwrap().area;
        let rects: Vec<Rect> = area.masks().map(Mask::rect).collect();
        let Size { width, height } = rects[0].size();
        assert!(
            rects.len() == 1 && width * height < WIDTH * HEIGHT / 3,
            "{rects:?}"
        );
        let differences = match is_jpeg {
            true => jpeg::differences_outside(&open, &copy, &area),
            false => png::differences_outside(&open, &copy, &area),
        };
        assert_eq!(differences.unwrap(), 0, "{name}");
    }
}

/// Not by the code under test: each sample of the PNG is compared.
#[test]
fn in_a_png_just_the_padded_region_changes() {
    let source = picture::png(PLAIN, scene(0));
    let (before, after) = (png_pixels(&source), png_pixels(&hidden(&source)));
    let [left, top, width, height] = RECT;
    let mut changed = 0;
    for (n, (before, after)) in before.chunks(3).zip(after.chunks(3)).enumerate() {
        let (x, y) = (n as u32 % WIDTH, n as u32 / WIDTH);
        let padded = (left - 8..left + width + 8).contains(&x) && (top - 8..top + height + 8).contains(&y);
        assert!(padded || before == after, "the pixel {x}, {y} changed");
        changed += u32::from(before != after);
    }
    assert!(changed > width * height, "only {changed} pixels changed");
}

/// The region is said in displayed pixels. Two pictures whose stored pixels differ where the turned region lies must
/// export alike; turned any other way, the difference would show.
#[test]
fn a_region_is_turned_with_the_picture() {
    for orientation in 2..=8 {
        // The inverse of showing: TIFF 6.0, tag 274.
        let shown = move |x: u32, y: u32| {
            let (right, bottom) = (WIDTH - 1 - x, HEIGHT - 1 - y);
            match orientation {
                2 => (right, y),
                3 => (right, bottom),
                4 => (x, bottom),
                5 => (y, x),
                6 => (bottom, x),
                7 => (bottom, right),
                _ => (y, right),
            }
        };
        let within = move |x, y| {
            let (x, y) = shown(x, y);
            in_rect(x, y)
        };
        for (name, is_jpeg, kind) in KINDS {
            let kind = Kind { orientation, ..kind };
            let [one, other] = [3, 91].map(|salt| picture(is_jpeg, kind, with_secret(within, salt)));
            assert!(
                hidden(&one) == hidden(&other),
                "{name}, orientation {orientation}"
            );
        }
    }
}

#[test]
fn a_region_in_a_picture_with_a_profile_and_an_orientation_is_proved_clean() {
    for (name, is_jpeg, kind) in KINDS {
        let kind = Kind {
            orientation: 6,
            icc: true,
            ..kind
        };
        let source = picture(is_jpeg, kind, scene(0));
        let copy = hidden(&source);
        assert!(contains(&source, NEEDLE.as_bytes()), "{name}: nothing planted");
        assert!(
            !contains(&copy, NEEDLE.as_bytes()),
            "{name}: {NEEDLE} is in the copy"
        );
        let profile: &[u8] = if is_jpeg { b"ICC_PROFILE\0" } else { b"iCCP" };
        assert!(contains(&copy, profile), "{name}: the colours' meaning is gone");
        let desk = Desk::new();
        let size = desk.inspected(&desk.photo("copy", &copy)).size();
        assert_eq!((size.width, size.height), (HEIGHT, WIDTH), "{name}: not upright");
    }
}

#[test]
fn regions_marked_on_the_command_line_reach_the_exported_file() {
    let place = Place::new();
    for (name, is_jpeg, kind) in KINDS {
        for (salt, copies) in [(3, "one"), (91, "other")] {
            let source = picture(is_jpeg, kind, with_secret(in_rect, salt));
            let photo = place.photo("a.jpg", &source);
            place.nobody_in_photos();
            let [x, y, width, height] = RECT;
            let rect = format!("{x},{y},{width},{height}");
            let photo = photo.to_str().unwrap();
            place
                .json(["mark", "--rect", &rect, "--style", "fill:204060", photo])
                .ended(0);
            place.json(["review", "--by", "Dr A", photo]).ended(0);
            let words = [
                "export",
                "--purpose",
                "teaching",
                "--audience",
                "institution",
                "--to",
            ];
            let to = place.path(copies);
            std::fs::create_dir_all(&to).unwrap();
            place.json(words.into_iter().chain([copies, photo])).ended(0);
        }
        let [one, other] = ["one", "other"].map(|copies| {
            let file = only_file(&place.path(copies));
            let bytes = std::fs::read(&file).unwrap();
            std::fs::remove_file(file).unwrap();
            bytes
        });
        assert!(one == other, "{name}: the copies tell the sources apart");
    }
}

#[test]
fn taken_away_regions_are_not_hidden() {
    let place = Place::new();
    place.photo("a.png", &picture::png(PLAIN, scene(0)));
    place.nobody_in_photos();
    place.json(["mark", "--rect", "40,40,20,20", "photos"]).ended(0);
    let cleared = place.json(["mark", "--clear", "photos"]).ended(0).object();
    assert_eq!(cleared["regions"], serde_json::json!([]));
    place.json(["review", "--by", "Dr A", "photos"]).ended(0);
    place.export(&place.photos()).ended(0);
    let copy = std::fs::read(only_file(&place.copies())).unwrap();
    assert!(png_pixels(&copy) == png_pixels(&picture::png(PLAIN, scene(0))));
}

#[test]
fn a_region_in_a_picture_that_cannot_be_drawn_is_refused_plainly_as_soon_as_it_is_marked() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.avif", &undrawn_avif());
    let digest = desk.nobody(&photo);
    let failure = desk
        .inspected(&photo)
        .clean(&[blur([0, 0, 1, 1])], &SEED, Depth::Plain)
        .unwrap_err();
    assert_eq!(failure.code, Code::Unsupported);
    assert_eq!(
        failure.message,
        "Regions cannot be hidden in this picture. Save it as a JPEG or PNG first."
    );
    // Without a region it goes.
    let End::Exported(exported) = desk.export(&photo, Some(&teaching())) else {
        panic!("not exported");
    };
    assert_eq!(exported.source_digest(), digest);

    let place = Place::new();
    place.photo("a.avif", &undrawn_avif());
    place.photo("b.png", &picture::png(PLAIN, scene(0)));
    place.nobody_in_photos();
    let marked = place.json(["mark", "--rect", "0,0,1,1", "photos"]).ended(2);
    let line = marked.about("a.avif");
    assert_eq!(line["code"], "unsupported");
    assert_eq!(line["message"], failure.message.as_str());
    let regions = marked.about("b.png")["regions"].clone();
    assert_eq!(regions.as_array().unwrap().len(), 1);
}
