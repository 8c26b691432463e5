//! What would mend a refusal, for a program that offers to do it.

use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::register::Place;
use crate::term::terms;
use crate::usage::Use;

/// A way out of a refusal, with what is known of it. Serialised as an object whose `step` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "step")]
pub enum Remedy {
    /// Choose what the copy is for. These uses are agreed to by everyone whose consent is linked; there may be none.
    ChooseUse {
        /// The uses, in the order of the list of purposes.
        agreed: Vec<Use>,
    },
    /// Link a record to the photo.
    LinkRecord {
        /// Whose; unknown where nobody is listed for whoever is seen.
        person: Option<String>,
        /// The records of this person that would clear, once linked; there may be none.
        records: Vec<Uuid>,
    },
    /// Enter a new record: what the person is to be asked is not on file.
    AddRecord {
        /// Whose.
        person: Option<String>,
    },
    /// Enter what is missing in a record, or wrong.
    CorrectRecord {
        /// The record.
        record: Uuid,
        /// Which of its fields.
        fields: Vec<Field>,
    },
    /// Attach the signed form to a record.
    AttachForm {
        /// The record.
        record: Uuid,
    },
    /// Say who is in the photo.
    ListPeople,
    /// Say how many people are in the photo.
    CountPeople {
        /// How many are accounted for or found, if that is what it would be.
        people: Option<u32>,
    },
    /// Declare that nobody is in the photo.
    DeclareNoPerson,
    /// Declare somebody to be a bystander, and hide them.
    DeclareBystander,
    /// Say which of the faces found is none.
    DismissFaces {
        /// The faces that are not hidden, from 0, in the list of what was found.
        faces: Vec<u32>,
    },
    /// Draw a region over faces.
    HideFaces {
        /// Which, from 0, in the list of what was found; none where no face was found.
        faces: Vec<u32>,
    },
    /// Draw a region over places in the photo.
    HidePlaces {
        /// Where.
        places: Vec<Place>,
    },
    /// Draw a region over a mark, and give it the mark's name.
    HideMarks {
        /// The names.
        marks: Vec<String>,
    },
    /// Show the copy to a person and record what they say.
    ShowCopy {
        /// Whom.
        person: String,
    },
    /// Say on which day the photo was taken.
    SetTakenOn {
        /// The first day that the record covers.
        from: Date,
        /// The last.
        to: Date,
    },
    /// Look at the photo again, and link it again.
    RelinkPhoto,
    /// Go through the rest of the checklist.
    ConfirmChecklist {
        /// The identifiers of what nobody has confirmed.
        items: Vec<&'static str>,
    },
    /// Ask less of the register's clinical recordings, or link a consent.
    ChangeStrictness,
    /// Put the copy into a folder of another name, or name its outlet otherwise.
    ChooseName,
    /// Go through the copies already made.
    SeeCopies {
        /// Under which record.
        record: Uuid,
    },
    /// Set the computer's clock.
    SetClock,
    /// Report the kind of file; it stays private.
    ReportFile,
    /// Nothing mends it: the person said no.
    Respect,
}

terms! {
    /// A field of a record that a refusal can be about.
    Field, "field" {
        Person = "person", "the person";
        Status = "status", "where it stands";
        SignedOn = "signed-on", "the date of signing";
        Signer = "signer", "who signed";
        SignedBy = "signed-by", "the name of who signed";
        Competence = "competence", "how they were found competent";
        Authority = "authority", "the authority of who signed";
        Capacity = "capacity", "whether they have capacity";
        BestInterests = "best-interests", "why it is in their interests";
        DateOfBirth = "date-of-birth", "the date of birth";
        FormVersion = "form-version", "the form's version";
        Uses = "uses", "a use";
    }
}
