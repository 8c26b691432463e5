//! The register's door, and what Settings shows.

use safelight_consent::{KeyCost, Passphrase, Profile, Register, Strictness};
use safelight_sanitize::FORMATS;
use tauri::{AppHandle, Manager, WebviewWindow};

use super::keeping::{idle_minutes, unlocked};
use super::{aside, random};
use crate::failure::Problem;
use crate::folders;
use crate::idle::DEFAULT_MINUTES;
use crate::state::Desk;
use crate::wire::{Failure, Lock, RegisterState, Settings};

/// The setting that keeps the folder clean copies go to.
pub(super) const OUTPUT_FOLDER: &str = "output-folder";

#[tauri::command]
pub(crate) async fn register_state(app: AppHandle) -> Result<RegisterState, Failure> {
    aside(move || Ok(state(&app.state::<Desk>()))).await
}

#[tauri::command]
pub(crate) async fn create_register(app: AppHandle, passphrase: String) -> Result<RegisterState, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let passphrase = Passphrase::new(passphrase);
        let made = Register::create(&desk.place, &passphrase, random()?, KeyCost::default())?;
        unlocked(&desk, made);
        Ok(state(&desk))
    })
    .await
}

#[tauri::command]
pub(crate) async fn unlock_register(app: AppHandle, passphrase: String) -> Result<RegisterState, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let passphrase = Passphrase::new(passphrase);
        unlocked(
            &desk,
            Register::open(&desk.place, &passphrase, KeyCost::default())?,
        );
        Ok(state(&desk))
    })
    .await
}

#[tauri::command]
pub(crate) async fn lock_register(app: AppHandle) -> Result<RegisterState, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        desk.lock();
        Ok(state(&desk))
    })
    .await
}

#[tauri::command]
pub(crate) async fn settings(app: AppHandle) -> Result<Settings, Failure> {
    aside(move || kept(&app.state::<Desk>())).await
}

#[tauri::command]
pub(crate) async fn choose_output_folder(app: AppHandle, window: WebviewWindow) -> Result<Settings, Failure> {
    let chosen = folders::dialog(&window)?.pick_folder().await;
    aside(move || {
        let desk = app.state::<Desk>();
        if let Some(folder) = chosen {
            let folder = folder.path().to_str().ok_or(Problem::UnnamedFolder)?;
            desk.register(|register| Ok(register.set_setting(OUTPUT_FOLDER, folder)?))?;
        }
        kept(&desk)
    })
    .await
}

pub(super) fn state(desk: &Desk) -> RegisterState {
    let lock = match (desk.is_open(), Register::exists(&desk.place)) {
        (true, _) => Lock::Open,
        (false, true) => Lock::Locked,
        (false, false) => Lock::Absent,
    };
    RegisterState {
        lock,
        keychain: safelight_keychain::is_kept(&desk.place),
        place: desk.place.display().to_string(),
    }
}

#[tauri::command]
pub(crate) async fn set_strictness(app: AppHandle, strictness: String) -> Result<Settings, Failure> {
    aside(move || stricter(&app.state::<Desk>(), &strictness)).await
}

#[tauri::command]
pub(crate) async fn set_profile(app: AppHandle, profile: String) -> Result<Settings, Failure> {
    aside(move || {
        let desk = app.state::<Desk>();
        let profile = profile.parse().map_err(|_| Problem::Unfit("a profile"))?;
        desk.register(|register| Ok(register.set_profile(profile)?))?;
        kept(&desk)
    })
    .await
}

/// Sets how strict the register is. Any verdict may be another then.
fn stricter(desk: &Desk, strictness: &str) -> Result<Settings, Failure> {
    let strictness = strictness.parse().map_err(|_| Problem::Unfit("a strictness"))?;
    desk.register(|register| Ok(register.set_strictness(strictness)?))?;
    desk.photos().doubt_all();
    kept(desk)
}

pub(super) fn kept(desk: &Desk) -> Result<Settings, Failure> {
    let (output_folder, idle_minutes, strictness, profile) = if desk.is_open() {
        desk.register(|register| {
            Ok((
                register.setting(OUTPUT_FOLDER)?,
                idle_minutes(register),
                register.strictness()?,
                register.profile()?,
            ))
        })?
    } else {
        (None, DEFAULT_MINUTES, Strictness::Strict, Profile::Clinical)
    };
    Ok(Settings {
        output_folder,
        idle_minutes,
        strictness: strictness.to_string(),
        profile: profile.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        dialogs: folders::dialogs(),
        formats: FORMATS.iter().map(|format| format.name).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::cleared;

    #[test]
    fn another_strictness_asks_the_gate_anew_and_stays() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let (desk, _) = cleared(folder.path())?;
        let verdict = || desk.photos().all().first().and_then(|it| it.verdict.clone());
        assert!(stricter(&desk, "lax").is_err());
        assert!(verdict().is_some());
        let set = stricter(&desk, "clinical-declared").map_err(|it| it.message)?;
        assert_eq!(
            (&*set.strictness, &*set.profile),
            ("clinical-declared", "clinical")
        );
        assert!(verdict().is_none());
        Ok(())
    }
}
