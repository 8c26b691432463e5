//! The words for what is said of photos.

use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand};
use jiff::civil::Date;
use safelight_consent::NoPersonKind;
use uuid::Uuid;

use super::{Jobs, Paths};

#[derive(Debug, Arguments)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) jobs: Jobs,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Link {
    /// The record's id.
    #[arg(
        long,
        value_name = "ID",
        requires = "person",
        required_unless_present = "manifest"
    )]
    pub(crate) record: Option<Uuid>,
    /// The pseudonym of the person in the photos, as in the record.
    #[arg(long, requires = "record")]
    pub(crate) person: Option<String>,
    /// A table (CSV) with the columns file, person and record, which links each of its rows. Its files are named as seen
    /// from its own folder.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "paths"])]
    pub(crate) manifest: Option<PathBuf>,
    /// Photos, or folders of them.
    #[arg(value_name = "PATH", required_unless_present = "manifest")]
    pub(crate) paths: Vec<PathBuf>,
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

#[derive(Debug, Arguments)]
pub(crate) struct Taken {
    /// The day the photos were taken.
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Date,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Declare {
    /// Nobody is in these photos.
    NoPerson(NoPerson),
    /// Somebody in these photos is a bystander, whom regions hide wholly in every copy.
    Bystander(super::Bystander),
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
