//! What can go wrong with a register, by who must act.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use uuid::Uuid;

/// Why the register did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// There is no register at that path: make one, or point to the right folder.
    #[error("there is no register at {}", .0.display())]
    Missing(PathBuf),
    /// There is a register at that path already: open it.
    #[error("there is a register at {} already", .0.display())]
    Exists(PathBuf),
    /// Type the passphrase again. A register whose first page is damaged looks the same.
    #[error("the passphrase does not open this register")]
    WrongPassphrase,
    /// The file changed outside this program: restore a backup.
    #[error("the register is damaged ({0}); restore a backup")]
    Damaged(String),
    /// Update this program.
    #[error("the register was written by a newer Safelight (its version is {found}, this one knows {known})")]
    Newer {
        /// The register's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Another program is writing: close it, or try again.
    #[error("another program is using the register")]
    Locked,
    /// The disk: full, read-only, not permitted, gone.
    #[error("the register's disk: {0}")]
    Disk(String),
    /// The key's cost is out of Argon2's range.
    #[error("the cost of the key is out of range")]
    KeyCost,
    /// The caller named a record that is not there.
    #[error("there is no record {0}")]
    NoSuchRecord(Uuid),
    /// The caller built on a version that is no longer the newest: read it again.
    #[error("record {id} was changed meanwhile; its newest version is {newest}")]
    Outdated {
        /// The record.
        id: Uuid,
        /// Its newest version.
        newest: u32,
    },
    /// The caller named a person a record is not about.
    #[error("record {record} is about {person}, not the person named")]
    WrongPerson {
        /// The record.
        record: Uuid,
        /// The pseudonym it is about.
        person: String,
    },
    /// The caller passed something the register does not keep.
    #[error("{0}")]
    Unfit(&'static str),
    /// A bug in this program.
    #[error("the register's database: {0}")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for RegisterError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(
                ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied,
            ) => Self::Disk(error.to_string()),
            _ => match error {
                FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) => {
                    Self::Damaged(error.to_string())
                }
                _ => Self::Database(error),
            },
        }
    }
}

impl From<std::io::Error> for RegisterError {
    fn from(error: std::io::Error) -> Self {
        Self::Disk(error.to_string())
    }
}

/// A first page that does not authenticate was encrypted under another key.
pub(super) fn on_first_page(error: rusqlite::Error) -> RegisterError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => RegisterError::WrongPassphrase,
        _ => error.into(),
    }
}

/// Text in the database that is not what this program wrote there.
pub(super) fn damaged(error: impl std::fmt::Display) -> RegisterError {
    RegisterError::Damaged(error.to_string())
}
