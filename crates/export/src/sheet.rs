//! What became of each file of a job, as a table that other programs open (RFC 4180).

use crate::failure::{Code, Failure};
use crate::job::{Done, Outcome};

/// The table, which grows as the job goes on.
pub struct Sheet {
    table: csv::Writer<Vec<u8>>,
    /// Why it could not grow.
    broken: Option<Failure>,
}

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

impl Default for Sheet {
    /// A table with its head alone.
    fn default() -> Self {
        let mut sheet = Self {
            table: csv::Writer::from_writer(Vec::new()),
            broken: None,
        };
        sheet.row(HEAD);
        sheet
    }
}

impl Sheet {
    /// Adds a file's row. Its path is whole, so that no cell begins like a formula.
    pub fn add(&mut self, done: &Done) {
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
        self.row([&file, &bytes, done.outcome.id(), &copy, &from, &to, &rules, &why]);
    }

    /// The whole table.
    ///
    /// # Errors
    /// [`Failure`] where a row could not be written.
    pub fn end(self) -> Result<Vec<u8>, Failure> {
        match self.broken {
            Some(failure) => Err(failure),
            None => self.table.into_inner().map_err(|error| unwritten(error.error())),
        }
    }

    fn row(&mut self, row: [&str; HEAD.len()]) {
        if let Err(error) = self.table.write_record(row) {
            self.broken.get_or_insert(unwritten(&error));
        }
    }
}

fn unwritten(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::Io, format!("The table could not be written: {error}."))
}
