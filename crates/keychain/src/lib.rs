//! The key of a consent register, kept in the keychain of the system for those who ask for it: Keychain Services on macOS, the
//! Credential Manager on Windows, the Secret Service elsewhere.
//!
//! Kept is the derived key, never the passphrase: it opens this one register and the backups made under the same passphrase,
//! tells nobody the passphrase, and opens nothing once the passphrase is changed. The entry is named after the register's
//! salt; a file beside the register says which entry that is, so that nobody who never asked for it has their keychain asked.
#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use safelight_consent::{Register, RegisterError, RegisterKey};

/// What entries are filed under.
const SERVICE: &str = "Safelight consent register";

/// The file in the register's folder that names the entry.
const NOTE: &str = "keychain";

/// Why the keychain could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum KeychainError {
    /// There is none, or it does not answer.
    #[error("this computer offers no keychain; the passphrase opens the register")]
    Missing,
    /// It refuses, or is locked.
    #[error("the keychain of this computer did not open; the passphrase opens the register")]
    Refused,
    /// It holds no key that opens this register.
    #[error("the keychain holds no key to this register; the passphrase opens it")]
    NoKey,
    /// The register could not be opened.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl From<Error> for KeychainError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoEntry => Self::NoKey,
            Error::NoDefaultStore | Error::NotSupportedByStore(_) => Self::Missing,
            _ => Self::Refused,
        }
    }
}

/// Whether the key of the register in `dir` is kept. Asks no keychain.
pub fn is_kept(dir: &Path) -> bool {
    noted(dir).is_some_and(|name| Register::salt(dir).is_ok_and(|salt| name == salt))
}

/// A keychain.
#[derive(Debug, Clone)]
pub struct Keychain(Arc<CredentialStore>);

impl Keychain {
    /// That of this computer.
    ///
    /// # Errors
    /// [`KeychainError::Missing`].
    pub fn of_system() -> Result<Self, KeychainError> {
        system().map(Self).ok_or(KeychainError::Missing)
    }

    /// One that somebody else provides.
    pub const fn of(store: Arc<CredentialStore>) -> Self {
        Self(store)
    }

    /// Keeps the key of an open register, the one in `dir`.
    ///
    /// # Errors
    /// Those of the keychain, and [`RegisterError::Disk`].
    #[expect(
        clippy::disallowed_methods,
        reason = "the name of an entry is no picture and no secret"
    )]
    pub fn keep(&self, dir: &Path, register: &Register) -> Result<(), KeychainError> {
        let key = register.key();
        let name = Register::salt(dir)?;
        // An entry that no file names would stay for good.
        std::fs::write(note(dir), &name).map_err(RegisterError::from)?;
        let kept = self
            .entry(&name)
            .and_then(|entry| Ok(entry.set_secret(key.secret())?));
        if kept.is_err() {
            std::fs::remove_file(note(dir)).ok();
        }
        kept
    }

    /// Opens the register in `dir` with the key that is kept.
    ///
    /// # Errors
    /// [`KeychainError::NoKey`] where none is, or it opens this register no more; those of the keychain and of opening.
    pub fn open(&self, dir: &Path) -> Result<Register, KeychainError> {
        if !is_kept(dir) {
            return Err(KeychainError::NoKey);
        }
        let name = noted(dir).ok_or(KeychainError::NoKey)?;
        let key = RegisterKey::new(self.entry(&name)?.get_secret()?).ok_or(KeychainError::NoKey)?;
        match Register::open_with_key(dir, &key) {
            Err(RegisterError::WrongPassphrase) => Err(KeychainError::NoKey),
            opened => Ok(opened?),
        }
    }

    /// Lets go of the key that is kept for the folder `dir`, whichever register is there by now.
    ///
    /// # Errors
    /// Those of the keychain; then the entry may still be there. [`RegisterError::Disk`].
    pub fn forget(&self, dir: &Path) -> Result<(), KeychainError> {
        let Some(name) = noted(dir) else {
            return Ok(());
        };
        match self.entry(&name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(std::fs::remove_file(note(dir)).map_err(RegisterError::from)?)
    }

    fn entry(&self, name: &str) -> Result<Entry, KeychainError> {
        Ok(self.0.build(SERVICE, name, None)?)
    }
}

/// Lets go of what the keychain of this computer keeps for the folder `dir`, if anything is kept. Where the keychain does not
/// answer, the register's folder names no entry any more all the same.
pub fn forget(dir: &Path) {
    if noted(dir).is_some() {
        let forgotten = Keychain::of_system().and_then(|keychain| keychain.forget(dir));
        if forgotten.is_err() {
            std::fs::remove_file(note(dir)).ok();
        }
    }
}

fn note(dir: &Path) -> PathBuf {
    dir.join(NOTE)
}

/// The entry that the folder names: the salt of a register, in hexadecimal.
fn noted(dir: &Path) -> Option<String> {
    // A note is 32 digits; whatever else lies there is none.
    let length = std::fs::metadata(note(dir)).ok()?.len();
    let name = (length == 32).then(|| std::fs::read_to_string(note(dir)))?.ok()?;
    name.bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then_some(name)
}

#[cfg(target_os = "macos")]
fn system() -> Option<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = apple_native_keyring_store::keychain::Store::new().ok()?;
    Some(store)
}

#[cfg(windows)]
fn system() -> Option<Arc<CredentialStore>> {
    let store: Arc<CredentialStore> = windows_native_keyring_store::Store::new().ok()?;
    Some(store)
}

/// Only over a socket of this computer: a session bus may be named by an address on a network, or by a command to run.
#[cfg(all(unix, not(target_os = "macos")))]
fn system() -> Option<Arc<CredentialStore>> {
    let bus = std::env::var("DBUS_SESSION_BUS_ADDRESS").ok();
    if bus.is_some_and(|bus| !is_local(&bus)) {
        return None;
    }
    let store: Arc<CredentialStore> = zbus_secret_service_keyring_store::Store::new().ok()?;
    Some(store)
}

/// Whether each address in the list is a Unix socket (D-Bus Specification, "Server Addresses").
#[cfg(all(unix, not(target_os = "macos")))]
fn is_local(bus: &str) -> bool {
    bus.split(';')
        .filter(|it| !it.is_empty())
        .all(|address| address.starts_with("unix:"))
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::is_local;

    #[test]
    fn a_bus_on_a_network_is_not_asked() {
        assert!(is_local("unix:path=/run/user/1000/bus"));
        assert!(is_local("unix:path=/a;unix:abstract=/b,guid=00"));
        for far in [
            "tcp:host=example.org,port=1",
            "nonce-tcp:host=example.org,port=1",
            "unixexec:path=/bin/sh",
            "unix:path=/a;tcp:host=example.org,port=1",
            "autolaunch:",
        ] {
            assert!(!is_local(far), "{far}");
        }
    }
}
