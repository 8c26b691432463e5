//! What can go wrong, by code and in a plain sentence.

use safelight_consent::{FormError, RegisterError};
use safelight_export::sentence;
use safelight_keychain::KeychainError;

use crate::wire::Failure;

/// What goes wrong in the shell itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The register is not open.
    Locked,
    /// The register is open, and another was to be put in its place.
    StillOpen,
    /// A photo, drop or form that is no longer held.
    Gone,
    /// The photo is not the one that was shown any more.
    Stale,
    /// The copy that was looked at is not held any more.
    NotShown,
    /// The file on the disk is another one since it was read.
    Changed,
    /// The system has no window to pick files with.
    NoDialogs,
    /// Several files where one signed form was asked for.
    OneForm,
    /// Several files where one was asked about.
    OneFile,
    /// A folder whose name is not text.
    UnnamedFolder,
    /// A value from the window that is not what its field asks for.
    Unfit(&'static str),
    /// The operating system gave no randomness.
    NoRandomness,
    /// Part of the program stopped.
    Stopped,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let (code, message) = match problem {
            Problem::Locked => ("locked", "The register is locked. Unlock it first."),
            Problem::StillOpen => (
                "still-open",
                "The register is open. Lock it, then restore the backup.",
            ),
            Problem::Gone => ("gone", "This is no longer on the list. Drop it again."),
            Problem::Stale => (
                "stale",
                "This photo changed after it was shown. Look at it again, then export it.",
            ),
            Problem::NotShown => (
                "not-shown",
                "This is not the copy that was shown. Show it again, then record the answer.",
            ),
            Problem::Changed => ("changed", "This photo changed on the disk; look at it again."),
            Problem::NoDialogs => (
                "no-dialogs",
                "This computer offers no window to pick files with. Install xdg-desktop-portal or zenity, or drop \
                 the files here.",
            ),
            Problem::OneForm => (
                "one-form",
                "One record has one signed form. Drop one file at a time.",
            ),
            Problem::OneFile => ("one-file", "Drop one file at a time to ask whose it is."),
            Problem::UnnamedFolder => (
                "unnamed-folder",
                "The name of this folder is not readable text. Choose another.",
            ),
            Problem::Unfit(what) => return Self::new("unfit", format!("This is not {what}.")),
            Problem::NoRandomness => ("no-randomness", "The system gave no random numbers. Try again."),
            Problem::Stopped => ("stopped", "Part of the program stopped. Start it again."),
        };
        Self::new(code, message)
    }
}

impl Failure {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// Whether a picture cannot be drawn on this screen, though it can be cleaned.
    pub(crate) fn is_no_preview(&self) -> bool {
        self.code == "no-preview"
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        let code = match &error {
            RegisterError::Missing(_) => "register-missing",
            RegisterError::Exists(_) => "register-exists",
            RegisterError::WrongPassphrase => "wrong-passphrase",
            RegisterError::Damaged(_) => "register-damaged",
            RegisterError::Newer { .. } => "register-newer",
            RegisterError::Locked => "register-busy",
            RegisterError::Disk(_) => "register-disk",
            RegisterError::KeyCost => "key-cost",
            RegisterError::NoSuchRecord(_) => "no-such-record",
            RegisterError::Outdated { .. } => "outdated",
            RegisterError::WrongPerson { .. } => "wrong-person",
            RegisterError::Unfit(_) => "unfit",
            RegisterError::Backup(_) => "backup",
            RegisterError::Database(_) => "register-database",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}

impl From<KeychainError> for Failure {
    fn from(error: KeychainError) -> Self {
        let code = match error {
            KeychainError::Register(error) => return error.into(),
            KeychainError::Missing => "keychain-missing",
            KeychainError::Refused => "keychain-refused",
            KeychainError::NoKey => "keychain-empty",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        let code = match error {
            FormError::Unsupported => "form-unsupported",
            FormError::TooLarge => "form-too-large",
            FormError::Unreadable(_) => "form-unreadable",
        };
        Self::new(code, sentence(&error.to_string()))
    }
}
