//! The words for who is in photos, and for those who are shown a copy before it is made.

use clap::Args as Arguments;
use safelight_consent::{PhotoDigest, Place};

use super::Paths;

#[derive(Debug, Arguments)]
pub(crate) struct List {
    /// The pseudonym the person goes by.
    #[arg(long)]
    pub(crate) person: String,
    /// Where in the photos they are, in displayed pixels. Then only the faces there count as theirs.
    #[arg(long, value_name = "X,Y,WIDTH,HEIGHT", value_parser = crate::people::place)]
    pub(crate) place: Option<Place>,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Unlist {
    /// The pseudonym the person goes by.
    #[arg(long)]
    pub(crate) person: String,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Bystander {
    /// Where in the photos they are, in displayed pixels.
    #[arg(long, value_name = "X,Y,WIDTH,HEIGHT", value_parser = crate::people::place)]
    pub(crate) place: Place,
    /// Who declares it.
    #[arg(long, required_unless_present = "take_back")]
    pub(crate) by: Option<String>,
    /// Why they are a bystander.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// Take the declaration at this place back.
    #[arg(long, conflicts_with_all = ["by", "reason"])]
    pub(crate) take_back: bool,
    #[command(flatten)]
    pub(crate) paths: Paths,
}

#[derive(Debug, Arguments)]
pub(crate) struct Approve {
    /// Tell about the copy that would be made now, and keep the seed that makes it again: its digest, its size, what it hides,
    /// who asked to see it. Nothing is written; the window shows the picture.
    #[arg(long, conflicts_with_all = ["person", "by", "refused", "copy"])]
    pub(crate) show: bool,
    /// The pseudonym of the person who saw the copy.
    #[arg(long, required_unless_present = "show")]
    pub(crate) person: Option<String>,
    /// Who showed it to them.
    #[arg(long, required_unless_present = "show")]
    pub(crate) by: Option<String>,
    /// They said no to it.
    #[arg(long)]
    pub(crate) refused: bool,
    /// The digest of the copy they saw: where another would be made by now, nothing is recorded.
    #[arg(long, value_name = "SHA256")]
    pub(crate) copy: Option<PhotoDigest>,
    /// The copy is one that `export --deep` makes.
    #[arg(long)]
    pub(crate) deep: bool,
    #[command(flatten)]
    pub(crate) paths: Paths,
}
