//! Many photos at once: folders, photos named twice, copies among photos.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::process::Stdio;

use common::command::{Place, Run, SAFELIGHT, export_words};
use common::files;
use common::picture::{PLAIN, jpeg, scene};

#[test]
fn folders_are_walked_and_the_copies_in_them_are_not() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("one/two/b.jpg", &jpeg(PLAIN, scene(1)));
    place.nobody_in_photos();
    let copies = place.photos().join("one/copies");
    std::fs::create_dir(&copies).unwrap();
    std::os::unix::fs::symlink("photos/one", place.path("way")).unwrap();
    for (n, to) in [
        copies.clone(),
        place.path("way/copies"),
        place.path("copies/../photos/one/copies"),
    ]
    .iter()
    .enumerate()
    {
        let run = place.json(export_words(to, &place.photos())).ended(0);
        assert_eq!(run.summary()["exported"], 2, "{}", to.display());
        assert_eq!(files(&copies).len(), 2 * (n + 1));
    }
    // No folder of the source is kept.
    assert!(
        std::fs::read_dir(&copies)
            .unwrap()
            .all(|entry| entry.unwrap().path().is_file())
    );
}

#[test]
fn copies_may_go_beside_the_photos() {
    let place = Place::new();
    let photo = place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.nobody_in_photos();
    let run = place.json(export_words(&place.photos(), &photo)).ended(0);
    assert_eq!(run.summary()["exported"], 1);
    let run = place
        .json(export_words(&place.photos(), &place.photos()))
        .ended(1);
    assert_eq!(run.summary()["exported"], 1, "the photo, and not its copy");
    assert_eq!(run.summary()["refused"], 1, "nobody looked through the copy");
    assert_eq!(files(&place.photos()).len(), 3);
}

#[test]
fn a_photo_that_is_named_twice_is_copied_once() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("one/b.jpg", &jpeg(PLAIN, scene(1)));
    place.nobody_in_photos();
    std::os::unix::fs::symlink("photos/a.jpg", place.path("link.jpg")).unwrap();
    for names in [
        vec!["photos/a.jpg", "photos/a.jpg"],
        vec!["photos/a.jpg", "photos/one/../a.jpg", "./photos/a.jpg"],
        vec!["photos/a.jpg", "link.jpg"],
        vec!["photos/a.jpg", "photos", "photos/one", "photos/one/b.jpg"],
    ] {
        let mut words = export_words(&place.copies(), names[0].as_ref());
        words.extend(names[1..].iter().map(Into::into));
        let run = place.json(words).ended(0);
        let photos = if names.contains(&"photos") { 2 } else { 1 };
        assert_eq!(run.summary()["exported"], photos, "{names:?}");
        for copy in files(&place.copies()) {
            std::fs::remove_file(copy).unwrap();
        }
    }
    let marked = place
        .json(["mark", "--rect", "1,2,3,4", "photos/a.jpg", "photos"])
        .ended(0);
    assert_eq!(marked.about("a.jpg")["regions"].as_array().unwrap().len(), 1);
}

/// As under `safelight … | head -1`.
#[test]
fn a_reader_that_goes_away_stops_no_copy() {
    let place = Place::new();
    for n in 0..4 {
        place.photo(&format!("{n}.jpg"), &jpeg(PLAIN, scene(n)));
    }
    place.nobody_in_photos();
    let mut child = place
        .command(SAFELIGHT)
        .arg("--json")
        .args(export_words(&place.copies(), &place.photos()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let run = Run::of(&child.wait_with_output().unwrap()).ended(2);
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    assert_eq!(files(&place.copies()).len(), 4);
    assert_eq!(place.json(["ledger", "list"]).ended(0).objects().len(), 4);
}
