//! The register, its passphrase, the clock and randomness of one run.

use std::io::{IsTerminal, stdin};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use safelight_consent::{KeyCost, Passphrase, Register};
use safelight_export::{Code, Failure, Recovered, recover, sentence};
use safelight_keychain::{Keychain, is_kept};
use serde_json::json;

use crate::args::Args;
use crate::report::{self, Report, Stop};

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
        let mut register = match self.opened_by_keychain(&folder) {
            Some(register) => register,
            None => {
                let passphrase = self.passphrase("Passphrase: ", false)?;
                Register::open(&folder, &passphrase, KeyCost::default())?
            }
        };
        // What cannot be settled now stays noted for the next time, and keeps nobody from reading.
        if let Ok(Recovered { failed, .. }) = recover(&mut register, self.now())
            && failed > 0
        {
            report::note(&format!(
                "{failed} copies were not finished when Safelight was last ended. Their rows are closed as failed."
            ));
        }
        Ok(register)
    }

    /// The register, opened with the key in the keychain, where one is kept and no passphrase is given. Whatever else goes
    /// wrong, the passphrase is asked for.
    fn opened_by_keychain(&self, folder: &Path) -> Option<Register> {
        let given = self.passphrase_file.is_some() || std::env::var_os("SAFELIGHT_PASSPHRASE").is_some();
        if given || !is_kept(folder) {
            return None;
        }
        let opened = Keychain::of_system().and_then(|keychain| keychain.open(folder));
        opened
            .map_err(|error| report::note(&sentence(&error.to_string())))
            .ok()
    }

    /// The register's folder.
    pub(crate) fn folder(&self) -> Result<PathBuf, Stop> {
        self.register
            .clone()
            .ok_or_else(|| Stop::WrongUse("Say where the register is: --register DIR.".into()))
    }

    /// The register's passphrase, as it is now.
    pub(crate) fn passphrase(&self, prompt: &str, new: bool) -> Result<Passphrase, Stop> {
        from_outside(
            "SAFELIGHT_PASSPHRASE",
            self.passphrase_file.as_deref(),
            prompt,
            new,
        )
        .map_err(|none| {
            none.unwrap_or_else(|| {
                let how = "Give the passphrase in SAFELIGHT_PASSPHRASE or with --passphrase-file FILE.";
                Stop::WrongUse(how.into())
            })
        })
    }

    /// The passphrase that it is to have.
    pub(crate) fn new_passphrase(&self, file: Option<&Path>) -> Result<Passphrase, Stop> {
        let prompt = "New passphrase, 12 characters or more: ";
        from_outside("SAFELIGHT_NEW_PASSPHRASE", file, prompt, true).map_err(|none| {
            none.unwrap_or_else(|| {
                let how =
                    "Give the new passphrase in SAFELIGHT_NEW_PASSPHRASE or with --new-passphrase-file FILE.";
                Stop::WrongUse(how.into())
            })
        })
    }
}

/// From the environment, a file, or a person at a terminal; never from an argument, which other programs can see. A new one
/// is typed twice: a slip would lock the register for good.
///
/// # Errors
/// None where there is nobody to ask.
fn from_outside(
    variable: &str,
    file: Option<&Path>,
    prompt: &str,
    new: bool,
) -> Result<Passphrase, Option<Stop>> {
    if let Ok(passphrase) = std::env::var(variable) {
        return Ok(Passphrase::new(passphrase));
    }
    if let Some(file) = file {
        let text = std::fs::read_to_string(file).map_err(|error| Some(Failure::io(&error, file).into()))?;
        return Ok(Passphrase::new(text.lines().next().unwrap_or_default()));
    }
    if !stdin().is_terminal() {
        return Err(None);
    }
    let ask = |prompt: &str| {
        let typed = rpassword::prompt_password(prompt);
        typed.map_err(|error| Some(Stop::Failed(Failure::io(&error, "the terminal".as_ref()))))
    };
    let typed = ask(prompt)?;
    if new && ask("The same again: ")? != typed {
        let why = "The two are not the same. Nothing was made.";
        return Err(Some(Stop::WrongUse(why.into())));
    }
    Ok(Passphrase::new(typed))
}

/// Bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    fill(&mut bytes)?;
    Ok(bytes)
}

/// Fills a buffer with bytes from the operating system.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| Failure {
        code: Code::Io,
        message: format!("The system gives no random numbers: {error}."),
    })
}
