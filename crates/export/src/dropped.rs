//! The first stage: a file's bytes in memory, and their digest.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use safelight_consent::PhotoDigest;
use safelight_sanitize::{Error, Kind, Limits, Picture};

use crate::failure::{Code, Failure};
use crate::inspected::Inspected;

/// A file that somebody brought.
#[derive(Debug)]
pub struct Dropped {
    pub(crate) source: PathBuf,
    pub(crate) bytes: Vec<u8>,
    pub(crate) digest: PhotoDigest,
    pub(crate) limits: Limits,
}

impl Dropped {
    /// Reads a file whole.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be read, is no regular file, changes while it is read, or is larger than a picture
    /// within `limits` can be.
    pub fn open(source: &Path, limits: &Limits) -> Result<Self, Failure> {
        let io = |error: std::io::Error| Failure::io(&error, source);
        // Asked before it is opened: opening a pipe waits until somebody writes to it.
        let metadata = std::fs::metadata(source).map_err(io)?;
        if !metadata.is_file() {
            return Err(Failure::new(
                Code::Unsupported,
                "This is not a file. Choose a picture.",
            ));
        }
        let mut file = File::open(source).map_err(io)?;
        let metadata = file.metadata().map_err(io)?;
        if metadata.len() > limits.decoded {
            return Err(Failure::new(
                Code::TooLarge,
                "The file is larger than any picture this program opens.",
            ));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
        (&mut file)
            .take(limits.decoded)
            .read_to_end(&mut bytes)
            .map_err(io)?;
        if is_another(&metadata, &file.metadata().map_err(io)?) {
            let why = "The file changed while it was read. Wait until it is whole, then try again.";
            return Err(Failure::new(Code::Changed, why));
        }
        let digest = PhotoDigest::of(&bytes);
        Ok(Self {
            source: source.to_path_buf(),
            bytes,
            digest,
            limits: *limits,
        })
    }

    /// The SHA-256 of the file, by which the register knows the photo.
    pub const fn digest(&self) -> PhotoDigest {
        self.digest
    }

    /// Where it came from.
    pub fn source(&self) -> &Path {
        &self.source
    }

    /// Walks the file: what it is and what it gives away.
    ///
    /// # Errors
    /// [`Failure`] for a file that is broken, not supported or too large.
    pub fn inspect(self) -> Result<Inspected, Failure> {
        let picture = safelight_sanitize::read(&self.bytes, &self.limits)?;
        self.check_end(&picture)?;
        let findings = picture.findings(&self.bytes);
        Ok(Inspected {
            dropped: self,
            picture,
            findings,
        })
    }

    /// A JPEG without its end may be whole but for that: cameras wrote such. One that is cut inside its scan is broken.
    fn check_end(&self, picture: &Picture) -> Result<(), Failure> {
        let ends =
            picture.format.kind != Kind::Jpeg || picture.parts.iter().any(|part| part.rule.part == "EOI");
        if ends || safelight_redact::jpeg::is_whole(&picture.output.to_vec(&self.bytes)) {
            return Ok(());
        }
        Err(Failure::from(Error::Malformed {
            part: "scan",
            offset: self.bytes.len(),
            why: "The file is cut off: the end of the picture is missing",
        }))
    }
}

/// Whether a file was written to between two looks at it.
fn is_another(before: &Metadata, after: &Metadata) -> bool {
    before.len() != after.len() || before.modified().ok() != after.modified().ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_file_that_is_written_to_is_another_even_where_its_length_stays() -> std::io::Result<()> {
        let mut file = tempfile::tempfile()?;
        file.write_all(b"half of a photo")?;
        let before = file.metadata()?;
        assert!(!is_another(&before, &file.metadata()?));
        file.write_all(b", and the rest")?;
        assert!(is_another(&before, &file.metadata()?));
        let before = file.metadata()?;
        file.set_modified(SystemTime::now() + Duration::from_secs(1))?;
        assert!(is_another(&before, &file.metadata()?));
        Ok(())
    }
}
