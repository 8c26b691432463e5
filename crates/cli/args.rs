//! The words of the command line.

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand};
use jiff::civil::Date;
use safelight_consent::{Audience, Capacity, NoPersonKind, Purpose, Signer, Use};
use uuid::Uuid;

/// Shows what photos give away, takes it out, and writes copies that each person's written consent covers.
#[derive(Debug, Parser)]
#[command(name = "safelight", version, about, long_about = None)]
pub(crate) struct Args {
    /// The folder of the register; by default the platform's place for such data.
    #[arg(long, global = true, env = "SAFELIGHT_REGISTER", value_name = "DIR")]
    pub(crate) register: Option<PathBuf>,
    /// A file whose first line is the register's passphrase.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// Print one JSON object a line, and nothing else.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Take this for today, for tests of dates.
    #[cfg(debug_assertions)]
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) today: Option<Date>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an empty register.
    Init,
    /// List the formats that are cleaned.
    Formats,
    /// Show what photos give away. Writes nothing and needs no register.
    Inspect(Paths),
    /// Keep written consents.
    #[command(subcommand)]
    Consent(Consent),
    /// Say that a person is in photos, under a record.
    Link(Link),
    /// Take a link back.
    Unlink(Unlink),
    /// Say how many people photos show.
    People(People),
    /// Declare something about photos.
    #[command(subcommand)]
    Declare(Declare),
    /// Mark regions to hide, in displayed pixels.
    Mark(Mark),
    /// Look for faces, text and codes that may have to be hidden. These are suggestions; check yourself.
    Suggest(Suggest),
    /// Confirm the review checklist for photos.
    Review(Review),
    /// Ask whether copies may be made. Writes nothing.
    Check(Check),
    /// Write the clean copies that consent covers.
    Export(Export),
    /// Look into the ledger of copies.
    #[command(subcommand)]
    Ledger(Ledger),
}

#[derive(Debug, Arguments)]
pub(crate) struct Paths {
    /// Photos, or folders of them.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Consent {
    /// Enter a record with its signed form.
    Add(Box<Add>),
    /// List the records.
    List,
    /// Show one record.
    Show {
        /// The record's id.
        id: Uuid,
    },
    /// Check that every signed form is there and unchanged.
    Verify,
    /// Withdraw a consent; lists the copies that were made under it.
    Withdraw {
        /// The record's id.
        id: Uuid,
        /// Who withdraws it.
        #[arg(long)]
        by: String,
        /// How: by letter, by telephone.
        #[arg(long)]
        how: String,
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
    /// Their name, if it is kept; it leaves the register only by `consent fhir --with-name`.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The signed form: a PDF, JPEG, PNG or HEIC.
    #[arg(long)]
    pub(crate) form: Option<PathBuf>,
    /// The date on the form.
    #[arg(long, value_name = "DATE")]
    pub(crate) signed_on: Option<Date>,
    /// Who signed: self, parent, …
    #[arg(long, value_name = "ROLE")]
    pub(crate) signer: Option<Signer>,
    /// A use they said yes to: PURPOSE:AUDIENCE or PURPOSE:AUDIENCE:OUTLET.
    #[arg(long, value_name = "USE")]
    pub(crate) permit: Vec<Use>,
    /// A use they said no to.
    #[arg(long, value_name = "USE")]
    pub(crate) deny: Vec<Use>,
    /// `photos`, or `session:FROM..TO`.
    #[arg(long, default_value = "photos", value_name = "WHAT", value_parser = crate::consents::covers)]
    pub(crate) covers: safelight_consent::Covers,
    /// What else they asked for: obscure-face, obscure-mark:NAME, no-name, no-place, show-me-first, one-time,
    /// no-commercial.
    #[arg(long, value_name = "CONDITION", value_parser = crate::consents::condition)]
    pub(crate) condition: Vec<safelight_consent::Condition>,
    /// The last day it holds.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
    /// The version of the form's wording.
    #[arg(long, value_name = "VERSION")]
    pub(crate) form_version: Option<String>,
    /// The person's date of birth.
    #[arg(long, value_name = "DATE")]
    pub(crate) born: Option<Date>,
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

#[derive(Debug, Arguments)]
pub(crate) struct Link {
    /// The record's id.
    #[arg(long, value_name = "ID")]
    pub(crate) record: Uuid,
    /// The pseudonym of the person in the photos, as in the record.
    #[arg(long)]
    pub(crate) person: String,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Unlink {
    /// The record's id.
    #[arg(long, value_name = "ID")]
    pub(crate) record: Uuid,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct People {
    /// How many people each of the photos shows.
    #[arg(long)]
    pub(crate) count: u32,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Declare {
    /// Nobody is in these photos.
    NoPerson(NoPerson),
}

#[derive(Debug, Arguments)]
pub(crate) struct NoPerson {
    /// Who declares it.
    #[arg(long)]
    pub(crate) by: String,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
    /// What the photos show: scene or clinical.
    #[arg(long, default_value = "scene")]
    pub(crate) kind: NoPersonKind,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Mark {
    #[command(flatten)]
    pub(crate) shapes: crate::regions::Shapes,
    /// How they are hidden: blur, mosaic, fill, or fill:RRGGBB.
    #[arg(long, default_value = "blur", value_parser = crate::regions::style)]
    pub(crate) style: safelight_redact::Style,
    /// They hide faces.
    #[arg(long)]
    pub(crate) face: bool,
    /// What they hide, as a consent names it: obscure-mark:NAME.
    #[arg(long, value_parser = crate::regions::name)]
    pub(crate) name: Option<String>,
    /// Take over the regions of another photo of the same size, as in a burst.
    #[arg(long, value_name = "PHOTO", conflicts_with_all = ["rect", "ellipse", "polygon", "style", "face", "name", "clear"])]
    pub(crate) from: Option<PathBuf>,
    /// Take all regions of the photos away first.
    #[arg(long)]
    pub(crate) clear: bool,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Suggest {
    /// Hide what is suggested, but for what was dismissed.
    #[arg(long, value_name = "WHICH")]
    pub(crate) accept: Vec<crate::suggestions::Accept>,
    /// How what is accepted is hidden: blur, mosaic, fill, or fill:RRGGBB.
    #[arg(long, default_value = "blur", value_parser = crate::regions::style, requires = "accept")]
    pub(crate) style: safelight_redact::Style,
    /// Say that a suggestion, by its number, is not what it seems: no face.
    #[arg(long, value_name = "N")]
    pub(crate) dismiss: Vec<usize>,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Review {
    /// Who went through the checklist.
    #[arg(long)]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) usage: Usage,
    /// How many photos are worked on at once; by default as many as there are cores.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) check: Check,
    /// The folder for the copies.
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
    /// Code every JPEG anew, coefficient for coefficient, so that nothing but the picture stays in its coded data. Slower;
    /// changes nothing for other formats.
    #[arg(long)]
    pub(crate) deep: bool,
}

#[derive(Debug, Arguments)]
pub(crate) struct Usage {
    /// What the copies are for.
    #[arg(long)]
    pub(crate) purpose: Option<Purpose>,
    /// Who will see them.
    #[arg(long, requires = "purpose")]
    pub(crate) audience: Option<Audience>,
    /// Where exactly.
    #[arg(long, requires = "audience")]
    pub(crate) outlet: Option<String>,
}

impl Usage {
    /// The use, where it is said whole; the gate refuses what is not (G01).
    pub(crate) fn whole(&self) -> Option<Use> {
        Some(Use {
            purpose: self.purpose?,
            audience: self.audience?,
            outlet: self.outlet.clone(),
        })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ledger {
    /// List the copies that were made.
    List,
    /// Check that no row was edited, dropped or moved.
    Verify,
    /// Look up whether a file is one of ours, or the source of one.
    Find {
        /// The file.
        file: PathBuf,
    },
}
