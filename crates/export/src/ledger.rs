//! The ledger: what each row says about a copy. The register keeps the rows and chains them.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use jiff::Timestamp;
use safelight_consent::{COPY, COPY_FAILED, Clearance, Entry, PhotoDigest, Register, Review, RuleId, Use};
use safelight_redact::Region;
use safelight_sanitize::Reveals;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::declared::Declared;
use crate::failure::{Code, Failure};
use crate::verified::Verified;

/// One copy, as its row says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copy {
    /// The SHA-256 of the photo.
    pub source_sha256: PhotoDigest,
    /// The SHA-256 of the copy.
    pub output_sha256: PhotoDigest,
    /// Where the copy was written.
    pub output: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: Use,
    /// The pseudonyms of the people in it.
    pub people: Vec<String>,
    /// The record and its version for each of them.
    pub records: Vec<(Uuid, u32)>,
    /// The rules that were asked.
    pub rules: Vec<String>,
    /// How many findings of each kind went.
    pub removed: BTreeMap<Reveals, u64>,
    /// What is hidden, and how.
    pub regions: Vec<Region>,
    /// Who went through the checklist, and when.
    pub review: Option<Review>,
    /// What people said and did about the photo beside that.
    #[serde(default)]
    pub declared: Declared,
    /// The version of the program.
    pub program: String,
}

/// The body of a row that closes another as failed.
#[derive(Debug, Serialize, Deserialize)]
struct CopyFailed {
    copy: u64,
    code: String,
}

/// A copy with its row and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The row's number.
    pub seq: u64,
    /// When it was added.
    pub at: Timestamp,
    /// The copy.
    pub copy: Copy,
    /// Whether the copy was not made after all.
    pub failed: bool,
}

impl Copy {
    pub(crate) fn new(
        verified: &Verified,
        clearance: &Clearance,
        register: &Register,
        output: &Path,
    ) -> Result<Self, Failure> {
        Ok(Self {
            source_sha256: clearance.photo(),
            output_sha256: verified.output_digest(),
            output: output.to_string_lossy().into_owned(),
            usage: clearance.usage().clone(),
            people: clearance.people().to_vec(),
            records: clearance.records().to_vec(),
            rules: clearance.rules().iter().map(RuleId::to_string).collect(),
            removed: verified.removed(),
            regions: verified.regions().to_vec(),
            review: register.reviewed(clearance.photo())?,
            declared: Declared::read(register, verified)?,
            program: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Adds the row.
    pub(crate) fn append(&self, register: &mut Register, now: Timestamp) -> Result<Entry, Failure> {
        let about: Vec<Uuid> = self.records.iter().map(|(record, _)| *record).collect();
        let body = json(self)?;
        Ok(register.append(COPY, &body, &about, Some(self.source_sha256), now)?)
    }
}

/// Says of a row that its copy was not made.
pub(crate) fn close_as_failed(
    register: &mut Register,
    row: &Entry,
    code: Code,
    now: Timestamp,
) -> Result<(), Failure> {
    let code = serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned));
    let body = json(&CopyFailed {
        copy: row.seq,
        code: code.unwrap_or_default(),
    })?;
    register.append(COPY_FAILED, &body, &row.about, row.photo, now)?;
    Ok(())
}

/// The digest of the copy a row is about.
pub(crate) fn output_of(row: &Entry) -> Option<PhotoDigest> {
    let copy: Option<Copy> = serde_json::from_str(&row.body).ok();
    copy.map(|copy| copy.output_sha256)
}

/// Every copy, oldest first.
///
/// # Errors
/// [`Failure`] of the register.
pub fn list(register: &Register) -> Result<Vec<Row>, Failure> {
    rows(register.entries()?)
}

/// One copy; none where this number is no copy's.
///
/// # Errors
/// [`Failure`] of the register.
pub fn row(register: &Register, seq: u64) -> Result<Option<Row>, Failure> {
    let entry = register.copy(seq)?;
    entry.map(|entry| with_end(register, entry)).transpose()
}

/// The copies that were made under a record, without those that failed; oldest first.
///
/// # Errors
/// [`Failure`] of the register.
pub fn copies_under(register: &Register, record: Uuid) -> Result<Vec<Row>, Failure> {
    let copies = register.entries_about(record)?;
    let copies = copies.into_iter().filter(|entry| entry.kind == COPY);
    let rows: Vec<Row> = copies
        .map(|entry| with_end(register, entry))
        .collect::<Result<_, _>>()?;
    Ok(rows.into_iter().filter(|row| !row.failed).collect())
}

/// The copies that a file is, or was made of: its digest is theirs or their source's.
///
/// # Errors
/// [`Failure`] of the register.
pub fn find(register: &Register, digest: PhotoDigest) -> Result<Vec<Row>, Failure> {
    let found = register.copies_of(digest)?;
    found.into_iter().map(|entry| with_end(register, entry)).collect()
}

/// A copy's row with what became of it, by the rows about its photo alone.
pub(crate) fn with_end(register: &Register, entry: Entry) -> Result<Row, Failure> {
    let mut row = made(&entry)?;
    for failure in register.failures_of(row.copy.source_sha256)? {
        row.failed |= failed(&failure)? == row.seq;
    }
    Ok(row)
}

fn rows(entries: Vec<Entry>) -> Result<Vec<Row>, Failure> {
    let mut ended = HashSet::new();
    let mut rows = Vec::new();
    for entry in entries {
        match entry.kind.as_str() {
            COPY => rows.push(made(&entry)?),
            COPY_FAILED => {
                ended.insert(failed(&entry)?);
            }
            _ => {}
        }
    }
    for row in &mut rows {
        row.failed = ended.contains(&row.seq);
    }
    Ok(rows)
}

fn made(entry: &Entry) -> Result<Row, Failure> {
    Ok(Row {
        seq: entry.seq,
        at: entry.at,
        copy: serde_json::from_str(&entry.body).map_err(|_| unreadable(entry))?,
        failed: false,
    })
}

fn failed(entry: &Entry) -> Result<u64, Failure> {
    let body: CopyFailed = serde_json::from_str(&entry.body).map_err(|_| unreadable(entry))?;
    Ok(body.copy)
}

fn unreadable(entry: &Entry) -> Failure {
    let why = format!("Row {} of the ledger cannot be read.", entry.seq);
    Failure::new(Code::Register, why)
}

fn json(body: &impl Serialize) -> Result<String, Failure> {
    serde_json::to_string(body).map_err(|error| {
        Failure::new(
            Code::Register,
            format!("The ledger's row cannot be made: {error}."),
        )
    })
}
