//! Where copies went, and who was asked to take them down.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::error::damaged;
use super::{Register, RegisterError};
use crate::term::terms;

terms! {
    /// What came of asking that a copy be taken down.
    TakedownOutcome, "outcome" {
        Open = "open", "not settled yet";
        Done = "done", "taken down";
        Impossible = "impossible", "cannot be taken down";
    }
}

/// A line of the checklist that follows a withdrawal: one place that one copy went to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takedown {
    /// The number of the copy's row in the ledger.
    pub copy: u64,
    /// Where it went.
    pub place: String,
    /// The day someone there was asked to take it down.
    pub asked_on: Option<Date>,
    /// What they answered.
    pub answer: Option<String>,
    /// What came of it.
    pub outcome: TakedownOutcome,
    /// The day it was taken down, or was found to be impossible.
    pub settled_on: Option<Date>,
    /// Who wrote this line.
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl Register {
    /// Keeps a line, in place of an earlier one of the same copy and place, which stays as it was.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] without a place, and for a copy that is in no row of the ledger.
    pub fn note_takedown(&mut self, line: &Takedown) -> Result<(), RegisterError> {
        if line.place.trim().is_empty() {
            return Err(RegisterError::Unfit("say where the copy went"));
        }
        let body = serde_json::to_string(line).map_err(damaged)?;
        self.write(|db| {
            let copy = super::chain::copy_row(db, line.copy)?;
            db.prepare_cached("INSERT INTO takedown (copy, body) VALUES (?1, ?2)")?
                .execute(params![copy, body])?;
            Ok(())
        })
    }

    /// The newest line of each place that a copy went to, in the order in which the places were first named.
    ///
    /// # Errors
    /// Those of the database.
    pub fn takedowns_of(&self, copy: u64) -> Result<Vec<Takedown>, RegisterError> {
        let copy = i64::try_from(copy).map_err(damaged)?;
        let mut lines: Vec<Takedown> = Vec::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT body FROM takedown WHERE copy = ?1 ORDER BY seq")?;
        let mut rows = statement.query([copy])?;
        while let Some(row) = rows.next()? {
            let body = row.get_ref(0)?.as_str().map_err(damaged)?;
            let newer: Takedown = serde_json::from_str(body).map_err(damaged)?;
            match lines.iter_mut().find(|it| it.place == newer.place) {
                Some(older) => *older = newer,
                None => lines.push(newer),
            }
        }
        Ok(lines)
    }
}
