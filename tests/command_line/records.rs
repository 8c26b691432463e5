//! Records, entered and mended by a script.

use serde_json::json;

use crate::common::command::Place;
use crate::common::picture::{PLAIN, jpeg, scene};
use crate::{TEACHING, check, cleared};

#[test]
fn every_field_of_a_record_can_be_entered_and_a_draft_is_finished_later() {
    let place = Place::new();
    cleared(&place);
    let draft = ["consent", "add", "--person", "P9", "--status", "draft"];
    let drafted = place.json(draft).ended(0).object();
    let id = drafted["record"].as_str().unwrap().to_owned();
    let fields = [
        ("--status", "active", "status", json!("active")),
        ("--name", "N", "name", json!("N")),
        ("--signed-on", "2020-06-01", "signed_on", json!("2020-06-01")),
        ("--signer", "guardian", "signer", json!("guardian")),
        ("--signed-by", "G", "signed_by", json!("G")),
        ("--capacity", "lacks", "capacity", json!("lacks")),
        ("--best-interests", "B", "best_interests_note", json!("B")),
        ("--competence", "C", "competence_note", json!("C")),
        ("--language", "Welsh", "language", json!("Welsh")),
        ("--interpreter", "I", "interpreter", json!("I")),
        ("--witness", "W", "witness", json!("W")),
        ("--original-held", "Box 7", "original_held", json!("Box 7")),
        ("--form-version", "2", "form_version", json!("2")),
        (
            "--lawful-basis",
            "public task",
            "lawful_basis",
            json!("public task"),
        ),
        ("--review-on", "2030-01-01", "review_on", json!("2030-01-01")),
        ("--until", "2031-01-01", "valid_until", json!("2031-01-01")),
        ("--age-band", "18-or-over", "age_band", json!("18-or-over")),
        ("--died", "2020-07-01", "died_on", json!("2020-07-01")),
        ("--condition", "no-name", "conditions", json!(["no-name"])),
    ];
    let mut words = vec!["consent", "change", &id, "--authority-on-file", "--objection"];
    words.extend(fields.iter().flat_map(|it| [it.0, it.1]));
    words.extend(["--deny", "press:public", "--permit"]);
    words.push("journal:public:The Journal;until=2029-01-01;copies=3");
    place.json(words).ended(0);
    let shown = || place.json(["consent", "show", &id]).ended(0).object();
    let whole = shown();
    for (_, _, field, value) in fields {
        assert_eq!(whole[field], value, "{field}");
    }
    assert_eq!(
        (&whole["authority_on_file"], &whole["objection"]),
        (&json!(true), &json!(true))
    );
    let row = &whole["uses"][0];
    assert_eq!(
        (&row["outlet"], &row["max_copies"]),
        (&json!("The Journal"), &json!(3))
    );
    assert_eq!(
        (&row["until"], &whole["uses"][1]["effect"]),
        (&json!("2029-01-01"), &json!("deny"))
    );

    let clear = ["consent", "change", &id, "--clear", "witness", "--no-objection"];
    place.json(clear).ended(0);
    let mended = shown();
    assert_eq!(
        (&mended["witness"], &mended["objection"]),
        (&json!(null), &json!(false))
    );
    assert_eq!(mended["uses"], whole["uses"]);
    place
        .run(["consent", "change", &id, "--clear", "person"])
        .ended(64);

    let some = [
        "consent",
        "withdraw",
        &id,
        "--by",
        "P9",
        "--how",
        "letter",
        "--use",
        "journal:public",
    ];
    let withdrawn = place.json(some).ended(0).object();
    assert_eq!(withdrawn["status"], "active", "the rest of the record stays");
    assert_eq!(
        withdrawn["withdrawals"][0]["what"]["uses"][0]["purpose"],
        "journal"
    );
    let versions = place.json(["consent", "versions", &id]).ended(0).objects();
    let said: Vec<_> = versions
        .iter()
        .map(|it| json!([it["version"], it["status"]]))
        .collect();
    assert_eq!(
        json!(said),
        json!([[1, "draft"], [2, "active"], [3, "active"], [4, "active"]])
    );
    let told = place.run(["consent", "versions", &id]).ended(0);
    assert!(told.stdout.contains("witness: null"), "{}", told.stdout);
}

/// G13: the way out is a day, and a new answer clears once the old one is marked as replaced.
#[test]
fn a_session_wants_the_day_and_a_refusal_a_new_answer() {
    let place = Place::new();
    place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let photo = "photos/a.jpg";
    let enter = |more: &[&str]| {
        let record = place.record(&[&["--permit", TEACHING], more].concat());
        place
            .json(["link", "--record", &record, "--person", "P1", photo])
            .ended(0);
        record
    };
    let refused = enter(&["--status", "refused"]);
    enter(&["--covers", "session:2020-05-01..2020-05-02"]);
    place.json(["people", "--count", "1", photo]).ended(0);
    place.json(["review", "--by", "Dr A", photo]).ended(0);
    let ids = |ended: i32| {
        let answer = place.json(check(&[photo])).ended(ended).object();
        let refusals = answer["refusals"].as_array().unwrap().clone();
        refusals.iter().map(|it| it["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids(1), [json!("G04"), json!("G13")]);
    place.json(["consent", "status", &refused, "superseded"]).ended(0);
    assert!(ids(1).contains(&json!("G13")));
    place.json(["taken", "--on", "2020-05-02", photo]).ended(0);
    assert!(ids(0).is_empty());
}
