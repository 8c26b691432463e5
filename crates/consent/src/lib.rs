//! Written consent: records, the register that keeps them, and the gate that asks it.
//!
//! A leaf: it knows nothing of pictures or of the other crates. Time and randomness are passed in.
//!
//! - [`Use`]: what a copy is for; [`NewRecord`], [`Record`]: what one person signed;
//! - [`Register`]: one encrypted file with the records, the signed forms, the links to photos and
//!   a chain of rows that cannot be edited unseen;
//! - [`to_fhir`], [`from_fhir`]: a record as an HL7 FHIR R4 `Consent`, and back;
//! - [`decide`]: the gate, from the [`RULES`] table, whose only yes is a [`Clearance`].
#![forbid(unsafe_code)]

mod digest;
mod entry;
mod fhir;
mod form;
mod gate;
mod key;
mod limit;
mod photo;
mod profile;
mod record;
mod refusal;
mod register;
mod remedy;
mod rules;
mod term;
mod usage;

pub use digest::{NotADigest, PhotoDigest, hex};
pub use entry::Unfit;
pub use fhir::{
    FHIR_LIMIT, FhirError, Include, LeftOut, MAPPING, Mapped, Received, from_fhir, mapping_as_markdown,
    to_fhir,
};
pub use form::{FORM_LIMIT, FormError, FormFile, FormRef, MediaType};
pub use gate::{Clearance, decide};
pub use key::{KeyCost, Passphrase, RegisterKey};
pub use limit::{Condition, Covers, LimitError, Session};
pub use photo::{
    Bystander, CHECKLIST, FaceCover, FormState, HeldRecord, NoPerson, NoPersonKind, Person, Photo, Review,
    ReviewItem, Strictness,
};
pub use profile::Profile;
pub use record::{
    AgeBand, Capacity, NewRecord, NewWithdrawal, Record, Signer, Status, Withdrawal, Withdrawn,
};
pub use refusal::{Refusal, Refusals};
pub use register::{
    Approval, BackupFault, Broken, COPY, COPY_FAILED, Entry, GateInput, HiddenBystander, Likeness, Link,
    Listed, NobodyWrites, Pending, Place, REGISTER_FILE, Register, RegisterError, Restored, Takedown,
    TakedownOutcome, Writing,
};
pub use remedy::{Field, Remedy};
pub use rules::{RULES, Rule, RuleId, rules_as_markdown};
pub use term::UnknownTerm;
pub use usage::{Audience, Effect, Purpose, Use, UseError, UseRow};
