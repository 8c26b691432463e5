//! The register: one SQLCipher file with everything that must not be read by others.
//!
//! Its first 16 bytes are the salt of both Argon2id and SQLCipher, so the file is whole by itself:
//! `PRAGMA key = "x'<32-byte key><16-byte salt>'"` (SQLCipher API, "Raw Key Data with Explicit
//! Salt"). The write-ahead log beside it is encrypted page by page with the same key; temporary
//! tables stay in memory.

mod approvals;
mod backup;
mod chain;
mod copies;
mod error;
mod facts;
mod forms;
mod input;
mod likeness;
mod links;
mod locks;
mod pending;
mod pictured;
mod records;
mod schema;
mod takedowns;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior, params};
use zeroize::Zeroizing;

use crate::digest::hex;
use crate::key::{KeyCost, Passphrase, RegisterKey, raw_key};
use crate::photo::Strictness;
use crate::profile::Profile;

pub use approvals::Approval;
pub use backup::Restored;
pub use chain::{Broken, COPY, COPY_FAILED, Entry};
pub use error::{BackupFault, RegisterError};
pub use input::GateInput;
pub use likeness::Likeness;
pub use links::Link;
pub use locks::{NobodyWrites, Writing};
pub use pending::Pending;
pub use pictured::{HiddenBystander, Listed, Place};
pub use takedowns::{Takedown, TakedownOutcome};

/// The register's file inside its folder.
pub const REGISTER_FILE: &str = "register.safelight";

/// SQLCipher's page, in bytes. The file is a whole number of them.
const PAGE: u64 = 4096;

/// How long one program waits for another to finish writing.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open register. Several may be open on one file, in one program or in several.
///
/// It can go to another thread but not be used from two at once; open a second one for that.
pub struct Register {
    connection: Connection,
    forms: RefCell<forms::Read>,
    dir: PathBuf,
    key: Zeroizing<String>,
    // Last, so that it goes after the connection has.
    _open: locks::Held,
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Register(…)")
    }
}

impl Register {
    /// Whether `dir` holds a register.
    pub fn exists(dir: &Path) -> bool {
        dir.join(REGISTER_FILE).is_file()
    }

    /// Makes an empty register in `dir`, which is made too if need be. `salt` is 16 random bytes.
    ///
    /// # Errors
    /// [`RegisterError::Exists`] if there is one; [`RegisterError::Unfit`] for a passphrase under 12 characters; [`RegisterError::KeyCost`],
    /// [`RegisterError::Disk`] and the errors of the database.
    pub fn create(
        dir: &Path,
        passphrase: &Passphrase,
        salt: [u8; 16],
        cost: KeyCost,
    ) -> Result<Self, RegisterError> {
        passphrase.long_enough()?;
        let key = raw_key(passphrase, &salt, cost)?;
        std::fs::create_dir_all(dir)?;
        let path = dir.join(REGISTER_FILE);
        {
            let _open = locks::open(dir)?;
            backup::made(dir, &path, &key)?;
        }
        Self::connect_and_migrate(&path, &key)
    }

    /// Opens the register in `dir`. `cost` is the one it was made with.
    ///
    /// # Errors
    /// [`RegisterError::Missing`], [`RegisterError::WrongPassphrase`], [`RegisterError::Damaged`],
    /// [`RegisterError::Newer`], [`RegisterError::Locked`]: each is someone else's to mend.
    pub fn open(dir: &Path, passphrase: &Passphrase, cost: KeyCost) -> Result<Self, RegisterError> {
        Self::opened(dir, |salt| raw_key(passphrase, salt, cost))
    }

    /// Opens the register in `dir` with its key, as [`Register::key`] gave it.
    ///
    /// # Errors
    /// [`RegisterError::WrongPassphrase`] where the key is that of another register, or of before the passphrase was changed;
    /// else those of [`Register::open`].
    pub fn open_with_key(dir: &Path, key: &RegisterKey) -> Result<Self, RegisterError> {
        Self::opened(dir, |salt| {
            if key.is_of(salt) {
                Ok(Zeroizing::new(key.raw().to_owned()))
            } else {
                Err(RegisterError::WrongPassphrase)
            }
        })
    }

    /// The key of this register, which opens it without the passphrase until that is changed.
    pub fn key(&self) -> RegisterKey {
        RegisterKey::of(&self.key)
    }

    /// The salt of the register in `dir`, in hexadecimal: no secret, and another once the passphrase is changed.
    ///
    /// # Errors
    /// [`RegisterError::Missing`], [`RegisterError::Damaged`] and [`RegisterError::Disk`].
    pub fn salt(dir: &Path) -> Result<String, RegisterError> {
        Ok(hex(&salt_of(&dir.join(REGISTER_FILE))?))
    }

    fn opened(
        dir: &Path,
        key: impl FnOnce(&[u8; 16]) -> Result<Zeroizing<String>, RegisterError>,
    ) -> Result<Self, RegisterError> {
        let path = dir.join(REGISTER_FILE);
        // A register that is not there is told before anything is made beside it.
        salt_of(&path)?;
        if locks::nobody_opens(dir)?.is_some() {
            backup::sweep(dir);
        }
        let open = locks::open(dir)?;
        let key = key(&salt_of(&path)?)?;
        let mut register = Self::connect_under(open, &path, &key)?;
        schema::migrate(&mut register.connection)?;
        Ok(register)
    }

    /// Another connection to the same register, for another thread.
    ///
    /// # Errors
    /// Those of [`Self::open`], but for a wrong passphrase.
    pub fn beside(&self) -> Result<Self, RegisterError> {
        Self::connect(&self.dir.join(REGISTER_FILE), &self.key)
    }

    /// Does several things as one: all are kept, with one wait for the disk, or none. Nothing of
    /// it is safe on the disk before this returns. Other programs cannot write meanwhile. Inside
    /// another it is a part of that one, which may go on where this one failed.
    ///
    /// # Errors
    /// Those of `work`, and those of the database.
    pub fn together<T, E: From<RegisterError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let sql = |register: &Self, sql| {
            register
                .connection
                .execute_batch(sql)
                .map_err(RegisterError::from)
        };
        let [begin, keep, undo] = if self.connection.is_autocommit() {
            ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"]
        } else {
            ["SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part"]
        };
        sql(self, begin)?;
        let done = work(self).and_then(|done| Ok(sql(self, keep).map(|()| done)?));
        if done.is_err() && !self.connection.is_autocommit() {
            sql(self, undo)?;
        }
        done
    }

    /// A setting's value.
    ///
    /// # Errors
    /// Those of the database.
    pub fn setting(&self, key: &str) -> Result<Option<String>, RegisterError> {
        Ok(self
            .connection
            .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_setting(&mut self, key: &str, value: &str) -> Result<(), RegisterError> {
        self.connection.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, value],
        )?;
        Ok(())
    }

    /// How strict the register is; strict unless it was set otherwise.
    ///
    /// # Errors
    /// Those of the database.
    pub fn strictness(&self) -> Result<Strictness, RegisterError> {
        let set = self.setting("strictness")?;
        Ok(set.and_then(|it| it.parse().ok()).unwrap_or(Strictness::Strict))
    }

    /// Sets how strict the register is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_strictness(&mut self, strictness: Strictness) -> Result<(), RegisterError> {
        self.set_setting("strictness", strictness.id())
    }

    /// Whose words the program speaks; clinical unless it was set otherwise.
    ///
    /// # Errors
    /// Those of the database.
    pub fn profile(&self) -> Result<Profile, RegisterError> {
        let set = self.setting("profile")?;
        Ok(set.and_then(|it| it.parse().ok()).unwrap_or(Profile::Clinical))
    }

    /// Sets whose words the program speaks.
    ///
    /// # Errors
    /// Those of the database.
    pub fn set_profile(&mut self, profile: Profile) -> Result<(), RegisterError> {
        self.set_setting("profile", profile.id())
    }

    fn connect_and_migrate(path: &Path, key: &str) -> Result<Self, RegisterError> {
        let mut register = Self::connect(path, key)?;
        schema::migrate(&mut register.connection)?;
        Ok(register)
    }

    fn connect(path: &Path, key: &str) -> Result<Self, RegisterError> {
        let open = locks::open(path.parent().unwrap_or(path))?;
        Self::connect_under(open, path, key)
    }

    fn connect_under(open: locks::Held, path: &Path, key: &str) -> Result<Self, RegisterError> {
        let connection = unlocked(path, key)?;
        connection.execute_batch("PRAGMA journal_mode = WAL")?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            connection,
            forms: RefCell::default(),
            dir: path.parent().unwrap_or(path).to_owned(),
            key: Zeroizing::new(key.to_owned()),
            _open: open,
        })
    }

    /// One transaction that holds the right to write from its start, so that what it reads is what
    /// it builds on; a part of the larger one inside [`Self::together`].
    fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, RegisterError>,
    ) -> Result<T, RegisterError> {
        if self.connection.is_autocommit() {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        } else {
            let savepoint = self.connection.savepoint()?;
            let done = work(&savepoint)?;
            savepoint.commit()?;
            Ok(done)
        }
    }

    /// Holds the register as of one moment while it lives.
    fn moment(&self) -> Result<Option<Transaction<'_>>, RegisterError> {
        let free = self.connection.is_autocommit();
        Ok(free
            .then(|| self.connection.unchecked_transaction())
            .transpose()?)
    }
}

/// A database that is there, opened by its key; all that is set for it, but for its log.
fn unlocked(path: &Path, key: &str) -> Result<Connection, RegisterError> {
    // Without the URI flag: a folder's name may hold a question mark.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let pragma = Zeroizing::new(format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"{key}\""));
    connection.execute_batch(&pragma)?;
    connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| {
            row.get::<_, i64>(0)
        })
        .map_err(error::on_first_page)?;
    connection.execute_batch(
        "PRAGMA temp_store = MEMORY;
         PRAGMA secure_delete = ON;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(connection)
}

/// The first 16 bytes of a register's file.
fn salt_of(path: &Path) -> Result<[u8; 16], RegisterError> {
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => RegisterError::Missing(PathBuf::from(path)),
        _ => error.into(),
    };
    let mut file = File::open(path).map_err(missing)?;
    let length = file.metadata()?.len();
    if length == 0 || length % PAGE != 0 {
        return Err(RegisterError::Damaged("the file was cut short".to_owned()));
    }
    let mut salt = [0; 16];
    file.read_exact(&mut salt)?;
    Ok(salt)
}
