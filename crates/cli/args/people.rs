//! The words for who is in photos, and for those who are shown a copy before it is made.

use clap::Args as Arguments;
use safelight_consent::Place;

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
    /// The pseudonym of the person who saw the copy.
    #[arg(long)]
    pub(crate) person: String,
    /// Who showed it to them.
    #[arg(long)]
    pub(crate) by: String,
    /// They said no to it.
    #[arg(long)]
    pub(crate) refused: bool,
    /// The copy is one that `export --deep` makes.
    #[arg(long)]
    pub(crate) deep: bool,
    #[command(flatten)]
    pub(crate) paths: Paths,
}
