//! The tables, and how an older register becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};

use super::RegisterError;

/// Step *n* makes version *n + 1*. A released step is never edited.
pub(super) const MIGRATIONS: &[&str] = &[FIRST, FOUND, SHOWN, LOOKED_UP];

const FIRST: &str = "
    CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE form (
        sha256 BLOB PRIMARY KEY,
        bytes BLOB NOT NULL
    ) STRICT;

    CREATE TABLE record (
        id BLOB NOT NULL,
        version INTEGER NOT NULL,
        person TEXT NOT NULL,
        form BLOB REFERENCES form (sha256),
        body TEXT NOT NULL,
        PRIMARY KEY (id, version)
    ) STRICT;
    CREATE INDEX record_person ON record (person);

    CREATE TABLE link (
        seq INTEGER PRIMARY KEY,
        record BLOB NOT NULL,
        photo BLOB NOT NULL,
        source TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (record, photo, source)
    ) STRICT;
    CREATE INDEX link_photo ON link (photo);
    CREATE INDEX link_source ON link (source);

    CREATE TABLE fact (
        seq INTEGER PRIMARY KEY,
        photo BLOB NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX fact_photo ON fact (photo, kind, seq);

    CREATE TABLE marks (
        photo BLOB PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;

    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        photo BLOB,
        previous BLOB NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX entry_photo ON entry (photo);

    CREATE TABLE entry_about (
        seq INTEGER NOT NULL REFERENCES entry (seq),
        record BLOB NOT NULL,
        PRIMARY KEY (record, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX entry_about_seq ON entry_about (seq);

    CREATE TABLE entry_head (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        seq INTEGER NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;
";

/// An older program must not open a register that holds this: it would ask the gate without it.
const FOUND: &str = "
    CREATE TABLE found (
        photo BLOB PRIMARY KEY,
        body TEXT NOT NULL
    ) STRICT;
";

/// What was shown and approved, and what became of copies. An older program must not open a register that holds this: it
/// would make copies that nothing follows.
const SHOWN: &str = "
    CREATE TABLE seed (
        photo BLOB PRIMARY KEY,
        seed BLOB NOT NULL
    ) STRICT;

    CREATE TABLE approval (
        seq INTEGER PRIMARY KEY,
        photo BLOB NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX approval_photo ON approval (photo);

    CREATE TABLE takedown (
        seq INTEGER PRIMARY KEY,
        copy INTEGER NOT NULL REFERENCES entry (seq),
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX takedown_copy ON takedown (copy);

    CREATE TABLE likeness (
        copy INTEGER PRIMARY KEY REFERENCES entry (seq),
        method TEXT NOT NULL,
        hash BLOB NOT NULL
    ) STRICT;

    CREATE TABLE pending (
        copy INTEGER PRIMARY KEY REFERENCES entry (seq),
        output BLOB NOT NULL,
        temporary BLOB NOT NULL
    ) STRICT;
";

/// Copies are found by their own digest without reading every row.
const LOOKED_UP: &str = "
    CREATE INDEX entry_output ON entry (json_extract(body, '$.output_sha256'))
        WHERE kind = 'copy' AND json_valid(body);
";

/// The tables whose rows are written once.
const WRITTEN_ONCE: &[&str] = &[
    "form",
    "record",
    "fact",
    "entry",
    "entry_about",
    "seed",
    "approval",
    "takedown",
    "likeness",
];

/// The register's version, and the newest that this program knows.
pub(super) fn versions(connection: &Connection) -> Result<(i64, i64), RegisterError> {
    let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok((found, i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)))
}

/// Brings the register to this program's version.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), RegisterError> {
    let (found, known) = versions(connection)?;
    if found == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: another program may have been the quicker.
    let (found, known) = versions(&transaction)?;
    let Some(steps) = usize::try_from(found).ok().and_then(|it| MIGRATIONS.get(it..)) else {
        return Err(RegisterError::Newer { found, known });
    };
    for step in steps {
        transaction.execute_batch(step)?;
    }
    for table in WRITTEN_ONCE {
        for change in ["UPDATE", "DELETE"] {
            transaction.execute_batch(&format!(
                "CREATE TRIGGER IF NOT EXISTS {table}_no_{change} BEFORE {change} ON {table}
                 BEGIN SELECT RAISE(ABORT, 'rows of {table} are written once'); END"
            ))?;
        }
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}
