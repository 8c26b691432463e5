//! Who is in which photo, under which record: a table that links many photos at once.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use uuid::Uuid;

use crate::failure::{Code, Failure};

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestRow {
    /// Its line, counted from 1.
    pub line: u64,
    /// What it says.
    pub link: Result<ToLink, Failure>,
}

/// A person in a photo, under a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToLink {
    /// The photo.
    pub file: PathBuf,
    /// The pseudonym of the person in it.
    pub person: String,
    /// The record.
    pub record: Uuid,
}

#[derive(Deserialize)]
struct Columns {
    file: PathBuf,
    person: String,
    record: String,
}

/// Reads a table (RFC 4180) whose head names the columns `file`, `person` and `record`, in any order and among others.
/// Files are named as seen from `folder`.
///
/// # Errors
/// [`Failure`] for a table that lacks a column. A row that cannot be read fails alone.
pub fn manifest(table: &[u8], folder: &Path) -> Result<Vec<ManifestRow>, Failure> {
    let malformed =
        |error: csv::Error| Failure::new(Code::Malformed, format!("The table is broken: {error}."));
    // A table from a spreadsheet may begin with a byte order mark.
    let bytes = table.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(table);
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let head = table.headers().map_err(malformed)?.clone();
    for column in ["file", "person", "record"] {
        if !head.iter().any(|it| it == column) {
            let why = format!("The table has no column \u{201c}{column}\u{201d}.");
            return Err(Failure::new(Code::Malformed, why));
        }
    }
    let mut rows = Vec::new();
    let mut lines = Lines {
        bytes,
        at: 0,
        line: 1,
    };
    let mut record = csv::StringRecord::new();
    loop {
        match table.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => {
                let line = lines.of(record.position());
                let columns = record.deserialize::<Columns>(Some(&head)).map_err(malformed);
                let link = columns.and_then(|columns| to_link(columns, folder));
                rows.push(ManifestRow { line, link });
            }
            Err(error) => {
                let line = lines.of(error.position());
                let link = Err(malformed(error));
                rows.push(ManifestRow { line, link });
            }
        }
    }
}

/// Counts lines: the reader of tables is still before the second byte of a line's end when it says where a row begins.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the row that begins here, which is no earlier than the one before.
    fn of(&mut self, position: Option<&csv::Position>) -> u64 {
        let begins = position.and_then(|it| usize::try_from(it.byte()).ok());
        let begins = begins.unwrap_or(self.at);
        let end = begins + usize::from(self.bytes.get(begins) == Some(&b'\n'));
        let passed = self.bytes.get(self.at..end).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = end.max(self.at);
        self.line
    }
}

fn to_link(Columns { file, person, record }: Columns, folder: &Path) -> Result<ToLink, Failure> {
    let record = record.parse().map_err(|_| {
        let why = format!("\u{201c}{record}\u{201d} is no record's id.");
        Failure::new(Code::Malformed, why)
    })?;
    Ok(ToLink {
        file: folder.join(file),
        person,
        record,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "018f4b9a-0000-7000-8000-000000000001";

    #[test]
    fn a_row_that_cannot_be_read_fails_alone_and_says_its_line() -> Result<(), Failure> {
        let table = format!(
            "\u{feff}person, note, record, file\r\nP1,,{ID},a.jpg\r\nP2,,nobody,b.jpg\r\n\"P, 3\",\"two\nlines\",{ID},/x/c.jpg\r\nP4\r\n"
        );
        let rows = manifest(table.as_bytes(), Path::new("photos"))?;
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 3, 4, 6]);
        let read: Vec<Option<(&Path, &str)>> = rows
            .iter()
            .map(|row| row.link.as_ref().ok())
            .map(|link| link.map(|it| (it.file.as_path(), it.person.as_str())))
            .collect();
        let expected = [
            Some((Path::new("photos/a.jpg"), "P1")),
            None,
            Some((Path::new("/x/c.jpg"), "P, 3")),
            None,
        ];
        assert_eq!(read, expected);
        let code = manifest(b"file,person\na,b\n", Path::new(""))
            .err()
            .map(|it| it.code);
        assert_eq!(code, Some(Code::Malformed));
        Ok(())
    }
}
