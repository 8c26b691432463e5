//! What goes wrong with disks and files: a plain sentence and a stable code, nothing written, the good photos of the
//! same run exported, status 2.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use common::command::{Place, Run, SAFELIGHT, Started, export_words, open_to_all};
use common::picture::{PLAIN, chunk, jpeg, png, scene, sized_jpeg};
use common::{contains, files, only_file};
use serde_json::Value;

const NOBODY: &str = "65534";

/// A place with one good photo among those that are to fail.
fn place_with_a_good_photo() -> Place {
    let place = Place::new();
    place.photo("good.png", &png(PLAIN, scene(0)));
    place
}

/// Exports all photos: the good one is copied, `name` fails with this code and these words.
#[track_caller]
fn fails(place: &Place, name: &str, code: &str, words: &str) {
    place.nobody_in_photos();
    let run = place.export(&place.photos()).ended(2);
    failed(&run.about(name), code, words);
    assert_eq!(run.about("good.png")["outcome"], "exported");
    assert_eq!(run.summary()["failed"], 1);
    assert_eq!(files(&place.copies()).len(), 1);
    whole(place, 1);
}

#[track_caller]
fn failed(line: &Value, code: &str, words: &str) {
    assert_eq!(line["outcome"], "failed", "{line}");
    assert_eq!(line["code"], code, "{line}");
    let message = line["message"].as_str().unwrap();
    assert!(message.contains(words), "{message}");
    assert!(message.ends_with('.'), "no sentence: {message}");
}

/// The ledger holds, and this many of its copies were made.
#[track_caller]
fn whole(place: &Place, made: usize) {
    assert_eq!(place.json(["ledger", "verify"]).ended(0).object()["whole"], true);
    let rows = place.json(["ledger", "list"]).ended(0).objects();
    let exported = rows.iter().filter(|row| row["outcome"] == "exported");
    assert_eq!(exported.count(), made, "{rows:?}");
}

/// Runs the command as a user who may not read everything.
fn unprivileged(place: &Place, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Run {
    Run::of(&by_nobody(place).args(words).output().unwrap())
}

fn by_nobody(place: &Place) -> Command {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = if root {
        for file in files(&place.path("register")) {
            open_to_all(&file);
        }
        open_to_all(&place.path("register"));
        // Where everybody may reach it, for the folder it was built in may be closed to others.
        let reachable = place.path("safelight");
        let copied = Command::new("cp").arg(SAFELIGHT).arg(&reachable).status();
        assert!(copied.unwrap().success());
        let mut command = place.command("setpriv");
        command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]);
        command.arg(reachable);
        command
    } else {
        place.command(SAFELIGHT)
    };
    command.arg("--json");
    command
}

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// A disk of 64 KiB, in a mount namespace of the test's own.
#[test]
fn a_full_disk() {
    let place = place_with_a_good_photo();
    let noise = |x: u32, y: u32| {
        let bits = (x * 7919 + y * 104_729).wrapping_mul(2_654_435_761);
        [bits as u8, (bits >> 8) as u8, (bits >> 16) as u8]
    };
    let large = sized_jpeg(PLAIN, 800, 600, noise);
    assert!(large.len() > 1 << 17);
    place.photo("large.jpg", &large);
    place.nobody_in_photos();
    let full = place.path("full");
    std::fs::create_dir(&full).unwrap();
    let script = r#"
        mount -t tmpfs -o size=128k none "$0" || exit 99
        "$@"
        status=$?
        ls -A "$0" > after
        exit $status
    "#;
    let run = |flags: &str| {
        let mut command = place.command("unshare");
        command.args([flags, "sh", "-c", script]).arg(&full);
        command.args([SAFELIGHT, "--json"]);
        command.args(export_words(&full, &place.photos())).output()
    };
    let mounted = ["-m", "-Urm"]
        .into_iter()
        .filter_map(|flags| run(flags).ok())
        .map(|output| Run::of(&output))
        .find(|run| !run.stdout.is_empty())
        .expect("this machine lets neither root nor a user mount a small disk, so a full one was not tested");
    let run = mounted.ended(2);
    failed(
        &run.about("large.jpg"),
        "disk-full",
        "The disk is full. Make room",
    );
    assert_eq!(run.about("good.png")["outcome"], "exported");
    let after = std::fs::read_to_string(place.path("after")).unwrap();
    let left: Vec<&str> = after.lines().collect();
    assert!(left.len() == 1 && left[0].ends_with(".png"), "{left:?}");
    whole(&place, 1);
}

/// What was made stays made, the rest is closed as failed, and what could not be removed then is removed later.
#[test]
fn a_destination_that_may_not_be_written_from_the_middle_on() {
    const PHOTOS: u32 = 250;
    let place = Place::new();
    for n in 0..PHOTOS {
        place.photo(&format!("{n}.jpg"), &sized_jpeg(PLAIN, 16, 16, scene(n)));
    }
    place.nobody_in_photos();
    let mut command = by_nobody(&place);
    command
        .args(export_words(&place.copies(), &place.photos()))
        .args(["--jobs", "1", "--no-likeness"]);
    let job = Started::of(&mut command);
    mode(&place.copies(), 0o555);
    let run = job.ended().ended(2);
    let (exported, failed) = (&run.summary()["exported"], &run.summary()["failed"]);
    let [exported, failed] = [exported, failed].map(|count| count.as_u64().unwrap());
    assert!(exported > 0 && failed > 0, "{exported} exported, {failed} failed");
    assert_eq!(exported + failed, u64::from(PHOTOS));
    let codes = run
        .objects()
        .into_iter()
        .filter(|line| line["outcome"] == "failed");
    codes.for_each(|line| assert_eq!(line["code"], "not-permitted", "{line}"));
    mode(&place.copies(), 0o777);
    let rows = unprivileged(&place, ["ledger", "list"]).ended(0).objects();
    assert_eq!(
        rows.iter().filter(|row| row["outcome"] == "exported").count() as u64,
        exported
    );
    assert_eq!(
        files(&place.copies()).len() as u64,
        exported,
        "and nothing half-made"
    );
    let entries = place.json(["ledger", "verify"]).ended(0).object()["rows"].as_u64();
    let closed = rows.iter().filter(|row| row["outcome"] == "failed").count() as u64;
    assert_eq!(entries, Some(exported + 2 * closed), "each is closed once");
}

#[test]
fn a_destination_that_may_not_be_written() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    mode(&place.copies(), 0o555);
    let run = unprivileged(&place, export_words(&place.copies(), &place.photos())).ended(2);
    failed(
        &run.about("good.png"),
        "not-permitted",
        "You are not allowed to open or change copies.",
    );
    assert!(files(&place.copies()).is_empty());
    let rows = unprivileged(&place, ["ledger", "list"]).ended(0).objects();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["outcome"], "failed");
}

#[test]
fn a_destination_that_is_not_there() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    let run = place
        .json(export_words(&place.path("gone"), &place.photos()))
        .ended(2);
    failed(&run.object(), "not-found", "gone is not there any more.");
    assert!(run.stderr.contains("gone is not there any more."));
    assert!(!place.path("gone").exists());
}

#[test]
fn a_destination_that_is_a_file() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    let photo = place.photos().join("good.png");
    let run = place.json(export_words(&photo, &place.photos())).ended(64);
    assert!(
        run.stderr
            .contains("--to names a file. Name a folder for the copies.")
    );
}

#[test]
fn a_file_that_may_not_be_read() {
    let place = place_with_a_good_photo();
    let secret = place.photo("secret.png", &png(PLAIN, scene(1)));
    place.nobody_in_photos();
    mode(&secret, 0);
    let run = unprivileged(&place, export_words(&place.copies(), &place.photos())).ended(2);
    failed(
        &run.about("secret.png"),
        "not-permitted",
        "You are not allowed to open or change secret.png.",
    );
    assert_eq!(run.about("good.png")["outcome"], "exported");
    assert_eq!(files(&place.copies()).len(), 1);
}

#[test]
fn a_folder_that_may_not_be_read() {
    let place = place_with_a_good_photo();
    let secret = place.photo("secret/a.png", &png(PLAIN, scene(1)));
    place.nobody_in_photos();
    let folder = secret.parent().unwrap();
    mode(folder, 0);
    let run = unprivileged(&place, export_words(&place.copies(), &place.photos()));
    mode(folder, 0o755);
    let run = run.ended(2);
    failed(
        &run.about("secret"),
        "not-permitted",
        "You are not allowed to open or change secret.",
    );
    assert_eq!(run.about("good.png")["outcome"], "exported");
    assert_eq!(files(&place.copies()).len(), 1);
}

#[test]
fn a_name_that_is_no_text_and_a_very_long_one_are_names() {
    let place = place_with_a_good_photo();
    let no_text = place.photos().join(OsStr::from_bytes(b"\xFF\xFE\n.png"));
    common::put(&no_text, &png(PLAIN, scene(1)));
    let long = format!("{}.png", "n".repeat(246));
    place.photo(&long, &png(PLAIN, scene(2)));
    place.nobody_in_photos();
    let run = place.export(&place.photos()).ended(0);
    assert_eq!(run.about("\u{FFFD}\u{FFFD}\n.png")["outcome"], "exported");
    assert_eq!(run.about(&long)["outcome"], "exported");
    assert_eq!(files(&place.copies()).len(), 3);
    whole(&place, 3);
}

#[test]
fn a_name_too_long_to_be_one_fails_alone() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    let long = format!("photos/{}.png", "n".repeat(300));
    let mut words = export_words(&place.copies(), &place.photos());
    words.push(long.clone().into());
    let run = place.json(words).ended(2);
    failed(&run.about(&long), "io", "could not be read or written");
    assert_eq!(run.about("good.png")["outcome"], "exported");
}

#[test]
fn an_empty_file() {
    let place = place_with_a_good_photo();
    place.photo("empty.jpg", b"");
    fails(&place, "empty.jpg", "malformed", "The file is empty");
}

#[test]
fn a_text_named_like_a_picture() {
    let place = place_with_a_good_photo();
    place.photo("text.jpg", b"Dear sirs, I write to you about");
    fails(&place, "text.jpg", "unsupported", "is not supported");
}

#[test]
fn a_jpeg_that_is_cut_in_its_scan() {
    let place = place_with_a_good_photo();
    let mut cut = jpeg(PLAIN, scene(1));
    let scan = cut.windows(2).position(|bytes| bytes == [0xFF, 0xDA]).unwrap();
    cut.truncate((scan + cut.len()) / 2);
    place.photo("cut.jpg", &cut);
    fails(&place, "cut.jpg", "malformed", "at byte");
}

/// Cameras wrote such: all the picture is there, so it is copied, with its end.
#[test]
fn a_jpeg_that_lacks_its_end_alone() {
    let place = Place::new();
    let whole = jpeg(PLAIN, scene(1));
    place.photo("open.jpg", &whole[..whole.len() - 2]);
    place.nobody_in_photos();
    place.export(&place.photos()).ended(0);
    let copy = std::fs::read(only_file(&place.copies())).unwrap();
    assert!(copy.ends_with(&[0xFF, 0xD9]));
    let shown = |file: &[u8]| safelight_redact::jpeg::render(file, 512).unwrap();
    assert!(shown(&copy) == shown(&whole));
}

#[test]
fn a_png_whose_pixels_do_not_inflate() {
    let place = place_with_a_good_photo();
    let good = png(PLAIN, scene(1));
    let ihdr = good[16..29].to_vec();
    let bad = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &ihdr),
        chunk(b"IDAT", b"\x78\x9c\xFF\xFF\xFF\xFF"),
        chunk(b"IEND", &[]),
    ];
    place.photo("bad.png", &bad.concat());
    fails(&place, "bad.png", "malformed", "at byte");
}

#[test]
fn a_header_of_60000_by_60000() {
    let place = place_with_a_good_photo();
    let mut large = jpeg(PLAIN, scene(1));
    let frame = large.windows(2).position(|bytes| bytes == [0xFF, 0xC0]).unwrap();
    large[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
    place.photo("large.jpg", &large);
    fails(&place, "large.jpg", "too-large", "3600000000");
}

#[test]
fn links() {
    let place = place_with_a_good_photo();
    symlink(".", place.photos().join("loop")).unwrap();
    fails(
        &place,
        "loop",
        "unsupported",
        "This is a link to another place. Choose the file itself.",
    );
    let around = place.path("around");
    symlink("around", &around).unwrap();
    let run = place.export(&around).ended(2);
    failed(&run.about("around"), "io", "around could not be read or written");
}

/// A folder may be named by a link to it; the links in it are still not followed.
#[test]
fn a_folder_named_by_a_link() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    symlink("photos", place.path("link")).unwrap();
    let run = place.export(&place.path("link")).ended(0);
    assert_eq!(run.objects().len(), 2);
    assert_eq!(run.about("good.png")["outcome"], "exported");
}

/// Nobody writes to the pipe: a run that opened it would wait for ever, and is ended to be told from one that does not.
#[test]
fn a_pipe() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    let pipe = place.photos().join("pipe.jpg");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = |words: Vec<OsString>| {
        let mut command = place.command("timeout");
        command.args(["60", SAFELIGHT, "--json"]).args(words);
        Run::of(&command.output().unwrap()).ended(2)
    };
    let words = "This is not a file. Choose a picture.";
    let exported = run(export_words(&place.copies(), &place.photos()));
    failed(&exported.about("pipe.jpg"), "unsupported", words);
    assert_eq!(exported.about("good.png")["outcome"], "exported");
    let found = run(vec!["ledger".into(), "find".into(), pipe.clone().into()]);
    failed(&found.object(), "unsupported", words);
    let inspected = run(vec!["inspect".into(), pipe.into()]);
    assert_eq!(inspected.object()["error"]["code"], "unsupported");
    assert_eq!(files(&place.copies()).len(), 1);
}

#[test]
fn a_folder_named_like_a_picture_is_a_folder() {
    let place = place_with_a_good_photo();
    place.photo("x.jpg/inner.png", &png(PLAIN, scene(1)));
    place.nobody_in_photos();
    let run = place.export(&place.photos()).ended(0);
    assert_eq!(run.about("x.jpg/inner.png")["outcome"], "exported");
    assert_eq!(files(&place.copies()).len(), 2);
    let run = place.json(["ledger", "find", "photos/x.jpg"]).ended(2);
    failed(&run.object(), "unsupported", "This is not a file.");
}

#[test]
fn a_path_that_is_not_there() {
    let place = place_with_a_good_photo();
    place.nobody_in_photos();
    let mut words = export_words(&place.copies(), &place.photos());
    words.push("photos/none.jpg".into());
    let run = place.json(words).ended(2);
    failed(
        &run.about("none.jpg"),
        "not-found",
        "none.jpg is not there any more.",
    );
    assert_eq!(run.about("good.png")["outcome"], "exported");
}

/// Every way a photo fails is told in one run, and the one good photo is copied by it.
#[test]
fn many_broken_files_and_one_good() {
    let place = place_with_a_good_photo();
    let source = jpeg(PLAIN, scene(1));
    for cut in (0..source.len()).step_by(source.len() / 40) {
        place.photo(&format!("{cut}.jpg"), &source[..cut]);
    }
    place.nobody_in_photos();
    let run = place.export(&place.photos()).ended(2);
    for line in run.objects() {
        if line["outcome"] == "failed" {
            failed(&line, line["code"].as_str().unwrap(), "");
        }
    }
    let copy = std::fs::read(only_file(&place.copies())).unwrap();
    assert!(contains(&copy, b"IHDR"));
    assert_eq!(run.summary()["exported"], 1);
}
