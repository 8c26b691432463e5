//! The register, its passphrase, the clock and randomness of one run.

use std::io::{IsTerminal, stdin};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use safelight_consent::{KeyCost, Passphrase, Register};
use safelight_export::{Code, Failure};
use serde_json::json;

use crate::args::Args;
use crate::report::{Report, Stop};

/// What one run takes from outside.
pub(crate) struct Session {
    register: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    today: Option<Date>,
}

impl Session {
    pub(crate) fn new(args: &Args) -> Self {
        let default = || dirs::data_dir().map(|folder| folder.join("safelight"));
        Self {
            register: args.register.clone().or_else(default),
            passphrase_file: args.passphrase_file.clone(),
            #[cfg(debug_assertions)]
            today: args.today,
            #[cfg(not(debug_assertions))]
            today: None,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    pub(crate) fn today(&self) -> Date {
        self.today.unwrap_or_else(|| Zoned::now().date())
    }

    pub(crate) fn init(&self, report: &mut Report) -> Result<(), Stop> {
        let folder = self.folder()?;
        let passphrase = self.passphrase("New passphrase, 12 characters or more: ", true)?;
        Register::create(&folder, &passphrase, random()?, KeyCost::default())?;
        let place = folder.to_string_lossy().into_owned();
        report.line(&json!({"register": place}), || {
            format!("An empty register was made in {place}.")
        });
        Ok(())
    }

    pub(crate) fn open(&self) -> Result<Register, Stop> {
        let folder = self.folder()?;
        let passphrase = self.passphrase("Passphrase: ", false)?;
        Ok(Register::open(&folder, &passphrase, KeyCost::default())?)
    }

    fn folder(&self) -> Result<PathBuf, Stop> {
        self.register
            .clone()
            .ok_or_else(|| Stop::WrongUse("Say where the register is: --register DIR.".into()))
    }

    /// From the environment, a file, or a person at a terminal; never from an argument, which other programs can see.
    /// A new one is typed twice: a slip would lock the register for good.
    fn passphrase(&self, prompt: &str, new: bool) -> Result<Passphrase, Stop> {
        if let Ok(passphrase) = std::env::var("SAFELIGHT_PASSPHRASE") {
            return Ok(Passphrase::new(passphrase));
        }
        if let Some(file) = &self.passphrase_file {
            let text = std::fs::read_to_string(file).map_err(|error| Failure::io(&error, file))?;
            return Ok(Passphrase::new(text.lines().next().unwrap_or_default()));
        }
        if !stdin().is_terminal() {
            let how = "Give the passphrase in SAFELIGHT_PASSPHRASE or with --passphrase-file FILE.";
            return Err(Stop::WrongUse(how.into()));
        }
        let ask = |prompt: &str| {
            let typed = rpassword::prompt_password(prompt);
            typed.map_err(|error| Stop::Failed(Failure::io(&error, "the terminal".as_ref())))
        };
        let typed = ask(prompt)?;
        if new && ask("The same again: ")? != typed {
            return Err(Stop::WrongUse(
                "The two are not the same. Nothing was made.".into(),
            ));
        }
        Ok(Passphrase::new(typed))
    }
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Failure {
        code: Code::Io,
        message: format!("The system gives no random numbers: {error}."),
    })?;
    Ok(bytes)
}
