//! Promises that need the raw database, opened with the key.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::form::FormFile;
use crate::photo::FormState;
use crate::record::NewRecord;
use crate::{Broken, PhotoDigest};

const SALT: [u8; 16] = [5; 16];
const CHEAP: KeyCost = KeyCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

fn passphrase() -> Passphrase {
    Passphrase::new("correct horse")
}

fn now() -> Timestamp {
    "2026-06-15T09:00:00Z".parse().unwrap()
}

fn register() -> (TempDir, Register) {
    let dir = tempfile::tempdir().unwrap();
    let register = Register::create(dir.path(), &passphrase(), SALT, CHEAP).unwrap();
    (dir, register)
}

/// The database as someone with the key and without this program sees it.
fn raw(dir: &Path) -> Connection {
    let key = raw_key(&passphrase(), &SALT, CHEAP).unwrap();
    Register::connect(&dir.join(REGISTER_FILE), &key)
        .unwrap()
        .connection
}

/// A file for a database that a test fills by itself.
#[expect(clippy::disallowed_methods, reason = "an empty file in the test's own folder")]
fn empty(path: &Path) {
    std::fs::File::create_new(path).unwrap();
}

fn without_triggers(dir: &Path) -> Connection {
    let db = raw(dir);
    let names: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for name in names {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    db
}

/// A chain of three, then what `edit` makes of it.
fn broken_by(edit: &str) -> Result<u64, Broken> {
    let (dir, mut register) = register();
    for n in 1..=3u128 {
        let body = format!(r#"{{"n":{n}}}"#);
        let about = [Uuid::from_u128(n), Uuid::from_u128(9)];
        let photo = Some(PhotoDigest::of(&[n as u8]));
        register.append(COPY, &body, &about, photo, now()).unwrap();
    }
    let db = without_triggers(dir.path());
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    db.execute_batch(edit).unwrap();
    register.verify_chain().unwrap()
}

#[test]
fn an_untouched_chain_holds() {
    assert_eq!(broken_by(""), Ok(3));
    let (_dir, register) = register();
    assert_eq!(register.verify_chain().unwrap(), Ok(0));
}

#[test]
fn an_edited_row_is_found_whatever_was_edited() {
    for edit in [
        "UPDATE entry SET body = '{}' WHERE seq = 2",
        "UPDATE entry SET kind = 'other' WHERE seq = 2",
        "UPDATE entry SET at = '2026-06-15T09:00:01Z' WHERE seq = 2",
        "UPDATE entry SET at = 'yesterday' WHERE seq = 2",
        "UPDATE entry SET hash = x'00' WHERE seq = 2",
        "UPDATE entry SET photo = NULL WHERE seq = 2",
        "UPDATE entry SET photo = zeroblob(32) WHERE seq = 2",
        "UPDATE entry SET hash = zeroblob(32) WHERE seq = 2",
        "UPDATE entry SET previous = zeroblob(32) WHERE seq = 2",
        "DELETE FROM entry_about WHERE seq = 2",
        "UPDATE entry_about SET record = zeroblob(16)
         WHERE seq = 2 AND record = (SELECT min(record) FROM entry_about WHERE seq = 2)",
        "INSERT INTO entry_about (seq, record) VALUES (2, zeroblob(16))",
    ] {
        let broken = broken_by(edit).expect_err(edit);
        assert_eq!(broken.seq, 2, "{edit}: {broken}");
    }
}

#[test]
fn a_dropped_row_is_found_first_middle_or_last() {
    assert_eq!(broken_by("DELETE FROM entry WHERE seq = 1").unwrap_err().seq, 2);
    assert_eq!(broken_by("DELETE FROM entry WHERE seq = 2").unwrap_err().seq, 3);
    assert_eq!(broken_by("DELETE FROM entry WHERE seq = 3").unwrap_err().seq, 3);
    assert_eq!(broken_by("DELETE FROM entry").unwrap_err().seq, 1);
    let renumbered = "DELETE FROM entry WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3";
    assert_eq!(broken_by(renumbered).unwrap_err().seq, 2);
}

/// Whoever edits a row and works out its hash anew has to do so for every row after it.
#[test]
fn an_edited_row_with_a_hash_that_fits_is_found_by_the_row_after_it() {
    let (dir, mut register) = register();
    for _ in 0..3 {
        register.append(COPY, "{}", &[], None, now()).unwrap();
    }
    let mut edited = register.entries().unwrap().remove(1);
    edited.body = "[]".to_owned();
    let db = without_triggers(dir.path());
    db.execute(
        "UPDATE entry SET body = ?1, hash = ?2 WHERE seq = 2",
        params![edited.body, chain::hash(&edited)],
    )
    .unwrap();
    assert_eq!(register.verify_chain().unwrap().unwrap_err().seq, 3);
}

#[test]
fn reordered_rows_are_found() {
    let swap = "UPDATE entry SET seq = -1 WHERE seq = 1;
                UPDATE entry SET seq = 1 WHERE seq = 2;
                UPDATE entry SET seq = 2 WHERE seq = -1";
    assert_eq!(broken_by(swap).unwrap_err().seq, 1);
}

#[test]
fn what_is_written_once_cannot_be_changed_by_sql() {
    let (dir, mut register) = register();
    let form = FormFile::parse(b"%PDF-1.7 signed".to_vec()).unwrap();
    let record = register
        .add_record(NewRecord::of("P1"), Some(&form), [1; 16], now())
        .unwrap();
    register.set_people(PhotoDigest::of(b"a"), 1).unwrap();
    register.append(COPY, "{}", &[record.id], None, now()).unwrap();
    let db = raw(dir.path());
    for change in [
        "UPDATE record SET person = 'P2'",
        "DELETE FROM record",
        "UPDATE form SET bytes = x'00'",
        "UPDATE fact SET body = '0'",
        "DELETE FROM fact",
        "UPDATE entry SET body = ''",
        "DELETE FROM entry",
        "DELETE FROM entry_about",
        "INSERT OR REPLACE INTO entry SELECT seq, at, kind, 'x', photo, previous, hash FROM entry",
    ] {
        let error = db.execute_batch(change).expect_err(change);
        assert!(error.to_string().contains("written once"), "{change}: {error}");
    }
    assert_eq!(register.verify_chain().unwrap(), Ok(1));
}

#[test]
fn a_form_that_changed_or_went_missing_is_found() {
    let (dir, mut register) = register();
    let form = FormFile::parse(b"%PDF-1.7 signed".to_vec()).unwrap();
    let id = register
        .add_record(NewRecord::of("P1"), Some(&form), [1; 16], now())
        .unwrap()
        .id;
    let digest = PhotoDigest::of(b"photo");
    let source = Path::new("/photos/a.jpg");
    register.link(id, "P1", digest, source, now()).unwrap();
    let state = |register: &Register| {
        let input = register.gate_input(digest, source, now()).unwrap();
        assert_eq!(register.verify_forms().unwrap(), [(id, input.records[0].form)]);
        input.records[0].form
    };
    assert_eq!(state(&register), FormState::Sound);
    let db = without_triggers(dir.path());
    db.execute_batch("UPDATE form SET bytes = CAST('%PDF-1.7 forged' AS BLOB)")
        .unwrap();
    assert_eq!(state(&register), FormState::Changed);
    assert!(matches!(register.form(id), Err(RegisterError::Damaged(_))));
    db.execute_batch("PRAGMA foreign_keys = OFF; DELETE FROM form")
        .unwrap();
    assert_eq!(state(&register), FormState::Missing);
    assert_eq!(register.form(id).unwrap(), None);
}

#[test]
fn a_register_of_a_newer_program_is_left_alone() {
    let (dir, register) = register();
    raw(dir.path()).execute_batch("PRAGMA user_version = 7").unwrap();
    drop(register);
    let error = Register::open(dir.path(), &passphrase(), CHEAP).err().unwrap();
    assert!(
        matches!(error, RegisterError::Newer { found: 7, known: 4 }),
        "{error}"
    );
}

#[test]
fn a_register_of_an_older_program_is_brought_up_to_date_with_all_that_is_in_it() {
    for version in 1..schema::MIGRATIONS.len() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(REGISTER_FILE);
        empty(&path);
        let key = raw_key(&passphrase(), &SALT, CHEAP).unwrap();
        let photo = PhotoDigest::of(b"photo");
        let mut older = Register::connect(&path, &key).unwrap();
        for step in &schema::MIGRATIONS[..version] {
            older.connection.execute_batch(step).unwrap();
        }
        let pragma = format!("PRAGMA user_version = {version}");
        older.connection.execute_batch(&pragma).unwrap();
        older.set_people(photo, 3).unwrap();
        older.set_marks(photo, "[1]").unwrap();
        let copy = older.append(COPY, "{}", &[], Some(photo), now()).unwrap().seq;
        assert_eq!(older.found(photo).is_err(), version < 2);
        assert_eq!(older.pending().is_err(), version < 3);
        drop(older);

        let mut register = Register::open(dir.path(), &passphrase(), CHEAP).unwrap();
        assert_eq!(register.people(photo).unwrap(), Some(3));
        assert_eq!(register.marks(photo).unwrap().as_deref(), Some("[1]"));
        assert_eq!(register.verify_chain().unwrap(), Ok(1));
        assert_eq!(register.found(photo).unwrap(), None);
        assert_eq!(register.seed(photo).unwrap(), None);
        assert_eq!(register.approvals(photo).unwrap(), []);
        assert_eq!(register.takedowns_of(copy).unwrap(), []);
        assert_eq!(register.likenesses("dct").unwrap(), []);
        assert_eq!(register.pending().unwrap(), []);
        register.set_found(photo, "[2]").unwrap();
        register.seed_or(photo, [4; 32]).unwrap();
        let likeness = Likeness {
            copy,
            method: "dct".into(),
            hash: vec![1, 2],
        };
        register.keep_likeness(&likeness).unwrap();
        drop(register);
        let register = Register::open(dir.path(), &passphrase(), CHEAP).unwrap();
        assert_eq!(register.found(photo).unwrap().as_deref(), Some("[2]"));
        assert_eq!(register.seed(photo).unwrap(), Some([4; 32]));
        assert_eq!(register.likenesses("dct").unwrap(), [likeness]);
        drop(register);
        let error = raw(dir.path())
            .execute_batch("UPDATE seed SET seed = x'00'")
            .unwrap_err();
        assert!(error.to_string().contains("written once"), "{error}");
    }
}

#[test]
fn a_backup_of_an_older_program_is_brought_up_to_date_and_one_of_a_newer_is_refused_by_name() {
    let today = now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup");
    empty(&backup);
    let key = raw_key(&passphrase(), &SALT, CHEAP).unwrap();
    let db = unlocked(&backup, &key).unwrap();
    db.execute_batch(schema::MIGRATIONS[0]).unwrap();
    let restore = |version: i64| {
        db.pragma_update(None, "user_version", version).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let restored = Register::restore(&backup, dir.path(), &passphrase(), CHEAP, today);
        restored
            .map(|restored| (dir, restored))
            .map_err(|error| error.to_string())
    };
    let (_dir, older) = restore(1).unwrap();
    assert!(older.older);
    assert_eq!(
        older.register.pending().unwrap(),
        [],
        "its newest tables are there"
    );
    let newer = restore(7).unwrap_err();
    assert!(
        newer.contains("made by a newer Safelight (its version is 7"),
        "{newer}"
    );
    let none = restore(0).unwrap_err();
    assert!(none.contains("is no register of Safelight"), "{none}");
}

#[test]
fn a_backup_whose_ledger_was_edited_is_refused() {
    let (dir, mut register) = register();
    register.append(COPY, "{}", &[], None, now()).unwrap();
    without_triggers(dir.path())
        .execute_batch("UPDATE entry SET body = '{\"n\":2}'")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let error = register
        .back_up(&folder.path().join("backup"))
        .unwrap_err()
        .to_string();
    assert!(error.contains("the ledger in it does not hold (row 1"), "{error}");
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "nothing is left"
    );
}

/// Registers that hold an edited step's tables as they were would never get the edit.
#[test]
fn a_released_step_is_never_edited() {
    let digests = schema::MIGRATIONS
        .iter()
        .map(|step| PhotoDigest::of(step.as_bytes()).to_string());
    assert_eq!(
        digests.collect::<Vec<_>>(),
        [
            "0b72f1c4cc3a44a127b1252168aa2398821f775b74d5c8d3dd657d1cad3985b2",
            "1148d31dba24ad87c6ef50d8dbac42330d7b2224c33cc9cdc5518f137db89f10",
            "aba9ba630de01640437fe21e67aea370dbdcaf1e4146033c3d695b837774e816",
            "8d47cf3592581aebdb10feb770d8b90e82d57c0d7ddb0fb0487926f8ee2b4c98",
        ]
    );
}

#[test]
fn another_program_that_writes_is_waited_for_then_named() {
    let (dir, mut register) = register();
    register
        .connection
        .busy_timeout(Duration::from_millis(50))
        .unwrap();
    let other = raw(dir.path());
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = register.set_people(PhotoDigest::of(b"a"), 1).unwrap_err();
    assert!(matches!(error, RegisterError::Locked), "{error}");
    other.execute_batch("COMMIT").unwrap();
    register.set_people(PhotoDigest::of(b"a"), 1).unwrap();
}

#[test]
fn the_database_is_set_as_promised() {
    let (_dir, register) = register();
    let db = &register.connection;
    let text = |pragma: &str| -> String {
        db.query_row(&format!("PRAGMA {pragma}"), [], |row| {
            row.get_ref(0)?
                .as_str()
                .map(str::to_owned)
                .or_else(|_| Ok(row.get::<_, i64>(0)?.to_string()))
        })
        .unwrap()
    };
    for (pragma, value) in [
        ("temp_store", "2"),
        ("secure_delete", "1"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("recursive_triggers", "1"),
        ("journal_mode", "wal"),
        ("user_version", "4"),
        ("cipher_page_size", "4096"),
    ] {
        assert_eq!(text(pragma), value, "{pragma}");
    }
    assert!(!text("cipher_version").is_empty());
}

#[test]
fn a_copy_is_found_by_an_index_and_not_by_reading_the_whole_ledger() {
    let (_dir, mut register) = register();
    let (source, output) = (PhotoDigest::of(b"source"), PhotoDigest::of(b"output"));
    let body = format!("{{\"output_sha256\":\"{output}\"}}");
    let copy = register.append(COPY, &body, &[], Some(source), now()).unwrap();
    register.append(COPY, "no JSON", &[], None, now()).unwrap();
    register.append("other", &body, &[], None, now()).unwrap();
    assert_eq!(register.copies_of(output).unwrap(), std::slice::from_ref(&copy));
    assert_eq!(register.copies_of(source).unwrap(), std::slice::from_ref(&copy));
    assert_eq!(register.copies_of(PhotoDigest::of(b"else")).unwrap(), []);
    assert_eq!(register.copy(copy.seq).unwrap(), Some(copy));
    assert_eq!(register.copy(3).unwrap(), None);
    assert_eq!(register.copy(u64::MAX).unwrap(), None);
    let sql = format!(
        "EXPLAIN QUERY PLAN SELECT seq FROM entry WHERE {}",
        copies::OF_OUTPUT
    );
    let plan: String = register
        .connection
        .query_row(&sql, ["x"], |row| row.get(3))
        .unwrap();
    assert!(plan.contains("SEARCH") && plan.contains("entry_output"), "{plan}");
}
