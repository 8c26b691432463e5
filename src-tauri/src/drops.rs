//! What is dropped on the window. The paths come from the window system to Rust; the web view hears a number.

use std::path::Path;

use tauri::{DragDropEvent, Emitter, Manager, Runtime, Window, WindowEvent};

use crate::state::Desk;
use crate::wire::DropEvent;

/// Tells the window of drags over it and drops on it.
pub(crate) fn hear<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else {
        return;
    };
    let news = match event {
        DragDropEvent::Enter { .. } => DropEvent::Over,
        DragDropEvent::Drop { paths, .. } => DropEvent::Dropped {
            documents_only: paths.iter().all(|path| is_document(path)),
            drop: window.state::<Desk>().drops().add(paths.clone()),
        },
        DragDropEvent::Leave => DropEvent::Left,
        _ => return,
    };
    // Nobody listens while the page is being loaded; then there is nobody to tell.
    let _ = window.emit_to(window.label(), "drop", news);
}

/// Whether a name looks like a document's. It only decides what the window offers to do with the drop; what a file
/// is, its content says.
fn is_document(path: &Path) -> bool {
    path.extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("pdf"))
}
