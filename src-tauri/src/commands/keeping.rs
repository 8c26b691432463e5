//! Backups, what is restored from them, another passphrase, and the lock that falls by itself.

use std::path::Path;

use safelight_consent::{KeyCost, Passphrase, Register, Restored};
use safelight_export::recover;
use tauri::{AppHandle, Manager, State, WebviewWindow};

use super::settings::{kept, state};
use super::{aside, random};
use crate::failure::Problem;
use crate::idle::{CHOICES, DEFAULT_MINUTES};
use crate::records::today;
use crate::state::{Desk, shown};
use crate::summary::now;
use crate::wire::{BackedUp, Failure, FromBackup, RegisterState, Settings};

/// The setting that keeps after how many minutes without use the register locks.
const IDLE_MINUTES: &str = "idle-minutes";

/// Somebody is there.
#[tauri::command]
pub(crate) fn stir(desk: State<'_, Desk>) {
    desk.idle.stir();
}

#[tauri::command]
pub(crate) async fn set_idle_minutes(app: AppHandle, minutes: u32) -> Result<Settings, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        if !CHOICES.contains(&minutes) {
            return Err(Problem::Unfit("a number of minutes to choose").into());
        }
        desk.register(|register| Ok(register.set_setting(IDLE_MINUTES, &minutes.to_string())?))?;
        desk.idle.set_minutes(minutes);
        kept(&desk)
    })
    .await
}

/// Writes a backup where the person says; nothing where they change their mind.
#[tauri::command]
pub(crate) async fn back_up_register(
    app: AppHandle,
    window: WebviewWindow,
) -> Result<Option<BackedUp>, Failure> {
    let chosen = crate::folders::dialog(&window)?
        .set_file_name(Register::backup_name(today()))
        .save_file()
        .await;
    let Some(chosen) = chosen else {
        return Ok(None);
    };
    aside(move || {
        let desk = app.state::<Desk>();
        let _work = desk.idle.work();
        let rows = desk.register(|register| Ok(register.back_up(chosen.path())?))?;
        Ok(Some(BackedUp {
            place: chosen.path().display().to_string(),
            rows: u32::try_from(rows).unwrap_or(u32::MAX),
        }))
    })
    .await
}

/// Puts the backup that the person picks in the register's place and opens it; nothing where they change their mind.
#[tauri::command]
pub(crate) async fn restore_register(
    app: AppHandle,
    window: WebviewWindow,
    passphrase: String,
) -> Result<Option<FromBackup>, Failure> {
    let passphrase = Passphrase::new(passphrase);
    let Some(chosen) = crate::folders::dialog(&window)?.pick_file().await else {
        return Ok(None);
    };
    aside(move || {
        let desk = app.state::<Desk>();
        let _work = desk.idle.work();
        if desk.is_open() {
            return Err(Problem::StillOpen.into());
        }
        let cost = KeyCost::default();
        let restored = Register::restore(chosen.path(), &desk.place, &passphrase, cost, today())?;
        let Restored {
            register,
            kept,
            older,
            ..
        } = restored;
        // What was kept was the key of the register that was here.
        safelight_keychain::forget(&desk.place);
        unlocked(&desk, register);
        Ok(Some(FromBackup {
            register: state(&desk),
            kept: kept.as_deref().map(shown),
            older,
        }))
    })
    .await
}

#[tauri::command]
pub(crate) async fn change_passphrase(
    app: AppHandle,
    old: String,
    new: String,
) -> Result<RegisterState, Failure> {
    let (old, new) = (Passphrase::new(old), Passphrase::new(new));
    aside(move || {
        let desk = app.state::<Desk>();
        let _work = desk.idle.work();
        if !desk.is_open() {
            return Err(Problem::Locked.into());
        }
        changed(&desk, &old, &new, KeyCost::default(), random()?)?;
        safelight_keychain::forget(&desk.place);
        Ok(state(&desk))
    })
    .await
}

/// Takes a register in use that was just opened: settles what a killed program left, and reads when it is to lock.
pub(super) fn unlocked(desk: &Desk, mut register: Register) {
    // What cannot be settled now stays noted for the next time.
    recover(&mut register, now()).ok();
    let minutes = idle_minutes(&register);
    desk.open(register);
    desk.idle.set_minutes(minutes);
}

/// After how many minutes without use the register locks.
pub(super) fn idle_minutes(register: &Register) -> u32 {
    let set = register.setting(IDLE_MINUTES).ok().flatten();
    let set = set.and_then(|it| it.parse().ok());
    set.filter(|minutes| CHOICES.contains(minutes))
        .unwrap_or(DEFAULT_MINUTES)
}

/// The register goes on open whichever way it ends: under the new passphrase, or under the old.
fn changed(
    desk: &Desk,
    old: &Passphrase,
    new: &Passphrase,
    cost: KeyCost,
    salt: [u8; 16],
) -> Result<(), Failure> {
    let place: &Path = &desk.place;
    // A slip is told while the register is still open.
    drop(Register::open(place, old, cost)?);
    new.long_enough()?;
    let done = desk.reopen(
        || match Register::change_passphrase(place, old, new, salt, cost) {
            Ok(register) => (Some(register), Ok(())),
            Err(error) => (Register::open(place, old, cost).ok(), Err(error)),
        },
    );
    Ok(done?)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Outcome = Result<(), Box<dyn std::error::Error>>;

    const CHEAP: KeyCost = KeyCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    #[test]
    fn a_changed_passphrase_leaves_the_register_open_and_a_wrong_one_changes_nothing() -> Outcome {
        let folder = tempfile::tempdir()?;
        let desk = Desk::new(folder.path().join("register"));
        let [old, new, wrong] = ["correct horse", "battery staple", "incorrect horse"].map(Passphrase::new);
        desk.open(Register::create(&desk.place, &old, [1; 16], CHEAP)?);
        for (old, new) in [(&wrong, &new), (&old, &Passphrase::new("short"))] {
            assert!(changed(&desk, old, new, CHEAP, [2; 16]).is_err());
            assert!(desk.is_open());
        }
        // Another program has it open: then it stays as it is, and open.
        let other = Register::open(&desk.place, &old, CHEAP)?;
        let busy = changed(&desk, &old, &new, CHEAP, [2; 16])
            .err()
            .map(|failure| failure.code);
        assert_eq!(busy.as_deref(), Some("register-busy"));
        assert!(desk.is_open());
        drop(other);
        changed(&desk, &old, &new, CHEAP, [2; 16]).map_err(|failure| failure.message)?;
        assert!(desk.is_open());
        desk.lock();
        assert!(Register::open(&desk.place, &old, CHEAP).is_err());
        unlocked(&desk, Register::open(&desk.place, &new, CHEAP)?);
        assert!(desk.is_open());
        Ok(())
    }
}
