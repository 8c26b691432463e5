//! The fifth stage: a proved copy with the gate's yes. The only one that writes.

use std::path::Path;

use jiff::civil::Date;
use safelight_consent::{Clearance, Refusals, Register};

use crate::exported::Exported;
use crate::failure::{Code, Failure};
use crate::gate::Clock;
use crate::noted::{Begun, Noted, finish, settle};
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
        let _writing = register.writing()?;
        let usage = Some(clearance.usage());
        let noted = register
            .together(|register| Noted::new(verified, usage, folder, random, register, clock, today))?;
        let mut ended = finish(vec![Begun::new(noted, folder)], folder);
        let settled = settle(register, &ended, clock);
        let gone = || Failure::new(Code::Bug, "A copy was noted and not written.");
        match ended.pop().ok_or_else(gone)?.result {
            // The copy is there, whether or not the note can be taken back: if not, the next opening does.
            Ok(exported) => Ok(exported),
            Err(failure) => {
                settled?;
                Err(Stopped::Failed(failure))
            }
        }
    }
}
