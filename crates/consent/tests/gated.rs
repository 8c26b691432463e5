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
use jiff::civil::{Date, date};
use safelight_consent::*;
use uuid::Uuid;

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
    let some = NewWithdrawal {
        what: Withdrawn::Uses(vec![usage("teaching:institution")]),
        recorded_by: Some("Nurse B".into()),
        ..NewWithdrawal::of_everything(TODAY, "P1", "by letter")
    };
    let told = register.withdraw(id, some, now()).unwrap();
    assert_eq!(told.withdrawals[0].recorded_by.as_deref(), Some("Nurse B"));
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G05)
    );
    ask(&register, digest, "teaching:named-group").unwrap();

    for (by, how) in [("P1", " "), ("", "by telephone")] {
        let untold = NewWithdrawal::of_everything(TODAY, by, how);
        let error = register.withdraw(id, untold, now()).unwrap_err();
        assert!(matches!(error, RegisterError::Unfit(_)), "{error}");
    }
    let all = NewWithdrawal::of_everything(TODAY, "P1", "by telephone");
    let gone = register.withdraw(id, all, now()).unwrap();
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

    // As older programs wrote it: about the photo, and about no record.
    let copy = register.append(COPY, body, &[id], Some(digest), now()).unwrap();
    assert!(ask(&register, digest, "teaching:institution").is_err());
    let failed = format!(r#"{{"copy":{}}}"#, copy.seq);
    register
        .append(COPY_FAILED, &failed, &[], Some(digest), now())
        .unwrap();
    ask(&register, digest, "teaching:institution").unwrap();
}

/// A second record of the same person for the same use, signed and entered some time after the first.
fn signed_again(register: &mut Register, digest: PhotoDigest, signed: Date, entered: &str) -> Uuid {
    let again = NewRecord {
        signed_on: Some(signed),
        ..terms("P1")
    };
    linked_again(register, digest, again, entered)
}

fn linked_again(register: &mut Register, digest: PhotoDigest, again: NewRecord, entered: &str) -> Uuid {
    let entered = entered.parse().unwrap();
    let record = register
        .add_record(again, Some(&form("again")), [2; 16], entered)
        .unwrap();
    register.link(record.id, "P1", digest, source(), entered).unwrap();
    record.id
}

#[test]
fn what_is_signed_after_a_withdrawal_clears_and_what_was_there_before_does_not() {
    let earlier = date(2026, 6, 10);
    for (signed, entered, cleared) in [
        (date(2026, 6, 11), "2026-06-12T09:00:00Z", true),
        (date(2026, 6, 10), "2026-06-12T09:00:00Z", false),
        (date(2026, 6, 11), "2026-06-11T09:00:00Z", false),
        (date(2026, 5, 1), "2026-06-12T09:00:00Z", false),
    ] {
        for everything in [true, false] {
            let dir = tempfile::tempdir().unwrap();
            let mut register = create(&dir);
            let (id, digest) = lawful(&mut register);
            let mut withdrawal = NewWithdrawal::of_everything(earlier, "P1", "by letter");
            if !everything {
                withdrawal.what = Withdrawn::Uses(vec![usage("teaching:institution")]);
            }
            let told = "2026-06-11T12:00:00Z".parse().unwrap();
            register.withdraw(id, withdrawal, told).unwrap();
            let new = signed_again(&mut register, digest, signed, entered);
            let answer = ask(&register, digest, "teaching:institution");
            match answer {
                Ok(clearance) => {
                    assert!(cleared, "{signed} {entered} {everything}");
                    assert_eq!(
                        clearance.records(),
                        [(new, 1)],
                        "the one that was taken back is no ground"
                    );
                }
                Err(refusals) => assert!(!cleared && refusals.has(RuleId::G05), "{refusals}"),
            }
        }
    }
}

/// Nor does any other record that was signed before it.
#[test]
fn what_was_withdrawn_does_not_clear_behind_a_new_answer_to_something_else() {
    for everything in [true, false] {
        let dir = tempfile::tempdir().unwrap();
        let mut register = create(&dir);
        let (id, digest) = lawful(&mut register);
        let mut withdrawal = NewWithdrawal::of_everything(date(2026, 6, 10), "P1", "by letter");
        if !everything {
            withdrawal.what = Withdrawn::Uses(vec![usage("teaching:institution")]);
        }
        let told = "2026-06-11T12:00:00Z".parse().unwrap();
        register.withdraw(id, withdrawal, told).unwrap();
        let journal = NewRecord {
            signed_on: Some(date(2026, 6, 11)),
            uses: vec![UseRow::permit(usage("journal:public"))],
            ..terms("P1")
        };
        linked_again(&mut register, digest, journal, "2026-06-12T09:00:00Z");
        let refusals = ask(&register, digest, "teaching:institution").unwrap_err();
        assert!(refusals.has(RuleId::G08), "{refusals}");
    }
}

#[test]
fn a_refusal_stands_until_it_is_superseded_or_was_an_error() {
    for way_out in [Status::Superseded, Status::EnteredInError] {
        let dir = tempfile::tempdir().unwrap();
        let mut register = create(&dir);
        let (id, digest) = lawful(&mut register);
        let refused = register.set_status(id, 1, Status::Refused, now()).unwrap();
        assert_eq!((refused.version, refused.supersedes), (2, Some(1)));
        let new = signed_again(&mut register, digest, date(2026, 6, 2), "2026-06-12T09:00:00Z");
        let refusals = ask(&register, digest, "teaching:institution").unwrap_err();
        assert!(refusals.has(RuleId::G04), "{refusals}");
        register.set_status(id, 2, way_out, now()).unwrap();
        let clearance = ask(&register, digest, "teaching:institution").unwrap();
        assert_eq!(clearance.records(), [(new, 1)]);
        let statuses: Vec<_> = register
            .versions(id)
            .unwrap()
            .iter()
            .map(Record::status)
            .collect();
        assert_eq!(statuses, [Status::Superseded, Status::Superseded, way_out]);
    }
}

#[test]
fn a_draft_clears_nothing_until_it_is_active() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    register.set_status(id, 1, Status::Draft, now()).unwrap();
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G04)
    );
    register.set_status(id, 2, Status::Active, now()).unwrap();
    ask(&register, digest, "teaching:institution").unwrap();
}

#[test]
fn no_way_round_makes_a_withdrawn_record_active_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, _) = lawful(&mut register);
    let error = register.set_status(id, 1, Status::Withdrawn, now()).unwrap_err();
    assert!(
        matches!(error, RegisterError::Unfit(_)),
        "nobody withdrew: {error}"
    );
    let all = NewWithdrawal::of_everything(TODAY, "P1", "by letter");
    register.withdraw(id, all, now()).unwrap();
    for status in [Status::Active, Status::Draft, Status::Refused] {
        let error = register.set_status(id, 2, status, now()).unwrap_err();
        assert!(matches!(error, RegisterError::Unfit(_)), "{error}");
    }
    register.set_status(id, 2, Status::Superseded, now()).unwrap();
    let error = register.set_status(id, 3, Status::Active, now()).unwrap_err();
    assert!(matches!(error, RegisterError::Unfit(_)), "{error}");
    let changed = register.change_record(id, 3, terms("P1"), None, now()).unwrap();
    assert_eq!(changed.status(), Status::Withdrawn);
    let outdated = register.set_status(id, 3, Status::Superseded, now()).unwrap_err();
    assert!(
        matches!(outdated, RegisterError::Outdated { newest: 4, .. }),
        "{outdated}"
    );
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
