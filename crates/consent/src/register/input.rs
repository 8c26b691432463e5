//! What the gate is told, read fresh.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Register, RegisterError, chain, facts, forms, links, records};
use crate::digest::PhotoDigest;
use crate::gate::{Clearance, decide};
use crate::limit::Condition;
use crate::photo::{HeldRecord, Person, Photo};
use crate::record::Record;
use crate::refusal::Refusals;
use crate::usage::Use;

/// The gate's arguments for one photo, as the register knew them at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateInput {
    /// The photo. What takes pixels to tell is left unknown, for whoever knows pictures to fill in: `faces`,
    /// `face_cover`, `hidden_marks`, `approved_by` and `proved`.
    pub photo: Photo,
    /// What was found in it, as [`Register::set_found`] was told, if anything has looked.
    pub found: Option<String>,
    /// Everyone a linked record is about.
    pub people: Vec<Person>,
    /// Every record of each of them, linked to this photo or not.
    pub records: Vec<HeldRecord>,
}

impl GateInput {
    /// Asks the gate; see [`decide`].
    ///
    /// # Errors
    /// [`Refusals`].
    pub fn decide(&self, requested: Option<&Use>, today: Date) -> Result<Clearance, Refusals> {
        decide(&self.photo, &self.people, &self.records, requested, today)
    }
}

impl Register {
    /// Reads all the gate needs about the photo at `source`, whose bytes have this digest now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn gate_input(
        &self,
        digest: PhotoDigest,
        source: &Path,
        now: Timestamp,
    ) -> Result<GateInput, RegisterError> {
        let _moment = self.moment()?;
        let db = &self.connection;
        let links = links::links(db, "photo", digest.as_bytes())?;
        let mut people: Vec<Person> = links.iter().map(|it| Person::new(&*it.person)).collect();
        people.sort();
        people.dedup();

        let mut held = Vec::new();
        for person in &people {
            let sql = format!("{} AND person = ?1", records::NEWEST);
            for record in records::query(db, &sql, [&person.pseudonym])? {
                held.push(HeldRecord {
                    linked: links.iter().any(|link| link.record == record.id),
                    form: forms::state(db, &self.forms, record.form.as_ref())?,
                    copies: if counts(&record) {
                        chain::copies(db, record.id)?
                    } else {
                        Vec::new()
                    },
                    record,
                });
            }
        }

        let photo = Photo {
            linked_as: links::linked_as(db, source)?,
            people: facts::people(db, digest)?,
            review: facts::review(db, digest)?,
            no_person: facts::no_person(db, digest)?,
            taken_on: facts::taken_on(db, digest)?,
            last_entry: chain::last(db)?.map(|entry| entry.at),
            strictness: self.strictness()?,
            ..Photo::unknown(digest, now)
        };
        Ok(GateInput {
            photo,
            found: facts::found(db, digest)?,
            people,
            records: held,
        })
    }
}

/// Whether the number of copies made under a record plays a part. Counting them for each photo of
/// a long batch would cost more with every copy.
fn counts(record: &Record) -> bool {
    let limited = record.terms.uses.iter().any(|row| row.max_copies.is_some());
    limited || record.terms.conditions.contains(&Condition::OneTime) || !record.withdrawals.is_empty()
}
