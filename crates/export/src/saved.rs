//! Writing what is no picture: certificates, receipts, letters and records as FHIR, where a person asked for them.

use std::fs::File;
use std::io::Write;
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
}
