//! What a program that was killed left behind: rows of the ledger whose copies may not be there, and unfinished files.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use jiff::Timestamp;
use safelight_consent::{Pending, PhotoDigest, Register};

use crate::failure::{Code, Failure};
use crate::ledger;

/// What was found out about copies that were being written when a program ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recovered {
    /// How many are there, whole.
    pub whole: u64,
    /// How many are not; their rows are closed as failed.
    pub failed: u64,
}

/// Settles what a program that was killed left behind: each copy noted as pending has its file, to the bit, or its row is
/// closed as failed; an unfinished file is removed. To be called when a register was opened. Does nothing while any program
/// writes copies. A copy for a folder that is not there just now, on a disk that was taken out, stays as it is noted.
///
/// # Errors
/// [`Failure`] of the register; what was not settled then is settled the next time.
pub fn recover(register: &mut Register, now: Timestamp) -> Result<Recovered, Failure> {
    let mut recovered = Recovered::default();
    let Some(_nobody_writes) = register.nobody_writes()? else {
        return Ok(recovered);
    };
    for pending in register.pending()? {
        let Some(row) = register.entry(pending.copy)? else {
            continue;
        };
        let Ok(is_there) = is_there(&pending, ledger::output_of(&row)) else {
            continue;
        };
        let closed = ledger::with_end(register, row.clone()).is_ok_and(|row| row.failed);
        register.together(|register| {
            if !is_there && !closed {
                ledger::close_as_failed(register, &row, Code::Interrupted, now)?;
            }
            register.settle(pending.copy)?;
            Ok::<_, Failure>(())
        })?;
        recovered.whole += u64::from(is_there);
        recovered.failed += u64::from(!is_there && !closed);
    }
    Ok(recovered)
}

/// Whether the copy is there; removes what is left of it under its other name.
///
/// # Errors
/// Where that cannot be seen now.
fn is_there(pending: &Pending, output: Option<PhotoDigest>) -> io::Result<bool> {
    let folder = pending.output.parent().unwrap_or(&pending.output);
    if !folder.is_dir() {
        return Err(ErrorKind::NotFound.into());
    }
    if let Some(unfinished) = absent_is_none(std::fs::symlink_metadata(&pending.temporary))?
        && unfinished.is_file()
    {
        std::fs::remove_file(&pending.temporary)?;
    }
    Ok(match absent_is_none(digest(&pending.output))? {
        None => false,
        found => found == output,
    })
}

fn digest(path: &Path) -> io::Result<PhotoDigest> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(ErrorKind::NotFound.into());
    }
    PhotoDigest::of_all(File::open(path)?)
}

fn absent_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(it) => Ok(Some(it)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
