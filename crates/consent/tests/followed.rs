//! What the register keeps beside records: who is where in a photo, what was shown, and what became of copies.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::num::NonZeroU32;
use std::path::PathBuf;

use common::desk::*;
use common::{TODAY, now};
use safelight_consent::*;
use tempfile::TempDir;

fn desk() -> (TempDir, Register, PhotoDigest) {
    let dir = tempfile::tempdir().unwrap();
    let register = create(&dir);
    (dir, register, PhotoDigest::of(b"photo"))
}

fn place(x: u32) -> Place {
    Place {
        x,
        y: 2,
        width: NonZeroU32::new(3).unwrap(),
        height: NonZeroU32::MIN,
    }
}

fn unfit<T: std::fmt::Debug>(done: Result<T, RegisterError>) {
    assert!(matches!(done, Err(RegisterError::Unfit(_))), "{done:?}");
}

#[test]
fn people_are_listed_once_each_with_the_place_last_said() {
    let (dir, mut register, photo) = desk();
    let listed = |person: &str, place| Listed {
        person: person.into(),
        place,
        at: now(),
    };
    register.list_person(photo, listed("P1", None)).unwrap();
    register.list_person(photo, listed("P2", Some(place(1)))).unwrap();
    register.list_person(photo, listed("P1", Some(place(9)))).unwrap();
    unfit(register.list_person(photo, listed(" ", None)));
    drop(register);
    let mut register = open(&dir).unwrap();
    let all = [listed("P1", Some(place(9))), listed("P2", Some(place(1)))];
    assert_eq!(register.listed(photo).unwrap(), all);
    assert_eq!(register.listed(PhotoDigest::of(b"other")).unwrap(), []);
    assert!(register.unlist_person(photo, "P1").unwrap());
    assert!(!register.unlist_person(photo, "P1").unwrap());
    assert_eq!(register.listed(photo).unwrap(), all[1..]);
}

#[test]
fn bystanders_are_declared_by_somebody_and_taken_back_by_place() {
    let (_dir, mut register, photo) = desk();
    let bystander = |x, by: &str| HiddenBystander {
        place: place(x),
        by: by.into(),
        reason: (x == 2).then(|| "walked past".into()),
        at: now(),
    };
    register.declare_bystander(photo, bystander(1, "Dr A")).unwrap();
    register.declare_bystander(photo, bystander(2, "Dr A")).unwrap();
    register.declare_bystander(photo, bystander(1, "Dr B")).unwrap();
    unfit(register.declare_bystander(photo, bystander(3, "")));
    assert_eq!(
        register.bystanders(photo).unwrap(),
        [bystander(2, "Dr A"), bystander(1, "Dr B")]
    );
    assert!(register.take_back_bystander(photo, place(2)).unwrap());
    assert!(!register.take_back_bystander(photo, place(2)).unwrap());
    assert_eq!(register.bystanders(photo).unwrap(), [bystander(1, "Dr B")]);
}

#[test]
fn what_each_person_last_said_of_each_copy_holds() {
    let (_dir, mut register, photo) = desk();
    let said = |person: &str, output: &[u8], agreed| Approval {
        photo,
        output: PhotoDigest::of(output),
        regions: "[]".into(),
        seed: [3; 32],
        person: person.into(),
        agreed,
        by: "Dr A".into(),
        at: now(),
    };
    register.approve(&said("P1", b"one", true)).unwrap();
    register.approve(&said("P2", b"one", true)).unwrap();
    register.approve(&said("P1", b"two", true)).unwrap();
    register.approve(&said("P1", b"one", false)).unwrap();
    unfit(register.approve(&said("", b"one", true)));
    assert_eq!(
        register.approvals(photo).unwrap(),
        [
            said("P2", b"one", true),
            said("P1", b"two", true),
            said("P1", b"one", false)
        ]
    );
}

#[test]
fn a_photo_keeps_the_seed_it_got_first() {
    let (_dir, mut register, photo) = desk();
    assert_eq!(register.seed(photo).unwrap(), None);
    assert_eq!(register.seed_or(photo, [1; 32]).unwrap(), [1; 32]);
    assert_eq!(register.seed_or(photo, [2; 32]).unwrap(), [1; 32]);
    assert_eq!(register.seed(photo).unwrap(), Some([1; 32]));
}

#[test]
fn a_takedown_has_one_line_a_place_and_only_for_a_copy_of_the_ledger() {
    let (_dir, mut register, photo) = desk();
    let copies: Vec<u64> = (0..2)
        .map(|_| register.append(COPY, "{}", &[], Some(photo), now()).unwrap().seq)
        .collect();
    let failed = register.append(COPY_FAILED, "{}", &[], None, now()).unwrap().seq;
    let line = |copy, place: &str, outcome| Takedown {
        copy,
        place: place.into(),
        asked_on: Some(TODAY),
        answer: None,
        outcome,
        settled_on: None,
        by: Some("Dr A".into()),
        at: now(),
    };
    use TakedownOutcome::{Done, Impossible, Open};
    register
        .note_takedown(&line(copies[1], "the journal", Open))
        .unwrap();
    register
        .note_takedown(&line(copies[0], "the ward's page", Open))
        .unwrap();
    register
        .note_takedown(&line(copies[0], "a newspaper", Impossible))
        .unwrap();
    register
        .note_takedown(&line(copies[0], "the ward's page", Done))
        .unwrap();
    for copy in [0, failed, 99, u64::MAX] {
        unfit(register.note_takedown(&line(copy, "anywhere", Open)));
    }
    unfit(register.note_takedown(&line(copies[0], " ", Open)));
    let first = [
        line(copies[0], "the ward's page", Done),
        line(copies[0], "a newspaper", Impossible),
    ];
    assert_eq!(register.takedowns_of(copies[0]).unwrap(), first);
    let second = [line(copies[1], "the journal", Open)];
    assert_eq!(register.takedowns_of(copies[1]).unwrap(), second);
}

#[test]
fn a_copy_is_pending_until_it_is_settled_or_its_row_was_never_kept() {
    let (dir, mut register, photo) = desk();
    let pending = |copy| Pending {
        copy,
        output: odd_path(),
        temporary: PathBuf::from("/out/.safelight-1.part"),
    };
    let row = register
        .together(|register| -> Result<u64, RegisterError> {
            let row = register.append(COPY, "{}", &[], Some(photo), now())?.seq;
            register.set_pending(&pending(row))?;
            Ok(row)
        })
        .unwrap();
    let undone = register.together(|register| -> Result<(), RegisterError> {
        let row = register.append(COPY, "{}", &[], Some(photo), now())?.seq;
        register.set_pending(&pending(row))?;
        Err(RegisterError::Unfit("the disk is full"))
    });
    unfit(undone);
    unfit(register.set_pending(&pending(7)));
    drop(register);
    let mut register = open(&dir).unwrap();
    assert_eq!(register.pending().unwrap(), [pending(row)]);
    assert!(register.settle(row).unwrap());
    assert!(!register.settle(row).unwrap());
    assert_eq!(register.pending().unwrap(), []);
}

/// A path that is no text.
fn odd_path() -> PathBuf {
    #[cfg(unix)]
    let name = {
        use std::os::unix::ffi::OsStringExt;
        std::ffi::OsString::from_vec(b"/out/\xff.jpg".to_vec())
    };
    #[cfg(windows)]
    let name = {
        use std::os::windows::ffi::OsStringExt;
        std::ffi::OsString::from_wide(&[0xd800, 0x2e])
    };
    name.into()
}

#[test]
fn a_likeness_is_kept_once_for_a_copy_and_found_by_its_method() {
    let (_dir, mut register, photo) = desk();
    let row = register.append(COPY, "{}", &[], Some(photo), now()).unwrap().seq;
    let likeness = |copy| Likeness {
        copy,
        method: "dct-64".into(),
        hash: vec![0, 1, 255],
    };
    register.keep_likeness(&likeness(row)).unwrap();
    let another = Likeness {
        hash: vec![9],
        ..likeness(row)
    };
    register.keep_likeness(&another).unwrap();
    unfit(register.keep_likeness(&likeness(row + 1)));
    assert_eq!(register.likenesses("dct-64").unwrap(), [likeness(row)]);
    assert_eq!(register.likenesses("other").unwrap(), []);
}

#[test]
fn the_profile_is_clinical_until_it_is_set() {
    let (dir, mut register, _) = desk();
    assert_eq!(register.profile().unwrap(), Profile::Clinical);
    register.set_profile(Profile::School).unwrap();
    drop(register);
    assert_eq!(open(&dir).unwrap().profile().unwrap(), Profile::School);
}

#[test]
fn a_session_ends_no_earlier_than_it_begins() {
    let (first, last) = (TODAY, TODAY.tomorrow().unwrap());
    let session = Session::new(first, last).unwrap();
    assert_eq!((session.from(), session.to()), (first, last));
    Session::new(first, first).unwrap();
    assert_eq!(
        Session::new(last, first),
        Err(LimitError::Backwards {
            from: last,
            to: first
        })
    );
    let text = format!("session:{last}..{first}");
    assert!(matches!(
        text.parse::<Covers>(),
        Err(LimitError::Backwards { .. })
    ));
}

#[test]
fn age_bands_follow_each_other_without_a_gap() {
    let mut next = 0;
    for band in AgeBand::ALL {
        let (least, greatest) = band.years();
        assert_eq!(least, next, "{band}");
        next = greatest.map_or(next, |it| it + 1);
    }
    assert_eq!(AgeBand::Adult.years(), (18, None));
}
