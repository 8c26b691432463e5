//! Copies that people saw before they were made, and the seed that makes the very same copy again.

use jiff::Timestamp;
use safelight_consent::{Approval, PhotoDigest, Register};
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

impl Verified {
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
