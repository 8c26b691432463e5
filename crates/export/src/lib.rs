//! One photo in one direction, one stage a file:
//!
//! ```text
//! Dropped ─inspect─▶ Inspected ─clean─▶ Cleaned ─verify─▶ Verified ─clear─▶ Cleared ─export─▶ Exported
//! ```
//!
//! Each stage's method consumes it, so that none can be skipped. No stage before [`Cleared`] gives out a
//! picture's bytes: a preview is a small rendering in memory. This crate alone writes pictures to a disk.
#![forbid(unsafe_code)]

mod batch;
mod cleaned;
mod cleared;
mod converted;
mod cover;
mod document;
mod dropped;
mod exported;
mod failure;
mod gate;
mod hiding;
mod inspected;
pub mod ledger;
mod marks;
mod name;
mod recoded;
mod rendering;
mod screen;
mod second_readers;
pub mod suggestions;
mod verified;

pub use batch::{Found, each, walk, walk_without};
pub use cleaned::Cleaned;
pub use cleared::{Cleared, Stopped};
pub use document::save_document;
pub use dropped::Dropped;
pub use exported::Exported;
pub use failure::{Code, Failure, sentence};
pub use gate::{Asked, Question, ask};
pub use hiding::Hiding;
pub use inspected::Inspected;
pub use marks::{add_marks, copy_marks, marks, set_marks};
pub use name::OutputName;
pub use recoded::Depth;
pub use rendering::Rendering;
pub use screen::Screen;
pub use verified::{Refused, Unproved, Verified};
