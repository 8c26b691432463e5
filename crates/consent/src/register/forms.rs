//! The signed forms, inside the register.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::error::damaged;
use super::{Register, RegisterError};
use crate::form::{FormFile, FormRef};
use crate::photo::FormState;

impl Register {
    /// The signed form of a record's newest version, if it has one.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`]; [`RegisterError::Damaged`] if the file is not the one that
    /// was attached.
    pub fn form(&self, id: Uuid) -> Result<Option<FormFile>, RegisterError> {
        let Some(reference) = self.record(id)?.form else {
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
        self.records()?
            .into_iter()
            .map(|record| Ok((record.id, state(&self.connection, record.form.as_ref())?)))
            .collect()
    }
}

/// Keeps a form once, however many records name it.
pub(super) fn keep(db: &Connection, form: &FormFile) -> Result<(), RegisterError> {
    db.prepare_cached("INSERT INTO form (sha256, bytes) VALUES (?1, ?2) ON CONFLICT (sha256) DO NOTHING")?
        .execute(params![form.sha256(), form.bytes()])?;
    Ok(())
}

/// How a form is found when it is read now. A form whose pages cannot be read is a missing one.
pub(super) fn state(db: &Connection, form: Option<&FormRef>) -> Result<FormState, RegisterError> {
    let Some(form) = form else {
        return Ok(FormState::Missing);
    };
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
