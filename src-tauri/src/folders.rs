//! Where the register is, and how a person is asked for files and folders.

use std::path::PathBuf;

use rfd::AsyncFileDialog;
use tauri::WebviewWindow;

use crate::failure::Problem;

/// The register's folder: `SAFELIGHT_REGISTER`, or the platform's folder for data.
pub(crate) fn register() -> std::io::Result<PathBuf> {
    if let Some(named) = std::env::var_os("SAFELIGHT_REGISTER").filter(|it| !it.is_empty()) {
        return std::path::absolute(PathBuf::from(named));
    }
    let data =
        dirs::data_dir().ok_or_else(|| std::io::Error::other("this system names no folder for data"))?;
    Ok(data.join("safelight"))
}

/// A window that asks for files, in front of ours.
///
/// # Errors
/// Where the system has none to offer: `rfd` would answer at once as if the person had cancelled.
pub(crate) fn dialog(window: &WebviewWindow) -> Result<AsyncFileDialog, Problem> {
    if dialogs() {
        Ok(AsyncFileDialog::new().set_parent(window))
    } else {
        Err(Problem::NoDialogs)
    }
}

/// Whether this system can ask for files: by the desktop portal, or by `zenity`.
#[cfg(target_os = "linux")]
pub(crate) fn dialogs() -> bool {
    const PORTAL: &str = "dbus-1/services/org.freedesktop.portal.Desktop.service";
    let var = |name, default: &str| std::env::var_os(name).unwrap_or_else(|| default.into());
    let found = |folders: &std::ffi::OsStr, name: &str| {
        std::env::split_paths(folders).any(|folder| folder.join(name).is_file())
    };
    found(&var("PATH", ""), "zenity")
        || (std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some()
            && found(&var("XDG_DATA_DIRS", "/usr/local/share:/usr/share"), PORTAL))
}

/// Whether this system can ask for files: Windows and macOS always can.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn dialogs() -> bool {
    true
}
