//! Backups, what is restored from them, and another passphrase: at every moment there is one whole register.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]
#![expect(clippy::disallowed_methods, reason = "makes and spoils files of its own")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::desk::{CHEAP, passphrase};
use common::{TODAY, now, terms};
use safelight_consent::*;
use tempfile::TempDir;

const FORM: &[u8] = b"%PDF-1.7 signed";

/// A register with a record, its form and two rows.
fn filled(dir: &Path) -> Register {
    let mut register = Register::create(dir, &passphrase(), [5; 16], CHEAP).unwrap();
    let form = FormFile::parse(FORM.to_vec()).unwrap();
    register
        .add_record(terms("P1"), Some(&form), [1; 16], now())
        .unwrap();
    for body in ["1", "2"] {
        register.append("test", body, &[], None, now()).unwrap();
    }
    register
}

fn holds_all(register: &Register) {
    let records = register.records().unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!(register.form(records[0].id).unwrap().unwrap().bytes(), FORM);
    assert_eq!(register.verify_chain().unwrap(), Ok(2));
}

fn backup(folder: &TempDir) -> PathBuf {
    let dir = tempfile::tempdir().unwrap();
    let to = folder.path().join("backup.safelight");
    assert_eq!(filled(dir.path()).back_up(&to).unwrap(), 2);
    to
}

fn restore(from: &Path, dir: &Path, words: &str) -> Result<Restored, RegisterError> {
    Register::restore(from, dir, &Passphrase::new(words), CHEAP, TODAY)
}

fn fault(from: &Path) -> String {
    let dir = tempfile::tempdir().unwrap();
    let error = restore(from, dir.path(), "correct horse").unwrap_err();
    assert!(matches!(error, RegisterError::Backup(_)), "{error:?}");
    assert!(!Register::exists(dir.path()), "nothing was put in place");
    let left: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(
        left.iter().filter(|name| *name != "register.lock").count(),
        0,
        "{left:?}"
    );
    error.to_string()
}

#[test]
fn a_backup_made_while_the_register_is_in_use_is_restored_with_all_that_is_in_it() {
    let (dir, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let register = filled(dir.path());
    let mut other = Register::open(dir.path(), &passphrase(), CHEAP).unwrap();
    let to = folder.path().join("backup.safelight");
    assert_eq!(register.back_up(&to).unwrap(), 2);
    other.append("test", "later", &[], None, now()).unwrap();
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "one file, and nothing beside it");
    let bytes = fs::read(&to).unwrap();
    for word in ["SQLite format 3", "CREATE TABLE", "%PDF"] {
        assert!(
            !bytes.windows(word.len()).any(|it| it == word.as_bytes()),
            "{word}"
        );
    }

    let new = tempfile::tempdir().unwrap();
    let restored = restore(&to, &new.path().join("deep/er"), "correct horse").unwrap();
    assert_eq!((restored.kept, restored.older, restored.rows), (None, false, 2));
    holds_all(&restored.register);
    let again = register.back_up(&to).unwrap_err();
    assert!(
        matches!(again, RegisterError::Backup(BackupFault::Exists(_))),
        "{again}"
    );
    assert_eq!(fs::read(&to).unwrap(), bytes);
}

#[test]
fn a_restore_keeps_the_register_that_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let from = backup(&folder);
    let dir = tempfile::tempdir().unwrap();
    let mut old =
        Register::create(dir.path(), &Passphrase::new("another passphrase"), [6; 16], CHEAP).unwrap();
    old.append("test", "old", &[], None, now()).unwrap();
    let busy = restore(&from, dir.path(), "correct horse").unwrap_err();
    assert!(matches!(busy, RegisterError::Locked), "{busy}");
    // As after a kill: its newest row is in the log alone, and the backup's passphrase does not open it.
    let log = dir.path().join("register.safelight-wal");
    let unfinished = fs::read(&log).unwrap();
    let file = fs::read(dir.path().join(REGISTER_FILE)).unwrap();
    drop(old);
    fs::write(dir.path().join(REGISTER_FILE), file).unwrap();
    fs::write(&log, unfinished).unwrap();

    let restored = restore(&from, dir.path(), "correct horse").unwrap();
    holds_all(&restored.register);
    let kept = restored.kept.unwrap();
    assert_eq!(kept.file_name().unwrap(), &*format!("register-{TODAY}.safelight"));
    drop(restored.register);
    holds_all(&Register::open(dir.path(), &passphrase(), CHEAP).unwrap());
    let again = restore(&from, dir.path(), "correct horse").unwrap();
    assert_eq!(
        again.kept.unwrap().file_name().unwrap(),
        &*format!("register-{TODAY}-2.safelight")
    );
    drop(again.register);

    let back = tempfile::tempdir().unwrap();
    let old = restore(&kept, back.path(), "another passphrase").unwrap();
    assert_eq!(old.rows, 1, "its log was kept with it");
}

#[test]
fn each_way_in_which_a_backup_is_none_has_its_own_sentence_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let from = backup(&folder);
    let bytes = fs::read(&from).unwrap();
    let with = |bytes: &[u8]| {
        let spoiled = folder.path().join("spoiled");
        fs::write(&spoiled, bytes).unwrap();
        fault(&spoiled)
    };
    let dir = tempfile::tempdir().unwrap();
    let wrong = restore(&from, dir.path(), "incorrect horse")
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains("the passphrase does not open this backup"),
        "{wrong}"
    );
    assert!(fault(&folder.path().join("none")).contains("there is no backup at"));
    assert!(with(b"").contains("cut short"));
    assert!(with(&bytes[..bytes.len() - 7]).contains("cut short"));
    for pages in 1..bytes.len() / 4096 {
        let why = with(&bytes[..pages * 4096]);
        assert!(why.contains("the backup is damaged"), "{pages} pages: {why}");
    }
    for at in (4096..bytes.len()).step_by(1999) {
        let mut spoiled = bytes.clone();
        spoiled[at] ^= 4;
        let why = with(&spoiled);
        assert!(why.contains("the backup is damaged"), "byte {at}: {why}");
    }
}

#[test]
fn under_another_passphrase_only_the_new_one_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let old = filled(dir.path());
    let new = Passphrase::new("battery staple");
    let change = |from: &Passphrase, to: &Passphrase| {
        Register::change_passphrase(dir.path(), from, to, [9; 16], CHEAP)
    };
    let busy = change(&passphrase(), &new).unwrap_err();
    assert!(matches!(busy, RegisterError::Locked), "{busy}");
    drop(old);
    let wrong = change(&Passphrase::new("incorrect horse"), &new).unwrap_err();
    assert!(matches!(wrong, RegisterError::WrongPassphrase), "{wrong}");
    let short = change(&passphrase(), &Passphrase::new("short")).unwrap_err();
    assert!(matches!(short, RegisterError::Unfit(_)), "{short}");

    let before = fs::read(dir.path().join(REGISTER_FILE)).unwrap();
    let mut register = change(&passphrase(), &new).unwrap();
    holds_all(&register);
    register.append("test", "3", &[], None, now()).unwrap();
    drop(register);
    let after = fs::read(dir.path().join(REGISTER_FILE)).unwrap();
    assert_ne!(before[..16], after[..16], "a salt of its own");
    let page = |bytes: &[u8], n: usize| bytes[n * 4096..(n + 1) * 4096].to_vec();
    for n in 0..after.len() / 4096 {
        assert!(
            (0..before.len() / 4096).all(|m| page(&before, m) != page(&after, n)),
            "page {n} is as it was"
        );
    }
    let error = Register::open(dir.path(), &passphrase(), CHEAP).unwrap_err();
    assert!(matches!(error, RegisterError::WrongPassphrase), "{error}");
    let register = Register::open(dir.path(), &new, CHEAP).unwrap();
    assert_eq!(register.verify_chain().unwrap(), Ok(3));
}

#[test]
fn what_a_killed_program_left_half_made_is_swept_and_never_taken_for_a_register() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    let left = dir.path().join("register.Ab3dEf.new");
    let log = dir.path().join("register.Ab3dEf.new-wal");
    for file in [&left, &log] {
        fs::write(file, b"half").unwrap();
    }
    let register = Register::open(dir.path(), &passphrase(), CHEAP).unwrap();
    assert!(!left.exists() && !log.exists());
    holds_all(&register);
}
