//! What a form limits beside the uses: which photos, and on what conditions.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which photos a record is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Covers {
    /// The photos linked to it, each by its digest.
    #[default]
    Photos,
    /// The linked photos that were taken in a session.
    Session(Session),
}

/// A session: its first and its last day, both included.
///
/// One read from a register is as it was written: older programs kept some that end before they begin. Nothing was taken
/// in those.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    from: Date,
    to: Date,
}

impl Session {
    /// A session of these days.
    ///
    /// # Errors
    /// [`LimitError::Backwards`] if it ends before it begins.
    pub fn new(from: Date, to: Date) -> Result<Self, LimitError> {
        if from <= to {
            Ok(Self { from, to })
        } else {
            Err(LimitError::Backwards { from, to })
        }
    }

    /// The first day.
    pub const fn from(self) -> Date {
        self.from
    }

    /// The last day.
    pub const fn to(self) -> Date {
        self.to
    }
}

/// What the person asked for beside the uses.
///
/// Source: Preston et al., 2022: forms should name the de-identification they promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// The face is hidden.
    ObscureFace,
    /// A named mark is hidden: a tattoo, a scar.
    ObscureMark(String),
    /// No name goes with the picture. Output names are neutral and the checklist asks for labels.
    NoName,
    /// No place goes with the picture. Locations are stripped and the checklist asks for signs.
    NoPlace,
    /// The person sees the final picture first.
    ShowMeFirst,
    /// One copy, once.
    OneTime,
    /// Neither fundraising nor marketing.
    NoCommercial,
}

/// Text that is neither a cover nor a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// Not a cover.
    #[error("“{0}” covers nothing; write photos or session:FROM..TO, with days such as 2026-01-31")]
    Covers(String),
    /// Not a session.
    #[error("a session cannot end on {to}, before it begins on {from}")]
    Backwards {
        /// What was given for the first day.
        from: Date,
        /// What was given for the last day.
        to: Date,
    },
    /// Not a condition.
    #[error(
        "“{0}” is not a condition; choose one of: obscure-face obscure-mark:NAME no-name no-place \
         show-me-first one-time no-commercial"
    )]
    Condition(String),
}

impl fmt::Display for Covers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Photos => f.write_str("photos"),
            Self::Session(Session { from, to }) => write!(f, "session:{from}..{to}"),
        }
    }
}

impl FromStr for Covers {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        if text == "photos" {
            return Ok(Self::Photos);
        }
        let (from, to) = text
            .strip_prefix("session:")
            .and_then(|days| days.split_once(".."))
            .and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)))
            .ok_or_else(|| LimitError::Covers(text.to_owned()))?;
        Session::new(from, to).map(Self::Session)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ObscureFace => "obscure-face",
            Self::ObscureMark(name) => return write!(f, "obscure-mark:{name}"),
            Self::NoName => "no-name",
            Self::NoPlace => "no-place",
            Self::ShowMeFirst => "show-me-first",
            Self::OneTime => "one-time",
            Self::NoCommercial => "no-commercial",
        })
    }
}

impl FromStr for Condition {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        Ok(match text {
            "obscure-face" => Self::ObscureFace,
            "no-name" => Self::NoName,
            "no-place" => Self::NoPlace,
            "show-me-first" => Self::ShowMeFirst,
            "one-time" => Self::OneTime,
            "no-commercial" => Self::NoCommercial,
            _ => match text.strip_prefix("obscure-mark:").map(str::trim) {
                Some(name) if !name.is_empty() => Self::ObscureMark(name.to_owned()),
                _ => return Err(LimitError::Condition(text.to_owned())),
            },
        })
    }
}
