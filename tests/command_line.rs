//! What scripts may rely on: docs/cli.md, line by line.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;
#[path = "command_line/records.rs"]
mod records;

use common::command::{Place, Run, SAFELIGHT, export_words, keys};
use common::desk::PASSPHRASE;
use common::picture::{PLAIN, jpeg, png, scene};
use common::{digest, files, is_neutral, only_file, put};
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
        "error", "findings", "format", "height", "pictures", "sha256", "shows", "source", "width",
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
    assert_eq!(
        keys(finding),
        ["bytes", "offset", "part", "picture", "reveals", "value"]
    );
    assert_eq!(
        (&inspected["shows"], &inspected["pictures"]),
        (&json!("still"), &json!(1))
    );
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
        "shape": {"rectangle": {"x": 8, "y": 9, "width": 20, "height": 30}},
        "style": {"fill": {"red": 0x20, "green": 0x40, "blue": 0x60}},
        "face": true,
    });
    assert_eq!(marked, json!({"source": a, "regions": [region], "note": null}));
    let suggested = place.json(["suggest", a]).ended(0).object();
    assert_eq!(keys(&suggested), ["regions", "source", "suggestions"]);
    assert_eq!(suggested["regions"], json!([region]));

    let refused = place.json(check(&[a])).ended(1).object();
    assert_eq!(keys(&refused), ["outcome", "refusals", "regions", "source"]);
    assert_eq!(refused["outcome"], "refused");
    for refusal in refused["refusals"].as_array().unwrap() {
        let promised = [
            "id", "person", "quote", "record", "remedies", "remedy", "sentence", "source",
        ];
        assert_eq!(keys(refusal), promised);
    }
    place.json(["people", "--count", "1", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    let clear = place.json(check(&[a])).ended(0).object();
    assert_eq!(
        clear,
        json!({"source": a, "outcome": "clear", "regions": [region], "refusals": []})
    );
    let failed = place.json(check(&["text.txt"])).ended(2).object();
    assert_eq!(
        keys(&failed),
        ["code", "message", "outcome", "refusals", "regions", "source"]
    );

    place.photo("b.png", &png(PLAIN, scene(1)));
    place.photo("c.png", b"");
    let run = place.export(&place.photos()).ended(2);
    let lines = run.objects();
    let (last, photos) = lines.split_last().unwrap();
    for line in photos {
        let promised = [
            "code",
            "left_out",
            "message",
            "note",
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
            "removed": {"location": 1, "name": 1}, "note": null, "refusals": [], "code": null, "message": null,
            "left_out": null,
        })
    );
    assert_eq!(run.about("b.png")["outcome"], "refused");
    assert_eq!(run.about("b.png")["refusals"][0]["id"], "G03");
    assert_eq!(run.about("c.png")["outcome"], "failed");
    assert_eq!(keys(last), ["summary"]);
    assert_eq!(
        keys(&last["summary"]),
        [
            "before", "bytes", "exported", "failed", "left_out", "refused", "seconds"
        ]
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

    let taken = place.json(["taken", "--on", "2020-06-01", a]).ended(0).object();
    assert_eq!(keys(&taken), ["sha256", "source", "taken_on"]);
    assert_eq!(taken["taken_on"], "2020-06-01");

    let drafted = place
        .json(["consent", "status", &record, "draft"])
        .ended(0)
        .object();
    assert_eq!(keys(&drafted), keys(&shown));
    assert_eq!(
        (&drafted["status"], &drafted["version"]),
        (&json!("draft"), &json!(2))
    );
    place.json(["consent", "status", &record, "active"]).ended(0);
    place.json(["consent", "status", &record, "withdrawn"]).ended(2);

    let mut words = vec!["consent", "withdraw", &record, "--by", "P1", "--how", "by letter"];
    words.extend(["--recorded-by", "Nurse B"]);
    let withdrawn = place.json(words).ended(0).object();
    assert_eq!(withdrawn["withdrawals"][0]["recorded_by"], "Nurse B");
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
    assert!(run.stdout.ends_with(" s\n") && run.stdout.contains("1 exported, 0 refused, 1 failed: "));
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
        add(["--covers", "session:2020-01-02..2020-01-01"]),
        add(["--age-band", "young"]),
        add(["--status", "lapsed"]),
        vec!["consent", "status", &record, "lapsed"],
        vec!["taken", a],
        vec!["taken", "--on", "yesterday", a],
        add(["--condition", "be-nice"]),
        add(["--condition", "obscure-mark:"]),
    ];
    // What belongs to later work is refused, not taken and forgotten.
    wrong.extend([
        vec!["mark", "--ellipse", "1,2,4", a],
        vec!["mark", "--polygon", "1,2,4,3,5,6", a],
        vec!["mark", "--suggest", a],
        vec!["mark", "--suggest", "--accept", a],
        vec!["mark", "--rect", "1,2,4,3", "--style", "pixels", a],
        vec![
            "export",
            "--purpose",
            "teaching",
            "--audience",
            "public",
            "--to",
            "copies",
            "--resume",
            "--once",
            a,
        ],
        vec!["consent", "export", &record],
        vec!["consent", "import"],
        vec!["consent", "fhir", "P1"],
        vec!["ledger", "certificate", "1"],
    ]);
    wrong.extend([vec!["backup"], vec!["restore"], vec!["restore", "a", "b"]]);
    // The passphrase is never an argument, and neither is a new one.
    wrong.extend([
        vec!["passphrase", "battery staple"],
        vec!["passphrase", "--new-passphrase", "battery staple"],
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
