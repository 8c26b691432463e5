//! The register's state, settings, drops, and why something could not be done.

use serde::Serialize;
use ts_rs::TS;

/// Why something could not be done: a code to act on and a plain sentence to show.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Failure {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// Where the register is, and whether it is open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct RegisterState {
    pub(crate) lock: Lock,
    /// Whether its key is kept in this computer's keychain.
    pub(crate) keychain: bool,
    pub(crate) place: String,
}

/// A register not made yet, one that needs its passphrase, or one that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum Lock {
    Absent,
    Locked,
    Open,
}

/// What Settings shows.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct Settings {
    pub(crate) output_folder: Option<String>,
    /// After how many minutes without use the register locks; 0 never.
    pub(crate) idle_minutes: u32,
    /// Whether clinical recordings that show nobody need consent too, by its identifier.
    pub(crate) strictness: String,
    /// Whose words receipts and letters speak, by its identifier.
    pub(crate) profile: String,
    pub(crate) version: String,
    pub(crate) dialogs: bool,
    /// The names of the formats that are cleaned.
    pub(crate) formats: Vec<&'static str>,
}

/// A backup that was written and read again.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct BackedUp {
    pub(crate) place: String,
    /// How many rows its ledger has, all of which hold.
    pub(crate) rows: u32,
}

/// A register that was restored, and is open.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) struct FromBackup {
    pub(crate) register: RegisterState,
    /// The name of the file that was the register before, in the same folder.
    pub(crate) kept: Option<String>,
    /// Whether an older program made the backup.
    pub(crate) older: bool,
}

/// Something was dragged over the window or let go on it, at a place in CSS pixels from the page's top left corner. The
/// paths wait in Rust under `drop`.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase", tag = "kind")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum DropEvent {
    Over {
        files: DraggedFiles,
        x: f64,
        y: f64,
    },
    Moved {
        x: f64,
        y: f64,
    },
    Left,
    Dropped {
        drop: u32,
        files: DraggedFiles,
        x: f64,
        y: f64,
    },
}

/// What the names of dragged files look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export, export_to = "../../ui/src/shared/wire/")]
pub(crate) enum DraggedFiles {
    /// PDF files and nothing else: signed forms.
    Documents,
    /// One picture of the kinds that a photographed form has.
    OnePicture,
    Others,
}
