//! Words for keeping the register safe.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use safelight_consent::{Profile, Strictness};

#[derive(Debug, Arguments)]
pub(crate) struct Backup {
    /// The backup's file, or a folder for one named by the day. Nothing is overwritten.
    #[arg(value_name = "TO")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Kept {
    /// Tell whether the key is kept in this computer's keychain, or keep it there, or let go of it.
    Keychain {
        /// `on`: whoever is logged in as you can then open the register without the passphrase. `off`: only the passphrase does.
        switch: Option<Switch>,
    },
    /// Tell how strict the register is, or set it.
    Strictness {
        /// `strict`: clinical recordings of every kind need written consent. `clinical-declared`: X-rays and the like that show
        /// nobody need a declaration only.
        strictness: Option<Strictness>,
    },
    /// Tell whose words receipts and letters speak, or set it.
    Profile {
        /// `clinical`: patients give consent. `charity`: people give permission. `school`: children's families give permission.
        profile: Option<Profile>,
    },
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
