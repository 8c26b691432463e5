//! Copies that people saw before they were made, and the seed that makes the very same copy again.

use jiff::Timestamp;
use safelight_consent::{Approval, Condition, PhotoDigest, Register};
use safelight_redact::{Region, Seed};

use crate::failure::{Code, Failure};
use crate::marks::as_kept;
use crate::verified::Verified;

/// The seed for a copy of a photo: that of the copy which somebody was shown, or else `fresh`.
///
/// # Errors
/// [`Failure`] of the register.
pub fn copy_seed(register: &Register, photo: PhotoDigest, fresh: [u8; 32]) -> Result<Seed, Failure> {
    Ok(Seed(register.seed(photo)?.unwrap_or(fresh)))
}

/// The same for a copy that somebody is to look at now: the seed is kept, so that the copy which is made is the one they saw.
///
/// # Errors
/// [`Failure`] of the register.
pub fn seed_to_show(register: &mut Register, photo: PhotoDigest, fresh: [u8; 32]) -> Result<Seed, Failure> {
    Ok(Seed(register.seed_or(photo, fresh)?))
}

/// Somebody in a photo, whom its copy may be shown to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their pseudonym.
    pub person: String,
    /// Whether a record of theirs asks that they see the copy first.
    pub asked: bool,
    /// What they last said of this very copy.
    pub said: Option<Approval>,
}

impl Verified {
    /// Everyone who is listed or linked, those who asked to see the copy first before the others.
    ///
    /// # Errors
    /// [`Failure`] of the register.
    pub fn viewers(&self, register: &Register) -> Result<Vec<Viewer>, Failure> {
        let regions = as_kept(self.regions())?;
        let approvals = register.approvals(self.digest())?;
        let mut people: Vec<(String, bool)> = Vec::new();
        for link in register.links_of(self.digest())? {
            let conditions = register.record(link.record)?.terms.conditions;
            people.push((link.person, conditions.contains(&Condition::ShowMeFirst)));
        }
        let listed = register.listed(self.digest())?;
        people.extend(listed.into_iter().map(|it| (it.person, false)));
        people.sort_by_key(|(_, asked)| !asked);
        let mut viewers: Vec<Viewer> = Vec::new();
        for (person, asked) in people {
            if viewers.iter().any(|it| it.person == person) {
                continue;
            }
            let said = approvals
                .iter()
                .find(|it| it.person == person && it.output == self.output_digest() && it.regions == regions);
            viewers.push(Viewer {
                said: said.cloned(),
                person,
                asked,
            });
        }
        Ok(viewers)
    }

    /// Keeps what a person said of this very copy when `by` showed it to them, and the seed that makes it again.
    ///
    /// # Errors
    /// [`Code::Changed`] where the register keeps another seed for this photo, so that this copy cannot be made again;
    /// other [`Failure`]s of the register.
    pub fn shown_to(
        &self,
        register: &mut Register,
        person: &str,
        agreed: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<Approval, Failure> {
        let regions = as_kept(self.regions())?;
        register.together(|register| {
            let seed = register.seed_or(self.digest(), self.seed())?;
            if seed != self.seed() && !self.regions().is_empty() {
                let why =
                    "This copy is painted otherwise than the one that is kept for this photo. Show that one.";
                return Err(Failure::new(Code::Changed, why));
            }
            let approval = Approval {
                photo: self.digest(),
                output: self.output_digest(),
                regions: regions.clone(),
                seed,
                person: person.to_owned(),
                agreed,
                by: by.to_owned(),
                at,
            };
            register.approve(&approval)?;
            Ok(approval)
        })
    }
}

/// Who agreed to this very copy: the same bytes, with the same regions.
pub(crate) fn approved_by(
    approvals: &[Approval],
    output: Option<PhotoDigest>,
    regions: &[Region],
) -> Result<Vec<String>, Failure> {
    let regions = as_kept(regions)?;
    Ok(approvals
        .iter()
        .filter(|it| it.agreed && Some(it.output) == output && it.regions == regions)
        .map(|it| it.person.clone())
        .collect())
}
