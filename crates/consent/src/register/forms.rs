//! The signed forms, inside the register.

use std::cell::RefCell;
use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::damaged;
use super::{Register, RegisterError};
use crate::form::{FormFile, FormRef};
use crate::photo::FormState;
use crate::record::Record;

impl Register {
    /// The signed form of a record's newest version, if it has one.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`]; [`RegisterError::Damaged`] if the file is not the one that
    /// was attached.
    pub fn form(&self, id: Uuid) -> Result<Option<FormFile>, RegisterError> {
        self.form_of(&self.record(id)?)
    }

    /// The signed form of a record as this version of it names it, if it has one.
    ///
    /// # Errors
    /// [`RegisterError::Damaged`] if the file is not the one that was attached.
    pub fn form_of(&self, record: &Record) -> Result<Option<FormFile>, RegisterError> {
        let Some(reference) = &record.form else {
            return Ok(None);
        };
        let bytes: Option<Vec<u8>> = self
            .connection
            .prepare_cached("SELECT bytes FROM form WHERE sha256 = ?1")?
            .query_row([reference.sha256], |row| row.get(0))
            .optional()?;
        let Some(bytes) = bytes else { return Ok(None) };
        let form = FormFile::parse(bytes).map_err(damaged)?;
        if form.sha256() == reference.sha256 {
            Ok(Some(form))
        } else {
            Err(damaged("the form is not the file that was attached"))
        }
    }

    /// Reads every record's form and says how it was found, in the order of [`Self::records`].
    ///
    /// # Errors
    /// Those of the database.
    pub fn verify_forms(&self) -> Result<Vec<(Uuid, FormState)>, RegisterError> {
        let state = |form: Option<&FormRef>| match form {
            None => Ok(FormState::Missing),
            Some(form) => read_state(&self.connection, form),
        };
        self.records()?
            .into_iter()
            .map(|record| Ok((record.id, state(record.form.as_ref())?)))
            .collect()
    }
}

/// Keeps a form once, however many records name it.
pub(super) fn keep(db: &Connection, form: &FormFile) -> Result<(), RegisterError> {
    db.prepare_cached("INSERT INTO form (sha256, bytes) VALUES (?1, ?2) ON CONFLICT (sha256) DO NOTHING")?
        .execute(params![form.sha256(), form.bytes()])?;
    Ok(())
}

/// The forms that were read since the database last changed by another's hand. A batch asks the
/// gate for each photo, and a form of some megabytes would be decrypted and digested each time.
#[derive(Default)]
pub(super) struct Read {
    /// `PRAGMA data_version`: another number once another connection has written.
    version: i64,
    states: HashMap<[u8; 32], FormState>,
}

/// How a form is found. Read again whenever another connection has written to the register; this
/// one never changes a form.
pub(super) fn state(
    db: &Connection,
    read: &RefCell<Read>,
    form: Option<&FormRef>,
) -> Result<FormState, RegisterError> {
    let Some(form) = form else {
        return Ok(FormState::Missing);
    };
    let version = db.query_row("PRAGMA data_version", [], |row| row.get(0))?;
    let mut read = read.borrow_mut();
    if read.version != version {
        *read = Read {
            version,
            states: HashMap::new(),
        };
    }
    if let Some(state) = read.states.get(&form.sha256) {
        return Ok(*state);
    }
    let state = read_state(db, form)?;
    // A missing form may yet be attached by this connection.
    if state != FormState::Missing {
        read.states.insert(form.sha256, state);
    }
    Ok(state)
}

/// Reads a form. One whose pages cannot be read is a missing one.
fn read_state(db: &Connection, form: &FormRef) -> Result<FormState, RegisterError> {
    let digest = db
        .prepare_cached("SELECT bytes FROM form WHERE sha256 = ?1")?
        .query_row([form.sha256], |row| {
            let digest: [u8; 32] = Sha256::digest(row.get_ref(0)?.as_blob()?).into();
            Ok(digest)
        })
        .optional()
        .map_err(RegisterError::from);
    match digest {
        Ok(Some(found)) if found == form.sha256 => Ok(FormState::Sound),
        Ok(Some(_)) => Ok(FormState::Changed),
        Ok(None) | Err(RegisterError::Damaged(_)) => Ok(FormState::Missing),
        Err(error) => Err(error),
    }
}
