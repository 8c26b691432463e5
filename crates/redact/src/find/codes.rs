//! Lines of print.
use super::Suggestion;
use crate::{Pixels, Size};
/// Lines.
#[must_use]
pub fn codes(_picture: &Pixels, _displayed: Size) -> Vec<Suggestion> {
    Vec::new()
}
