//! What the tests share: pictures, a register with what is needed for a clear photo, the command.
#![allow(dead_code, reason = "each test target uses its part")]

pub(crate) mod command;
pub(crate) mod desk;
pub(crate) mod faces;
pub(crate) mod kills;
pub(crate) mod picture;

use std::path::{Path, PathBuf};

use safelight_consent::PhotoDigest;

/// Makes a file, and the folders above it.
#[expect(clippy::disallowed_methods, reason = "tests make the photos they test with")]
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

/// The files in a folder and the folders in it, sorted; nothing where there is no such folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The one file in a folder.
pub(crate) fn only_file(folder: &Path) -> PathBuf {
    let [file] = files(folder).try_into().unwrap();
    file
}

pub(crate) fn digest(path: &Path) -> PhotoDigest {
    PhotoDigest::of(&std::fs::read(path).unwrap())
}

pub(crate) fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// Whether a name is neutral: `photo-`, eight letters of base 32, the extension.
pub(crate) fn is_neutral(path: &Path, extension: &str) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    let letters = name
        .strip_prefix("photo-")
        .and_then(|rest| rest.strip_suffix(&format!(".{extension}")));
    letters
        .is_some_and(|it| it.len() == 8 && it.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7')))
}
