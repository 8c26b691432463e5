//! What the register holds is what the gate decides by.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use common::desk::*;
use common::{TODAY, now, terms, usage};
use safelight_consent::*;

#[test]
fn a_photo_is_cleared_by_what_the_register_holds_and_by_nothing_less() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    let clearance = ask(&register, digest, "teaching:institution").unwrap();
    assert_eq!(clearance.records(), [(id, 1)]);

    let unproved = register.gate_input(digest, source(), now()).unwrap();
    let refusals = unproved
        .decide(Some(&usage("teaching:institution")), TODAY)
        .unwrap_err();
    assert!(refusals.has(RuleId::G28));

    assert!(register.unlink(id, digest).unwrap());
    assert!(!register.unlink(id, digest).unwrap());
    let refusals = ask(&register, digest, "teaching:institution").unwrap_err();
    assert!(refusals.has(RuleId::G02), "{refusals}");
}

#[test]
fn a_withdrawal_blocks_at_once_and_stays_through_changes() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    let some = Withdrawn::Uses(vec![usage("teaching:institution")]);
    register
        .withdraw(id, "P1", "by letter", TODAY, some, now())
        .unwrap();
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G05)
    );
    ask(&register, digest, "teaching:named-group").unwrap();

    let all = Withdrawn::Everything;
    let gone = register
        .withdraw(id, "P1", "by telephone", TODAY, all, now())
        .unwrap();
    assert_eq!(
        (gone.version, gone.supersedes, gone.status()),
        (3, Some(2), Status::Withdrawn)
    );
    assert!(
        ask(&register, digest, "teaching:named-group")
            .unwrap_err()
            .has(RuleId::G05)
    );

    let changed = register.change_record(id, 3, terms("P1"), None, now()).unwrap();
    assert_eq!(changed.status(), Status::Withdrawn);
    assert_eq!(changed.withdrawals.len(), 2);
    assert!(
        ask(&register, digest, "teaching:named-group")
            .unwrap_err()
            .has(RuleId::G05)
    );
}

#[test]
fn a_source_that_changed_since_it_was_linked_is_refused_until_it_is_linked_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, _) = lawful(&mut register);
    let changed = PhotoDigest::of(b"edited");
    assert!(
        ask(&register, changed, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G25)
    );
    register.link(id, "P1", changed, source(), now()).unwrap();
    let refusals = ask(&register, changed, "teaching:institution").unwrap_err();
    assert!(!refusals.has(RuleId::G25));
    assert!(refusals.has(RuleId::G27), "the old review is of the old photo");
}

#[test]
fn a_no_anywhere_in_the_register_wins() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (_, digest) = lawful(&mut register);
    ask(&register, digest, "teaching:institution").unwrap();
    let no = NewRecord {
        uses: vec![UseRow::deny(usage("teaching:named-group"))],
        ..terms("P1")
    };
    register.add_record(no, None, [2; 16], now()).unwrap();
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G11)
    );
    ask(&register, digest, "teaching:treating-team").unwrap();
}

#[test]
fn copies_made_count_and_copies_that_failed_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    let mut once = terms("P1");
    once.uses[0].max_copies = Some(1);
    register.change_record(id, 1, once, None, now()).unwrap();
    ask(&register, digest, "teaching:institution").unwrap();

    let body = r#"{"use":{"purpose":"teaching","audience":"institution","outlet":null}}"#;
    let copy = register.append(COPY, body, &[id], Some(digest), now()).unwrap();
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G06)
    );
    let failed = format!(r#"{{"copy":{}}}"#, copy.seq);
    register
        .append(COPY_FAILED, &failed, &[id], Some(digest), now())
        .unwrap();
    ask(&register, digest, "teaching:institution").unwrap();
}

#[test]
fn nobody_in_the_photo_is_a_declaration_that_the_next_count_takes_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let digest = PhotoDigest::of(b"corridor");
    register.review(digest, &Review::complete("Dr A", now())).unwrap();
    register.set_people(digest, 0).unwrap();
    assert!(
        ask(&register, digest, "press:public")
            .unwrap_err()
            .has(RuleId::G03)
    );
    let mut declaration = NoPerson {
        by: "Dr A".into(),
        reason: "an X-ray".into(),
        kind: NoPersonKind::Clinical,
        at: now(),
    };
    register.declare_no_person(digest, &declaration).unwrap();
    assert!(
        ask(&register, digest, "press:public")
            .unwrap_err()
            .has(RuleId::G02)
    );
    register.set_strictness(Strictness::ClinicalDeclared).unwrap();
    ask(&register, digest, "press:public").unwrap();

    register.set_people(digest, 1).unwrap();
    assert_eq!(register.no_person(digest).unwrap(), None);
    assert!(
        ask(&register, digest, "press:public")
            .unwrap_err()
            .has(RuleId::G02)
    );
    declaration.reason = " ".into();
    let blank = register.declare_no_person(digest, &declaration);
    assert!(matches!(blank, Err(RegisterError::Unfit(_))));
}

#[test]
fn a_clock_behind_the_last_entry_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (_, digest) = lawful(&mut register);
    let later = now() + jiff::SignedDuration::from_secs(1);
    register.append("note", "{}", &[], None, later).unwrap();
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G29)
    );
}
