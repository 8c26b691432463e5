//! Who is said to be in a photo, and where in it. Each list is a row of its own; the newest holds.

use std::num::NonZeroU32;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Register, RegisterError, facts};
use crate::digest::PhotoDigest;

pub(super) const LISTED: &str = "listed";
pub(super) const BYSTANDERS: &str = "bystanders";

/// A rectangle in a photo, in displayed pixels: origin top left, orientation applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Its first column.
    pub x: u32,
    /// Its first row.
    pub y: u32,
    /// Its columns.
    pub width: NonZeroU32,
    /// Its rows.
    pub height: NonZeroU32,
}

/// Someone said to be in a photo, whether or not a record of theirs is linked to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// The pseudonym, as in a record's [`person`](crate::NewRecord::person).
    pub person: String,
    /// Where in the photo they are, if somebody said.
    pub place: Option<Place>,
    /// When it was said.
    pub at: Timestamp,
}

/// Someone's declaration that a person in a photo is a bystander, who is hidden in every copy.
///
/// Source: ICO, *Photographs and consent*: whoever can be recognised counts, in the background too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenBystander {
    /// Where in the photo they are.
    pub place: Place,
    /// Who declares it.
    pub by: String,
    /// Why they are a bystander, if somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was declared.
    pub at: Timestamp,
}

impl Register {
    /// Lists a person as being in a photo, in place of what was said of them before.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] without a pseudonym.
    pub fn list_person(&mut self, photo: PhotoDigest, listed: Listed) -> Result<(), RegisterError> {
        if listed.person.trim().is_empty() {
            return Err(RegisterError::Unfit("a person is listed by a pseudonym"));
        }
        self.write(|db| {
            let mut all: Vec<Listed> = facts::list(db, photo, LISTED)?;
            match all.iter_mut().find(|it| it.person == listed.person) {
                Some(known) => *known = listed,
                None => all.push(listed),
            }
            facts::state(db, photo, LISTED, &Some(all))
        })
    }

    /// Takes a person off a photo's list. Whether they were on it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn unlist_person(&mut self, photo: PhotoDigest, person: &str) -> Result<bool, RegisterError> {
        self.write(|db| {
            let mut all: Vec<Listed> = facts::list(db, photo, LISTED)?;
            let before = all.len();
            all.retain(|it| it.person != person);
            let was = all.len() < before;
            if was {
                facts::state(db, photo, LISTED, &Some(all))?;
            }
            Ok(was)
        })
    }

    /// Everyone listed as being in a photo, in the order in which they were first listed.
    ///
    /// # Errors
    /// Those of the database.
    pub fn listed(&self, photo: PhotoDigest) -> Result<Vec<Listed>, RegisterError> {
        facts::list(&self.connection, photo, LISTED)
    }

    /// Declares a bystander, in place of one declared at the same place before.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`] without a name.
    pub fn declare_bystander(
        &mut self,
        photo: PhotoDigest,
        bystander: HiddenBystander,
    ) -> Result<(), RegisterError> {
        if bystander.by.trim().is_empty() {
            return Err(RegisterError::Unfit("a declaration needs a name"));
        }
        self.write(|db| {
            let mut all: Vec<HiddenBystander> = facts::list(db, photo, BYSTANDERS)?;
            all.retain(|it| it.place != bystander.place);
            all.push(bystander);
            facts::state(db, photo, BYSTANDERS, &Some(all))
        })
    }

    /// Takes back the declaration of the bystander at a place. Whether there was one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn take_back_bystander(&mut self, photo: PhotoDigest, place: Place) -> Result<bool, RegisterError> {
        self.write(|db| {
            let mut all: Vec<HiddenBystander> = facts::list(db, photo, BYSTANDERS)?;
            let before = all.len();
            all.retain(|it| it.place != place);
            let was = all.len() < before;
            if was {
                facts::state(db, photo, BYSTANDERS, &Some(all))?;
            }
            Ok(was)
        })
    }

    /// The bystanders declared in a photo, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn bystanders(&self, photo: PhotoDigest) -> Result<Vec<HiddenBystander>, RegisterError> {
        facts::list(&self.connection, photo, BYSTANDERS)
    }
}
