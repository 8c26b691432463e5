//! The fifth stage: a proved copy with the gate's yes. The only one that writes.

use std::fs::{File, FileTimes};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use safelight_consent::{Clearance, Pending, Refusals, Register};

use crate::exported::Exported;
use crate::failure::{Code, Failure};
use crate::gate::{Asked, Clock, ask};
use crate::ledger;
use crate::likeness;
use crate::marks::marks;
use crate::name::OutputName;
use crate::verified::Verified;

/// A copy that may be written once, for the use that its clearance names.
#[derive(Debug)]
pub struct Cleared {
    pub(crate) verified: Verified,
    pub(crate) clearance: Clearance,
}

/// Why a cleared copy was not written after all. Nothing of it is left anywhere.
#[derive(Debug)]
pub enum Stopped {
    /// Asked again just before writing, the gate said no.
    Refused(Refusals),
    /// The disk or the register failed.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Stopped {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Every copy bears this time, so that none says when it was made: 2000-01-01, in seconds of the Unix epoch.
const FIXED_TIME: Duration = Duration::from_secs(946_684_800);

impl Cleared {
    /// What the gate allowed.
    pub const fn clearance(&self) -> &Clearance {
        &self.clearance
    }

    /// Works out by what the copy is known again where it is saved anew; see [`Verified::look`].
    pub fn look(&self) {
        self.verified.look();
    }

    /// Writes the copy into a folder: asks the gate again, commits the ledger's row, writes and syncs a temporary
    /// file in that folder, then gives it its name. Never overwrites. `random` names the file.
    ///
    /// # Errors
    /// [`Stopped`]; the temporary file is gone and the ledger's row closed as failed.
    pub fn export(
        self,
        register: &mut Register,
        folder: &Path,
        random: [u8; 5],
        clock: &impl Clock,
        today: Date,
    ) -> Result<Exported, Stopped> {
        let Self { verified, clearance } = self;
        let likeness = verified.likeness();
        let writing = register.writing()?;
        let (row, pending) = register.together(|register| -> Result<_, Stopped> {
            // One transaction: nothing can be said, withdrawn or copied between the answer and the row.
            let clearance = asked_again(register, &verified, &clearance, folder, clock, today)?;
            let name = OutputName::neutral(random, verified.format());
            let path = folder.join(name.as_str());
            let row =
                ledger::Copy::new(&verified, &clearance, register, &path)?.append(register, clock.now())?;
            let pending = Pending {
                copy: row.seq,
                temporary: folder.join(name.while_written()),
                output: path,
            };
            register.set_pending(&pending)?;
            if let Some(hash) = likeness {
                likeness::keep(register, row.seq, hash)?;
            }
            Ok((row, pending))
        })?;
        let written = write(&verified.cleaned.written, folder, &pending);
        let done = match written {
            Ok(()) => {
                // The copy is there, whether or not the note can be taken back: if not, the next opening does.
                register.settle(row.seq).ok();
                Ok(Exported::new(pending.output, row.seq, &verified))
            }
            Err(failure) => {
                register.together(|register| {
                    ledger::close_as_failed(register, &row, failure.code, clock.now())
                })?;
                Err(Stopped::Failed(failure))
            }
        };
        drop(writing);
        done
    }
}

/// The gate's answer on fresh data, for the regions that are hidden in this copy.
fn asked_again(
    register: &Register,
    verified: &Verified,
    clearance: &Clearance,
    folder: &Path,
    clock: &impl Clock,
    today: Date,
) -> Result<Clearance, Stopped> {
    if marks(register, verified.digest())? != verified.regions() {
        let why = "The regions of this photo changed while its copy was made. Look at it and export again.";
        return Err(Stopped::Failed(Failure::new(Code::Changed, why)));
    }
    let usage = Some(clearance.usage());
    match ask(register, verified.question(Some(folder)), usage, clock, today)? {
        Asked::Clear(clearance) => Ok(clearance),
        Asked::Refused(refusals) => Err(Stopped::Refused(refusals)),
    }
}

/// Writes and syncs a temporary file beside its place, then renames it. Dropped, the temporary file is removed.
fn write(bytes: &[u8], folder: &Path, pending: &Pending) -> Result<(), Failure> {
    let io = |error: std::io::Error| Failure::io(&error, folder);
    let path = &pending.output;
    let name = pending.temporary.file_name().unwrap_or_default();
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
    file.write_all(bytes).map_err(io)?;
    let time = SystemTime::UNIX_EPOCH + FIXED_TIME;
    let times = FileTimes::new().set_accessed(time).set_modified(time);
    file.as_file().set_times(times).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that names a finished file"
    )]
    file.persist_noclobber(path)
        .map_err(|error| Failure::io(&error.error, path))?;
    // The name is durable once its folder is; where a folder cannot be opened, the file itself still is.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}
