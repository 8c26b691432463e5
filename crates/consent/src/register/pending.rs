//! Copies whose row is in the ledger and whose file may not be there yet: what a program that was killed left behind.

use std::path::{Path, PathBuf};

use rusqlite::params;

use super::error::damaged;
use super::{Register, RegisterError, chain};

/// A copy that is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The number of its row in the ledger.
    pub copy: u64,
    /// The name it will have.
    pub output: PathBuf,
    /// The name it has until it is whole.
    pub temporary: PathBuf,
}

impl Register {
    /// Notes that a copy is being written, in one transaction with its row: see [`Self::together`].
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] for a copy that is in no row of the ledger.
    pub fn set_pending(&mut self, pending: &Pending) -> Result<(), RegisterError> {
        let (output, temporary) = (bytes(&pending.output), bytes(&pending.temporary));
        self.write(|db| {
            let copy = chain::copy_row(db, pending.copy)?;
            db.prepare_cached("INSERT INTO pending (copy, output, temporary) VALUES (?1, ?2, ?3)")?
                .execute(params![copy, output, temporary])?;
            Ok(())
        })
    }

    /// Takes the note back: the copy is there, or its row is closed as failed. Whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn settle(&mut self, copy: u64) -> Result<bool, RegisterError> {
        let copy = i64::try_from(copy).map_err(damaged)?;
        let settled = self
            .connection
            .prepare_cached("DELETE FROM pending WHERE copy = ?1")?
            .execute([copy])?;
        Ok(settled > 0)
    }

    /// The copies being written, by this program or by another, or left behind by one that was killed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn pending(&self) -> Result<Vec<Pending>, RegisterError> {
        self.connection
            .prepare_cached("SELECT copy, output, temporary FROM pending ORDER BY copy")?
            .query_and_then([], |row| {
                Ok(Pending {
                    copy: u64::try_from(row.get::<_, i64>(0)?).map_err(damaged)?,
                    output: path(row.get(1)?)?,
                    temporary: path(row.get(2)?)?,
                })
            })?
            .collect()
    }
}

/// A path to the byte, whether or not it is text.
#[cfg(unix)]
fn bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> Result<PathBuf, RegisterError> {
    use std::os::unix::ffi::OsStringExt;
    Ok(std::ffi::OsString::from_vec(bytes).into())
}

/// A path to the code unit of 16 bits, little-endian, whether or not it is text.
#[cfg(windows)]
fn bytes(path: &Path) -> Vec<u8> {
    use std::os::windows::ffi::OsStrExt;
    path.as_os_str()
        .encode_wide()
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[cfg(windows)]
fn path(bytes: Vec<u8>) -> Result<PathBuf, RegisterError> {
    use std::os::windows::ffi::OsStringExt;
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(damaged("a path was cut short"));
    }
    let units: Vec<u16> = units.iter().copied().map(u16::from_le_bytes).collect();
    Ok(std::ffi::OsString::from_wide(&units).into())
}
