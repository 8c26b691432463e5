//! The gate's no: every reason at once, each with its remedy. A refusal is a value, not an error.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use crate::remedy::Remedy;
use crate::rules::RuleId;

/// One reason why no copy is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The rule.
    pub id: RuleId,
    /// What is the matter, in plain words.
    pub sentence: String,
    /// The step that mends it.
    pub remedy: String,
    /// The same for programs: each of these is a way out, the likeliest first.
    pub remedies: Vec<Remedy>,
    /// A few words of the guidance the rule comes from.
    pub quote: &'static str,
    /// Whose words they are.
    pub source: &'static str,
    /// The pseudonym of the person it is about.
    pub person: Option<String>,
    /// The record it is about.
    pub record: Option<Uuid>,
}

/// Every reason why no copy is made; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Refusals(pub(crate) Vec<Refusal>);

impl Refusals {
    /// The refusals, in the order of the table.
    pub fn iter(&self) -> std::slice::Iter<'_, Refusal> {
        self.0.iter()
    }

    /// Whether one of them comes from `rule`.
    pub fn has(&self, rule: RuleId) -> bool {
        self.0.iter().any(|refusal| refusal.id == rule)
    }
}

impl IntoIterator for Refusals {
    type Item = Refusal;
    type IntoIter = std::vec::IntoIter<Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Refusals {
    type Item = &'a Refusal;
    type IntoIter = std::slice::Iter<'a, Refusal>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, refusal) in self.0.iter().enumerate() {
            let gap = if n == 0 { "" } else { "\n" };
            write!(f, "{gap}{} {} {}", refusal.id, refusal.sentence, refusal.remedy)?;
        }
        Ok(())
    }
}
