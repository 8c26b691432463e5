//! Words for keeping the register safe.

use std::path::PathBuf;

use clap::Args as Arguments;

#[derive(Debug, Arguments)]
pub(crate) struct Backup {
    /// The backup's file, or a folder for one named by the day. Nothing is overwritten.
    #[arg(value_name = "TO")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Arguments)]
pub(crate) struct Restore {
    /// A backup, or the folder of another register. The passphrase is the one it was made under.
    #[arg(value_name = "FROM")]
    pub(crate) from: PathBuf,
}

#[derive(Debug, Arguments)]
pub(crate) struct ChangePassphrase {
    /// A file whose first line is the new passphrase; else SAFELIGHT_NEW_PASSPHRASE, or typed.
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}
