//! What became of copies: where each went, whether its consent still stands, and whose a file is that turned up.

use std::collections::HashMap;
use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::{Record, Register, Status, Takedown, TakedownOutcome, Use, Withdrawn};
use serde::Serialize;
use uuid::Uuid;

use crate::dropped::Dropped;
use crate::failure::Failure;
use crate::ledger::{self, Row};
use crate::likeness;

/// Where a copy stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It was made, and what was agreed still holds.
    Exported,
    /// It was made, and somebody in it has taken this use back since.
    Withdrawn,
    /// It was not made after all.
    Failed,
}

/// A copy and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Followed {
    /// Its row.
    pub row: Row,
    /// Where it stands.
    pub standing: Standing,
    /// The records under which it was made that have taken its use back since.
    pub withdrawn: Vec<Uuid>,
    /// Where it went, and who was asked to take it down there.
    pub places: Vec<Takedown>,
}

/// Which copies are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Words that must all stand somewhere in what is said of a copy; case does not matter.
    pub text: &'a str,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only rows before this one: the last of the page before.
    pub before: Option<u64>,
    /// No more than this many.
    pub most: usize,
}

/// The newest copies that are wanted, and whether there are more behind them.
///
/// # Errors
/// [`Failure`] of the register.
pub fn newest(register: &Register, wanted: &Wanted) -> Result<(Vec<Followed>, bool), Failure> {
    let text = wanted.text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut records = Records::default();
    let mut found = Vec::new();
    let mut more = false;
    register.newest_copies(wanted.before, |entry| -> Result<_, Failure> {
        let followed = records.follow(register, ledger::with_end(register, entry)?)?;
        let stands = wanted.standing.is_none_or(|it| it == followed.standing);
        if !(stands && said(&followed, &words)) {
            return Ok(ControlFlow::Continue(()));
        }
        if found.len() == wanted.most {
            more = true;
            return Ok(ControlFlow::Break(()));
        }
        found.push(followed);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((found, more))
}

/// One copy with what became of it; none where this number is no copy's.
///
/// # Errors
/// [`Failure`] of the register.
pub fn follow(register: &Register, seq: u64) -> Result<Option<Followed>, Failure> {
    let row = ledger::row(register, seq)?;
    row.map(|row| Records::default().follow(register, row))
        .transpose()
}

/// The copies that were made under a record, without those that failed; oldest first.
///
/// # Errors
/// [`Failure`] of the register.
pub fn follow_under(register: &Register, record: Uuid) -> Result<Vec<Followed>, Failure> {
    let mut records = Records::default();
    ledger::copies_under(register, record)?
        .into_iter()
        .map(|row| records.follow(register, row))
        .collect()
}

/// What somebody writes down of a place that a copy went to. What is left out stays as it was written before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// Where the copy went.
    pub place: String,
    /// The day they were asked to take it down.
    pub asked_on: Option<Date>,
    /// What they answered.
    pub answer: Option<String>,
    /// What came of it.
    pub outcome: Option<TakedownOutcome>,
    /// The day it was taken down, or was found to be impossible; today where it is settled and no day is named.
    pub settled_on: Option<Date>,
    /// Who writes it down.
    pub by: Option<String>,
}

/// Keeps a line of the checklist, in place of the one before of the same copy and place.
///
/// # Errors
/// [`Failure`] where the copy is unknown or no place is named, and those of the register.
pub fn note(
    register: &mut Register,
    copy: u64,
    note: Note,
    now: Timestamp,
    today: Date,
) -> Result<Takedown, Failure> {
    register.together(|register| {
        let place = note.place.trim().to_owned();
        let before = register.takedowns_of(copy)?;
        let before = before.into_iter().find(|it| it.place == place);
        let outcome = note
            .outcome
            .or(before.as_ref().map(|it| it.outcome))
            .unwrap_or(TakedownOutcome::Open);
        let settled_on = match outcome {
            TakedownOutcome::Open => None,
            _ => note
                .settled_on
                .or(before.as_ref().and_then(|it| it.settled_on))
                .or(Some(today)),
        };
        let line = Takedown {
            copy,
            place,
            asked_on: note.asked_on.or(before.as_ref().and_then(|it| it.asked_on)),
            answer: note.answer.or(before.and_then(|it| it.answer)),
            outcome,
            settled_on,
            by: note.by,
            at: now,
        };
        register.note_takedown(&line)?;
        Ok(line)
    })
}

/// How a file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// It is this very copy, byte for byte.
    Copy,
    /// It is the photo of which this copy was made.
    Source,
    /// It looks like this copy: saved anew, or made smaller. It may also be another picture that looks much alike.
    Alike,
}

/// The copies that a file is, was made of, or looks like; the surest first. None of this proves where a file came from.
///
/// # Errors
/// [`Failure`] of the register.
pub fn whose(register: &Register, file: Dropped) -> Result<Vec<(Known, Followed)>, Failure> {
    let digest = file.digest();
    let mut records = Records::default();
    let mut whose = Vec::new();
    for row in ledger::find(register, digest)? {
        let known = if row.copy.output_sha256 == digest {
            Known::Copy
        } else {
            Known::Source
        };
        whose.push((known, records.follow(register, row)?));
    }
    whose.sort_by_key(|(known, _)| *known != Known::Copy);
    if let Some(hash) = likeness::of_file(file) {
        for (copy, _) in likeness::alike(register, hash)? {
            let told = whose.iter().any(|(_, followed)| followed.row.seq == copy);
            match ledger::row(register, copy)? {
                Some(row) if !told && !row.failed => {
                    whose.push((Known::Alike, records.follow(register, row)?))
                }
                _ => {}
            }
        }
    }
    Ok(whose)
}

/// The records that were read already: many copies have the same.
#[derive(Default)]
struct Records(HashMap<Uuid, Record>);

impl Records {
    fn follow(&mut self, register: &Register, row: Row) -> Result<Followed, Failure> {
        let mut withdrawn = Vec::new();
        for (id, _) in &row.copy.records {
            if !self.0.contains_key(id) {
                self.0.insert(*id, register.record(*id)?);
            }
            let record = self.0.get(id);
            if record.is_some_and(|record| takes_back(record, &row.copy.usage)) {
                withdrawn.push(*id);
            }
        }
        let standing = match (row.failed, withdrawn.is_empty()) {
            (true, _) => Standing::Failed,
            (false, false) => Standing::Withdrawn,
            (false, true) => Standing::Exported,
        };
        let places = register.takedowns_of(row.seq)?;
        Ok(Followed {
            row,
            standing,
            withdrawn,
            places,
        })
    }
}

/// Whether a copy for this use, made under this record, has to be taken down. A record that was entered in error never
/// spoke for the person.
fn takes_back(record: &Record, usage: &Use) -> bool {
    record.status() != Status::EnteredInError
        && record.withdrawals.iter().any(|it| match &it.what {
            Withdrawn::Everything => true,
            Withdrawn::Uses(uses) => uses.iter().any(|taken| taken.refuses(usage)),
        })
}

/// Whether each word stands somewhere in what is said of a copy.
fn said(followed: &Followed, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    let Row { seq, at, copy, .. } = &followed.row;
    let usage = &copy.usage;
    let mut all = format!(
        "{seq} {at} {} {} {} {} {} {} {}",
        copy.output,
        copy.output_sha256,
        copy.source_sha256,
        usage,
        usage.purpose.label(),
        usage.audience.label(),
        copy.people.join(" "),
    );
    for (record, _) in &copy.records {
        all.push(' ');
        all.push_str(&record.to_string());
    }
    for place in &followed.places {
        all.push(' ');
        all.push_str(&place.place);
    }
    let all = all.to_lowercase();
    words.iter().all(|word| all.contains(word))
}
