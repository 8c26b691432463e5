//! The last stage: what was written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use safelight_consent::PhotoDigest;
use safelight_sanitize::Reveals;

use crate::verified::Verified;

/// A copy on the disk, with its row in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    path: PathBuf,
    row: u64,
    source: PhotoDigest,
    output: PhotoDigest,
    removed: BTreeMap<Reveals, u64>,
    note: Option<String>,
}

impl Exported {
    pub(crate) fn new(path: PathBuf, row: u64, verified: &Verified) -> Self {
        Self {
            path,
            row,
            source: verified.digest(),
            output: verified.output_digest(),
            removed: verified.removed(),
            note: verified.note().map(str::to_owned),
        }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of its row in the ledger.
    pub const fn row(&self) -> u64 {
        self.row
    }

    /// The SHA-256 of the source.
    pub const fn source_digest(&self) -> PhotoDigest {
        self.source
    }

    /// The SHA-256 of the file.
    pub const fn output_digest(&self) -> PhotoDigest {
        self.output
    }

    /// How many findings of each kind are not in it any more.
    pub const fn removed(&self) -> &BTreeMap<Reveals, u64> {
        &self.removed
    }

    /// What hiding its regions did to the copy, a plain sentence; none where there is nothing to tell.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }
}
