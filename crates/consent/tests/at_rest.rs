//! The register's files: unreadable without the passphrase, and never trusted when damaged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

mod common;

use std::fs;
use std::path::Path;

use common::desk::{CHEAP, passphrase};
use common::{now, terms};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use safelight_consent::*;
use tempfile::TempDir;

const PLANTED: &[&str] = &[
    "Zephyrine Quillfeather",
    "PSEUDO-4711",
    "planted-form-text",
    "planted-region",
    "planted-face",
    "planted-ledger",
    "planted-folder",
    "planted-setting",
    "planted-reason",
    "planted-withdrawal",
    "planted-clerk",
    "planted-regions",
    "planted-approval",
    "planted-takedown",
    "planted-output",
    "planted-temporary",
    "correct horse",
    "CREATE TABLE",
    "SQLite format 3",
];

fn filled(dir: &Path) -> Register {
    let mut register = Register::create(dir, &passphrase(), [5; 16], CHEAP).unwrap();
    let record = NewRecord {
        name: Some(PLANTED[0].into()),
        ..terms(PLANTED[1])
    };
    let form = format!("%PDF-1.7 {}", "planted-form-text ".repeat(2000));
    let form = FormFile::parse(form.into_bytes()).unwrap();
    let id = register
        .add_record(record, Some(&form), [1; 16], now())
        .unwrap()
        .id;
    let digest = PhotoDigest::of(b"photo");
    let source = Path::new("/planted-folder/a.jpg");
    register.link(id, PLANTED[1], digest, source, now()).unwrap();
    register.set_marks(digest, r#"["planted-region"]"#).unwrap();
    register.set_found(digest, r#"["planted-face"]"#).unwrap();
    register
        .append(COPY, r#""planted-ledger""#, &[id], Some(digest), now())
        .unwrap();
    register
        .set_setting("planted-setting", "planted-setting")
        .unwrap();
    let declaration = NoPerson {
        by: "Dr A".into(),
        reason: "planted-reason".into(),
        kind: NoPersonKind::Scene,
        at: now(),
    };
    register.declare_no_person(digest, &declaration).unwrap();
    let today = common::TODAY;
    let withdrawal = NewWithdrawal {
        recorded_by: Some("planted-clerk".into()),
        ..NewWithdrawal::of_everything(today, "planted-withdrawal", "by letter")
    };
    register.withdraw(id, withdrawal, now()).unwrap();
    let approval = Approval {
        photo: digest,
        output: digest,
        regions: "planted-regions".into(),
        seed: [3; 32],
        person: "planted-approval".into(),
        agreed: true,
        by: "Dr A".into(),
        at: now(),
    };
    register.approve(&approval).unwrap();
    let takedown = Takedown {
        copy: 1,
        place: "planted-takedown".into(),
        asked_on: None,
        answer: None,
        outcome: TakedownOutcome::Open,
        settled_on: None,
        by: None,
        at: now(),
    };
    register.note_takedown(&takedown).unwrap();
    let pending = Pending {
        copy: 1,
        output: "planted-output".into(),
        temporary: "planted-temporary".into(),
    };
    register.set_pending(&pending).unwrap();
    register
}

/// Whatever lies in the folder, by name.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|file| file.unwrap())
        .map(|file| {
            (
                file.file_name().into_string().unwrap(),
                fs::read(file.path()).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

fn assert_nothing_planted(files: &[(String, Vec<u8>)]) {
    for (name, bytes) in files {
        for word in PLANTED {
            let found = bytes.windows(word.len()).any(|it| it == word.as_bytes());
            assert!(!found, "{word} is readable in {name}");
        }
    }
}

#[test]
fn nothing_is_readable_in_the_folder_while_open_or_after() {
    let dir = tempfile::tempdir().unwrap();
    let register = filled(dir.path());
    let open = files(dir.path());
    let names: Vec<&str> = open.iter().map(|it| &*it.0).collect();
    assert!(names.contains(&"register.safelight-wal"), "{names:?}");
    let log = open.iter().find(|it| it.0.ends_with("-wal")).unwrap();
    assert!(log.1.len() > 40_000, "the log holds the form");
    assert_nothing_planted(&open);
    drop(register);
    let closed = files(dir.path());
    let lengths: Vec<(&str, bool)> = closed.iter().map(|it| (&*it.0, it.1.len() > 40_000)).collect();
    assert_eq!(
        lengths,
        [("register.lock", false), (REGISTER_FILE, true)],
        "one file holds everything"
    );
    assert!(closed[0].1.is_empty());
    assert_nothing_planted(&closed);
}

#[test]
fn the_words_are_found_where_they_are_readable() {
    let planted = PLANTED
        .iter()
        .map(|word| (String::new(), format!("..{word}..").into_bytes()));
    for file in planted {
        assert!(std::panic::catch_unwind(|| assert_nothing_planted(&[file])).is_err());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let _register = filled(dir.path());
    for file in fs::read_dir(dir.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{:?}", file.file_name());
    }
}

#[test]
fn each_way_not_to_open_has_its_own_error() {
    let dir = tempfile::tempdir().unwrap();
    let open = |dir: &TempDir, words: &str, cost| Register::open(dir.path(), &Passphrase::new(words), cost);
    let missing = open(&dir, "correct horse", CHEAP);
    assert!(matches!(missing, Err(RegisterError::Missing(_))));
    drop(filled(dir.path()));
    let wrong = open(&dir, "correct house", CHEAP);
    assert!(matches!(wrong, Err(RegisterError::WrongPassphrase)));
    let dearer = KeyCost { passes: 2, ..CHEAP };
    let cost = open(&dir, "correct horse", dearer);
    assert!(matches!(cost, Err(RegisterError::WrongPassphrase)));
    let none = KeyCost { passes: 0, ..CHEAP };
    assert!(matches!(
        open(&dir, "correct horse", none),
        Err(RegisterError::KeyCost)
    ));
    let again = Register::create(dir.path(), &passphrase(), [6; 16], CHEAP);
    assert!(matches!(again, Err(RegisterError::Exists(_))));
    open(&dir, "correct horse", CHEAP).unwrap();
}

#[test]
fn the_default_cost_is_64_mib_three_passes_one_lane() {
    let dir = tempfile::tempdir().unwrap();
    let cost = KeyCost::default();
    assert_eq!((cost.memory_kib, cost.passes, cost.lanes), (65536, 3, 1));
    Register::create(dir.path(), &passphrase(), [5; 16], cost).unwrap();
    Register::open(dir.path(), &passphrase(), cost).unwrap();
}

/// Reads all there is to read, and says whether all of it was as it was written.
fn read_all(dir: &Path, whole: &Register) -> Result<bool, RegisterError> {
    let register = Register::open(dir, &passphrase(), CHEAP)?;
    let digest = PhotoDigest::of(b"photo");
    let mut same = register.records()? == whole.records()?;
    for record in register.records()? {
        same &= register.form(record.id)? == whole.form(record.id)?;
        same &= register.photos_of(record.id)? == whole.photos_of(record.id)?;
    }
    same &= register.verify_forms()? == whole.verify_forms()?;
    same &= register.marks(digest)? == whole.marks(digest)?;
    same &= register.entries()? == whole.entries()?;
    same &= register.verify_chain()? == Ok(1);
    register.gate_input(digest, Path::new("/planted-folder/a.jpg"), now())?;
    Ok(same)
}

#[expect(clippy::disallowed_methods, reason = "damages a copy of the file")]
fn damaged(bytes: &[u8]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(REGISTER_FILE), bytes).unwrap();
    dir
}

#[test]
fn a_damaged_file_is_an_error_or_reads_the_same_but_never_something_else() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let bytes = fs::read(dir.path().join(REGISTER_FILE)).unwrap();
    let whole = Register::open(dir.path(), &passphrase(), CHEAP).unwrap();
    assert!(read_all(damaged(&bytes).path(), &whole).unwrap());

    let mut errors = 0;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..150 {
        let strategy = (0..bytes.len(), 0..8u32, prop::bool::ANY);
        let (at, bit, cut) = strategy.new_tree(&mut runner).unwrap().current();
        let mut spoiled = bytes.clone();
        if cut {
            spoiled.truncate(at);
        } else {
            spoiled[at] ^= 1 << bit;
        }
        match read_all(damaged(&spoiled).path(), &whole) {
            Ok(same) => assert!(same, "byte {at}, cut: {cut}: read as something else"),
            Err(RegisterError::Damaged(_) | RegisterError::WrongPassphrase) => errors += 1,
            Err(error) => panic!("byte {at}, cut: {cut}: {error}"),
        }
    }
    assert!(errors > 100, "{errors} of 150 were noticed");
    for pages in 0..bytes.len() / 4096 {
        let cut = damaged(bytes.get(..pages * 4096).unwrap());
        match read_all(cut.path(), &whole) {
            Ok(_) => panic!("{pages} pages of the file read as the whole"),
            Err(RegisterError::Damaged(_)) => (),
            Err(error) => panic!("{pages} pages: {error}"),
        }
    }
}

/// As a kill leaves it: the newest rows are in the log alone. A damaged log loses what comes after the damage, which was
/// never said to be safe on this disk, or is an error; it never changes what came before.
#[test]
fn a_damaged_log_is_an_error_or_a_moment_that_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut register = filled(dir.path());
    for n in 0..6 {
        register.append("test", &n.to_string(), &[], None, now()).unwrap();
    }
    let file = fs::read(dir.path().join(REGISTER_FILE)).unwrap();
    let log = fs::read(dir.path().join("register.safelight-wal")).unwrap();
    let rows = register.entries().unwrap();
    let read = |log: &[u8]| -> Result<usize, RegisterError> {
        let dir = damaged(&file);
        put_log(dir.path(), log);
        let register = Register::open(dir.path(), &passphrase(), CHEAP)?;
        let found = register.entries()?;
        assert_eq!(found, rows[..found.len()], "what is there is as it was written");
        assert_eq!(register.verify_chain()?, Ok(found.len() as u64));
        Ok(found.len())
    };
    assert_eq!(read(&log).unwrap(), rows.len());
    let mut fewer = 0;
    for at in (0..log.len()).step_by(log.len() / 60) {
        let mut spoiled = log.clone();
        spoiled[at] ^= 16;
        for log in [&spoiled[..], &log[..at]] {
            match read(log) {
                Ok(found) => fewer += usize::from(found < rows.len()),
                Err(RegisterError::Damaged(_) | RegisterError::WrongPassphrase) => fewer += 1,
                Err(error) => panic!("byte {at}: {error}"),
            }
        }
    }
    assert!(fewer > 60, "{fewer} of 120 were noticed");
}

#[expect(clippy::disallowed_methods, reason = "lays a log beside a copy of the file")]
fn put_log(dir: &Path, log: &[u8]) {
    fs::write(dir.join("register.safelight-wal"), log).unwrap();
}
