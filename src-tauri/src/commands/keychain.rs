//! The key of the register in this computer's keychain, for those who ask for it.

use safelight_keychain::Keychain;
use tauri::{AppHandle, Manager};

use super::aside;
use super::keeping::unlocked;
use super::settings::state;
use crate::state::Desk;
use crate::wire::{Failure, RegisterState};

#[tauri::command]
pub(crate) async fn unlock_from_keychain(app: AppHandle) -> Result<RegisterState, Failure> {
    aside(move || unlock(&app.state::<Desk>(), &Keychain::of_system()?)).await
}

#[tauri::command]
pub(crate) async fn set_keychain(app: AppHandle, on: bool) -> Result<RegisterState, Failure> {
    aside(move || set(&app.state::<Desk>(), &Keychain::of_system()?, on)).await
}

fn unlock(desk: &Desk, keychain: &Keychain) -> Result<RegisterState, Failure> {
    unlocked(desk, keychain.open(&desk.place)?);
    Ok(state(desk))
}

/// Keeps the key of the register that is open, or lets go of it.
fn set(desk: &Desk, keychain: &Keychain, on: bool) -> Result<RegisterState, Failure> {
    desk.register(|register| {
        if on {
            keychain.keep(&desk.place, register)?;
        } else {
            keychain.forget(&desk.place)?;
        }
        Ok(())
    })?;
    Ok(state(desk))
}

#[cfg(test)]
mod tests {
    use keyring_core::mock::Store;
    use safelight_consent::{KeyCost, Passphrase, Register};

    use super::*;
    use crate::wire::Lock;

    #[test]
    fn the_door_opens_by_the_keychain_only_while_that_is_switched_on()
    -> Result<(), Box<dyn std::error::Error>> {
        let fail = |failure: Failure| failure.message;
        let folder = tempfile::tempdir()?;
        let desk = Desk::new(folder.path().join("register"));
        let keychain = Keychain::of(Store::new()?);
        let code = |result: Result<RegisterState, Failure>| result.err().map(|it| it.code);
        assert_eq!(code(set(&desk, &keychain, true)).as_deref(), Some("locked"));
        desk.open(Register::create(
            &desk.place,
            &Passphrase::new("four dry words here"),
            [7; 16],
            KeyCost {
                memory_kib: 8,
                passes: 1,
                lanes: 1,
            },
        )?);
        assert!(!state(&desk).keychain);
        assert!(set(&desk, &keychain, true).map_err(fail)?.keychain);
        desk.lock();
        assert_eq!(unlock(&desk, &keychain).map_err(fail)?.lock, Lock::Open);
        assert!(!set(&desk, &keychain, false).map_err(fail)?.keychain);
        desk.lock();
        assert_eq!(code(unlock(&desk, &keychain)).as_deref(), Some("keychain-empty"));
        Ok(())
    }
}
