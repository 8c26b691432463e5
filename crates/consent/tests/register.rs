//! What goes into a register comes out of it, and out of nothing else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::path::Path;

use common::desk::*;
use common::{TODAY, now, terms, usage};
use jiff::civil::date;
use safelight_consent::*;
use tempfile::TempDir;
use uuid::Uuid;

#[test]
fn everything_comes_back_as_it_went_in() {
    let dir = tempfile::tempdir().unwrap();
    assert!(!Register::exists(dir.path()));
    let mut register = create(&dir);
    assert!(Register::exists(dir.path()));

    let full = NewRecord {
        name: Some("Ada Lovelace".into()),
        signed_by: Some("Ada Lovelace".into()),
        competence_note: Some("n".into()),
        authority_on_file: true,
        capacity: Some(Capacity::Has),
        best_interests_note: Some("b".into()),
        date_of_birth: Some(date(1990, 1, 2)),
        age_band: Some(AgeBand::Adult),
        language: Some("French".into()),
        interpreter: Some("i".into()),
        witness: Some("w".into()),
        original_held: Some("cabinet 3".into()),
        covers: Covers::Session(Session::new(date(2026, 1, 1), date(2026, 1, 2)).unwrap()),
        uses: vec![
            UseRow {
                until: Some(date(2027, 1, 1)),
                max_copies: Some(3),
                ..UseRow::permit(usage("journal:public:The Lancet: Oncology"))
            },
            UseRow::deny(usage("press:treating-team")),
        ],
        conditions: vec![
            Condition::ObscureFace,
            Condition::ObscureMark("tattoo".into()),
            Condition::NoName,
            Condition::NoPlace,
            Condition::ShowMeFirst,
            Condition::OneTime,
            Condition::NoCommercial,
        ],
        valid_until: Some(date(2030, 1, 1)),
        review_on: Some(date(2028, 1, 1)),
        lawful_basis: Some("consent".into()),
        ..terms("P1")
    };
    let signed = form("signed");
    let record = register
        .add_record(full.clone(), Some(&signed), [1; 16], now())
        .unwrap();
    let digest = PhotoDigest::of(b"photo");
    let link = register.link(record.id, "P1", digest, source(), now()).unwrap();
    register.set_people(digest, 4).unwrap();
    let review = Review::complete("Dr A", now());
    register.set_taken_on(digest, date(2026, 1, 1)).unwrap();
    register.set_marks(digest, r#"{"regions":[1]}"#).unwrap();
    register.set_marks(digest, r#"{"regions":[2]}"#).unwrap();
    register.set_found(digest, r#"["a face"]"#).unwrap();
    register.set_found(digest, r#"["a face","another"]"#).unwrap();
    register.review(digest, &review).unwrap();
    register.set_setting("idle-minutes", "5").unwrap();
    let entry = register
        .append("copy", r#"{"a":1}"#, &[record.id], Some(digest), now())
        .unwrap();

    drop(register);
    let register = open(&dir).unwrap();
    assert_eq!(record.terms, full);
    assert_eq!(register.records().unwrap(), std::slice::from_ref(&record));
    assert_eq!(register.record(record.id).unwrap(), record);
    assert_eq!(register.form(record.id).unwrap(), Some(signed));
    assert_eq!(register.verify_forms().unwrap(), [(record.id, FormState::Sound)]);
    assert_eq!(register.links_of(digest).unwrap(), [link]);
    assert_eq!(register.photos_of(record.id).unwrap(), [digest]);
    assert_eq!(register.people(digest).unwrap(), Some(4));
    assert_eq!(register.reviewed(digest).unwrap(), Some(review));
    assert_eq!(register.taken_on(digest).unwrap(), Some(date(2026, 1, 1)));
    assert_eq!(register.marks(digest).unwrap().unwrap(), r#"{"regions":[2]}"#);
    let found = Some(r#"["a face","another"]"#.to_owned());
    assert_eq!(register.found(digest).unwrap(), found);
    assert_eq!(register.gate_input(digest, source(), now()).unwrap().found, found);
    assert_eq!(register.found(PhotoDigest::of(b"other")).unwrap(), None);
    assert_eq!(register.setting("idle-minutes").unwrap().unwrap(), "5");
    assert_eq!(register.setting("nothing").unwrap(), None);
    assert_eq!(register.entries().unwrap(), std::slice::from_ref(&entry));
    assert_eq!(
        register.entries_about(record.id).unwrap(),
        std::slice::from_ref(&entry)
    );
    assert_eq!(register.entry(1).unwrap().as_ref(), Some(&entry));
    assert_eq!(register.entry(u64::MAX).unwrap(), None);
    assert_eq!(register.last_entry().unwrap(), Some(entry));
    assert_eq!(register.verify_chain().unwrap(), Ok(1));
}

#[test]
fn a_change_is_a_new_version_and_the_old_one_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    let narrower = NewRecord {
        uses: vec![UseRow::permit(usage("teaching:treating-team"))],
        ..terms("P1")
    };
    let second = register.change_record(id, 1, narrower, None, now()).unwrap();
    assert_eq!((second.version, second.supersedes), (2, Some(1)));
    let versions = register.versions(id).unwrap();
    assert_eq!(versions[0].status(), Status::Superseded);
    assert_eq!(versions[0].terms.uses, terms("P1").uses);
    assert_eq!(versions[1], second);
    assert_eq!(register.form(id).unwrap(), Some(form("signed")));
    assert!(
        ask(&register, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G09)
    );

    let stale = register.change_record(id, 1, terms("P1"), None, now());
    assert!(matches!(stale, Err(RegisterError::Outdated { newest: 2, .. })));
    let other = register.change_record(id, 2, terms("P2"), None, now());
    assert!(matches!(other, Err(RegisterError::WrongPerson { .. })));
    assert_eq!(register.records().unwrap().len(), 1);
}

#[test]
fn a_record_is_linked_to_its_own_person_only() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let (id, digest) = lawful(&mut register);
    let other = register.link(id, "P2", digest, source(), now());
    assert!(matches!(other, Err(RegisterError::WrongPerson { .. })));
    let nobody = register.link(Uuid::nil(), "P1", digest, source(), now());
    assert!(matches!(nobody, Err(RegisterError::NoSuchRecord(_))));
}

#[test]
fn two_registers_open_at_once_see_each_others_work() {
    let dir = tempfile::tempdir().unwrap();
    let mut one = create(&dir);
    let mut two = open(&dir).unwrap();
    let (id, digest) = lawful(&mut one);
    ask(&two, digest, "teaching:institution").unwrap();
    two.withdraw(id, NewWithdrawal::of_everything(TODAY, "P1", "in person"), now())
        .unwrap();
    assert!(
        ask(&one, digest, "teaching:institution")
            .unwrap_err()
            .has(RuleId::G05)
    );

    std::thread::scope(|scope| {
        for mut register in [one, two] {
            scope.spawn(move || {
                for _ in 0..50 {
                    register.append("note", "{}", &[], None, now()).unwrap();
                }
            });
        }
    });
    assert_eq!(open(&dir).unwrap().verify_chain().unwrap(), Ok(100));
}

#[test]
fn identifiers_are_those_scripts_rely_on() {
    fn ids<T: std::fmt::Display>(all: &[T]) -> String {
        let ids: Vec<String> = all.iter().map(T::to_string).collect();
        ids.join(" ")
    }
    assert_eq!(
        ids(Purpose::ALL),
        "direct-care teaching conference journal textbook research patient-information website \
         social-media press fundraising marketing school-display"
    );
    assert_eq!(
        ids(Audience::ALL),
        "treating-team named-group institution closed-online-group public"
    );
    assert_eq!(
        ids(Signer::ALL),
        "self competent-minor parent attorney deputy guardian personal-representative relative"
    );
    for purpose in Purpose::ALL {
        assert_eq!(purpose.id().parse(), Ok(*purpose));
    }
    assert!(Audience::ALL.is_sorted());
    let unknown = "teaching:everyone".parse::<Use>().unwrap_err();
    assert!(unknown.to_string().contains("closed-online-group"), "{unknown}");
    for text in [
        "teaching",
        "",
        ":",
        "teaching:public:",
        "teaching:public: ",
        "Teaching:public",
    ] {
        assert!(text.parse::<Use>().is_err(), "{text}");
    }
    for text in [
        "obscure-face",
        "obscure-mark:left arm",
        "no-name",
        "no-place",
        "show-me-first",
        "one-time",
        "no-commercial",
    ] {
        assert_eq!(text.parse::<Condition>().unwrap().to_string(), text);
    }
    for text in ["obscure-mark", "obscure-mark:", "hide"] {
        assert!(text.parse::<Condition>().is_err(), "{text}");
    }
    for text in ["photos", "session:2026-01-01..2026-01-02"] {
        assert_eq!(text.parse::<Covers>().unwrap().to_string(), text);
    }
    for text in [
        "session:2026-01-02..2026-01-01",
        "session:2026-01-01",
        "session",
        "all",
    ] {
        assert!(text.parse::<Covers>().is_err(), "{text}");
    }
    let digest = PhotoDigest::of(b"");
    assert!(digest.to_string().starts_with("e3b0c44298fc1c14"));
    assert_eq!(digest.to_string().to_uppercase().parse(), Ok(digest));
    for text in ["", "e3", &"é".repeat(32), &"g".repeat(64)] {
        assert!(text.parse::<PhotoDigest>().is_err(), "{text}");
    }
}

#[test]
fn a_form_is_what_its_content_says() {
    let heic = b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic rest".to_vec();
    for (bytes, kind) in [
        (b"%PDF-1.4".to_vec(), Some(MediaType::Pdf)),
        (vec![0xff, 0xd8, 0xff, 0xe1], Some(MediaType::Jpeg)),
        (b"\x89PNG\r\n\x1a\n".to_vec(), Some(MediaType::Png)),
        (heic, Some(MediaType::Heic)),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec(), None),
        (b"\xff\xff\xff\xffftypheic".to_vec(), None),
        (b"<html>".to_vec(), None),
        (Vec::new(), None),
        (b"\0\0\0\x02ftyp".to_vec(), None),
    ] {
        assert_eq!(FormFile::parse(bytes).ok().map(|it| it.media_type()), kind);
    }
    assert_eq!(
        FormFile::parse(vec![b'%'; FORM_LIMIT + 1]),
        Err(FormError::TooLarge)
    );
    assert!(!format!("{:?}", form("secret")).contains("secret"));
    assert!(!format!("{:?}", passphrase()).contains("horse"));
}

#[test]
fn things_done_together_are_kept_together_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let digest = PhotoDigest::of(b"photo");
    let kept = register.together(|register| {
        let (id, digest) = lawful(register);
        register.append(COPY, "{}", &[id], Some(digest), now())?;
        assert!(ask(register, digest, "teaching:institution").is_ok());
        assert_eq!(register.verify_chain()?, Ok(1));
        register.append("note", "{}", &[id], None, now()).map(|_| id)
    });
    let id = kept.unwrap();
    let failed: Result<(), RegisterError> = register.together(|register| {
        register.append("y", "{}", &[id], Some(digest), now())?;
        register.set_people(digest, 7)?;
        Err(RegisterError::Locked)
    });
    assert!(failed.is_err());
    assert_eq!(register.people(digest).unwrap(), Some(1));
    assert_eq!(register.verify_chain().unwrap(), Ok(2));
    register.append("z", "{}", &[], None, now()).unwrap();
    assert_eq!(open(&dir).unwrap().verify_chain().unwrap(), Ok(3));
}

#[test]
fn a_part_of_what_is_done_together_can_fail_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = create(&dir);
    let digest = PhotoDigest::of(b"photo");
    let done: Result<(), RegisterError> = register.together(|register| {
        register.set_people(digest, 2)?;
        let part: Result<(), RegisterError> = register.together(|register| {
            register.set_people(digest, 3)?;
            Err(RegisterError::Locked)
        });
        assert!(part.is_err());
        register.together(|register| register.set_marks(digest, "[1]"))
    });
    done.unwrap();
    let register = open(&dir).unwrap();
    assert_eq!(register.people(digest).unwrap(), Some(2));
    assert_eq!(register.marks(digest).unwrap().as_deref(), Some("[1]"));
}

#[test]
fn other_regions_take_the_review_back_and_the_same_do_not() {
    let dir = TempDir::new().unwrap();
    let mut register = create(&dir);
    let digest = PhotoDigest::of(b"photo");
    let review = Review::complete("Dr A", now());
    register.set_marks(digest, "[1]").unwrap();
    register.review(digest, &review).unwrap();
    register.set_marks(digest, "[1]").unwrap();
    assert_eq!(register.reviewed(digest).unwrap(), Some(review));
    register.set_marks(digest, "[]").unwrap();
    assert_eq!(register.reviewed(digest).unwrap(), None);
}

#[test]
fn a_passphrase_that_can_be_guessed_makes_no_register() {
    let dir = TempDir::new().unwrap();
    for short in ["", "eleven char"] {
        let made = Register::create(dir.path(), &Passphrase::new(short), [7; 16], KeyCost::default());
        assert!(matches!(made, Err(RegisterError::Unfit(_))), "{short:?}");
    }
    assert!(!Register::exists(dir.path()));
}

#[cfg(unix)]
#[test]
fn two_names_that_are_no_text_are_two_places() {
    use std::os::unix::ffi::OsStrExt;
    let dir = TempDir::new().unwrap();
    let mut register = create(&dir);
    let record = register
        .add_record(NewRecord::of("P1"), None, [1; 16], now())
        .unwrap();
    let [one, other] =
        [b"/a\xfe.jpg", b"/a\xff.jpg"].map(|name| Path::new(std::ffi::OsStr::from_bytes(name)));
    let [first, second] = [b"first", b"other"].map(|photo| PhotoDigest::of(photo));
    register.link(record.id, "P1", first, one, now()).unwrap();
    register.link(record.id, "P1", second, other, now()).unwrap();
    let mut both = [first, second];
    both.sort_unstable();
    assert_eq!(register.photos_of(record.id).unwrap(), both);
    assert_eq!(
        register.gate_input(first, one, now()).unwrap().photo.linked_as,
        Some(first)
    );
    assert_eq!(
        register.gate_input(second, other, now()).unwrap().photo.linked_as,
        Some(second)
    );
}
