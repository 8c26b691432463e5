//! What the finder sees in a photo, and what a person said of it, kept in the register by the photo's digest.
//!
//! Suggestions only: nothing found is no promise that nothing is there. Of an animation the first frame is looked at, of
//! many pages the first.

use safelight_consent::{PhotoDigest, Register};
use safelight_redact::find::{self, Kind, Suggestion};
use safelight_redact::{Region, Style};
use serde::{Deserialize, Serialize};

use crate::failure::{Code, Failure};
use crate::inspected::Inspected;
use crate::recoded::sides;

/// How large the photo is looked at, in pixels on its longer side: small print is not found in a smaller one.
const LONGER_SIDE: u32 = 2400;

/// A suggestion that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// What it seems to be, and where in displayed pixels.
    #[serde(flatten)]
    pub suggestion: Suggestion,
    /// Whether a person said that it is not what it seems.
    #[serde(default)]
    pub dismissed: bool,
}

impl Inspected {
    /// Looks for faces, text and codes.
    ///
    /// # Errors
    /// [`Failure`] where the picture cannot be decoded.
    pub fn suggestions(&self) -> Result<Vec<Suggestion>, Failure> {
        Failure::guard(|| {
            let seen = self.render(LONGER_SIDE)?.to_pixels();
            Ok(find::suggestions(&seen, sides(self.size())))
        })
    }
}

/// What was found in a photo; `None` while nothing has looked.
///
/// # Errors
/// [`Failure`] of the register, or where what it holds is no list of what was found.
pub fn found(register: &Register, photo: PhotoDigest) -> Result<Option<Vec<Found>>, Failure> {
    read(register.found(photo)?.as_deref())
}

/// Keeps what was found in a photo, in place of what was found before; what was dismissed then stays so.
///
/// # Errors
/// [`Failure`] of the register.
pub fn set_found(
    register: &mut Register,
    photo: PhotoDigest,
    suggestions: Vec<Suggestion>,
) -> Result<Vec<Found>, Failure> {
    register.together(|register| {
        // What cannot be read any more is replaced.
        let before = read(register.found(photo)?.as_deref())
            .ok()
            .flatten()
            .unwrap_or_default();
        let dismissed = |suggestion: &Suggestion| {
            before
                .iter()
                .any(|it| it.dismissed && it.suggestion == *suggestion)
        };
        let now: Vec<Found> = suggestions
            .into_iter()
            .map(|suggestion| Found {
                dismissed: dismissed(&suggestion),
                suggestion,
            })
            .collect();
        keep(register, photo, &now)?;
        Ok(now)
    })
}

/// Says that a suggestion is not what it seems: it is no face.
///
/// # Errors
/// [`Failure`] of the register, or where nothing of the kind was found there.
pub fn dismiss(register: &mut Register, photo: PhotoDigest, suggestion: &Suggestion) -> Result<(), Failure> {
    set_dismissed(register, photo, suggestion, true)
}

/// Takes [`dismiss`] back.
///
/// # Errors
/// Those of [`dismiss`].
pub fn restore(register: &mut Register, photo: PhotoDigest, suggestion: &Suggestion) -> Result<(), Failure> {
    set_dismissed(register, photo, suggestion, false)
}

/// The region that hides a suggestion.
pub fn region(suggestion: &Suggestion, style: Style) -> Region {
    Region {
        shape: suggestion.shape.clone(),
        style,
        face: suggestion.kind == Kind::Face,
        name: None,
    }
}

/// What the register holds, decoded.
pub(crate) fn read(json: Option<&str>) -> Result<Option<Vec<Found>>, Failure> {
    let unreadable = |_| {
        Failure::new(
            Code::Register,
            "What was found in this photo cannot be read. Look for faces in it anew.",
        )
    };
    json.map(serde_json::from_str).transpose().map_err(unreadable)
}

fn set_dismissed(
    register: &mut Register,
    photo: PhotoDigest,
    suggestion: &Suggestion,
    dismissed: bool,
) -> Result<(), Failure> {
    register.together(|register| {
        let mut found = found(register, photo)?.unwrap_or_default();
        let one = found.iter_mut().find(|it| it.suggestion == *suggestion);
        let one = one.ok_or_else(|| Failure::new(Code::NotFound, "There is no such suggestion any more."))?;
        one.dismissed = dismissed;
        keep(register, photo, &found)
    })
}

fn keep(register: &mut Register, photo: PhotoDigest, found: &[Found]) -> Result<(), Failure> {
    let json = serde_json::to_string(found)
        .map_err(|error| Failure::new(Code::Register, format!("What was found cannot be kept: {error}.")))?;
    Ok(register.set_found(photo, &json)?)
}
