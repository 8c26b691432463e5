//! What became of each file of a job, as a table that other programs open (RFC 4180).

use std::io::Write;

use crate::failure::{Code, Failure};
use crate::job::{Done, Outcome};

/// The table, written as the job goes on.
pub struct Sheet<W: Write>(csv::Writer<W>);

const HEAD: [&str; 8] = [
    "file",
    "bytes",
    "outcome",
    "copy",
    "source_sha256",
    "copy_sha256",
    "rules",
    "why",
];

impl<W: Write> Sheet<W> {
    /// Begins a table with its head.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn new(to: W) -> Result<Self, Failure> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record(HEAD).map_err(|error| unwritten(&error))?;
        Ok(Self(table))
    }

    /// Adds a file's row. Its path is whole, so that no cell begins like a formula.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub fn add(&mut self, done: &Done) -> Result<(), Failure> {
        let source = std::path::absolute(&done.source).unwrap_or_else(|_| done.source.clone());
        let (mut copy, mut digests, mut rules, mut why) = Default::default();
        match &done.outcome {
            Outcome::Exported(exported) => {
                copy = exported.path().to_string_lossy().into_owned();
                digests = [exported.source_digest(), exported.output_digest()].map(|it| it.to_string());
                why = exported.note().unwrap_or_default().to_owned();
            }
            Outcome::Before(path) => copy = path.to_string_lossy().into_owned(),
            Outcome::Refused(refusals) => {
                let joined = |each: Vec<String>| each.join(" ");
                rules = joined(refusals.iter().map(|it| it.id.to_string()).collect());
                why = joined(refusals.iter().map(|it| it.sentence.clone()).collect());
            }
            Outcome::Failed(failure) => why.clone_from(&failure.message),
            Outcome::LeftOut(left_out) => left_out.sentence().clone_into(&mut why),
        }
        let [from, to]: [String; 2] = digests;
        let file = source.to_string_lossy();
        let bytes = done.bytes.to_string();
        let row: [&str; 8] = [&file, &bytes, done.outcome.id(), &copy, &from, &to, &rules, &why];
        self.0.write_record(row).map_err(|error| unwritten(&error))
    }

    /// Ends the table and gives back what it was written to.
    ///
    /// # Errors
    /// [`Failure`] where its last rows cannot be written.
    pub fn end(self) -> Result<W, Failure> {
        self.0.into_inner().map_err(|error| unwritten(error.error()))
    }
}

fn unwritten(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::Io, format!("The table could not be written: {error}."))
}
