//! Each refusal, from the register to the disk: nothing is written, the ledger has no row of it, the sentence and the
//! remedy are said; what mends it clears it.

mod common;

use common::command::Place;
use common::desk::{CHEAP, Desk, FORM, PASSPHRASE, SALT, TODAY, now, teaching};
use common::picture::{PLAIN, jpeg, png, scene};
use common::{files, put};
use jiff::civil::date;
use safelight_consent::{
    Covers, NewRecord, REGISTER_FILE, RULES, Refusals, RuleId, Signer, Status, Use, UseRow, Withdrawn,
};
use safelight_export::{Asked, ask, ledger};

fn usage(text: &str) -> Use {
    text.parse().unwrap()
}

/// The one reason, with the words of the rules' table.
#[track_caller]
fn only(refusals: &Refusals, id: RuleId) -> String {
    let [refusal] = refusals.iter().as_slice() else {
        panic!("not one refusal: {refusals}");
    };
    assert_eq!(refusal.id, id, "{refusals}");
    let remedies = RULES.iter().filter(|rule| rule.id == id);
    assert!(
        remedies
            .map(|rule| rule.remedy)
            .any(|remedy| remedy == refusal.remedy)
    );
    refusal.sentence.clone()
}

/// A photo of P1, refused under `wrong`, then exported under the record as it should be.
#[track_caller]
fn mended(id: RuleId, sentence: &str, wrong: impl FnOnce(&mut NewRecord), asked: &str, mended: &str) {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let mut terms = Desk::terms();
    wrong(&mut terms);
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    let refusals = desk.refusals(&photo, Some(&usage(asked)));
    assert_eq!(only(&refusals, id), sentence);
    if asked == mended {
        let (form, now) = (safelight_consent::FormFile::parse(FORM.to_vec()).unwrap(), now());
        desk.register
            .change_record(record, 1, Desk::terms(), Some(&form), now)
            .unwrap();
    }
    assert!(matches!(
        desk.export(&photo, Some(&usage(mended))),
        common::desk::End::Exported(_)
    ));
    assert_eq!(files(&desk.copies()).len(), 1);
}

const TEACHING: &str = "teaching:institution";

#[test]
fn g01_no_use() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let refusals = desk.refusals(&photo, None);
    assert_eq!(only(&refusals, RuleId::G01), "Say exactly what this copy is for.");
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
        only(&refusals, RuleId::G02),
        "No written consent is linked for 1 of the 2 people in this photo."
    );
    desk.register.unlink(record, digest).unwrap();
    desk.register.set_people(digest, 1).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only(&refusals, RuleId::G02),
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
        .review(digest, &safelight_consent::Review::complete("Dr A", now()))
        .unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only(&refusals, RuleId::G03),
        "Nobody has said how many people this photo shows."
    );
    desk.register.set_people(digest, 0).unwrap();
    assert!(desk.refusals(&photo, Some(&teaching())).has(RuleId::G03));
    desk.register.set_people(digest, 1).unwrap();
    desk.exported(&photo);
}

#[test]
fn g04_draft_and_refused() {
    let draft = |terms: &mut NewRecord| terms.status = Status::Draft;
    mended(RuleId::G04, "This consent is a draft.", draft, TEACHING, TEACHING);
    let refused = |terms: &mut NewRecord| terms.status = Status::Refused;
    mended(
        RuleId::G04,
        "This consent is refused.",
        refused,
        TEACHING,
        TEACHING,
    );
}

#[test]
fn g05_withdrawn_after_an_export() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let first = desk.exported(&photo);
    desk.register
        .withdraw(record, "P1", "by letter", TODAY, Withdrawn::Everything, now())
        .unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only(&refusals, RuleId::G05),
        "Withdrawn on 2026-06-15. No new copies; see the 1 already made."
    );
    let copies = ledger::copies_under(&desk.register, record).unwrap();
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].copy.output, first.path().to_str().unwrap());
    assert!(first.path().exists(), "a copy that was made stays");
}

#[test]
fn g06_ended() {
    let over = |terms: &mut NewRecord| terms.valid_until = Some(date(2026, 6, 14));
    mended(
        RuleId::G06,
        "This consent ended on 2026-06-14.",
        over,
        TEACHING,
        TEACHING,
    );
    let used = |terms: &mut NewRecord| terms.uses[0].max_copies = Some(0);
    mended(
        RuleId::G06,
        "All the copies they agreed to were made; there are 0.",
        used,
        TEACHING,
        TEACHING,
    );
}

#[test]
fn g06_the_last_day_is_in_and_the_next_is_out() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        valid_until: Some(TODAY),
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    desk.exported(&photo);
    let tomorrow = TODAY.tomorrow().unwrap();
    let common::desk::End::Refused(refusals) = desk.export_on(&photo, Some(&teaching()), tomorrow) else {
        panic!("not refused");
    };
    assert!(refusals.has(RuleId::G06));
}

#[test]
fn g06_one_copy_is_one_copy() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions: vec![safelight_consent::Condition::OneTime],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    desk.exported(&photo);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(only(&refusals, RuleId::G06), "They agreed to one copy; 1 made.");
}

#[test]
fn g07_undated_and_dated_in_the_future() {
    let sentence = "The signing date is missing or in the future.";
    for day in [None, Some(date(2026, 6, 16))] {
        let wrong = |terms: &mut NewRecord| terms.signed_on = day;
        mended(RuleId::G07, sentence, wrong, TEACHING, TEACHING);
    }
}

#[test]
fn g08_another_purpose() {
    let sentence = "Consent covers teaching, not the press.";
    mended(RuleId::G08, sentence, |_| {}, "press:institution", TEACHING);
}

#[test]
fn g09_a_wider_audience() {
    let sentence = "Consent stops at the institution.";
    mended(
        RuleId::G09,
        sentence,
        |_| {},
        "teaching:public",
        "teaching:named-group",
    );
}

#[test]
fn g11_they_said_no() {
    let no = |terms: &mut NewRecord| terms.uses.push(UseRow::deny(teaching()));
    mended(
        RuleId::G11,
        "They said no to this use.",
        no,
        TEACHING,
        "teaching:named-group",
    );
}

#[test]
fn g12_taken_before_the_session() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let (from, to) = (date(2026, 6, 2), date(2026, 6, 3));
    let terms = NewRecord {
        covers: Covers::Session { from, to },
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    let digest = desk.linked(&photo, record);
    desk.register.set_taken_on(digest, date(2026, 6, 1)).unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only(&refusals, RuleId::G12),
        "This photo is not part of what they agreed to."
    );
    desk.register.set_taken_on(digest, from).unwrap();
    desk.exported(&photo);
}

#[test]
fn g14_no_form() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk
        .register
        .add_record(Desk::terms(), None, [1; 16], now())
        .unwrap()
        .id;
    desk.linked(&photo, record);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(only(&refusals, RuleId::G14), "The signed form is missing.");
    let form = safelight_consent::FormFile::parse(FORM.to_vec()).unwrap();
    desk.register
        .change_record(record, 1, Desk::terms(), Some(&form), now())
        .unwrap();
    desk.exported(&photo);
}

/// By somebody who has the passphrase and knows SQL.
#[test]
fn g15_a_form_that_changed_in_the_register() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    desk.linked(&photo, record);
    let dir = desk.dir.path().join("register");
    let edit = |bytes: &[u8]| {
        let db = rusqlite::Connection::open(dir.join(REGISTER_FILE)).unwrap();
        db.execute_batch(&format!("PRAGMA key = \"{}\"", raw_key()))
            .unwrap();
        db.execute_batch("DROP TRIGGER form_no_UPDATE").unwrap();
        db.execute("UPDATE form SET bytes = ?1", [bytes]).unwrap();
        db.execute_batch(
            "CREATE TRIGGER form_no_UPDATE BEFORE UPDATE ON form
             BEGIN SELECT RAISE(ABORT, 'rows of form are written once'); END",
        )
        .unwrap();
    };
    edit(b"%PDF-1.7 forged");
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only(&refusals, RuleId::G15),
        "The form file changed since it was attached."
    );
    edit(FORM);
    // A form is read once a batch; the next batch finds it as it was.
    let passphrase = safelight_consent::Passphrase::new(PASSPHRASE);
    desk.register = safelight_consent::Register::open(&dir, &passphrase, CHEAP).unwrap();
    desk.exported(&photo);
}

/// SQLCipher's raw key with its salt, as the register derives it.
fn raw_key() -> String {
    let params = argon2::Params::new(CHEAP.memory_kib, CHEAP.passes, CHEAP.lanes, Some(32)).unwrap();
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut key = [0; 32];
    argon
        .hash_password_into(PASSPHRASE.as_bytes(), &SALT, &mut key)
        .unwrap();
    let hex: String = key
        .iter()
        .chain(&SALT)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("x'{hex}'")
}

#[test]
fn g16_incomplete() {
    let wrong = |terms: &mut NewRecord| {
        terms.signer = None;
        terms.form_version = None;
    };
    let sentence = "This record is incomplete: who signed, the form's version.";
    mended(RuleId::G16, sentence, wrong, TEACHING, TEACHING);
}

#[test]
fn g17_a_relative_cannot_sign() {
    let wrong = |terms: &mut NewRecord| terms.signer = Some(Signer::Relative);
    let sentence = "A relative cannot sign for this person.";
    mended(RuleId::G17, sentence, wrong, TEACHING, TEACHING);
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
    assert_eq!(only(&refusals, RuleId::G27), "8 checks left.");
    desk.linked(&photo, record);
    desk.exported(&photo);
}

/// No picture is known whose copy cannot be proved; the gate is asked as it is asked for one.
#[test]
fn g28_not_proved_clean() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let record = desk.record(1, Desk::terms());
    let digest = desk.linked(&photo, record);
    let asked = |proved| {
        ask(
            &desk.register,
            digest,
            &photo,
            proved,
            Some(&teaching()),
            now(),
            TODAY,
        )
        .unwrap()
    };
    let Asked::Refused(refusals) = asked(false) else {
        panic!("not refused");
    };
    assert_eq!(
        only(&refusals, RuleId::G28),
        "We could not prove the copy is clean. Nothing was saved."
    );
    assert!(matches!(asked(true), Asked::Clear(_)));
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
