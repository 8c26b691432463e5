//! What can go wrong with a register, by who must act.

use std::path::PathBuf;

use rusqlite::ErrorCode;
use uuid::Uuid;

use super::chain::Broken;

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
    /// A backup that cannot be made, or is none.
    #[error(transparent)]
    Backup(#[from] BackupFault),
    /// A bug in this program.
    #[error("the register's database: {0}")]
    Database(#[source] rusqlite::Error),
}

/// What is wrong with a backup. The register is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BackupFault {
    /// A backup never overwrites: choose another name.
    #[error("there is a file at {} already; nothing was overwritten", .0.display())]
    Exists(PathBuf),
    /// Point to the right file.
    #[error("there is no backup at {}", .0.display())]
    Missing(PathBuf),
    /// Type the passphrase that the register had then. A backup whose first page is damaged looks the same.
    #[error(
        "the passphrase does not open this backup; it opens with the one the register had when the backup was made"
    )]
    WrongPassphrase,
    /// Take another backup.
    #[error("the backup was cut short; take another one")]
    CutShort,
    /// Take another backup.
    #[error("the backup is damaged ({0}); take another one")]
    Damaged(String),
    /// Update this program.
    #[error(
        "the backup was made by a newer Safelight (its version is {found}, this one knows {known}); update this one first"
    )]
    Newer {
        /// The backup's version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Point to the right file.
    #[error("this file opens, but it is no register of Safelight")]
    NotARegister,
    /// Somebody changed the ledger: keep the file, and find out who.
    #[error("the ledger in it does not hold ({0})")]
    Ledger(#[source] Broken),
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
