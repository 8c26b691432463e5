//! A consent leaves as FHIR and comes back, through the command: what it may say, and what becomes of it.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::{Place, keys};
use common::desk::FORM;
use common::picture::{PLAIN, jpeg, scene};
use common::{digest, put};
use serde_json::{Value, json};

const TEACHING: &str = "teaching:institution";

/// A record of P1, and the document written of it with these words.
fn written(place: &Place, more: &[&str]) -> (String, Value) {
    let record = place.record(&["--permit", TEACHING, "--name", "Nora Named"]);
    let words = ["consent", "fhir", &record];
    let consent = place.json(words.iter().chain(more)).ended(0).object();
    (record, consent)
}

fn import(place: &Place, consent: &Value, more: &[&str]) -> common::command::Run {
    put(&place.path("consent.json"), consent.to_string().as_bytes());
    place.json(["consent", "import", "consent.json"].iter().chain(more))
}

#[test]
fn a_record_is_printed_without_name_and_form_unless_asked_for() {
    let place = Place::new();
    let (record, consent) = written(&place, &[]);
    assert_eq!(consent["resourceType"], "Consent");
    assert_eq!(consent["identifier"][0]["value"], format!("urn:uuid:{record}"));
    assert_eq!(consent["patient"]["identifier"]["value"], "P1");
    assert!(!consent.to_string().contains("Nora"));
    assert_eq!(consent["sourceAttachment"]["data"], Value::Null);

    let whole = place
        .json(["consent", "fhir", &record, "--with-form", "--with-name"])
        .ended(0)
        .object();
    assert_eq!(whole["patient"]["display"], "Nora Named");
    assert!(whole["sourceAttachment"]["data"].is_string());
    let shown = place.run(["consent", "fhir", &record]).ended(0);
    assert_eq!(serde_json::from_str::<Value>(&shown.stdout).unwrap(), consent);
}

#[test]
fn the_linked_photos_are_named_by_their_digests() {
    let place = Place::new();
    let photo = place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("b.jpg", &jpeg(PLAIN, scene(0)));
    let record = place.record(&["--permit", TEACHING]);
    let link = [
        "link",
        "--record",
        &record,
        "--person",
        "P1",
        "photos/a.jpg",
        "photos/b.jpg",
    ];
    place.json(link).ended(0);
    let consent = place.json(["consent", "fhir", &record]).ended(0).object();
    let data = consent["provision"]["data"].as_array().unwrap();
    assert_eq!(data.len(), 1, "one picture, linked from two places");
    assert_eq!(
        data[0]["reference"]["identifier"]["value"],
        digest(&photo).to_string()
    );
}

#[test]
fn a_document_with_its_form_is_entered_as_it_was_and_without_it_as_a_draft() {
    let from = Place::new();
    let (original, whole) = written(&from, &["--with-form", "--with-name"]);
    let to = Place::new();
    let entered = import(&to, &whole, &[]).ended(0).object();
    assert_eq!(keys(&entered), ["left_out", "person", "record", "status"]);
    assert_eq!(
        (&entered["person"], &entered["status"]),
        (&json!("P1"), &json!("active"))
    );
    assert_eq!(entered["left_out"], json!([]));
    let sound = to.json(["consent", "verify"]).ended(0).object();
    assert_eq!(sound["form"], "sound");

    let show = |place: &Place, id: &str| {
        let mut record = place.json(["consent", "show", id]).ended(0).object();
        for other in ["id", "entered_at"] {
            record.as_object_mut().unwrap().remove(other);
        }
        record
    };
    let id = entered["record"].as_str().unwrap();
    assert_ne!(id, original, "a record of its own");
    assert_eq!(show(&to, id), show(&from, &original));

    let bare = from.json(["consent", "fhir", &original]).ended(0).object();
    let draft = import(&to, &bare, &["--person", "P2"]).ended(0).object();
    assert_eq!(
        (&draft["person"], &draft["status"]),
        (&json!("P2"), &json!("draft"))
    );
    let id = draft["record"].as_str().unwrap();
    assert_eq!(show(&to, id)["form"], Value::Null);
}

#[test]
fn a_pseudonym_that_is_in_use_is_not_taken_for_the_same_person() {
    let place = Place::new();
    let (_, consent) = written(&place, &["--with-form"]);
    let run = import(&place, &consent, &[]).ended(64);
    assert!(run.stderr.contains("--person P1"), "{}", run.stderr);
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 1);
    import(&place, &consent, &["--person", "P1"]).ended(0);
    let mut nobody = consent;
    nobody["patient"] = json!({"reference": "Patient/9434765919"});
    assert!(import(&place, &nobody, &[]).ended(64).stderr.contains("--person"));
}

#[test]
fn what_was_withdrawn_is_withdrawn_again() {
    let place = Place::new();
    let (record, _) = written(&place, &[]);
    let withdraw = ["consent", "withdraw", &record, "--by", "P1", "--how", "by letter"];
    place.json(withdraw).ended(0);
    let words = ["consent", "fhir", &record, "--with-form", "--with-name"];
    let consent = place.json(words).ended(0).object();
    assert_eq!(consent["status"], "inactive");
    let entered = import(&place, &consent, &["--person", "P2"]).ended(0).object();
    assert_eq!(entered["status"], "withdrawn");
    let id = entered["record"].as_str().unwrap();
    let shown = place.json(["consent", "show", id]).ended(0).object();
    assert_eq!(shown["withdrawals"][0]["by"], "P1");
    assert_eq!(shown["withdrawals"][0]["how"], "by letter");
}

#[test]
fn what_is_left_out_is_said() {
    let place = Place::new();
    let (_, mut consent) = written(&place, &["--with-form"]);
    consent["provision"]["provision"][0]["purpose"][0]["code"] = json!("painting");
    let entered = import(&place, &consent, &["--person", "P2"]).ended(0).object();
    assert_eq!(entered["status"], "draft");
    let left_out = &entered["left_out"][0];
    assert_eq!(keys(left_out), ["element", "taken"]);
    assert_eq!(left_out["element"], "Consent.provision.provision[0]");
    put(&place.path("consent.json"), consent.to_string().as_bytes());
    let shown = place
        .run(["consent", "import", "consent.json", "--person", "P3"])
        .ended(0);
    assert!(shown.stdout.contains("was entered: a draft."), "{}", shown.stdout);
    assert!(
        shown
            .stdout
            .contains("Consent.provision.provision[0]: a yes that is not understood")
    );
}

#[test]
fn a_file_that_is_no_consent_enters_nothing() {
    let place = Place::new();
    put(&place.path("form.pdf"), FORM);
    put(&place.path("text.json"), b"\xff\xfe");
    put(&place.path("patient.json"), br#"{"resourceType":"Patient"}"#);
    put(&place.path("broken.json"), br#"{"resourceType":"Consent""#);
    for (file, code) in [
        ("form.pdf", "malformed"),
        ("text.json", "malformed"),
        ("patient.json", "unsupported"),
        ("broken.json", "malformed"),
        ("missing.json", "not-found"),
        (".", "unsupported"),
    ] {
        let run = place.json(["consent", "import", file, "--person", "P1"]).ended(2);
        assert_eq!(run.object()["code"], code, "{file}");
    }
    assert_eq!(place.json(["consent", "list"]).ended(0).objects().len(), 0);
    let bare = place.json(["consent", "add", "--person", "P1"]).ended(0).object();
    let words = ["consent", "fhir", bare["record"].as_str().unwrap(), "--with-form"];
    assert_eq!(place.json(words).ended(2).object()["code"], "not-found");
}
