//! What was done with a picture, and from which files it was made (XMP, part 2, "Media Management").

use super::tree::{Node, Tree};
use crate::Reveals::EditHistory;
use crate::finding::Told;
use crate::words::{date, excerpt};

/// More steps than a person reads.
const MOST_STEPS: usize = 30;

pub(super) fn tell(tree: &Tree, history: &Node, told: &mut Told<'_>) {
    let mut steps: Vec<String> = Vec::new();
    for event in tree.below(history) {
        let text = |name| {
            tree.child_text(event, name)
                .map(|text| excerpt(&text))
                .unwrap_or_default()
        };
        let action = text("action");
        let program = text("softwareAgent");
        if action.is_empty() && program.is_empty() {
            continue;
        }
        let done = [action, date(&text("when"))];
        let done: Vec<&str> = done
            .iter()
            .map(String::as_str)
            .filter(|word| !word.is_empty())
            .collect();
        let step = match (program.is_empty(), done.is_empty()) {
            (true, _) => done.join(" "),
            (false, true) => program,
            (false, false) => format!("{program}, {}", done.join(" ")),
        };
        let parameters = text("parameters");
        steps.push(if parameters.is_empty() {
            step
        } else {
            format!("{step} ({parameters})")
        });
    }
    for step in steps.iter().take(MOST_STEPS) {
        told.tell_of(EditHistory, "Step", step);
    }
    if steps.len() > MOST_STEPS {
        told.tell(
            EditHistory,
            format!("{} more steps of editing", steps.len() - MOST_STEPS),
        );
    }
}

/// The files that a picture was made from.
pub(super) fn tell_source(tree: &Tree, source: &Node, told: &mut Told<'_>) {
    for path in tree.texts_named(source, "filePath") {
        told.tell_of(EditHistory, "Made from the file", &excerpt(&path));
    }
    for name in [
        "documentID",
        "originalDocumentID",
        "DocumentID",
        "OriginalDocumentID",
    ] {
        for number in tree.texts_named(source, name) {
            told.tell_of(
                EditHistory,
                "Number of the document it was made from",
                &excerpt(&number),
            );
        }
    }
}
