//! What follows an export: whose a file is, certificates, receipts, and the follow-up of a withdrawal.

use std::path::Path;

use safelight_consent::{PhotoDigest, Register, Takedown};
use safelight_export::{
    self as export, CONTACT, Code, Dropped, Failure, Followed, Known, Paper, Standing, Wanted,
    maybe_certificate, newest, receipt as receipt_for, save, takedown_letter,
};
use safelight_sanitize::Limits;
use serde_json::{Value, json};

use crate::args::{Certificate, Letter, Note, Receipt, Sent, Takedowns};
use crate::ledger::{copy, line};
use crate::report::{Report, Status, Stop};
use crate::session::Session;

pub(crate) fn whose(file: &Path, register: &Register, report: &mut Report) -> Result<(), Stop> {
    let found = export::whose(register, Dropped::open(file, &Limits::default())?)?;
    if found.is_empty() {
        let message = "No copy in the ledger is this file, was made of it or looks like it.";
        return Err(Failure::new(Code::NotFound, message).into());
    }
    for (known, followed) in found {
        let how = match known {
            Known::Copy => "this very copy",
            Known::Source => "made of this file",
            Known::Alike => "looks like it; compare them yourself",
        };
        let mut object = described(&followed);
        if let Value::Object(fields) = &mut object {
            fields.insert("known".into(), json!(known));
        }
        report.line(&object, || format!("{how}\n{}", told(&followed)));
    }
    Ok(())
}

pub(crate) fn certificate(
    command: &Certificate,
    register: &Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    match command {
        Certificate::Write { row, to } => {
            let certificate = export::Certificate::of(register, *row, session.now())?;
            let written = match ending(to).as_deref() {
                Some("pdf") => certificate.to_paper()?.to_pdf()?,
                Some("json") => certificate.to_json()?.into_bytes(),
                _ => return Err(Stop::WrongUse("Name a file that ends in .pdf or .json.".into())),
            };
            save(&written, to, false)?;
            saved(to, report);
            Ok(())
        }
        Certificate::Check { file, copy } => check(file, copy.as_deref(), register, report),
    }
}

fn check(file: &Path, copy: Option<&Path>, register: &Register, report: &mut Report) -> Result<(), Stop> {
    let bytes = maybe_certificate(file)?.ok_or_else(|| Failure {
        code: Code::Malformed,
        message: "This is no certificate of Safelight.".to_owned(),
    })?;
    let copy: Option<PhotoDigest> = match copy {
        None => None,
        Some(copy) => Some(Dropped::open(copy, &Limits::default())?.digest()),
    };
    let checked = export::Certificate::check(register, &bytes, copy)?;
    if !checked.flaws.is_empty() {
        report.worsen(Status::Failed);
    }
    let object = json!({
        "whole": checked.flaws.is_empty(),
        "flaws": checked.flaws,
        "pages_compared": checked.pages_compared,
        "certificate": checked.certificate,
    });
    report.line(&object, || {
        if checked.flaws.is_empty() {
            let row = checked.certificate.ledger.row;
            format!("It agrees with row {row} of the ledger.")
        } else {
            checked.flaws.join("\n")
        }
    });
    Ok(())
}

pub(crate) fn sent(
    sent: &Sent,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    keep(sent.row, note_of(sent), register, session, report)
}

pub(crate) fn takedown(
    command: &Takedowns,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    match command {
        Takedowns::List { record } => {
            let wanted = Wanted {
                text: &record.map(|it| it.to_string()).unwrap_or_default(),
                standing: Some(Standing::Withdrawn),
                before: None,
                most: usize::MAX,
            };
            let (copies, _) = newest(register, &wanted)?;
            for followed in &copies {
                report.line(&described(followed), || told(followed));
            }
            Ok(())
        }
        Takedowns::Note(Note {
            sent,
            asked_on,
            answer,
            outcome,
            settled_on,
        }) => {
            let note = export::Note {
                asked_on: *asked_on,
                answer: answer.clone(),
                outcome: *outcome,
                settled_on: *settled_on,
                ..note_of(sent)
            };
            keep(sent.row, note, register, session, report)
        }
    }
}

pub(crate) fn receipt(
    words: &Receipt,
    register: &Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let contact = contact(words.contact.as_deref(), register)?;
    let paper = receipt_for(register, words.record, &contact, session.today())?;
    print(&paper, &words.to, report)
}

pub(crate) fn letter(
    words: &Letter,
    register: &Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let from = contact(words.from.as_deref(), register)?;
    let paper = takedown_letter(register, words.record, words.place.trim(), &from, session.today())?;
    print(&paper, &words.to, report)
}

fn contact(said: Option<&str>, register: &Register) -> Result<String, Stop> {
    match said {
        Some(said) => Ok(said.to_owned()),
        None => Ok(register.setting(CONTACT)?.unwrap_or_default()),
    }
}

fn print(paper: &Paper, to: &Path, report: &mut Report) -> Result<(), Stop> {
    let written = match ending(to).as_deref() {
        Some("pdf") => paper.to_pdf()?,
        Some("txt") => paper.to_text().into_bytes(),
        _ => return Err(Stop::WrongUse("Name a file that ends in .pdf or .txt.".into())),
    };
    save(&written, to, false)?;
    saved(to, report);
    Ok(())
}

fn saved(to: &Path, report: &mut Report) {
    let place = to.to_string_lossy();
    report.line(&json!({"file": place}), || format!("Written to {place}."));
}

fn note_of(sent: &Sent) -> export::Note {
    export::Note {
        place: sent.place.clone(),
        by: sent.by.clone(),
        ..export::Note::default()
    }
}

fn keep(
    row: u64,
    note: export::Note,
    register: &mut Register,
    session: &Session,
    report: &mut Report,
) -> Result<(), Stop> {
    let line = export::note(register, row, note, session.now(), session.today())?;
    report.line(&line, || format!("Copy {row}: {}", placed(&line)));
    Ok(())
}

fn described(followed: &Followed) -> Value {
    let mut object = copy(&followed.row);
    if let Value::Object(fields) = &mut object {
        fields.insert("standing".into(), json!(followed.standing));
        fields.insert("withdrawn".into(), json!(followed.withdrawn));
        fields.insert("places".into(), json!(followed.places));
    }
    object
}

fn told(followed: &Followed) -> String {
    let mut text = line(&followed.row);
    if followed.standing == Standing::Withdrawn {
        text.push_str("\n      its consent was withdrawn: to be taken down");
    }
    for place in &followed.places {
        text.push_str("\n      went to ");
        text.push_str(&placed(place));
    }
    text
}

fn placed(line: &Takedown) -> String {
    let mut text = line.place.clone();
    if let Some(day) = line.asked_on {
        text.push_str(&format!("; asked on {day}"));
    }
    if let Some(answer) = &line.answer {
        text.push_str(&format!("; answer: {answer}"));
    }
    text.push_str(&format!("; {}", line.outcome.label()));
    if let Some(day) = line.settled_on {
        text.push_str(&format!(" on {day}"));
    }
    text
}

/// A file's extension in small letters.
fn ending(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}
