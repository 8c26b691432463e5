//! Where the register is, what opens it, and that nothing else on the disk tells of people.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::{Place, Run, SAFELIGHT, export_words};
use common::desk::PASSPHRASE;
use common::picture::{NEEDLE, PLAIN, jpeg, png, scene};
use common::{contains, files, put};
use serde_json::Value;

const TEACHING: &str = "teaching:institution";

#[test]
fn inspect_needs_no_register_and_writes_nothing() {
    let place = Place::bare();
    place.photo("deep/er/a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("b.png", &png(PLAIN, scene(0)));
    let before = files(place.dir.path());
    let output = place
        .command(SAFELIGHT)
        .env_remove("SAFELIGHT_PASSPHRASE")
        .args(["--json", "inspect", "photos"])
        .output();
    let run = Run::of(&output.unwrap()).ended(0);
    let sources: Vec<Value> = run.objects().iter().map(|line| line["source"].clone()).collect();
    assert_eq!(sources, ["photos/b.png", "photos/deep/er/a.jpg"]);
    assert_eq!(files(place.dir.path()), before);
}

#[test]
fn the_passphrase_comes_from_the_environment_or_a_file() {
    let place = Place::new();
    let with = |set: Option<&str>, more: &[&str]| {
        let mut command = place.command(SAFELIGHT);
        command.env_remove("SAFELIGHT_PASSPHRASE");
        command.envs(set.map(|passphrase| ("SAFELIGHT_PASSPHRASE", passphrase)));
        Run::of(
            &command
                .args(["--json", "ledger", "list"])
                .args(more)
                .output()
                .unwrap(),
        )
    };
    let file = "passphrase.txt";
    let from_file = ["--passphrase-file", file];
    put(
        &place.path(file),
        format!("{PASSPHRASE}\r\nof the clinic\n").as_bytes(),
    );
    with(Some(PASSPHRASE), &[]).ended(0);
    with(None, &from_file).ended(0);
    let wrong = with(Some("wrong horse"), &[]).ended(2);
    assert_eq!(wrong.object()["code"], "register");
    assert_eq!(
        wrong.object()["message"],
        "The passphrase does not open this register."
    );
    assert_eq!(
        wrong.stderr,
        "safelight: The passphrase does not open this register.\n"
    );
    put(&place.path(file), b"wrong horse\n");
    with(None, &from_file).ended(2);
    let none = with(None, &["--passphrase-file", "none.txt"]).ended(2);
    assert_eq!(none.object()["code"], "not-found");
    let none = with(None, &[]).ended(64);
    assert_eq!(
        none.stderr,
        "safelight: Give the passphrase in SAFELIGHT_PASSPHRASE or with --passphrase-file FILE.\n"
    );
}

#[test]
fn the_register_is_where_it_is_said_to_be() {
    let place = Place::bare();
    let missing = place.json(["ledger", "list"]).ended(2);
    let sentence = format!("There is no register at {}", place.path("register").display());
    assert!(
        missing.object()["message"]
            .as_str()
            .unwrap()
            .starts_with(&sentence)
    );
    place.json(["--register", "elsewhere", "init"]).ended(0);
    assert!(place.path("elsewhere").is_dir() && !place.path("register").exists());
    place.json(["ledger", "list", "--register", "elsewhere"]).ended(0);
    let twice = place.json(["--register", "elsewhere", "init"]).ended(2);
    let message = twice.object()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("There is a register at ") && message.ends_with("already."));

    let mut command = place.command(SAFELIGHT);
    command.env_remove("SAFELIGHT_REGISTER").args(["--json", "init"]);
    let made = Run::of(&command.output().unwrap()).ended(0).object();
    let register = made["register"].as_str().unwrap();
    assert!(
        register.starts_with(place.path("home").to_str().unwrap()),
        "{register}"
    );
    assert!(register.ends_with("safelight"));
}

/// Names, paths, regions and forms: outside the photos' own folder none of it can be read on the disk.
#[test]
fn nothing_of_people_reaches_the_disk_unencrypted() {
    let place = Place::new();
    let words = [
        "Quillfeather",
        "Araminta",
        "%PDF-1.7",
        "Gazette of Oddities",
        "Snodgrass",
        "corridor-reason",
        "31337",
        "Zebedee",
        "carrier pigeon",
        "form-wording-9",
        PASSPHRASE,
        NEEDLE,
        TEACHING,
    ];
    let photo = place.photo("Zebedee/seaside.jpg", &jpeg(PLAIN, scene(0)));
    let other = place.photo("Zebedee/corridor.png", &png(PLAIN, scene(1)));
    let (a, b) = (photo.to_str().unwrap(), other.to_str().unwrap());
    let form = place.path("form.pdf");
    put(&form, b"%PDF-1.7 signed by Araminta Quillfeather");
    let added = place.json([
        "consent",
        "add",
        "--person",
        "Quillfeather",
        "--name",
        "Araminta",
        "--form",
        "form.pdf",
        "--signed-on",
        "2020-06-01",
        "--signer",
        "self",
        "--form-version",
        "form-wording-9",
        "--permit",
        "teaching:institution:Gazette of Oddities",
    ]);
    let record = added.ended(0).object()["record"].as_str().unwrap().to_owned();
    std::fs::remove_file(form).unwrap();
    place
        .json(["link", "--record", &record, "--person", "Quillfeather", a])
        .ended(0);
    place.json(["people", "--count", "1", a]).ended(0);
    let declare = [
        "declare",
        "no-person",
        "--by",
        "Snodgrass",
        "--reason",
        "corridor-reason",
        b,
    ];
    place.json(declare).ended(0);
    place.json(["mark", "--rect", "31337,8,20,20", a]).ended(0);
    place.json(["mark", "--rect", "8,8,20,20", a]).ended(0);
    place.json(["review", "--by", "Snodgrass", a, b]).ended(0);
    place.run(["inspect", "photos"]).ended(0);
    place.run(["consent", "show", &record]).ended(0);
    let mut words_of_export = export_words(&place.copies(), &place.photos());
    words_of_export.extend(["--outlet", "Gazette of Oddities"].map(Into::into));
    place.json(words_of_export).ended(0);
    place.run(["ledger", "list"]).ended(0);
    let withdraw = [
        "consent",
        "withdraw",
        &record,
        "--by",
        "Quillfeather",
        "--how",
        "carrier pigeon",
    ];
    place.json(withdraw).ended(0);

    assert_eq!(files(&place.copies()).len(), 2);
    assert!(files(&place.path("temporary")).is_empty());
    let written: Vec<_> = files(place.dir.path())
        .into_iter()
        .filter(|file| !file.starts_with(place.photos()))
        .collect();
    assert!(written.len() > 2, "{written:?}");
    for file in written {
        let bytes = std::fs::read(&file).unwrap();
        for word in words {
            assert!(!contains(&bytes, word.as_bytes()), "{word} in {}", file.display());
            let name = file.strip_prefix(place.dir.path()).unwrap().to_string_lossy();
            assert!(!name.contains(word), "{word} in the name {name}");
        }
    }
}
