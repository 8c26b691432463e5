//! The fourth stage: a copy that is proved clean, and the gate before the next.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use safelight_consent::{PhotoDigest, Refusals, Register, Use};
use safelight_redact::Region;
use safelight_sanitize::{Finding, Format, Reveals, Size};

use crate::cleaned::Cleaned;
use crate::cleared::Cleared;
use crate::failure::{Code, Failure};
use crate::gate::{Asked, Clock, Question, ask};
use crate::inspected::Inspected;
use crate::likeness;
use crate::rendering::Rendering;

/// A clean copy that was read a second time and holds nothing but the picture.
#[derive(Debug)]
pub struct Verified {
    pub(crate) cleaned: Cleaned,
    pub(crate) output_digest: PhotoDigest,
    likeness: OnceCell<Option<u64>>,
    note: Option<String>,
}

/// A copy that could not be proved clean (rule G28). Nothing can be written from here.
#[derive(Debug)]
pub struct Unproved {
    pub(crate) inspected: Inspected,
    pub(crate) regions: Vec<Region>,
    pub(crate) why: String,
}

/// The gate's no. The copy is kept, so that mending a reason does not mean cleaning again.
#[derive(Debug)]
pub struct Refused {
    /// The copy, as before.
    pub verified: Verified,
    /// Every reason.
    pub refusals: Refusals,
}

impl Unproved {
    /// What is wrong with the copy, for a report of the fault.
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The same for whoever does not ask the gate.
    pub fn failure(&self) -> Failure {
        let message = format!("The copy could not be proved clean: {}.", self.why);
        Failure::new(Code::Malformed, message)
    }

    /// Every reason why the photo is not copied, G28 among them.
    ///
    /// # Errors
    /// [`Failure`] of the register; [`Self::failure`], should the gate ever forget what is not proved.
    pub fn refusals(
        &self,
        register: &Register,
        usage: Option<&Use>,
        clock: &impl Clock,
        today: Date,
    ) -> Result<Refusals, Failure> {
        let copy = Question {
            photo: &self.inspected,
            regions: &self.regions,
            output: None,
            folder: None,
        };
        match ask(register, copy, usage, clock, today)? {
            Asked::Refused(refusals) => Ok(refusals),
            Asked::Clear(_) => Err(self.failure()),
        }
    }
}

impl Verified {
    pub(crate) fn new(mut cleaned: Cleaned) -> Self {
        let output_digest = PhotoDigest::of(&cleaned.written);
        let hides = !cleaned.regions().is_empty();
        let note = hides.then(|| cleaned.inspected.hiding().sentence()).flatten();
        // From here on the copy alone counts: the source's bytes need not wait in memory beside it.
        cleaned.inspected.dropped.bytes = Vec::new();
        Self {
            cleaned,
            output_digest,
            likeness: OnceCell::new(),
            note,
        }
    }

    /// Works out by what the copy is known again where it is saved anew, from its own pixels, for the export to keep. It
    /// takes longer than all else; [`crate::look`] does it afterwards.
    pub fn look(&self) {
        self.likeness.get_or_init(|| likeness::of_copy(&self.cleaned));
    }

    /// What the copy looks like, if anything has looked at it; itself none where it shows nothing.
    pub(crate) fn seen(&self) -> Option<Option<u64>> {
        self.likeness.get().copied()
    }

    /// What the gate is asked of this copy, in the folder it is to lie in.
    pub(crate) fn question<'a>(&'a self, folder: Option<&'a Path>) -> Question<'a> {
        Question {
            photo: &self.cleaned.inspected,
            regions: self.regions(),
            output: Some(self.output_digest),
            folder,
        }
    }

    /// The SHA-256 of the source.
    pub const fn digest(&self) -> PhotoDigest {
        self.cleaned.digest()
    }

    /// The SHA-256 of the copy.
    pub const fn output_digest(&self) -> PhotoDigest {
        self.output_digest
    }

    /// The seed it was made with.
    pub(crate) const fn seed(&self) -> [u8; 32] {
        self.cleaned.seed
    }

    /// How many bytes the copy has.
    pub const fn bytes(&self) -> usize {
        self.cleaned.written.len()
    }

    /// The size of the copy as it is displayed, in pixels.
    pub const fn size(&self) -> Size {
        self.cleaned.inspected.size()
    }

    /// The format of the copy: the source's own, or the one that it was converted to.
    pub const fn format(&self) -> &'static Format {
        self.cleaned.format
    }

    /// What hiding its regions did to the copy, a plain sentence; none where there is nothing to tell.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Where the source lies.
    pub fn source(&self) -> &Path {
        self.cleaned.inspected.source()
    }

    /// What the source gave away and the copy does not.
    pub fn findings(&self) -> &[Finding] {
        self.cleaned.inspected.findings()
    }

    /// How many findings of each kind went.
    pub fn removed(&self) -> BTreeMap<Reveals, u64> {
        let mut removed = BTreeMap::new();
        for finding in self.findings() {
            *removed.entry(finding.reveals).or_default() += 1;
        }
        removed
    }

    /// The regions that are hidden in the copy.
    pub fn regions(&self) -> &[Region] {
        self.cleaned.regions()
    }

    /// The copy as it would be written, upright; no side exceeds `max_side` pixels.
    ///
    /// # Errors
    /// [`Failure`] where the picture cannot be decoded.
    pub fn render(&self, max_side: u32) -> Result<Rendering, Failure> {
        self.cleaned.render(max_side)
    }

    /// Asks the gate whether a copy may be written for this use.
    ///
    /// # Errors
    /// The inner result is the gate's answer; the outer a [`Failure`] of the register.
    pub fn clear(
        self,
        register: &Register,
        usage: Option<&Use>,
        clock: &impl Clock,
        today: Date,
    ) -> Result<Result<Cleared, Box<Refused>>, Failure> {
        Ok(match ask(register, self.question(None), usage, clock, today)? {
            Asked::Clear(clearance) => Ok(Cleared {
                verified: self,
                clearance,
            }),
            Asked::Refused(refusals) => Err(Box::new(Refused {
                verified: self,
                refusals,
            })),
        })
    }
}
