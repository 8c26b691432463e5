//! What is no picture: certificates, receipts, letters and records as FHIR, written where a person asked for them, and
//! read from there.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use crate::failure::{Code, Failure};

/// Writes a document whole or not at all. Where `replace` is not set, a file of that name stays as it is. Others of this
/// computer may not read it.
///
/// # Errors
/// [`Failure`] of the disk, or where there is such a file already. Nothing is left behind.
pub fn save(document: &[u8], path: &Path, replace: bool) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) => Path::new("."),
        None => return Err(Failure::new(Code::Io, "This is a folder. Name a file.")),
    };
    let io = |error: std::io::Error| Failure::io(&error, path);
    #[expect(
        clippy::disallowed_methods,
        reason = "a document, not a picture, that becomes whole under its name"
    )]
    let mut file = tempfile::Builder::new()
        .prefix(".safelight-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(io)?;
    file.write_all(document).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "a document, not a picture, gets its name"
    )]
    let named = if replace {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    named.map_err(|error| io(error.error))?;
    // The name is durable once its folder is; where a folder cannot be opened, the file itself still is.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Reads a document that is not longer than `limit` bytes. What is no regular file, such as a pipe, is not waited for.
///
/// # Errors
/// [`Failure`] of the disk, or where it is no file or a longer one.
pub fn document(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let io = |error: std::io::Error| Failure::io(&error, path);
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(Failure::new(Code::Unsupported, "This is no file."));
    }
    let mut document = Vec::new();
    let file = File::open(path).map_err(io)?;
    // One more byte tells that there are too many.
    file.take(limit.saturating_add(1))
        .read_to_end(&mut document)
        .map_err(io)?;
    if document.len() as u64 > limit {
        let why = format!("This file is too large: {} MB at most.", limit / 1_000_000);
        return Err(Failure::new(Code::TooLarge, why));
    }
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_replaces_the_one_before_whole_where_that_is_meant_and_leaves_nothing_beside_it()
    -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("consent.json");
        for text in ["a longer one", "short"] {
            assert_eq!(save(text.as_bytes(), &path, true), Ok(()));
            assert_eq!(std::fs::read_to_string(&path)?, text);
        }
        assert!(save(b"other", &path, false).is_err());
        assert_eq!(std::fs::read_to_string(&path)?, "short");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
        let nowhere = folder.path().join("none").join("consent.json");
        assert!(save(b"x", &nowhere, true).is_err());
        Ok(())
    }

    #[test]
    fn a_document_is_read_whole_up_to_its_limit_and_only_from_a_file() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("certificate.json");
        assert_eq!(save(b"four", &path, true), Ok(()));
        assert_eq!(document(&path, 4), Ok(b"four".to_vec()));
        let code = |path: &Path, limit| document(path, limit).err().map(|failure| failure.code);
        assert_eq!(code(&path, 3), Some(Code::TooLarge));
        assert_eq!(code(folder.path(), 4), Some(Code::Unsupported));
        assert_eq!(code(&folder.path().join("none"), 4), Some(Code::NotFound));
        Ok(())
    }
}
