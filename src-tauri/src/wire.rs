//! What crosses between the window and the shell. `cargo test -p safelight-desktop` writes the same types for
//! TypeScript to `ui/src/shared/wire/`. A photo or a form is an opaque id here; its path stays in Rust.

#![allow(
    missing_docs,
    reason = "a field that needs a word has one; the others say it all in their names"
)]

mod consents;
mod exports;
mod people;
mod photos;
mod refusal;
mod region;
mod settings;
mod showing;

pub(crate) use consents::{
    Covers, FieldFailure, Form, Incoming, LeftOut, PermittedUse, RecordDetail, RecordDraft, RecordSummary,
    RecordVersion, Saved, Standing, Withdrawal,
};
pub(crate) use exports::{
    CheckedCertificate, Copy, CopyPage, CopyPlace, CopyQuery, CopyStanding, ExportEvent, FollowedCopy,
    FoundCopy, KnownAs, LedgerState, Paper, PlaceOutcome, Shown, Whose,
};
pub(crate) use people::{Bystander, Listed};
pub(crate) use photos::{
    Finding, Intake, Linked, NoPerson, People, PhotoDetail, PhotoSummary, Picture, Position, Revealed,
    Review, ReviewItem, Shows, Use, Verdict,
};
pub(crate) use refusal::{Place, Refusal, Remedy};
pub(crate) use region::{Region, Shape, Style, Suggested, Suggestion};
pub(crate) use settings::{
    BackedUp, DraggedFiles, DropEvent, Failure, FromBackup, Lock, RegisterState, Settings,
};
pub(crate) use showing::{Answer, Answered, CopyToShow, Viewer};
