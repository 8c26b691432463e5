//! Looking copies up in the chain by what an index knows, so that a long ledger is not read whole.

use std::ops::ControlFlow;

use super::chain::{COPY, entries, walk};
use super::error::damaged;
use super::{Entry, Register, RegisterError};
use crate::digest::PhotoDigest;

/// The rows of copies with a digest of their own. Its words are those of the index `entry_output`, or it is not used.
pub(super) const OF_OUTPUT: &str =
    "kind = 'copy' AND json_valid(body) AND json_extract(body, '$.output_sha256') = ?1";

const OF_SOURCE: &str = "photo = ?1 AND kind = 'copy'";

const FAILED: &str = "photo = ?1 AND kind = 'copy-failed'";

impl Register {
    /// The row of a copy; none where this number is no copy's.
    ///
    /// # Errors
    /// Those of the database.
    pub fn copy(&self, seq: u64) -> Result<Option<Entry>, RegisterError> {
        Ok(self.entry(seq)?.filter(|entry| entry.kind == COPY))
    }

    /// The rows of the copies that are the file with this digest, or were made of it; oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn copies_of(&self, digest: PhotoDigest) -> Result<Vec<Entry>, RegisterError> {
        let mut found = entries(&self.connection, OF_OUTPUT, [digest.to_string()])?;
        found.extend(entries(&self.connection, OF_SOURCE, [digest.as_bytes()])?);
        found.sort_by_key(|entry| entry.seq);
        found.dedup_by_key(|entry| entry.seq);
        Ok(found)
    }

    /// The rows that say of copies of a photo that they were not made.
    ///
    /// # Errors
    /// Those of the database.
    pub fn failures_of(&self, photo: PhotoDigest) -> Result<Vec<Entry>, RegisterError> {
        entries(&self.connection, FAILED, [photo.as_bytes()])
    }

    /// Reads the rows of copies, the newest first, from below row `before` on, for as long as `each` wants more.
    ///
    /// # Errors
    /// Those of the database, and of `each`.
    pub fn newest_copies<E: From<RegisterError>>(
        &self,
        before: Option<u64>,
        mut each: impl FnMut(Entry) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let before = match before {
            None => i64::MAX,
            Some(before) => i64::try_from(before).map_err(damaged)?,
        };
        let mut end = Ok(());
        let which = "kind = 'copy' AND seq < ?1 ORDER BY seq DESC";
        walk(&self.connection, which, [before], |entry| {
            match entry.map_err(E::from).and_then(&mut each) {
                Ok(flow) => flow,
                Err(error) => {
                    end = Err(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        end
    }
}
