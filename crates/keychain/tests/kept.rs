//! The key of a register in a keychain: a stand-in in memory, and the system's own where a test run has one.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::path::Path;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Error, mock};
use safelight_consent::{KeyCost, Passphrase, Register};
use safelight_keychain::{Keychain, KeychainError, is_kept};
use tempfile::TempDir;

const CHEAP: KeyCost = KeyCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

fn passphrase() -> Passphrase {
    Passphrase::new("four dry words here")
}

fn made() -> (TempDir, Register) {
    let dir = tempfile::tempdir().unwrap();
    let register = Register::create(dir.path(), &passphrase(), [7; 16], CHEAP).unwrap();
    (dir, register)
}

fn files(dir: &Path) -> Vec<Vec<u8>> {
    let read = |entry: std::io::Result<std::fs::DirEntry>| std::fs::read(entry.unwrap().path()).unwrap();
    std::fs::read_dir(dir).unwrap().map(read).collect()
}

fn opens_until_it_is_forgotten(keychain: &Keychain) {
    let (dir, mut register) = made();
    let dir = dir.path();
    assert!(!is_kept(dir));
    assert!(matches!(keychain.open(dir), Err(KeychainError::NoKey)));
    keychain.keep(dir, &register).unwrap();
    register.set_setting("contact", "Ward 3").unwrap();
    let key = register.key();
    drop(register);
    assert!(is_kept(dir));
    let opened = keychain.open(dir).unwrap();
    assert_eq!(opened.setting("contact").unwrap().as_deref(), Some("Ward 3"));
    for file in files(dir) {
        for secret in [b"four dry words here", &key.secret()[2..66]] {
            assert!(
                !file.windows(secret.len()).any(|it| it == secret),
                "a key lies on the disk"
            );
        }
    }
    drop(opened);
    keychain.forget(dir).unwrap();
    assert!(!is_kept(dir));
    assert!(matches!(keychain.open(dir), Err(KeychainError::NoKey)));
    keychain.forget(dir).unwrap();
    Register::open(dir, &passphrase(), CHEAP).unwrap();
}

#[test]
fn the_key_that_is_kept_opens_the_register_until_it_is_forgotten() {
    opens_until_it_is_forgotten(&Keychain::of(mock::Store::new().unwrap()));
}

#[test]
fn a_key_of_before_the_passphrase_was_changed_opens_nothing() {
    let keychain = Keychain::of(mock::Store::new().unwrap());
    let (dir, register) = made();
    let dir = dir.path();
    keychain.keep(dir, &register).unwrap();
    let old = register.key();
    drop(register);
    let new = Passphrase::new("four other dry words");
    drop(Register::change_passphrase(dir, &passphrase(), &new, [8; 16], CHEAP).unwrap());
    assert!(!is_kept(dir));
    assert!(matches!(keychain.open(dir), Err(KeychainError::NoKey)));
    assert!(Register::open_with_key(dir, &old).is_err());
    // The entry of before is found by the note, and goes.
    keychain.forget(dir).unwrap();
    assert_eq!(
        std::fs::read_dir(dir)
            .unwrap()
            .filter(|it| it.as_ref().unwrap().file_name() == "keychain")
            .count(),
        0
    );
}

#[test]
fn a_keychain_that_refuses_keeps_nothing_and_says_so() {
    let store = mock::Store::new().unwrap();
    let (dir, register) = made();
    let dir = dir.path();
    let name = Register::salt(dir).unwrap();
    let entry = store.build("Safelight consent register", &name, None).unwrap();
    let refuse = || {
        let credential: &mock::Cred = entry.as_any().downcast_ref().unwrap();
        credential.set_error(Error::NoStorageAccess("locked".into()));
    };
    let keychain = Keychain::of(store);
    refuse();
    assert!(matches!(
        keychain.keep(dir, &register),
        Err(KeychainError::Refused)
    ));
    assert!(!is_kept(dir));
    keychain.keep(dir, &register).unwrap();
    drop(register);
    refuse();
    assert!(matches!(keychain.open(dir), Err(KeychainError::Refused)));
    keychain.open(dir).unwrap();
    // Somebody else's entry under this name.
    entry
        .set_secret(b"x'00'; ATTACH 'elsewhere' AS other; --")
        .unwrap();
    assert!(matches!(keychain.open(dir), Err(KeychainError::NoKey)));
}

/// Only where it is asked for, for the keychain of whoever runs the tests is not to be written to: in
/// `dbus-run-session`, with `gnome-keyring-daemon` unlocked.
#[test]
fn the_keychain_of_the_system_does_the_same() {
    if std::env::var_os("SAFELIGHT_TEST_KEYCHAIN").is_some() {
        opens_until_it_is_forgotten(&Keychain::of_system().unwrap());
    }
}
