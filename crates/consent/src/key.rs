//! From a passphrase to the register's key.
//!
//! Source: RFC 9106 (Argon2), second recommended option: Argon2id, 64 MiB, three passes.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::digest::hex;
use crate::register::RegisterError;

/// What opens a register. Wiped from memory when it goes; never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes the passphrase as it was typed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Refuses one of fewer than 12 characters, which can be guessed.
    ///
    /// # Errors
    /// [`RegisterError::Unfit`].
    pub fn long_enough(&self) -> Result<(), RegisterError> {
        if self.0.chars().count() < 12 {
            return Err(RegisterError::Unfit("a passphrase needs at least 12 characters"));
        }
        Ok(())
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// What is derived from the passphrase of one register, with its salt: it opens that register, and the backups made of it
/// under the same passphrase. Wiped from memory when it goes; never printed.
pub struct RegisterKey(Zeroizing<String>);

impl RegisterKey {
    /// Takes a key that was kept elsewhere; none where it is no such key.
    pub fn new(kept: Vec<u8>) -> Option<Self> {
        let kept = Zeroizing::new(kept);
        let text = Zeroizing::new(std::str::from_utf8(&kept).ok()?.to_owned());
        // It goes into a statement, so nothing but digits may be in it.
        let digits = text.strip_prefix("x'")?.strip_suffix('\'')?;
        let whole = digits.len() == 96 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        whole.then(|| Self(text.clone()))
    }

    pub(crate) fn of(raw: &Zeroizing<String>) -> Self {
        Self(raw.clone())
    }

    pub(crate) fn raw(&self) -> &str {
        &self.0
    }

    /// The key to be kept elsewhere, as [`RegisterKey::new`] takes it.
    pub fn secret(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Whether it is of the register with this salt.
    pub(crate) fn is_of(&self, salt: &[u8; 16]) -> bool {
        self.0.ends_with(&format!("{}'", hex(salt)))
    }
}

impl fmt::Debug for RegisterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegisterKey(…)")
    }
}

/// What it costs to try one passphrase. A register opens only at the cost it was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyCost {
    /// Memory, in KiB; at least 8 for each lane.
    pub memory_kib: u32,
    /// Passes over the memory, at least 1.
    pub passes: u32,
    /// Lanes, at least 1.
    pub lanes: u32,
}

impl Default for KeyCost {
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

/// SQLCipher's raw key with its salt, ready for `PRAGMA key`: `x'<64 digits><32 digits>'`.
pub(crate) fn raw_key(
    passphrase: &Passphrase,
    salt: &[u8; 16],
    cost: KeyCost,
) -> Result<Zeroizing<String>, RegisterError> {
    let refused = |_| RegisterError::KeyCost;
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(refused)?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), salt, &mut *key)
        .map_err(refused)?;
    let key = Zeroizing::new(hex(&*key));
    Ok(Zeroizing::new(format!("x'{}{}'", *key, hex(salt))))
}
