//! Looking into the ledger.

use std::path::Path;

use safelight_consent::Register;
use safelight_export::ledger::{self, Row};
use safelight_export::{Code, Dropped, Failure};
use safelight_sanitize::Limits;
use serde_json::{Value, json};

use crate::args::Ledger;
use crate::report::{Report, Status, Stop};

pub(crate) fn run(command: &Ledger, register: &Register, report: &mut Report) -> Result<(), Stop> {
    match command {
        Ledger::List => {
            for row in ledger::list(register)? {
                report.line(&copy(&row), || line(&row));
            }
        }
        Ledger::Verify => match register.verify_chain()? {
            Ok(rows) => {
                report.line(&json!({"rows": rows, "whole": true}), || {
                    format!("{rows} rows, none edited, dropped or moved.")
                });
            }
            Err(broken) => {
                report.worsen(Status::Failed);
                report.line(
                    &json!({"row": broken.seq, "whole": false, "why": broken.why}),
                    || {
                        format!(
                            "The ledger was changed from outside: row {}, {}.",
                            broken.seq, broken.why
                        )
                    },
                );
            }
        },
        Ledger::Find { file } => find(file, register, report)?,
    }
    Ok(())
}

fn find(file: &Path, register: &Register, report: &mut Report) -> Result<(), Stop> {
    let file = Dropped::open(file, &Limits::default())?;
    let rows = ledger::find(register, file.digest())?;
    if rows.is_empty() {
        let message = "No copy in the ledger is this file or was made of it.";
        return Err(Failure::new(Code::NotFound, message).into());
    }
    for row in rows {
        report.line(&copy(&row), || line(&row));
    }
    Ok(())
}

/// A row for scripts.
pub(crate) fn copy(row: &Row) -> Value {
    let mut object = json!(row.copy);
    if let Value::Object(fields) = &mut object {
        fields.insert("row".into(), json!(row.seq));
        fields.insert("at".into(), json!(row.at));
        fields.insert(
            "outcome".into(),
            json!(if row.failed { "failed" } else { "exported" }),
        );
    }
    object
}

pub(crate) fn line(row: &Row) -> String {
    let people = if row.copy.people.is_empty() {
        "nobody".to_owned()
    } else {
        row.copy.people.join(", ")
    };
    let end = if row.failed {
        "  (not made: the disk failed)"
    } else {
        ""
    };
    format!(
        "{:>4}  {}  {}  {people}\n      {}{end}",
        row.seq, row.at, row.copy.usage, row.copy.output
    )
}
