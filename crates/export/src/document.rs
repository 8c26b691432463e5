//! Files that are no pictures and that a person asks to have under a name they chose: a record as FHIR.

use std::io::Write;
use std::path::Path;

use crate::failure::Failure;

/// Writes a document under the path that somebody chose for it; a file of that name is replaced whole, or left as it was.
/// Others of this computer may not read it.
///
/// # Errors
/// [`Failure`] where it cannot be written.
pub fn save_document(bytes: &[u8], path: &Path) -> Result<(), Failure> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let io = |error: std::io::Error| Failure::io(&error, path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".safelight-").suffix(".part");
    #[expect(
        clippy::disallowed_methods,
        reason = "no picture, and the person chose its place"
    )]
    let mut file = builder.tempfile_in(folder).map_err(io)?;
    file.write_all(bytes).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "no picture, and the person chose its name"
    )]
    file.persist(path).map_err(|error| io(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_replaces_the_one_before_whole_and_leaves_nothing_beside_it() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("consent.json");
        for text in ["a longer one", "short"] {
            assert_eq!(save_document(text.as_bytes(), &path), Ok(()));
            assert_eq!(std::fs::read_to_string(&path)?, text);
        }
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
        let nowhere = folder.path().join("none").join("consent.json");
        assert!(save_document(b"x", &nowhere).is_err());
        Ok(())
    }
}
