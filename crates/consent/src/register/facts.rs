//! What people said about a photo. Each statement is a row; the newest of its kind holds.

use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::damaged;
use super::{Register, RegisterError};
use crate::digest::PhotoDigest;
use crate::photo::{NoPerson, Review};

const PEOPLE: &str = "people";
const REVIEW: &str = "review";
const NO_PERSON: &str = "no-person";
const TAKEN_ON: &str = "taken-on";

impl Register {
    /// Says how many people a photo shows. Someone counted takes back an earlier declaration that
    /// nobody is in it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_people(&mut self, photo: PhotoDigest, people: u32) -> Result<(), RegisterError> {
        self.write(|db| {
            if people > 0 {
                state(db, photo, NO_PERSON, &None::<NoPerson>)?;
            }
            state(db, photo, PEOPLE, &Some(people))
        })
    }

    /// How many people a photo shows, if someone said.
    ///
    /// # Errors
    /// Those of the database.
    pub fn people(&self, photo: PhotoDigest) -> Result<Option<u32>, RegisterError> {
        people(&self.connection, photo)
    }

    /// Says who went through the checklist for a photo, and what they confirmed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn review(&mut self, photo: PhotoDigest, review: &Review) -> Result<(), RegisterError> {
        self.write(|db| state(db, photo, REVIEW, &Some(review)))
    }

    /// Who last went through the checklist.
    ///
    /// # Errors
    /// Those of the database.
    pub fn reviewed(&self, photo: PhotoDigest) -> Result<Option<Review>, RegisterError> {
        review(&self.connection, photo)
    }

    /// Declares that nobody is in a photo, which counts its people too.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] without a name or a reason.
    pub fn declare_no_person(
        &mut self,
        photo: PhotoDigest,
        declaration: &NoPerson,
    ) -> Result<(), RegisterError> {
        if declaration.by.trim().is_empty() || declaration.reason.trim().is_empty() {
            return Err(RegisterError::Unfit("a declaration needs a name and a reason"));
        }
        self.write(|db| {
            state(db, photo, PEOPLE, &Some(0))?;
            state(db, photo, NO_PERSON, &Some(declaration))
        })
    }

    /// The declaration that nobody is in a photo, if it holds.
    ///
    /// # Errors
    /// Those of the database.
    pub fn no_person(&self, photo: PhotoDigest) -> Result<Option<NoPerson>, RegisterError> {
        no_person(&self.connection, photo)
    }

    /// Says on which day a photo was taken.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_taken_on(&mut self, photo: PhotoDigest, day: Date) -> Result<(), RegisterError> {
        self.write(|db| state(db, photo, TAKEN_ON, &Some(day)))
    }

    /// The day a photo was taken, if someone said.
    ///
    /// # Errors
    /// Those of the database.
    pub fn taken_on(&self, photo: PhotoDigest) -> Result<Option<Date>, RegisterError> {
        taken_on(&self.connection, photo)
    }

    /// Keeps the regions marked in a photo, in the words of whoever draws them. Other regions than before are
    /// another picture: whoever went through the checklist has not seen it, so the review is taken back.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_marks(&mut self, photo: PhotoDigest, json: &str) -> Result<(), RegisterError> {
        self.write(|db| {
            if marks(db, photo)?.as_deref() == Some(json) {
                return Ok(());
            }
            db.prepare_cached(
                "INSERT INTO marks (photo, body) VALUES (?1, ?2)
                 ON CONFLICT (photo) DO UPDATE SET body = excluded.body",
            )?
            .execute(params![photo.as_bytes(), json])?;
            state(db, photo, REVIEW, &None::<Review>)
        })
    }

    /// The regions marked in a photo.
    ///
    /// # Errors
    /// Those of the database.
    pub fn marks(&self, photo: PhotoDigest) -> Result<Option<String>, RegisterError> {
        marks(&self.connection, photo)
    }

    /// Keeps what was found in a photo, in the words of whoever looked, in place of what was found before.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_found(&mut self, photo: PhotoDigest, json: &str) -> Result<(), RegisterError> {
        self.write(|db| {
            db.prepare_cached(
                "INSERT INTO found (photo, body) VALUES (?1, ?2)
                 ON CONFLICT (photo) DO UPDATE SET body = excluded.body",
            )?
            .execute(params![photo.as_bytes(), json])?;
            Ok(())
        })
    }

    /// What was found in a photo, if anything has looked.
    ///
    /// # Errors
    /// Those of the database.
    pub fn found(&self, photo: PhotoDigest) -> Result<Option<String>, RegisterError> {
        found(&self.connection, photo)
    }
}

pub(super) fn found(db: &Connection, photo: PhotoDigest) -> Result<Option<String>, RegisterError> {
    Ok(db
        .prepare_cached("SELECT body FROM found WHERE photo = ?1")?
        .query_row([photo.as_bytes()], |row| row.get(0))
        .optional()?)
}

fn marks(db: &Connection, photo: PhotoDigest) -> Result<Option<String>, RegisterError> {
    Ok(db
        .prepare_cached("SELECT body FROM marks WHERE photo = ?1")?
        .query_row([photo.as_bytes()], |row| row.get(0))
        .optional()?)
}

pub(super) fn people(db: &Connection, photo: PhotoDigest) -> Result<Option<u32>, RegisterError> {
    newest(db, photo, PEOPLE)
}

pub(super) fn review(db: &Connection, photo: PhotoDigest) -> Result<Option<Review>, RegisterError> {
    newest(db, photo, REVIEW)
}

pub(super) fn no_person(db: &Connection, photo: PhotoDigest) -> Result<Option<NoPerson>, RegisterError> {
    newest(db, photo, NO_PERSON)
}

pub(super) fn taken_on(db: &Connection, photo: PhotoDigest) -> Result<Option<Date>, RegisterError> {
    newest(db, photo, TAKEN_ON)
}

/// The newest list of a kind; empty if there is none.
pub(super) fn list<T: DeserializeOwned>(
    db: &Connection,
    photo: PhotoDigest,
    kind: &str,
) -> Result<Vec<T>, RegisterError> {
    Ok(newest(db, photo, kind)?.unwrap_or_default())
}

pub(super) fn state<T: Serialize>(
    db: &Connection,
    photo: PhotoDigest,
    kind: &str,
    said: &Option<T>,
) -> Result<(), RegisterError> {
    let body = serde_json::to_string(said).map_err(damaged)?;
    db.prepare_cached("INSERT INTO fact (photo, kind, body) VALUES (?1, ?2, ?3)")?
        .execute(params![photo.as_bytes(), kind, body])?;
    Ok(())
}

fn newest<T: DeserializeOwned>(
    db: &Connection,
    photo: PhotoDigest,
    kind: &str,
) -> Result<Option<T>, RegisterError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM fact WHERE photo = ?1 AND kind = ?2 ORDER BY seq DESC LIMIT 1")?
        .query_row(params![photo.as_bytes(), kind], |row| row.get(0))
        .optional()?;
    body.map_or(Ok(None), |body| serde_json::from_str(&body).map_err(damaged))
}
