//! JSON from outside, asked for by its type: whatever is there must be what FHIR says it is.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{FHIR_LIMIT, FhirError, urn};

/// The most commas and opening brackets outside of texts. Each stands for a value in memory; a consent has some eight for
/// each of its photos.
const MARKS: usize = 500_000;

/// The longest piece of a document that a message repeats, in characters.
const REPEATED: usize = 80;

/// Parses a document that is not too large. Nesting is bounded by the parser, at 128.
pub(super) fn parse(text: &[u8]) -> Result<Value, FhirError> {
    if text.len() > FHIR_LIMIT || marks(text) > MARKS {
        return Err(FhirError::TooLarge);
    }
    serde_json::from_slice(text).map_err(|error| FhirError::NotJson(error.to_string()))
}

fn marks(text: &[u8]) -> usize {
    let (mut marks, mut quoted, mut escaped) = (0, false, false);
    for &byte in text {
        if escaped {
            escaped = false;
        } else if quoted {
            quoted = byte != b'"';
            escaped = byte == b'\\';
        } else {
            quoted = byte == b'"';
            marks += usize::from(matches!(byte, b',' | b'[' | b'{'));
        }
    }
    marks
}

/// The beginning of something from outside, for a message.
pub(super) fn clip(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(REPEATED).collect()
}

/// An object, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    at: String,
    members: &'a Map<String, Value>,
}

impl<'a> Node<'a> {
    pub(super) fn of(at: String, value: &'a Value) -> Result<Self, FhirError> {
        let members = value.as_object();
        let members = members.ok_or_else(|| malformed(at.clone(), "an object"))?;
        Ok(Self { at, members })
    }

    pub(super) fn at(&self) -> &str {
        &self.at
    }

    /// Where a member stands.
    pub(super) fn path(&self, key: &str) -> String {
        format!("{}.{}", self.at, clip(key))
    }

    /// The members beside those that are known. Any element may have an id and extensions, which change no meaning (FHIR
    /// R4, Extensibility).
    pub(super) fn unknown(&self, known: &[&str]) -> Vec<String> {
        let unknown = |key: &&String| !known.contains(&key.as_str()) && *key != "id" && *key != "extension";
        self.members
            .keys()
            .filter(unknown)
            .map(|key| self.path(key))
            .collect()
    }

    pub(super) fn knows_all(&self, known: &[&str]) -> bool {
        self.unknown(known).is_empty()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    pub(super) fn node(&self, key: &str) -> Result<Option<Self>, FhirError> {
        self.members
            .get(key)
            .map(|value| Self::of(self.path(key), value))
            .transpose()
    }

    pub(super) fn nodes(&self, key: &str) -> Result<Vec<Self>, FhirError> {
        let Some(value) = self.members.get(key) else {
            return Ok(Vec::new());
        };
        let list = value.as_array();
        let list = list.ok_or_else(|| malformed(self.path(key), "a list"))?;
        let item = |(n, value)| Self::of(format!("{}[{n}]", self.path(key)), value);
        list.iter().enumerate().map(item).collect()
    }

    pub(super) fn text(&self, key: &str) -> Result<Option<&'a str>, FhirError> {
        let text = |value: &'a Value| {
            let text = value.as_str().filter(|text| !text.trim().is_empty());
            text.ok_or_else(|| malformed(self.path(key), "a text"))
        };
        self.members.get(key).map(text).transpose()
    }

    pub(super) fn owned(&self, key: &str) -> Result<Option<String>, FhirError> {
        Ok(self.text(key)?.map(str::to_owned))
    }

    pub(super) fn flag(&self, key: &str) -> Result<Option<bool>, FhirError> {
        let flag = |value: &Value| {
            value
                .as_bool()
                .ok_or_else(|| malformed(self.path(key), "true or false"))
        };
        self.members.get(key).map(flag).transpose()
    }

    /// FHIR R4, `unsignedInt`.
    pub(super) fn number(&self, key: &str) -> Result<Option<u32>, FhirError> {
        let number = |value: &Value| {
            let number = value
                .as_u64()
                .and_then(|n| i32::try_from(n).ok())
                .and_then(|n| u32::try_from(n).ok());
            number.ok_or_else(|| malformed(self.path(key), "a whole number"))
        };
        self.members.get(key).map(number).transpose()
    }

    /// A day, where it is a whole one: FHIR's dates may be months or years, and its times may be days.
    pub(super) fn day(&self, key: &str) -> Result<Option<Date>, FhirError> {
        let text = self.text(key)?;
        Ok(text.and_then(|text| text.parse::<Date>().ok().filter(|day| day.to_string() == text)))
    }

    pub(super) fn instant(&self, key: &str) -> Result<Option<Timestamp>, FhirError> {
        let at = |text: &str| text.parse().map_err(|_| malformed(self.path(key), "a time"));
        self.text(key)?.map(at).transpose()
    }

    /// A term of one of Safelight's lists.
    pub(super) fn term<T: std::str::FromStr>(&self, key: &str) -> Result<Option<T>, FhirError> {
        let term = |text: &str| {
            text.parse()
                .map_err(|_| malformed(self.path(key), "a term known here"))
        };
        self.text(key)?.map(term).transpose()
    }

    /// The extension of Safelight's with this id. Two would leave open which holds.
    pub(super) fn ours(&self, id: &str) -> Result<Option<Self>, FhirError> {
        let url = urn(id);
        let mut found = None;
        for extension in self.nodes("extension")? {
            if extension.text("url")? == Some(url.as_str()) && found.replace(extension).is_some() {
                return Err(malformed(format!("{}({id})", self.at), "there only once"));
            }
        }
        Ok(found)
    }

    /// Whether a modifier extension is Safelight's with this id.
    pub(super) fn is(&self, id: &str) -> Result<bool, FhirError> {
        Ok(self.text("url")? == Some(urn(id).as_str()))
    }

    /// A member that must be there.
    pub(super) fn must<T>(&self, key: &str, value: Option<T>) -> Result<T, FhirError> {
        value.ok_or_else(|| malformed(self.path(key), "there"))
    }
}

pub(super) fn malformed(at: String, wants: &'static str) -> FhirError {
    FhirError::Malformed { at, wants }
}
