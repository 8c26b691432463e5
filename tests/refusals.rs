//! What is missing about a photo, from the register to the disk: nothing is written, the ledger has no row of it, the
//! sentence and the remedy are said; what mends it clears it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::command::Place;
use common::desk::{Desk, TODAY, now, only_refusal, teaching};
use common::picture::{PLAIN, jpeg, png, scene};
use common::{files, put};
use jiff::civil::date;
use safelight_consent::{Covers, NewRecord, Review, RuleId, Session, Use};
use safelight_export::{Asked, Question, Stopped, ask};

const TEACHING: &str = "teaching:institution";

#[test]
fn g01_no_use() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let refusals = desk.refusals(&photo, None);
    assert_eq!(
        only_refusal(&refusals, RuleId::G01),
        "Say exactly what this copy is for."
    );
    desk.exported(&photo);
}

#[test]
fn g02_nobody_linked_and_too_few_linked() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = desk.linked(&photo, record);
    desk.register.set_people(digest, 2).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G02),
        "No written consent is linked for 1 of the 2 people in this photo."
    );
    desk.register.unlink(record, digest).unwrap();
    desk.register.set_people(digest, 1).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G02),
        "No written consent is linked for 1 of the 1 people in this photo."
    );
    desk.linked(&photo, record);
    desk.exported(&photo);
}

#[test]
fn g03_nobody_counted() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = common::digest(&photo);
    desk.register.link(record, "P1", digest, &photo, now()).unwrap();
    desk.register
        .review(digest, &Review::complete("Dr A", now()))
        .unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G03),
        "Nobody has said how many people this photo shows."
    );
    desk.register.set_people(digest, 0).unwrap();
    assert!(desk.refusals(&photo, Some(&teaching())).has(RuleId::G03));
    desk.register.set_people(digest, 1).unwrap();
    desk.exported(&photo);
}

#[test]
fn g12_taken_before_the_session() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let (from, to) = (date(2026, 6, 2), date(2026, 6, 3));
    let terms = NewRecord {
        covers: Covers::Session(Session::new(from, to).unwrap()),
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    let digest = desk.linked(&photo, record);
    desk.register.set_taken_on(digest, date(2026, 6, 1)).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G12),
        "This photo is not part of what they agreed to."
    );
    desk.register.set_taken_on(digest, from).unwrap();
    desk.exported(&photo);
}

#[test]
fn g25_the_file_changed_since_it_was_linked() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    put(&photo, &jpeg(PLAIN, scene(1)));
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert!(refusals.has(RuleId::G25), "{refusals}");
    desk.linked(&photo, record);
    desk.exported(&photo);
}

#[test]
fn g27_not_looked_through() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = common::digest(&photo);
    desk.register.link(record, "P1", digest, &photo, now()).unwrap();
    desk.register.set_people(digest, 1).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(only_refusal(&refusals, RuleId::G27), "8 checks left.");
    desk.linked(&photo, record);
    desk.exported(&photo);
}

#[test]
fn g26_a_folder_or_an_outlet_that_names_a_person() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        name: Some("Rose Ward".into()),
        date_of_birth: Some(date(1980, 5, 3)),
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    let named = Use {
        outlet: Some("born 3 May 1980".into()),
        ..teaching()
    };
    let refusals = desk.refusals(&photo, Some(&named));
    assert_eq!(
        only_refusal(&refusals, RuleId::G26),
        "The name contains a date of birth."
    );
    for (folder, says) in [
        (
            "Ward-photos",
            "The name contains “ward”, a part of a listed person's name.",
        ),
        ("943 476 5919", "The name contains 9434765919, an NHS number."),
    ] {
        let folder = desk.dir.path().join(folder);
        std::fs::create_dir(&folder).unwrap();
        let rows = desk.rows();
        let cleared = desk.cleared(&photo);
        let stopped = cleared.export(&mut desk.register, &folder, [9; 5], &now(), TODAY);
        let Err(Stopped::Refused(refusals)) = stopped else {
            panic!("{stopped:?}");
        };
        assert_eq!(only_refusal(&refusals, RuleId::G26), says);
        assert!(files(&folder).is_empty() && desk.rows() == rows);
    }
    desk.exported(&photo);
}

#[test]
fn g29_a_clock_that_went_backwards() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    desk.exported(&photo);
    let rows = desk.rows();
    let earlier = now() - jiff::SignedDuration::from_secs(1);
    let answer = desk
        .verified(&photo)
        .clear(&desk.register, Some(&teaching()), &earlier, TODAY);
    let refused = answer.unwrap().expect_err("cleared");
    assert_eq!(
        only_refusal(&refused.refusals, RuleId::G29),
        "This computer's clock went backwards."
    );
    let cleared = desk.cleared(&photo);
    let copies = desk.copies();
    let stopped = cleared.export(&mut desk.register, &copies, [9; 5], &earlier, TODAY);
    assert!(matches!(stopped, Err(Stopped::Refused(_))), "{stopped:?}");
    assert_eq!((desk.rows(), files(&copies).len()), (rows, 1));
    desk.exported(&photo);
}

/// No picture is known whose copy cannot be proved; the gate is asked as it is asked for one.
#[test]
fn g28_not_proved_clean() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let output = desk.verified(&photo).output_digest();
    let asked = |output| {
        let copy = Question {
            photo: &desk.inspected(&photo),
            regions: &[],
            output,
            folder: None,
        };
        ask(&desk.register, copy, Some(&teaching()), &now(), TODAY).unwrap()
    };
    let Asked::Refused(refusals) = asked(None) else {
        panic!("not refused");
    };
    assert_eq!(
        only_refusal(&refusals, RuleId::G28),
        "We could not prove the copy is clean. Nothing was saved."
    );
    assert!(matches!(asked(Some(output)), Asked::Clear(_)));
}

#[test]
fn every_reason_is_given_at_once() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let refusals = desk.refusals(&photo, None);
    let ids: Vec<String> = refusals.iter().map(|refusal| refusal.id.to_string()).collect();
    assert_eq!(ids, ["G01", "G03", "G27"]);
}

/// The whole way on the command line: refused, mended one by one, exported, withdrawn.
#[test]
fn a_script_sees_every_reason_and_mends_it() {
    let place = Place::new();
    let photo = place.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    place.photo("b.png", &png(PLAIN, scene(1)));
    let a = "photos/a.jpg";
    let record = place.record(&["--permit", TEACHING]);
    let ids = |status: i32| -> Vec<String> {
        let before = files(&place.copies());
        let line = place.export(&photo).ended(status).about("a.jpg");
        let refusals = line["refusals"].as_array().unwrap().clone();
        for refusal in &refusals {
            assert!(refusal["sentence"].as_str().unwrap().ends_with('.'));
            assert!(refusal["remedy"].as_str().unwrap().ends_with('.'));
        }
        if status == 1 {
            assert_eq!(before, files(&place.copies()), "something was written");
        }
        refusals
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let unused = place.json(["check", a]).ended(1).object();
    assert_eq!(unused["refusals"][0]["id"], "G01");
    assert_eq!(ids(1), ["G03", "G27"]);
    place.json(["people", "--count", "1", a]).ended(0);
    assert_eq!(ids(1), ["G02", "G27"]);
    place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0);
    assert_eq!(ids(1), ["G27"]);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    assert!(ids(0).is_empty());

    let copy = common::only_file(&place.copies());
    let withdraw = ["consent", "withdraw", &record, "--by", "P1", "--how", "by letter"];
    let withdrawn = place.json(withdraw).ended(0).object();
    assert_eq!(withdrawn["copies"].as_array().unwrap().len(), 1);
    assert_eq!(withdrawn["copies"][0]["output"], copy.to_str().unwrap());
    assert_eq!(ids(1), ["G05"]);

    // A file that is another one since it was linked.
    put(&photo, &jpeg(PLAIN, scene(2)));
    assert!(ids(1).contains(&"G25".to_owned()));
}
