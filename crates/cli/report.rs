//! What is printed, and the exit status.

use std::io::{Write, stderr, stdout};
use std::process::ExitCode;

use safelight_consent::RegisterError;
use safelight_export::{Code, Failure, sentence};
use safelight_keychain::KeychainError;
use serde::Serialize;
use serde_json::{Value, json};

/// How a run ended, by `docs/cli.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Done,
    Refused,
    Failed,
    WrongUse,
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Refused => 1,
            Status::Failed => 2,
            Status::WrongUse => 64,
            Status::Interrupted => 130,
        })
    }
}

/// Why a whole run stops.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Somebody has to mend something first.
    Failed(Failure),
    /// The command's words do not fit together.
    WrongUse(String),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<RegisterError> for Stop {
    fn from(error: RegisterError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<KeychainError> for Stop {
    fn from(error: KeychainError) -> Self {
        let code = match error {
            KeychainError::Register(error) => return error.into(),
            KeychainError::Missing => Code::Unsupported,
            KeychainError::Refused => Code::NotPermitted,
            KeychainError::NoKey => Code::NotFound,
        };
        let message = sentence(&error.to_string());
        Self::Failed(Failure { code, message })
    }
}

/// Prints lines for people or for scripts, and remembers the worst that happened.
pub(crate) struct Report {
    json: bool,
    status: Status,
}

impl Report {
    pub(crate) const fn new(json: bool) -> Self {
        Self {
            json,
            status: Status::Done,
        }
    }

    pub(crate) const fn is_json(&self) -> bool {
        self.json
    }

    pub(crate) const fn status(&self) -> Status {
        self.status
    }

    pub(crate) fn worsen(&mut self, status: Status) {
        self.status = self.status.max(status);
    }

    /// One result: an object for scripts, text for people. Where nobody reads any more the work goes on, and the status
    /// says that its results were lost.
    pub(crate) fn line(&mut self, object: &impl Serialize, text: impl FnOnce() -> String) {
        let line = if self.json {
            serde_json::to_string(object).unwrap_or_default()
        } else {
            text()
        };
        if writeln!(stdout(), "{line}").is_err() {
            self.worsen(Status::Failed);
        }
    }

    /// One file of many that could not be worked on; `object` says so for scripts.
    pub(crate) fn failed(&mut self, source: &str, failure: &Failure, object: &Value) {
        self.worsen(Status::Failed);
        self.line(object, || format!("failed    {source}\n            {failure}"));
    }

    /// Why the run stops.
    pub(crate) fn stop(&mut self, stop: &Stop) {
        let message = match stop {
            Stop::Failed(failure) => {
                self.worsen(Status::Failed);
                if self.json {
                    self.line(
                        &json!({"outcome": "failed", "code": failure.code, "message": failure.message}),
                        String::new,
                    );
                }
                failure.to_string()
            }
            Stop::WrongUse(message) => {
                self.worsen(Status::WrongUse);
                message.clone()
            }
        };
        note(&message);
    }
}

/// A word beside the results. Where nobody reads the errors either, the status still tells.
pub(crate) fn note(message: &str) {
    writeln!(stderr(), "safelight: {message}").ok();
}
