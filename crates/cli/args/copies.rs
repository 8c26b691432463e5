//! The words for copies: asking, making, and looking them up.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use safelight_consent::{Audience, Purpose, Use};

use super::{Jobs, Paths};

#[derive(Debug, Arguments)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) usage: Usage,
    #[command(flatten)]
    pub(crate) jobs: Jobs,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) check: Check,
    /// The folder for the copies.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
    /// Code every JPEG anew, coefficient for coefficient, so that nothing but the picture stays in its coded data. Slower;
    /// changes nothing for other formats.
    #[arg(long)]
    pub(crate) deep: bool,
    /// Go on where an earlier export to the same folder stopped: a photo of which the folder holds a copy for this use, by
    /// the ledger, is not copied again.
    #[arg(long)]
    pub(crate) resume: bool,
    /// Of files of one content copy one, and none where the folder holds a copy for this use.
    #[arg(long, conflicts_with = "resume")]
    pub(crate) once: bool,
    /// Write what became of each file to a new table (CSV).
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Do not look at the copies' pixels when all are made: `whose` then knows them by their digest alone, not once they
    /// are saved anew.
    #[arg(long)]
    pub(crate) no_likeness: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Usage {
    /// What the copies are for.
    #[arg(long)]
    pub(crate) purpose: Option<Purpose>,
    /// Who will see them.
    #[arg(long, requires = "purpose")]
    pub(crate) audience: Option<Audience>,
    /// Where exactly.
    #[arg(long, requires = "audience")]
    pub(crate) outlet: Option<String>,
}

impl Usage {
    /// The use, where it is said whole; the gate refuses what is not (G01).
    pub(crate) fn whole(&self) -> Option<Use> {
        Some(Use {
            purpose: self.purpose?,
            audience: self.audience?,
            outlet: self.outlet.clone(),
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// List the copies that were made.
    List,
    /// Check that no row was edited, dropped or moved.
    Verify,
    /// Look up whether a file is one of ours, or the source of one.
    Find {
        /// The file.
        file: PathBuf,
    },
}
