//! How much there is to do.

use std::path::{Path, PathBuf};

use super::Reins;
use crate::batch::walk_without;

/// How much there is to do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Files; each comes to an end of its own.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Counts the files of a job; none where the job is ended before.
pub(super) fn count(paths: &[PathBuf], folder: &Path, reins: &Reins) -> Option<Counted> {
    let mut counted = Counted::default();
    for found in walk_without(paths, folder) {
        if reins.is_ended() {
            return None;
        }
        counted.files += 1;
        counted.bytes += std::fs::metadata(&found.path).map_or(0, |metadata| metadata.len());
    }
    Some(counted)
}
