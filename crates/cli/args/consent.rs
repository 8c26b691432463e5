//! The words for records of written consent.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use jiff::civil::Date;
use safelight_consent::{
    AgeBand, Capacity, Condition, Covers, Effect, NewRecord, Signer, Status, Use, UseRow,
};
use uuid::Uuid;

#[derive(Debug, Subcommand)]
pub(crate) enum Consent {
    /// Enter a record with its signed form.
    Add(Box<Add>),
    /// Correct or finish a record: what is given takes the place of what it said. The version before stays as it was.
    Change(Box<Change>),
    /// List the records.
    List,
    /// Show one record.
    Show {
        /// The record's id.
        id: Uuid,
    },
    /// Check that every signed form is there and unchanged.
    Verify,
    /// Say where a record stands from now on: draft, active, refused, superseded or entered-in-error. The version before stays
    /// as it was.
    Status {
        /// The record's id.
        id: Uuid,
        /// Where it stands.
        status: Status,
    },
    /// List every version of a record: what each changed, and when it was entered.
    Versions {
        /// The record's id.
        id: Uuid,
    },
    /// Withdraw a consent, or some of its uses; lists the copies that were made under it.
    Withdraw {
        /// The record's id.
        id: Uuid,
        /// Who withdraws it.
        #[arg(long)]
        by: String,
        /// How: by letter, by telephone.
        #[arg(long)]
        how: String,
        /// Who takes it down.
        #[arg(long, value_name = "NAME")]
        recorded_by: Option<String>,
        /// The day they told you, if not today. It holds from now on, whatever the day.
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        /// Only this use, with every wider audience: PURPOSE:AUDIENCE or PURPOSE:AUDIENCE:OUTLET. May be given several
        /// times. Without it everything is withdrawn.
        #[arg(long = "use", value_name = "USE")]
        uses: Vec<Use>,
    },
    /// Print a record as a FHIR R4 Consent.
    Fhir(Fhir),
    /// Enter a record from a FHIR R4 Consent: a draft, unless it is complete and brings its signed form.
    Import(Import),
}

#[derive(Debug, Arguments)]
pub(crate) struct Fhir {
    /// The record's id.
    pub(crate) id: Uuid,
    /// Put the signed form in.
    #[arg(long)]
    pub(crate) with_form: bool,
    /// Put in who the people are: the name, the date of birth, who signed, interpreted, witnessed or withdrew.
    #[arg(long)]
    pub(crate) with_name: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Import {
    /// The file with the JSON.
    pub(crate) file: PathBuf,
    /// The pseudonym of the person in this register.
    #[arg(long, value_name = "PSEUDONYM")]
    pub(crate) person: Option<String>,
}

#[derive(Debug, Arguments)]
pub(crate) struct Add {
    /// The pseudonym the person goes by.
    #[arg(long)]
    pub(crate) person: String,
    #[command(flatten)]
    pub(crate) fields: Fields,
}

#[derive(Debug, Arguments)]
pub(crate) struct Change {
    /// The record's id.
    pub(crate) id: Uuid,
    #[command(flatten)]
    pub(crate) fields: Fields,
    /// The person does not object any more, or never did.
    #[arg(long, conflicts_with = "objection")]
    pub(crate) no_objection: bool,
    /// A field that is to say nothing, by its name in the record, such as valid_until.
    #[arg(long, value_name = "FIELD")]
    pub(crate) clear: Vec<String>,
}

/// The fields of a record.
#[derive(Debug, Arguments)]
pub(crate) struct Fields {
    /// Their name, if it is kept; it leaves the register only by `consent fhir --with-name`.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Where it stands: active, or a draft, or refused. A new record is active unless it is said otherwise.
    #[arg(long)]
    pub(crate) status: Option<Status>,
    /// The signed form: a PDF, JPEG, PNG or HEIC.
    #[arg(long)]
    pub(crate) form: Option<PathBuf>,
    /// The date on the form.
    #[arg(long, value_name = "DATE")]
    pub(crate) signed_on: Option<Date>,
    /// Who signed: self, parent, …
    #[arg(long, value_name = "ROLE")]
    pub(crate) signer: Option<Signer>,
    /// Who signed, where that is not the person.
    #[arg(long, value_name = "NAME")]
    pub(crate) signed_by: Option<String>,
    /// A use they said yes to: PURPOSE:AUDIENCE or PURPOSE:AUDIENCE:OUTLET. Behind it may stand `;until=DATE` and
    /// `;copies=NUMBER`.
    #[arg(long, value_name = "USE")]
    pub(crate) permit: Vec<UseRow>,
    /// A use they said no to.
    #[arg(long, value_name = "USE")]
    pub(crate) deny: Vec<Use>,
    /// `photos`, or `session:FROM..TO`. A new record covers the photos that are linked to it unless it is said otherwise.
    #[arg(long, value_name = "WHAT")]
    pub(crate) covers: Option<Covers>,
    /// What else they asked for: obscure-face, obscure-mark:NAME, no-name, no-place, show-me-first, one-time,
    /// no-commercial.
    #[arg(long, value_name = "CONDITION")]
    pub(crate) condition: Vec<Condition>,
    /// The last day it holds.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// The last day before it has to be gone through again.
    #[arg(long, value_name = "DATE")]
    pub(crate) review_on: Option<Date>,
    /// The data-protection basis, which is another thing than this permission.
    #[arg(long, value_name = "TEXT")]
    pub(crate) lawful_basis: Option<String>,
    /// Language of the form and the talk.
    #[arg(long, value_name = "LANGUAGE")]
    pub(crate) language: Option<String>,
    /// Who interpreted.
    #[arg(long, value_name = "NAME")]
    pub(crate) interpreter: Option<String>,
    /// Who witnessed.
    #[arg(long, value_name = "NAME")]
    pub(crate) witness: Option<String>,
    /// Where the paper original is held.
    #[arg(long, value_name = "PLACE")]
    pub(crate) original_held: Option<String>,
    /// The version of the form's wording.
    #[arg(long, value_name = "VERSION")]
    pub(crate) form_version: Option<String>,
    /// The person's date of birth.
    #[arg(long, value_name = "DATE")]
    pub(crate) born: Option<Date>,
    /// How old the person was when it was signed, where the date of birth is not kept: under-5, 5-9, 10-12, 13-15, 16-17
    /// or 18-or-over.
    #[arg(long, value_name = "BAND", conflicts_with = "born")]
    pub(crate) age_band: Option<AgeBand>,
    /// The day the person died.
    #[arg(long, value_name = "DATE")]
    pub(crate) died: Option<Date>,
    /// How a person under 16 was found competent to sign.
    #[arg(long, value_name = "TEXT")]
    pub(crate) competence: Option<String>,
    /// Whether the person can decide this: has or lacks.
    #[arg(long)]
    pub(crate) capacity: Option<Capacity>,
    /// Why the picture is in the interests of a person without capacity.
    #[arg(long, value_name = "TEXT")]
    pub(crate) best_interests: Option<String>,
    /// The authority of an attorney, deputy or guardian was seen and is on file.
    #[arg(long)]
    pub(crate) authority_on_file: bool,
    /// The person objected, whoever signed.
    #[arg(long)]
    pub(crate) objection: bool,
}

impl Fields {
    /// Puts what was given into the terms of a record, and leaves the rest as it is.
    pub(crate) fn put_into(&self, terms: &mut NewRecord) {
        fn set<T: Clone>(field: &mut Option<T>, given: &Option<T>) {
            if given.is_some() {
                field.clone_from(given);
            }
        }
        if let Some(status) = self.status {
            terms.status = status;
        }
        if let Some(covers) = self.covers {
            terms.covers = covers;
        }
        set(&mut terms.name, &self.name);
        set(&mut terms.signed_on, &self.signed_on);
        set(&mut terms.signer, &self.signer);
        set(&mut terms.signed_by, &self.signed_by);
        set(&mut terms.valid_until, &self.until);
        set(&mut terms.review_on, &self.review_on);
        set(&mut terms.lawful_basis, &self.lawful_basis);
        set(&mut terms.language, &self.language);
        set(&mut terms.interpreter, &self.interpreter);
        set(&mut terms.witness, &self.witness);
        set(&mut terms.original_held, &self.original_held);
        set(&mut terms.form_version, &self.form_version);
        set(&mut terms.date_of_birth, &self.born);
        set(&mut terms.age_band, &self.age_band);
        set(&mut terms.died_on, &self.died);
        set(&mut terms.competence_note, &self.competence);
        set(&mut terms.capacity, &self.capacity);
        set(&mut terms.best_interests_note, &self.best_interests);
        terms.authority_on_file |= self.authority_on_file;
        terms.objection |= self.objection;
        for (effect, given) in [
            (Effect::Permit, self.permit.clone()),
            (
                Effect::Deny,
                self.deny.iter().cloned().map(UseRow::deny).collect(),
            ),
        ] {
            if !given.is_empty() {
                terms.uses.retain(|row| row.effect != effect);
                terms.uses.extend(given);
            }
        }
        if !self.condition.is_empty() {
            terms.conditions.clone_from(&self.condition);
        }
    }
}
