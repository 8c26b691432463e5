//! The words for what follows an export.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use jiff::civil::Date;
use safelight_consent::TakedownOutcome;
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(crate) enum Certificate {
    /// Write the certificate of a copy, by the number of its row in the ledger.
    Write {
        /// The row.
        row: u64,
        /// The file, which must not be there yet: `.pdf` for people, `.json` for programs.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Compare a certificate with the ledger, and with a copy.
    Check {
        /// The certificate, a PDF or JSON.
        file: PathBuf,
        /// The copy that it came with.
        #[arg(long, value_name = "FILE")]
        copy: Option<PathBuf>,
    },
}

#[derive(Debug, Arguments)]
pub(crate) struct Sent {
    /// The number of the copy's row in the ledger.
    pub(crate) row: u64,
    /// Where it went: a journal, an account, a person.
    #[arg(long)]
    pub(crate) place: String,
    /// Who writes it down.
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Takedowns {
    /// List the copies whose use was withdrawn, with where each went and what came of asking.
    List {
        /// Only those made under this record.
        #[arg(long, value_name = "ID")]
        record: Option<Uuid>,
    },
    /// Write down that a place was asked, what it answered, what came of it. What is left out stays as it was.
    Note(Note),
}

#[derive(Debug, Arguments)]
pub(crate) struct Note {
    #[command(flatten)]
    pub(crate) sent: Sent,
    /// The day they were asked.
    #[arg(long, value_name = "DATE")]
    pub(crate) asked_on: Option<Date>,
    /// What they answered.
    #[arg(long, value_name = "TEXT")]
    pub(crate) answer: Option<String>,
    /// What came of it: open, done or impossible.
    #[arg(long)]
    pub(crate) outcome: Option<TakedownOutcome>,
    /// The day it was settled; today if it is settled and no day is named.
    #[arg(long, value_name = "DATE")]
    pub(crate) settled_on: Option<Date>,
}

#[derive(Debug, Arguments)]
pub(crate) struct Receipt {
    /// The record's id.
    pub(crate) record: Uuid,
    /// Whom to tell of a withdrawal.
    #[arg(long, value_name = "TEXT")]
    pub(crate) contact: Option<String>,
    /// The file, which must not be there yet: `.pdf` or `.txt`.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Arguments)]
pub(crate) struct Letter {
    /// The record's id.
    pub(crate) record: Uuid,
    /// The place, as it was written down.
    #[arg(long)]
    pub(crate) place: String,
    /// Who asks, and where the answer goes.
    #[arg(long, value_name = "TEXT")]
    pub(crate) from: Option<String>,
    /// The file, which must not be there yet: `.pdf` or `.txt`.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
}
