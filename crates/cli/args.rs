//! The words of the command line, one file a family.

mod after;
mod consent;
mod copies;
mod keeping;
mod people;
mod photos;

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand};
#[cfg(debug_assertions)]
use jiff::civil::Date;

pub(crate) use after::{Certificate, Letter, Note, Receipt, Sent, Takedowns};
pub(crate) use consent::{Add, Change, Consent, Fhir, Import};
pub(crate) use copies::{Check, Export, Ledger};
pub(crate) use keeping::{Backup, ChangePassphrase, Kept, Restore, Switch};
pub(crate) use people::{Approve, Bystander, List, Unlist};
pub(crate) use photos::{Declare, Inspect, Link, Mark, NoPerson, People, Review, Suggest, Taken, Unlink};

/// Shows what photos give away, takes it out, and writes copies that each person's written consent covers.
#[derive(Debug, Parser)]
#[command(name = "safelight", version, about, long_about = None)]
pub(crate) struct Args {
    /// The folder of the register; by default the platform's place for such data.
    #[arg(long, global = true, env = "SAFELIGHT_REGISTER", value_name = "DIR")]
    pub(crate) register: Option<PathBuf>,
    /// A file whose first line is the register's passphrase.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Print one JSON object a line, and nothing else.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Take this for today, for tests of dates.
    #[cfg(debug_assertions)]
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an empty register.
    Init,
    /// Write an encrypted backup of the register and read it again.
    Backup(Backup),
    /// Put a backup in the register's place; the register that is there is kept beside it.
    Restore(Restore),
    /// Change the register's passphrase.
    Passphrase(ChangePassphrase),
    /// How the register is kept: how strict it is, whose words it speaks, what opens it.
    #[command(subcommand)]
    Register(Kept),
    /// List the formats that are cleaned.
    Formats,
    /// Show what photos give away. Writes nothing and needs no register.
    Inspect(Inspect),
    /// Keep written consents.
    #[command(subcommand)]
    Consent(Consent),
    /// Say that a person is in photos, under a record.
    Link(Link),
    /// Take a link back.
    Unlink(Unlink),
    /// Say that a person is in photos, and where, whether or not a record of theirs is linked.
    List(List),
    /// Take a person off the list of photos.
    Unlist(Unlist),
    /// Say how many people photos show, hidden bystanders among them.
    People(People),
    /// Say on which day photos were taken.
    Taken(Taken),
    /// Declare something about photos.
    #[command(subcommand)]
    Declare(Declare),
    /// Mark regions to hide, in displayed pixels.
    Mark(Mark),
    /// Look for faces, text and codes that may have to be hidden. These are suggestions; check yourself.
    Suggest(Suggest),
    /// Confirm the review checklist for photos.
    Review(Review),
    /// Record what a person said of the very copies they were shown.
    Approve(Approve),
    /// List the gate's rules: when each refuses, what mends it, and why, in the words of its source.
    Rules,
    /// Ask whether copies may be made. Writes nothing.
    Check(Check),
    /// Write the clean copies that consent covers.
    Export(Export),
    /// Look into the ledger of copies.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Look up whether a file is a copy of ours, was made into one, or looks like one.
    Whose {
        /// The file.
        file: PathBuf,
    },
    /// Certify what the ledger says of a copy, and check such a certificate.
    #[command(subcommand)]
    Certificate(Certificate),
    /// Write down where a copy went.
    Sent(Sent),
    /// Follow up a withdrawal: where copies went, who was asked to take them down, and what came of it.
    #[command(subcommand)]
    Takedown(Takedowns),
    /// Write a receipt for the person of a record: what was agreed, what copies were made, how to withdraw.
    Receipt(Receipt),
    /// Write the letter that asks a place to take copies down whose consent was withdrawn.
    Letter(Letter),
}

#[derive(Debug, Arguments)]
pub(crate) struct Jobs {
    /// How many photos are worked on at once; by default as many as there are cores.
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
}

impl Jobs {
    pub(crate) fn count(&self) -> usize {
        let cores = || std::thread::available_parallelism().ok().map(usize::from);
        self.jobs.or_else(cores).unwrap_or(1)
    }
}

#[derive(Debug, Arguments)]
pub(crate) struct Paths {
    /// Photos, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}
