//! What the gate is told about a photo: who is in it, who looked, what was declared.
//!
//! Sources: GMC, *Making and using visual and audio recordings of patients* (the recordings it
//! lists as needing no separate consent); ICO on photographs and consent (group photos).

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::digest::PhotoDigest;
use crate::record::Record;
use crate::register::Place;
use crate::term::terms;
use crate::usage::Use;

/// Something a person confirms to have looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ReviewItem {
    /// The identifier scripts and files use.
    pub id: &'static str,
    /// What to look for, in plain words.
    pub text: &'static str,
}

const fn item(id: &'static str, text: &'static str) -> ReviewItem {
    ReviewItem { id, text }
}

/// What a person confirms before a photo may leave. A machine may propose; "nothing found" is no
/// confirmation.
pub const CHECKLIST: &[ReviewItem] = &[
    item("faces", "Faces, also on posters, on screens and in mirrors"),
    item("marks", "Tattoos, scars and birthmarks"),
    item("clothing", "Jewellery, uniforms and badges"),
    item("labels", "Wristbands, labels, charts, screens and whiteboards"),
    item("codes", "QR codes, barcodes and number plates"),
    item("surroundings", "The view from a window, signs"),
    item("combination", "A rare condition together with a date and a place"),
    item("file-name", "The name of the file"),
];

/// A person's confirmation that they went through the checklist for one photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who looked.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The identifiers of the items of [`CHECKLIST`] they confirmed.
    pub items: Vec<String>,
}

impl Review {
    /// The whole checklist, confirmed.
    pub fn complete(by: impl Into<String>, at: Timestamp) -> Self {
        Self {
            by: by.into(),
            at,
            items: CHECKLIST.iter().map(|item| item.id.to_owned()).collect(),
        }
    }

    /// The items nobody has confirmed. All of them while nobody signs for the review.
    pub fn open_items(&self) -> impl Iterator<Item = &'static ReviewItem> {
        let signed = !self.by.trim().is_empty();
        CHECKLIST
            .iter()
            .filter(move |item| !(signed && self.items.iter().any(|done| done == item.id)))
    }
}

terms! {
    /// What a photo without people shows.
    NoPersonKind, "kind" {
        Scene = "scene", "a scene or an object";
        Clinical = "clinical", "organs, a pathology slide, an endoscopy, an X-ray or an ultrasound";
    }
}

/// Someone's declaration that nobody is in a photo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoPerson {
    /// Who declares it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What the photo shows.
    pub kind: NoPersonKind,
    /// When it was declared.
    pub at: Timestamp,
}

terms! {
    /// Whether recordings of the kinds the GMC lists need consent in this register.
    Strictness, "strictness" {
        Strict = "strict", "clinical recordings of every kind need written consent";
        ClinicalDeclared = "clinical-declared", "clinical recordings that show nobody need a declaration only";
    }
}

terms! {
    /// How the faces in a photo are hidden, by what hides them and by the boxes, forehead to chin, round the faces that
    /// were found and not dismissed. A face is *hidden* where at least [`FaceCover::HIDDEN_PERCENT`] of its box is, *open*
    /// where less than [`FaceCover::OPEN_PERCENT`] is, and *barred* between. What somebody marked as a face without one being found there counts as hidden.
    FaceCover, "face cover" {
        Open = "open", "a face is open, or no face is known";
        EyeBar = "eye-bar", "only a part of a face is hidden, as by a bar over the eyes";
        Covered = "covered", "at least one face is hidden, and none is open or barred";
    }
}

impl FaceCover {
    /// How much of the box round a face must be hidden, in per cent, for the face to be.
    pub const HIDDEN_PERCENT: u64 = 60;
    /// How much of it may be hidden of a face that is open all the same: what a neighbour's margin takes away is no bar.
    pub const OPEN_PERCENT: u64 = 5;
}

/// What is known about one photo at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// The digest of the source as it is now.
    pub digest: PhotoDigest,
    /// The digest the file at the source's path had when it was last linked.
    pub linked_as: Option<PhotoDigest>,
    /// How many people it shows, if someone said.
    pub people: Option<u32>,
    /// How many faces the face finder saw that nobody dismissed, if it has run.
    pub faces: Option<u32>,
    /// How faces are hidden.
    pub face_cover: FaceCover,
    /// The faces found that are not wholly hidden, by their place, from 0, in the list of what was found.
    pub open_faces: Vec<u32>,
    /// Those declared to be bystanders who are hidden. They count among [`people`](Self::people).
    pub bystanders: Vec<Bystander>,
    /// The names people chose for where the copy goes: that of its folder. A file's own name is made by the program.
    pub names: Vec<String>,
    /// The names of the marks that are hidden, as whoever marked them wrote them.
    pub hidden_marks: Vec<String>,
    /// The pseudonyms of those who approved these exact output pixels.
    pub approved_by: Vec<String>,
    /// Who went through the checklist.
    pub review: Option<Review>,
    /// Who declared that nobody is in it.
    pub no_person: Option<NoPerson>,
    /// The day it was taken.
    pub taken_on: Option<Date>,
    /// Whether the clean copy was proved clean.
    pub proved: bool,
    /// The time of the last row of the ledger.
    pub last_entry: Option<Timestamp>,
    /// The time now.
    pub now: Timestamp,
    /// How strict the register is.
    pub strictness: Strictness,
}

impl Photo {
    /// A photo about which nothing is known yet.
    pub const fn unknown(digest: PhotoDigest, now: Timestamp) -> Self {
        Self {
            digest,
            linked_as: None,
            people: None,
            faces: None,
            face_cover: FaceCover::Open,
            open_faces: Vec::new(),
            bystanders: Vec::new(),
            names: Vec::new(),
            hidden_marks: Vec::new(),
            approved_by: Vec::new(),
            review: None,
            no_person: None,
            taken_on: None,
            proved: false,
            last_entry: None,
            now,
            strictness: Strictness::Strict,
        }
    }
}

/// Someone listed as being in the photo, by pseudonym.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person {
    /// The pseudonym, as in [`NewRecord::person`](crate::NewRecord::person).
    pub pseudonym: String,
    /// Where in the photo they are, if somebody said.
    pub place: Option<Place>,
    /// How the faces at their place are hidden; `None` where no place is known: then every face may be theirs.
    pub face_cover: Option<FaceCover>,
}

impl Person {
    /// A person by their pseudonym, somewhere in the photo.
    pub fn new(pseudonym: impl Into<String>) -> Self {
        Self::at(pseudonym, None)
    }

    /// A person at a place in the photo, where it is known. How it is hidden takes pixels to tell: until then a face at
    /// it is open.
    pub fn at(pseudonym: impl Into<String>, place: Option<Place>) -> Self {
        Self {
            pseudonym: pseudonym.into(),
            place,
            face_cover: place.map(|_| FaceCover::Open),
        }
    }
}

/// Someone declared to be a bystander who is hidden in every copy, and whether they are in this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bystander {
    /// Where in the photo they are.
    pub place: Place,
    /// Whether regions hide every pixel of it.
    pub hidden: bool,
}

terms! {
    /// How a record's form was found when it was read just now.
    FormState, "form state" {
        Missing = "missing", "there is no form, or it cannot be read";
        Changed = "changed", "it is not the file that was attached";
        Sound = "sound", "it is the file that was attached";
    }
}

/// The newest version of a record, with what the register found around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRecord {
    /// The record.
    pub record: Record,
    /// Whether it is linked to the photo in question.
    pub linked: bool,
    /// Its form.
    pub form: FormState,
    /// The copies already made under it; may be left out where nothing in the record limits them.
    /// `None` where the use of a copy is not known; such a copy counts against every row.
    pub copies: Vec<Option<Use>>,
}
