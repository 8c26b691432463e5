//! Keeps the window on the program's own pages: a content security policy cannot stop it from being sent elsewhere.

use tauri::plugin::{Builder, TauriPlugin};
use tauri::{Runtime, Url};

/// Refuses every navigation but to the program's own pages.
pub(crate) fn plugin<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("walls")
        .on_navigation(|_, to| is_own_page(to))
        .build()
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
