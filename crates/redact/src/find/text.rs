//! Lines of print.
use super::Suggestion;
use crate::{Pixels, Size};
/// Lines.
#[must_use]
pub fn text(_picture: &Pixels, _displayed: Size) -> Vec<Suggestion> {
    Vec::new()
}
