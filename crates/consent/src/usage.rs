//! What a copy is for: purpose, audience, outlet.
//!
//! Source: Medical Defence Union, *Using social media* (January 2024): images "can only be used if
//! you have the patient's written consent to the specific use", and even a closed group "may have
//! hundreds, if not thousands, of members", so the audience is an axis of its own.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::term::{UnknownTerm, terms};

terms! {
    /// Why a copy is made.
    Purpose, "purpose" {
        DirectCare = "direct-care", "the person's own care";
        Teaching = "teaching", "teaching";
        Conference = "conference", "a conference";
        Journal = "journal", "a journal";
        Textbook = "textbook", "a textbook";
        Research = "research", "research";
        PatientInformation = "patient-information", "information for patients";
        Website = "website", "a website";
        SocialMedia = "social-media", "social media";
        Press = "press", "the press";
        Fundraising = "fundraising", "fundraising";
        Marketing = "marketing", "marketing";
        SchoolDisplay = "school-display", "display in a school";
    }
}

impl Purpose {
    /// Whether the `no-commercial` condition rules this purpose out.
    pub const fn is_commercial(self) -> bool {
        matches!(self, Self::Fundraising | Self::Marketing)
    }
}

terms! {
    /// Who may see a copy, from narrow to wide: a later audience is wider than an earlier one.
    Audience, "audience" {
        TreatingTeam = "treating-team", "the treating team";
        NamedGroup = "named-group", "a named group";
        Institution = "institution", "the institution";
        ClosedOnlineGroup = "closed-online-group", "a closed online group";
        Public = "public", "everyone";
    }
}

/// What one copy is for. Written `purpose:audience` or `purpose:audience:outlet`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Use {
    /// Why the copy is made.
    pub purpose: Purpose,
    /// Who will see it.
    pub audience: Audience,
    /// Where exactly: a journal's title, an account, a site. `None`: not said.
    pub outlet: Option<String>,
}

impl Use {
    /// Whether a refusal of `self` refuses `requested`: the same purpose, the same audience or a
    /// wider one, and the same outlet. Where either side names no outlet it may be the same one.
    pub fn refuses(&self, requested: &Use) -> bool {
        self.purpose == requested.purpose
            && requested.audience >= self.audience
            && match (&self.outlet, &requested.outlet) {
                (Some(mine), Some(theirs)) => same_outlet(mine, theirs),
                _ => true,
            }
    }

    /// Whether a permission of `self` permits `requested`: the same purpose, the same audience or a
    /// narrower one, and the outlet if one is named here.
    pub fn permits(&self, requested: &Use) -> bool {
        self.purpose == requested.purpose
            && requested.audience <= self.audience
            && self.permits_outlet(requested)
    }

    pub(crate) fn permits_outlet(&self, requested: &Use) -> bool {
        match (&self.outlet, &requested.outlet) {
            (None, _) => true,
            (Some(mine), Some(theirs)) => same_outlet(mine, theirs),
            (Some(_), None) => false,
        }
    }
}

/// Outlets are free text: case and the space around them do not make another outlet.
fn same_outlet(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.purpose, self.audience)?;
        match &self.outlet {
            Some(outlet) => write!(f, ":{outlet}"),
            None => Ok(()),
        }
    }
}

/// Text that is not a use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UseError {
    /// There is no `:` between a purpose and an audience, or nothing after the second one.
    #[error("a use is written purpose:audience or purpose:audience:outlet")]
    Shape,
    /// The last day is none.
    #[error("“{0}” is not a day; write until=2026-05-31")]
    Until(String),
    /// The count of copies is none.
    #[error("“{0}” is not a number of copies; write copies=3")]
    Copies(String),
    /// Said more than once.
    #[error("{0} is said twice")]
    Twice(&'static str),
    /// The purpose or the audience is not a known one.
    #[error(transparent)]
    Term(#[from] UnknownTerm),
}

impl FromStr for Use {
    type Err = UseError;

    fn from_str(text: &str) -> Result<Self, UseError> {
        let mut parts = text.splitn(3, ':');
        let (Some(purpose), Some(audience)) = (parts.next(), parts.next()) else {
            return Err(UseError::Shape);
        };
        let outlet = parts.next().map(str::trim);
        // An empty outlet read as "any outlet" would widen what was agreed.
        if outlet == Some("") {
            return Err(UseError::Shape);
        }
        Ok(Self {
            purpose: purpose.parse()?,
            audience: audience.parse()?,
            outlet: outlet.map(str::to_owned),
        })
    }
}

terms! {
    /// Whether a row of a form says yes or no.
    Effect, "effect" {
        Permit = "permit", "they said yes to";
        Deny = "deny", "they said no to";
    }
}

/// One row of a form: a use the person said yes or no to.
///
/// A *permit* covers its audience and every narrower one of the same purpose. A *deny* refuses its
/// audience and every wider one, and wins over any permit. `until` and `max_copies` end a permit;
/// a deny never ends by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseRow {
    /// Yes or no.
    pub effect: Effect,
    /// To what.
    #[serde(flatten)]
    pub usage: Use,
    /// The last day a copy may be made.
    #[serde(default)]
    pub until: Option<Date>,
    /// How many copies may be made in all.
    #[serde(default)]
    pub max_copies: Option<u32>,
}

impl FromStr for UseRow {
    type Err = UseError;

    /// Reads a yes: a use, then `;until=DATE` and `;copies=NUMBER` in any order, or neither.
    fn from_str(text: &str) -> Result<Self, UseError> {
        let (mut rest, mut until, mut max_copies) = (text, None, None);
        while let Some((before, last)) = rest.rsplit_once(';') {
            if let Some(day) = last.trim().strip_prefix("until=") {
                let day = day.parse().map_err(|_| UseError::Until(day.to_owned()))?;
                if until.replace(day).is_some() {
                    return Err(UseError::Twice("until"));
                }
            } else if let Some(count) = last.trim().strip_prefix("copies=") {
                let count = count.parse().map_err(|_| UseError::Copies(count.to_owned()))?;
                if max_copies.replace(count).is_some() {
                    return Err(UseError::Twice("copies"));
                }
            } else {
                // Part of the outlet's own name.
                break;
            }
            rest = before;
        }
        Ok(Self {
            until,
            max_copies,
            ..Self::permit(rest.parse()?)
        })
    }
}

impl UseRow {
    /// A yes without a date or a count.
    pub const fn permit(usage: Use) -> Self {
        Self {
            effect: Effect::Permit,
            usage,
            until: None,
            max_copies: None,
        }
    }

    /// A no.
    pub fn deny(usage: Use) -> Self {
        Self {
            effect: Effect::Deny,
            ..Self::permit(usage)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yes_may_end_by_a_day_and_by_a_count() -> Result<(), UseError> {
        let plain: UseRow = "journal:public:The Journal; London".parse()?;
        assert_eq!(plain.usage.outlet.as_deref(), Some("The Journal; London"));
        assert_eq!((plain.until, plain.max_copies), (None, None));
        for text in [
            "journal:public:The Journal;until=2027-01-01;copies=3",
            "journal:public:The Journal ;copies=3 ;until=2027-01-01",
        ] {
            let row: UseRow = text.parse()?;
            assert_eq!(row.usage.outlet.as_deref(), Some("The Journal"));
            assert_eq!(row.max_copies, Some(3));
            assert_eq!(row.until, Some(jiff::civil::date(2027, 1, 1)));
        }
        for wrong in [
            "journal:public;until=soon",
            "journal:public;copies=-1",
            "journal:public;copies=1;copies=2",
            "journal;copies=1",
        ] {
            assert!(wrong.parse::<UseRow>().is_err(), "{wrong}");
        }
        Ok(())
    }
}
