//! Copies that the gate let through: noted in the ledger together, then written side by side, so that the disk is waited
//! for once and not once for each.

use std::fs::{File, FileTimes};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use safelight_consent::{Entry, Pending, Register, Use};
use tempfile::NamedTempFile;

use crate::cleared::Stopped;
use crate::exported::Exported;
use crate::failure::{Code, Failure};
use crate::gate::{Asked, Clock, ask};
use crate::ledger;
use crate::likeness;
use crate::marks::marks;
use crate::name::OutputName;
use crate::verified::Verified;

/// A copy whose row is in the ledger and whose file is yet to come.
#[derive(Debug)]
pub(crate) struct Noted {
    verified: Verified,
    row: Entry,
    pending: Pending,
}

/// A copy under the name that it has until it is whole. Dropped, the file is removed.
#[derive(Debug)]
pub(crate) struct Begun {
    row: Entry,
    temporary: PathBuf,
    file: Result<NamedTempFile, Failure>,
    exported: Exported,
}

/// What became of a copy that was noted.
#[derive(Debug)]
pub(crate) struct Ended {
    row: Entry,
    temporary: PathBuf,
    pub(crate) result: Result<Exported, Failure>,
}

/// Every copy bears this time, so that none says when it was made: 2000-01-01, in seconds of the Unix epoch.
const FIXED_TIME: Duration = Duration::from_secs(946_684_800);

impl Noted {
    /// Asks the gate on fresh data and adds the ledger's row, with a note that its file is to come. To be called inside
    /// [`Register::together`]: nothing can be said, withdrawn or copied between the answer and the row. `random` names
    /// the file.
    ///
    /// # Errors
    /// [`Stopped`]; nothing was noted.
    pub(crate) fn new(
        verified: Verified,
        usage: Option<&Use>,
        folder: &Path,
        random: [u8; 5],
        register: &mut Register,
        clock: &impl Clock,
        today: Date,
    ) -> Result<Self, Stopped> {
        if marks(register, verified.digest())? != verified.regions() {
            let why =
                "The regions of this photo changed while its copy was made. Look at it and export again.";
            return Err(Failure::new(Code::Changed, why).into());
        }
        let clearance = match ask(register, verified.question(Some(folder)), usage, clock, today)? {
            Asked::Clear(clearance) => clearance,
            Asked::Refused(refusals) => return Err(Stopped::Refused(refusals)),
        };
        let name = OutputName::neutral(random, verified.format());
        let output = folder.join(name.as_str());
        let row =
            ledger::Copy::new(&verified, &clearance, register, &output)?.append(register, clock.now())?;
        let pending = Pending {
            copy: row.seq,
            temporary: folder.join(name.while_written()),
            output,
        };
        register.set_pending(&pending)?;
        if let Some(hash) = verified.seen() {
            likeness::keep(register, row.seq, hash)?;
        }
        Ok(Self {
            verified,
            row,
            pending,
        })
    }
}

impl Begun {
    /// Writes a copy to a temporary file in the folder. Its bytes are not in memory any more then.
    pub(crate) fn new(noted: Noted, folder: &Path) -> Self {
        let file = write(&noted, folder);
        let Noted {
            verified,
            row,
            pending,
        } = noted;
        let exported = Exported::new(pending.output, row.seq, &verified);
        let temporary = pending.temporary;
        Self {
            row,
            temporary,
            file,
            exported,
        }
    }

    fn sync(&mut self) {
        if let Ok(file) = &self.file
            && let Err(error) = file.as_file().sync_all()
        {
            self.file = Err(Failure::io(&error, self.exported.path()));
        }
    }

    fn named(self) -> Ended {
        let Self {
            row,
            temporary,
            file,
            exported,
        } = self;
        let path = exported.path();
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the one place that names a finished file"
        )]
        let named = file.and_then(|file| {
            let named = file.persist_noclobber(path);
            named.map_err(|error| Failure::io(&error.error, path))
        });
        Ended {
            row,
            temporary,
            result: named.map(|_| exported),
        }
    }
}

/// How many files are synced at once: while one waits for the disk, the next ones are on their way to it.
const SYNCS: usize = 8;

/// Syncs copies that were begun in a folder and gives each its name. Never overwrites.
pub(crate) fn finish(mut group: Vec<Begun>, folder: &Path) -> Vec<Ended> {
    let share = group.len().div_ceil(SYNCS).max(1);
    std::thread::scope(|scope| {
        for some in group.chunks_mut(share) {
            scope.spawn(|| some.iter_mut().for_each(Begun::sync));
        }
    });
    let ended = group.into_iter().map(Begun::named).collect();
    // Names are durable once their folder is; where a folder cannot be opened, the files themselves still are.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    ended
}

/// Takes back the notes of copies that are there, and closes the rows of the others as failed; in one transaction. Where
/// an unfinished file could not be removed, for the folder may not be written any more, its note stays for
/// [`crate::recover`].
///
/// # Errors
/// [`Failure`] of the register; [`crate::recover`] does it then, the next time that the register is opened.
pub(crate) fn settle(register: &mut Register, ended: &[Ended], clock: &impl Clock) -> Result<(), Failure> {
    register.together(|register| {
        for Ended {
            row,
            temporary,
            result,
        } in ended
        {
            if let Err(failure) = result {
                ledger::close_as_failed(register, row, failure.code, clock.now())?;
            }
            if result.is_ok() || !temporary.exists() {
                register.settle(row.seq)?;
            }
        }
        Ok(())
    })
}

/// Writes a copy to its temporary file in the folder.
fn write(noted: &Noted, folder: &Path) -> Result<NamedTempFile, Failure> {
    let io = |error: std::io::Error| Failure::io(&error, folder);
    let name = noted.pending.temporary.file_name().unwrap_or_default();
    let mut builder = tempfile::Builder::new();
    // The name is noted in the register, so nothing is added to it.
    builder.prefix(name).rand_bytes(0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The usual rights of a new file, less what the person's umask takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that writes a picture"
    )]
    let mut file = builder.tempfile_in(folder).map_err(io)?;
    file.write_all(&noted.verified.cleaned.written).map_err(io)?;
    let time = SystemTime::UNIX_EPOCH + FIXED_TIME;
    let times = FileTimes::new().set_accessed(time).set_modified(time);
    file.as_file().set_times(times).map_err(io)?;
    Ok(file)
}
