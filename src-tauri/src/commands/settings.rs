//! The register's door, and what Settings shows.

use safelight_consent::{KeyCost, Passphrase, Register};
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
        place: desk.place.display().to_string(),
    }
}

pub(super) fn kept(desk: &Desk) -> Result<Settings, Failure> {
    let (output_folder, idle_minutes) = if desk.is_open() {
        desk.register(|register| Ok((register.setting(OUTPUT_FOLDER)?, idle_minutes(register))))?
    } else {
        (None, DEFAULT_MINUTES)
    };
    Ok(Settings {
        output_folder,
        idle_minutes,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        dialogs: folders::dialogs(),
        formats: FORMATS.iter().map(|format| format.name).collect(),
    })
}
