//! Who may do what at the same time: empty files beside the register that programs hold locks on. The system lets go of a
//! lock when its program ends, however that ends.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Instant;

use super::{PATIENCE, Register, RegisterError};

/// Held together by those who have the register open, alone by whoever puts another file in its place.
const OPEN: &str = "register.lock";

/// Held together by those who write copies, alone by whoever settles what others left behind.
const COPIES: &str = "copies.lock";

/// A lock that is held while this lives.
#[derive(Debug)]
pub(super) struct Held {
    _file: File,
}

/// While this lives, nobody takes a copy that is being written for one that was left behind.
#[derive(Debug)]
pub struct Writing {
    _held: Held,
}

/// While this lives, nobody writes copies.
#[derive(Debug)]
pub struct NobodyWrites {
    _held: Held,
}

impl Register {
    /// To be held from before a copy's row until after its note is taken back: see [`Self::set_pending`].
    ///
    /// # Errors
    /// [`RegisterError::Locked`] while another program settles what was left behind; [`RegisterError::Disk`].
    pub fn writing(&self) -> Result<Writing, RegisterError> {
        let held = patiently(|| together(&self.dir.join(COPIES)))?;
        Ok(Writing { _held: held })
    }

    /// None while any program writes copies: what is noted as pending may then be on its way.
    ///
    /// # Errors
    /// [`RegisterError::Disk`].
    pub fn nobody_writes(&self) -> Result<Option<NobodyWrites>, RegisterError> {
        let held = alone(&self.dir.join(COPIES))?;
        Ok(held.map(|held| NobodyWrites { _held: held }))
    }
}

/// Held by each program that has the register open.
pub(super) fn open(dir: &Path) -> Result<Held, RegisterError> {
    patiently(|| together(&dir.join(OPEN)))
}

/// Held by the one program that puts another file in the register's place.
pub(super) fn replace(dir: &Path) -> Result<Held, RegisterError> {
    patiently(|| alone(&dir.join(OPEN)))
}

/// As [`replace`], if nobody has the register open just now.
pub(super) fn nobody_opens(dir: &Path) -> Result<Option<Held>, RegisterError> {
    alone(&dir.join(OPEN))
}

/// Tries again while it is held by another; as patient as the database is.
fn patiently(
    mut attempt: impl FnMut() -> Result<Option<Held>, RegisterError>,
) -> Result<Held, RegisterError> {
    let began = Instant::now();
    loop {
        if let Some(held) = attempt()? {
            return Ok(held);
        }
        if began.elapsed() >= PATIENCE {
            return Err(RegisterError::Locked);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

fn together(path: &Path) -> Result<Option<Held>, RegisterError> {
    taken(path, File::try_lock_shared)
}

fn alone(path: &Path) -> Result<Option<Held>, RegisterError> {
    taken(path, File::try_lock)
}

#[expect(
    clippy::disallowed_methods,
    reason = "an empty file beside the register, to hold a lock on"
)]
fn taken(
    path: &Path,
    take: impl FnOnce(&File) -> Result<(), TryLockError>,
) -> Result<Option<Held>, RegisterError> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(path)?;
    match take(&file) {
        Ok(()) => Ok(Some(Held { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        // A disk that knows no such locks gives nobody one: nothing is then settled or replaced there, only opened.
        Err(TryLockError::Error(error)) => Err(match error.kind() {
            ErrorKind::Unsupported => RegisterError::Disk("it has no file locks".to_owned()),
            _ => error.into(),
        }),
    }
}
