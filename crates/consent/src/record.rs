//! One record: one person, one signed form, any number of uses.
//!
//! Sources: GMC, *Making and using visual and audio recordings of patients* and *0–18 years*;
//! Mental Capacity Act 2005; HL7 FHIR R4 `Consent`; UK GDPR, Article 7(3).

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::form::FormRef;
use crate::limit::{Condition, Covers};
use crate::term::terms;
use crate::usage::{Effect, Use, UseRow};

terms! {
    /// In what role the form was signed.
    Signer, "signer" {
        Myself = "self", "the person, 16 or over and with capacity";
        CompetentMinor = "competent-minor", "the person, under 16 and found competent";
        Parent = "parent", "someone with parental responsibility";
        Attorney = "attorney", "an attorney";
        Deputy = "deputy", "a deputy";
        Guardian = "guardian", "a guardian";
        PersonalRepresentative = "personal-representative", "the personal representative of someone who died";
        Relative = "relative", "a relative";
    }
}

terms! {
    /// Where a record stands. *Expired* is not among them: it is worked out from the dates.
    Status, "status" {
        Draft = "draft", "a draft";
        Active = "active", "active";
        Refused = "refused", "refused";
        Withdrawn = "withdrawn", "withdrawn";
        Superseded = "superseded", "superseded";
        EnteredInError = "entered-in-error", "entered in error";
    }
}

terms! {
    /// Whether the person could decide this for themselves.
    Capacity, "capacity" {
        Has = "has", "has capacity";
        Lacks = "lacks", "lacks capacity";
    }
}

terms! {
    /// How old the person was on the day of the form, where no date of birth is kept.
    AgeBand, "age band" {
        Under5 = "under-5", "under 5";
        From5To9 = "5-9", "5 to 9";
        From10To12 = "10-12", "10 to 12";
        From13To15 = "13-15", "13 to 15";
        From16To17 = "16-17", "16 or 17";
        Adult = "18-or-over", "18 or over";
    }
}

impl AgeBand {
    /// The least and the greatest age it stands for, in whole years; the oldest band has no greatest.
    pub const fn years(self) -> (u8, Option<u8>) {
        match self {
            Self::Under5 => (0, Some(4)),
            Self::From5To9 => (5, Some(9)),
            Self::From10To12 => (10, Some(12)),
            Self::From13To15 => (13, Some(15)),
            Self::From16To17 => (16, Some(17)),
            Self::Adult => (18, None),
        }
    }
}

/// The fields of a record that a person fills in.
///
/// Anything may be left out while a record is made; the gate refuses what it needs and does not
/// find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRecord {
    /// The pseudonym the person goes by in this register.
    pub person: String,
    /// Their name, if it is kept at all. It leaves the register only in a FHIR document, where asked for.
    pub name: Option<String>,
    /// Draft, active or refused for a new record.
    pub status: Status,
    /// The date on the form.
    pub signed_on: Option<Date>,
    /// In what role it was signed.
    pub signer: Option<Signer>,
    /// Who signed, where that is not the person.
    pub signed_by: Option<String>,
    /// How a person under 16 was found competent to sign.
    pub competence_note: Option<String>,
    /// Whether an attorney's, deputy's or guardian's authority was seen and is on file.
    #[serde(default)]
    pub authority_on_file: bool,
    /// Whether the person could decide this for themselves, if that was assessed.
    pub capacity: Option<Capacity>,
    /// Why the picture is in the interests of a person without capacity.
    pub best_interests_note: Option<String>,
    /// Date of birth. Needed where a parent signs, whose consent lapses at 16.
    pub date_of_birth: Option<Date>,
    /// How old they were on the day of the form, where the date of birth is not kept.
    #[serde(default)]
    pub age_band: Option<AgeBand>,
    /// Date of death.
    pub died_on: Option<Date>,
    /// Whether the person objected. It blocks, whoever signed.
    #[serde(default)]
    pub objection: bool,
    /// Language of the form and the talk.
    pub language: Option<String>,
    /// Who interpreted.
    pub interpreter: Option<String>,
    /// Who witnessed.
    pub witness: Option<String>,
    /// The version of the form's wording.
    pub form_version: Option<String>,
    /// Where the paper original is held.
    pub original_held: Option<String>,
    /// Which photos.
    #[serde(default)]
    pub covers: Covers,
    /// What they said yes and no to.
    #[serde(default)]
    pub uses: Vec<UseRow>,
    /// What else they asked for.
    #[serde(default)]
    pub conditions: Vec<Condition>,
    /// The last day the record permits anything.
    pub valid_until: Option<Date>,
    /// The last day before the record has to be gone through again.
    pub review_on: Option<Date>,
    /// The data-protection basis, which is another thing than this permission.
    pub lawful_basis: Option<String>,
}

impl NewRecord {
    /// An active record with nothing filled in but the person.
    pub fn of(person: impl Into<String>) -> Self {
        Self {
            person: person.into(),
            name: None,
            status: Status::Active,
            signed_on: None,
            signer: None,
            signed_by: None,
            competence_note: None,
            authority_on_file: false,
            capacity: None,
            best_interests_note: None,
            date_of_birth: None,
            age_band: None,
            died_on: None,
            objection: false,
            language: None,
            interpreter: None,
            witness: None,
            form_version: None,
            original_held: None,
            covers: Covers::Photos,
            uses: Vec::new(),
            conditions: Vec::new(),
            valid_until: None,
            review_on: None,
            lawful_basis: None,
        }
    }

    pub(crate) fn rows(&self, effect: Effect) -> impl Iterator<Item = &UseRow> {
        self.uses.iter().filter(move |row| row.effect == effect)
    }
}

/// A version of a record, as the register keeps it. Serialised flat: the fields of
/// [`NewRecord`] stand beside the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The record; the same for all its versions.
    pub id: Uuid,
    /// 1 for the first.
    pub version: u32,
    /// The version this one replaces.
    pub supersedes: Option<u32>,
    /// When the terms were entered. A withdrawal has its own time and leaves this one.
    pub entered_at: Timestamp,
    /// The signed form.
    pub form: Option<FormRef>,
    /// What was withdrawn, oldest first.
    pub withdrawals: Vec<Withdrawal>,
    /// What the person agreed to.
    #[serde(flatten)]
    pub terms: NewRecord,
}

impl Record {
    /// Where the record stands. A version that is not the newest is superseded.
    pub const fn status(&self) -> Status {
        self.terms.status
    }

    /// When this version was entered: a withdrawal has its own time and leaves the one of the terms.
    pub fn told_at(&self) -> Timestamp {
        let withdrawn = self.withdrawals.last().map(|it| it.entered_at);
        withdrawn.map_or(self.entered_at, |told| told.max(self.entered_at))
    }

    /// The last day on which it permits anything, as far as it says itself: its own, the day it has to be gone through
    /// again, the last day of the last use that it permits, or the one before the person whose parent signed is 16.
    pub fn last_day(&self) -> Option<Date> {
        let terms = &self.terms;
        let every: Option<Vec<Date>> = terms.rows(Effect::Permit).map(|row| row.until).collect();
        let last_use = every.and_then(|days| days.into_iter().max());
        let child = (terms.signer == Some(Signer::Parent))
            .then_some(terms.date_of_birth)
            .flatten()
            .and_then(|born| sixteenth_birthday(born)?.yesterday().ok());
        [terms.valid_until, terms.review_on, last_use, child]
            .into_iter()
            .flatten()
            .min()
    }

    /// The day the record as a whole ended, if `today` is after it.
    pub fn expired_on(&self, today: Date) -> Option<Date> {
        [self.terms.valid_until, self.terms.review_on]
            .into_iter()
            .flatten()
            .filter(|last| *last < today)
            .min()
    }

    /// Whether it still says something about the person: neither replaced nor an error.
    pub const fn is_current(&self) -> bool {
        !matches!(self.status(), Status::Superseded | Status::EnteredInError)
    }
}

/// The day on which someone is 16; none past the calendar's end.
pub(crate) fn sixteenth_birthday(born: Date) -> Option<Date> {
    born.checked_add(16.years()).ok()
}

/// A withdrawal. It looks forward: no new copies from now on, whatever was made before.
///
/// Source: UK GDPR, Article 7(3): as easy to withdraw as to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The day the person withdrew.
    pub on: Date,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// Who withdrew.
    pub by: String,
    /// By letter, by telephone, in person.
    pub how: String,
    /// Who took it down.
    #[serde(default)]
    pub recorded_by: Option<String>,
    /// What was withdrawn.
    pub what: Withdrawn,
}

/// A withdrawal to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWithdrawal {
    /// The day the person withdrew.
    pub on: Date,
    /// Who withdrew.
    pub by: String,
    /// By letter, by telephone, in person.
    pub how: String,
    /// Who takes it down.
    pub recorded_by: Option<String>,
    /// What is withdrawn.
    pub what: Withdrawn,
}

impl NewWithdrawal {
    /// A withdrawal of the whole record.
    pub fn of_everything(on: Date, by: impl Into<String>, how: impl Into<String>) -> Self {
        Self {
            on,
            by: by.into(),
            how: how.into(),
            recorded_by: None,
            what: Withdrawn::Everything,
        }
    }
}

/// What a withdrawal withdraws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Withdrawn {
    /// The whole record.
    Everything,
    /// Some uses: each with its audience and every wider one.
    Uses(Vec<Use>),
}
