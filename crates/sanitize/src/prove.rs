//! The second reading: what was written is read again from its bytes and must hold nothing else.

use thiserror::Error;

use crate::part::{Coded, Fate};
use crate::{Error, Limits, Picture, read};

/// Why a written file is not proved clean.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unproved {
    /// It cannot be read again.
    #[error("the copy cannot be read again: {0}")]
    Unreadable(#[from] Error),
    /// A part stands in it that should have gone.
    #[error("the copy still holds {part} at byte {offset}")]
    Left {
        /// The part.
        part: &'static str,
        /// Its place in the copy.
        offset: usize,
    },
    /// Cleaning the copy would change it: something stands inside a part that stays.
    #[error("the copy is not in its simplest form")]
    NotCanonical,
    /// The coded picture is not the source's.
    #[error("the picture in the copy is not the picture in the source")]
    PictureChanged,
}

/// Proves that a written file holds allowed parts only and is its own clean copy; gives what was read.
///
/// # Errors
/// [`Unproved`] with the first thing that is wrong.
pub fn prove(written: &[u8], limits: &Limits) -> Result<Picture, Unproved> {
    let picture = read(written, limits)?;
    if let Some(part) = picture.parts.iter().find(|part| part.rule.fate == Fate::Drop) {
        return Err(Unproved::Left {
            part: part.rule.part,
            offset: part.range.start,
        });
    }
    if !same(picture.output.chunks(written), std::iter::once(written)) {
        return Err(Unproved::NotCanonical);
    }
    Ok(picture)
}

impl Picture {
    /// Whether a copy shows the very same coded picture: byte for byte, or, where it had to be coded anew
    /// because more than the picture was in the code, sample for sample.
    ///
    /// # Errors
    /// [`Error`] where either cannot be decoded for the comparison.
    pub fn same_picture(&self, source: &[u8], copy: &Self, written: &[u8]) -> Result<bool, Error> {
        if self.stored != copy.stored || self.orientation != copy.orientation {
            return Ok(false);
        }
        match self.coded {
            Coded::Copied(_) => Ok(same(self.coded_runs(source), copy.coded_runs(written))),
            Coded::Anew(_) => (self.format.same_shown)(source, written),
        }
    }
}

/// For formats whose clean files always copy the coded bytes.
pub(crate) fn never_anew(_: &[u8], _: &[u8]) -> Result<bool, Error> {
    Ok(false)
}

/// Whether two sequences of runs hold the same bytes, wherever they are cut.
fn same<'a, 'b>(a: impl Iterator<Item = &'a [u8]>, b: impl Iterator<Item = &'b [u8]>) -> bool {
    let (mut a, mut b) = (a.filter(|run| !run.is_empty()), b.filter(|run| !run.is_empty()));
    let (mut left, mut right): (&[u8], &[u8]) = (&[], &[]);
    loop {
        if left.is_empty() {
            left = a.next().unwrap_or_default();
        }
        if right.is_empty() {
            right = b.next().unwrap_or_default();
        }
        let length = left.len().min(right.len());
        let ((here, rest), (there, other)) = (left.split_at(length), right.split_at(length));
        if here != there {
            return false;
        }
        if length == 0 {
            return left.is_empty() && right.is_empty();
        }
        (left, right) = (rest, other);
    }
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn runs_are_compared_wherever_they_are_cut() {
        fn alike(a: &[&[u8]], b: &[&[u8]]) -> bool {
            same(a.iter().copied(), b.iter().copied())
        }
        assert!(alike(&[b"ab", b"", b"c"], &[b"a", b"bc"]));
        assert!(!alike(&[b"ab"], &[b"a"]));
        assert!(!alike(&[b"ab"], &[b"ac"]));
    }
}
