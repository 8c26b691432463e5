//! The pictures that people saw before they were shared, and the seed that makes the same pixels again.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::error::damaged;
use super::{Register, RegisterError};
use crate::digest::{PhotoDigest, hex_bytes};

/// What a person said of a copy they were shown. The photo, its regions and the seed make the same copy again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The photo the copy is of.
    pub photo: PhotoDigest,
    /// The SHA-256 of the copy, as it was shown.
    pub output: PhotoDigest,
    /// What was hidden in it, in the words of whoever draws regions.
    pub regions: String,
    /// The seed it was made with.
    #[serde(with = "hex_bytes")]
    pub seed: [u8; 32],
    /// The pseudonym of the person who looked.
    pub person: String,
    /// Whether they agreed to it.
    pub agreed: bool,
    /// Who showed it to them.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Register {
    /// Keeps what a person said of a copy. What they said of it before stays, and holds no more.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] without the person, or who showed it.
    pub fn approve(&mut self, approval: &Approval) -> Result<(), RegisterError> {
        if approval.person.trim().is_empty() || approval.by.trim().is_empty() {
            return Err(RegisterError::Unfit(
                "an approval needs the person, and who showed them the picture",
            ));
        }
        let body = serde_json::to_string(approval).map_err(damaged)?;
        self.connection
            .prepare_cached("INSERT INTO approval (photo, body) VALUES (?1, ?2)")?
            .execute(params![approval.photo.as_bytes(), body])?;
        Ok(())
    }

    /// What each person last said of each copy of a photo, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn approvals(&self, photo: PhotoDigest) -> Result<Vec<Approval>, RegisterError> {
        approvals(&self.connection, photo)
    }

    /// The seed of a photo whose copy somebody is to see before it is made: the one that is kept, or else `fresh`, which is
    /// kept from now on. The seeds of other copies are dropped once they are made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn seed_or(&mut self, photo: PhotoDigest, fresh: [u8; 32]) -> Result<[u8; 32], RegisterError> {
        if let Some(seed) = self.seed(photo)? {
            return Ok(seed);
        }
        self.write(|db| {
            db.prepare_cached(
                "INSERT INTO seed (photo, seed) VALUES (?1, ?2) ON CONFLICT (photo) DO NOTHING",
            )?
            .execute(params![photo.as_bytes(), fresh])?;
            Ok(())
        })?;
        // Another program may have been the quicker.
        Ok(self.seed(photo)?.unwrap_or(fresh))
    }

    /// The seed of a photo's copies, if one is kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn seed(&self, photo: PhotoDigest) -> Result<Option<[u8; 32]>, RegisterError> {
        Ok(self
            .connection
            .prepare_cached("SELECT seed FROM seed WHERE photo = ?1")?
            .query_row([photo.as_bytes()], |row| row.get(0))
            .optional()?)
    }
}

pub(super) fn approvals(db: &Connection, photo: PhotoDigest) -> Result<Vec<Approval>, RegisterError> {
    let mut said: Vec<Approval> = Vec::new();
    let mut statement = db.prepare_cached("SELECT body FROM approval WHERE photo = ?1 ORDER BY seq")?;
    let mut rows = statement.query([photo.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let body = row.get_ref(0)?.as_str().map_err(damaged)?;
        let newer: Approval = serde_json::from_str(body).map_err(damaged)?;
        said.retain(|it| (&it.person, it.output) != (&newer.person, newer.output));
        said.push(newer);
    }
    Ok(said)
}
