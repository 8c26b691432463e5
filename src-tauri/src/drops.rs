//! What is dropped on the window. The paths come from the window system to Rust; the web view hears a number.

use std::path::{Path, PathBuf};

use tauri::{DragDropEvent, Emitter, Manager, PhysicalPosition, Runtime, Window, WindowEvent};

use crate::state::Desk;
use crate::wire::{DraggedFiles, DropEvent};

/// Tells the window of drags over it and drops on it.
pub(crate) fn hear<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let news = match event {
        DragDropEvent::Enter { paths, position } => {
            let (x, y) = on_page(window, *position);
            let files = look(paths);
            DropEvent::Over { files, x, y }
        }
        DragDropEvent::Over { position } => {
            let (x, y) = on_page(window, *position);
            DropEvent::Moved { x, y }
        }
        DragDropEvent::Drop { paths, position } => {
            let (x, y) = on_page(window, *position);
            DropEvent::Dropped {
                files: look(paths),
                drop: window.state::<Desk>().drops().add(paths.clone()),
                x,
                y,
            }
        }
        DragDropEvent::Leave => DropEvent::Left,
        _ => return,
    };
    // Nobody listens while the page is being loaded; then there is nobody to tell.
    let _ = window.emit_to(window.label(), "drop", news);
}

/// A position of the window system in CSS pixels. GTK and AppKit give those already, whatever their type is called; only
/// Windows gives pixels of the screen.
fn on_page<R: Runtime>(window: &Window<R>, position: PhysicalPosition<f64>) -> (f64, f64) {
    let scale = if cfg!(windows) {
        window.scale_factor().unwrap_or(1.0)
    } else {
        1.0
    };
    (position.x / scale, position.y / scale)
}

/// What the names look like. It only decides what the window offers to do with the drop; what a file is, its content says.
fn look(paths: &[PathBuf]) -> DraggedFiles {
    let ends = |path: &Path, among: &[&str]| {
        path.extension()
            .is_some_and(|end| among.iter().any(|it| end.eq_ignore_ascii_case(it)))
    };
    match paths {
        [] => DraggedFiles::Others,
        [one] if ends(one, &["jpg", "jpeg", "png", "heic", "heif"]) => DraggedFiles::OnePicture,
        all if all.iter().all(|path| ends(path, &["pdf"])) => DraggedFiles::Documents,
        _ => DraggedFiles::Others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pdfs_are_documents_and_only_one_picture_may_be_a_form() {
        let look = |names: &[&str]| look(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        use DraggedFiles::{Documents, OnePicture, Others};
        assert_eq!(look(&["signed.PDF"]), Documents);
        assert_eq!(look(&["a.pdf", "b.pdf"]), Documents);
        assert_eq!(look(&["scan.JPG"]), OnePicture);
        assert_eq!(look(&["scan.heic"]), OnePicture);
        assert_eq!(look(&["a.jpg", "b.jpg"]), Others);
        assert_eq!(look(&["a.pdf", "b.jpg"]), Others);
        assert_eq!(look(&["a folder"]), Others);
        assert_eq!(look(&[]), Others);
    }
}
