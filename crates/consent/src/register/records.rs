//! Records and their versions.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use uuid::{Builder, Uuid};

use super::error::damaged;
use super::{Register, RegisterError, forms};
use crate::fhir::Received;
use crate::form::FormFile;
use crate::record::{NewRecord, NewWithdrawal, Record, Status, Withdrawal, Withdrawn};

/// The newest version of each record.
pub(super) const NEWEST: &str = "SELECT body FROM record AS r
    WHERE version = (SELECT max(version) FROM record WHERE id = r.id)";

impl Register {
    /// Enters a record, with its signed form if there is one. `id_random` is 16 random bytes.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] if the person is blank or the status is not one to begin with.
    pub fn add_record(
        &mut self,
        terms: NewRecord,
        form: Option<&FormFile>,
        id_random: [u8; 16],
        now: Timestamp,
    ) -> Result<Record, RegisterError> {
        fit(&terms)?;
        if !matches!(terms.status, Status::Draft | Status::Active | Status::Refused) {
            return Err(RegisterError::Unfit("a new record is a draft, active or refused"));
        }
        let record = Record {
            id: Builder::from_random_bytes(id_random).into_uuid(),
            version: 1,
            supersedes: None,
            entered_at: now,
            form: form.map(FormFile::reference),
            withdrawals: Vec::new(),
            terms,
        };
        self.write(|db| {
            if let Some(form) = form {
                forms::keep(db, form)?;
            }
            insert(db, &record)?;
            Ok(record)
        })
    }

    /// Enters a new version of a record; the version it replaces stays as it was. Without a `form`
    /// the record keeps the one it has.
    ///
    /// A withdrawn record stays withdrawn, unless it is marked superseded (the person signed
    /// again) or entered in error.
    ///
    /// # Errors
    /// [`RegisterError::Outdated`] if `supersedes` is not the newest version,
    /// [`RegisterError::WrongPerson`] if the person would change: that is another record;
    /// [`RegisterError::Unfit`] if it would be withdrawn: see [`Self::withdraw`].
    pub fn change_record(
        &mut self,
        id: Uuid,
        supersedes: u32,
        terms: NewRecord,
        form: Option<&FormFile>,
        now: Timestamp,
    ) -> Result<Record, RegisterError> {
        fit(&terms)?;
        self.write(|db| {
            let old = replaced(db, id, supersedes)?;
            if old.terms.person != terms.person {
                return Err(RegisterError::WrongPerson {
                    record: id,
                    person: old.terms.person,
                });
            }
            if let Some(form) = form {
                forms::keep(db, form)?;
            }
            let mut record = Record {
                version: next(&old)?,
                supersedes: Some(old.version),
                entered_at: now,
                form: form.map(FormFile::reference).or(old.form.clone()),
                id,
                withdrawals: old.withdrawals.clone(),
                terms,
            };
            if is_withdrawn(&old) && record.is_current() {
                record.terms.status = Status::Withdrawn;
            } else if record.status() == Status::Withdrawn {
                return Err(UNTOLD);
            }
            insert(db, &record)?;
            Ok(record)
        })
    }

    /// Says where a record stands from now on: a new version, with the terms of the one it replaces. A record that was
    /// superseded or entered in error says nothing more about the person; a refusal or a withdrawal does until then.
    ///
    /// # Errors
    /// [`RegisterError::Outdated`] if `supersedes` is not the newest version; [`RegisterError::Unfit`] for a withdrawal,
    /// see [`Self::withdraw`], and for a withdrawn record that would be anything but superseded or entered in error.
    pub fn set_status(
        &mut self,
        id: Uuid,
        supersedes: u32,
        status: Status,
        now: Timestamp,
    ) -> Result<Record, RegisterError> {
        if status == Status::Withdrawn {
            return Err(UNTOLD);
        }
        self.write(|db| {
            let old = replaced(db, id, supersedes)?;
            let withdrawn = is_withdrawn(&old);
            let mut record = Record {
                version: next(&old)?,
                supersedes: Some(old.version),
                entered_at: now,
                ..old
            };
            record.terms.status = status;
            if withdrawn && record.is_current() {
                return Err(RegisterError::Unfit(
                    "a withdrawn record is superseded, or was entered in error; nothing else",
                ));
            }
            insert(db, &record)?;
            Ok(record)
        })
    }

    /// Withdraws a record, or some of its uses. It holds from this moment, whatever the date.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`], [`RegisterError::Unfit`] if no use is named, or not who withdrew and how.
    pub fn withdraw(
        &mut self,
        id: Uuid,
        withdrawal: NewWithdrawal,
        now: Timestamp,
    ) -> Result<Record, RegisterError> {
        let NewWithdrawal {
            on,
            by,
            how,
            recorded_by,
            what,
        } = withdrawal;
        if matches!(&what, Withdrawn::Uses(uses) if uses.is_empty()) {
            return Err(RegisterError::Unfit("name the uses that are withdrawn"));
        }
        if by.trim().is_empty() || how.trim().is_empty() {
            return Err(UNTOLD);
        }
        self.write(|db| {
            let mut record = newest(db, id)?;
            record.supersedes = Some(record.version);
            record.version = next(&record)?;
            if what == Withdrawn::Everything {
                record.terms.status = Status::Withdrawn;
            }
            record.withdrawals.push(Withdrawal {
                on,
                entered_at: now,
                by,
                how,
                recorded_by,
                what,
            });
            insert(db, &record)?;
            Ok(record)
        })
    }

    /// Enters what a document told: see [`Received::to_enter`]. What was withdrawn is withdrawn again, or nothing is
    /// entered.
    ///
    /// # Errors
    /// Those of [`Self::add_record`].
    pub fn receive(
        &mut self,
        received: &Received,
        id_random: [u8; 16],
        now: Timestamp,
    ) -> Result<Record, RegisterError> {
        let form = received.form_file.as_ref();
        self.together(|register| {
            let mut record = register.add_record(received.to_enter(), form, id_random, now)?;
            for it in &received.withdrawals {
                record = register.withdraw(record.id, told_again(it), now)?;
            }
            Ok(record)
        })
    }

    /// The newest version of every record, in the order they were entered.
    ///
    /// # Errors
    /// Those of the database.
    pub fn records(&self) -> Result<Vec<Record>, RegisterError> {
        let mut records = query(&self.connection, NEWEST, [])?;
        records.sort_by_key(|record| (record.entered_at, record.id));
        Ok(records)
    }

    /// The newest version of a record.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`].
    pub fn record(&self, id: Uuid) -> Result<Record, RegisterError> {
        newest(&self.connection, id)
    }

    /// Every version of a record, oldest first; all but the newest are superseded.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`].
    pub fn versions(&self, id: Uuid) -> Result<Vec<Record>, RegisterError> {
        let mut versions = self.versions_as_entered(id)?;
        let (_, older) = versions.split_last_mut().ok_or(RegisterError::NoSuchRecord(id))?;
        for record in older {
            record.terms.status = Status::Superseded;
        }
        Ok(versions)
    }

    /// Every version of a record, oldest first, each with the status it was entered with: for seeing what was changed.
    ///
    /// # Errors
    /// [`RegisterError::NoSuchRecord`].
    pub fn versions_as_entered(&self, id: Uuid) -> Result<Vec<Record>, RegisterError> {
        let sql = "SELECT body FROM record WHERE id = ?1 ORDER BY version";
        let versions = query(&self.connection, sql, [id.as_bytes()])?;
        match versions.is_empty() {
            true => Err(RegisterError::NoSuchRecord(id)),
            false => Ok(versions),
        }
    }
}

/// A document without names does not tell who withdrew; that somebody did holds all the same.
fn told_again(it: &Withdrawal) -> NewWithdrawal {
    let said = |text: &str| match text.trim() {
        "" => "not said in the document".to_owned(),
        text => text.to_owned(),
    };
    NewWithdrawal {
        on: it.on,
        by: said(&it.by),
        how: said(&it.how),
        recorded_by: it.recorded_by.clone(),
        what: it.what.clone(),
    }
}

fn fit(terms: &NewRecord) -> Result<(), RegisterError> {
    if terms.person.trim().is_empty() {
        return Err(RegisterError::Unfit("a record needs a person"));
    }
    Ok(())
}

const UNTOLD: RegisterError = RegisterError::Unfit("a withdrawal needs who withdrew, and how");

/// Whatever it is called now: marked superseded by mistake, it does not become active again.
fn is_withdrawn(record: &Record) -> bool {
    let everything = |it: &Withdrawal| it.what == Withdrawn::Everything;
    record.status() == Status::Withdrawn || record.withdrawals.iter().any(everything)
}

/// The newest version, which has to be the one that is replaced.
fn replaced(db: &Connection, id: Uuid, supersedes: u32) -> Result<Record, RegisterError> {
    let old = newest(db, id)?;
    if old.version == supersedes {
        Ok(old)
    } else {
        Err(RegisterError::Outdated {
            id,
            newest: old.version,
        })
    }
}

fn next(old: &Record) -> Result<u32, RegisterError> {
    old.version
        .checked_add(1)
        .ok_or(RegisterError::Unfit("this record has too many versions"))
}

fn insert(db: &Connection, record: &Record) -> Result<(), RegisterError> {
    let body = serde_json::to_string(record).map_err(damaged)?;
    db.prepare_cached("INSERT INTO record (id, version, person, form, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            record.id.as_bytes(),
            record.version,
            record.terms.person,
            record.form.as_ref().map(|form| form.sha256),
            body
        ])?;
    Ok(())
}

pub(super) fn newest(db: &Connection, id: Uuid) -> Result<Record, RegisterError> {
    let sql = "SELECT body FROM record WHERE id = ?1 ORDER BY version DESC LIMIT 1";
    query(db, sql, [id.as_bytes()])?
        .pop()
        .ok_or(RegisterError::NoSuchRecord(id))
}

/// The records whose bodies `sql` selects.
pub(super) fn query(
    db: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<Record>, RegisterError> {
    db.prepare_cached(sql)?
        .query_and_then(values, |row| {
            let body = row.get_ref(0)?.as_str().map_err(damaged)?;
            serde_json::from_str(body).map_err(damaged)
        })?
        .collect()
}
