//! The certificate of a copy: what its row in the ledger says, without names, for whoever asks where a copy came from.
//!
//! It is as good as the ledger it was made from, and not signed. Yet each one holds the hashes of its row and of the
//! ledger's end on that day: while one is kept elsewhere, a ledger that was rebuilt since no longer agrees with it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use safelight_consent::{PhotoDigest, Register, Use, hex};
use safelight_redact::{Shape, Style};
use safelight_sanitize::Reveals;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::failure::{Code, Failure};
use crate::ledger::{self, Row};
use crate::paper::Paper;
use crate::saved::document;

/// What the first member of every certificate says.
const KIND: &str = "safelight-copy-1";

/// How a certificate begins inside a PDF.
const BEGINS: &[u8] = b"{\"certificate\":";

/// The name of the file inside a PDF.
const ATTACHED: &str = "certificate.json";

/// What is known of one copy. Its people are a number, its records are named by id and version alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    certificate: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The version of the program that issued it.
    pub program: String,
    /// Where the copy stands in the ledger.
    pub ledger: Anchor,
    /// The SHA-256 of the photo.
    pub source_sha256: PhotoDigest,
    /// The SHA-256 of the copy.
    pub output_sha256: PhotoDigest,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: Use,
    /// How many people are in it.
    pub people: usize,
    /// The records under which it was made.
    pub records: Vec<Under>,
    /// The rules that were asked.
    pub rules: Vec<String>,
    /// How many findings of each kind went.
    pub removed: BTreeMap<Reveals, u64>,
    /// What is hidden, and how.
    pub hidden: Vec<Hid>,
    /// When somebody went through the checklist.
    pub checked_at: Option<Timestamp>,
    /// The version of the program that made the copy.
    pub made_with: String,
}

/// A row of the ledger, and the ledger's end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    /// The number of the copy's row.
    pub row: u64,
    /// When it was added.
    pub at: Timestamp,
    /// Its hash, over the row before it too.
    pub hash: String,
    /// How many rows there were when this was issued.
    pub rows: u64,
    /// The hash of the last of them.
    pub last: String,
}

/// A record, by reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Under {
    /// Its id.
    pub record: Uuid,
    /// Its version.
    pub version: u32,
    /// The SHA-256 of the signed form.
    pub form_sha256: Option<String>,
}

/// A hidden region. What it was called stays in the register: it may tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hid {
    shape: Shape,
    style: Style,
    face: bool,
}

/// No certificate is longer, in bytes.
const LIMIT: u64 = 4 << 20;

/// What a certificate was found to be worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The certificate.
    pub certificate: Certificate,
    /// What is wrong with it, each a plain sentence; none where all agrees with the ledger.
    pub flaws: Vec<String>,
    /// Whether the pages of a PDF were compared too: those of another version of the program cannot be.
    pub pages_compared: bool,
    /// Whether it has pages: JSON has none.
    pub has_pages: bool,
}

impl Certificate {
    /// The certificate of a copy.
    ///
    /// # Errors
    /// [`Failure`] where there is no such copy, where it was not made after all, and those of the register.
    pub fn of(register: &Register, copy: u64, now: Timestamp) -> Result<Self, Failure> {
        let none = || Failure::new(Code::NotFound, format!("Row {copy} of the ledger is no copy."));
        let entry = register.copy(copy)?.ok_or_else(none)?;
        let row = ledger::with_end(register, entry.clone())?;
        if row.failed {
            let why = "This copy was not made after all: there is nothing to certify.";
            return Err(Failure::new(Code::NotFound, why));
        }
        let last = register.last_entry()?.ok_or_else(none)?;
        Ok(Self {
            certificate: KIND.to_owned(),
            issued_at: now,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            ledger: Anchor {
                row: entry.seq,
                at: entry.at,
                hash: hex(&entry.hash),
                rows: last.seq,
                last: hex(&last.hash),
            },
            source_sha256: row.copy.source_sha256,
            output_sha256: row.copy.output_sha256,
            usage: row.copy.usage.clone(),
            people: row.copy.people.len(),
            records: under(register, &row)?,
            rules: row.copy.rules,
            removed: row.copy.removed,
            hidden: row.copy.regions.into_iter().map(hid).collect(),
            checked_at: row.copy.review.map(|it| it.at),
            made_with: row.copy.program,
        })
    }

    /// As a file for programs.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written, which is a fault of the program.
    pub fn to_json(&self) -> Result<String, Failure> {
        serde_json::to_string(self).map_err(|error| Failure::new(Code::Bug, error.to_string()))
    }

    /// As a document for people; its PDF carries the file for programs.
    ///
    /// # Errors
    /// Those of [`Self::to_json`].
    pub fn to_paper(&self) -> Result<Paper, Failure> {
        let mut paper = Paper::new("Certificate of a copy");
        paper.text(
            "What the ledger says of one copy of a photo: checked against the consent that was recorded when it was made. \
             It holds no names. It is not signed; it can be checked by whoever keeps the register, with safelight \
             certificate check.",
        );
        paper.heading("The copy");
        paper.field("SHA-256 of the copy", self.output_sha256.to_string());
        paper.field(
            "SHA-256 of the photo it was made of",
            self.source_sha256.to_string(),
        );
        paper.field("Made", shown(self.ledger.at));
        paper.field("For", phrase(&self.usage));
        paper.heading("Who agreed");
        paper.field("People in the picture", self.people.to_string());
        for under in &self.records {
            let form = under.form_sha256.as_deref();
            let form = form.map(|digest| format!("; SHA-256 of the signed form {digest}"));
            let text = format!(
                "Record {}, version {}{}",
                under.record,
                under.version,
                form.unwrap_or_default()
            );
            paper.item(text);
        }
        paper.field("Rules asked", self.rules.join(" "));
        let checked = self.checked_at.map_or("nobody said so".to_owned(), shown);
        paper.field("Checklist gone through", checked);
        paper.heading("What was taken out");
        if self.removed.is_empty() {
            paper.text("Nothing was found that had to go.");
        }
        for (reveals, count) in &self.removed {
            paper.item(format!("{}: {count}", reveals.id().replace('-', " ")));
        }
        paper.heading("What is hidden");
        if self.hidden.is_empty() {
            paper.text("No region of the picture.");
        } else {
            let faces = self.hidden.iter().filter(|it| it.face).count();
            paper.text(format!("{} regions, {faces} of them faces.", self.hidden.len()));
        }
        paper.heading("In the ledger");
        paper.field("Row", self.ledger.row.to_string());
        paper.field("Hash of the row", self.ledger.hash.clone());
        paper.field("Rows when this was issued", self.ledger.rows.to_string());
        paper.field("Hash of the last of them", self.ledger.last.clone());
        paper.field("Issued", shown(self.issued_at));
        paper.field(
            "Program",
            format!("Safelight {}; the copy by {}", self.program, self.made_with),
        );
        paper.attached = Some((ATTACHED, self.to_json()?));
        Ok(paper)
    }

    /// Compares a certificate, as JSON or PDF, with the ledger, and with a copy's digest where one is at hand.
    ///
    /// # Errors
    /// [`Failure`] for what is no certificate, and those of the register.
    pub fn check(register: &Register, file: &[u8], copy: Option<PhotoDigest>) -> Result<Checked, Failure> {
        let certificate = Self::read(file)?;
        let mut flaws = Vec::new();
        let mut pages_compared = false;
        if copy.is_some_and(|copy| copy != certificate.output_sha256) {
            flaws.push("It is the certificate of another file than this copy.".to_owned());
        }
        if let Err(broken) = register.verify_chain()? {
            flaws.push(format!("The ledger was changed from outside: {broken}."));
        }
        let anchor = &certificate.ledger;
        let holds = |row: u64, hash: &str| -> Result<bool, Failure> {
            Ok(register.entry(row)?.is_some_and(|entry| hex(&entry.hash) == hash))
        };
        if !holds(anchor.row, &anchor.hash)? {
            flaws.push(format!("Row {} of this ledger is another one.", anchor.row));
        } else if !holds(anchor.rows, &anchor.last)? {
            let why = "The ledger is not the one that it was when this was issued: rows were taken off or made anew.";
            flaws.push(why.to_owned());
        } else {
            let mut again = Self::of(register, anchor.row, certificate.issued_at)?;
            let same_program = again.program == certificate.program;
            again.program.clone_from(&certificate.program);
            again.ledger.rows = anchor.rows;
            again.ledger.last.clone_from(&anchor.last);
            if again != certificate {
                flaws.push("It says something else than the ledger does.".to_owned());
            } else if is_pdf(file) && same_program {
                pages_compared = true;
                if again.to_paper()?.to_pdf()? != file {
                    flaws.push("Its pages are not those that were issued.".to_owned());
                }
            }
        }
        Ok(Checked {
            certificate,
            flaws,
            pages_compared,
            has_pages: is_pdf(file),
        })
    }

    fn read(file: &[u8]) -> Result<Self, Failure> {
        let none = || Failure::new(Code::Malformed, "This is no certificate of Safelight.");
        let from = if is_pdf(file) {
            let begin = file.windows(BEGINS.len()).position(|it| it == BEGINS);
            begin.and_then(|begin| file.get(begin..)).ok_or_else(none)?
        } else {
            file
        };
        let mut read = serde_json::Deserializer::from_slice(from).into_iter::<Self>();
        let certificate = read.next().ok_or_else(none)?.map_err(|_| none())?;
        (certificate.certificate == KIND)
            .then_some(certificate)
            .ok_or_else(none)
    }
}

/// The file at a path where it may be a certificate: a PDF, or JSON, and no longer than one is. What it holds is not looked at.
///
/// # Errors
/// [`Failure`] where it cannot be read.
pub fn maybe_certificate(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let file = match document(path, LIMIT) {
        Err(failure) if matches!(failure.code, Code::Unsupported | Code::TooLarge) => return Ok(None),
        file => file?,
    };
    let first = file.iter().find(|byte| !byte.is_ascii_whitespace());
    let may_be = is_pdf(&file) || first == Some(&b'{');
    Ok(may_be.then_some(file))
}

fn is_pdf(file: &[u8]) -> bool {
    file.starts_with(b"%PDF-")
}

fn under(register: &Register, row: &Row) -> Result<Vec<Under>, Failure> {
    let mut records = Vec::new();
    for (id, version) in &row.copy.records {
        let versions = register.versions(*id)?;
        let form = versions.iter().find(|it| it.version == *version);
        let form = form.and_then(|record| record.form.as_ref());
        records.push(Under {
            record: *id,
            version: *version,
            form_sha256: form.map(|form| hex(&form.sha256)),
        });
    }
    Ok(records)
}

fn hid(region: safelight_redact::Region) -> Hid {
    Hid {
        shape: region.shape,
        style: region.style,
        face: region.face,
    }
}

/// A time to the minute.
pub(crate) fn shown(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A use in plain words.
pub(crate) fn phrase(usage: &Use) -> String {
    let outlet = usage.outlet.as_deref().map(|it| format!(", in {it}"));
    format!(
        "{}, seen by {}{}",
        usage.purpose.label(),
        usage.audience.label(),
        outlet.unwrap_or_default()
    )
}
