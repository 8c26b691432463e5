//! What a row of the ledger says of people's own statements about a photo.

use jiff::Timestamp;
use jiff::civil::Date;
use safelight_consent::{HiddenBystander, Listed, NoPerson, Register};
use safelight_redact::find::Kind;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::suggestions::found;
use crate::verified::Verified;

/// What people said about a photo and did with what was found in it, when its copy was made. Rows of older programs have
/// none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Declared {
    /// How many people it was said to show.
    pub people: Option<u32>,
    /// Who was listed, with their places.
    pub listed: Vec<Listed>,
    /// Who was declared to be a hidden bystander.
    pub bystanders: Vec<HiddenBystander>,
    /// Who declared that nobody is in it, and why.
    pub no_person: Option<NoPerson>,
    /// The day it was said to be taken.
    pub taken_on: Option<Date>,
    /// What became of the faces found, if anything had looked.
    pub faces: Option<LookedAt>,
    /// Who was shown this very copy and agreed.
    pub shown_to: Vec<ShownTo>,
}

/// How many faces were found, and how many of them somebody said are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookedAt {
    /// How many were found.
    pub found: usize,
    /// How many of these were dismissed.
    pub dismissed: usize,
}

/// A person who saw the copy before it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownTo {
    /// Their pseudonym.
    pub person: String,
    /// Who showed it to them.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl Declared {
    pub(crate) fn read(register: &Register, copy: &Verified) -> Result<Self, Failure> {
        let photo = copy.digest();
        let faces = found(register, photo)?.map(|found| {
            let faces = found.iter().filter(|it| it.suggestion.kind == Kind::Face);
            LookedAt {
                found: faces.clone().count(),
                dismissed: faces.filter(|it| it.dismissed).count(),
            }
        });
        let approvals = register.approvals(photo)?.into_iter();
        let agreed = approvals.filter(|it| it.agreed && it.output == copy.output_digest());
        Ok(Self {
            people: register.people(photo)?,
            listed: register.listed(photo)?,
            bystanders: register.bystanders(photo)?,
            no_person: register.no_person(photo)?,
            taken_on: register.taken_on(photo)?,
            faces,
            shown_to: agreed
                .map(|it| ShownTo {
                    person: it.person,
                    by: it.by,
                    at: it.at,
                })
                .collect(),
        })
    }
}
