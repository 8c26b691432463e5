//! Whole registers in other files: a backup, what is restored from one, and the register under another passphrase.
//!
//! Each is made and proved under another name first, then takes its place in one step: whatever ends the program, one of
//! the two is there, whole.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rusqlite::{Connection, params};
use tempfile::TempPath;

use super::error::{BackupFault, damaged};
use super::{PAGE, REGISTER_FILE, Register, RegisterError, chain, locks, schema, unlocked};
use crate::key::{KeyCost, Passphrase, raw_key};

/// What a file that is being made is called in the register's folder.
const FRESH: (&str, &str) = ("register.", ".new");

/// A restored register.
#[derive(Debug)]
pub struct Restored {
    /// The register, open.
    pub register: Register,
    /// Where the register is kept that was there before.
    pub kept: Option<PathBuf>,
    /// Whether an older program made the backup, which was then brought up to date.
    pub older: bool,
    /// How many rows its ledger has, all of which hold.
    pub rows: u64,
}

/// What a whole register holds.
struct Proof {
    older: bool,
    rows: u64,
}

impl Register {
    /// What a backup of a day is called where nobody names it.
    pub fn backup_name(today: Date) -> String {
        format!("safelight-backup-{today}.safelight")
    }

    /// Writes a backup, encrypted as the register is and opened by the same passphrase, while others go on working. Never
    /// overwrites. Gives the number of rows in its ledger, all of which hold.
    ///
    /// # Errors
    /// [`BackupFault::Exists`]; [`BackupFault::Ledger`] where the register's own ledger does not hold;
    /// [`RegisterError::Disk`]; no file is left then.
    pub fn back_up(&self, to: &Path) -> Result<u64, RegisterError> {
        if to.exists() {
            return Err(BackupFault::Exists(to.to_owned()).into());
        }
        let to = std::path::absolute(to)?;
        let folder = to.parent().unwrap_or(&to);
        let fresh = fresh(folder, (".safelight-", ".part"))?;
        let name = text(&fresh)?;
        self.connection.execute("VACUUM INTO ?1", [name])?;
        let proof = proved(&fresh, &self.key)?;
        synced(&fresh)?;
        named(fresh, &to, folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupFault::Exists(to.clone()).into(),
            _ => RegisterError::from(error),
        })?;
        Ok(proof.rows)
    }

    /// Puts a backup in the register's place. The register that was there is kept beside it, under a name with `today`.
    /// `from` is a backup, or the folder of a register that nobody has open.
    ///
    /// # Errors
    /// [`RegisterError::Backup`] for each way in which a backup is none; [`RegisterError::Locked`] while any program has
    /// the register open; [`RegisterError::Disk`]. The register is as it was then.
    pub fn restore(
        from: &Path,
        dir: &Path,
        passphrase: &Passphrase,
        cost: KeyCost,
        today: Date,
    ) -> Result<Restored, RegisterError> {
        let from = if from.is_dir() {
            from.join(REGISTER_FILE)
        } else {
            from.to_owned()
        };
        whole_pages(&from)?;
        std::fs::create_dir_all(dir)?;
        let alone = locks::replace(dir)?;
        let fresh = fresh(dir, FRESH)?;
        let log = beside(&fresh, "-wal");
        copied(&from, &fresh)?;
        if beside(&from, "-wal").is_file() {
            copied(&beside(&from, "-wal"), &log)?;
        }
        let proof = key_of(&fresh, passphrase, cost).and_then(|key| Ok((proved(&fresh, &key)?, key)));
        if proof.is_err() {
            std::fs::remove_file(&log).ok();
        }
        let (proof, key) = proof?;
        synced(&fresh)?;
        let path = dir.join(REGISTER_FILE);
        let kept = path
            .exists()
            .then(|| put_aside(&path, passphrase, cost, today))
            .transpose()?;
        replaced(fresh, &path, dir)?;
        drop(alone);
        Ok(Restored {
            register: Self::connect_and_migrate(&path, &key)?,
            kept,
            older: proof.older,
            rows: proof.rows,
        })
    }

    /// Encrypts the register anew, under a key from another passphrase. `salt` is 16 random bytes. Backups stay as they
    /// are: the old passphrase opens those that were made under it.
    ///
    /// A wrapped key that stays would cost less, but whoever once had it, or the old passphrase and an old copy of it,
    /// would read the register for ever.
    ///
    /// # Errors
    /// [`RegisterError::WrongPassphrase`] for the old one; [`RegisterError::Unfit`] for a short new one;
    /// [`RegisterError::Locked`] while any program has the register open, this one included. The register is as it was
    /// then.
    pub fn change_passphrase(
        dir: &Path,
        old: &Passphrase,
        new: &Passphrase,
        salt: [u8; 16],
        cost: KeyCost,
    ) -> Result<Self, RegisterError> {
        new.long_enough()?;
        let path = dir.join(REGISTER_FILE);
        super::salt_of(&path)?;
        let alone = locks::replace(dir)?;
        let key = raw_key(old, &super::salt_of(&path)?, cost)?;
        let new_key = raw_key(new, &salt, cost)?;
        let mut db = unlocked(&path, &key)?;
        schema::migrate(&mut db)?;
        let fresh = fresh(dir, FRESH)?;
        db.execute("ATTACH ?1 AS fresh KEY ?2", params![text(&fresh)?, &**new_key])?;
        db.query_row("SELECT sqlcipher_export('fresh')", [], |_| Ok(()))?;
        let version: i64 = db.query_row("PRAGMA main.user_version", [], |row| row.get(0))?;
        db.pragma_update(Some("fresh"), "user_version", version)?;
        db.execute_batch("DETACH fresh")?;
        proved(&fresh, &new_key)?;
        synced(&fresh)?;
        without_log(&db)?;
        drop(db);
        replaced(fresh, &path, dir)?;
        drop(alone);
        Self::connect_and_migrate(&path, &new_key)
    }
}

/// Makes an empty register under `path`, whole or not at all.
pub(super) fn made(dir: &Path, path: &Path, key: &str) -> Result<(), RegisterError> {
    let fresh = fresh(dir, FRESH)?;
    let mut db = unlocked(&fresh, key)?;
    schema::migrate(&mut db)?;
    drop(db);
    synced(&fresh)?;
    named(fresh, path, dir).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => RegisterError::Exists(path.to_owned()),
        _ => error.into(),
    })
}

/// Removes what a program left behind that was killed while it made a register's file. The caller knows that none is
/// being made.
pub(super) fn sweep(dir: &Path) {
    let (begins, ends) = FRESH;
    let ours = |name: &str| {
        name.starts_with(begins)
            && ["", "-wal", "-shm", "-journal"]
                .iter()
                .any(|log| name.ends_with(&format!("{ends}{log}")))
    };
    for file in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        if file.file_name().to_str().is_some_and(ours) {
            // What cannot be removed is encrypted, and in nobody's way.
            std::fs::remove_file(file.path()).ok();
        }
    }
}

/// Reads a register's file from end to end, brings it up to date, and says what it holds. Its log goes into it.
fn proved(path: &Path, key: &str) -> Result<Proof, RegisterError> {
    let broken = |error: RegisterError| match error {
        RegisterError::Damaged(why) => BackupFault::Damaged(why).into(),
        RegisterError::WrongPassphrase => BackupFault::WrongPassphrase.into(),
        other => other,
    };
    let prove = || -> Result<Proof, RegisterError> {
        let mut db = unlocked(path, key)?;
        without_log(&db)?;
        let (found, known) = schema::versions(&db)?;
        if found > known {
            return Err(BackupFault::Newer { found, known }.into());
        }
        if found < 1 {
            return Err(BackupFault::NotARegister.into());
        }
        for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let said = first_line(&db, pragma)?;
            if let Some(fault) = said.filter(|said| said != "ok") {
                return Err(damaged(fault));
            }
        }
        schema::migrate(&mut db)?;
        let rows = chain::verify(&db)?.map_err(BackupFault::Ledger)?;
        Ok(Proof {
            older: found < known,
            rows,
        })
    };
    prove().map_err(broken)
}

fn first_line(db: &Connection, pragma: &str) -> Result<Option<String>, RegisterError> {
    let mut statement = db.prepare(pragma)?;
    let mut rows = statement.query([])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}

/// Brings the log into the file, so that the file is whole by itself. Fails while another has the file open.
fn without_log(db: &Connection) -> Result<(), RegisterError> {
    let mode: String = db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode == "delete" {
        Ok(())
    } else {
        Err(RegisterError::Locked)
    }
}

fn key_of(
    path: &Path,
    passphrase: &Passphrase,
    cost: KeyCost,
) -> Result<zeroize::Zeroizing<String>, RegisterError> {
    raw_key(passphrase, &super::salt_of(path)?, cost)
}

/// Refuses what cannot be a register's file by its length.
fn whole_pages(path: &Path) -> Result<(), RegisterError> {
    let length = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(BackupFault::Missing(path.to_owned()).into());
        }
        Err(error) => return Err(error.into()),
    };
    if length == 0 || length % PAGE != 0 {
        return Err(BackupFault::CutShort.into());
    }
    Ok(())
}

/// Keeps the register that is there under a name with the day, its log with it.
#[expect(clippy::disallowed_methods, reason = "the register's own file is renamed")]
fn put_aside(
    path: &Path,
    passphrase: &Passphrase,
    cost: KeyCost,
    today: Date,
) -> Result<PathBuf, RegisterError> {
    // Where the passphrase opens it, its log goes into it first; what is damaged or has another keeps its log beside it.
    if let Ok(db) = key_of(path, passphrase, cost).and_then(|key| unlocked(path, &key)) {
        without_log(&db).ok();
    }
    let names = (1..).map(|n| match n {
        1 => format!("register-{today}.safelight"),
        n => format!("register-{today}-{n}.safelight"),
    });
    for name in names {
        let aside = path.with_file_name(name);
        let linked = std::fs::hard_link(path, &aside).or_else(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Err(error),
            // A disk without hard links.
            _ if !aside.exists() => std::fs::copy(path, &aside).map(|_| ()),
            _ => Err(io::ErrorKind::AlreadyExists.into()),
        });
        match linked {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error.into()),
            Ok(()) => {
                let log = beside(path, "-wal");
                if log.exists() {
                    std::fs::rename(&log, beside(&aside, "-wal"))?;
                }
                return Ok(aside);
            }
        }
    }
    Err(RegisterError::Disk(
        "no name is left to keep the register under".to_owned(),
    ))
}

/// An empty file of its owner's alone.
#[expect(
    clippy::disallowed_methods,
    reason = "the register writes itself, encrypted, under another name first"
)]
fn fresh(folder: &Path, (begins, ends): (&str, &str)) -> Result<TempPath, RegisterError> {
    let mut builder = tempfile::Builder::new();
    Ok(builder
        .prefix(begins)
        .suffix(ends)
        .tempfile_in(folder)?
        .into_temp_path())
}

#[expect(clippy::disallowed_methods, reason = "copies an encrypted register, no photo")]
fn copied(from: &Path, to: &Path) -> Result<(), RegisterError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    io::copy(&mut File::open(from)?, &mut options.open(to)?)?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the register's own file is synced")]
fn synced(path: &Path) -> Result<(), RegisterError> {
    Ok(File::options().write(true).open(path)?.sync_all()?)
}

/// Gives a finished file a name that nobody has.
fn named(fresh: TempPath, path: &Path, folder: &Path) -> Result<(), io::Error> {
    fresh.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(())
}

/// Gives a finished file the register's name, in the place of the one that has it.
fn replaced(fresh: TempPath, path: &Path, folder: &Path) -> Result<(), RegisterError> {
    fresh.persist(path).map_err(|error| error.error)?;
    sync_folder(folder);
    Ok(())
}

/// A name is durable once its folder is; where a folder cannot be opened, the file itself still is.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
}

fn beside(path: &Path, ends: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ends);
    name.into()
}

/// SQLite takes a path as text.
fn text(path: &Path) -> Result<&str, RegisterError> {
    path.to_str().ok_or(RegisterError::Unfit(
        "the name of this folder is not readable text",
    ))
}
