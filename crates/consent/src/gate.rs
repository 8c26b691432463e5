//! The gate: may this photo be copied for this use, today?
//!
//! Deny by default: what is not known is refused. All refusals are given at once and nothing
//! overrides them; the way out is a record, a mark or another use.

use jiff::civil::Date;
use uuid::Uuid;

use crate::digest::PhotoDigest;
use crate::photo::{HeldRecord, Person, Photo};
use crate::record::Status;
use crate::refusal::{Refusal, Refusals};
use crate::rules::{About, Case, Check, Fill, RULES, Rule, RuleId};
use crate::usage::Use;

/// Asks every rule of [`RULES`].
///
/// Consent binds to people: a photo of *n* people needs *n* listed people, each with one linked
/// record that meets every rule asked of a linked record. A person with several linked records is
/// cleared by one good one, but any record of theirs that is still current, linked to this photo
/// or not, can speak against: an objection, a *no* to this use, a refusal or a withdrawal wins
/// over every permission. `records` holds the newest version of every record of the people listed.
///
/// Pure: the same arguments give the same answer, and neither the order of `people` nor that of
/// `records` matters.
///
/// # Errors
/// [`Refusals`], in the order of the table.
pub fn decide(
    photo: &Photo,
    people: &[Person],
    records: &[HeldRecord],
    requested: Option<&Use>,
    today: Date,
) -> Result<Clearance, Refusals> {
    let case = Case::new(photo, people, records, requested, today);
    let covering: Vec<Option<&HeldRecord>> = case
        .people
        .iter()
        .map(|person| covering_record(&case, person))
        .collect();

    let mut refusals = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::Photo(check) => {
                refusals.extend(check(&case).map(|fill| refusal(&case, rule, None, None, &fill)));
            }
            Check::Person(check) => {
                refusals.extend(case.people.iter().filter_map(|person| {
                    check(&case, person).map(|fill| refusal(&case, rule, Some(person), None, &fill))
                }));
            }
            Check::Against(check) => {
                for person in &case.people {
                    refusals.extend(case.current(person).filter_map(|held| {
                        check(&case, held).map(|fill| refusal(&case, rule, Some(person), Some(held), &fill))
                    }));
                }
            }
            Check::Linked(check) => {
                let uncovered = case.people.iter().zip(&covering);
                for (person, _) in uncovered.filter(|(_, record)| record.is_none()) {
                    // A refused or withdrawn record has said no already, and says no more.
                    let asked = case.linked(person).filter(|held| !said_no(held));
                    refusals.extend(asked.filter_map(|held| {
                        check(&case, held).map(|fill| refusal(&case, rule, Some(person), Some(held), &fill))
                    }));
                }
            }
        }
    }

    let covering: Option<Vec<&HeldRecord>> = covering.into_iter().collect();
    match (requested, covering) {
        (Some(usage), Some(covering)) if refusals.is_empty() => Ok(Clearance {
            photo: photo.digest,
            usage: usage.clone(),
            today,
            people: case.people.iter().map(|it| it.pseudonym.clone()).collect(),
            records: covering
                .iter()
                .map(|held| (held.record.id, held.record.version))
                .collect(),
            rules: asked(),
        }),
        _ => Err(Refusals(refusals)),
    }
}

/// The linked record that meets every rule; of several, the one signed last. One that says no covers nobody, whatever
/// else is good about it: it must not stand before what is wrong with the others.
fn covering_record<'a>(case: &Case<'a>, person: &Person) -> Option<&'a HeldRecord> {
    case.linked(person)
        .filter(|held| !said_no(held) && case.fits(held))
        .max_by_key(|held| (held.record.terms.signed_on, held.record.id))
}

const fn said_no(held: &HeldRecord) -> bool {
    matches!(held.record.status(), Status::Refused | Status::Withdrawn)
}

fn refusal(
    case: &Case,
    rule: &Rule,
    person: Option<&Person>,
    held: Option<&HeldRecord>,
    fill: &Fill,
) -> Refusal {
    let about = About { case, person, held };
    let person = person.map(|it| it.pseudonym.clone());
    Refusal {
        id: rule.id,
        sentence: rule.filled(fill, person.as_deref()),
        remedy: rule.remedy.to_owned(),
        remedies: rule.mends.iter().filter_map(|mend| mend(&about)).collect(),
        quote: rule.quote,
        source: rule.source,
        person,
        record: held.map(|it| it.record.id),
    }
}

/// Each rule once: some have more than one row in the table.
fn asked() -> Vec<RuleId> {
    let mut rules: Vec<RuleId> = RULES.iter().map(|rule| rule.id).collect();
    rules.dedup();
    rules
}

/// Permission to write one copy of one photo for one use. Only [`decide`](crate::decide) makes one.
///
/// It cannot be built by hand:
/// ```compile_fail,E0451
/// use safelight_consent::{Clearance, PhotoDigest};
/// fn forge(usage: safelight_consent::Use, today: jiff::civil::Date) -> Clearance {
///     Clearance {
///         photo: PhotoDigest::of(b""),
///         usage,
///         today,
///         people: Vec::new(),
///         records: Vec::new(),
///         rules: Vec::new(),
///     }
/// }
/// ```
/// nor copied, so that one permission writes one file:
/// ```compile_fail,E0599
/// fn twice(one: safelight_consent::Clearance) -> [safelight_consent::Clearance; 2] {
///     [one.clone(), one]
/// }
/// ```
/// nor read back from text:
/// ```compile_fail,E0277
/// let forged: safelight_consent::Clearance = serde_json::from_str("{}").unwrap();
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Clearance {
    photo: PhotoDigest,
    usage: Use,
    today: Date,
    people: Vec<String>,
    records: Vec<(Uuid, u32)>,
    rules: Vec<RuleId>,
}

impl Clearance {
    /// The source photo it is for.
    pub const fn photo(&self) -> PhotoDigest {
        self.photo
    }

    /// The use it is for.
    pub const fn usage(&self) -> &Use {
        &self.usage
    }

    /// The day it was given.
    pub const fn today(&self) -> Date {
        self.today
    }

    /// The pseudonyms of the people in the photo, sorted.
    pub fn people(&self) -> &[String] {
        &self.people
    }

    /// The record and version that cover each person, in the order of [`Self::people`].
    pub fn records(&self) -> &[(Uuid, u32)] {
        &self.records
    }

    /// The rules that were asked, in the order of the table.
    pub fn rules(&self) -> &[RuleId] {
        &self.rules
    }
}
