//! Rows that are only ever added, each holding the hash of the one before.
//!
//! An edited, dropped or re-ordered row is found by [`Register::verify_chain`]. The limit: whoever
//! knows the passphrase can rebuild the whole chain, and it then looks whole.

use std::ops::ControlFlow;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Statement, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::damaged;
use super::{Register, RegisterError};
use crate::digest::{PhotoDigest, hex_bytes};
use crate::usage::Use;

/// The kind of an entry that says a copy was made. If its body has a member `use`, it is the
/// copy's [`Use`]; the copy counts against `max_copies` of the records the entry is about.
pub const COPY: &str = "copy";

/// The kind of an entry that says a copy was not made after all. Its body's member `copy` is the
/// number of the [`COPY`] entry.
pub const COPY_FAILED: &str = "copy-failed";

/// A row of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// 1 for the first.
    pub seq: u64,
    /// When it was added.
    pub at: Timestamp,
    /// What kind of row it is.
    pub kind: String,
    /// The row, as canonical JSON.
    pub body: String,
    /// The records it is about, sorted.
    pub about: Vec<Uuid>,
    /// The photo it is about.
    pub photo: Option<PhotoDigest>,
    /// The hash of the row before; zeros for the first.
    #[serde(with = "hex_bytes")]
    pub previous: [u8; 32],
    /// SHA-256 over `previous`, `seq`, `at`, `kind`, `body`, `photo` and `about`, each after its
    /// length in bytes (64 bits, big-endian).
    #[serde(with = "hex_bytes")]
    pub hash: [u8; 32],
}

/// Where the chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("row {seq}: {why}")]
pub struct Broken {
    /// The row.
    pub seq: u64,
    /// What is wrong with it.
    pub why: String,
}

impl Register {
    /// Adds a row.
    ///
    /// # Errors
    /// Those of the database; nothing was added then.
    pub fn append(
        &mut self,
        kind: &str,
        body: &str,
        about: &[Uuid],
        photo: Option<PhotoDigest>,
        now: Timestamp,
    ) -> Result<Entry, RegisterError> {
        let mut about = about.to_vec();
        about.sort_unstable();
        about.dedup();
        self.write(|db| {
            let (seq, previous) = head(db)?;
            let mut entry = Entry {
                seq: seq + 1,
                at: now,
                kind: kind.to_owned(),
                body: body.to_owned(),
                about,
                photo,
                previous,
                hash: [0; 32],
            };
            entry.hash = hash(&entry);
            insert(db, &entry)?;
            Ok(entry)
        })
    }

    /// Every row, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn entries(&self) -> Result<Vec<Entry>, RegisterError> {
        entries(&self.connection, "TRUE", [])
    }

    /// The rows about a record, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn entries_about(&self, record: Uuid) -> Result<Vec<Entry>, RegisterError> {
        about(&self.connection, record)
    }

    /// The row of this number, which may be one that no ledger has.
    ///
    /// # Errors
    /// Those of the database.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, RegisterError> {
        let Ok(seq) = i64::try_from(seq) else {
            return Ok(None);
        };
        Ok(entries(&self.connection, "seq = ?1", [seq])?.pop())
    }

    /// The newest row.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_entry(&self) -> Result<Option<Entry>, RegisterError> {
        last(&self.connection)
    }

    /// Reads the whole chain, and says how many rows hold, or which is the first that does not.
    ///
    /// # Errors
    /// Those of the database, when the chain cannot be read at all.
    pub fn verify_chain(&self) -> Result<Result<u64, Broken>, RegisterError> {
        let _moment = self.moment()?;
        verify(&self.connection)
    }
}

/// As [`Register::verify_chain`].
pub(super) fn verify(db: &Connection) -> Result<Result<u64, Broken>, RegisterError> {
    let (mut seq, mut previous) = (0, [0; 32]);
    let mut broken = None;
    walk(db, "TRUE ORDER BY seq", [], |entry| {
        seq += 1;
        let (at, why) = match entry {
            Err(error) => (seq, error.to_string()),
            Ok(entry) => match flaw(&entry, seq, &previous) {
                Some(why) => (entry.seq, why.to_owned()),
                None => {
                    previous = entry.hash;
                    return ControlFlow::Continue(());
                }
            },
        };
        broken = Some(Broken { seq: at, why });
        ControlFlow::Break(())
    })?;
    if let Some(broken) = broken {
        return Ok(Err(broken));
    }
    if head(db)? != (seq, previous) {
        return Ok(Err(Broken {
            seq: seq + 1,
            why: "the last rows are missing".to_owned(),
        }));
    }
    Ok(Ok(seq))
}

/// The rows that say of a copy under a record that it was not made. Older programs wrote them about no record, only about
/// the copy's photo.
const FAILURES: &str = "kind = 'copy-failed' AND (
    seq IN (SELECT seq FROM entry_about WHERE record = ?1) OR photo IN (
        SELECT photo FROM entry WHERE seq IN (SELECT seq FROM entry_about WHERE record = ?1)))";

/// The copies made under a record, without those that failed.
pub(super) fn copies(db: &Connection, record: Uuid) -> Result<Vec<Option<Use>>, RegisterError> {
    #[derive(Deserialize)]
    struct Copied {
        #[serde(rename = "use")]
        usage: Use,
    }
    #[derive(Deserialize)]
    struct Failed {
        copy: u64,
    }
    let failed: Vec<u64> = entries(db, FAILURES, [record.as_bytes()])?
        .iter()
        .filter_map(|entry| serde_json::from_str::<Failed>(&entry.body).ok())
        .map(|failed| failed.copy)
        .collect();
    Ok(about(db, record)?
        .iter()
        .filter(|entry| entry.kind == COPY && !failed.contains(&entry.seq))
        .map(|entry| serde_json::from_str::<Copied>(&entry.body).ok())
        .map(|copied| copied.map(|it| it.usage))
        .collect())
}

/// The number of a copy's row, as the database takes it.
pub(super) fn copy_row(db: &Connection, copy: u64) -> Result<i64, RegisterError> {
    let seq = i64::try_from(copy).ok();
    let known = db
        .prepare_cached("SELECT seq FROM entry WHERE seq = ?1 AND kind = 'copy'")?
        .query_row([seq], |row| row.get(0))
        .optional()?;
    known.ok_or(RegisterError::Unfit("there is no such copy in the ledger"))
}

pub(super) fn last(db: &Connection) -> Result<Option<Entry>, RegisterError> {
    Ok(entries(db, "seq = (SELECT max(seq) FROM entry)", [])?.pop())
}

fn about(db: &Connection, record: Uuid) -> Result<Vec<Entry>, RegisterError> {
    let which = "seq IN (SELECT seq FROM entry_about WHERE record = ?1)";
    entries(db, which, [record.as_bytes()])
}

/// The number and hash of the newest row.
fn head(db: &Connection) -> Result<(u64, [u8; 32]), RegisterError> {
    let head = db
        .prepare_cached("SELECT seq, hash FROM entry_head")?
        .query_row([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    match head {
        None => Ok((0, [0; 32])),
        Some((seq, hash)) => Ok((u64::try_from(seq).map_err(damaged)?, hash)),
    }
}

fn insert(db: &Connection, entry: &Entry) -> Result<(), RegisterError> {
    let seq = i64::try_from(entry.seq).map_err(damaged)?;
    db.prepare_cached(
        "INSERT INTO entry (seq, at, kind, body, photo, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        seq,
        entry.at.to_string(),
        entry.kind,
        entry.body,
        entry.photo.as_ref().map(PhotoDigest::as_bytes),
        entry.previous,
        entry.hash
    ])?;
    let mut about = db.prepare_cached("INSERT INTO entry_about (seq, record) VALUES (?1, ?2)")?;
    for record in &entry.about {
        about.execute(params![seq, record.as_bytes()])?;
    }
    db.prepare_cached(
        "INSERT INTO entry_head (one, seq, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )?
    .execute(params![seq, entry.hash])?;
    Ok(())
}

/// What is wrong with a row that should be number `seq` and follow `previous`.
fn flaw(entry: &Entry, seq: u64, previous: &[u8; 32]) -> Option<&'static str> {
    if entry.seq != seq {
        Some("a row is missing before this one")
    } else if entry.previous != *previous {
        Some("it does not follow the row before it")
    } else if entry.hash != hash(entry) {
        Some("it was changed")
    } else {
        None
    }
}

pub(super) fn entries(
    db: &Connection,
    which: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Entry>, RegisterError> {
    let mut entries = Ok(Vec::new());
    walk(db, &format!("{which} ORDER BY seq"), values, |entry| {
        match (&mut entries, entry) {
            (Ok(entries), Ok(entry)) => {
                entries.push(entry);
                ControlFlow::Continue(())
            }
            (entries, Err(error)) => {
                *entries = Err(error);
                ControlFlow::Break(())
            }
            (Err(_), Ok(_)) => ControlFlow::Break(()),
        }
    })?;
    entries
}

/// Reads the rows `which` selects and orders, one at a time: a ledger may be longer than the memory.
pub(super) fn walk(
    db: &Connection,
    which: &str,
    values: impl rusqlite::Params,
    mut each: impl FnMut(Result<Entry, RegisterError>) -> ControlFlow<()>,
) -> Result<(), RegisterError> {
    let mut about = db.prepare_cached("SELECT record FROM entry_about WHERE seq = ?1 ORDER BY record")?;
    let mut statement = db.prepare_cached(&format!(
        "SELECT seq, at, kind, body, photo, previous, hash FROM entry WHERE {which}"
    ))?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        if each(read(row, &mut about)).is_break() {
            break;
        }
    }
    Ok(())
}

fn read(row: &Row, about: &mut Statement) -> Result<Entry, RegisterError> {
    let at = row.get_ref(1)?.as_str().map_err(damaged)?;
    Ok(Entry {
        seq: u64::try_from(row.get::<_, i64>(0)?).map_err(damaged)?,
        at: at.parse().map_err(damaged)?,
        kind: row.get(2)?,
        body: row.get(3)?,
        about: about
            .query_map([row.get::<_, i64>(0)?], |row| row.get(0).map(Uuid::from_bytes))?
            .collect::<Result<_, _>>()?,
        photo: row.get::<_, Option<[u8; 32]>>(4)?.map(PhotoDigest::from_bytes),
        previous: row.get(5)?,
        hash: row.get(6)?,
    })
}

pub(super) fn hash(entry: &Entry) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let mut part = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    part(&entry.previous);
    part(&entry.seq.to_be_bytes());
    part(entry.at.to_string().as_bytes());
    part(entry.kind.as_bytes());
    part(entry.body.as_bytes());
    part(entry.photo.as_ref().map_or(&[], |it| it.as_bytes()));
    for record in &entry.about {
        part(record.as_bytes());
    }
    hasher.finalize().into()
}
