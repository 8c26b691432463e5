//! A record as an HL7 FHIR R4 `Consent`, and back.
//!
//! Source: HL7 FHIR R4 (v4.0.1), Consent, Datatypes and Extensibility. What no element of FHIR says is an extension
//! under `urn:safelight:fhir:`; what limits a permission is a *modifier* extension, which a reader that does not know it
//! must not pass over (Extensibility, "Modifier Extensions").
//!
//! Reading denies by default: a yes that is not understood to its last member is left out, a no that is not understood
//! is a no to everything, and a record of which anything was left out is a draft.

mod json;
mod read;
mod said;
mod write;

use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::digest::PhotoDigest;
use crate::form::{FormFile, FormRef};
use crate::record::{NewRecord, Signer, Status, Withdrawal, Withdrawn};
use crate::usage::{Effect, Purpose};

pub use read::from_fhir;
pub use write::to_fhir;

/// The longest document that is read, in bytes (96 MiB): the largest form in Base64, and room for the rest.
pub const FHIR_LIMIT: usize = 96 << 20;

/// What a document may hold besides the record's terms.
#[derive(Debug, Clone, Copy, Default)]
pub struct Include<'a> {
    /// Whatever tells who the people are: the name, the date of birth, and who signed, interpreted, witnessed, withdrew.
    pub names: bool,
    /// The signed form's bytes, if they are to go along.
    pub form: Option<&'a FormFile>,
}

/// A `Consent`, as far as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// What was understood. The person is blank where the document has no pseudonym of Safelight's.
    pub terms: NewRecord,
    /// The record it was where it comes from.
    pub id: Option<Uuid>,
    /// Its version there.
    pub version: Option<u32>,
    /// The version it replaced there.
    pub supersedes: Option<u32>,
    /// When it was entered there.
    pub entered_at: Option<Timestamp>,
    /// The signed form it names.
    pub form: Option<FormRef>,
    /// The signed form it brings, which is the one it names.
    pub form_file: Option<FormFile>,
    /// The photos it names.
    pub photos: Vec<PhotoDigest>,
    /// What was withdrawn, oldest first. To be withdrawn again wherever the record is entered.
    pub withdrawals: Vec<Withdrawal>,
    /// What was not understood, or is not kept: the first thousand.
    pub left_out: Vec<LeftOut>,
}

impl Received {
    /// The record to enter. It is active only if it was, brings its signed form, and is complete and understood in
    /// full; otherwise a draft, or refused where it blocks.
    pub fn to_enter(&self) -> NewRecord {
        let terms = self.terms.clone();
        let everything = |it: &Withdrawal| it.what == Withdrawn::Everything;
        let status = match terms.status {
            Status::Refused => Status::Refused,
            Status::Withdrawn if !self.withdrawals.iter().any(everything) => Status::Refused,
            Status::Active if self.is_whole() => Status::Active,
            _ => Status::Draft,
        };
        NewRecord { status, ..terms }
    }

    fn is_whole(&self) -> bool {
        let terms = &self.terms;
        let wording = terms.form_version.as_deref().unwrap_or_default();
        self.left_out.is_empty()
            && self.form_file.is_some()
            && terms.signed_on.is_some()
            && terms.signer.is_some()
            && !wording.trim().is_empty()
            && terms.rows(Effect::Permit).next().is_some()
    }
}

/// A part of a document that did not become part of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Which, such as `Consent.provision.provision[2]`.
    pub element: String,
    /// What was done instead, in plain words.
    pub taken: &'static str,
}

/// Why a document is not read, or not written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FhirError {
    /// More bytes than [`FHIR_LIMIT`], or more members than any consent has.
    #[error("this is larger than a consent can be")]
    TooLarge,
    /// It is not JSON, or nested deeper than any consent.
    #[error("this is not JSON: {0}")]
    NotJson(String),
    /// It is another resource.
    #[error("this is not a FHIR Consent but “{0}”")]
    NotConsent(String),
    /// An element is not of its type.
    #[error("{at} is not {wants}")]
    Malformed {
        /// Which element.
        at: String,
        /// What it should be.
        wants: &'static str,
    },
    /// Something that changes the meaning of all the rest, and is not known here.
    #[error("this consent cannot be understood without “{0}”, which is not known here")]
    Modifier(String),
    /// It is no consent to the use of information.
    #[error("this consent is about “{0}”, not about the use of pictures")]
    Scope(String),
    /// The form's bytes are not those that the document's own digest names.
    #[error("the form in it is not the form that was signed: its digest is another")]
    FormChanged,
    /// The record holds what FHIR has no way to say.
    #[error("FHIR cannot say {0}; mend the record first")]
    Unsayable(&'static str),
}

/// Where a field of a record stands in the `Consent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapped {
    /// The record's field, as it is serialised.
    pub field: &'static str,
    /// The element; an extension by the last part of its URL, in parentheses, a modifier extension with a `!`.
    pub element: &'static str,
    /// Whether it is written only where names are asked for.
    pub names: bool,
}

/// Every field of a record, and the photos linked to it.
pub const MAPPING: &[Mapped] = &[
    mapped("id", "identifier"),
    mapped("version", "(version)"),
    mapped("supersedes", "(supersedes)"),
    mapped("entered_at", "(entered-at)"),
    mapped("person", "patient.identifier"),
    named("name", "patient.display"),
    mapped("status", "status, with (status) where it is inactive"),
    mapped("signed_on", "dateTime"),
    mapped("signer", "performer.type, performer(signer)"),
    named("signed_by", "performer.display"),
    mapped("competence_note", "(competence-note)"),
    mapped("authority_on_file", "(authority-on-file)"),
    mapped("capacity", "(capacity)"),
    mapped("best_interests_note", "(best-interests-note)"),
    named("date_of_birth", "(date-of-birth)"),
    mapped("age_band", "(age-band)"),
    mapped("died_on", "(died-on)"),
    mapped("objection", "(objection!)"),
    mapped("language", "(language)"),
    named("interpreter", "(interpreter)"),
    named("witness", "(witness)"),
    mapped(
        "form",
        "sourceAttachment.contentType, sourceAttachment(sha256); its bytes, if asked for, in sourceAttachment.data",
    ),
    mapped("form_version", "policy(wording-version)"),
    mapped("original_held", "(original-held)"),
    mapped(
        "covers",
        "provision.dataPeriod, of a session; provision(covers!) where no photo is linked",
    ),
    mapped("photos", "provision.data, with meaning `instance`"),
    mapped("uses", "provision.provision, with type `permit` or `deny`"),
    mapped("uses.purpose", "provision.provision.purpose"),
    mapped("uses.audience", "provision.provision.actor.reference.identifier"),
    mapped("uses.outlet", "provision.provision.actor(outlet!)"),
    mapped(
        "uses.until",
        "provision.provision.period.end; of a deny, which never ends, provision.provision(until)",
    ),
    mapped(
        "uses.max_copies",
        "provision.provision(max-copies!); of a deny, provision.provision(max-copies)",
    ),
    mapped(
        "conditions",
        "provision.provision, with type `deny`, provision.provision(unless!)",
    ),
    mapped(
        "valid_until",
        "provision.period.end, the earlier of the two; provision.period(valid-until) where there are two",
    ),
    mapped("review_on", "provision.period.end, provision.period(review-on)"),
    mapped("lawful_basis", "(lawful-basis)"),
    mapped(
        "withdrawals",
        "(withdrawal!); who withdrew and who took it down, only where names are asked for",
    ),
];

/// The table of [`MAPPING`], as Markdown.
pub fn mapping_as_markdown() -> String {
    let mut text = "| field | in the Consent | written |\n|---|---|---|".to_owned();
    for row in MAPPING {
        let written = if row.names { "with names" } else { "always" };
        text.push_str(&format!("\n| {} | {} | {written} |", row.field, row.element));
    }
    text
}

const fn mapped(field: &'static str, element: &'static str) -> Mapped {
    Mapped {
        field,
        element,
        names: false,
    }
}

const fn named(field: &'static str, element: &'static str) -> Mapped {
    Mapped {
        field,
        element,
        names: true,
    }
}

/// What all extensions' URLs and the codes' systems begin with. Names, not addresses: nothing is fetched.
const URN: &str = "urn:safelight:fhir:";
const CONSENT_SCOPE: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
const PARTICIPATION: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
/// HL7 v3 ParticipationType: the information recipient.
const RECIPIENT: &str = "IRCP";
const LOINC: &str = "http://loinc.org";
/// LOINC: a document of consent.
const CONSENT_DOCUMENT: &str = "59284-0";
/// The system of identifiers that are URIs (FHIR R4, Identifier Registry).
const URI_SYSTEM: &str = "urn:ietf:rfc:3986";
/// Why a value is not there (FHIR R4, Extensibility: `data-absent-reason`).
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

fn urn(id: &str) -> String {
    format!("{URN}{id}")
}

/// HL7 v3 ActReason, where it has a code for the purpose. A reader must meet every purpose named (FHIR R4,
/// `Consent.provision.purpose`), so a second one never widens.
const fn act_reason(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::DirectCare => Some("TREAT"),
        Purpose::Teaching => Some("TRAIN"),
        Purpose::Research => Some("HRESCH"),
        Purpose::Marketing => Some("HMARKT"),
        _ => None,
    }
}

/// FHIR R4, ConsentState.
const fn consent_state(status: Status) -> &'static str {
    match status {
        Status::Draft => "draft",
        Status::Active => "active",
        Status::Refused => "rejected",
        Status::Withdrawn | Status::Superseded => "inactive",
        Status::EnteredInError => "entered-in-error",
    }
}

/// Which resource whoever signed would be.
const fn performer_type(signer: Signer) -> &'static str {
    match signer {
        Signer::Myself | Signer::CompetentMinor => "Patient",
        _ => "RelatedPerson",
    }
}

/// A field of free text that is an extension of the resource.
struct TextField {
    id: &'static str,
    /// Whether it names somebody.
    names: bool,
    of: fn(&mut NewRecord) -> &mut Option<String>,
}

const TEXT_FIELDS: &[TextField] = &[
    TextField {
        id: "competence-note",
        names: false,
        of: |it| &mut it.competence_note,
    },
    TextField {
        id: "best-interests-note",
        names: false,
        of: |it| &mut it.best_interests_note,
    },
    TextField {
        id: "language",
        names: false,
        of: |it| &mut it.language,
    },
    TextField {
        id: "interpreter",
        names: true,
        of: |it| &mut it.interpreter,
    },
    TextField {
        id: "witness",
        names: true,
        of: |it| &mut it.witness,
    },
    TextField {
        id: "original-held",
        names: false,
        of: |it| &mut it.original_held,
    },
    TextField {
        id: "lawful-basis",
        names: false,
        of: |it| &mut it.lawful_basis,
    },
];
