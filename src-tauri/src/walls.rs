//! Keeps the window on the program's own pages, and what it shows inside it: a content security policy can stop
//! neither its being sent elsewhere nor a download.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{App, Runtime, Url, WebviewWindowBuilder};

/// Refuses every navigation but to the program's own pages.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("walls")
        .on_navigation(|_, to| is_own_page(to))
        .build()
}

/// Opens the window of the configuration, which saves nothing: clean copies are written by the library alone.
///
/// # Errors
/// Those of the window system.
pub(crate) fn open_window<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    for window in &app.config().app.windows {
        WebviewWindowBuilder::from_config(app, window)?
            .on_download(|_, _| false)
            .build()?;
    }
    Ok(())
}

fn is_own_page(to: &Url) -> bool {
    // `tauri://localhost` on Linux and macOS, `http(s)://tauri.localhost` on Windows.
    match (to.scheme(), to.host_str()) {
        ("tauri", Some("localhost")) => true,
        ("http" | "https", Some("tauri.localhost")) => cfg!(windows),
        ("http", Some("localhost")) => cfg!(all(debug_assertions, not(feature = "custom-protocol"))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_own_page;

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_pages() -> Result<(), Box<dyn std::error::Error>> {
        assert!(is_own_page(&"tauri://localhost/index.html".parse()?));
        for elsewhere in [
            "https://example.org/",
            "http://localhost:8080/",
            "http://127.0.0.1/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "tauri://elsewhere/",
            "photo://localhost/1/0/output/1600",
        ] {
            assert!(!is_own_page(&elsewhere.parse()?), "{elsewhere}");
        }
        Ok(())
    }
}
