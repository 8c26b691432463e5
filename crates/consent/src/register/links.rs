//! Which photos a record is linked to.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use uuid::Uuid;

use super::error::damaged;
use super::{Register, RegisterError, records};
use crate::digest::PhotoDigest;

/// This person is in this photo, under this record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The record.
    pub record: Uuid,
    /// The pseudonym of the person it is about.
    pub person: String,
    /// The photo.
    pub photo: PhotoDigest,
    /// Where the photo was when it was linked.
    pub source: PathBuf,
    /// When it was linked.
    pub at: Timestamp,
}

impl Register {
    /// Links a photo to a record: `person` is in it. Linking twice is linking once, again.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`]; [`RegisterError::WrongPerson`] if the record is about
    /// someone else.
    pub fn link(
        &mut self,
        record: Uuid,
        person: &str,
        photo: PhotoDigest,
        source: &Path,
        now: Timestamp,
    ) -> Result<Link, RegisterError> {
        let source = absolute(source)?;
        self.write(|db| {
            let about = records::newest(db, record)?.terms.person;
            if about != person {
                return Err(RegisterError::WrongPerson {
                    record,
                    person: about,
                });
            }
            // A new row, so that the newest link of a path is the last one made.
            db.prepare_cached(
                "INSERT OR REPLACE INTO link (seq, record, photo, source, at)
                 VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM link), ?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                record.as_bytes(),
                photo.as_bytes(),
                source,
                now.to_string()
            ])?;
            Ok(Link {
                record,
                person: about,
                photo,
                source: PathBuf::from(source),
                at: now,
            })
        })
    }

    /// Takes back a link, wherever the photo was. Whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn unlink(&mut self, record: Uuid, photo: PhotoDigest) -> Result<bool, RegisterError> {
        let gone = self
            .connection
            .prepare_cached("DELETE FROM link WHERE record = ?1 AND photo = ?2")?
            .execute(params![record.as_bytes(), photo.as_bytes()])?;
        Ok(gone > 0)
    }

    /// The links of a photo, oldest first; one for each place it was linked from.
    ///
    /// # Errors
    /// Those of the database.
    pub fn links_of(&self, photo: PhotoDigest) -> Result<Vec<Link>, RegisterError> {
        links(&self.connection, photo)
    }

    /// The photos that a record is linked to, each once, in the order of their digests.
    ///
    /// # Errors
    /// Those of the database.
    pub fn photos_of(&self, record: Uuid) -> Result<Vec<PhotoDigest>, RegisterError> {
        self.connection
            .prepare_cached("SELECT DISTINCT photo FROM link WHERE record = ?1 ORDER BY photo")?
            .query_and_then([record.as_bytes()], |row| {
                Ok(PhotoDigest::from_bytes(row.get(0)?))
            })?
            .collect()
    }
}

/// The digest the file at `source` had when it was last linked.
pub(super) fn linked_as(db: &Connection, source: &Path) -> Result<Option<PhotoDigest>, RegisterError> {
    let source = absolute(source)?;
    Ok(db
        .prepare_cached("SELECT photo FROM link WHERE source = ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([source], |row| row.get(0).map(PhotoDigest::from_bytes))
        .optional()?)
}

pub(super) fn links(db: &Connection, photo: PhotoDigest) -> Result<Vec<Link>, RegisterError> {
    // A record's person is that of its first version: no version changes it.
    db.prepare_cached(
        "SELECT link.record, record.person, link.photo, link.source, link.at
         FROM link JOIN record ON record.id = link.record AND record.version = 1
         WHERE link.photo = ?1 ORDER BY link.seq",
    )?
    .query_and_then([photo.as_bytes()], read)?
    .collect()
}

fn read(row: &Row) -> Result<Link, RegisterError> {
    Ok(Link {
        record: Uuid::from_bytes(row.get(0)?),
        person: row.get(1)?,
        photo: PhotoDigest::from_bytes(row.get(2)?),
        source: PathBuf::from(row.get::<_, String>(3)?),
        at: row
            .get_ref(4)?
            .as_str()
            .map_err(damaged)?
            .parse()
            .map_err(damaged)?,
    })
}

/// A path as the register keeps it: the same from whatever folder it is given.
fn absolute(source: &Path) -> Result<String, RegisterError> {
    let path = std::path::absolute(source)?;
    Ok(match path.to_str() {
        Some(text) => text.to_owned(),
        // Two names that are no text may read alike: a digest of their bytes tells them apart.
        None => {
            let digest = PhotoDigest::of(path.as_os_str().as_encoded_bytes());
            format!("{} ({digest})", path.to_string_lossy())
        }
    })
}
