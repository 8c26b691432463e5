//! What scripts may rely on: docs/cli.md, line by line.
#![cfg(unix)]

mod common;

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use common::command::{Place, Run, SAFELIGHT, export_words, keys};
use common::desk::PASSPHRASE;
use common::picture::{NEEDLE, PLAIN, jpeg, png, scene, sized_jpeg};
use common::{contains, digest, files, is_neutral, only_file, put};
use serde_json::{Value, json};

const TEACHING: &str = "teaching:institution";

/// A photo of P1 that may be copied for [`TEACHING`], with its record.
fn cleared(place: &Place) -> String {
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = place.record(&["--permit", TEACHING]);
    let a = "photos/a.jpg";
    place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0);
    place.json(["people", "--count", "1", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    record
}

fn check<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let words = ["check", "--purpose", "teaching", "--audience", "institution"];
    words.iter().chain(more).copied().collect()
}

#[test]
fn every_command_says_the_keys_it_promises() {
    let place = Place::bare();
    let made = place.json(["init"]).ended(0).object();
    assert_eq!(made, json!({"register": place.path("register")}));

    let photo = place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let a = "photos/a.jpg";
    let sha256 = digest(&photo).to_string();
    let inspected = place.json(["inspect", a]).ended(0).object();
    let promised = [
        "error", "findings", "format", "height", "sha256", "source", "width",
    ];
    assert_eq!(keys(&inspected), promised);
    assert_eq!(inspected["error"], Value::Null);
    assert_eq!(inspected["format"], "JPEG");
    assert_eq!(inspected["sha256"], *sha256);
    assert_eq!(
        (&inspected["width"], &inspected["height"]),
        (&json!(160), &json!(120))
    );
    let finding = &inspected["findings"][0];
    assert_eq!(keys(finding), ["bytes", "offset", "part", "reveals", "value"]);
    put(&place.path("text.txt"), b"text");
    let broken = place.json(["inspect", "text.txt"]).ended(2).object();
    assert_eq!(keys(&broken), promised);
    assert_eq!(keys(&broken["error"]), ["code", "message"]);

    put(&place.path("form.pdf"), b"%PDF-1.7");
    let added = place
        .json(["consent", "add", "--person", "P1", "--form", "form.pdf"])
        .ended(0)
        .object();
    assert_eq!(keys(&added), ["person", "record", "status"]);
    assert_eq!(
        (&added["person"], &added["status"]),
        (&json!("P1"), &json!("active"))
    );
    let record = place.record(&["--permit", TEACHING]);

    let linked = place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0)
        .object();
    assert_eq!(
        linked,
        json!({"source": a, "sha256": sha256, "person": "P1", "record": record})
    );
    let marked = place
        .json([
            "mark",
            "--rect",
            "8,9,20,30",
            "--style",
            "fill:204060",
            "--face",
            a,
        ])
        .ended(0)
        .object();
    let region = json!({
        "shape": {"Rectangle": {"x": 8, "y": 9, "width": 20, "height": 30}},
        "style": {"Fill": {"red": 0x20, "green": 0x40, "blue": 0x60}},
        "face": true,
    });
    assert_eq!(marked, json!({"source": a, "regions": [region]}));

    let refused = place.json(check(&[a])).ended(1).object();
    assert_eq!(keys(&refused), ["outcome", "refusals", "source"]);
    assert_eq!(refused["outcome"], "refused");
    for refusal in refused["refusals"].as_array().unwrap() {
        assert_eq!(keys(refusal), ["id", "remedy", "sentence"]);
    }
    place.json(["people", "--count", "1", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    let clear = place.json(check(&[a])).ended(0).object();
    assert_eq!(clear, json!({"source": a, "outcome": "clear", "refusals": []}));
    let failed = place.json(check(&["text.txt"])).ended(2).object();
    assert_eq!(
        keys(&failed),
        ["code", "message", "outcome", "refusals", "source"]
    );

    place.photo("b.png", &png(PLAIN, scene(1)));
    place.photo("c.png", b"");
    let run = place.export(&place.photos()).ended(2);
    let lines = run.objects();
    let (last, photos) = lines.split_last().unwrap();
    for line in photos {
        let promised = [
            "code",
            "message",
            "outcome",
            "output",
            "output_sha256",
            "refusals",
            "removed",
            "source",
            "source_sha256",
        ];
        assert_eq!(keys(line), promised);
    }
    let exported = run.about("a.jpg");
    let copy = only_file(&place.copies());
    assert_eq!(
        exported,
        json!({
            "source": place.path(a), "outcome": "exported", "output": copy,
            "source_sha256": sha256, "output_sha256": digest(&copy).to_string(),
            "removed": {"location": 1, "name": 1}, "refusals": [], "code": null, "message": null,
        })
    );
    assert_eq!(run.about("b.png")["outcome"], "refused");
    assert_eq!(run.about("b.png")["refusals"][0]["id"], "G03");
    assert_eq!(run.about("c.png")["outcome"], "failed");
    assert_eq!(keys(last), ["summary"]);
    assert_eq!(
        keys(&last["summary"]),
        ["exported", "failed", "refused", "seconds"]
    );
    for count in ["exported", "refused", "failed"] {
        assert_eq!(last["summary"][count], 1, "{count}");
    }
    assert!(is_neutral(&copy, "jpg"));
    assert_eq!(run.stderr, "");

    let listed = place.json(["consent", "list"]).ended(0).objects();
    assert_eq!(listed.len(), 2);
    let shown = place.json(["consent", "show", &record]).ended(0).object();
    assert!(listed.contains(&shown));
    assert_eq!((&shown["id"], &shown["person"]), (&json!(record), &json!("P1")));
    assert_eq!(
        (&shown["status"], &shown["signed_on"]),
        (&json!("active"), &json!("2020-06-01"))
    );
    for form in place.json(["consent", "verify"]).ended(0).objects() {
        assert_eq!(keys(&form), ["form", "record"]);
        assert_eq!(form["form"], "sound");
    }
    let rows = place.json(["ledger", "list"]).ended(0).object();
    assert_eq!(rows["output"], exported["output"]);
    for file in [copy.to_str().unwrap(), a] {
        assert_eq!(place.json(["ledger", "find", file]).ended(0).object(), rows);
    }
    let unknown = place.json(["ledger", "find", "text.txt"]).ended(2).object();
    assert_eq!(unknown["code"], "not-found");
    let chain = place.json(["ledger", "verify"]).ended(0).object();
    assert_eq!(chain, json!({"rows": 1, "whole": true}));

    let words = ["consent", "withdraw", &record, "--by", "P1", "--how", "by letter"];
    let withdrawn = place.json(words).ended(0).object();
    let mut promised = keys(&shown);
    promised.push("copies");
    promised.sort_unstable();
    assert_eq!(keys(&withdrawn), promised);
    assert_eq!(withdrawn["status"], "withdrawn");
    assert_eq!(withdrawn["copies"], json!([rows]));
    let taken = place.json(["unlink", "--record", &record, a]).ended(0).object();
    assert_eq!(taken["unlinked"], true);
}

#[test]
fn for_a_person_there_are_words_and_no_escape_codes() {
    let place = Place::new();
    let record = cleared(&place);
    place.photo("b.jpg", b"");
    let runs = [
        (vec!["inspect", "photos"], 2, "Where"),
        (vec!["consent", "list"], 0, "P1"),
        (vec!["consent", "show", &record], 0, "signed   2020-06-01"),
        (check(&["photos/a.jpg"]), 0, "clear     photos/a.jpg"),
        (
            vec!["check", "photos/a.jpg"],
            1,
            "Choose a purpose and an audience.",
        ),
        (vec!["ledger", "verify"], 0, "none edited"),
    ];
    for (words, status, said) in runs {
        let run = place.run(words).ended(status);
        assert!(run.stdout.contains(said), "{run:?}");
        assert!(!run.stdout.contains(['\u{1b}', '{']), "{run:?}");
        assert_eq!(run.stderr, "");
    }
    let run = Run::of(
        &place
            .command(SAFELIGHT)
            .args(export_words(&place.copies(), &place.photos()))
            .output()
            .unwrap(),
    )
    .ended(2);
    assert!(run.stdout.ends_with(" s\n") && run.stdout.contains("1 exported, 0 refused, 1 failed in "));
    assert!(!(run.stdout + &run.stderr).contains('\u{1b}'));
}

#[test]
fn the_exit_status_is_that_of_the_worst() {
    let place = Place::new();
    cleared(&place);
    place.export(&place.photos()).ended(0);
    place.photo("b.png", &png(PLAIN, scene(1)));
    place.export(&place.photos()).ended(1);
    place.photo("c.png", b"");
    place.export(&place.photos()).ended(2);
    std::fs::remove_file(place.photos().join("b.png")).unwrap();
    place.export(&place.photos()).ended(2);
    place.json(["--version"]).ended(0);
    place.json(["help"]).ended(0);
}

#[test]
fn wrong_use_is_64_and_prints_no_results() {
    let place = Place::new();
    let record = cleared(&place);
    place.photo("b.jpg", b"");
    let a = "photos/a.jpg";
    let add = |more: [&'static str; 2]| {
        let words = ["consent", "add", "--person", "P1"];
        words.into_iter().chain(more).collect::<Vec<_>>()
    };
    let mut wrong: Vec<Vec<&str>> = vec![
        vec![],
        vec!["frobnicate"],
        vec!["inspect"],
        vec!["mark", a],
        vec!["mark", "--rect", "1,2,3", a],
        vec!["mark", "--rect", "1,2,0,3", a],
        vec!["mark", "--rect", "1,2,-4,3", a],
        vec!["mark", "--rect", "1,2,4,3", "--style", "gaussian", a],
        vec!["mark", "--rect", "1,2,4,3", "--style", "fill:+12345", a],
        vec!["mark", "--rect", "1,2,4,3", "--style", "fill:12345", a],
        vec!["check", "--purpose", "gossip", "--audience", "public", a],
        vec!["check", "--purpose", "press", "--audience", "world", a],
        vec!["check", "--audience", "public", a],
        vec!["export", "--purpose", "press", "--audience", "public", a],
        vec!["consent", "show", "P1"],
        vec!["consent", "withdraw", &record],
        vec!["link", "--record", &record, a],
        vec!["people", "--count", "-1", a],
        vec!["people", "--count", "many", a],
        vec!["declare", "no-person", "--by", "Dr A", a],
        vec![
            "declare",
            "no-person",
            "--by",
            "A",
            "--reason",
            "R",
            "--kind",
            "x",
            a,
        ],
        vec!["review", a],
        vec!["ledger", "find"],
        vec!["--today", "yesterday", "ledger", "list"],
        add(["--signed-on", "01/06/2020"]),
        add(["--signed-on", "2020-13-01"]),
        add(["--until", "tomorrow"]),
        add(["--signer", "neighbour"]),
        add(["--permit", "teaching"]),
        add(["--permit", "teaching:everyone"]),
        add(["--permit", "journal:public:"]),
        add(["--deny", "press"]),
        add(["--covers", "everything"]),
        add(["--covers", "session:2020-01-01"]),
        add(["--condition", "be-nice"]),
        add(["--condition", "obscure-mark:"]),
    ];
    // What belongs to later work is refused, not taken and forgotten.
    wrong.extend([
        vec!["mark", "--ellipse", "1,2,4,3", a],
        vec!["mark", "--polygon", "1,2,4,3,5,6", a],
        vec!["mark", "--suggest", a],
        vec!["mark", "--suggest", "--accept", a],
        vec!["mark", "--rect", "1,2,4,3", "--style", "mosaic", a],
        vec![
            "export",
            "--purpose",
            "teaching",
            "--audience",
            "public",
            "--to",
            "copies",
            "--deep",
            a,
        ],
        vec![
            "export",
            "--purpose",
            "teaching",
            "--audience",
            "public",
            "--to",
            "copies",
            "--resume",
            a,
        ],
        vec!["consent", "export", &record],
        vec!["consent", "import", "file.json"],
        vec!["ledger", "certificate", "1"],
        vec!["backup", "file"],
        vec!["restore", "file"],
    ]);
    // The passphrase is never an argument.
    wrong.extend([
        vec!["--passphrase", PASSPHRASE, "ledger", "list"],
        vec!["ledger", "list", "--passphrase", PASSPHRASE],
        vec!["ledger", "list", PASSPHRASE],
    ]);
    for words in wrong {
        let run = place.json(&words);
        assert_eq!(run.status, 64, "{words:?}: {run:?}");
        assert_eq!(run.stdout, "", "{words:?}");
        assert!(!run.stderr.is_empty(), "{words:?}");
    }
    assert!(files(&place.copies()).is_empty());
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 1);
}

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

#[test]
#[cfg(debug_assertions)]
fn today_can_be_said_in_test_builds() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = place.record(&["--permit", TEACHING, "--until", "2091-06-20"]);
    let a = "photos/a.jpg";
    place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0);
    place.json(["people", "--count", "1", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    place.json(check(&["--today", "2091-06-20", a])).ended(0);
    let over = place.json(check(&["--today", "2091-06-21", a])).ended(1).object();
    assert_eq!(over["refusals"][0]["id"], "G06");
    assert_eq!(
        over["refusals"][0]["sentence"],
        "This consent ended on 2091-06-20."
    );
}

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

/// Finished files stay, none is half-written, and each is in the ledger.
#[test]
fn an_interrupted_export_ends_with_130() {
    const PHOTOS: u32 = 400;
    let place = Place::new();
    for n in 0..PHOTOS {
        place.photo(&format!("{n}.jpg"), &sized_jpeg(PLAIN, 48, 32, scene(n)));
    }
    place.nobody_in_photos();
    let mut child = place
        .command(SAFELIGHT)
        .args(["--json", "export", "--jobs", "1", "--purpose", "teaching"])
        .args(["--audience", "institution", "--to", "copies", "photos"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut printed = String::new();
    stdout.read_line(&mut printed).unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    stdout.read_to_string(&mut printed).unwrap();
    let mut output = child.wait_with_output().unwrap();
    output.stdout = printed.into_bytes();
    let run = Run::of(&output).ended(130);
    let lines = run.objects();
    let (last, photos) = lines.split_last().unwrap();
    let exported = last["summary"]["exported"].as_u64().unwrap();
    assert!(
        0 < exported && exported < u64::from(PHOTOS),
        "{exported} of {PHOTOS}"
    );
    assert_eq!(photos.len() as u64, exported);
    let copies = files(&place.copies());
    assert_eq!(copies.len() as u64, exported);
    for line in photos {
        let copy = copies
            .iter()
            .find(|copy| line["output"] == copy.to_str().unwrap());
        assert_eq!(line["output_sha256"], digest(copy.unwrap()).to_string());
    }
    let rows = place.json(["ledger", "list"]).ended(0).objects();
    assert_eq!(rows.len() as u64, exported);
    place.json(["ledger", "verify"]).ended(0);
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
    place.json(["review", "--by", "Snodgrass", a, b]).ended(0);
    place.json(["mark", "--rect", "31337,8,20,20", a]).ended(0);
    place.json(["mark", "--rect", "8,8,20,20", a]).ended(0);
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
