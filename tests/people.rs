//! Who is in a photo, from the register to the disk: listed people, hidden bystanders, and those who asked to see the
//! copy first.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::{Path, PathBuf};

use common::command::{Place as Desktop, keys};
use common::desk::{Desk, End, SEED, TODAY, blur, now, only_refusal, teaching};
use common::picture::{PLAIN, jpeg, png, scene};
use common::{files, put};
use safelight_consent::{Condition, HiddenBystander, Listed, NewRecord, PhotoDigest, Place, Review, RuleId};
use safelight_export::{Depth, LookedAt, Stopped, copy_seed, ledger, set_marks};
use safelight_redact::{Region, Seed};
use serde_json::Value;

fn place([x, y, width, height]: [u32; 4]) -> Place {
    Place {
        x,
        y,
        width: width.try_into().unwrap(),
        height: height.try_into().unwrap(),
    }
}

fn listed(person: &str) -> Listed {
    Listed {
        person: person.into(),
        place: None,
        at: now(),
    }
}

/// Marks regions and goes through the checklist again.
fn mark(desk: &mut Desk, photo: &Path, regions: &[Region]) -> PhotoDigest {
    let digest = common::digest(photo);
    set_marks(&mut desk.register, digest, regions).unwrap();
    let review = Review::complete("Dr A", now());
    desk.register.review(digest, &review).unwrap();
    digest
}

#[test]
fn g02_a_listed_person_without_a_record() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = desk.linked(&photo, record);
    desk.register.list_person(digest, listed("P2")).unwrap();
    desk.register.set_people(digest, 2).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G02),
        "No written consent is linked for P2."
    );
    // Hidden from head to foot, and it is still no consent.
    let whole = Listed {
        place: Some(place([0, 0, 10, 10])),
        ..listed("P2")
    };
    desk.register.list_person(digest, whole).unwrap();
    mark(&mut desk, &photo, &[blur([0, 0, 10, 10])]);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    only_refusal(&refusals, RuleId::G02);
    let terms = NewRecord {
        person: "P2".into(),
        ..Desk::terms()
    };
    let other = desk.record(2, terms);
    desk.register.link(other, "P2", digest, &photo, now()).unwrap();
    desk.exported(&photo);
}

#[test]
fn a_bystander_is_wholly_hidden_or_there_is_no_copy() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = desk.linked(&photo, record);
    desk.register.set_people(digest, 2).unwrap();
    let bystander = HiddenBystander {
        place: place([4, 4, 12, 12]),
        by: "Dr A".into(),
        reason: Some("walked past".into()),
        at: now(),
    };
    desk.register
        .declare_bystander(digest, bystander.clone())
        .unwrap();
    let says = "1 of the 1 bystanders declared hidden can be seen.";
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(only_refusal(&refusals, RuleId::G02), says);
    mark(&mut desk, &photo, &[blur([40, 30, 12, 12])]);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(only_refusal(&refusals, RuleId::G02), says);
    mark(&mut desk, &photo, &[blur([4, 4, 12, 12])]);
    desk.exported(&photo);
    let rows = ledger::list(&desk.register).unwrap();
    let declared = &rows[0].copy.declared;
    assert_eq!(
        (declared.people, &*declared.bystanders),
        (Some(2), &[bystander][..])
    );
    // Of whom the photo is about, nobody is listed any more.
    desk.register.unlink(record, digest).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert!(refusals.has(RuleId::G02), "{refusals}");
    desk.register.set_people(digest, 1).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G02),
        "Everyone in this photo is said to be a hidden bystander. Whom it is about always needs a record."
    );
}

/// A photo of P1, who asked to see the copy first.
fn to_be_shown(desk: &mut Desk) -> PathBuf {
    let photo = desk.photo("a.png", &png(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions: vec![Condition::ShowMeFirst],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    photo
}

#[test]
fn g24_shown_first_and_made_again_to_the_bit() {
    let mut desk = Desk::new();
    let photo = to_be_shown(&mut desk);
    let digest = mark(&mut desk, &photo, &[blur([4, 4, 12, 12])]);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G24),
        "They asked to see the final picture."
    );
    let shown = desk.verified(&photo);
    let approval = shown
        .shown_to(&mut desk.register, "P2", true, "Dr A", now())
        .unwrap();
    assert_eq!((approval.output, approval.seed), (shown.output_digest(), SEED.0));
    desk.refusals(&photo, Some(&teaching()));
    shown
        .shown_to(&mut desk.register, "P1", false, "Dr A", now())
        .unwrap();
    desk.refusals(&photo, Some(&teaching()));
    shown
        .shown_to(&mut desk.register, "P1", true, "Dr A", now())
        .unwrap();
    // Whatever seed is at hand, the one that is kept makes the copy.
    let seed = copy_seed(&desk.register, digest, [1; 32]).unwrap();
    assert_eq!(seed.0, SEED.0);
    let exported = desk.exported(&photo);
    assert_eq!(exported.output_digest(), shown.output_digest());
    let written = std::fs::read(exported.path()).unwrap();
    assert_eq!(PhotoDigest::of(&written), approval.output);
    let rows = ledger::list(&desk.register).unwrap();
    let shown_to = &rows[0].copy.declared.shown_to;
    assert_eq!((&*shown_to[0].person, &*shown_to[0].by), ("P2", "Dr A"));
    assert_eq!(shown_to.len(), 2);
}

#[test]
fn g24_whatever_changed_since_it_was_shown_is_refused() {
    let mut desk = Desk::new();
    let photo = to_be_shown(&mut desk);
    let digest = mark(&mut desk, &photo, &[blur([4, 4, 12, 12])]);
    let shown = desk.verified(&photo);
    shown
        .shown_to(&mut desk.register, "P1", true, "Dr A", now())
        .unwrap();
    let refused = |desk: &mut Desk| {
        let refusals = desk.refusals(&photo, Some(&teaching()));
        only_refusal(&refusals, RuleId::G24);
    };
    for regions in [
        vec![],
        vec![blur([5, 4, 12, 12])],
        vec![blur([4, 4, 12, 12]), blur([30, 20, 9, 9])],
    ] {
        mark(&mut desk, &photo, &regions);
        refused(&mut desk);
    }
    // Another face box, the same pixels: what was agreed to is not what would be logged.
    let face = Region {
        face: true,
        ..blur([4, 4, 12, 12])
    };
    mark(&mut desk, &photo, &[face]);
    refused(&mut desk);
    mark(&mut desk, &photo, &[blur([4, 4, 12, 12])]);
    let inspected = desk.inspected(&photo);
    let otherwise = inspected
        .clean(&[blur([4, 4, 12, 12])], &Seed([1; 32]), Depth::Plain)
        .unwrap()
        .verify()
        .unwrap();
    let failed = otherwise.shown_to(&mut desk.register, "P1", true, "Dr A", now());
    assert!(failed.is_err(), "a copy that cannot be made again was approved");
    let answer = otherwise.clear(&desk.register, Some(&teaching()), &now(), TODAY);
    let refused = answer.unwrap().expect_err("cleared");
    only_refusal(&refused.refusals, RuleId::G24);
    // They change their mind between the gate's answer and the copy.
    let cleared = desk.cleared(&photo);
    shown
        .shown_to(&mut desk.register, "P1", false, "Dr A", now())
        .unwrap();
    let copies = desk.copies();
    let stopped = cleared.export(&mut desk.register, &copies, [3; 5], &now(), TODAY);
    assert!(matches!(stopped, Err(Stopped::Refused(_))), "{stopped:?}");
    assert!(files(&copies).is_empty());
    shown
        .shown_to(&mut desk.register, "P1", true, "Dr A", now())
        .unwrap();
    assert!(matches!(desk.export(&photo, Some(&teaching())), End::Exported(_)));
    assert_eq!(desk.register.approvals(digest).unwrap().len(), 1);
}

#[test]
fn a_row_of_the_ledger_says_what_people_said_and_did() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let digest = desk.nobody(&photo);
    desk.register.set_found(digest, "[]").unwrap();
    desk.exported(&photo);
    let rows = ledger::list(&desk.register).unwrap();
    let copy = &rows[0].copy;
    let nobody = copy.declared.no_person.as_ref().unwrap();
    assert_eq!((&*nobody.by, &*nobody.reason), ("Dr A", "a corridor"));
    let none = LookedAt {
        found: 0,
        dismissed: 0,
    };
    assert_eq!(copy.declared.faces, Some(none));
    assert_eq!(copy.review.as_ref().unwrap().items.len(), 8);
    assert_eq!(copy.rules.len(), 29);
}

#[test]
fn a_script_lists_hides_and_shows() {
    let place = Desktop::new();
    let photo = place.photo("a.png", &png(PLAIN, scene(0)));
    let a = "photos/a.png";
    let record = place.record(&["--permit", "teaching:institution", "--condition", "show-me-first"]);
    let refused = |step: &str| {
        let line = place.export(&photo).ended(1).about("a.png");
        let refusals = line["refusals"].as_array().unwrap();
        let steps: Vec<_> = refusals
            .iter()
            .flat_map(|it| it["remedies"].as_array().unwrap())
            .map(|it| it["step"].as_str().unwrap().to_owned())
            .collect();
        assert!(steps.iter().any(|it| it == step), "{step} in {steps:?}");
        line
    };
    let listed = place.json(["list", "--person", "P1", "--place", "30,20,10,10", a]);
    assert_eq!(listed.ended(0).object()["place"]["x"], 30);
    place.json(["people", "--count", "2", a]).ended(0);
    let line = refused("link-record");
    let link = &line["refusals"][0]["remedies"][0];
    assert_eq!(
        (&link["step"], &link["person"]),
        (&"link-record".into(), &"P1".into())
    );
    place
        .json(["link", "--record", &record, "--person", "P1", a])
        .ended(0);
    refused("declare-bystander");
    let bystander = ["declare", "bystander", "--place", "4,4,12,12"];
    let said = ["--by", "Dr A", "--reason", "walked past", a];
    let declared = place.json(bystander.iter().chain(&said)).ended(0).object();
    assert_eq!(declared["bystander"]["reason"], "walked past");
    refused("hide-places");
    place.json(["mark", "--rect", "4,4,12,12", a]).ended(0);
    place.json(["review", "--by", "Dr A", a]).ended(0);
    refused("show-copy");
    let show = || place.json(["approve", "--show", a]).ended(0).object();
    let before = show();
    assert_eq!(
        keys(&before),
        [
            "bytes",
            "format",
            "height",
            "note",
            "output_sha256",
            "people",
            "regions",
            "sha256",
            "source",
            "width"
        ]
    );
    assert_eq!(
        (&before["people"][0]["asked"], &before["people"][0]["agreed"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(
        before["output_sha256"],
        show()["output_sha256"],
        "shown twice, another copy"
    );
    let other = before["sha256"].as_str().unwrap();
    let another = ["approve", "--person", "P1", "--by", "Dr A", "--copy", other, a];
    assert_eq!(place.json(another).ended(2).object()["code"], "changed");
    refused("show-copy");
    let copy = before["output_sha256"].as_str().unwrap();
    let shown = place
        .json(["approve", "--person", "P1", "--by", "Dr A", "--copy", copy, a])
        .ended(0)
        .object();
    assert_eq!(show()["people"][0]["agreed"], true);
    assert!(files(&place.copies()).is_empty(), "a preview was written");
    let exported = place.export(&photo).ended(0).about("a.png");
    assert_eq!(exported["output_sha256"], shown["output_sha256"]);
    let row = place.json(["ledger", "list"]).ended(0).object();
    assert_eq!(row["declared"]["shown_to"][0]["person"], "P1", "{row}");
    place
        .json(["approve", "--person", "P1", "--by", "Dr A", "--refused", a])
        .ended(0);
    refused("show-copy");
    let back = place.json(bystander.iter().chain(&["--take-back", a])).ended(0);
    assert_eq!(back.object()["taken_back"], true);
    assert_eq!(
        place.json(["unlist", "--person", "P1", a]).ended(0).object()["unlisted"],
        true
    );
    let outside = place.json(["list", "--person", "P1", "--place", "9000,0,1,1", a]);
    assert_eq!(outside.ended(2).object()["code"], "unsupported");
    place
        .run(["list", "--person", "P1", "--place", "1,2,3", a])
        .ended(64);
    let rules = place.json(["rules"]).ended(0).objects();
    assert!(
        rules
            .iter()
            .all(|it| it["quote"].as_str().is_some_and(|it| !it.is_empty()))
    );
    put(&photo, &png(PLAIN, scene(1)));
    assert_eq!(place.export(&photo).ended(1).about("a.png")["outcome"], "refused");
}
