//! What the gate is told, read fresh.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::approvals::Approval;
use super::pictured::{BYSTANDERS, HiddenBystander, LISTED, Listed};
use super::{Register, RegisterError, approvals, chain, facts, forms, links, records};
use crate::digest::PhotoDigest;
use crate::gate::{Clearance, decide};
use crate::limit::Condition;
use crate::photo::{Bystander, HeldRecord, Person, Photo};
use crate::record::Record;
use crate::refusal::Refusals;
use crate::usage::Use;

/// The gate's arguments for one photo, as the register knew them at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateInput {
    /// The photo. What takes pixels to tell is left unknown, for whoever knows pictures to fill in: `faces`,
    /// `face_cover`, `open_faces`, `hidden_marks`, which `bystanders` are hidden, `approved_by`, `names` and `proved`.
    pub photo: Photo,
    /// What was found in it, as [`Register::set_found`] was told, if anything has looked.
    pub found: Option<String>,
    /// What people who were shown a copy of it said, as [`Register::approvals`] tells.
    pub approvals: Vec<Approval>,
    /// Everyone who is listed, and everyone a linked record is about. How faces at their places are hidden is left unknown.
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
        let links = links::links(db, digest)?;
        let listed: Vec<Listed> = facts::list(db, digest, LISTED)?;
        let mut people: Vec<Person> = listed
            .into_iter()
            .map(|it| Person::at(it.person, it.place))
            .collect();
        for link in &links {
            if !people.iter().any(|it| it.pseudonym == link.person) {
                people.push(Person::new(&*link.person));
            }
        }
        people.sort();
        let bystanders: Vec<HiddenBystander> = facts::list(db, digest, BYSTANDERS)?;

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
            bystanders: bystanders
                .into_iter()
                .map(|it| Bystander {
                    place: it.place,
                    hidden: false,
                })
                .collect(),
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
            approvals: approvals::approvals(db, digest)?,
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
