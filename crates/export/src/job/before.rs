//! Copies that were made before.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use safelight_consent::{PhotoDigest, Register, Use};

use super::{Again, Job};
use crate::failure::Failure;
use crate::ledger;

/// What the ledger says of copies in the job's folder for its use.
pub(super) struct Before<'a> {
    again: Again,
    usage: Option<&'a Use>,
    folder: &'a Path,
    /// The ledger's last row when the job began.
    last: u64,
    /// For how many files of a content none was made, because there were copies.
    skipped: Mutex<HashMap<PhotoDigest, usize>>,
}

impl<'a> Before<'a> {
    pub(super) fn new(job: &Job<'a>, register: &Register) -> Result<Self, Failure> {
        Ok(Self {
            again: job.again,
            usage: job.usage,
            folder: job.folder,
            last: register.last_entry()?.map_or(0, |entry| entry.seq),
            skipped: Mutex::default(),
        })
    }

    /// The copy for which this file, the next one of its content, needs none.
    pub(super) fn skips(&self, register: &Register, digest: PhotoDigest) -> Result<Option<PathBuf>, Failure> {
        if self.again != Again::Resume {
            return self.is_made(register, digest);
        }
        let copies = self.copies(register, digest, |row| row <= self.last)?;
        if copies.is_empty() {
            return Ok(None);
        }
        let mut skipped = self.skipped.lock().unwrap_or_else(PoisonError::into_inner);
        let count = skipped.entry(digest).or_default();
        let copy = copies.get(*count).cloned();
        *count += usize::from(copy.is_some());
        Ok(copy)
    }

    /// The copy of this content, where one is enough. To be asked again where the next row is added.
    pub(super) fn is_made(
        &self,
        register: &Register,
        digest: PhotoDigest,
    ) -> Result<Option<PathBuf>, Failure> {
        if self.again != Again::Once {
            return Ok(None);
        }
        Ok(self.copies(register, digest, |_| true)?.into_iter().next())
    }

    /// The copies of a photo, oldest first. One from before the job must still be where it was written.
    fn copies(
        &self,
        register: &Register,
        digest: PhotoDigest,
        wanted: impl Fn(u64) -> bool,
    ) -> Result<Vec<PathBuf>, Failure> {
        let rows = ledger::find(register, digest)?;
        let copies = rows
            .into_iter()
            .filter(|row| !row.failed && wanted(row.seq) && row.copy.source_sha256 == digest)
            .filter(|row| Some(&row.copy.usage) == self.usage)
            .map(|row| (row.seq, PathBuf::from(row.copy.output)))
            .filter(|(_, copy)| copy.parent() == Some(self.folder));
        Ok(copies
            .filter(|(row, copy)| *row > self.last || copy.is_file())
            .map(|(_, copy)| copy)
            .collect())
    }
}
