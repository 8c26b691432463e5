//! The documents promise only what a test keeps: each promise names its tests, and each named test exists.

#![allow(clippy::panic, reason = "a test stops at the first thing that it cannot do")]

use std::path::Path;

fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The tests a passage names, as `path::name`: in Rust, or the checks from outside in Python.
fn named(passage: &str) -> Vec<(&str, &str)> {
    passage
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|code| code.split_once("::"))
        .filter(|(file, _)| file.ends_with(".rs") || file.ends_with(".py"))
        .collect()
}

fn exists(file: &str, name: &str) -> bool {
    let definition = match file.ends_with(".py") {
        true => format!("\ndef {name}(run)"),
        false => format!("fn {name}("),
    };
    text(file).contains(&definition)
}

#[test]
fn every_promise_names_a_test_and_every_named_test_exists() {
    let model = text("docs/threat-model.md");
    let promises = model
        .split("## Promises")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next());
    let promises: Vec<&str> = promises
        .expect("a section of promises")
        .split("\n- ")
        .skip(1)
        .collect();
    assert!(promises.len() > 10, "the promises are read from the document");
    for promise in promises {
        let tests = named(promise);
        assert!(!tests.is_empty(), "no test is named for: {promise}");
        for (file, name) in tests {
            assert!(
                exists(file, name),
                "there is no test {name} in {file}, which is named for: {promise}"
            );
        }
    }
}

#[test]
fn the_words_never_used_of_a_picture_stand_nowhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let catalogue = std::fs::read_dir(root.join("ui/src/shared/strings")).expect("the window's words");
    let catalogue: Vec<String> = catalogue
        .map(|file| file.expect("a file of words").file_name())
        .map(|name| format!("ui/src/shared/strings/{}", name.to_string_lossy()))
        .collect();
    assert!(catalogue.len() > 5, "the window's words are read");
    let documents = ["README.md", "docs/threat-model.md", "docs/guide.md"].map(str::to_owned);
    for path in documents.into_iter().chain(catalogue) {
        let text = text(&path).to_lowercase();
        for words in [
            "anonymous",
            "anonymis",
            "anonymiz",
            "hipaa compliant",
            "gmc-approved",
            "dspt compliant",
        ] {
            assert!(!text.contains(words), "{path} says {words}");
        }
    }
}

#[test]
fn the_readme_lists_the_formats_that_are_cleaned() {
    let readme = text("README.md");
    let rows: Vec<String> = safelight_sanitize::FORMATS
        .iter()
        .map(|format| {
            format!(
                "| {} | .{} | {} |",
                format.name, format.extension, format.media_type
            )
        })
        .collect();
    assert!(
        readme.contains(&rows.join("\n")),
        "the table of formats is not the program's own:\n{}",
        rows.join("\n")
    );
}
