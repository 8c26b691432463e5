//! What is wrong with a record, from the register to the disk: nothing is written, the ledger has no row of it, the
//! sentence and the remedy are said; what mends it clears it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::desk::{CHEAP, Desk, End, FORM, PASSPHRASE, SALT, TODAY, now, only_refusal, teaching};
use common::files;
use common::picture::{PLAIN, jpeg, scene};
use jiff::civil::date;
use safelight_consent::{
    AgeBand, Capacity, Condition, FormFile, NewRecord, NewWithdrawal, Passphrase, REGISTER_FILE, Register,
    RuleId, Signer, Status, Use, UseRow,
};
use safelight_export::ledger;

fn usage(text: &str) -> Use {
    text.parse().unwrap()
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
    assert_eq!(only_refusal(&refusals, id), sentence);
    if asked == mended {
        let (form, now) = (FormFile::parse(FORM.to_vec()).unwrap(), now());
        desk.register
            .change_record(record, 1, Desk::terms(), Some(&form), now)
            .unwrap();
    }
    assert!(matches!(
        desk.export(&photo, Some(&usage(mended))),
        End::Exported(_)
    ));
    assert_eq!(files(&desk.copies()).len(), 1);
}

const TEACHING: &str = "teaching:institution";

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
        .withdraw(
            record,
            NewWithdrawal::of_everything(TODAY, "P1", "by letter"),
            now(),
        )
        .unwrap();
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G05),
        "Withdrawn on 2026-06-15. No new copies; see the 1 already made."
    );
    let copies = ledger::copies_under(&desk.register, record).unwrap();
    assert_eq!(copies.len(), 1);
    assert_eq!(copies[0].copy.output, first.path().to_str().unwrap());
    assert!(first.path().exists(), "a copy that was made stays");
}

#[test]
fn g10_another_outlet() {
    let ward =
        |terms: &mut NewRecord| terms.uses = vec![UseRow::permit(usage("teaching:institution:Ward 3"))];
    let [other, agreed] = ["teaching:institution:Ward 4", "teaching:institution:ward 3"];
    mended(RuleId::G10, "Agreed for Ward 3 only.", ward, other, agreed);
}

fn attorney(terms: &mut NewRecord) {
    terms.signer = Some(Signer::Attorney);
    terms.signed_by = Some("A. Attorney".into());
    terms.authority_on_file = true;
    terms.capacity = Some(Capacity::Lacks);
    terms.best_interests_note = Some("helps the team".into());
}

#[test]
fn g16_another_who_signs_has_a_name() {
    let unnamed = |terms: &mut NewRecord| {
        attorney(terms);
        terms.signed_by = None;
    };
    let says = "This record is incomplete: the name of who signed.";
    mended(RuleId::G16, says, unnamed, TEACHING, TEACHING);
}

#[test]
fn g18_nobody_wrote_why_it_is_in_their_interests() {
    let unsaid = |terms: &mut NewRecord| {
        attorney(terms);
        terms.best_interests_note = None;
    };
    let says = "Record why this is in their interests.";
    mended(RuleId::G18, says, unsaid, TEACHING, TEACHING);
}

#[test]
fn g19_they_objected() {
    let objected = |terms: &mut NewRecord| terms.objection = true;
    let says = "They objected. It stays private.";
    mended(RuleId::G19, says, objected, TEACHING, TEACHING);
}

#[test]
fn g20_a_parent_signed_for_someone_who_is_16_or_may_be() {
    let parent = |terms: &mut NewRecord| {
        terms.signer = Some(Signer::Parent);
        terms.signed_by = Some("A. Parent".into());
    };
    let born = |terms: &mut NewRecord| {
        parent(terms);
        terms.date_of_birth = Some(date(2010, 6, 15));
    };
    let ask = "Ask the young person themselves.";
    mended(RuleId::G20, ask, born, TEACHING, TEACHING);
    let aged = |terms: &mut NewRecord| {
        parent(terms);
        terms.age_band = Some(AgeBand::From13To15);
    };
    let perhaps = "They may be 16 by now, and a parent's consent ends there.";
    mended(RuleId::G20, perhaps, aged, TEACHING, TEACHING);
    let unknown = "A parent's consent ends at 16, and the date of birth is not known.";
    mended(RuleId::G20, unknown, parent, TEACHING, TEACHING);
}

#[test]
fn g21_another_signed_and_the_person_died() {
    let dead = |terms: &mut NewRecord| {
        attorney(terms);
        terms.died_on = Some(date(2026, 6, 10));
    };
    let says = "Confidentiality continues after death.";
    mended(RuleId::G21, says, dead, TEACHING, TEACHING);
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
    let End::Refused(refusals) = desk.export_on(&photo, Some(&teaching()), tomorrow) else {
        panic!("not refused");
    };
    assert!(refusals.has(RuleId::G06));
}

#[test]
fn g06_one_copy_is_one_copy() {
    let mut desk = Desk::new();
    let photo = desk.photo("a.jpg", &jpeg(PLAIN, scene(0)));
    let terms = NewRecord {
        conditions: vec![Condition::OneTime],
        ..Desk::terms()
    };
    let record = desk.record(1, terms);
    desk.linked(&photo, record);
    desk.exported(&photo);
    let refusals = desk.refusals(&photo, Some(&teaching()));
    assert_eq!(
        only_refusal(&refusals, RuleId::G06),
        "They agreed to one copy; 1 made."
    );
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
    assert_eq!(
        only_refusal(&refusals, RuleId::G14),
        "The signed form is missing."
    );
    let form = FormFile::parse(FORM.to_vec()).unwrap();
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
        only_refusal(&refusals, RuleId::G15),
        "The form file changed since it was attached."
    );
    edit(FORM);
    // A form is read once a batch; the next batch finds it as it was.
    let passphrase = Passphrase::new(PASSPHRASE);
    desk.register = Register::open(&dir, &passphrase, CHEAP).unwrap();
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
    let wrong = |terms: &mut NewRecord| {
        terms.signer = Some(Signer::Relative);
        terms.signed_by = Some("A. Brother".into());
    };
    let sentence = "A relative cannot sign for this person.";
    mended(RuleId::G17, sentence, wrong, TEACHING, TEACHING);
}
