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
use common::faces::{FACES_SIZE, drawn_faces};
use common::picture::{Kind, PLAIN, jpeg, scene, sized_jpeg, undrawn_avif};
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
    let turned = Kind {
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
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, |_, _| [90, 120, 60]));
    place.photo("b.avif", &undrawn_avif());
    let run = place.json(["suggest", "photos"]).ended(2);
    assert_eq!(run.about("a.jpg")["suggestions"], json!([]));
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
    let none = place.json(["suggest", "--dismiss", "100", A]).ended(2);
    assert_eq!(none.object()["code"], "not-found");
    place.json(["suggest", "--dismiss", "0", A]).ended(2);
    place.json(["suggest", "--accept", "plates", A]).ended(64);
}

const FACES: [[f32; 2]; 2] = [[80.0, 90.0], [280.0, 100.0]];

/// A photo of two drawn faces, of whom P1 agreed to be shown with the face hidden.
fn two_faces(kind: Kind) -> Place {
    let place = Place::new();
    let [width, height] = FACES_SIZE;
    place.photo("a.jpg", &sized_jpeg(kind, width, height, drawn_faces(&FACES)));
    let record = place.record(&["--permit", "teaching:institution", "--condition", "obscure-face"]);
    place
        .json(["link", "--record", &record, "--person", "P1", A])
        .ended(0);
    place.json(["people", "--count", "1", A]).ended(0);
    place.json(["review", "--by", "Dr A", A]).ended(0);
    place
}

/// The faces among what was found.
fn faces(found: &Value) -> Vec<&Value> {
    let found = found["suggestions"].as_array().unwrap().iter();
    found.filter(|it| it["kind"] == "face").collect()
}

/// The rules that speak against a copy.
fn ids(place: &Place) -> Vec<String> {
    let check = ["check", "--purpose", "teaching", "--audience", "institution", A];
    let verdict = place.json(check).object();
    let refusals = verdict["refusals"].as_array().unwrap().iter();
    refusals.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// From the finder to the copy.
#[test]
fn faces_are_found_counted_dismissed_and_hidden() {
    let place = two_faces(PLAIN);
    assert_eq!(ids(&place), ["G22"]);
    let found = place.json(["suggest", A]).ended(0).object();
    let suggestions = faces(&found);
    assert_eq!(suggestions.len(), 2, "{found}");
    assert!(suggestions.iter().all(|it| it["dismissed"] == false));
    assert_eq!(found["regions"], json!([]));
    assert_eq!(ids(&place), ["G03", "G22"]);

    let dismissed = place.json(["suggest", "--dismiss", "2", A]).ended(0).object();
    assert_eq!(dismissed["suggestions"][1]["dismissed"], true);
    assert_eq!(ids(&place), ["G22"]);
    let text = place.run(["suggest", A]).ended(0).stdout;
    assert!(text.contains("2 suggestions; check yourself"), "{text}");
    assert!(
        text.contains("    1  face at ") && text.contains("    2  face at "),
        "{text}"
    );
    assert_eq!(text.matches(", dismissed").count(), 1, "{text}");

    for _ in 0..2 {
        let words = ["suggest", "--accept", "faces", "--style", "fill:FFFFFF", A];
        let accepted = place.json(words).ended(0).object();
        let region = json!({
            "shape": suggestions[0]["shape"],
            "style": {"fill": {"red": 255, "green": 255, "blue": 255}},
            "face": true,
        });
        assert_eq!(accepted["regions"], json!([region]), "one, and that once");
    }
    assert_eq!(ids(&place), ["G27"], "other regions are another picture");
    place.json(["review", "--by", "Dr A", A]).ended(0);
    place.export(&place.photos()).ended(0);
}

#[test]
fn only_what_is_asked_for_is_accepted() {
    let place = two_faces(PLAIN);
    for (kinds, regions) in [("text", 0), ("codes", 0), ("all", 2)] {
        let accepted = place.json(["suggest", "--accept", kinds, A]).ended(0).object();
        let hidden = accepted["regions"].as_array().unwrap().iter();
        assert_eq!(hidden.filter(|it| it["face"] == true).count(), regions, "{kinds}");
    }
    place.json(["review", "--by", "Dr A", A]).ended(0);
    assert_eq!(ids(&place), ["G03"], "hidden people are people");
}

/// Faces lie where they are displayed.
#[test]
fn a_picture_is_looked_at_as_it_is_displayed() {
    let [width, height] = FACES_SIZE;
    let found = |orientation| {
        let place = two_faces(Kind { orientation, ..PLAIN });
        let found = place.json(["suggest", A]).ended(0).object();
        let boxes: Vec<[u64; 4]> = faces(&found)
            .iter()
            .map(|it| {
                ["x", "y", "width", "height"].map(|key| it["shape"]["rectangle"][key].as_u64().unwrap())
            })
            .collect();
        assert_eq!(boxes.len(), 2, "{orientation}");
        boxes
    };
    // The middle of each face, on its side.
    let middles = FACES.map(|[x, y]| [height as f32 - y - 70.0, x + 55.0]);
    for [x, y, across, down] in found(6) {
        let inside = |[at, from]: [f32; 2]| {
            (x as f32..(x + across) as f32).contains(&at) && (y as f32..(y + down) as f32).contains(&from)
        };
        assert_eq!(middles.into_iter().filter(|middle| inside(*middle)).count(), 1);
        assert!(x + across <= u64::from(height) && y + down <= u64::from(width));
    }
}
