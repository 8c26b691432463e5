//! Whole folders: nothing in them is passed over in silence, nothing is copied twice that was copied, and whatever ends
//! a job, it goes on where it was.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use common::command::{Place, Run, SAFELIGHT, Started, export_words};
use common::kills::{Kills, lasts};
use common::picture::{PLAIN, jpeg, scene, sized_jpeg};
use common::{digest, files};
use serde_json::Value;

fn export(place: &Place, more: &[&str]) -> Command {
    let mut command = place.command(SAFELIGHT);
    command.arg("--json");
    command.args(export_words(&place.copies(), &place.photos()));
    command.args(more);
    command
}

fn exports(place: &Place, more: &[&str]) -> Run {
    Run::of(&export(place, more).output().unwrap())
}

/// A place with so many small photos, no two alike: of `scene` there are 256.
fn place_with(photos: u32) -> Place {
    let place = Place::new();
    for n in 0..photos {
        place.photo(
            &format!("{}/{n}.jpg", n % 7),
            &sized_jpeg(PLAIN, 16 + 8 * (n / 256), 16, scene(n)),
        );
    }
    place.nobody_in_photos();
    place
}

/// The ledger holds, and what it says was made is what is in the folder, to the bit; how many copies each photo has.
#[track_caller]
fn made(place: &Place) -> BTreeMap<String, usize> {
    assert_eq!(place.json(["ledger", "verify"]).ended(0).object()["whole"], true);
    let rows = place.json(["ledger", "list"]).ended(0).objects();
    let mut copies = BTreeMap::new();
    let mut there: BTreeSet<_> = files(&place.copies()).into_iter().collect();
    for row in rows.iter().filter(|row| row["outcome"] == "exported") {
        let output = PathBuf::from(row["output"].as_str().unwrap());
        assert!(there.remove(&output), "no file: {row}");
        let sha256 = row["output_sha256"].as_str().unwrap();
        assert_eq!(digest(&output).to_string(), sha256);
        *copies
            .entry(row["source_sha256"].as_str().unwrap().to_owned())
            .or_default() += 1;
    }
    assert!(there.is_empty(), "files without a row: {there:?}");
    copies
}

#[test]
fn what_is_no_photo_is_listed_as_left_out_and_a_photo_never_is() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("a.jpg.xmp", b"<x:xmpmeta/>");
    place.photo("a.AAE", b"<?xml version=\"1.0\"?><plist/>");
    place.photo("a.mov", b"\0\0\0\x14ftypqt  \0\0\0\0qt  ");
    place.photo("old.mov", b"\0\0\0\x08wide");
    place.photo(".a.jpg", &jpeg(PLAIN, scene(1)));
    place.photo(".thumbnails/b.jpg", &jpeg(PLAIN, scene(2)));
    place.photo("notes.txt", b"Anna is in the second row");
    place.photo("form.pdf", b"%PDF-1.7");
    place.photo("without an extension", b"?");
    place.nobody_in_photos();
    let run = exports(&place, &[]).ended(0);
    for (name, left_out) in [
        ("/a.jpg.xmp", "sidecar"),
        ("/a.AAE", "sidecar"),
        ("/a.mov", "movie"),
        ("/old.mov", "not-a-picture"),
        ("/.a.jpg", "hidden"),
        ("/.thumbnails/b.jpg", "hidden"),
        ("/notes.txt", "not-a-picture"),
        ("/form.pdf", "not-a-picture"),
        ("/without an extension", "not-a-picture"),
    ] {
        let about = run.about(name);
        assert_eq!(about["outcome"], "left-out", "{name}");
        assert_eq!(about["left_out"], left_out, "{name}");
        assert!(about["message"].as_str().unwrap().ends_with('.'));
    }
    assert_eq!(run.about("/a.jpg")["outcome"], "exported");
    assert_eq!(
        (&run.summary()["left_out"], &run.summary()["exported"]),
        (&9.into(), &1.into())
    );
    assert_eq!(run.objects().len(), 11, "each file, and the summary");
    for words in [
        &["check"][..],
        &["approve", "--show"],
        &["taken", "--on", "2020-06-01"],
    ] {
        let run = place.json(words.iter().chain(&["photos"]));
        let left_out = |line: &&Value| line["outcome"] == "left-out";
        assert_eq!(run.objects().iter().filter(left_out).count(), 9, "{words:?}");
        assert_eq!(run.objects().len(), 10, "{words:?}");
    }

    // Pictures that are not copied are failures, and so is whatever was named itself.
    place.photo("raw.cr2", b"II*\0\x10\0\0\0CR\x02\0");
    place.photo("raw.nef", b"no raw picture at all");
    place.photo("broken.jpg", b"no picture at all");
    place.photo("empty", b"");
    let run = exports(&place, &["photos/notes.txt"]).ended(2);
    for name in ["/raw.cr2", "/raw.nef", "/broken.jpg", "/empty"] {
        assert_eq!(run.about(name)["outcome"], "failed", "{name}");
    }
    let named = place.json(export_words(&place.copies(), &place.photos().join("notes.txt")));
    assert_eq!(named.ended(2).about("notes.txt")["outcome"], "failed");
    let hidden = place.json(export_words(&place.copies(), &place.photos().join(".a.jpg")));
    assert_ne!(hidden.about(".a.jpg")["outcome"], "left-out");
}

#[test]
fn a_job_goes_on_where_it_was_and_copies_each_file_of_one_content() {
    let place = Place::new();
    for name in ["a.jpg", "b.jpg", "same.jpg"] {
        place.photo(name, &jpeg(PLAIN, scene(u32::from(name == "b.jpg"))));
    }
    place.nobody_in_photos();
    exports(&place, &[]).ended(0);
    let counts = |run: &Run| {
        let summary = run.summary();
        ["exported", "before"].map(|key| summary[key].as_u64().unwrap())
    };
    assert_eq!(made(&place).into_values().collect::<BTreeSet<_>>(), [1, 2].into());
    let again = exports(&place, &["--resume"]).ended(0);
    assert_eq!(counts(&again), [0, 3]);
    let copies: BTreeSet<_> = again.objects()[..3]
        .iter()
        .map(|it| it["output"].to_string())
        .collect();
    assert_eq!(copies.len(), 3, "each its own copy");
    // One of the two alike is gone: somebody took it away, and wants it again.
    let two_of_one = again.about("same.jpg")["output"].as_str().unwrap().to_owned();
    std::fs::remove_file(two_of_one).unwrap();
    assert_eq!(counts(&exports(&place, &["--resume"]).ended(0)), [1, 2]);
    // For another use nothing was copied yet.
    let mut other = place.command(SAFELIGHT);
    other.args([
        "--json",
        "export",
        "--resume",
        "--purpose",
        "teaching",
        "--audience",
        "named-group",
    ]);
    let other = other.args(["--to", "copies", "photos"]).output().unwrap();
    assert_eq!(counts(&Run::of(&other)), [3, 0]);
    // Nor in another folder.
    std::fs::create_dir(place.path("elsewhere")).unwrap();
    let words = export_words(&place.path("elsewhere"), &place.photos());
    let elsewhere = place.json(words.into_iter().chain(["--once".into()])).ended(0);
    assert_eq!(counts(&elsewhere), [2, 1], "of one content one");
    assert_eq!(counts(&exports(&place, &["--once"]).ended(0)), [0, 3]);
    assert_eq!(
        counts(&exports(&place, &[]).ended(0)),
        [3, 0],
        "as often as it is asked for"
    );
}

#[test]
fn a_thousand_photos_killed_a_hundred_times_are_each_copied_once() {
    const KILLS: u32 = 100;
    let place = place_with(1_000);
    let opening = lasts(&mut {
        let mut command = place.command(SAFELIGHT);
        command.args(["ledger", "verify"]);
        command
    });
    let mut kills = Kills::seeded(7);
    let (mut runs, mut moved_on) = (0, 0);
    let mut before = 0;
    while kills.killed < KILLS {
        runs += 1;
        assert!(runs < 2 * KILLS, "the job ended after {} kills", kills.killed);
        let mut job = export(&place, &["--resume", "--no-likeness"]);
        kills.kill(
            &mut job,
            opening / 2,
            &mut (opening * 3 / 2 + Duration::from_millis(40)),
        );
        let there = files(&place.copies()).len();
        moved_on += u32::from(there > before);
        before = there;
    }
    println!("{runs} runs, {moved_on} of them made copies, {before} copies when the last was killed");
    assert!(moved_on > KILLS / 10, "the kills came before any copy");
    exports(&place, &["--resume"]).ended(0);
    let copies = made(&place);
    assert_eq!(copies.len(), 1_000);
    assert!(copies.values().all(|count| *count == 1), "one was copied twice");
    let again = exports(&place, &["--resume"]).ended(0);
    assert_eq!(again.summary()["before"], 1_000);
}

#[test]
fn an_interrupted_job_ends_soon_and_goes_on_later() {
    let place = place_with(400);
    let job = Started::of(&mut export(&place, &["--jobs", "1"]));
    job.interrupt();
    let run = job.ended().ended(130);
    let done = made(&place).len();
    assert_eq!(
        run.objects().len(),
        done + 1,
        "each that was made, and the summary"
    );
    assert_eq!(run.summary()["exported"], done);
    assert!((1..400).contains(&done), "{done}");
    let rest = exports(&place, &["--resume"]).ended(0).summary();
    assert_eq!(rest["before"], done);
    assert_eq!(made(&place).len(), 400);
}

#[test]
fn the_table_has_a_row_for_each_file() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("with, \"quotes\".jpg", b"no picture");
    place.photo("=cmd.txt", b"a formula");
    place.nobody_in_photos();
    let refused = place.photo("refused.jpg", &jpeg(PLAIN, scene(1)));
    let run = exports(&place, &["--report", "job.csv"]).ended(2);
    let mut table = csv::Reader::from_path(place.path("job.csv")).unwrap();
    let rows: Vec<BTreeMap<String, String>> = table.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 4);
    for row in &rows {
        let name = row["file"].rsplit('/').next().unwrap();
        assert!(row["file"].starts_with('/'), "a cell that may be a formula");
        let about = run.about(&format!("/{name}"));
        assert_eq!(about["outcome"], *row["outcome"]);
        assert_eq!(about["output"].as_str().unwrap_or_default(), row["copy"]);
        let rules: Vec<&str> = about["refusals"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(rules.join(" "), row["rules"]);
        assert_eq!(row["outcome"] == "exported", row["why"].is_empty(), "{row:?}");
    }
    assert!(
        rows.iter()
            .any(|row| row["file"] == refused.to_string_lossy() && !row["rules"].is_empty())
    );
    // A table that is there stays as it is.
    exports(&place, &["--report", "job.csv"]).ended(2);
    assert_eq!(
        csv::Reader::from_path(place.path("job.csv"))
            .unwrap()
            .records()
            .count(),
        4
    );
}

fn id(refusal: &Value) -> &str {
    refusal["id"].as_str().unwrap()
}

#[test]
fn deep_folders_and_names_that_are_long_alike_or_no_text_are_copied_all() {
    let place = Place::new();
    let deep = "folder/".repeat(16);
    let long = format!("{}.jpg", "n".repeat(251));
    let names: Vec<OsString> = [
        format!("{deep}deep.jpg").into(),
        format!("{deep}{}/{}/{long}", "d".repeat(255), "e".repeat(255)).into(),
        "Case.jpg".into(),
        "case.jpg".into(),
        "CASE.JPG".into(),
        OsStr::from_bytes(b"caf\xE9.jpg").to_owned(),
        OsStr::from_bytes(b"caf\xEA.jpg").to_owned(),
        "new\nline.jpg".into(),
    ]
    .into();
    for (n, name) in names.iter().enumerate() {
        let path = place.photos().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        common::put(&path, &jpeg(PLAIN, scene(n as u32)));
    }
    place.nobody_in_photos();
    let run = exports(&place, &["--report", "job.csv"]).ended(0);
    assert_eq!(run.summary()["exported"], names.len());
    assert_eq!(made(&place).len(), names.len());
    assert_eq!(
        csv::Reader::from_path(place.path("job.csv"))
            .unwrap()
            .records()
            .count(),
        names.len()
    );
}

#[test]
fn a_table_links_each_of_its_rows_and_says_which_it_cannot() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("one/b.jpg", &jpeg(PLAIN, scene(1)));
    let record = place.record(&["--permit", "teaching:institution"]);
    let table = format!(
        "file,person,record\nphotos/a.jpg,P1,{record}\nphotos/gone.jpg,P1,{record}\nphotos/a.jpg,P2,{record}\n\
         photos/a.jpg,P1,no id\nphotos/a.jpg,P1,018f4b9a-0000-7000-8000-000000000001\nphotos/one/b.jpg,P1,{record}\n"
    );
    common::put(&place.path("links.csv"), table.as_bytes());
    let run = place.json(["link", "--manifest", "links.csv"]).ended(2);
    let codes: Vec<(u64, Option<String>)> = run
        .objects()
        .iter()
        .map(|it| {
            (
                it["line"].as_u64().unwrap(),
                it["code"].as_str().map(str::to_owned),
            )
        })
        .collect();
    let failed = |line, code: &str| (line, Some(code.to_owned()));
    assert_eq!(
        codes,
        [
            (2, None),
            failed(3, "not-found"),
            failed(4, "register"),
            failed(5, "malformed"),
            failed(6, "register"),
            (7, None),
        ]
    );
    let photos = place.photos();
    let review = ["review", "--by", "Dr A"].map(OsString::from);
    place
        .json(review.into_iter().chain([photos.clone().into()]))
        .ended(0);
    let count = ["people", "--count", "1"].map(OsString::from);
    place.json(count.into_iter().chain([photos.into()])).ended(0);
    let run = exports(&place, &[]);
    assert_eq!(run.summary()["exported"], 2, "{run:?}");
}

/// The folder for the copies goes away in the middle: what was made stays made, the rest is closed as failed.
#[test]
fn a_folder_that_goes_away_in_the_middle_fails_what_is_left() {
    let place = place_with(400);
    let job = Started::of(&mut export(&place, &["--jobs", "1", "--no-likeness"]));
    moved(&place.copies(), &place.path("gone"));
    let run = job.ended().ended(2);
    let failed = run.summary()["failed"].as_u64().unwrap();
    let exported = run.summary()["exported"].as_u64().unwrap();
    assert!(failed > 0 && exported > 0, "{exported} exported, {failed} failed");
    assert_eq!(failed + exported, 400);
    let codes: BTreeSet<String> = run
        .objects()
        .iter()
        .filter_map(|it| Some(it["code"].as_str()?.to_owned()))
        .collect();
    assert_eq!(codes, ["not-found".to_owned()].into());
    moved(&place.path("gone"), &place.copies());
    assert_eq!(made(&place).len() as u64, exported);
    assert_eq!(
        exports(&place, &["--resume"]).ended(0).summary()["exported"],
        failed
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "somebody moves the folder while copies are written to it"
)]
fn moved(from: &Path, to: &Path) {
    std::fs::rename(from, to).unwrap();
}
