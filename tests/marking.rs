//! Marking what is to be hidden, and suggestions of it, on the command line: docs/cli.md.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::Place;
use common::desk::{CHEAP, PASSPHRASE, blur};
use common::digest;
use common::picture::{PLAIN, avif, jpeg, scene, sized_jpeg};
use safelight_consent::{Passphrase, Register};
use safelight_export::suggestions::set_found;
use safelight_redact::find::{Kind, Suggestion};
use serde_json::{Value, json};

const A: &str = "photos/a.jpg";

fn place() -> Place {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place
}

#[test]
fn shapes_of_every_kind_are_kept_in_the_order_of_the_words() {
    let place = place();
    let words = [
        "mark",
        "--polygon",
        "1,2; 30,-4;5,60",
        "--rect",
        "8,9,20,30",
        "--ellipse=-5,6,7,8",
        "--rect",
        "1,1,2,2",
        "--style",
        "mosaic",
        "--name",
        " Tattoo ",
        A,
    ];
    let shapes = [
        json!({"polygon": [[1, 2], [30, -4], [5, 60]]}),
        json!({"rectangle": {"x": 8, "y": 9, "width": 20, "height": 30}}),
        json!({"ellipse": {"x": -5, "y": 6, "width": 7, "height": 8}}),
        json!({"rectangle": {"x": 1, "y": 1, "width": 2, "height": 2}}),
    ];
    let region = |shape| json!({"shape": shape, "style": "mosaic", "face": false, "name": "Tattoo"});
    let regions: Vec<Value> = shapes.into_iter().map(region).collect();
    for _ in 0..2 {
        let marked = place.json(words).ended(0).object();
        assert_eq!(marked["regions"], json!(regions), "each once");
    }
    let text = place.run(words).ended(0).stdout;
    for line in [
        "4 regions to hide in 160 × 120 pixels",
        "polygon of 3 corners at 1, -4, 29 × 64 pixels, mosaic, “Tattoo”",
        "ellipse at -5, 6, 7 × 8 pixels, mosaic, “Tattoo”",
    ] {
        assert!(text.contains(line), "{text}");
    }
    let only = place.json(["mark", "--clear", "--rect", "1,1,2,2", "--face", A]);
    let only = only.ended(0).object();
    let rectangle = json!({"rectangle": {"x": 1, "y": 1, "width": 2, "height": 2}});
    let expected = json!([{"shape": rectangle, "style": "blur", "face": true}]);
    assert_eq!(only["regions"], expected);
    let cleared = place.json(["mark", "--clear", A]).ended(0).object();
    assert_eq!(cleared["regions"], json!([]));
}

#[test]
fn what_is_no_shape_is_wrong_use() {
    let place = place();
    for words in [
        vec!["--rect", "1,2,3"],
        vec!["--rect", "1,2,0,4"],
        vec!["--rect", "1,2,3,4,5"],
        vec!["--ellipse", "1,2,3,-4"],
        vec!["--ellipse", "1.5,2,3,4"],
        vec!["--ellipse", "99999999999,2,3,4"],
        vec!["--polygon", "1,2;3,4"],
        vec!["--polygon", "1,2;3,4;5"],
        vec!["--polygon", "1,2;3,4;5,6;"],
        vec!["--rect", "1,2,3,4", "--style", "pixels"],
        vec!["--rect", "1,2,3,4", "--style", "fill:12345"],
        vec!["--rect", "1,2,3,4", "--name", " "],
        vec!["--from", A, "--rect", "1,2,3,4"],
        vec!["--from", A, "--face"],
        vec!["--from", A, "--clear"],
        vec!["--face"],
        vec![],
    ] {
        let all = ["mark"].into_iter().chain(words.clone()).chain([A]);
        let run = place.json(all);
        assert_eq!(run.status, 64, "{words:?}: {run:?}");
    }
    let marked = place.json(["mark", "--clear", A]).ended(0).object();
    assert_eq!(marked["regions"], json!([]), "nothing was kept");
}

#[test]
fn a_burst_takes_over_the_regions_of_its_first_photo() {
    let place = place();
    place.photo("burst/b.jpg", &jpeg(PLAIN, scene(1)));
    let turned = common::picture::Kind {
        orientation: 6,
        ..PLAIN
    };
    place.photo("burst/c.jpg", &jpeg(turned, scene(2)));
    place.photo("burst/d.jpg", &sized_jpeg(PLAIN, 160, 128, scene(3)));
    place.photo("burst/e.jpg", &jpeg(PLAIN, scene(4)));
    let none = place.json(["mark", "--from", A, "photos/burst"]).ended(2);
    assert_eq!(none.object()["code"], "not-found");
    let words = ["mark", "--ellipse", "8,9,20,30", "--name", "scar", A];
    let marked = place.json(words).ended(0).object();
    let run = place.json(["mark", "--from", A, "photos/burst"]).ended(2);
    for name in ["b.jpg", "e.jpg"] {
        assert_eq!(run.about(name)["regions"], marked["regions"], "{name}");
    }
    for name in ["c.jpg", "d.jpg"] {
        assert_eq!(run.about(name)["code"], "unsupported", "{name}");
        let kept = place.json(["mark", "--clear", &format!("photos/burst/{name}")]);
        assert_eq!(kept.ended(0).object()["regions"], json!([]));
    }
    let missing = place.json(["mark", "--from", "photos/z.jpg", A]).ended(2);
    assert_eq!(missing.object()["code"], "not-found");
}

#[test]
fn a_verdict_says_what_the_copy_hides() {
    let place = place();
    let words = ["mark", "--polygon", "1,2;30,4;5,60", "--face", A];
    let marked = place.json(words).ended(0).object();
    let check = ["check", "--purpose", "teaching", "--audience", "institution", A];
    let verdict = place.json(check).ended(1).object();
    assert_eq!(verdict["regions"], marked["regions"]);
    let text = place.run(check).ended(1).stdout;
    assert!(
        text.contains("hides  polygon of 3 corners at 1, 2, 29 × 58 pixels, blur, a face"),
        "{text}"
    );
}

#[test]
fn what_is_found_is_listed_as_suggestions_to_be_checked() {
    let place = place();
    place.photo("b.avif", &avif());
    let run = place.json(["suggest", "photos"]).ended(2);
    let listed = run.about("a.jpg");
    assert_eq!(listed["suggestions"], json!([]), "the scene shows nothing");
    assert_eq!(run.about("b.avif")["code"], "no-preview");
    let text = place.run(["suggest", A]).ended(0).stdout;
    assert!(text.contains("no suggestions; check yourself"), "{text}");
}

#[test]
fn suggestions_of_a_folder_are_not_dismissed_by_number() {
    let place = place();
    for paths in [&["photos"][..], &[A, "photos/b.jpg"]] {
        let words = ["suggest", "--dismiss", "1"];
        place.json(words.iter().chain(paths)).ended(64);
    }
    let none = place.json(["suggest", "--dismiss", "1", A]).ended(2);
    assert_eq!(none.object()["code"], "not-found");
    place.json(["suggest", "--dismiss", "0", A]).ended(2);
    place.json(["suggest", "--accept", "plates", A]).ended(64);
}
