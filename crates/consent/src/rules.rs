//! The gate's rules: one table gives the ids, the sentences, the remedies, the checks and the docs.

mod mend;
mod naming;
mod paper;
mod people;
mod signing;
mod table;
mod uses;
mod withdrawals;

use jiff::civil::Date;
use serde::Serialize;

use crate::photo::{FaceCover, HeldRecord, Person, Photo};
use crate::record::Signer;
use crate::remedy::Remedy;
use crate::usage::Use;

pub use table::RULES;

/// The number of a rule, which scripts and the ledger may rely on.
#[expect(missing_docs, reason = "RULES says what each refuses")]
#[rustfmt::skip]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum RuleId {
    G01, G02, G03, G04, G05, G06, G07, G08, G09, G10, G11, G12, G13, G14, G15, G16, G17, G18, G19,
    G20, G21, G22, G23, G24, G25, G26, G27, G28, G29,
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self, f)
    }
}

/// A row of the table. A rule whose sentence differs from case to case has several rows.
pub struct Rule {
    /// The rule's number.
    pub id: RuleId,
    /// When it refuses.
    pub when: &'static str,
    /// What it then says; `{…}` is filled in.
    pub sentence: &'static str,
    /// The step that mends it.
    pub remedy: &'static str,
    /// A few words of the guidance it comes from, as they stand there.
    pub quote: &'static str,
    /// Whose words they are.
    pub source: &'static str,
    pub(crate) check: Check,
    /// What a program can do about it, the likeliest way out first.
    pub(crate) mends: &'static [Mend],
}

/// Says how this very refusal can be mended; `None` where that way is not open.
pub(crate) type Mend = fn(&About) -> Option<Remedy>;

/// What a refusal is about.
pub(crate) struct About<'a> {
    pub(crate) case: &'a Case<'a>,
    pub(crate) person: Option<&'a Person>,
    pub(crate) held: Option<&'a HeldRecord>,
}

/// What a rule looks at. A check answers `Some` to refuse, with what its sentence needs.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// The photo and the request.
    Photo(fn(&Case) -> Option<Fill>),
    /// Each person listed.
    Person(fn(&Case, &Person) -> Option<Fill>),
    /// Each current record of each person, linked or not: one is enough to refuse.
    Against(fn(&Case, &HeldRecord) -> Option<Fill>),
    /// Each record linked to the photo: a person needs one that meets all of these.
    Linked(fn(&Case, &HeldRecord) -> Option<Fill>),
}

/// The values of a sentence's `{…}`.
pub(crate) type Fill = Vec<(&'static str, String)>;

/// Refuses, with nothing to fill in, when `it` holds.
fn when(it: bool) -> Option<Fill> {
    it.then(Vec::new)
}

impl Rule {
    /// The sentence with its values, which may be what it begins with.
    pub(crate) fn filled(&self, fill: &Fill, person: Option<&str>) -> String {
        let mut text = String::new();
        let mut rest = self.sentence;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = fill.iter().find(|(key, _)| *key == name);
            text.push_str(before);
            text.push_str(match (value, person) {
                (Some((_, value)), _) => value,
                (None, Some(person)) if name == "person" => person,
                (None, _) => "…",
            });
            rest = after;
        }
        text.push_str(rest);
        match text.split_at_checked(1) {
            Some((first, rest)) => first.to_uppercase() + rest,
            None => text,
        }
    }
}

/// All that is known when the gate is asked.
pub(crate) struct Case<'a> {
    pub(crate) photo: &'a Photo,
    /// Sorted, each once.
    pub(crate) people: Vec<Person>,
    /// Sorted by id and version.
    records: Vec<&'a HeldRecord>,
    pub(crate) requested: Option<&'a Use>,
    pub(crate) today: Date,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        photo: &'a Photo,
        people: &[Person],
        records: &'a [HeldRecord],
        requested: Option<&'a Use>,
        today: Date,
    ) -> Self {
        let mut people = people.to_vec();
        people.sort();
        people.dedup();
        let mut records: Vec<&HeldRecord> = records.iter().collect();
        records.sort_by_key(|held| (held.record.id, held.record.version));
        Self {
            photo,
            people,
            records,
            requested,
            today,
        }
    }

    /// The records of one person and nobody else.
    fn held_by(&self, person: &str) -> impl Iterator<Item = &'a HeldRecord> {
        self.records
            .iter()
            .copied()
            .filter(move |held| held.record.terms.person == person)
    }

    pub(crate) fn current(&self, person: &Person) -> impl Iterator<Item = &'a HeldRecord> {
        self.held_by(&person.pseudonym)
            .filter(|held| held.record.is_current())
    }

    /// The records that may clear: linked to the photo, and not overtaken by a withdrawal and a new signature.
    pub(crate) fn linked(&self, person: &Person) -> impl Iterator<Item = &'a HeldRecord> {
        self.held_by(&person.pseudonym)
            .filter(|held| held.linked && !withdrawals::is_overtaken(self, held))
    }

    /// Whether a record meets every rule that is asked of a linked one.
    pub(crate) fn fits(&self, held: &HeldRecord) -> bool {
        RULES.iter().all(|rule| match rule.check {
            Check::Linked(check) => check(self, held).is_none(),
            Check::Photo(_) | Check::Person(_) | Check::Against(_) => true,
        })
    }

    /// Whether no face is left open that may be this person's: those at their place, or all where no place is known.
    fn face_hidden(&self, person: &str) -> bool {
        self.people
            .iter()
            .filter(|it| it.pseudonym == person)
            .all(|it| it.face_cover.unwrap_or(self.photo.face_cover) == FaceCover::Covered)
    }

    /// The date of death any current record gives for the person `held` is about.
    fn died_on(&self, held: &HeldRecord) -> Option<Date> {
        self.held_by(&held.record.terms.person)
            .filter(|it| it.record.is_current())
            .filter_map(|it| it.record.terms.died_on)
            .min()
    }
}

/// Text that says something.
fn given(text: Option<&str>) -> bool {
    text.is_some_and(|it| !it.trim().is_empty())
}

fn role(signer: Option<Signer>) -> &'static str {
    signer.map_or("nobody", Signer::label)
}

/// The table as Markdown, for the guide.
pub fn rules_as_markdown() -> String {
    let mut text = String::from(
        "| id | refuses when | says | remedy | why, in the words of | |\n|---|---|---|---|---|---|\n",
    );
    for rule in RULES {
        text.push_str(&format!(
            "| {} | {} | {} | {} | “{}” | {} |\n",
            rule.id, rule.when, rule.sentence, rule.remedy, rule.quote, rule.source
        ));
    }
    text
}
