//! What copies look like: a hash that stays near where a copy is saved anew.

use rusqlite::params;

use crate::digest::PhotoDigest;

use super::error::damaged;
use super::{Register, RegisterError, chain};

/// The perceptual hash of a copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likeness {
    /// The number of the copy's row in the ledger.
    pub copy: u64,
    /// How it was worked out. Only hashes of one method compare.
    pub method: String,
    /// The hash.
    pub hash: Vec<u8>,
}

impl Register {
    /// Keeps what a copy looks like; once for each: what another program kept meanwhile stays.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] for a copy that is in no row of the ledger.
    pub fn keep_likeness(&mut self, likeness: &Likeness) -> Result<(), RegisterError> {
        self.write(|db| {
            let copy = chain::copy_row(db, likeness.copy)?;
            db.prepare_cached(
                "INSERT INTO likeness (copy, method, hash) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute(params![copy, likeness.method, likeness.hash])?;
            Ok(())
        })
    }

    /// The copies behind row `after` of which nothing is kept, oldest first, at most `most`: the number of the row and the
    /// copy's SHA-256 and place.
    ///
    /// # Errors
    /// Those of the database.
    pub fn without_likeness(
        &self,
        after: u64,
        most: u32,
    ) -> Result<Vec<(u64, PhotoDigest, String)>, RegisterError> {
        let after = i64::try_from(after).map_err(damaged)?;
        self.connection
            .prepare_cached(
                "SELECT seq, json_extract(body, '$.output_sha256'), json_extract(body, '$.output') FROM entry
                 WHERE seq > ?1 AND kind = 'copy' AND json_valid(body)
                   AND NOT EXISTS (SELECT 1 FROM likeness WHERE copy = entry.seq)
                 ORDER BY seq LIMIT ?2",
            )?
            .query_and_then(params![after, most], |row| {
                Ok((
                    u64::try_from(row.get::<_, i64>(0)?).map_err(damaged)?,
                    row.get::<_, String>(1)?.parse().map_err(damaged)?,
                    row.get(2)?,
                ))
            })?
            .collect()
    }

    /// What the copies look like whose hashes are of one method, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn likenesses(&self, method: &str) -> Result<Vec<Likeness>, RegisterError> {
        self.connection
            .prepare_cached("SELECT copy, method, hash FROM likeness WHERE method = ?1 ORDER BY copy")?
            .query_and_then([method], |row| {
                Ok(Likeness {
                    copy: u64::try_from(row.get::<_, i64>(0)?).map_err(damaged)?,
                    method: row.get(1)?,
                    hash: row.get(2)?,
                })
            })?
            .collect()
    }
}
