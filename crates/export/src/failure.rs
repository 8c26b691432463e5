//! What keeps a photo from going on, by who must act. Codes cross to scripts and to the window; text is for people.

use std::io;
use std::path::Path;

use safelight_consent::RegisterError;
use serde::Serialize;

/// Who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The file is broken; its maker must mend it.
    Malformed,
    /// The file is of a kind that is not cleaned; the person brings another.
    Unsupported,
    /// The picture cannot be shown here; a copy can be made all the same.
    NoPreview,
    /// The picture is over a limit.
    TooLarge,
    /// The file or folder is not there.
    NotFound,
    /// This account may not read or write there.
    NotPermitted,
    /// The disk is full.
    DiskFull,
    /// A file of that name is there already.
    Exists,
    /// The disk failed in another way.
    Io,
    /// What was looked at changed meanwhile: look again.
    Changed,
    /// The program was ended while it worked: do it again.
    Interrupted,
    /// The register did not do as asked.
    Register,
    /// A fault of this program: report it.
    Bug,
}

/// A photo, or a file of a batch, that does not go on. Nothing was written for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// Who must act.
    pub code: Code,
    /// A plain sentence.
    pub message: String,
}

impl Failure {
    /// A failure in a plain sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Does something of which a fault in a decoder must not end everything else.
    ///
    /// # Errors
    /// Those of `work`; a panic is a [`Code::Bug`].
    pub fn guard<T>(work: impl FnOnce() -> Result<T, Self>) -> Result<T, Self> {
        // What the work had half done is dropped with it; the register's writes are transactions.
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
            let why =
                "Safelight failed on this file, which is a fault of the program. Nothing was written for it.";
            Err(Self::new(Code::Bug, why))
        })
    }

    /// What went wrong with a file or folder.
    pub fn io(error: &io::Error, path: &Path) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        match error.kind() {
            io::ErrorKind::NotFound => Self::new(Code::NotFound, format!("{name} is not there any more.")),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::new(
                Code::NotPermitted,
                format!("You are not allowed to open or change {name}."),
            ),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::new(Code::DiskFull, "The disk is full. Make room, then try again.")
            }
            io::ErrorKind::AlreadyExists => Self::new(
                Code::Exists,
                format!("{name} is there already. Nothing was overwritten."),
            ),
            _ => Self::new(Code::Io, format!("{name} could not be read or written: {error}.")),
        }
    }
}

impl From<safelight_sanitize::Error> for Failure {
    fn from(error: safelight_sanitize::Error) -> Self {
        use safelight_sanitize::Error;
        match error {
            Error::Malformed { why, part, offset } => {
                Self::new(Code::Malformed, format!("{why} ({part}, at byte {offset})."))
            }
            Error::Unsupported { .. } => Self::new(Code::Unsupported, error.to_string()),
            Error::Limit { .. } => Self::new(Code::TooLarge, format!("{error}.")),
        }
    }
}

impl From<safelight_redact::Error> for Failure {
    fn from(error: safelight_redact::Error) -> Self {
        use safelight_redact::Error;
        match error {
            Error::Malformed { .. } | Error::Codec { .. } => {
                Self::new(Code::Malformed, format!("The picture is damaged: {error}."))
            }
            Error::Unsupported { .. } => Self::new(
                Code::Unsupported,
                format!(
                    "Regions cannot be hidden in this picture: {error}. Save it as a new JPEG or PNG first."
                ),
            ),
            Error::Limit { .. } | Error::Animation { .. } => {
                Self::new(Code::TooLarge, format!("The picture is too large: {error}."))
            }
            Error::Differs { .. } => Self::new(
                Code::Malformed,
                format!("The hidden copy does not match: {error}."),
            ),
        }
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        Self::new(Code::Register, sentence(&error.to_string()))
    }
}

/// A clause as a sentence of its own.
pub fn sentence(clause: &str) -> String {
    let mut letters = clause.trim_end_matches('.').chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn an_error_reads_as_a_sentence() {
        assert_eq!(sentence("the disk is full"), "The disk is full.");
        assert_eq!(sentence("Nothing was saved."), "Nothing was saved.");
    }
}
