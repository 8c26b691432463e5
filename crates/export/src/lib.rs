//! One photo in one direction, one stage a file:
//!
//! ```text
//! Dropped ─inspect─▶ Inspected ─clean─▶ Cleaned ─verify─▶ Verified ─clear─▶ Cleared ─export─▶ Exported
//! ```
//!
//! Each stage's method consumes it, so that none can be skipped. No stage before [`Cleared`] gives out a
//! picture's bytes: a preview is a small rendering in memory. This crate alone writes pictures to a disk.
#![forbid(unsafe_code)]

mod approval;
mod avif;
mod batch;
mod certificate;
mod cleaned;
mod cleared;
mod converted;
mod cover;
mod declared;
mod dropped;
mod exported;
mod failure;
mod followed;
mod gate;
mod hiding;
mod inspected;
mod job;
pub mod ledger;
mod left_out;
mod letters;
mod likeness;
mod look;
mod manifest;
mod marks;
mod name;
mod noted;
mod paper;
mod recoded;
mod recovery;
mod rendering;
mod saved;
mod screen;
mod second_readers;
mod sheet;
pub mod suggestions;
mod verified;

pub use approval::{Viewer, copy_seed, seed_to_show};
pub use batch::{Found, each, walk, walk_without};
pub use certificate::{Anchor, Certificate, Checked, Hid, Under, maybe_certificate};
pub use cleaned::Cleaned;
pub use cleared::{Cleared, Stopped};
pub use declared::{Declared, LookedAt, ShownTo};
pub use dropped::Dropped;
pub use exported::Exported;
pub use failure::{Code, Failure, sentence};
pub use followed::{Followed, Known, Note, Standing, Wanted, follow, follow_under, newest, note, whose};
pub use gate::{Asked, Clock, Question, ask};
pub use hiding::Hiding;
pub use inspected::Inspected;
pub use job::{Again, Counted, Done, Given, Job, News, Outcome, Random, Reins};
pub use left_out::LeftOut;
pub use letters::{CONTACT, receipt, takedown_letter};
pub use look::{Looked, look};
pub use manifest::{ManifestRow, ToLink, manifest};
pub use marks::{add_marks, copy_marks, marks, set_marks};
pub use name::OutputName;
pub use paper::Paper;
pub use recoded::Depth;
pub use recovery::{Recovered, recover};
pub use rendering::Rendering;
pub use saved::{document, save};
pub use screen::Screen;
pub use sheet::Sheet;
pub use verified::{Refused, Unproved, Verified};
